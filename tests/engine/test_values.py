"""The journal gives back exactly what it was given."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from any_cells import VALUES
from hypothesis import example, given, settings

from sheets_crm.engine.journal.values import holds, loaded, still, stored
from sheets_crm.model.cells import CellError, CellValue, Formula, RichText


def through_sqlite(value: CellValue) -> CellValue:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE t (value)")
    db.execute("INSERT INTO t VALUES (?)", (stored(value),))
    back = loaded(db.execute("SELECT value FROM t").fetchone()[0])
    db.close()
    return back


@given(VALUES)
@example(float("nan"))
@example(-0.0)
@example(2**63)
@example(True)  # noqa: FBT003
@example("\ud800")
@example("a\0b")
@example("1")
@example("")
@example(Decimal("1.10"))
@example(RichText("жирный", "<r><rPr><b/></rPr><t>жирный</t></r>"))
@settings(max_examples=300, deadline=None)
def test_any_value_comes_back_as_it_was(value: CellValue) -> None:
    back = through_sqlite(value)
    assert type(back) is type(value)
    assert repr(back) == repr(value)
    if isinstance(value, RichText):
        assert isinstance(back, RichText)
        assert back.runs == value.runs


@pytest.mark.parametrize("value", ["plain", 7, 7.5, None])
def test_plain_values_are_kept_so_that_people_can_read_them(value: CellValue) -> None:
    assert stored(value) == value


@pytest.mark.parametrize(
    ("now", "then", "same"),
    [
        ("a", "a", True),
        ("a", "b", False),
        (None, "", True),
        (3820.5, Decimal("3820.50"), True),
        (0.30000000000000004, 0.3, True),
        (3820.51, Decimal("3820.50"), False),
        (7.7e-141, 0, False),
        (date(2026, 5, 1), datetime(2026, 5, 1), True),
        (46143, date(2026, 5, 1), True),
        (date(2026, 5, 1), date(2026, 5, 2), False),
        (time(9), 0.375, True),
        ("1", 1, False),
        (1, True, False),
        (CellError("#N/A"), "#N/A", False),
        (RichText("a", "<r/>"), "a", True),
        (None, 0, False),
    ],
)
def test_a_cell_still_shows_what_was_written(now: CellValue, then: CellValue, same: bool) -> None:  # noqa: FBT001
    assert still(now, then) is same


@pytest.mark.parametrize(
    ("now", "former", "same"),
    [
        ("a", "a", True),
        (None, None, True),
        (time(0), time(0), True),
        (time(0), 0, False),
        (date(2026, 5, 1), datetime(2026, 5, 1), False),
        ("5", 5, False),
        (True, 1, False),
        (RichText("a", "<r/>"), RichText("a", "<r><b/></r>"), False),
        (Formula("=A1", 5), Formula("=A1", 5), False),
    ],
)
def test_an_undo_writes_nothing_where_a_cell_holds_exactly_what_it_held(now: CellValue, former: CellValue, same: bool) -> None:  # noqa: FBT001
    assert holds(now, former) is same
