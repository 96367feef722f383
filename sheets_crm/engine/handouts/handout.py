"""Hands out a copy of a workbook in which somebody can do what their role allows (H8)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sheets_crm.books.base import Book
from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.books.xlsx.handout import Open, write_handout
from sheets_crm.engine.handouts.judging import Rights, is_programs
from sheets_crm.engine.handouts.store import keep
from sheets_crm.engine.journal.inbox import remember_handout
from sheets_crm.engine.reading import read_bound
from sheets_crm.engine.session import Progress, open_session, silent
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.engine.settings.roles_file import load_roles
from sheets_crm.errors import UsageError
from sheets_crm.ledger.decisions import is_own_tab
from sheets_crm.model.roles import may
from sheets_crm.model.snapshot import Snapshot, Table
from sheets_crm.model.text import Text

READING = Text("Читаю книгу", "Reading the book")
WRITING = Text("Делаю копию", "Making the copy")
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
"""What may not stand in the name of a file."""


@dataclass(frozen=True, slots=True)
class HandedOut:
    """The copy, whose it is, and the sheets in which something is open, by name."""

    path: Path
    person: str
    sheets: tuple[str, ...]
    notes: tuple[Text, ...] = ()


def hand_out(
    book: Book, person: str, target: Path | None, config: Config, now: datetime, *, progress: Progress = silent
) -> HandedOut:
    """Make a copy of a workbook for a person, and remember how it was.

    Without a target it lies beside the book and is called after both. UsageError for a book that is no workbook, a person
    whom the file of roles does not know, and a target that is there already.
    """
    if not isinstance(book, XlsxBook):
        what = Text("копию можно выдать только из книги Excel", "only an Excel workbook can be handed out as a copy")
        mend = Text(
            "Для Google Таблицы закройте столбцы: sheets-crm roles", "For a Google spreadsheet close columns: sheets-crm roles"
        )
        raise UsageError(what, where=book.name, mend=mend)
    roles = load_roles(book.name, config)
    role, called = roles.of(person), roles.name_of(person)
    path = target or book.path.with_name(f"{book.path.stem} — {UNSAFE.sub('_', called)}{book.path.suffix}")
    if path.exists():
        what = Text("такой файл уже есть", "there is such a file already")
        mend = Text(
            "Сначала возьмите его назад (sheets-crm takeback) и уберите, или назовите другой: --to",
            "Take it back first (sheets-crm takeback) and move it away, or name another one: --to",
        )
        raise UsageError(what, where=str(path), mend=mend)
    with open_session(book, config, now, progress=progress) as session:
        progress(READING, 1, 2)
        layout = load_layout(config.layout(book.name))
        snapshot = read_bound(book, config, layout).snapshot
        opened = open_parts(snapshot, Rights(role, layout))
        progress(WRITING, 2, 2)
        mark = secrets.token_hex(8)
        write_handout(book.path, path, opened, mark)
        kept = keep(path, book.name, config)
        with session.journal.transaction():
            remember_handout(session.journal.db, mark, called, now, kept.name)
        return HandedOut(path, called, tuple(opened), session.notes)


def open_parts(snapshot: Snapshot, rights: Rights) -> Mapping[str, Open]:
    """Return what a role may write into, sheet by sheet; the program's tabs and columns are closed to all."""
    out = dict[str, Open]()
    for name, grid in snapshot.grids.items():
        table = snapshot.table(name)
        if table is not None:
            opened = _of_table(table, rights)
        elif is_own_tab(grid) or grid.state != "visible":
            continue
        else:
            both = may(rights.role, "add", (name,)), may(rights.role, "change", (name,))
            opened = Open(others=both)
        if any(opened.others) or any(map(any, opened.columns.values())):
            out[name] = opened
    return out


def _of_table(table: Table, rights: Rights) -> Open:
    columns = {
        one.letter_index: (rights.may("add", table, one), rights.may("change", table, one))
        for one in table.fields
        if one.key != "id" and not is_programs(one)
    }
    return Open({letter: both for letter, both in columns.items() if any(both)}, header_row=table.header_row)
