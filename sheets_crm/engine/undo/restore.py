"""Brings a backup back, byte for byte, after backing up what is there now (G9)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sheets_crm.books.base import Book
from sheets_crm.engine.applying import BACKING_UP
from sheets_crm.engine.home.backups import Backup, list_backups, make_backup
from sheets_crm.engine.home.sealing import content_digest, plain_name, unsealed
from sheets_crm.engine.journal.standing import settle_standing
from sheets_crm.engine.looking import Look
from sheets_crm.engine.reading import read_bound
from sheets_crm.engine.run import Reader
from sheets_crm.engine.session import WAIT_SECONDS, Clock, Progress, Session, open_session, silent
from sheets_crm.engine.settings.config import Config, is_address
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.errors import RefusedError, SheetsCrmError, UnreadableError, UsageError
from sheets_crm.model.plan import Plan
from sheets_crm.model.text import Text

STEPS = 2
BRINGING_BACK = Text("Возвращаю копию", "Bringing the backup back")
HISTORY = Text("Все прогоны и копии: sheets-crm history", "All runs and backups: sheets-crm history")


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """`run` is the restore's own number, `restored` the backup brought back, `saved` the copy of what stood there before.

    `saved` is None when the book itself was gone.
    """

    run: int
    restored: Backup
    saved: Backup | None
    notes: tuple[Text, ...] = ()


def restore(
    book: Book,
    run: int | None,
    config: Config,
    now: datetime,
    *,
    progress: Progress = silent,
    wait: float = WAIT_SECONDS,
    clock: Clock = datetime.now,
    reader: Reader = read_bound,
) -> RestoreResult:
    """Bring back the book as it was before a run, or the newest backup; what people did since is in the copy made first.

    UsageError when there is no such backup; RefusedError when it is damaged.
    """
    with open_session(book, config, now, progress=progress, wait=wait, clock=clock) as session:
        journal = session.journal
        progress(BACKING_UP, 1, STEPS)
        chosen = _chosen(session, run)
        identity = _identity(book)
        saved = make_backup(book, journal.next_number(), config, clock()) if identity else None
        heading = session.heading("restore", "restore", chosen.run)
        if saved:
            heading = replace(heading, backup=str(saved.path), backup_sha256=saved.sha256)
        before = journal.run(chosen.run)
        number = journal.begin(heading, Plan(identity))
        journal.prepared(number, before.identity_before if before else "")
        progress(BRINGING_BACK, 2, STEPS)
        try:
            with unsealed(chosen.path, session.keys) as path:
                book.restore(path)
        except (SheetsCrmError, OSError) as wrong:
            told = Text(wrong.told("ru"), wrong.told("en")) if isinstance(wrong, SheetsCrmError) else Text(str(wrong), str(wrong))
            journal.close_run(number, "failed", clock(), told)
            raise
        journal.prepared(number, book.identity())
        journal.close_run(number, "done", clock())
        settle_standing(journal)
        with suppress(SheetsCrmError):  # the next run reads it, then
            look = Look(reader(book, config, load_layout(config.layout(book.name))).snapshot)
            journal.remember(number, look.record(), look.snapshot.identity)
        return RestoreResult(number, chosen, saved, session.notes)


def _identity(book: Book) -> str:
    """Return the book's identity; nothing for a file that is not there, which is when a backup is needed most."""
    try:
        return book.identity()
    except UnreadableError:
        if is_address(book.name) or Path(book.name).exists():
            raise
        return ""


def _chosen(session: Session, run: int | None) -> Backup:
    book, journal = session.book, session.journal
    found = next((one for one in list_backups(book.name, session.config) if run is None or one.run == run), None)
    if found is None:
        what = Text(f"нет копии, сделанной перед прогоном {run}", f"there is no backup made before run {run}")
        nothing = Text("резервных копий ещё нет", "there are no backups yet")
        raise UsageError(nothing if run is None else what, where=book.name, mend=HISTORY)
    known, held = journal.run(found.run), content_digest(found.path, session.keys)
    same = known and plain_name(Path(known.backup or "")) == plain_name(found.path)
    if known and same and known.backup_sha256 not in (None, held):
        what = Text(
            "резервная копия повреждена: она не та, что была записана", "the backup is damaged: it is not what was written"
        )
        raise RefusedError(what, where=str(found.path), mend=Text("Выберите другую копию", "Choose another backup"))
    return replace(found, sha256=held, rewritten=known.backup_rewritten if known else None)
