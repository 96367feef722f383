"""How records are known: by the ID in their row, or by the row itself while they have none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sheets_crm.model.cells import CellValue, Kind, Vector


def row_ids(cells: Vector | None, rows: NDArray[np.int32]) -> Sequence[str]:
    """Return each record's ID: its ID cell where that is filled and unique, else `#17` for sheet row 17."""
    if cells is None:
        return [f"#{row}" for row in rows.tolist()]
    said = _said(cells)
    if len(set(said)) == len(said) and "" not in said:
        return said
    times = Counter(said)
    return [one if one and times[one] == 1 else f"#{row}" for one, row in zip(said, rows.tolist(), strict=True)]


def _said(cells: Vector) -> list[str]:
    """Return the ID that each cell holds."""
    said = np.full(len(cells), "", object)
    words = cells.kinds == Kind.TEXT
    texts = cells.texts[words].tolist()
    together = "".join(texts)
    said[words] = [own_id(text) for text in texts] if "#" in together or together.split() != [together] else texts
    for at in np.flatnonzero(~words & (cells.kinds != Kind.EMPTY)).tolist():
        said[at] = own_id(cells[at])
    return list(said.tolist())


def own_id(value: CellValue) -> str:
    """Return the ID that a cell holds as text; "" for none, and for what looks like a row's substitute name."""
    text = "" if value is None else str(value).strip()
    return "" if text.startswith("#") else text
