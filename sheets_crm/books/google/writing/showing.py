"""What the answer to a write must show, so that it can be told what became of each change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sheets_crm.books.google.writing.batch import Step, Target, header_range, quoted
from sheets_crm.books.google.writing.facts import GoogleSnapshot, is_nameless, position
from sheets_crm.books.google.writing.marks import is_new_id
from sheets_crm.books.google.writing.parting import runs
from sheets_crm.books.google.writing.standing import BELOW
from sheets_crm.model.addresses import letters
from sheets_crm.model.plan import Plan
from sheets_crm.model.snapshot import Table

Rows = tuple[int, int]


@dataclass
class _Wanted:
    """The columns of one sheet that an answer must show."""

    table: Table
    touched: set[int] = field(default_factory=set)
    whole: bool = False

    @property
    def columns(self) -> list[int]:
        """Those that were touched and the IDs; all where records without an ID are told by the rest of their row."""
        places = {one.letter_index for one in self.table.fields}
        known = self.table.field("id")
        return sorted(self.touched | ({known.letter_index} if known else set()) | (places if self.whole else set()))


def ranges_of(
    steps: Iterable[Step], snapshot: GoogleSnapshot, rows: Rows | None = None, nameless: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Name the headers, the IDs and every column that these steps touch: the whole of it, or some rows (from 1).

    In sheets that are `nameless` all columns are shown.
    """
    found = _wanted(steps, snapshot)
    for sheet in nameless & found.keys():
        found[sheet].whole = True
    return tuple(one for sheet, wanted in found.items() for one in _ranges(sheet, wanted, snapshot, rows))


def nameless_in(steps: Iterable[Step], snapshot: GoogleSnapshot) -> frozenset[str]:
    """Return the sheets in which some of these steps mark records that have no ID: they are told by the rest of their row."""
    return frozenset(sheet for sheet, wanted in _wanted(steps, snapshot).items() if wanted.whole)


def columns_of(targets: Iterable[Target], snapshot: GoogleSnapshot, most: int) -> Iterator[tuple[str, ...]]:
    """Name the same for single changes, parted by rows so that no answer shows more than so many cells."""
    for sheet, wanted in _wanted([Step({}, "other", tuple(targets))], snapshot).items():
        last, block = snapshot.facts[sheet].rows, max(most // len(wanted.columns), 1)
        for first in range(1, last + 1, block):
            yield tuple(_ranges(sheet, wanted, snapshot, (first, min(first + block - 1, last))))


def cells_shown(steps: Iterable[Step], snapshot: GoogleSnapshot) -> int:
    """Count the cells that an answer shows in which these steps' columns stand as a whole."""
    return sum(len(one.columns) * snapshot.facts[sheet].rows for sheet, one in _wanted(steps, snapshot).items())


def headers(plan: Plan) -> Iterator[str]:
    """Name the headers beside which new columns are put in."""
    for sheet, row, last in {(new.sheet, new.header_row, new.letter_index) for new in plan.new_columns}:
        yield header_range(sheet, row, row, (1, last))


def _wanted(steps: Iterable[Step], snapshot: GoogleSnapshot) -> dict[str, _Wanted]:
    found: dict[str, _Wanted] = {}
    for step in steps:
        for target in step.targets:
            change = target.change
            if change.sheet not in found:
                table = snapshot.table(change.sheet)
                assert table is not None
                found[change.sheet] = _Wanted(table)
            wanted = found[change.sheet]
            wanted.touched.add(change.letter_index)
            at = position(wanted.table.rows, change.row)
            nameless = (
                change.row_id.startswith("#")
                or (at is not None and is_nameless(wanted.table, at))
                or (step.means == "mark" and is_new_id(target, snapshot))
            )
            wanted.whole = wanted.whole or nameless
    return found


def _ranges(sheet: str, wanted: _Wanted, snapshot: GoogleSnapshot, rows: Rows | None) -> Iterator[str]:
    places = [one.letter_index for one in wanted.table.fields]
    if wanted.table.header_row:
        yield header_range(sheet, 1, wanted.table.header_row + BELOW, (min(places), max(places)))
    if rows is None:
        yield from (f"{quoted(sheet)}!{letters(column)}:{letters(column)}" for column in wanted.columns)
        return
    first, last = max(rows[0] - BELOW, 1), min(rows[1] + BELOW, snapshot.facts[sheet].rows)
    yield from (header_range(sheet, first, max(first, last), span) for span in runs(wanted.columns, 0))
