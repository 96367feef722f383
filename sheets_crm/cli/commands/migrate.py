"""`sheets-crm migrate`: a book into a database, or a database into a fresh workbook."""

from __future__ import annotations

from typing import Annotated

import typer

from sheets_crm.cli.language import say
from sheets_crm.cli.options import AllOption, ConfigOption, JsonOption, LangOption

FromArgument = Annotated[
    str,
    typer.Argument(
        metavar="FROM",
        help=say("откуда: файл, адрес Google Таблицы или базы", "from: a file, a spreadsheet's or a database's address"),
    ),
]
ToArgument = Annotated[
    str,
    typer.Argument(
        metavar="TO",
        help=say(
            "куда: sqlite:///clients.db, postgresql://сервер/база или новый файл .xlsx",
            "to: sqlite:///clients.db, postgresql://server/database, or a new .xlsx file",
        ),
    ),
]
CheckOption = Annotated[
    bool,
    typer.Option("--check", help=say("только сверить: ничего не записывать", "only compare: write nothing")),
]
OverOption = Annotated[
    bool,
    typer.Option(
        "--over",
        help=say(
            "записать книгу поверх того, что с прошлого переноса изменили в базе",
            "write the book over what was changed in the database since the last migration",
        ),
    ),
]


def command(
    source: FromArgument,
    target: ToArgument,
    check: CheckOption = False,
    over: OverOption = False,
    json: JsonOption = False,
    lang: LangOption = None,
    config: ConfigOption = None,
    everything: AllOption = False,
) -> None:
    """Move a whole book, reconciled to the kopeck: all of it stands there, each difference explained, or nothing does."""
    from sheets_crm.cli.doing import migrating
    from sheets_crm.cli.opening import open_config
    from sheets_crm.cli.telling.document import put

    settings = open_config(config, source)
    found = migrating.moved(source, target, settings, check=check, over=over, quiet=json)
    put(migrating.document(found)) if json else migrating.show(found, everything=everything)
    raise typer.Exit(0 if found.reconciliation.agrees else 1)
