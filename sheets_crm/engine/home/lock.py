"""One run at a time on one book (H9)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from sheets_crm.errors import RefusedError
from sheets_crm.model.text import Text

FILE = "lock"


@contextmanager
def locked(folder: Path, book: str, wait: float) -> Iterator[None]:
    """Hold the book's lock; RefusedError when another run keeps it for `wait` seconds, or the folder is not writable."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / FILE, timeout=wait)
        lock.acquire()
    except Timeout as wrong:
        what = Text("с этой книгой уже работает другой запуск sheets-crm", "another run of sheets-crm is at work on this book")
        mend = Text(
            f"Мы ждали {wait:g} с. Дождитесь его конца и запустите ещё раз", f"We waited {wait:g} s. Run again when it has ended"
        )
        raise RefusedError(what, where=book, mend=mend, plain=what) from wrong
    except OSError as wrong:
        what = Text(
            f"рядом с книгой нельзя писать ({wrong.strerror})", f"nothing can be written beside the book ({wrong.strerror})"
        )
        mend = Text(
            "Дайте программе право писать в эту папку или назовите другую в настройке memory_folder",
            "Let the program write into this folder, or name another one in the setting memory_folder",
        )
        raise RefusedError(what, where=str(folder), mend=mend, plain=what) from wrong
    try:
        yield
    finally:
        lock.release()
