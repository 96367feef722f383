"""`sheets-crm history`: what each run did."""

from __future__ import annotations

import typer

from sheets_crm.cli.language import say, spoken
from sheets_crm.cli.options import AllOption, BookArgument, ConfigOption, JsonOption, LangOption, moment

RUN = typer.Argument(
    None, metavar="[RUN]", help=say("номер прогона: показать все его правки", "a run's number: show all its changes")
)


def command(
    book: BookArgument,
    run: int | None = RUN,
    json: JsonOption = False,
    lang: LangOption = None,
    config: ConfigOption = None,
    everything: AllOption = False,
) -> None:
    """Show all runs of a book, or every change of one."""
    from sheets_crm.cli.opening import open_book, open_config
    from sheets_crm.cli.telling import edits as telling
    from sheets_crm.cli.telling import stories
    from sheets_crm.cli.telling.document import put
    from sheets_crm.engine.history import history, told_of, with_names
    from sheets_crm.engine.home.shared import fetched

    found = open_config(config, book)
    if run is None:
        past = history(open_book(book, found), found, clock=moment(None))
        put(stories.document(past, spoken())) if json else stories.show(past)
    else:
        opened = open_book(book, found)
        fetched(opened, found)
        changes, edits = told_of(book, run, found)
        edits = with_names(edits, opened)
        if json:
            people = [telling.edit(one) for one in edits]
            put({"run": run, "changes": [stories.change(one, spoken()) for one in changes], "people": people})
        else:
            telling.show(edits, everything=everything)
            stories.show_changes(changes, everything=everything)
