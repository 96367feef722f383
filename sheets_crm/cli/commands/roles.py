"""`sheets-crm roles`: who may do what in a book, in plain words."""

from __future__ import annotations

import typer

from sheets_crm.cli.language import say
from sheets_crm.cli.options import BookArgument, ConfigOption, JsonOption, LangOption

INIT = typer.Option(
    False, "--init", help=say("положить рядом с книгой образец roles.yaml", "put an example roles.yaml beside the book")
)
APPLY = typer.Option(
    False,
    "--apply",
    help=say(
        "закрыть столбцы в Google Таблице тем, кому их менять нельзя; в базе дать права (GRANT)",
        "close columns in a Google spreadsheet to those who may not change them; in a database give rights (GRANT)",
    ),
)


def command(
    book: BookArgument,
    init: bool = INIT,
    apply: bool = APPLY,
    json: JsonOption = False,
    lang: LangOption = None,
    config: ConfigOption = None,
) -> None:
    """Show who may do what, and what of the file of roles the book does not have."""
    from sheets_crm.cli.doing import access

    raise typer.Exit(access.begin(book, config) if init else access.show_roles(book, config, apply=apply, json=json))
