"""`sheets-crm adopt`: learns which column of a workbook that people already have is what."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from sheets_crm.cli.language import say
from sheets_crm.cli.options import BookArgument, ConfigOption, JsonOption, LangOption, moment

AddColumns = Annotated[
    bool | None,
    typer.Option(
        "--add-columns/--no-add-columns",
        help=say("добавить справа столбцы программы, не спрашивая", "append the program's columns at the right without asking"),
    ),
]


def command(
    book: BookArgument,
    add_columns: AddColumns = None,
    json: JsonOption = False,
    lang: LangOption = None,
    config: ConfigOption = None,
) -> None:
    """Recognise the sheets and columns, write that into the config, and offer the columns that the program needs."""
    from sheets_crm.cli.doing import adopting
    from sheets_crm.cli.telling import document, show

    found = adopting.recognised(book, config, quiet=json)
    if json:
        said: dict[str, Any] = {"book": book, "config": str(adopting.save(found)), **adopting.document(found)}
        said["added"] = adopting.add(found, moment(None), quiet=True) if add_columns else 0
        document.put(said)
        return
    adopting.show_mapping(found)
    path = adopting.save(found)
    show.CONSOLE.print(say(f"Записано в {path}: там соответствие можно поправить.", f"Written to {path}: there you may mend it."))
    missing = adopting.show_missing(found)
    if missing and _agreed(add_columns):
        adopting.add(found, moment(None), quiet=False)
        show.CONSOLE.print(say("Столбцы добавлены.", "The columns were added."))
    elif missing:
        show.CONSOLE.print(say("Добавить их: --add-columns", "To add them: --add-columns"))


def _agreed(add_columns: bool | None) -> bool:
    if add_columns is not None:
        return add_columns
    return sys.stdin.isatty() and typer.confirm(say("Добавить эти столбцы справа?", "Append these columns at the right?"))
