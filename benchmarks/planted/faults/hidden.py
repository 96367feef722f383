"""G4: hidden rows and columns inside a sum."""

from __future__ import annotations

from random import Random

from planted.book import Book, Cell
from planted.faults.fault import FEWEST, cells, pick, totals


def a_row(book: Book, random: Random) -> set[Cell] | None:
    """One or two rows that are summed are hidden."""
    found = pick(
        random,
        ((tab, place, top, bottom) for tab, place, top, bottom in totals(book) if not _visible_only(str(tab.cells[place]))),
    )
    if found is None:
        return None
    tab, place, top, bottom = found
    first = random.randrange(top, bottom)
    tab.hidden_rows |= {first, first + random.randrange(2)}
    sums = [one for other, one, start, end in totals(book) if other is tab and tab.hidden_rows & set(range(start, end + 1))]
    return cells(tab, [place, *sums, *((row, place[1]) for row in tab.hidden_rows)])


def a_column(book: Book, random: Random) -> set[Cell] | None:
    """A column that is summed across is hidden."""
    found = []
    for tab, place in book.formulas():
        for one in tab.references(place):
            (top, left), (bottom, right) = one.first.at(*place), one.last.at(*place)
            if (
                not one.sheet
                and top == bottom == place[0]
                and right - left >= FEWEST - 1
                and str(tab.cells[place]).startswith("=SUM(")
            ):
                found.append((tab, place, left, right))
    chosen = pick(random, found)
    if chosen is None:
        return None
    tab, _, left, right = chosen
    column = random.randrange(left, right + 1)
    tab.hidden_columns.add(column)
    sums = [place for other, place, start, end in found if other is tab and start <= column <= end]
    return cells(tab, [*sums, *((row, column) for row in tab.data)])


def _visible_only(formula: str) -> bool:
    return "SUBTOTAL" in formula
