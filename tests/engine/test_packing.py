"""Columns of cells become bytes and come back as they were."""

from __future__ import annotations

import numpy as np
import pytest
from any_cells import VALUES
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_crm.diff.cells import unlike
from sheets_crm.engine.journal.tables.packing import packed, unpacked
from sheets_crm.engine.journal.tables.stored import packed_rows, unpacked_rows
from sheets_crm.model.cells import CellValue, Vector

LISTS = st.lists(VALUES, max_size=30) | st.lists(st.sampled_from(["да", "нет", None]), max_size=300)


@given(LISTS, st.dictionaries(st.integers(0, 29), st.sampled_from(["=A1", "=СУММ(B1:B2)", '="\0\ud83d"'])))
@settings(max_examples=300, deadline=None)
def test_any_cells_survive(values: list[CellValue], formulas: dict[int, str]) -> None:
    cells = Vector.of(values, {at: told for at, told in formulas.items() if at < len(values)})
    back = unpacked(packed(cells))
    assert not unlike(cells, back).any()
    assert back.formulas == cells.formulas
    assert [(type(one), getattr(one, "runs", "")) for one in back.values()] == [
        (type(one), getattr(one, "runs", "")) for one in cells.values()
    ]


@pytest.mark.parametrize(
    ("values", "most"),
    [
        (["новый"] * 5000, 200),
        ([None] * 5000, 200),
        ([at % 7 for at in range(5000)], 700),
        ([at / 100 for at in range(5000)], 16_000),
        ([f"+7 916 {at % 10}" for at in range(5000)], 700),
    ],
    ids=["one word", "nothing", "few numbers", "kopecks", "few words"],
)
def test_what_repeats_takes_little_room(values: list[CellValue], most: int) -> None:
    assert len(packed(Vector.of(values))) < most


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud83d", ""])
def test_texts_with_anything_inside(text: str) -> None:
    cells = Vector.of([text, "b", None, text])
    assert unpacked(packed(cells)).values() == cells.values()


@given(st.sets(st.integers(1, 1 << 20)))
def test_sheet_rows_survive_in_any_order(rows: set[int]) -> None:
    told = np.array(list(rows), np.int32)
    assert unpacked_rows(packed_rows(told)).tolist() == list(rows)


@pytest.mark.parametrize("cut", [0, 1, 10, -1])
def test_damaged_bytes_are_noticed(cut: int) -> None:
    kept = packed(Vector.of(["a", 1, None] * 20))
    with pytest.raises((ValueError, KeyError, TypeError, IndexError)):
        unpacked(kept[:cut])
