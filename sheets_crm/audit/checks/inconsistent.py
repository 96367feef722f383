"""A formula that differs from those on both sides of it in its row or column.

Why: the cells of one line follow one computation; the odd one was overwritten, or filled wrongly, as with a `$` too many.
How to mend: copy the neighbour's formula into the cell, or say beside it why it must differ.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sheets_crm.audit.arrays import Axis, lines
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.patterns import Pattern
from sheets_crm.audit.formulas.tree import Unknown
from sheets_crm.audit.formulas.writing import formula_at
from sheets_crm.audit.likeness import Slip, is_total, slip
from sheets_crm.audit.ranges import told
from sheets_crm.audit.regions import corners
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.text import Text

NAME = "inconsistent"
FEWEST = 3
MOSTLY = 2 / 3
GAP = 2


class Odd(NamedTuple):
    """A formula in a line of others."""

    place: Place
    pattern: Pattern
    slip: Slip


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for all formulas of a line that differ alike from the formula of that line."""
    for sheet in workbook.sheets.values():
        found: dict[tuple[Pattern, Pattern], set[Place]] = defaultdict(set)
        for axis, places in lines(sheet):
            for run in _runs(sheet, places):
                common, odd = _odd(sheet, axis, run)
                for one in odd:
                    found[common, one.pattern].add(one.place)
        for (common, pattern), cells in found.items():
            yield _finding(common, pattern, sheet, sorted(cells))


def _runs(sheet: Sheet, places: Sequence[Place]) -> Iterator[list[Place]]:
    run: list[Place] = []
    for place in places:
        near = bool(run) and place[0] - run[-1][0] + place[1] - run[-1][1] <= GAP and not _takes(sheet, place, run[-1])
        if place in sheet.formulas:
            if near:
                run.append(place)
                continue
            yield run
            run = [place]
        elif sheet.constant(place) is None:
            yield run
            run = []
    yield run


def _takes(sheet: Sheet, place: Place, before: Place) -> bool:
    """Say whether a formula is the total of the run before it."""
    pattern = sheet.formulas.get(place)
    if pattern is None or not is_total(pattern.tree) or pattern.references[0].sheet:
        return False
    top, left, bottom, right = corners(pattern.references[0], place)
    return top <= before[0] <= bottom and left <= before[1] <= right


def _odd(sheet: Sheet, axis: Axis, run: Sequence[Place]) -> tuple[Pattern, list[Odd]]:
    """Return the formula that most of a run has, and what differs from it between two neighbours that have it."""
    counted = Counter(sheet.formulas[place] for place in run).most_common(1)
    if not counted:
        return Pattern("", Unknown("")), []
    common, count = counted[0]
    if count < FEWEST or count < MOSTLY * len(run):
        return common, []
    odd = []
    for before, place, after in zip(run, run[1:], run[2:], strict=False):
        pattern = sheet.formulas[place]
        if pattern is common or not sheet.formulas[before] is common is sheet.formulas[after]:
            continue
        kind = slip(pattern.tree, common.tree)
        if (
            kind
            and not _own_stretch(pattern, place)
            and place not in sheet.grid.noted
            and not _follows_across(sheet, axis, place)
        ):
            odd.append(Odd(place, pattern, kind))
    return common, [one for one in odd if one.slip != Slip.NUMBER or len({other.pattern for other in odd}) == 1]


def _own_stretch(pattern: Pattern, place: Place) -> bool:
    """Say whether a formula is a total of a part of its own row or column, which may rightly be longer or shorter."""
    if not is_total(pattern.tree):
        return False
    top, left, bottom, right = corners(pattern.references[0], place)
    return left == right == place[1] or top == bottom == place[0]


def _follows_across(sheet: Sheet, axis: Axis, place: Place) -> bool:
    """Say whether a formula is a copy of one beside it in the other direction, so that it follows that line."""
    row, column = place
    steps = [step for step in range(-GAP, GAP + 1) if step]
    beside = [(row + step, column) if axis == "row" else (row, column + step) for step in steps]
    return any(sheet.formulas.get(other) is sheet.formulas[place] for other in beside)


def _finding(common: Pattern, odd: Pattern, sheet: Sheet, places: list[Place]) -> Finding:
    first = places[0]
    now, right = formula_at(odd.tree, *first), formula_at(common.tree, *first)
    return Finding(
        NAME,
        "formula_error",
        "warning",
        sheet.name,
        tuple(places),
        Text(
            f"{told(places)}: формула {now} не такая, как у соседей по обе стороны",
            f"{told(places)}: the formula {now} is not like those on both sides of it",
        ),
        Text(f"У соседей здесь стояло бы {right}", f"The neighbours' formula would be {right} here"),
        belongs=common,
    )
