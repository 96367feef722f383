"""Backups that are encrypted: sealed, read, and put in each other's place, each in one step and checked by reading it back."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sheets_crm.books.xlsx.writing.save import replacing
from sheets_crm.engine.files import digest
from sheets_crm.engine.secrecy.door import ENCRYPTED, KEYS, Keys
from sheets_crm.errors import RefusedError
from sheets_crm.model.text import Text

PIECE = 1 << 20
DRAFT = ".draft"


def is_sealed(path: Path) -> bool:
    """Say whether a backup is encrypted."""
    return path.suffix == ENCRYPTED


def plain_name(path: Path) -> str:
    """Return the name of a backup as it is, or would be, without encryption."""
    return path.name.removesuffix(ENCRYPTED)


def sealed_name(path: Path) -> Path:
    """Return where a backup lies when it is encrypted."""
    return path if is_sealed(path) else path.with_name(path.name + ENCRYPTED)


def draft_of(backup: Path) -> Path:
    """Return where a backup lies in the clear while somebody works on it, with the suffix of what it is."""
    name = Path(plain_name(backup))
    return backup.with_name(f".{name.stem.lstrip('.')}{DRAFT}{name.suffix}")


def content_digest(path: Path, keys: Keys | None) -> str:
    """Return the SHA-256 of what a backup holds; RefusedError when it is damaged, or no key opens it."""
    if not is_sealed(path):
        return digest(path)
    return _hash_of(path, _needed(keys, path))


@contextmanager
def unsealed(path: Path, keys: Keys | None) -> Iterator[Path]:
    """Give a backup as a file that anything can read, which goes again when it was decrypted for that."""
    if not is_sealed(path):
        yield path
        return
    draft = draft_of(path)
    try:
        draft.touch(0o600)
        with path.open("rb") as file, draft.open("wb") as made:
            _needed(keys, path).decrypt(file, made.write)
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def seal(path: Path, keys: Keys) -> Path:
    """Put an encrypted backup in the place of one in the clear."""
    sealed = path.with_name(path.name + ENCRYPTED)
    put(path, sealed, keys)
    path.unlink()
    return sealed


def put(source: Path, target: Path, keys: Keys | None) -> None:
    """Put what a file in the clear holds in a backup's place, encrypted where its name says so."""
    with source.open("rb") as content, replacing(target, target if target.exists() else source) as (file, commit):
        if is_sealed(target):
            _needed(keys, target).encrypt(content, file)
        else:
            shutil.copyfileobj(content, file, PIECE)
        file.flush()
        written = Path(file.name)
        if (_hash_of(written, _needed(keys, target)) if is_sealed(target) else digest(written)) != digest(source):
            what = Text("копия записалась неверно", "the copy was not written right")
            raise RefusedError(what, where=str(target), mend=Text("Проверьте диск", "Check the disk"))
        commit()


def _hash_of(path: Path, keys: Keys) -> str:
    made = hashlib.sha256()
    with path.open("rb") as file:
        keys.decrypt(file, made.update)
    return made.hexdigest()


def _needed(keys: Keys | None, path: Path) -> Keys:
    if keys is None:
        what = Text(
            f"копия зашифрована, а ключей ({KEYS}) рядом с журналом нет",
            f"the backup is encrypted, with no {KEYS} beside the journal",
        )
        mend = Text(
            "Верните файл ключей в эту папку или выберите другую копию", "Put the file of keys back, or choose another backup"
        )
        raise RefusedError(what, where=str(path), mend=mend)
    return keys
