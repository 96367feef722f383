"""`sheets-crm check`: reads, plans, shows; writes nothing."""

from __future__ import annotations

import typer

from sheets_crm.cli.language import say
from sheets_crm.cli.options import AllOption, BookArgument, ConfigOption, JsonOption, LangOption, TodayOption, moment

JOB = typer.Option("nightly", "--job", metavar="JOB", help=say("каким заданием проверять", "the job to check with"))


def command(
    book: BookArgument,
    job: str = JOB,
    json: JsonOption = False,
    lang: LangOption = None,
    config: ConfigOption = None,
    today: TodayOption = None,
    everything: AllOption = False,
) -> None:
    """Show what a job would change, and what only a person can decide."""
    from sheets_crm.cli.doing.running import run_and_show

    raise typer.Exit(run_and_show(book, job, config, moment(today), dry_run=True, json=json, everything=everything))
