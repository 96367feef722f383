"""Areas of a workbook, as charts, pivot tables and names mean them."""

from __future__ import annotations

from sheets_crm.audit.formulas.parsing import parse
from sheets_crm.audit.formulas.tree import Cells
from sheets_crm.audit.regions import corners
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.addresses import address
from sheets_crm.model.grids import Area

HOME = (1, 1)


def area_of(workbook: Workbook, written: str) -> tuple[Sheet, Area] | None:
    """Return the sheet and the area that a reference or a name of the book means; None when it is none, or elsewhere."""
    found = parse(workbook.snapshot.defined_names.get(written.rpartition("!")[2], written), *HOME)
    if not isinstance(found, Cells):
        return None
    sheet = workbook.sheet(found.reference.sheet)
    return (sheet, Area(*corners(found.reference, HOME))) if sheet else None


def places_of(area: Area) -> list[Place]:
    """Return every cell of an area, row by row."""
    columns = range(area.first_column, area.last_column + 1)
    return [(row, column) for row in range(area.first_row, area.last_row + 1) for column in columns]


def written(area: Area) -> str:
    """Return an area as people write it: `A1:C9`."""
    return f"{address(area.first_row, area.first_column)}:{address(area.last_row, area.last_column)}"
