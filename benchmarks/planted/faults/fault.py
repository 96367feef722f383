"""What a fault is, and where faults can be planted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from planted.book import Book, Cell, Place, Tab
from sheets_crm.audit.formulas.patterns import relative
from sheets_crm.model.addresses import address

Plant = Callable[[Book, Random], "set[Cell] | None"]
"""Spoils a book and returns the cells at which a person would look for it; None when there is no place for it in this book."""

FEWEST = 4
T = TypeVar("T")


@dataclass(frozen=True)
class Fault:
    """One way to go wrong: the requirement that names it, a name for the tables, and what plants it."""

    row: str
    name: str
    plant: Plant


def cells(tab: Tab, places: set[Place] | list[Place]) -> set[Cell]:
    """Return places of a tab as people name them."""
    return {(tab.name, address(*place)) for place in places}


def runs(book: Book, fewest: int = FEWEST) -> Iterator[tuple[Tab, list[Place]]]:
    """Yield the unbroken runs of copies of one formula down a column."""
    for tab in book.tabs:
        columns: dict[tuple[int, str], list[int]] = defaultdict(list)
        for row, column in sorted(tab.cells):
            if tab.is_formula((row, column)):
                columns[column, relative(str(tab.cells[row, column]), row, column)].append(row)
        for (column, _), rows in columns.items():
            run: list[Place] = []
            for row in rows:
                if run and row != run[-1][0] + 1:
                    if len(run) >= fewest:
                        yield tab, run
                    run = []
                run.append((row, column))
            if len(run) >= fewest:
                yield tab, run


def totals(book: Book) -> Iterator[tuple[Tab, Place, int, int]]:
    """Yield the sums of a stretch of their own column above them, with its first and last row."""
    for tab, place in book.formulas():
        if str(tab.cells[place]).startswith(("=SUM(", "=SUBTOTAL(9")):
            for one in tab.references(place):
                (top, left), (bottom, right) = one.first.at(*place), one.last.at(*place)
                if not one.sheet and left == right == place[1] and bottom - top >= FEWEST - 1:
                    yield tab, place, top, bottom


def typed_columns(book: Book) -> Iterator[tuple[Tab, int, list[Place]]]:
    """Yield the columns of the main lists in which numbers are typed, with the cells."""
    for tab in book.tabs:
        for column in sorted({column for row, column in tab.cells if row in tab.data}):
            places = [(row, column) for row in tab.data if tab.number((row, column)) is not None]
            if len(places) >= max(FEWEST, len(tab.data) - 1) and len(tab.data) >= FEWEST:
                yield tab, column, places


def pick(random: Random, found: Iterable[T]) -> T | None:
    """Return one of all, None of none."""
    everything = list(found)
    return random.choice(everything) if everything else None
