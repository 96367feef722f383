"""One sheet as it is now, in which the records of a run are looked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from sheets_crm.engine.journal.marks import Marks
from sheets_crm.engine.journal.records import Standing
from sheets_crm.engine.journal.values import still
from sheets_crm.model.cells import CellValue
from sheets_crm.model.identity import own_id
from sheets_crm.model.snapshot import Grid, Snapshot, Table


class SheetNow:
    """One sheet and its records; `emptied` and `homes` are told once it is known which IDs the run took away."""

    def __init__(
        self, snapshot: Snapshot, name: str, known: Mapping[int, str], batches: Sequence[Standing], *, untouched: bool
    ) -> None:
        """Take the marks of a run's records by row, and its changes; `untouched` says that no row can have moved since."""
        self.table: Table | None = snapshot.table(name)
        self.grid: Grid | None = snapshot.grids.get(name)
        self.known, self.untouched = known, untouched
        self.batches = [batch for batch in batches if batch.sheet == name]
        self.emptied: set[str] = set()
        """Records whose whole row the run emptied, the ID with it."""
        self.homes: dict[str, int] = {}
        """New rows for those of them whose own row another record has taken."""

    @cached_property
    def by_row(self) -> Mapping[int, int]:
        """The records by their sheet rows."""
        return {row: at for at, row in enumerate(self.table.rows.tolist())} if self.table is not None else {}

    @cached_property
    def by_id(self) -> Mapping[str, int]:
        """The records by their IDs; where rows were copied with theirs, the first, as the rule for IDs takes it."""
        assert self.table is not None
        cells = self.table.cells("id")
        doubled = [at for at, row_id in enumerate(self.table.ids) if row_id.startswith("#") and cells.filled[at]]
        said = {own_id(cells[at]): at for at in reversed(doubled)}
        return {**self.table.position, **{row_id: at for row_id, at in said.items() if row_id}}

    def is_given(self, at: int, column: str, row_id: str, former: CellValue) -> bool:
        """Say whether another record of the run gives this cell back; else this one does."""
        if self.is_named(row_id):
            return False
        if (at, column) in self.given:
            return True
        self.given[at, column] = former
        return False

    def is_named(self, row_id: str) -> bool:
        """Say whether a record is known by its ID."""
        return not row_id.startswith("#") and row_id in self.by_id

    @cached_property
    def given(self) -> dict[tuple[int, str], CellValue]:
        """What comes back, by position and column, in records that are known by their IDs; others are added as they are found.

        Where somebody moved IDs alone, two records of a run may lead to one row.
        """
        out = {}
        for batch in self.batches:
            one = self.table.field(batch.column) if self.table is not None else None
            for row_id, former, written in zip(batch.ids, batch.before, batch.after, strict=True) if one else ():
                at = self.by_id[row_id] if self.is_named(row_id) else None
                if one and at is not None and still(one.cells.entered(at), written):
                    out[at, batch.column] = former
        return out

    @cached_property
    def marks(self) -> Marks:
        """What the records are known by beside their IDs."""
        assert self.table is not None
        return Marks(self.table)

    def position(self, row_id: str, row: int) -> int | None:
        """Find a record by its ID, the first of two that share it; by what it is known by where it has none.

        By its row only where no row can have moved.
        """
        if self.table is None or row_id in self.homes:
            return None
        if self.is_named(row_id):
            return self.by_id[row_id]
        if self.untouched:
            at = self.by_row.get(row)
            return at if at is not None and (row_id.startswith("#") or self.table.ids[at].startswith("#")) else None
        mark = self.known.get(row)
        found = self.marks.found(mark) if mark else ()
        return found[0] if len(found) == 1 else None
