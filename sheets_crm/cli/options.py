"""Arguments and options that several commands share."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from sheets_crm.cli.language import checked, say

BookArgument = Annotated[
    str,
    typer.Argument(
        metavar="BOOK",
        help=say("книга: файл .xlsx или адрес Google Таблицы", "the book: an .xlsx file, or a Google spreadsheet's address"),
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help=say("один документ JSON вместо таблиц", "one JSON document instead of tables"))
]
LangOption = Annotated[
    str | None, typer.Option("--lang", metavar="ru|en", callback=checked, help=say("язык сообщений", "language of the messages"))
]
ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help=say("файл настроек; иначе sheets-crm.yaml рядом с книгой", "the config file; else sheets-crm.yaml beside the book"),
    ),
]
TodayOption = Annotated[
    datetime | None,
    typer.Option(
        "--today",
        formats=["%Y-%m-%d"],
        metavar="YYYY-MM-DD",
        help=say("считать этот день сегодняшним", "take this day for today"),
    ),
]
AllOption = Annotated[bool, typer.Option("--all", help=say("показать все строки", "show every line"))]


def moment(today: datetime | None) -> datetime:
    """Return the moment of the run: now, on the day that the person named, if any."""
    now = datetime.now().replace(microsecond=0)  # noqa: DTZ005 - a book has no zone, its people have one clock
    return now if today is None else datetime.combine(today.date(), now.time())
