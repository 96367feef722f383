"""What `duplicates --merge` does: shows what a merge would change, and makes it with --apply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sheets_crm.cli.doing.running import run_document
from sheets_crm.cli.language import say
from sheets_crm.cli.opening import open_book, open_config, progress
from sheets_crm.cli.telling import account, document, show
from sheets_crm.engine.merging import merge, named_groups


@dataclass(frozen=True)
class Wish:
    """What a person asks: groups of IDs as they wrote them, whose rows stay, and whether to write it."""

    groups: Sequence[str]
    keep: Sequence[str]
    apply: bool


def merge_and_show(name: str, wish: Wish, config_file: Path | None, now: datetime, *, json: bool, everything: bool) -> int:
    """Merge the clients named, or show what that would do; return the exit status: 1 when changes wait to be applied."""
    groups = named_groups(wish.groups, wish.keep)
    config = open_config(config_file, name)
    with progress(quiet=json) as told:
        result = merge(open_book(name, config), groups, config, now, keep=wish.keep, apply=wish.apply, progress=told)
    if json:
        document.put(run_document(name, result))
    elif wish.apply:
        account.done(name, result, now.date(), config.settings.silence)
    else:
        show.plan(result.plan, everything=everything)
        show.CONSOLE.print(
            say("Это только показ. Чтобы объединить, добавьте --apply", "Nothing was written. To merge them, add --apply")
        )
    return int(not wish.apply and not result.plan.empty)
