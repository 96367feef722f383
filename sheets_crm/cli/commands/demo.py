"""`sheets-crm demo`: all of it, on a made-up book."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import typer

from sheets_crm.cli.language import say, spoken
from sheets_crm.cli.options import JsonOption, LangOption, TodayOption, moment

CLIENTS = 200
SEED = 7
NAME = say("demo-клиенты.xlsx", "demo-clients.xlsx")


def command(json: JsonOption = False, lang: LangOption = None, today: TodayOption = None) -> None:
    """Make a messy book of some hundred clients in the current folder, run the nightly job on it, and tell the story."""
    from sheets_crm.cli.doing.running import run_and_show
    from sheets_crm.cli.telling.show import CONSOLE

    path, now = _free(Path(NAME)), moment(today)
    if not json:
        CONSOLE.print(
            say(
                f"Создаю книгу на {CLIENTS} выдуманных клиентов, с ошибками, какие бывают в жизни…",
                f"Making a book of {CLIENTS} made-up clients, with mistakes as they happen in life…",
            )
        )
    _make(path, now, quiet=json)
    status = run_and_show(str(path), "nightly", None, now, json=json)
    if not json:
        CONSOLE.print(f"\n{say('Откройте книгу', 'Open the book')}: [bold]{path}[/bold]")
        CONSOLE.print(
            say(
                "Начните с вкладки «Сводка», потом «Сейчас» и «Качество данных»; что изменилось, показывает «Журнал».",
                "Begin with the tab “Summary”, then “Now” and “Data quality”; “Journal” shows what was changed.",
            )
        )
    raise typer.Exit(status)


def _make(path: Path, now: datetime, *, quiet: bool) -> None:
    from sheets_crm.cli.doing.making import Order, make_book
    from sheets_crm.engine.settings.config import Config

    make_book(Order(str(path), "extended", spoken(), CLIENTS, SEED, now), Config(), quiet=quiet)


def _free(path: Path) -> Path:
    """Return the path, or the first `name-2`, `name-3` ... that is not there yet: nothing is ever overwritten."""
    numbered = (path.with_stem(f"{path.stem}-{n}") for n in range(2, 1000))
    return path if not path.exists() else next(one for one in numbered if not one.exists())
