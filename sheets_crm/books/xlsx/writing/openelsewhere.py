"""Whether a workbook may be written now: not open in Excel or LibreOffice, and neither it nor its folder read-only."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from sheets_crm.books.opening import CHECK_NAME, NO_FILE
from sheets_crm.errors import RefusedError, UnreadableError
from sheets_crm.model.text import Text

LONG_NAME_AT = 55
"""Where the name in UTF-16 begins in Excel's owner file, after its length and the short name."""


def refuse_if_busy(path: Path) -> None:
    """Raise RefusedError when somebody has the workbook open, or it may not be written; says who and what to do."""
    if not path.exists():
        raise UnreadableError(NO_FILE, where=str(path), mend=CHECK_NAME, plain=NO_FILE)
    refuse_if_open(path)
    refuse_if_unwritable(path)


def refuse_if_open(path: Path) -> None:
    """Raise RefusedError when somebody has the workbook open, as far as lock files tell; says who."""
    excel, libre = path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")
    if excel.exists():
        raise _open(path, "Excel", excel, excel_user(excel))
    if libre.exists():
        raise _open(path, "LibreOffice", libre, libreoffice_user(libre))


def refuse_if_unwritable(path: Path) -> None:
    """Raise RefusedError when the workbook or its folder is read-only."""
    if not _writable(path):
        what = Text(ru="файл только для чтения", en="the file is read-only")
        mend = Text(ru="Снимите в свойствах файла отметку «Только чтение»", en="Take off “read-only” in the file's properties")
        raise RefusedError(what, where=str(path), mend=mend, plain=what)
    if not _writable(path.parent):
        what = Text(ru="в папку этой книги нельзя записывать", en="nothing may be written into this workbook's folder")
        mend = Text(
            ru="Дайте программе право записи в папку или переложите книгу", en="Allow writing to the folder, or move the workbook"
        )
        raise RefusedError(what, where=str(path.parent), mend=mend, plain=what)


def excel_user(lock: Path) -> str:
    """Return who opened a workbook, as Excel's owner file (`~$book.xlsx`) tells; "" when it does not."""
    try:
        data = lock.read_bytes()
    except OSError:
        return ""
    size = 2 * int.from_bytes(data[LONG_NAME_AT - 1 : LONG_NAME_AT + 1], "little")
    long = data[LONG_NAME_AT + 1 : LONG_NAME_AT + 1 + size].decode("utf-16-le", "ignore").strip("\0 ")
    return long or (data[1 : 1 + data[0]].decode("latin-1").strip("\0 ") if data else "")


def libreoffice_user(lock: Path) -> str:
    """Return who opened a workbook, as LibreOffice's lock file tells; "" when it does not."""
    try:
        fields = lock.read_text(encoding="utf-8", errors="replace").split(",")
    except OSError:
        return ""
    return next((field for field in fields[:2] if field.strip()), "").strip()


def _writable(path: Path) -> bool:
    """Ask the permissions themselves too: the system lets its administrator write everywhere."""
    return os.access(path, os.W_OK) and bool(path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))


def _open(path: Path, program: str, lock: Path, user: str) -> RefusedError:
    ru, en = (f" ({user})", f" by {user}") if user else ("", "")
    what = Text(ru=f"книга сейчас открыта в {program}{ru}", en=f"the workbook is open in {program}{en}")
    mend = Text(
        ru=f"Закройте её и повторите. Если она нигде не открыта, удалите файл {lock.name}",
        en=f"Close it and try again. If it is open nowhere, delete the file {lock.name}",
    )
    plain = Text(ru=f"книга сейчас открыта в {program}", en=f"the workbook is open in {program}")
    return RefusedError(what, where=str(path), mend=mend, plain=plain)
