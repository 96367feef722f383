"""What the tab «Архив» says of clients who went when duplicates were merged."""

from __future__ import annotations

from sheets_crm.ledger.decisions import own_tab
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text

TITLE = Text(ru="Архив", en="Archive")
WHEN, SHEET, RECORD = Text(ru="Когда", en="When"), Text(ru="Лист", en="Sheet"), Text(ru="Запись", en="Record")
WHAT, WHY = Text(ru="Что это", en="What it is"), Text(ru="Куда ушло", en="Where it went")
FIXED = (WHEN, SHEET, RECORD, WHAT, WHY)
WHOLE = Text(ru="вся строка", en="the whole row")


def gone_for_good(snapshot: Snapshot) -> frozenset[str]:
    """Return the IDs of the clients whose whole rows are in the archive."""
    grid = own_tab(snapshot, TITLE)
    if grid is None:
        return frozenset()
    record, what = FIXED.index(RECORD) + 1, FIXED.index(WHAT) + 1
    whole = (row for row in range(1, grid.last_row + 1) if grid.value(row, what) in (WHOLE.ru, WHOLE.en))
    return frozenset(str(grid.value(row, record)) for row in whole)
