"""`sheets-crm proposals`: what waits for the owner's word, and the owner's word."""

from __future__ import annotations

from typing import Annotated

import typer

from sheets_crm.cli.language import say
from sheets_crm.cli.options import AllOption, BookArgument, ConfigOption, JsonOption, LangOption, TodayOption, moment

AcceptOption = Annotated[
    list[int] | None,
    typer.Option(
        "--accept", metavar="N", help=say("принять это предложение; можно повторять", "accept this one; may be repeated")
    ),
]
DropOption = Annotated[
    list[int] | None,
    typer.Option("--drop", metavar="N", help=say("отклонить это предложение; можно повторять", "drop this one; may be repeated")),
]
ACCEPT_ALL = typer.Option(False, "--accept-all", help=say("принять все", "accept all of them"))
DROP_ALL = typer.Option(False, "--drop-all", help=say("отклонить все", "drop all of them"))


def command(
    book: BookArgument,
    accept: AcceptOption = None,
    drop: DropOption = None,
    accept_all: bool = ACCEPT_ALL,
    drop_all: bool = DROP_ALL,
    json: JsonOption = False,
    lang: LangOption = None,
    config: ConfigOption = None,
    today: TodayOption = None,
    everything: AllOption = False,
) -> None:
    """List what people propose who may not change it themselves, or accept and drop it; undo takes that back."""
    from sheets_crm.cli.doing import inbox

    wanted = inbox.wanted(accept or (), drop or (), accept_all=accept_all, drop_all=drop_all)
    raise typer.Exit(inbox.decide_and_show(book, wanted, config, moment(today), json=json, everything=everything))
