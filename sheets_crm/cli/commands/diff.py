"""`sheets-crm diff`: how two books, or two moments of one, differ."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sheets_crm.cli.language import say
from sheets_crm.cli.options import AllOption, BookArgument, ConfigOption, JsonOption, LangOption

OtherArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="[OTHER]",
        help=say(
            "вторая книга, более поздняя; без неё — что изменилось после последнего прогона",
            "a second book, the later one; without it, what changed since the last run",
        ),
    ),
]
SinceOption = Annotated[
    int | None,
    typer.Option(
        "--since",
        metavar="RUN",
        help=say("сравнить с копией, сделанной перед этим прогоном", "compare with the backup made before this run"),
    ),
]
HtmlOption = Annotated[
    Path | None,
    typer.Option(
        "--html", metavar="FILE", help=say("ещё и страницей, которую открывает браузер", "as a page for the browser, too")
    ),
]


def command(
    book: BookArgument,
    other: OtherArgument = None,
    since: SinceOption = None,
    html: HtmlOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
    config: ConfigOption = None,
    everything: AllOption = False,
) -> None:
    """Show what differs, record by record, in whichever order the rows stand. Writes nothing into a book."""
    from sheets_crm.cli.doing.moments import two_moments
    from sheets_crm.cli.telling import differences
    from sheets_crm.cli.telling.diff_page import write_page
    from sheets_crm.cli.telling.document import put

    moments = two_moments(book, other, since, config)
    told = differences.document(*moments, differences.as_it_is)
    if html:
        write_page(html, told)
    put(differences.document(*moments)) if json else differences.show(told, everything=everything)
    raise typer.Exit(0 if differences.same(told) else 1)
