"""All commands, and what `--help` says of each."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import typer

from sheets_crm import __version__
from sheets_crm.cli.language import say

COMMANDS: tuple[tuple[str, str], ...] = (
    (
        "demo",
        say(
            "пример: грязная книга, ночная проверка и рассказ о ней", "an example: a messy book, the nightly job, and its account"
        ),
    ),
    ("new", say("новая книга клиентов", "a new client book")),
    (
        "adopt",
        say(
            "разобраться в вашей таблице и записать, какой столбец что значит", "learn which column of your own workbook is what"
        ),
    ),
    (
        "check",
        say(
            "показать, что будет исправлено и что решить человеку; ничего не пишет",
            "show what would change and what a person must decide; writes nothing",
        ),
    ),
    ("run", say("выполнить задание, например nightly", "run a job, such as nightly")),
    ("watch", say("выполнять задания по расписанию, пока не остановят", "run jobs on their schedules until stopped")),
    ("duplicates", say("найти клиентов, записанных дважды", "find clients who stand there twice")),
    (
        "audit",
        say(
            "найти ошибки в формулах любой книги; ничего не пишет", "find errors in the formulas of any workbook; writes nothing"
        ),
    ),
    ("history", say("что программа делала с книгой", "what the program did to a book")),
    ("diff", say("что изменилось: после прогона, или между двумя книгами", "what changed: since a run, or between two books")),
    ("blame", say("кто и когда менял одну ячейку", "who changed one cell, and when")),
    (
        "unscramble",
        say("вернуть столбцы к своим строкам, если отсортировали не всё", "put columns back to their rows after a partial sort"),
    ),
    ("recover", say("вернуть удалённые строки и стёртые ячейки", "bring back deleted rows and emptied cells")),
    ("roles", say("кто что может менять в книге", "who may change what in a book")),
    ("handout", say("выдать копию тому, кому можно не всё", "hand a copy out to somebody who may not do everything")),
    ("takeback", say("взять копию назад: что внесено, что ждёт вас", "take a copy back: what comes in, what waits for you")),
    ("proposals", say("что предлагают; принять или отклонить", "what people propose; accept or drop it")),
    ("undo", say("отменить прогон", "take a run back")),
    (
        "migrate",
        say(
            "перенести книгу в базу данных или обратно, сверив до копейки",
            "move a book into a database or back, reconciled to the kopeck",
        ),
    ),
    ("restore", say("вернуть резервную копию", "bring a backup back")),
    (
        "protect",
        say("зашифровать журнал, память и копии книги", "encrypt the journal, the memory and the backups of a book"),
    ),
    (
        "purge",
        say(
            "стереть навсегда, что программа хранит о клиенте или дольше срока",
            "erase for good what is kept of a client, or for too long",
        ),
    ),
    (
        "doctor",
        say("почему книга не открывается или не записывается", "why a book cannot be reached, read or written"),
    ),
    ("jobs", say("какие есть задания и шаблоны", "which jobs and layouts there are")),
)

app = typer.Typer(
    name="sheets-crm",
    help=say("База клиентов в Excel с надёжностью CRM", "A client base in Excel with the safety of a CRM"),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _command(name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = import_module(f"sheets_crm.cli.commands.{name}").command
    return found


for _name, _help in COMMANDS:
    app.command(_name, help=_help)(_command(_name))


@app.callback(invoke_without_command=True)
def version(
    version: bool = typer.Option(False, "--version", help=say("показать версию", "show the version")),
) -> None:
    """Show the version when asked."""
    if version:
        typer.echo(__version__)
        raise typer.Exit
