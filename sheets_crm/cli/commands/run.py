"""`sheets-crm run`: plans and applies one job."""

from __future__ import annotations

from typing import Annotated

import typer

from sheets_crm.cli.language import say
from sheets_crm.cli.options import AllOption, BookArgument, ConfigOption, JsonOption, LangOption, TodayOption, moment

JobArgument = Annotated[
    str, typer.Argument(metavar="JOB", help=say("задание: nightly, formats или своё", "the job: nightly, formats, or your own"))
]
DRY_RUN = typer.Option(False, "--dry-run", help=say("только показать", "only show"))
AGAIN = typer.Option(
    False, "--again", help=say("сделать и те правки, которые вы отменяли", "make those repairs too that you took back")
)


def command(
    job: JobArgument,
    book: BookArgument,
    dry_run: bool = DRY_RUN,
    again: bool = AGAIN,
    json: JsonOption = False,
    lang: LangOption = None,
    config: ConfigOption = None,
    today: TodayOption = None,
    everything: AllOption = False,
) -> None:
    """Run a job on a book: back up, write, verify, journal, and tell."""
    from sheets_crm.cli.doing.running import run_and_show

    raise typer.Exit(
        run_and_show(book, job, config, moment(today), dry_run=dry_run, again=again, json=json, everything=everything)
    )
