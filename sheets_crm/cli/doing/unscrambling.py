"""What `unscramble` does: shows which cells would go back, writes them with --apply, or leaves all as it is with --keep."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sheets_crm.cli.doing.running import left_as_meant, run_document
from sheets_crm.cli.language import say
from sheets_crm.cli.opening import open_book, open_config, progress
from sheets_crm.cli.telling import account, document, show
from sheets_crm.engine.unscrambling import keep, unscramble
from sheets_crm.errors import UsageError
from sheets_crm.model.text import Text


def unscramble_and_show(
    name: str, config_file: Path | None, now: datetime, *, apply: bool, as_meant: bool, json: bool, everything: bool
) -> int:
    """Put moved cells back, or show what that would do; return the exit status: 1 when changes wait to be applied."""
    if apply and as_meant:
        what = Text("--apply и --keep вместе", "--apply and --keep together")
        raise UsageError(what, where="unscramble", mend=Text("Оставьте один из ключей", "Leave one of them"))
    config = open_config(config_file, name)
    book = open_book(name, config)
    if as_meant:
        with progress(quiet=json) as told:
            keep(book, config, now, progress=told)
        return left_as_meant(name, json=json)
    with progress(quiet=json) as told:
        result = unscramble(book, config, now, apply=apply, progress=told)
    if json:
        document.put(run_document(name, result))
    elif result.plan.empty:
        show.CONSOLE.print(say("Все столбцы стоят у своих строк.", "All columns stand with their rows."))
    elif apply:
        account.done(name, result, now.date(), config.settings.silence)
    else:
        show.plan(result.plan, everything=everything)
        show.CONSOLE.print(
            say(
                "Ничего не записано. Вернуть на место: --apply; оставить как есть: --keep",
                "Nothing was written. To put it right: --apply; to leave it as it is: --keep",
            )
        )
    return int(not apply and not result.plan.empty)
