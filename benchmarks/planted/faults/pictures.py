"""G6: pivot tables and charts that do not show all of their data."""

from __future__ import annotations

from random import Random

from planted.book import Book, Cell, Pivot, Tab
from planted.faults.fault import cells, pick
from planted.filing import records_of
from planted.showing import Showing

FEW = 4


def pivot_cut_off(book: Book, random: Random) -> set[Cell] | None:
    """The pivot table ends above the last rows of its source."""
    found = _pivot(book)
    if found is None:
        return None
    tab, pivot = found
    cut = random.randint(1, FEW)
    pivot.last -= cut
    return _about(book, tab, pivot)


def pivot_of_yesterday(book: Book, random: Random) -> set[Cell] | None:
    """A number in the source was changed after the pivot table was refreshed."""
    found = _pivot(book)
    if found is None:
        return None
    tab, pivot = found
    source = book.tab(pivot.source)
    if source is None:
        return None
    pivot.records = records_of(pivot, Showing(book))
    row = random.choice(source.data)
    source.cells[row, 4] = (source.number((row, 4)) or 0) + random.randint(1, 9)
    return _about(book, tab, pivot)


def rows_added_after(book: Book, random: Random) -> set[Cell] | None:
    """The pivot table takes whole stretch, but some rows came after its last refreshing."""
    found = _pivot(book)
    if found is None:
        return None
    tab, pivot = found
    pivot.records = records_of(pivot, Showing(book))[: -random.randint(1, FEW)]
    return _about(book, tab, pivot)


def chart_cut_off(book: Book, random: Random) -> set[Cell] | None:
    """A chart ends above the last rows."""
    tab = pick(random, (tab for tab in book.tabs if tab.picture and tab.picture.last - tab.picture.first >= FEW - 1))
    if tab is None or tab.picture is None:
        return None
    last = tab.picture.last
    tab.picture.last -= 1 if last - tab.picture.first < FEW else random.randint(1, 2)
    return cells(
        tab, [(row, column) for row in range(tab.picture.first, last + 1) for column in (tab.picture.names, *tab.picture.columns)]
    )


def chart_starts_late(book: Book, random: Random) -> set[Cell] | None:
    """A chart begins below the first row."""
    tab = pick(random, (tab for tab in book.tabs if tab.picture and tab.picture.last - tab.picture.first >= FEW - 1))
    if tab is None or tab.picture is None:
        return None
    first = tab.picture.first
    tab.picture.first += 1
    return cells(
        tab, [(row, column) for row in range(first, tab.picture.last + 1) for column in (tab.picture.names, *tab.picture.columns)]
    )


def _pivot(book: Book) -> tuple[Tab, Pivot] | None:
    return next(((tab, tab.pivot) for tab in book.tabs if tab.pivot), None)


def _about(book: Book, tab: Tab, pivot: Pivot) -> set[Cell]:
    """Any place of the pivot table's sheet will do, and so will the source."""
    source = book.tab(pivot.source)
    shown = [(row, column) for row in range(3, 13) for column in (1, 2)]
    return cells(tab, shown) | (cells(source, list(source.cells)) if source else set())
