"""Writing small files whole, and hashing big ones."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from sheets_crm.errors import RefusedError
from sheets_crm.model.text import Text

CHUNK = 1 << 20


def replace_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8; at any moment the old one or the new one is there, whole. RefusedError when it cannot be."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as wrong:
        raise _refused(path, wrong) from wrong
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(text.encode())
            out.flush()
            os.fsync(out.fileno())
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        temporary.replace(path)
    except OSError as wrong:
        raise _refused(path, wrong) from wrong
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def digest(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal, read from the disk."""
    made = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(CHUNK):
            made.update(part)
    return made.hexdigest()


def _refused(path: Path, wrong: OSError) -> RefusedError:
    what = Text(f"файл не записывается ({wrong.strerror})", f"the file cannot be written ({wrong.strerror})")
    mend = Text("Проверьте права на папку и свободное место", "Check the rights to the folder and the free space")
    return RefusedError(what, where=str(path), mend=mend)
