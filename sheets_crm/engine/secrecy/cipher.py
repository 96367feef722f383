"""The journal encrypted page by page: SQLCipher, which is SQLite otherwise, its rollback after a crash included."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import cast

from sqlcipher3 import dbapi2


def connect(path: Path, key: str, wait: float) -> sqlite3.Connection:
    """Open an encrypted file with a key in hexadecimal; its own DatabaseError when the key does not fit."""
    made = dbapi2.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=wait, isolation_level=None)
    try:
        made.execute("PRAGMA cipher_log_level = NONE")
        made.execute(f"PRAGMA key = \"x'{key}'\"")
        made.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    except dbapi2.Error:
        made.close()
        raise
    return cast("sqlite3.Connection", made)


def copy(source: Path, key: str | None, target: Path, new_key: str | None) -> None:
    """Write a database anew, under another key or none; its own DatabaseError when the key does not fit."""
    made = dbapi2.connect(str(source), isolation_level=None)
    try:
        made.execute("PRAGMA cipher_log_level = NONE")
        if key:
            made.execute(f"PRAGMA key = \"x'{key}'\"")
        version = int(made.execute("PRAGMA user_version").fetchone()[0])
        made.execute("ATTACH DATABASE ? AS new KEY ?", (str(target), f"x'{new_key}'" if new_key else ""))
        made.execute("SELECT sqlcipher_export('new')")
        made.execute(f"PRAGMA new.user_version = {version}")
        made.execute("DETACH DATABASE new")
    finally:
        made.close()
