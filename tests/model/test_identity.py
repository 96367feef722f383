"""How a row is known: by its own ID, else by its place."""

from __future__ import annotations

import numpy as np
import pytest

from sheets_crm.model.cells import CellValue, Vector
from sheets_crm.model.identity import row_ids

ROWS = np.array([2, 3, 7], np.int32)


@pytest.mark.parametrize(
    ("cells", "ids"),
    [
        (["K-1", " K-2 ", 17], ["K-1", "K-2", "17"]),
        (["K-1", None, "  "], ["K-1", "#3", "#7"]),
        (["K-1", "K-1", "K-2"], ["#2", "#3", "K-2"]),
        (["#7", "K-2", None], ["#2", "K-2", "#7"]),
    ],
    ids=["its ID", "none", "one that two rows bear is neither's", "what only looks like a row is none"],
)
def test_a_row_is_known_by_an_id_of_its_own(cells: list[CellValue], ids: list[str]) -> None:
    assert list(row_ids(Vector.of(cells), ROWS)) == ids


def test_without_a_column_of_ids_every_row_is_known_by_its_number() -> None:
    assert list(row_ids(None, ROWS)) == ["#2", "#3", "#7"]
