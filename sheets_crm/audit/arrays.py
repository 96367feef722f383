"""Cell arrays: cells of one row or column that should all follow one formula, though some of them hold a typed number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sheets_crm.audit.fitting import Fit
from sheets_crm.audit.formulas.evaluate import Calculator
from sheets_crm.audit.formulas.patterns import Pattern
from sheets_crm.audit.formulas.references import Reference
from sheets_crm.audit.formulas.tree import Cells, Unknown
from sheets_crm.audit.layout import SheetLayout
from sheets_crm.audit.workbook import Place, Sheet, Workbook

Axis = Literal["row", "column"]
Reach = Literal["run", "label", "line"]
GAP = 2
MOST_WORK = 2_000_000


@dataclass(frozen=True, eq=False)
class CellArray:
    """Cells that should follow one pattern: `formulas` do, `typed` hold a number instead.

    `reach` says what binds them: one run of cells without a break, one label in their rows, or just one line of a table.
    `at_home`: the pattern is copied along this line, not just across it.
    """

    axis: Axis
    reach: Reach
    pattern: Pattern
    formulas: tuple[Place, ...]
    typed: Mapping[Place, Fit]
    at_home: bool = True

    @property
    def close(self) -> bool:
        """Whether no cell between the first and the last one is left out."""
        numbers = [row + column for row, column in (*self.formulas, *self.typed)]
        return max(numbers) - min(numbers) == len(numbers) - 1


def arrays(workbook: Workbook, sheet: Sheet) -> Iterator[CellArray]:
    """Yield every array of a sheet in which a number is typed that the formula of its neighbours could give."""
    if not sheet.formulas:
        return
    layout = SheetLayout(sheet)
    calculator = Calculator(workbook, sheet.name)
    for axis, places in lines(sheet):
        typed = [place for place in places if sheet.constant(place) is not None and not layout.names_columns(place[0])]
        if not typed:
            continue
        bearers: dict[Pattern, list[Place]] = defaultdict(list)
        for place in places:
            pattern = sheet.formulas.get(place)
            if pattern is not None and not isinstance(pattern.tree, Cells | Unknown) and pattern.references:
                bearers[pattern].append(place)
        homely = {one: there for one, there in bearers.items() if axis == "column" or _at_home(sheet, axis, one, there)}
        for pattern in _affordable(homely, typed):
            fits = dict(_fits(calculator, workbook, sheet, pattern, typed))
            if fits:
                yield from _of_pattern(layout, axis, pattern, places, bearers[pattern], fits)


def _at_home(sheet: Sheet, axis: Axis, pattern: Pattern, bearers: Sequence[Place]) -> bool:
    down, right = (1, 0) if axis == "column" else (0, 1)

    def copied(place: Place, down: int, right: int) -> bool:
        beside = (place[0] - down, place[1] - right), (place[0] + down, place[1] + right)
        return any(sheet.formulas.get(one) is pattern for one in beside)

    return any(copied(place, down, right) or not copied(place, right, down) for place in bearers)


def lines(sheet: Sheet) -> Iterator[tuple[Axis, list[Place]]]:
    """Yield every row and every column in which a formula stands, with all its filled cells."""
    rows = {row for row, _ in sheet.formulas}
    columns = {column for _, column in sheet.formulas}
    for row in sorted(rows):
        yield "row", [(row, column) for column in sheet.rows[row]]
    for column in sorted(columns):
        yield "column", [(row, column) for row in sheet.columns[column]]


def _affordable(bearers: Mapping[Pattern, Sequence[Place]], typed: Sequence[Place]) -> list[Pattern]:
    """Return the commonest patterns that can be calculated for all typed numbers without taking minutes."""
    chosen, work = [], 0
    for pattern in sorted(bearers, key=lambda one: -len(bearers[one])):
        work += len(typed) * (1 + sum(_size(one, bearers[pattern][0]) for one in pattern.references))
        if work > MOST_WORK:
            break
        chosen.append(pattern)
    return chosen


def _size(reference: Reference, place: Place) -> int:
    (top, left), (bottom, right) = reference.first.at(*place), reference.last.at(*place)
    return (abs(bottom - top) + 1) * (abs(right - left) + 1)


def _fits(
    calculator: Calculator, workbook: Workbook, sheet: Sheet, pattern: Pattern, typed: Sequence[Place]
) -> Iterator[tuple[Place, Fit]]:
    for place in typed:
        result = calculator.result(pattern.tree, *place)
        if result is None:
            continue
        operands = [one for reference in pattern.references for one in _numbers(workbook, sheet, reference, place)]
        if operands:
            yield place, Fit(float(sheet.constant(place) or 0), result, copied=result in operands)


def _numbers(workbook: Workbook, sheet: Sheet, reference: Reference, place: Place) -> Iterator[float]:
    other = workbook.sheet(reference.sheet) if reference.sheet else sheet
    (top, left), (bottom, right) = reference.first.at(*place), reference.last.at(*place)
    for row in range(min(top, bottom), max(top, bottom) + 1):
        for column in range(min(left, right), max(left, right) + 1):
            value = other.values.get((row, column)) if other else None
            if isinstance(value, float):
                yield value


def _of_pattern(
    layout: SheetLayout,
    axis: Axis,
    pattern: Pattern,
    places: Sequence[Place],
    bearers: Sequence[Place],
    fits: Mapping[Place, Fit],
) -> Iterator[CellArray]:
    along = _sums_along(pattern, axis, bearers[0])
    for line in _tables(layout, axis, places):
        formulas = [place for place in bearers if place in line]
        typed = {place: fits[place] for place in line if place in fits}
        if not formulas or not typed:
            continue
        groups: list[tuple[Reach, Iterable[Place]]] = []
        if not along:
            groups += [("line", line), *(("run", run) for run in _runs(line, {*formulas, *typed}))]
        if axis == "column":
            groups += [("label", alike) for alike in _alike(layout.label, (*formulas, *typed))]
        bearing = set(formulas)
        for reach, group in groups:
            members = list(group)
            there = tuple(place for place in members if place in bearing)
            constants = {place: typed[place] for place in members if place in typed}
            if there and constants:
                yield CellArray(axis, reach, pattern, there, constants, _at_home(layout.sheet, axis, pattern, there))


def _sums_along(pattern: Pattern, axis: Axis, place: Place) -> bool:
    """Say whether a formula takes together cells of its own line: a total of a column does not recur further down."""
    along, across = (0, 1) if axis == "column" else (1, 0)
    ends = [(one.first.at(*place), one.last.at(*place)) for one in pattern.ranges if not one.sheet]
    return any(first[along] != last[along] and first[across] <= place[across] <= last[across] for first, last in ends)


def _tables(layout: SheetLayout, axis: Axis, places: Sequence[Place]) -> list[dict[Place, None]]:
    if axis == "row":
        return [dict.fromkeys(places)]
    found: dict[int, dict[Place, None]] = defaultdict(dict)
    for place in places:
        found[layout.table(place[0])][place] = None
    return list(found.values())


def _runs(line: Iterable[Place], members: set[Place]) -> Iterator[list[Place]]:
    run: list[Place] = []
    last: Place | None = None
    for place in line:
        gap = last is not None and place[0] - last[0] + place[1] - last[1] > GAP
        if place in members and not gap:
            run.append(place)
        else:
            if run:
                yield run
            run = [place] if place in members else []
        last = place
    if run:
        yield run


def _alike(key: Callable[[int, int], object], places: Iterable[Place]) -> list[list[Place]]:
    found: dict[object, list[Place]] = defaultdict(list)
    for place in places:
        of = key(*place)
        if of:
            found[of].append(place)
    return list(found.values())
