"""G2: one error that goes on through all that is made of it, across sheets."""

from __future__ import annotations

from random import Random

from planted.book import Book, Cell
from planted.faults.fault import cells, pick, runs


def divided_by_nothing(book: Book, random: Random) -> set[Cell] | None:
    """A formula divides by an empty cell."""
    return _spoilt(book, random, lambda formula, _: f"{formula}/ZZ99")


def a_deleted_cell(book: Book, random: Random) -> set[Cell] | None:
    """A cell that a formula counted was deleted."""
    return _spoilt(book, random, lambda formula, _: f"{formula}+#REF!", "#REF!")


def a_mistyped_name(book: Book, random: Random) -> set[Cell] | None:
    """A formula has a function that does not exist."""
    return _spoilt(book, random, lambda formula, _: f"=SUMM({formula[1:]})", "#NAME?")


def a_word_among_numbers(book: Book, random: Random) -> set[Cell] | None:
    """Somebody typed a word where a formula counts."""
    found = pick(
        random,
        ((tab, place, one) for tab, run in runs(book) for place in run for one in tab.references(place) if not one.is_range),
    )
    if found is None:
        return None
    tab, place, reference = found
    source = reference.first.at(*place)
    if reference.sheet or tab.number(source) is None or reference.first.row_fixed:
        return None
    tab.cells[source] = "уточнить"
    return cells(tab, [source, place])


def _spoilt(book: Book, random: Random, spoil: object, shown: str = "") -> set[Cell] | None:
    found = pick(random, runs(book))
    if found is None:
        return None
    tab, run = found
    place = random.choice(run)
    tab.cells[place] = spoil(str(tab.cells[place]), place)  # type: ignore[operator]
    if shown:
        book.errors[tab.name, place] = shown
    return cells(tab, [place])
