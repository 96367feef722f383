"""Which two moments a person wants to be compared."""

from __future__ import annotations

from pathlib import Path

from sheets_crm.books.database.naming import public
from sheets_crm.cli.language import say
from sheets_crm.cli.opening import open_book, open_config
from sheets_crm.diff.books import compare
from sheets_crm.engine.comparing import after_last_run, before_run, read_sealed, read_tables, read_whole
from sheets_crm.engine.home.sealing import is_sealed
from sheets_crm.engine.settings.config import Config
from sheets_crm.errors import UsageError
from sheets_crm.model.difference import BookDiff
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text

WHEN = "%d.%m.%Y %H:%M"


def two_moments(name: str, other: str | None, since: int | None, config: Path | None) -> tuple[BookDiff, str, str]:
    """Compare two books; or a book with the backup made before the run `since`; or with what the last run left.

    Returns the differences and the names of both moments. UsageError when a moment is not known.
    """
    found, book = open_config(config, name), public(name)
    now = say(f"{book}, сейчас", f"{book}, now")
    if other is not None:
        if since is not None:
            what = Text("названы и вторая книга, и прогон", "both a second book and a run are named")
            raise UsageError(what, where="--since", mend=Text("Оставьте что-то одно", "Name one of them"))
        return compare(_whole(name, found), _whole(other, open_config(config, other))), book, public(other)
    one = open_book(name, found)
    if since is not None:
        backup, made = before_run(one, since, found)
        was = say(f"{book}, перед прогоном {since} ({made:{WHEN}})", f"{book}, before run {since} ({made:{WHEN}})")
        return compare(backup, read_whole(one, found)), was, now
    last = after_last_run(one, found)
    left = say(f"{book}, после прогона {last.run} ({last.at:{WHEN}})", f"{book}, after run {last.run} ({last.at:{WHEN}})")
    return compare(last.snapshot, read_tables(one, found)), left, now


def _whole(name: str, config: Config) -> Snapshot:
    return read_sealed(Path(name), config) if is_sealed(Path(name)) else read_whole(open_book(name, config), config)
