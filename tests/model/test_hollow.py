"""Columns without numbers or without texts take no memory for them, and nobody notices."""

from __future__ import annotations

import numpy as np
import pytest

from sheets_crm.model.cells import CellValue, Vector
from sheets_crm.model.hollow import no_numbers, no_texts
from sheets_crm.model.snapshot import Grid, SparseColumn


def grid(rows: list[int], cells: Vector) -> Grid:
    return Grid("Лист1", {1: SparseColumn(np.array(rows, np.int32), cells)})


def test_an_empty_column_has_one_cell_of_memory_whatever_its_length() -> None:
    cells = Vector.empty(1_000_000)
    assert (cells.numbers.strides, cells.texts.strides) == ((0,), (0,))
    assert cells[999_999] is None


@pytest.mark.parametrize("array", [no_numbers(3), no_texts(3)])
def test_what_is_hollow_cannot_be_written_to(array: np.ndarray[tuple[int], np.dtype[np.object_]]) -> None:
    with pytest.raises(ValueError, match="read-only"):
        array[1] = 1


@pytest.mark.parametrize("values", [["а", None], [None, 7], ["а", 7], [None, None]])
def test_values_put_into_an_empty_column_stand_there(values: list[CellValue]) -> None:
    empty = Vector.empty(4)
    assert empty.put([1, 3], values).values() == [None, values[0], None, values[1]]
    assert empty.values() == [None] * 4


def test_texts_leave_a_column_without_numbers_so() -> None:
    assert Vector.empty(3).put([0], ["а"]).numbers.strides == (0,)
    assert Vector.empty(3).put([0], ["а"]).put([0], [5]).values() == [5, None, None]


@pytest.mark.parametrize(
    ("wanted", "values"),
    [
        ([2, 3], ["а", 2]),
        ([1, 2, 3], [None, "а", 2]),
        ([2, 9], ["а", None]),
        ([2, 5], ["а", "в"]),
        ([7], [None]),
        ([], []),
    ],
)
def test_a_dense_column_has_the_cells_of_the_rows_asked_for(wanted: list[int], values: list[CellValue]) -> None:
    cells = Vector.of(["а", 2, "б", "в"], {1: "=1+1", 3: "=A1"})
    dense = grid([2, 3, 4, 5], cells).dense(1, np.array(wanted, np.int32))
    assert dense.values() == values
    assert dense.formulas == {at: {3: "=1+1", 5: "=A1"}[row] for at, row in enumerate(wanted) if row in (3, 5)}


def test_rows_that_follow_each_other_are_not_copied() -> None:
    cells = Vector.of(["а", "б", "в"])
    dense = grid([1, 2, 3], cells).dense(1, np.array([2, 3], np.int32))
    assert np.shares_memory(dense.kinds, cells.kinds)
