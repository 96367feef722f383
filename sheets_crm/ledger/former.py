"""What clients were called who are another's now: their rows in the tab «Архив» say so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from sheets_crm.ledger.decisions import own_tab
from sheets_crm.ledger.names import folded
from sheets_crm.model.snapshot import Grid, Snapshot
from sheets_crm.model.text import Text

ARCHIVE = Text(ru="Архив", en="Archive")
HEADER_ROW, GONE_TO = 4, 5
"""The row of the archive's headers, and the column that says where a row went."""
MERGED = Text(ru="объединён с", en="merged with")
INTO = re.compile(rf"(?:{MERGED.ru}|{MERGED.en})\s+(.+)")


def former_names(snapshot: Snapshot, titles: AbstractSet[str]) -> Mapping[str, str]:
    """Return, for the (folded) name of each client who was merged, what the other is called; `titles` are those of names."""
    grid = own_tab(snapshot, ARCHIVE)
    if grid is None:
        return {}
    columns = [at for at in grid.columns if at > GONE_TO and folded(str(grid.value(HEADER_ROW, at) or "")) in titles]
    rows = range(HEADER_ROW + 1, grid.last_row + 1)
    found = {row: said[1] for row in rows if (said := INTO.match(str(grid.value(row, GONE_TO) or "")))}
    return {name: into for row, into in found.items() for at in columns if (name := _name(grid, row, at))}


def _name(grid: Grid, row: int, column: int) -> str:
    value = grid.value(row, column)
    return folded(value) if isinstance(value, str) else ""
