"""Who puts a formula back does no harm; who loses it again does (G3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from sheets_crm.ledger.put_back import without_put_back
from sheets_crm.model.cells import CellValue, Vector
from sheets_crm.model.noticed import Accident, Noticed

Step = tuple[Accident, CellValue, CellValue]
LOST: Step = ("formula lost", "=B2-C2", 90)
BACK: Step = ("formula put", 90, "=B2-C2")
OTHER: Step = ("formula put", 90, "=B2*2")
MOVED: Step = ("formula moved", "=B2*2", "=B2-C2")


def noticed(step: Step, row: int = 2) -> Noticed:
    what, *cells = step
    before, after = (one_cell(value) for value in cells)
    return Noticed(
        what, "Заказы", "due", "К оплате", 4, ["Z-1"], np.array([row], np.int32), before, after, datetime(2026, 11, 20)
    )


def one_cell(value: CellValue) -> Vector:
    if isinstance(value, str):
        return replace(Vector.of([1]), formulas={0: value})
    return Vector.of([value])


@pytest.mark.parametrize(
    ("steps", "left"),
    [
        ([LOST], [0]),
        ([LOST, BACK], [0]),
        ([LOST, OTHER], [0, 1]),
        ([LOST, BACK, LOST], [0, 2]),
        ([LOST, OTHER, MOVED], [0, 1]),
        ([BACK], [0]),
    ],
)
def test_what_stood_there_first_is_no_accident_when_it_comes_back(steps: list[Step], left: list[int]) -> None:
    every = [noticed(step) for step in steps]
    assert [every.index(one) for one in without_put_back(every)] == left


def test_it_is_known_in_the_row_to_which_the_record_moved() -> None:
    back: Step = ("formula put", 90, "=B7-C7")
    assert len(list(without_put_back([noticed(LOST), noticed(back, row=7)]))) == 1
    assert len(list(without_put_back([noticed(LOST), noticed(back, row=2)]))) == 2


def test_other_accidents_pass() -> None:
    cleared = noticed(("cleared", 90, None))
    assert list(without_put_back([cleared, cleared])) == [cleared, cleared]
