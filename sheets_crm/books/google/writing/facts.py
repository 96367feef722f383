"""What writing has to know of a Google spreadsheet beside what rules see of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sheets_crm.model.snapshot import Grid, Snapshot

TEXT_FORMAT = "@"


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """A sheet's number, which stays with it however it is renamed or moved, and the size of its grid."""

    sheet_id: int
    rows: int
    columns: int


@dataclass(frozen=True, eq=False)
class GoogleSnapshot(Snapshot):
    """A snapshot of a spreadsheet. `locale` decides how numbers are typed; `account` is the e-mail of who writes ("" unknown).

    `lookups` says, by (sheet, column) and row, which column of the hidden tab the program's own formula shows there: `grids`
    hold the values and no formulas of ours. `shown` is what cells that are no text show, by (sheet, column, row), as far as
    it was asked for. `hidden` are the program's own hidden tabs, which are no sheets to anybody else.
    """

    facts: Mapping[str, SheetFacts] = field(default_factory=dict)
    locale: str = "en_US"
    account: str = ""
    lookups: Mapping[tuple[str, int], Mapping[int, int]] = field(default_factory=dict)
    shown: Mapping[tuple[str, int, int], str] = field(default_factory=dict)
    hidden: Mapping[str, Grid] = field(default_factory=dict)

    def lookup(self, sheet: str, column: int, row: int) -> int:
        """Return the column of the hidden tab that a cell shows for the ID of its row; 0 when it is no lookup of ours."""
        return self.lookups.get((sheet, column), {}).get(row, 0)

    def format_of(self, grid: Grid, column: int, row: int) -> str:
        """Return the number format of a cell; General when it is not known."""
        found = grid.columns.get(column)
        if found is None or found.formats is None:
            return "General"
        at = int(found.rows.searchsorted(row))
        if at >= len(found.rows) or found.rows[at] != row:
            return "General"
        return self.number_formats[int(found.formats[at])]
