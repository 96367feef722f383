"""A total whose range is shorter than those of its neighbours.

Why: neighbouring totals should count the same rows; what one of them leaves out is missing from the sum.
How to mend: take the range of the neighbour, moved to this cell; the hint says which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.tree import Call
from sheets_crm.audit.layout import SheetLayout
from sheets_crm.audit.likeness import is_total
from sheets_crm.audit.money import amount, to_kopecks
from sheets_crm.audit.ranges import told
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.addresses import address
from sheets_crm.model.text import Text

NAME = "short_range"
HALF = 0.5
MOST_STRETCHES = 100


class Total(NamedTuple):
    """A formula that takes together one stretch of its own row or column."""

    place: Place
    name: str
    down: bool
    first: int
    last: int

    @property
    def length(self) -> int:
        """How many cells are taken together."""
        return self.last - self.first + 1

    def at(self, number: int) -> Place:
        """Return a cell of its own line, by row or column number."""
        return (number, self.place[1]) if self.down else (self.place[0], number)

    def within(self, other: Total) -> bool:
        """Say whether another total covers all of this one's stretch, and more."""
        return other.first <= self.first and self.last <= other.last and other[3:] != self[3:]


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for all totals of a line that stop at the same place short of their neighbours."""
    for sheet in workbook.sheets.values():
        layout = SheetLayout(sheet)
        lines: dict[tuple[str, bool, int, int], list[Total]] = defaultdict(list)
        for place in sheet.formulas:
            total = _total(layout, place)
            if total:
                line = place[0] if total.down else place[1]
                lines[total.name, total.down, line, 0 if total.down else layout.table(place[0])].append(total)
        for totals in lines.values():
            yield from _short(sheet, totals)


def _total(layout: SheetLayout, place: Place) -> Total | None:
    tree = layout.sheet.formulas[place].tree
    if not is_total(tree):
        return None
    (reference,) = layout.sheet.formulas[place].references
    (top, left), (bottom, right) = reference.first.at(*place), reference.last.at(*place)
    if reference.sheet or not isinstance(tree, Call):
        return None
    name = tree.name
    if left == right == place[1]:
        first, last = top + layout.heading(top), bottom - layout.separator(bottom)
        return Total(place, name, down=True, first=first, last=last) if first <= last else None
    if top == bottom == place[0]:
        return Total(place, name, down=False, first=left, last=right)
    return None


def _short(sheet: Sheet, totals: list[Total]) -> Iterator[Finding]:
    by_stretch: dict[tuple[int, int], list[Total]] = defaultdict(list)
    for total in totals:
        by_stretch[total.first, total.last].append(total)
    if len(by_stretch) > MOST_STRETCHES:
        return
    found: dict[tuple[Total, int, int], list[Total]] = defaultdict(list)
    for alike in by_stretch.values():
        wider = sorted((other[0] for other in by_stretch.values() if _wider(alike[0], other[0])), key=lambda one: -one.length)
        for total in alike if wider else ():
            longest = next((other for other in wider if _data(sheet, total, other)), None)
            if longest:
                found[longest, total.first, total.last].append(total)
    for (longest, _, _), short in found.items():
        yield _finding(sheet, longest, short)


def _wider(total: Total, other: Total) -> bool:
    return total.within(other) and total.length >= HALF * other.length


def _data(sheet: Sheet, total: Total, wider: Total) -> bool:
    """Say whether what the wider total has more is data: not blank all over, not computed from the range itself."""
    extra = [*range(wider.first, total.first), *range(total.last + 1, wider.last + 1)]
    stretch = {total.at(number) for number in range(total.first, total.last + 1)}
    for number in extra:
        place = total.at(number)
        pattern = sheet.formulas.get(place)
        if pattern is not None and any({one.first.at(*place), one.last.at(*place)} & stretch for one in pattern.references):
            return False
    return any(_in_use(sheet, number, down=total.down) for number in extra)


def _in_use(sheet: Sheet, number: int, *, down: bool) -> bool:
    """Say whether a row holds words or typed numbers, or a column anything at all."""
    if not down:
        return number in sheet.columns
    places = [(number, column) for column in sheet.rows.get(number, ())]
    return any(place in sheet.texts or sheet.constant(place) is not None for place in places)


def _range(total: Total, first: int, last: int) -> str:
    row, column = total.place
    return f"{address(first, column)}:{address(last, column)}" if total.down else f"{address(row, first)}:{address(row, last)}"


def _left_out(sheet: Sheet, totals: list[Total], wider: Total) -> float:
    """Return what the numbers make that the short totals leave out."""
    places = [
        total.at(number)
        for total in totals
        for number in range(wider.first, wider.last + 1)
        if not total.first <= number <= total.last
    ]
    return sum(value for place in places if isinstance(value := sheet.values.get(place), float))


def _finding(sheet: Sheet, longest: Total, short: list[Total]) -> Finding:
    one = short[0]
    now, right = _range(one, one.first, one.last), _range(one, longest.first, longest.last)
    lost = _left_out(sheet, short, longest)
    ru, en = (
        (f"мимо проходит {amount(lost).ru}", f"{amount(lost).en} is left out")
        if lost
        else ("новые числа там пропадут", "new numbers there will be lost")
    )
    where, neighbour = told(total.place for total in short), address(*longest.place)
    return Finding(
        NAME,
        "formula_error",
        "error" if lost else "warning",
        sheet.name,
        tuple(total.place for total in short),
        Text(
            f"{where}: диапазон {now} короче, чем у соседа {neighbour}; {ru}",
            f"{where}: the range {now} is shorter than that of its neighbour {neighbour}; {en}",
        ),
        Text(f"Сверьте с соседом: здесь было бы {right}", f"Compare with the neighbour: here it would be {right}"),
        to_kopecks(lost),
        sheet.formulas[longest.place],
    )
