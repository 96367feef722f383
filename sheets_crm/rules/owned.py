"""Whether a column that the program would keep is in truth kept by people (B6)."""

from __future__ import annotations

import numpy as np

from sheets_crm.model.addresses import address
from sheets_crm.model.memory import Memory
from sheets_crm.model.plan import Finding
from sheets_crm.model.snapshot import Table
from sheets_crm.model.text import Text


def kept_by_hand(table: Table, name: str, memory: Memory) -> bool:
    """Say whether a sheet that the program did not make holds values in this column that the program never wrote."""
    one = table.field(name)
    if table.ours or one is None:
        return False
    return any((table.sheet, table.ids[at], name) not in memory.filled for at in np.flatnonzero(one.cells.filled).tolist())


def left_to_people(table: Table, name: str, rule: str, differing: int) -> Finding:
    """Tell once that a column is left to those who keep it, and in how many rows the program counts otherwise."""
    one = table.field(name)
    assert one is not None
    message = Text(
        f"Столбец «{one.title}» ведёте вы, программа его не меняет; по её счёту иначе в строках: {differing}",
        f"You keep the column “{one.title}” yourselves, the program leaves it; it counts otherwise in rows: {differing}",
    )
    hint = Text("Чтобы его вела программа, очистите столбец", "For the program to keep it, empty the column")
    return Finding(table.sheet, "", address(table.header_row or 1, one.letter_index), rule, "note", message, hint)
