"""What `doctor` looks at, and how it tells of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from textwrap import wrap
from typing import Any

from rich.markup import escape
from rich.table import Table as Grid

from sheets_crm.books.database.naming import is_database, public
from sheets_crm.books.google.addressing import is_google
from sheets_crm.cli.language import say, spoken
from sheets_crm.cli.opening import CSV, Speak, database_libraries, unknown_address
from sheets_crm.cli.telling import show
from sheets_crm.engine.settings.config import Config, is_address
from sheets_crm.model.checkup import Check, Checked, Outcome, Patient, examine
from sheets_crm.model.text import Text

COLOURS = {"passed": "green", "warning": "yellow", "failed": "red", "untried": "dim"}
WORDS = {
    "passed": Text("в порядке", "fine"),
    "warning": Text("учтите", "note"),
    "failed": Text("мешает", "trouble"),
    "untried": Text("не проверено", "not tried"),
}
COMMAND = re.compile(r"(?:sheets-crm \w+|pip install|chmod 600|timedatectl \S+) \S+")
EXITS = {"reading": 4, "writing": 3, "nothing": 1}
Looks = tuple[list[Text], Iterator[Checked]]


def looks(book: str, config: Config, speak: Speak | None) -> Looks:
    """Return the titles of what is to be looked at in a book, and the looks, each of which is taken when it is asked for."""
    if is_google(book):
        return _of_google(book, config, speak)
    if is_database(book):
        return _of_database(book, config)
    if is_address(book):
        raise unknown_address(book)
    return _of_file(Path(book), config)


def _of_google(book: str, config: Config, speak: Speak | None) -> Looks:
    from sheets_crm.books.google.doctor.libraries import LIBRARIES, missing

    if missing():
        return _prepared((LIBRARIES,), None)
    from sheets_crm.engine.doctor import google

    return _prepared(google.CHECKS, google.google_case(book, config, speak))


def _of_database(book: str, config: Config) -> Looks:
    with database_libraries():
        from sheets_crm.engine.doctor import database

    return _prepared(database.CHECKS, database.database_case(book, config))


def _of_file(path: Path, config: Config) -> Looks:
    from sheets_crm.engine.doctor import csv, xlsx

    if path.suffix.lower() in CSV:
        return _prepared(csv.CHECKS, csv.CsvCase(path, config))
    return _prepared(xlsx.CHECKS, xlsx.XlsxCase(path, config))


def _prepared(checks: Sequence[Check[Patient]], patient: Patient) -> Looks:
    return [check.title for check in checks], examine(checks, patient)


def document(book: str, results: Sequence[Checked]) -> dict[str, Any]:
    """Return the results as JSON."""
    lang = spoken()
    checks = [
        {
            "name": one.name,
            "status": one.outcome.status,
            "says": one.outcome.says.in_(lang),
            "mend": one.outcome.mend.in_(lang),
        }
        for one in results
    ]
    return {"book": book, "checks": checks}


def show_results(book: str, results: Sequence[Checked]) -> None:
    """Show every check, and below it how to mend what needs it: in one piece, so that commands and addresses can be copied."""
    show.CONSOLE.print(f"[bold]{say('Осмотр', 'Check-up')}[/bold] · {escape(public(book))}\n")
    for says, group in groupby(results, key=lambda one: one.outcome if one.outcome.status == "untried" else one):
        _show(says if isinstance(says, Outcome) else says.outcome, [one.title.in_(spoken()) for one in group])
    show.CONSOLE.print(f"\n[bold]{_conclusion(results)}[/bold]")


def _show(outcome: Outcome, titles: list[str]) -> None:
    """Show a check, or several that were not tried for the same reason."""
    colour, width = COLOURS[outcome.status], max(len(word.in_(spoken())) for word in WORDS.values())
    grid = Grid(box=None, padding=(0, 2, 0, 0), show_header=False)
    grid.add_column(min_width=width, no_wrap=True)
    grid.add_column(overflow="fold")
    status = f"[{colour}]{WORDS[outcome.status].in_(spoken())}[/{colour}]"
    grid.add_row(status, f"[bold]{', '.join(titles)}[/bold]: {escape(outcome.says.in_(spoken()))}")
    show.CONSOLE.print(grid)
    for at, line in enumerate(_wrapped(outcome.mend.in_(spoken()), show.CONSOLE.width - 4)):
        mark = " " if at else f"[bold {colour}]→[/bold {colour}]"
        show.CONSOLE.print(f"  {mark} {escape(line)}", soft_wrap=True)


def _wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines, but never a command or an address, so that they can be copied."""
    glued = COMMAND.sub(lambda found: found[0].replace(" ", "\0"), text)
    lines = wrap(glued, width, break_long_words=False, break_on_hyphens=False)
    return [line.replace("\0", " ") for line in lines]


def _conclusion(results: Sequence[Checked]) -> str:
    return {
        0: say("Всё в порядке: книгу можно читать и записывать.", "All is fine: the book can be read and written."),
        1: say("Работать можно; кое-что стоит поправить.", "The work can go on; some things are worth mending."),
        3: say("Читать книгу можно, записывать пока нельзя.", "The book can be read, but not written yet."),
        4: say("До книги пока не добраться.", "The book is out of reach so far."),
    }[exit_status(results)]


def exit_status(results: Sequence[Checked]) -> int:
    """Return 0 when all is fine, 1 when something is to be mended that stops nothing, 3 and 4 when it stops writing, reading."""
    found = [EXITS[one.stops] for one in results if one.outcome.status == "failed"]
    return max([*found, *(1 for one in results if one.outcome.status == "warning")], default=0)
