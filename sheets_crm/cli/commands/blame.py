"""`sheets-crm blame`: who put what into one cell, and when."""

from __future__ import annotations

from typing import Annotated

import typer

from sheets_crm.cli.language import say
from sheets_crm.cli.options import BookArgument, ConfigOption, JsonOption, LangOption, moment

CellArgument = Annotated[
    str,
    typer.Argument(
        metavar="CELL",
        help=say("ячейка: C5 или Клиенты!C5, где она стоит сейчас", "the cell: C5 or Clients!C5, where it stands now"),
    ),
]


def command(
    book: BookArgument, cell: CellArgument, json: JsonOption = False, lang: LangOption = None, config: ConfigOption = None
) -> None:
    """Tell the life of a cell: what the program wrote into it and why, and what people changed between the runs."""
    from sheets_crm.cli.opening import open_book, open_config
    from sheets_crm.cli.telling import lives
    from sheets_crm.cli.telling.document import put
    from sheets_crm.engine.blame import life_of

    found = open_config(config, book)
    life = life_of(open_book(book, found), cell, found, moment(None))
    put(lives.document(life)) if json else lives.show(life)
