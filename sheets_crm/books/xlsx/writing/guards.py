"""Cells that must not be written over, because another part of the workbook says what stands in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sheets_crm.books.xlsx.cells.areas import LAST_COLUMN, LAST_ROW, parse_area
from sheets_crm.books.xlsx.cells.cellxml import CellEdit, problem
from sheets_crm.books.xlsx.opc.package import Package
from sheets_crm.books.xlsx.opc.xmltree import Node, parse_or_refuse
from sheets_crm.model.snapshot import Area
from sheets_crm.model.text import Text

Place = tuple[int, int]
Edits = Mapping[int, Mapping[int, CellEdit]]
"""Row -> column -> what the cell gets."""
HEADER = Text(ru="это заголовок столбца таблицы Excel", en="it is the header of a column of an Excel table")
TOTALS = Text(ru="это строка итогов таблицы Excel", en="it is in the totals row of an Excel table")
PIVOT = Text(ru="ячейка внутри сводной таблицы", en="the cell is inside a pivot table")
BEYOND = Text(ru="на листе Excel нет такой ячейки", en="a sheet of Excel has no such cell")


@dataclass(frozen=True, slots=True)
class Guarded:
    """An area that another part rules over; `texts` are the column headers that may be written as they are."""

    area: Area
    why: Text
    texts: tuple[str, ...] = ()

    def forbids(self, place: Place, edit: CellEdit) -> bool:
        """Whether an edit would contradict that part."""
        row, column = place
        area = self.area
        if not (area.first_row <= row <= area.last_row and area.first_column <= column <= area.last_column):
            return False
        at = column - area.first_column
        return not (at < len(self.texts) and isinstance(edit.value, str) and edit.value == self.texts[at])


def conflicts(package: Package, part: str, edits: Edits, *, date1904: bool) -> dict[Place, Text]:
    """Return the edits of a sheet that cannot be made, and why, as far as its own cells need not be read for that."""
    guarded = guarded_areas(package, part)
    found: dict[Place, Text] = {}
    for row, cells in edits.items():
        here = [one for one in guarded if one.area.first_row <= row <= one.area.last_row]
        for column, edit in cells.items():
            why = problem(edit.value, date1904=date1904)
            if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
                why = BEYOND
            if here:
                why = why or next((one.why for one in here if one.forbids((row, column), edit)), None)
            if why:
                found[row, column] = why
    return found


def guarded_areas(package: Package, part: str) -> list[Guarded]:
    """Return the areas of a sheet that its tables and pivot tables rule over."""
    areas: list[Guarded] = []
    for kind, read in (("table", _of_table), ("pivotTable", _of_pivot)):
        for relation in package.related(part, kind):
            if package.find(relation.target):
                areas += read(parse_or_refuse(package.read(relation.target), relation.target, str(package.path)))
    return areas


def tables(package: Package, part: str) -> list[Area]:
    """Return the areas of a sheet's tables that have no row of totals."""
    targets = [relation.target for relation in package.related(part, "table") if package.find(relation.target)]
    roots = [parse_or_refuse(package.read(target), target, str(package.path)) for target in targets]
    areas = [parse_area(root.attributes.get("ref", "")) for root in roots if root.attributes.get("totalsRowCount", "0") == "0"]
    return [area for area in areas if area]


def _of_table(root: Node) -> list[Guarded]:
    area, areas = parse_area(root.attributes.get("ref", "")), []
    if area is None:
        return []
    columns = root.first("tableColumns")
    titles = tuple(one.attributes.get("name", "") for one in (columns.all("tableColumn") if columns else []))
    if root.attributes.get("headerRowCount", "1") != "0":
        areas.append(Guarded(Area(area.first_row, area.first_column, area.first_row, area.last_column), HEADER, titles))
    if root.attributes.get("totalsRowCount", "0") != "0":
        areas.append(Guarded(Area(area.last_row, area.first_column, area.last_row, area.last_column), TOTALS))
    return areas


def _of_pivot(root: Node) -> list[Guarded]:
    location = root.first("location")
    area = parse_area(location.attributes.get("ref", "")) if location else None
    return [Guarded(area, PIVOT)] if area else []


def without(edits: Edits, refused: Collection[Place]) -> Edits:
    """Return edits without some of them."""
    if not refused:
        return edits
    rows = {row: {at: edit for at, edit in cells.items() if (row, at) not in refused} for row, cells in edits.items()}
    return {row: cells for row, cells in rows.items() if cells}
