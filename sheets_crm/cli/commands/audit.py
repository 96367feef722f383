"""`sheets-crm audit`: formula and rounding errors in any workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sheets_crm.cli.language import say
from sheets_crm.cli.options import AllOption, ConfigOption, JsonOption, LangOption, moment

WorkbookArgument = Annotated[
    str,
    typer.Argument(
        metavar="WORKBOOK", help=say("любая книга: файл .xlsx или google:ID", "any workbook: an .xlsx file, or google:ID")
    ),
]
HtmlOption = Annotated[
    Path | None,
    typer.Option(
        "--html", metavar="FILE", help=say("ещё и страницей, которую открывает браузер", "as a page for the browser, too")
    ),
]
RepairOption = Annotated[
    bool,
    typer.Option(
        "--repair",
        help=say("показать, какие формулы можно вернуть наверняка", "show which formulas can surely be put back"),
    ),
]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="SHEET!CELL",
        help=say("починить только эту ячейку; можно повторять", "repair this cell alone; may be repeated"),
    ),
]
APPLY = typer.Option(False, "--apply", help=say("записать эти формулы; отменит undo", "write these formulas; undo takes it back"))


def command(
    workbook: WorkbookArgument,
    html: HtmlOption = None,
    repair: RepairOption = False,
    only: OnlyOption = None,
    apply: bool = APPLY,
    json: JsonOption = False,
    lang: LangOption = None,
    config: ConfigOption = None,
    everything: AllOption = False,
) -> None:
    """Show what is wrong with a workbook's formulas, and how to mend it; or mend what is certain. Writes only with --apply."""
    if repair or only or apply:
        from sheets_crm.cli.doing import repairing

        asked = moment(None)
        raise typer.Exit(
            repairing.repair_and_show(workbook, only or [], config, asked, apply=apply, json=json, everything=everything)
        )
    from sheets_crm.cli.doing import auditing

    raise typer.Exit(auditing.audit_and_show(workbook, json=json, everything=everything, html=html, config=config))
