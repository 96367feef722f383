"""What the audit finds in a client book's own formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from sheets_crm.audit.audit import audit
from sheets_crm.audit.checks import bounds
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.workbook import Bounds, workbook_of
from sheets_crm.model.addresses import column_number
from sheets_crm.model.grids import Chart, Grid, PivotTable
from sheets_crm.model.memo import remembered
from sheets_crm.model.report import FILLED_BY
from sheets_crm.model.settings import FormulaSettings
from sheets_crm.model.snapshot import Snapshot

LARGE = 1000
DIGITS = re.compile(r"\d+")
COLUMNS = re.compile(r"\b([A-Z]{1,3})\b(?:\$?:\$?([A-Z]{1,3})\b)?")


def audited(snapshot: Snapshot, settings: FormulaSettings) -> tuple[Finding, ...]:
    """Return what the audit finds in a book's formulas, and the figures outside their bounds, wherever they stand."""
    return *_in_formulas(snapshot), *_out_of_bounds(snapshot, settings)


def _out_of_bounds(snapshot: Snapshot, settings: FormulaSettings) -> Iterator[Finding]:
    if settings.bounds:
        grids = {name: grid for name, grid in snapshot.grids.items() if not is_ours(grid)}
        yield from bounds.check(workbook_of(replace(snapshot, grids=grids), limits(settings)))


def limits(settings: FormulaSettings) -> dict[str, Bounds]:
    """Return the bounds as the audit takes them."""
    return {words: (one.least, one.most) for words, one in settings.bounds.items()}


@remembered
def _in_formulas(snapshot: Snapshot) -> tuple[Finding, ...]:
    """Return what the audit finds in the sheets that have formulas, and in those that formulas, charts and pivots look at.

    The program's own tabs are left out. Large sheets at which nothing looks cost nothing; of large tables, whose columns the
    rules see to, those alone are looked at that calculate or are calculated with.
    """
    grids = {name: grid for name, grid in snapshot.grids.items() if not is_ours(grid)}
    charts = tuple(one for one in snapshot.charts if one.sheet in grids)
    pivots = tuple(one for one in snapshot.pivots if one.sheet in grids)
    mentioned = " ".join(_mentioned(grids.values(), charts, pivots)).casefold()
    anywhere = any(one.source_name for one in pivots)
    looked_at = {name: grid for name, grid in grids.items() if anywhere or has_formulas(grid) or _name_in(mentioned, name)}
    if not pivots:
        named = frozenset(_columns_in(grids.values(), mentioned))
        large = {table.sheet for table in snapshot.tables if len(table) > LARGE}
        looked_at = {name: _narrowed(grid, named) if name in large else grid for name, grid in looked_at.items()}
    return tuple(audit(replace(snapshot, grids=looked_at, charts=charts, pivots=pivots)))


def has_formulas(grid: Grid) -> bool:
    """Say whether anything is calculated on a sheet."""
    return any(column.cells.formulas for column in grid.columns.values())


def is_ours(grid: Grid) -> bool:
    """Say whether the program made a sheet."""
    note = grid.value(2, 1)
    return isinstance(note, str) and note.startswith((FILLED_BY.ru, FILLED_BY.en))


def _mentioned(grids: Iterable[Grid], charts: Iterable[Chart], pivots: Iterable[PivotTable]) -> Iterator[str]:
    """Yield every text in which another sheet may be named."""
    for grid in grids:
        for column in grid.columns.values():
            yield from (formula for formula in column.cells.formulas.values() if "!" in formula)
    for chart in charts:
        yield from (f"{one.values} {one.categories} {one.name}" for one in chart.series)
    yield from (f"{one.source_sheet}!" for one in pivots)


def _columns_in(grids: Iterable[Grid], mentioned: str) -> Iterator[int]:
    """Yield the columns, on whatever sheet, that formulas and charts name, and those between them."""
    formulas = (text for grid in grids for column in grid.columns.values() for text in column.cells.formulas.values())
    for text in {DIGITS.sub("", text) for text in (*formulas, mentioned)}:
        for first, last in COLUMNS.findall(text.upper()):
            yield from range(column_number(first), column_number(last or first) + 1)


def _narrowed(grid: Grid, named: frozenset[int]) -> Grid:
    return replace(grid, columns={at: one for at, one in grid.columns.items() if at in named or one.cells.formulas})


def _name_in(mentioned: str, name: str) -> bool:
    folded = name.casefold()
    return f"{folded}!" in mentioned or f"{folded.replace(chr(39), chr(39) * 2)}'!" in mentioned
