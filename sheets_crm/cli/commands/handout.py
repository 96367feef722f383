"""`sheets-crm handout`: a copy of a workbook for somebody who may not do everything in it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sheets_crm.cli.language import say
from sheets_crm.cli.options import BookArgument, ConfigOption, JsonOption, LangOption, moment

PersonOption = Annotated[
    str, typer.Option("--for", metavar="NAME", help=say("для кого копия, например Аня", "whose copy it is, such as Anna"))
]
ToOption = Annotated[
    Path | None,
    typer.Option(
        "--to", metavar="FILE", help=say("куда её положить; иначе рядом с книгой", "where to put it; else beside the book")
    ),
]


def command(
    book: BookArgument,
    person: PersonOption,
    to: ToOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
    config: ConfigOption = None,
) -> None:
    """Make a copy in which a person can do what their role allows; `takeback` brings what they did into the book."""
    from sheets_crm.cli.doing.copies import hand_out_and_show

    raise typer.Exit(hand_out_and_show(book, person, to, config, moment(None), json=json))
