"""`sheets-crm audit`: formula and rounding errors in any workbook; writes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sheets_crm.cli.language import say
from sheets_crm.cli.options import AllOption, JsonOption, LangOption

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


def command(
    workbook: WorkbookArgument,
    html: HtmlOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
    everything: AllOption = False,
) -> None:
    """Show what is wrong with a workbook's formulas, and how to mend it; writes nothing."""
    from sheets_crm.cli import auditing

    raise typer.Exit(auditing.audit_and_show(workbook, json=json, everything=everything, html=html))
