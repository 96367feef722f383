"""`sheets-crm doctor`: says why a book cannot be reached, read or written."""

from __future__ import annotations

import typer

from sheets_crm.cli.options import BookArgument, ConfigOption, JsonOption, LangOption


def command(book: BookArgument, json: JsonOption = False, lang: LangOption = None, config: ConfigOption = None) -> None:
    """Check, one after the other, all that reading and writing a book needs, and say how to mend what does not work."""
    from sheets_crm.cli.doing import checkups
    from sheets_crm.cli.opening import open_config, progress, speaker
    from sheets_crm.cli.telling import document

    found = open_config(config, book)
    results = []
    asks = found.content.google.sign_in == "person"
    with progress(quiet=json or asks) as told:
        checks, looks = checkups.looks(book, found, speaker())
        for at, title in enumerate(checks, 1):
            told(title, at, len(checks))
            results.append(next(looks))
    if json:
        document.put(checkups.document(book, results))
    else:
        checkups.show_results(book, results)
    raise typer.Exit(checkups.exit_status(results))
