"""G1: absolute and relative references mixed up when a formula was filled down."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from planted.book import Book, Cell, Place, Tab
from planted.faults.fault import cells, pick, runs

PINNED = re.compile(r"\$([A-Z]+)\$(\d+)")
LOOSE = re.compile(r"(?<![\w$!:])([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?(?![\w(:])")


def one_too_many(book: Book, random: Random) -> set[Cell] | None:
    """One copy in the middle holds on to the row of the first one."""
    return _one(book, random, lambda column, _, first: f"${column}${first}")


def one_off(book: Book, random: Random) -> set[Cell] | None:
    """One copy in the middle takes its numbers from the row above or below."""
    step = random.choice((-1, 1))
    return _one(book, random, lambda column, own, _: f"{column}{own + step}")


def held_by_all(book: Book, random: Random) -> set[Cell] | None:
    """A `$` in the first copy, and all others count with its row."""
    found = pick(random, _own_row(book))
    if found is None:
        return None
    tab, run, number = found
    for place in run:
        tab.cells[place] = _swapped(str(tab.cells[place]), number, lambda column: f"{column}${run[0][0]}")
    return cells(tab, run)


def let_go_by_all(book: Book, random: Random) -> set[Cell] | None:
    """No `$` in the first copy, and the rate, or the table that is searched, slides down with each one."""
    found = pick(random, ((tab, run) for tab, run in runs(book) if PINNED.search(str(tab.cells[run[0]]))))
    if found is None:
        return None
    tab, run = found
    for place in run:
        down = place[0] - run[0][0]
        tab.cells[place] = PINNED.sub(lambda one, down=down: f"{one[1]}{int(one[2]) + down}", str(tab.cells[place]))
    return cells(tab, run)


def _one(book: Book, random: Random, written: Callable[[str, int, int], str]) -> set[Cell] | None:
    found = pick(random, _own_row(book))
    if found is None:
        return None
    tab, run, number = found
    place = run[random.randrange(1, len(run) - 1)]
    tab.cells[place] = _swapped(str(tab.cells[place]), number, lambda column: written(column, place[0], run[0][0]))
    return cells(tab, [place])


def _own_row(book: Book) -> list[tuple[Tab, list[Place], int]]:
    """Return the runs of copies that take numbers from their own row, and which of their references does."""
    computed = ((tab, run, str(tab.cells[run[1]])) for tab, run in runs(book))
    return [
        (tab, run, number)
        for tab, run, second in computed
        for number, one in enumerate(LOOSE.finditer(second))
        if int(one[2]) == run[1][0] == int(one[4] or one[2]) and "VLOOKUP" not in second
    ]


def _swapped(formula: str, number: int, written: Callable[[str], str]) -> str:
    """Write one of the references of a formula, by its number, in another way: its columns stay, its row changes."""
    one = list(LOOSE.finditer(formula))[number]
    new = ":".join(written(column) for column in (one[1], one[3]) if column)
    return f"{formula[: one.start()]}{new}{formula[one.end() :]}"
