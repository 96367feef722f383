"""`sheets-crm watch`: runs the configured jobs on their schedules until stopped."""

from __future__ import annotations

import typer

from sheets_crm.cli.language import say
from sheets_crm.cli.options import ConfigOption, JsonOption, LangOption

ONCE = typer.Option(False, "--once", help=say("сделать то, чему пора сейчас, и закончить", "do what is due now, and end"))
STATUS = typer.Option(
    False,
    "--status",
    help=say(
        "сказать, работает ли watch и как прошли последние прогоны", "say whether watch is at work, and how its last runs went"
    ),
)


def command(
    config: ConfigOption = None,
    once: bool = ONCE,
    status: bool = STATUS,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Run the jobs of all books in the config on their schedules, until stopped; one line an event goes to the error stream."""
    from sheets_crm.cli.doing.watching import show_status, watch

    raise typer.Exit(show_status(config, json=json) if status else watch(config, once=once, json=json))
