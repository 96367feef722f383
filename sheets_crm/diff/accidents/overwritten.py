"""Cells that were dragged over: one value, or a series, stands down the column where many different values stood (D35)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sheets_crm.diff.accidents.cells import Changed, kinds_of
from sheets_crm.diff.cells import Flags
from sheets_crm.model.cells import Kind, Vector
from sheets_crm.model.difference import Positions

FEWEST = 5
VARIED = 0.6
OWN = 0.7
"""The share of different values in a column of which each record has one of its own: a phone, a name, a sum."""
DENSE = 2
GAP = 3
SORTED, HALF, DENSITY = 0.9, 0.5, 0.7
MANY = 20
SUMS = 10
TAIL = re.compile(r"(?P<before>.*?)(?P<number>\d{1,15})(?P<after>\D{0,3})", re.DOTALL)
HEAD = re.compile(r"(?P<before>)\+?(?P<number>\d{1,15})(?P<after>\D.*)", re.DOTALL)
COUNTING = (TAIL, HEAD)
"""Excel and Google count at the last number of a text, LibreOffice at one that the text begins with: 8 916…, 9 916…, 10 916…."""


def overwritten(those: Changed) -> Flags:
    """Say which cells hold what was filled down over values of their own; a handover or one status for all is none of these."""
    out = np.zeros(len(those), bool)
    typed = np.flatnonzero(those.after.filled & those.plain)
    if (those.before.kinds[typed] != Kind.EMPTY).sum() < FEWEST:
        return out
    ways = _filled_down if _telling(those) else _sums_counted
    for part in ways(those, typed, those.sheet.rows.before[those.at]):
        out[part] |= _varied(those, part)
    now = [part for part in ways(those, typed, those.rows) if _varied(those, part) and not out[part].all()]
    if now and not _is_sorted(those.field.after.cells):
        out[np.concatenate(now)] = True
    return out


def _varied(those: Changed, part: Positions) -> bool:
    """Say whether enough different values stood in some cells."""
    held = int((those.was[part] != 0).sum())
    return held >= FEWEST and kinds_of(those.was[part]) >= VARIED * held


def _is_sorted(cells: Vector) -> bool:
    """Say whether the rows stand in the order of a column, but for what was typed since: equal values are together then."""
    words = np.flatnonzero(cells.kinds == Kind.TEXT)
    ranks = np.where(cells.kinds == Kind.TEXT, np.nan, cells.numbers)
    ranks[words] = np.unique(cells.texts[words].astype(str), return_inverse=True)[1]
    steps = np.diff(ranks[cells.kinds != Kind.EMPTY])
    steps = steps[steps != 0]
    return bool(max((steps > 0).sum(), (steps < 0).sum()) >= SORTED * len(steps))


def _filled_down(those: Changed, typed: Positions, places: Positions) -> Iterator[Positions]:
    """Part cells where a value or a series ends; over a cell or two that somebody typed since it goes on.

    A value that was typed as often elsewhere, or that stands only in every other row, was not filled down.
    """
    order = typed[np.lexsort((places[typed], those.now[typed]))]
    for equal in np.split(order, np.flatnonzero(np.diff(those.now[order].view(np.int64))) + 1):
        for part in np.split(equal, np.flatnonzero(np.diff(places[equal]) > GAP) + 1):
            if len(part) >= max(min(HALF * len(equal), MANY), DENSITY * np.ptp(places[part])):
                yield part
    yield from _every_series(those, typed, places)


def _sums_counted(those: Changed, typed: Positions, places: Positions) -> Iterator[Positions]:
    """Part sums that went up one by one over many: of these no column is filled on purpose, however often its sums repeat."""
    column = those.field.after.column
    if column is not None and column.format == "amount":
        yield from (part for part in _every_series(those, typed, places) if len(part) >= SUMS)


def _every_series(those: Changed, typed: Positions, places: Positions) -> Iterator[Positions]:
    order = typed[np.argsort(places[typed])]
    for block in np.split(order, np.flatnonzero(np.diff(places[order]) > GAP) + 1):
        yield from _series(those, block, places[block])


def _telling(those: Changed) -> bool:
    """Say whether nearly each record had a value of its own in this column, and not days that people plan anew each week."""
    column, cells = those.field.after.column, those.field.before.cells
    filled = np.flatnonzero(cells.kinds != Kind.EMPTY)
    days = int((cells.kinds == Kind.DATE).sum()) > len(filled) / 2
    if days and (column is None or column.owner != "staff"):
        return False
    if len(filled) > 10 * len(those):
        return kinds_of(those.was) >= OWN * len(those)
    told = Changed(those.sheet, those.field, np.arange(len(those.sheet.rows)))
    return kinds_of(told.was) >= OWN * int((told.was != 0).sum())


def _series(those: Changed, here: Positions, places: Positions) -> Iterator[Positions]:
    """Part cells that stand below each other where a series ends: numbers, days, or texts with a number, one step apart."""
    for way in COUNTING:
        yield from _counted_by(way, those, here, places)


def _counted_by(way: re.Pattern[str], those: Changed, here: Positions, places: Positions) -> Iterator[Positions]:
    heads, numbers = _counted(those.after.take(here), way)
    steps = np.round(np.diff(numbers) / np.diff(places), 6)
    steps[(heads[1:] != heads[:-1]) | (steps == 0)] = np.nan
    for one in np.split(np.arange(len(steps)), np.flatnonzero(~(steps[1:] == steps[:-1])) + 1):
        part = here[one[0] : one[-1] + 2] if len(one) and not np.isnan(steps[one[0]]) else here[:0]
        if len(part) and not any(_numbered_anew(way, those, part, of) for of in (part, np.arange(len(those)))):
            yield part


def _numbered_anew(way: re.Pattern[str], those: Changed, part: Positions, of: Positions) -> bool:
    """Say whether a series stood before, too, in whichever order, in some cells: rows are numbered anew after a sort."""
    heads, numbers = _counted(those.before.take(of), way)
    told = numbers[~np.isnan(numbers) & (heads == _counted(those.after.take(part[:1]), way)[0][0])]
    return len(told) > len(of) / 2 and float(np.ptp(told)) <= DENSE * len(of) + FEWEST


def _counted(cells: Vector, way: re.Pattern[str]) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """Return of each cell the text before and after the number that is counted, and that number; NaN where there is none."""
    heads, numbers = np.full(len(cells), "", object), np.where(cells.kinds == Kind.TEXT, np.nan, cells.numbers)
    for at in np.flatnonzero(cells.kinds == Kind.TEXT).tolist():
        found = way.fullmatch(cells.texts[at])
        if found:
            heads[at], numbers[at] = found["before"] + "\0" + found["after"], float(found["number"])
    return heads, numbers
