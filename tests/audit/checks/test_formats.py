"""Mixed formats in a list (G3): each kind beside what only looks like it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from audit.drawn import cells

from sheets_crm.audit.checks import (
    date_orders,
    decimal_marks,
    merged_cells,
    same_headings,
    spaces,
    text_dates,
    text_numbers,
    totals_inside,
)
from sheets_crm.audit.workbook import Workbook, workbook_of
from sheets_crm.model.cells import CellValue, Vector
from sheets_crm.model.grids import Area, ListObject
from sheets_crm.model.snapshot import Grid, Snapshot, SparseColumn


def listed(*columns: Iterable[CellValue], **more: object) -> Workbook:
    """Return a book with one list, column by column, headings first."""
    made = {}
    for number, column in enumerate(columns, 1):
        told = [(row, value) for row, value in enumerate(column, 1) if value is not None]
        made[number] = SparseColumn(np.array([row for row, _ in told], np.int32), Vector.of([value for _, value in told]))
    grid = replace(Grid("List", made), **more)  # type: ignore[arg-type]
    return workbook_of(Snapshot("book.xlsx", "1", {"List": grid}))


NAMES = ["Client", "Ann", "Bob", "Cid", "Dan", "Eve"]
DAYS = [date(2024, 5, 3), date(2024, 6, 17), date(2024, 7, 28)]
EARLY = [date(2024, month, day) for month, day in ((1, 2), (2, 5), (3, 7), (4, 9), (5, 11), (6, 12))]
LATE = ["25.01.2024", "13.02.2024", "28.03.2024", "19.04.2024", "30.05.2024", "17.06.2024"]


@pytest.mark.parametrize(
    ("check", "column", "wrong"),
    [
        (text_numbers.check, ["Sum", 1, 2, "1 250,50", 4, 5], {"B4"}),
        (text_numbers.check, ["Sum", 1, 2, "300 руб.", 4, 5], {"B4"}),
        (text_numbers.check, ["Sum", 1, 2, "about 3", 4, 5], set()),
        (text_numbers.check, ["House", "1", "2", "3a", "4", 5], set()),
        (text_dates.check, ["Day", *DAYS, "12.08.2024", "2024-09-01"], {"B5", "B6"}),
        (text_dates.check, ["Day", *DAYS, "5 мая 2024 г.", None], {"B5"}),
        (text_dates.check, ["Day", *DAYS, "00.00.0000", "later"], set()),
        (text_dates.check, ["Note", "12.08.2024", "x", "y", "z", "a"], set()),
        (date_orders.check, ["Day", "25.01.2024", "02.28.2024", "13.03.2024", "01.02.2024", "x"], {"B3"}),
        (date_orders.check, ["Day", "25.01.2024", "02.02.2024", "13.03.2024", "01.02.2024", "x"], set()),
        (decimal_marks.check, ["Rate", "1,5", "2.25", "3,75", "4,5", "5,5"], {"B3"}),
        (decimal_marks.check, ["Rate", "1,5", "2.250", "3,75", "4,5", "5,5"], set()),
        (spaces.check, ["Town", "Omsk", "Tver", "Omsk ", "Perm", "Kirov"], {"B4"}),
        (spaces.check, ["Town", "Omsk", "Tver", "Nizhny\u00a0Novgorod", "Perm", "Kirov"], {"B4"}),
        (spaces.check, ["Town", "Omsk", "Tver", "Nizhny Novgorod", "Perm", "Kirov"], set()),
        (same_headings.check, ["Client", 1, 2, 3, 4, 5], {"A1", "B1"}),
        (same_headings.check, ["Sum", 1, 2, 3, 4, 5], set()),
    ],
)
def test_a_column(check: Callable[[Workbook], Iterable[object]], column: list[CellValue], wrong: set[str]) -> None:
    assert cells(check(listed(NAMES, column))) == wrong


def test_spaces_that_part_what_is_the_same_are_a_warning_and_others_a_note() -> None:
    parting, other = (
        list(spaces.check(listed(NAMES, ["Town", "Omsk", "Tver", town, "Perm", "Kirov"]))) for town in ("Omsk ", "Orsk ")
    )
    assert [one.severity for one in (*parting, *other)] == ["warning", "note"]


@pytest.mark.parametrize(("dates", "wrong"), [(EARLY, {f"B{row}" for row in range(8, 14)}), ([*EARLY[:5], DAYS[2]], set())])
def test_dates_read_in_the_wrong_order_stand_out(dates: list[CellValue], wrong: set[str]) -> None:
    names = ["Client", *map(str, range(12))]
    assert cells(date_orders.check(listed(names, ["Day", *LATE, *dates]))) == wrong


@pytest.mark.parametrize(
    ("codes", "wrong"),
    [
        (("dd.mm.yyyy", "m/d/yyyy"), {"B4"}),
        (("dd.mm.yyyy", "mm-dd-yy"), set()),
        (("dd.mm.yyyy", "d mmm yyyy"), set()),
        (("yyyy-mm-dd", "dd.mm.yyyy"), set()),
    ],
)
def test_dates_that_are_shown_in_two_orders(codes: tuple[str, str], wrong: set[str]) -> None:
    book = listed(NAMES, ["Day", *DAYS, *DAYS[:2]])
    grid = book.snapshot.grids["List"]
    dressed = replace(grid.columns[2], formats=np.array([0, 1, 1, 2, 1, 1], np.uint16))
    grids = {"List": replace(grid, columns={**grid.columns, 2: dressed})}
    shown = replace(book.snapshot, grids=grids, number_formats=("General", *codes))
    assert cells(date_orders.check(workbook_of(shown))) == wrong


TOTALS = ["Client", "Ann", "Bob", "Total", "Cid", "Dan", "Total"]
SUMS = ["Sum", 1, 2, 3, 4, 5, 9]


@pytest.mark.parametrize(
    ("names", "wrong"),
    [(TOTALS, {"A4"}), ([*NAMES, "Total"], set()), (["Client", "Ann", "Bob", "Totally Ltd", "Cid", "Dan", "Total"], set())],
)
def test_totals_between_the_records(names: list[str], wrong: set[str]) -> None:
    assert cells(totals_inside.check(listed(names, SUMS))) == wrong


def test_totals_in_an_excel_table_are_worse() -> None:
    table = ListObject("Sales", Area(1, 1, 7, 2), totals_row=True)
    (finding,) = totals_inside.check(listed(TOTALS, SUMS, tables=(table,)))
    assert finding.severity == "warning"


@pytest.mark.parametrize(
    ("area", "wrong"),
    [(Area(3, 1, 4, 1), {"A3", "A4"}), (Area(1, 1, 1, 2), set()), (Area(6, 1, 7, 1), set())],
)
def test_merged_cells_among_the_records(area: Area, wrong: set[str]) -> None:
    book = listed(["Client", "Ann", "Bob", None, "Dan", "Eve", "Total"], ["Sum", 1, 2, 3, 4, 5, 15], merged=(area,))
    assert cells(merged_cells.check(book)) == wrong
