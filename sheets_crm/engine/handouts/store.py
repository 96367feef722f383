"""Where copies are kept as they were handed out and taken back: what was typed in them is there, whatever became of it."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from sheets_crm.books.xlsx.writing.save import replacing
from sheets_crm.engine.files import digest
from sheets_crm.engine.home.places import memory_folder
from sheets_crm.engine.journal.inbox import files_in_use
from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.settings.config import Config
from sheets_crm.errors import RefusedError
from sheets_crm.model.text import Text

KEPT = 10
"""So many states of each copy are kept, the newest ones."""


def store_folder(book: str, config: Config) -> Path:
    """Return the folder of the copies, inside that of the book's memory."""
    return memory_folder(book, config) / "handouts"


def keep(copy: Path, book: str, config: Config) -> Path:
    """Keep a copy as it is, readable by its owner alone, and return the file; the same copy is kept once."""
    folder = store_folder(book, config)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{digest(copy)[:24]}{copy.suffix.lower()}"
        if not target.exists():
            with copy.open("rb") as source, replacing(target, copy) as (file, commit):
                Path(file.name).chmod(0o600)
                shutil.copyfileobj(source, file, 1 << 20)
                commit()
            target.chmod(0o600)
    except OSError as wrong:
        what = Text(f"копию не сохранить ({wrong.strerror})", f"the copy cannot be kept ({wrong.strerror})")
        mend = Text("Освободите место на диске или проверьте права", "Free some disk space, or check the rights")
        raise RefusedError(what, where=str(copy), mend=mend) from wrong
    return target


def sweep(journal: JournalReader, book: str, config: Config) -> None:
    """Delete the files of states beyond the newest ones, and those that no run took after all."""
    wanted = {file for files in files_in_use(journal.db).values() for file in files[:KEPT]}
    folder = store_folder(book, config)
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in wanted:
            with suppress(OSError):
                path.unlink()
