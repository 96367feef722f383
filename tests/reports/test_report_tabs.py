"""What holds for every report tab."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from making import context, snapshot, table
from report_reading import lines

from sheets_crm.model.cells import CellValue, Vector
from sheets_crm.model.report import Report
from sheets_crm.model.snapshot import Grid, Snapshot, SparseColumn
from sheets_crm.model.text import Lang
from sheets_crm.reports.compare import report_equals_grid
from sheets_crm.reports.kind import ReportKind
from sheets_crm.reports.registry import REPORTS, Evidence

CLIENT: dict[str, CellValue] = {
    "id": "K-1",
    "name": "Иван",
    "status": "активный",
    "next_date": date(2026, 1, 1),
    "last_order": date(2026, 1, 1),
}
ORDER: dict[str, CellValue] = {"date": date(2026, 1, 1), "client_id": "K-1", "amount": 7}
BOOK = snapshot(table("clients", [CLIENT]), table("orders", [ORDER]))
WHEN_NEEDED = frozenset({"formulas", "duplicates", "proposals", "archive"})
"""Tabs that a book gets only when there is something to tell."""
KINDS = pytest.mark.parametrize("kind", [kind for kind in REPORTS if kind.key not in WHEN_NEEDED], ids=lambda kind: kind.key)


def draw(kind: ReportKind, book: Snapshot = BOOK) -> Report:
    made = kind.build(book, Evidence(), context())
    assert made
    return made


def sheet(name: str, *rows: CellValue) -> Grid:
    return Grid(name, {1: SparseColumn(np.arange(1, len(rows) + 1, dtype=np.int32), Vector.of(rows))})


def shown_in(report: Report) -> Grid:
    width = max(len(row) for row in report.rows)
    numbers = np.arange(1, len(report.rows) + 1, dtype=np.int32)
    cells = [[row[at].value if at < len(row) else None for row in report.rows] for at in range(width)]
    return Grid(report.sheet, {at + 1: SparseColumn(numbers, Vector.of(column)) for at, column in enumerate(cells)})


def test_keys_and_tabs() -> None:
    assert [(kind.key, kind.title.ru, kind.title.en) for kind in REPORTS] == [
        ("summary", "Сводка", "Summary"),
        ("now", "Сейчас", "Now"),
        ("inactive", "Неактивные", "Inactive"),
        ("quality", "Качество данных", "Data quality"),
        ("formulas", "Проверка формул", "Formula check"),
        ("duplicates", "Дубли", "Duplicates"),
        ("proposals", "Предложения", "Proposals"),
        ("archive", "Архив", "Archive"),
        ("journal", "Журнал", "Journal"),
    ]


@KINDS
@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_tab_begins_with_its_title_and_says_who_fills_it(kind: ReportKind, lang: Lang) -> None:
    made = draw(kind, replace(BOOK, lang=lang))
    assert made.key == kind.key
    assert made.lang == lang
    assert made.sheet == lines(made)[0][0] == kind.title.in_(lang)
    said = {"ru": "Заполняет программа. По состоянию на 20.11.2026.", "en": "Filled in by the program. As of 20 Nov 2026."}[lang]
    assert str(lines(made)[1][0]).startswith(said)


@KINDS
def test_every_row_fits_the_widths(kind: ReportKind) -> None:
    made = draw(kind)
    assert max(len(row) for row in made.rows) <= len(made.widths)


@KINDS
def test_the_same_book_gives_the_same_tab(kind: ReportKind) -> None:
    made = draw(kind)
    assert made == draw(kind)
    assert report_equals_grid(made, shown_in(made))


@KINDS
def test_a_book_just_made_can_be_drawn(kind: ReportKind) -> None:
    clients = table("clients", [], columns=list(CLIENT))
    assert draw(kind, snapshot(clients)).rows


@KINDS
def test_a_persons_own_sheet_of_that_name_is_left_alone(kind: ReportKind) -> None:
    name = kind.title.ru
    theirs = sheet(name.upper(), "Мой план", "на год")
    assert draw(kind, replace(BOOK, grids={name.upper(): theirs})).sheet == f"{name} (2)"
    ours = sheet(name, name, "Заполняет программа. По состоянию на 1.1.2020")
    assert draw(kind, replace(BOOK, grids={name: ours})).sheet == name
    assert draw(kind, replace(BOOK, grids={name: sheet(name)})).sheet == name
    both = {name: theirs, f"{name} (2)": ours}
    assert draw(kind, replace(BOOK, grids=both)).sheet == f"{name} (2)"
