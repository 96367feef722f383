"""Formulas that go round in a circle, found without following every formula of a workbook.

A circle of cells is a circle of columns too. So the columns come first, with the way that references between them go (up, level,
down); only in circles of columns that a circle of cells could really use are single cells followed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from enum import Flag, auto
from typing import TypeVar

from sheets_crm.audit.formulas.patterns import Pattern
from sheets_crm.audit.formulas.references import Reference
from sheets_crm.audit.regions import Region, corners
from sheets_crm.audit.workbook import Place, Sheet, Workbook

Node = TypeVar("Node", bound=Hashable)
Line = tuple[str, int]
Cell = tuple[str, Place]
MOST_STEPS = 200_000


class Way(Flag):
    """Where a reference points, seen from its formula."""

    UP = auto()
    LEVEL = auto()
    DOWN = auto()


def circles(workbook: Workbook, passed_over: Callable[[Pattern], bool]) -> list[list[Cell]]:
    """Return the cells of each circle of two or more formulas, in the order in which they refer to each other."""
    ways = _ways(workbook, passed_over)
    links: dict[Line, list[Line]] = defaultdict(list)
    for source, target in ways:
        links[source].append(target)
    found: list[list[Cell]] = []
    for lines in _knots(links, links):
        if _could_close(lines, ways):
            found += _among(workbook, lines, passed_over)
    return found


def _ways(workbook: Workbook, passed_over: Callable[[Pattern], bool]) -> dict[tuple[Line, Line], Way]:
    """Return how columns of formulas refer to columns of formulas."""
    found: dict[tuple[Line, Line], Way] = {}
    extents = {name: _spans(sheet.formulas) for name, sheet in workbook.sheets.items()}
    for name, sheet in workbook.sheets.items():
        for pattern, places in sheet.bearers.items():
            if passed_over(pattern):
                continue
            spans = _spans(places)
            for reference in pattern.references:
                other = workbook.sheet(reference.sheet) if reference.sheet else sheet
                if other and extents[other.name]:
                    for source, target, way in _of_reference(reference, spans, extents[other.name]):
                        key = (name, source), (other.name, target)
                        found[key] = found.get(key, Way(0)) | way
    return found


def _spans(places: Iterable[Place]) -> Mapping[int, tuple[int, int]]:
    """Return the first and the last row of some cells, by column."""
    found: dict[int, tuple[int, int]] = {}
    for row, column in places:
        first, last = found.get(column, (row, row))
        found[column] = min(first, row), max(last, row)
    return found


def _of_reference(
    reference: Reference, spans: Mapping[int, tuple[int, int]], extents: Mapping[int, tuple[int, int]]
) -> Iterator[tuple[int, int, Way]]:
    """Yield source column, target column and way of all copies of one reference."""
    way = _way(reference)
    for column, (first, last) in spans.items():
        top, left, _, right = corners(reference, (first, column))
        bottom = corners(reference, (last, column))[2]
        for target in extents if right - left > len(extents) else range(left, right + 1):
            inside = extents.get(target)
            if inside and left <= target <= right and top <= inside[1] and inside[0] <= bottom:
                yield column, target, way


def _way(reference: Reference) -> Way:
    if reference.first.row_fixed or reference.last.row_fixed:
        return Way.UP | Way.LEVEL | Way.DOWN
    top, bottom = sorted((reference.first.row, reference.last.row))
    way = Way.UP if top < 0 else Way(0)
    way |= Way.DOWN if bottom > 0 else Way(0)
    return way | Way.LEVEL if top <= 0 <= bottom else way


def _could_close(lines: list[Line], ways: Mapping[tuple[Line, Line], Way]) -> bool:
    """Say whether references among these columns go both up and down, or in a circle within one row."""
    inside = {key: way for key, way in ways.items() if key[0] in lines and key[1] in lines}
    way = Way(0)
    for one in inside.values():
        way |= one
    if Way.UP in way and Way.DOWN in way:
        return True
    level: dict[Line, list[Line]] = defaultdict(list)
    for (source, target), one in inside.items():
        if Way.LEVEL in one and source != target:
            level[source].append(target)
    return any(True for _ in _knots(level, level))


def _among(workbook: Workbook, lines: list[Line], passed_over: Callable[[Pattern], bool]) -> list[list[Cell]]:
    """Return the circles among the formulas of some columns; none when there are too many to follow."""
    columns: dict[str, set[int]] = defaultdict(set)
    for name, column in lines:
        columns[name].add(column)
    regions = {
        name: Region(place for place in workbook.sheets[name].formulas if place[1] in there) for name, there in columns.items()
    }
    links: dict[Cell, list[Cell]] = {}
    steps = 0
    for name, there in columns.items():
        sheet = workbook.sheets[name]
        for place, pattern in sheet.formulas.items():
            if place[1] not in there or passed_over(pattern):
                continue
            near = [one for one in _read(workbook, sheet, pattern, place, regions) if one != (name, place)]
            steps += len(near)
            if steps > MOST_STEPS:
                return []
            links[name, place] = near
    return [_in_order(knot, links) for knot in _knots(links, links)]


def _read(workbook: Workbook, sheet: Sheet, pattern: Pattern, place: Place, regions: Mapping[str, Region]) -> Iterator[Cell]:
    for reference in pattern.references:
        other = workbook.sheet(reference.sheet) if reference.sheet else sheet
        if other and other.name in regions:
            yield from ((other.name, one) for one in regions[other.name].inside(reference, place))


def _in_order(knot: list[Cell], links: Mapping[Cell, list[Cell]]) -> list[Cell]:
    """Return one circle through the first cell of a knot: the shortest way from it back to itself."""
    start, inside = min(knot), set(knot)
    before: dict[Cell, Cell] = {}
    ends = [start]
    while ends:
        further: list[Cell] = []
        for cell in ends:
            for target in links[cell]:
                if target == start:
                    way = [cell]
                    while way[-1] != start:
                        way.append(before[way[-1]])
                    return way[::-1]
                if target in inside and target not in before:
                    before[target] = cell
                    further.append(target)
        ends = further
    return knot


def _knots(nodes: Iterable[Node], links: Mapping[Node, list[Node]]) -> Iterator[list[Node]]:
    """Yield the nodes that can all reach each other, where there are two or more, or one refers to itself (Tarjan)."""
    numbers: dict[Node, int] = {}
    lows: dict[Node, int] = {}
    open_ones: dict[Node, None] = {}
    for root in list(nodes):
        work = [] if root in numbers else [(root, iter(links.get(root, ())))]
        while work:
            node, targets = work[-1]
            if node not in numbers:
                numbers[node] = lows[node] = len(numbers)
                open_ones[node] = None
            new = _next(node, targets, numbers, lows, open_ones)
            if new is not None:
                work.append((new, iter(links.get(new, ()))))
                continue
            work.pop()
            if work:
                lows[work[-1][0]] = min(lows[work[-1][0]], lows[node])
            if lows[node] == numbers[node]:
                knot = _closed(node, open_ones)
                if len(knot) > 1 or node in links.get(node, ()):
                    yield knot


def _next(
    node: Node, targets: Iterator[Node], numbers: Mapping[Node, int], lows: dict[Node, int], open_ones: Mapping[Node, None]
) -> Node | None:
    """Return the next node that was not seen yet; those that are open lower what their source can reach."""
    for target in targets:
        if target not in numbers:
            return target
        if target in open_ones:
            lows[node] = min(lows[node], numbers[target])
    return None


def _closed(node: Node, open_ones: dict[Node, None]) -> list[Node]:
    """Take the open nodes off down to this one."""
    knot: list[Node] = []
    while not knot or knot[-1] != node:
        knot.append(open_ones.popitem()[0])
    return knot
