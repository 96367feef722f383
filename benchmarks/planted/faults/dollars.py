"""G1: absolute and relative references mixed up when a formula was filled down."""

from __future__ import annotations

import re
from random import Random

from planted.book import Book, Cell, Place, Tab
from planted.faults.fault import cells, pick, runs

PINNED = re.compile(r"\$([A-Z]+)\$(\d+)")
LOOSE = re.compile(r"(?<![\w$!])([A-Z]+)(\d+)(?![\w:(])")


def one_too_many(book: Book, random: Random) -> set[Cell] | None:
    """One copy in the middle holds on to the row of the first one."""
    found = pick(random, _own_row(book))
    if found is None:
        return None
    tab, run, name = found
    place = run[random.randrange(1, len(run) - 1)]
    tab.cells[place] = _swapped(str(tab.cells[place]), f"{name}{place[0]}", f"${name}${run[0][0]}")
    return cells(tab, [place])


def one_off(book: Book, random: Random) -> set[Cell] | None:
    """One copy in the middle takes a number from the row above or below."""
    found = pick(random, _own_row(book))
    if found is None:
        return None
    tab, run, name = found
    place = run[random.randrange(1, len(run) - 1)]
    other = place[0] + random.choice((-1, 1))
    tab.cells[place] = _swapped(str(tab.cells[place]), f"{name}{place[0]}", f"{name}{other}")
    return cells(tab, [place])


def held_by_all(book: Book, random: Random) -> set[Cell] | None:
    """A `$` in the first copy, and all others count with its row."""
    found = pick(random, _own_row(book))
    if found is None:
        return None
    tab, run, name = found
    for place in run:
        tab.cells[place] = _swapped(str(tab.cells[place]), f"{name}{place[0]}", f"{name}${run[0][0]}")
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


def _own_row(book: Book) -> list[tuple[Tab, list[Place], str]]:
    """Return the runs of copies that take a number from their own row, and the column that they take it from."""
    computed = ((tab, run, str(tab.cells[run[1]])) for tab, run in runs(book))
    return [
        (tab, run, one[1])
        for tab, run, second in computed
        for one in LOOSE.finditer(second)
        if int(one[2]) == run[1][0] and "VLOOKUP" not in second
    ]


def _swapped(formula: str, old: str, new: str) -> str:
    return re.sub(rf"(?<![\w$!]){old}(?!\d)", lambda _: new, formula)
