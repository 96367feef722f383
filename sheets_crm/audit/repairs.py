"""The formulas that certainly belong where the audit found something else: what could be written, and what is left to people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sheets_crm.audit.audit import findings_in
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.evaluate import Calculator
from sheets_crm.audit.formulas.patterns import MOVING, Pattern
from sheets_crm.audit.formulas.references import Corner, corner
from sheets_crm.audit.formulas.values import Single
from sheets_crm.audit.likeness import Slip, slip
from sheets_crm.audit.workbook import Place, Sheet, Workbook, workbook_of
from sheets_crm.model.cells import CellValue, Formula
from sheets_crm.model.grids import Pages
from sheets_crm.model.text import Text

ON_PURPOSE = Text("число в этой формуле могли поставить нарочно", "the number in this formula may be meant")
ARRAY = Text("здесь формула массива", "an array formula stands here")
DISAGREE = Text("соседи подсказывают разные формулы", "the neighbours suggest different formulas")
ITSELF = Text("формула считала бы саму себя", "the formula would count itself")
UNMOVABLE = Text("формулу соседа сюда не перенести", "the neighbour's formula cannot be carried here")
LOST = "#REF!"
PASSES = 10


@dataclass(frozen=True)
class Repair:
    """A cell that gets its neighbours' formula: what was entered there, what is to be, and what the audit said."""

    sheet: str
    place: Place
    before: CellValue
    after: Formula
    finding: Finding


@dataclass(frozen=True)
class Unsure:
    """A cell of which the audit knows a formula that must nevertheless be left to a person, and why."""

    sheet: str
    place: Place
    why: Text


def repairs(pages: Pages) -> tuple[list[Repair], list[Unsure]]:
    """Return a repair for each cell of which the audit knows the formula that belongs there, and the cells that are left.

    What comes to light only once others are mended is mended, too: after all of them the audit knows of no more.
    """
    made: dict[tuple[str, Place], Repair] = {}
    while True:
        workbook = workbook_of(pages)
        found, left = _known(workbook, findings_in(workbook))
        new = {(one.sheet, one.place): one for one in found if (one.sheet, one.place) not in made}
        if not new:
            return _settled(workbook, list(made.values())), left
        made |= new
        pages = _mended(pages, new.values())


def _mended(pages: Pages, made: Iterable[Repair]) -> Pages:
    grids = dict(pages.grids)
    by_column: dict[tuple[str, int], dict[int, Formula]] = defaultdict(dict)
    for one in made:
        by_column[one.sheet, one.place[1]][one.place[0]] = one.after
    for (name, column), formulas in by_column.items():
        grid = grids[name]
        cells = grid.columns[column]
        put = cells.cells.put(np.searchsorted(cells.rows, list(formulas)), list(formulas.values()))
        grids[name] = replace(grid, columns={**grid.columns, column: replace(cells, cells=put)})
    return replace(pages, grids=grids)


def _known(workbook: Workbook, findings: Iterable[Finding]) -> tuple[list[Repair], list[Unsure]]:
    wanted: dict[tuple[str, Place], list[Finding]] = defaultdict(list)
    for one in findings:
        for place in one.places if one.belongs else ():
            wanted[one.sheet, place].append(one)
    made, left = list[Repair](), list[Unsure]()
    for (name, place), said in wanted.items():
        found = _repaired(workbook, workbook.sheets[name], place, said)
        if isinstance(found, Repair):
            made.append(found)
        else:
            left.append(Unsure(name, place, found))
    return made, left


class _Mended:
    """The values of a workbook once repairs are made."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.mended: dict[tuple[str, int, int], float] = {}

    def value(self, sheet: str, row: int, column: int) -> Single:
        """Return what a cell shows; KeyError for a sheet that is not here."""
        found = self.workbook.sheet(sheet)
        name = found.name if found else sheet
        return self.mended[name, row, column] if (name, row, column) in self.mended else self.workbook.value(name, row, column)


def _settled(workbook: Workbook, made: Sequence[Repair]) -> list[Repair]:
    """Return the repairs with what they give once all are made: one may count on another."""
    values = _Mended(workbook)
    for _ in range(PASSES):
        before = dict(values.mended)
        for one in made:
            pattern = workbook.patterns.of(one.after, *one.place)
            result = Calculator(values, one.sheet).result(pattern.tree, *one.place) if one.after.result is not None else None
            if result is not None:
                values.mended[one.sheet, *one.place] = result
        if values.mended == before:
            break
    return [replace(one, after=Formula(one.after, values.mended.get((one.sheet, *one.place)))) for one in made]


def _repaired(workbook: Workbook, sheet: Sheet, place: Place, said: Sequence[Finding]) -> Repair | Text:
    pattern = said[0].belongs
    assert pattern is not None
    if any(one.belongs is not pattern for one in said):
        return DISAGREE
    if any(_covers(one.first, one.last, place) for one in pattern.references if one.sheet in {"", sheet.name}):
        return ITSELF
    now = sheet.formulas.get(place)
    if now is not None and slip(now.tree, pattern.tree) is not Slip.REFERENCE:
        return ON_PURPOSE
    bearer = min(_bearers(sheet, pattern), key=lambda one: abs(one[0] - place[0]) + abs(one[1] - place[1]), default=None)
    if _in_array(sheet, place) or bearer is None:
        return ARRAY
    text = moved(str(sheet.grid.entered(*bearer)), bearer, place)
    if LOST in text or workbook.patterns.of(text, *place) is not pattern:
        return UNMOVABLE
    numeric = isinstance(sheet.values.get(bearer), float)
    result = Calculator(workbook, sheet.name).result(pattern.tree, *place) if numeric else None
    return Repair(sheet.name, place, sheet.grid.entered(*place), Formula(text, result), said[0])


def _bearers(sheet: Sheet, pattern: Pattern) -> Iterator[Place]:
    return (place for place in sheet.bearers.get(pattern, ()) if not _in_array(sheet, place))


def _in_array(sheet: Sheet, place: Place) -> bool:
    row, column = place
    return any(
        area.first_row <= row <= area.last_row and area.first_column <= column <= area.last_column for area in sheet.grid.arrays
    )


def _covers(first: Corner, last: Corner, place: Place) -> bool:
    (top, left), (bottom, right) = first.at(*place), last.at(*place)
    return min(top, bottom) <= place[0] <= max(top, bottom) and min(left, right) <= place[1] <= max(left, right)


def moved(formula: str, start: Place, end: Place) -> str:
    """Return a formula as it is where it is copied to from another cell, `#REF!` for what lies beyond the sheet."""
    return MOVING.sub(lambda found: corner(found[0], *start).written(*end) if found[2] else found[0], formula)
