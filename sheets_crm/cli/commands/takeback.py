"""`sheets-crm takeback`: what was done in a copy comes into the book, or waits for the owner's word."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sheets_crm.cli.language import say
from sheets_crm.cli.options import AllOption, BookArgument, ConfigOption, JsonOption, LangOption, TodayOption, moment

CopyArgument = Annotated[
    Path, typer.Argument(metavar="COPY", help=say("копия, которую вы выдавали", "the copy that you handed out"))
]
PersonOption = Annotated[
    str | None,
    typer.Option(
        "--for",
        metavar="NAME",
        help=say("чья это копия, если по файлу этого не видно", "whose copy it is, where the file does not tell"),
    ),
]
APPLY = typer.Option(
    False, "--apply", help=say("внести в книгу; отменяется командой undo", "put it into the book; undo takes it back")
)


def command(
    book: BookArgument,
    copy: CopyArgument,
    person: PersonOption = None,
    apply: bool = APPLY,
    json: JsonOption = False,
    lang: LangOption = None,
    config: ConfigOption = None,
    today: TodayOption = None,
    everything: AllOption = False,
) -> None:
    """Show what a person did in a copy since it was last taken back, or put it into the book. Writes only with --apply."""
    from sheets_crm.cli.doing.copies import take_back_and_show

    raise typer.Exit(take_back_and_show(book, copy, person, config, moment(today), apply=apply, json=json, everything=everything))
