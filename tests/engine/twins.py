"""Small books with clients who stand there twice, and what staff do with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from sheets_crm.books.memory import MemoryBook, StoredCell
from sheets_crm.engine.merging import merge
from sheets_crm.engine.run import run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.model.cells import CellValue

NOW = datetime(2026, 11, 20, 3)
CLIENTS, ORDERS, TAB, ARCHIVE = "Клиенты", "Заказы", "Дубли", "Архив"
HEADER = ("Клиент", "Телефон", "E-mail", "Комментарий", "Важность", "Первый заказ", "Последний заказ", "Любимый цвет", "ID")
ORDER = ("Дата", "Клиент", "Сумма", "ID клиента", "ID")
Line = tuple[CellValue, ...]


def book_of(folder: Path, rows: Sequence[Line], bought: Sequence[tuple[date, int, int, bool]] = ()) -> MemoryBook:
    lines = [(*row, f"K-{at:05}") for at, row in enumerate(rows, 1)]
    sold = [
        (day, rows[who % len(rows)][0], amount * 100, f"K-{who % len(rows) + 1:05}" if by_id else None, f"Z-{at:05}")
        for at, (day, who, amount, by_id) in enumerate(bought, 1)
    ]
    return MemoryBook.of(str(folder / "clients.xlsx"), {CLIENTS: [HEADER, *lines], ORDERS: [ORDER, *sold]})


def cells(book: MemoryBook, *sheets: str) -> dict[tuple[str, int, int], CellValue]:
    return {
        (name, *place): cell.value
        for name in sheets or (CLIENTS, ORDERS)
        for place, cell in book.sheets.get(name, {}).items()
        if cell.value is not None
    }


def said(book: MemoryBook, *sheets: str) -> list[str]:
    return [str(value) for value in cells(book, *sheets).values()]


def ids(book: MemoryBook) -> list[str]:
    return [
        str(cell.value)
        for (row, column), cell in sorted(book.sheets[CLIENTS].items())
        if column == len(HEADER) and row > 1 and cell.value
    ]


def one_of(book: MemoryBook, *keys: str) -> int | None:
    return merge(book, [keys], Config(), NOW, apply=True).run


TWINS: list[Line] = [
    ("Сухова Анна Львовна", "+7 916 123-45-67", "anna@example.ru", "любит чай", "A", None, None, None),
    ("Сухова А. Л.", "+7 916 123-45-67", None, None, None, None, None, "синий"),
    ("Ким Олег Иванович", "+7 903 111-22-33", "kim@work.ru", None, None, None, None, None),
    ("Ким Олег", "+7 903 111-22-33", None, None, None, None, None, None),
    ("ООО «Ромашка»", "+7 812 333-44-55", None, None, None, None, None, None),
]


def nightly(book: MemoryBook, config: Config | None = None) -> int:
    """Run the nightly job; return how many cells it changed by merging."""
    result = run_job(book, load_job("nightly"), config or Config(), NOW, afresh=True)
    return sum(len(batch) for batch in result.plan.changes if "merges" in batch.rule)


def choose(book: MemoryBook, key: str, word: str) -> None:
    for (row, column), cell in dict(book.sheets[TAB]).items():
        if column > 1 and str(cell.value) == key:
            book.sheets[TAB][row, 1] = StoredCell(word or None)


def keys_in_tab(book: MemoryBook) -> set[str]:
    return {str(cell.value) for cell in book.sheets[TAB].values() if re.fullmatch(r"≠?K-\d+", str(cell.value))}
