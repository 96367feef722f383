"""Where copies are kept as they were handed out and taken back: what was typed in them is there, whatever became of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sheets_crm.engine.files import digest
from sheets_crm.engine.home.places import handout_folder, memory_folder
from sheets_crm.engine.home.sealing import plain_name, put, sealed_name, unsealed
from sheets_crm.engine.journal.inbox import files_in_use
from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.secrecy.door import keys_of
from sheets_crm.engine.settings.config import Config
from sheets_crm.errors import RefusedError
from sheets_crm.model.text import Text

KEPT = 10
"""So many states of each copy are kept, the newest ones."""


def store_folder(book: str, config: Config) -> Path:
    """Return the folder of the copies, inside that of the book's memory."""
    return handout_folder(book, config)


def keep(copy: Path, book: str, config: Config) -> Path:
    """Keep a copy as it is, readable by its owner alone, and return by which file it is known; the same copy is kept once.

    Where the memory is protected, the copy is encrypted.
    """
    folder = store_folder(book, config)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{digest(copy)[:24]}{copy.suffix.lower()}"
        keys = keys_of(memory_folder(book, config), config)
        stored = sealed_name(target) if keys and not keys.leaving else target
        if not stored.exists():
            put(copy, stored, keys)
            stored.chmod(0o600)
    except OSError as wrong:
        what = Text(f"копию не сохранить ({wrong.strerror})", f"the copy cannot be kept ({wrong.strerror})")
        mend = Text("Освободите место на диске или проверьте права", "Free some disk space, or check the rights")
        raise RefusedError(what, where=str(copy), mend=mend) from wrong
    return target


@contextmanager
def kept(file: str, book: str, config: Config) -> Iterator[Path | None]:
    """Give a copy that was kept, to be read; None where it is no longer there."""
    path = store_folder(book, config) / file
    found = next((one for one in (path, sealed_name(path)) if one.is_file()), None)
    if found is None:
        yield None
        return
    with unsealed(found, keys_of(memory_folder(book, config), config)) as content:
        yield content


def sweep(journal: JournalReader, book: str, config: Config) -> None:
    """Delete the files of states beyond the newest ones, and those that no run took after all."""
    wanted = {file for files in files_in_use(journal.db).values() for file in files[:KEPT]}
    folder = store_folder(book, config)
    for path in folder.iterdir() if folder.is_dir() else ():
        if plain_name(path) not in wanted:
            with suppress(OSError):
                path.unlink()
