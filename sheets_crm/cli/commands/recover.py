"""`sheets-crm recover`: lists what went missing, brings it back, or takes it as meant."""

from __future__ import annotations

from typing import Annotated

import typer

from sheets_crm.cli.language import say
from sheets_crm.cli.options import BookArgument, ConfigOption, JsonOption, LangOption, TodayOption, moment

RowOption = Annotated[
    list[str] | None,
    typer.Option(
        "--row", metavar="ID", help=say("вернуть удалённую строку; можно несколько раз", "bring a deleted row back; repeatable")
    ),
]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="TITLE",
        help=say("вернуть ячейки столбца; можно несколько раз", "bring a column's cells back; repeatable"),
    ),
]
APPLY = typer.Option(False, "--apply", help=say("записать; отменяется командой undo", "write it; undo takes it back"))
KEEP = typer.Option(False, "--keep", help=say("так и надо: больше об этом не говорить", "it is meant so: say no more of it"))
ALL = typer.Option(False, "--all", help=say("вернуть всё, что пропало", "bring back all that is missing"))


def command(
    book: BookArgument,
    row: RowOption = None,
    column: ColumnOption = None,
    everything: bool = ALL,
    apply: bool = APPLY,
    keep: bool = KEEP,
    json: JsonOption = False,
    lang: LangOption = None,
    config: ConfigOption = None,
    today: TodayOption = None,
) -> None:
    """Bring back deleted rows, emptied or overwritten cells, rounded amounts and lost formulas."""
    from sheets_crm.cli.doing.recovering import recover_and_show
    from sheets_crm.engine.recovering import Choice

    choice = Choice(frozenset(row or ()), frozenset(column or ()), everything)
    raise typer.Exit(recover_and_show(book, choice, config, moment(today), apply=apply, as_meant=keep, json=json))
