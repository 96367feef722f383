"""A file put in another's place in one step, so that at any moment the old one or the new one is there, whole."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

MARK = "sheets-crm-tmp"
ABANDONED_AFTER = 24 * 3600.0
"""Seconds after which a temporary file of another computer counts as left behind."""


@contextmanager
def replacing(target: Path, like: Path) -> Iterator[tuple[BinaryIO, Callable[[], None]]]:
    """Give a new file in the target's folder and the function that flushes it and puts it there, with the rights of `like`.

    When that function is not called, the new file goes, and the target stays as it was. OSError as the system raises it.
    """
    sweep(target)
    host = hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]
    path = target.with_name(f".{target.name}.{host}-{os.getpid()}-{secrets.token_hex(4)}.{MARK}")
    file = path.open("x+b")

    def commit() -> None:
        flush(file)
        copy_rights(like, path)
        if os.name == "nt":
            file.close()
        path.replace(target)
        flush_folder(target.parent)

    try:
        yield file, commit
    finally:
        file.close()
        path.unlink(missing_ok=True)


def flush(file: BinaryIO) -> None:
    """Bring a file's bytes onto the disk."""
    file.flush()
    os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Bring a folder's entries onto the disk, where the system lets folders be flushed."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def copy_rights(source: Path, target: Path) -> None:
    """Give a file the permissions of another, and its owner where that is allowed."""
    if not source.exists():
        return
    shutil.copymode(source, target)
    if hasattr(os, "chown"):
        told = source.stat()
        with contextlib.suppress(OSError):
            os.chown(target, told.st_uid, told.st_gid)


def sweep(target: Path) -> None:
    """Delete the temporary files that runs which were killed left beside the target."""
    for path in target.parent.glob(f".{glob_escape(target.name)}.*.{MARK}"):
        if abandoned(path):
            with contextlib.suppress(OSError):
                path.unlink()


def abandoned(path: Path) -> bool:
    """Whether whoever made a temporary file is gone."""
    host, _, rest = path.name.rpartition(f".{MARK}")[0].rpartition(".")[2].partition("-")
    process = rest.partition("-")[0]
    if host == hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8] and process.isdigit() and os.name != "nt":
        return int(process) != os.getpid() and not alive(int(process))
    with contextlib.suppress(OSError):
        return time.time() - path.stat().st_mtime > ABANDONED_AFTER
    return False


def alive(process: int) -> bool:
    """Whether a process of this computer runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def glob_escape(name: str) -> str:
    """Write a file name so that a glob pattern means it and nothing else."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)
