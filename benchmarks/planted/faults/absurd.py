"""G8: figures that cannot be: a KPI of 385 %, a plan of millions, a sign or a unit that jumps."""

from __future__ import annotations

from random import Random

from planted.book import Book, Cell, Tab
from planted.faults.fault import cells, pick, typed_columns


def kpi(book: Book, random: Random) -> set[Cell] | None:
    """A KPI of 385 % or so."""
    tab = next((tab for tab in book.tabs if "KPI" in tab.cells.values()), None)
    if tab is None:
        return None
    place = (
        random.choice(tab.data),
        next(column for (row, column), said in tab.cells.items() if row == tab.head and said == "KPI"),
    )
    tab.cells[place] = random.choice((3.85, 4.2, 9.5, 385))
    return cells(tab, [place])


def millions(book: Book, random: Random) -> set[Cell] | None:
    """An amount a thousand times too large: other units, or three zeros too many."""
    return _times(book, random, 1000)


def hundredfold(book: Book, random: Random) -> set[Cell] | None:
    """An amount without its decimal mark."""
    return _times(book, random, 100)


def sign(book: Book, random: Random) -> set[Cell] | None:
    """An amount below zero in a column that knows none."""
    return _times(book, random, -1)


def _times(book: Book, random: Random, factor: float) -> set[Cell] | None:
    found = pick(random, ((tab, places) for tab, column, places in typed_columns(book) if _amounts(tab, column)))
    if found is None:
        return None
    tab, places = found
    place = random.choice(places)
    tab.cells[place] = round((tab.number(place) or 0) * factor, 2)
    return cells(tab, [place])


def _amounts(tab: Tab, column: int) -> bool:
    rows = [number for row in tab.data if (number := tab.number((row, column))) is not None]
    return tab.formats.get((tab.data[0], column), "").startswith("#") and min(rows) > 0
