"""How records are known: by the ID in their row, or by the row itself while they have none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sheets_crm.model.cells import CellValue, Vector


def row_ids(cells: Vector | None, rows: NDArray[np.int32]) -> Sequence[str]:
    """Return each record's ID: its ID cell where that is filled and unique, else `#17` for sheet row 17."""
    by_row = [f"#{row}" for row in rows.tolist()]
    if cells is None:
        return by_row
    said = [own_id(value) for value in cells.values()]
    times = Counter(said)
    return [one if one and times[one] == 1 else row for one, row in zip(said, by_row, strict=True)]


def own_id(value: CellValue) -> str:
    """Return the ID that a cell holds as text; "" for none, and for what looks like a row's substitute name."""
    text = "" if value is None else str(value).strip()
    return "" if text.startswith("#") else text
