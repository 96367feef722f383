"""The journal in a database: its file cut into blocks, so that every computer that works there has the same one (G10).

A block that did not change is not sent. A count of the changes sees to it that nobody's journal overwrites another's: who
did not know the last change is refused, and what was to be written with it is rolled back.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa

from sheets_crm.books.database.saving import batches
from sheets_crm.books.database.schema import Schema
from sheets_crm.errors import RefusedError
from sheets_crm.model.text import Text

BLOCK = 1 << 16
AT_ONCE = 64
MEANWHILE = Text(
    "пока программа работала, с этой базой работал другой компьютер",
    "another computer was at work on this database meanwhile",
)
AGAIN = Text("В базе ничего не тронуто. Запустите ещё раз", "Nothing in it was touched. Run again")


def version_of(db: sa.Connection, schema: Schema) -> int:
    """Return how often the journal was changed."""
    return int(db.execute(sa.select(schema["book"].c.memory)).scalar_one())


def may_be_seen(db: sa.Connection) -> bool:
    """Say whether this login may read and write the journal: people whose role lets them only enter clients may not."""
    return bool(db.exec_driver_sql("select has_table_privilege('memory', 'select, insert')").scalar())


def fetch(db: sa.Connection, schema: Schema, folder: Path, files: Sequence[str]) -> int:
    """Make the files in a folder what the database has, and return their version; 0 and nothing touched where it has none."""
    version, table = version_of(db, schema), schema["memory"]
    if not version:
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    for name in files:
        asked = sa.select(table.c.block, table.c.digest).where(table.c.file == name).order_by(table.c.block)
        wanted = [digest for _, digest in db.execute(asked)]
        here = _blocks(folder / name)
        digests = [_digest(block) for block in here]
        if wanted == digests:
            continue
        here += [b""] * (len(wanted) - len(here))
        for some in batches([at for at, digest in enumerate(wanted) if digests[at : at + 1] != [digest]], AT_ONCE):
            content = sa.select(table.c.block, table.c.content).where(table.c.file == name, table.c.block.in_(some))
            for at, block in db.execute(content):
                here[at] = block
        _replace(folder / name, here[: len(wanted)])
    return version


def keep(db: sa.Connection, schema: Schema, folder: Path, files: Sequence[str], known: int) -> int:
    """Put the files of a folder into the database, in this transaction, and return their new version.

    RefusedError where it is no longer at the version that was known.
    """
    book, table = schema["book"], schema["memory"]
    if db.execute(sa.update(book).where(book.c.memory == known).values(memory=known + 1)).rowcount != 1:
        raise RefusedError(MEANWHILE, mend=AGAIN, plain=MEANWHILE)
    for name in files:
        here = _blocks(folder / name)
        there = {
            row.block: row.digest for row in db.execute(sa.select(table.c.block, table.c.digest).where(table.c.file == name))
        }
        changed = [at for at, block in enumerate(here) if there.get(at) != _digest(block)]
        gone = sa.delete(table).where(table.c.file == name)
        db.execute(gone.where(sa.or_(table.c.block >= len(here), table.c.block.in_(changed))))
        for some in batches(changed, AT_ONCE):
            rows = [{"file": name, "block": at, "digest": _digest(here[at]), "content": here[at]} for at in some]
            db.execute(sa.insert(table), rows)
    return known + 1


def _blocks(path: Path) -> list[bytes]:
    content = path.read_bytes() if path.is_file() else b""
    return [content[at : at + BLOCK] for at in range(0, len(content), BLOCK)]


def _digest(block: bytes) -> str:
    return hashlib.blake2b(block, digest_size=16).hexdigest()


def _replace(path: Path, blocks: Sequence[bytes]) -> None:
    """Put a file in the place of the one there, or take that away; what SQLite left of a write that was cut short goes, too."""
    with suppress(FileNotFoundError):
        path.with_name(f"{path.name}-journal").unlink()
    if not blocks:
        path.unlink(missing_ok=True)
        return
    draft = path.with_name(f".{path.name}.new")
    with open(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123 - nobody else's to read
        file.writelines(blocks)
    draft.replace(path)
