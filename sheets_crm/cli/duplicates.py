"""`sheets-crm duplicates`: which rows are one client, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from sheets_crm.cli.language import say
from sheets_crm.cli.options import AllOption, ConfigOption, JsonOption, LangOption

TableArgument = Annotated[
    str,
    typer.Argument(
        metavar="BOOK_OR_CSV", help=say("книга или таблица: .xlsx, .csv, google:ID", "a book or table: .xlsx, .csv, google:ID")
    ),
]
MapOption = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="KEY=COLUMN",
        help=say(
            "что в каком столбце, например phone=Телефон; можно повторять; без этого столбцы узнаются сами",
            "which column is what, such as phone=Phone; may be repeated; else the columns are recognised",
        ),
    ),
]


def command(
    table: TableArgument,
    columns: MapOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
    config: ConfigOption = None,
    everything: AllOption = False,
) -> None:
    """Show which rows are, or may be, one client, with the reasons; writes nothing."""
    from sheets_crm.cli import doubles

    raise typer.Exit(doubles.find_and_show(table, columns or [], config, json=json, everything=everything))
