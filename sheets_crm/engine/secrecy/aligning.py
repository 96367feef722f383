"""Brings the journal and the backups in line with the keys: encrypts them, encrypts them anew, or opens them for good.

Each file takes the place of the former one in one step, and until the last has, the keys open all of them: whatever is cut
short, the next command goes on with.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path

from sheets_crm.books.xlsx.writing.save import flush_folder
from sheets_crm.engine.home.sealing import content_digest, is_sealed, put, sealed_name, unsealed
from sheets_crm.engine.journal.schema import FILE, is_plain
from sheets_crm.engine.secrecy.age import Lock
from sheets_crm.engine.secrecy.cipher import copy
from sheets_crm.engine.secrecy.door import ENCRYPTED, KEYS, sql_errors
from sheets_crm.engine.secrecy.vault import UnopenedError, Vault
from sheets_crm.errors import RefusedError, UnreadableError
from sheets_crm.model.text import Text

NEW_JOURNAL = f".{FILE}.new"
ASIDE = "damaged"


def align(folder: Path, backups: Sequence[Path], vault: Vault, lock: Lock) -> tuple[Path, ...]:
    """Do what is left to do; hold the book's lock for this. RefusedError when the disk does not take it.

    Backups that are damaged must not stand in the way for ever: they are put aside, and where they lie now is returned.
    """
    try:
        _align_journal(folder, vault)
        damaged = tuple(_put_aside(folder, backup) for backup in backups if not _align_backup(backup, vault))
        if vault.leaving:
            (folder / KEYS).unlink()
            flush_folder(folder)
        elif not vault.settled:
            replace(vault, identities=vault.identities[:1]).store(folder / KEYS, lock)
    except OSError as wrong:
        what = Text(f"перешифровать не вышло ({wrong.strerror})", f"it could not be encrypted anew ({wrong.strerror})")
        mend = Text(
            "Освободите место на диске; следующая команда продолжит с этого места",
            "Free some disk space; the next command goes on from here",
        )
        raise RefusedError(what, where=str(folder), mend=mend, plain=what) from wrong
    return damaged


def told_aside(damaged: Sequence[Path]) -> Text:
    """Say which backups did not open, and where they lie now."""
    names, where = ", ".join(one.name for one in damaged), damaged[0].parent
    return Text(
        f"Копии повреждены, их не открыть; они отложены, ничего не удалено: {names} (папка {where})",
        f"Damaged backups, which cannot be opened, are put aside, nothing is deleted: {names} (folder {where})",
    )


def _align_journal(folder: Path, vault: Vault) -> None:
    path, new = folder / FILE, folder / NEW_JOURNAL
    new.unlink(missing_ok=True)
    if not path.is_file() or not path.stat().st_size or _is_aligned(path, vault):
        return
    wanted = None if vault.leaving else vault.ciphers[0]
    for key in (None,) if is_plain(path) else vault.ciphers:
        new.unlink(missing_ok=True)
        os.close(os.open(new, os.O_CREAT | os.O_RDWR, 0o600))
        with suppress(*sql_errors()):
            copy(path, key, new, wanted)
            _flush(new)
            new.replace(path)
            flush_folder(folder)
            return
    new.unlink(missing_ok=True)
    what = Text("журнал не открывается этими ключами", "the journal does not open with these keys")
    mend = Text("Отложите его в сторону: protect --forget", "Put it aside: protect --forget")
    raise UnreadableError(what, where=str(path), mend=mend)


def _is_aligned(path: Path, vault: Vault) -> bool:
    """Say whether the journal is as it is to be; under a single key it can only be under that one."""
    return vault.leaving if is_plain(path) else vault.settled


def _align_backup(path: Path, vault: Vault) -> bool:
    """Bring one backup in line; say whether it could be opened for that."""
    if vault.leaving != is_sealed(path) and (vault.leaving or vault.is_current(path)):
        return True
    target = path.with_name(path.name.removesuffix(ENCRYPTED)) if vault.leaving else sealed_name(path)
    with ExitStack() as opened:
        try:
            content = opened.enter_context(unsealed(path, vault))
        except UnopenedError:
            return False
        if target == path or not (target.exists() and _holds_same(target, content, vault)):
            put(content, target, vault)
    if target != path:
        path.unlink()
    return True


def _put_aside(folder: Path, backup: Path) -> Path:
    aside = folder / ASIDE
    aside.mkdir(exist_ok=True)
    return Path(shutil.move(backup, aside / backup.name))


def _holds_same(target: Path, content: Path, vault: Vault) -> bool:
    try:
        return content_digest(target, vault) == content_digest(content, None)
    except RefusedError:
        return False


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
