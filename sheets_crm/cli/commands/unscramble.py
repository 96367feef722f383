"""`sheets-crm unscramble`: shows what a partial sort mixed up, puts it right, or takes it as meant."""

from __future__ import annotations

import typer

from sheets_crm.cli.language import say
from sheets_crm.cli.options import AllOption, BookArgument, ConfigOption, JsonOption, LangOption, TodayOption, moment

APPLY = typer.Option(False, "--apply", help=say("вернуть на место; отменяется командой undo", "put it right; undo takes it back"))
KEEP = typer.Option(False, "--keep", help=say("так и надо: больше об этом не говорить", "it is meant so: say no more of it"))


def command(
    book: BookArgument,
    apply: bool = APPLY,
    keep: bool = KEEP,
    json: JsonOption = False,
    lang: LangOption = None,
    config: ConfigOption = None,
    today: TodayOption = None,
    everything: AllOption = False,
) -> None:
    """Put cells back on their records after a sort that took only some columns."""
    from sheets_crm.cli.doing.unscrambling import unscramble_and_show

    raise typer.Exit(
        unscramble_and_show(book, config, moment(today), apply=apply, as_meant=keep, json=json, everything=everything)
    )
