"""G7: rounding that adds up."""

from __future__ import annotations

from random import Random

from planted.book import Book, Cell
from planted.faults.fault import cells, pick, runs, totals
from planted.showing import Showing


def rounded_to_roubles(book: Book, random: Random) -> set[Cell] | None:
    """Each row of a money column that is summed is rounded to roubles."""
    summed = {(tab.name, place[1]): (tab, place) for tab, place, _, _ in totals(book)}
    found = pick(
        random, ((tab, run) for tab, run in runs(book) if (tab.name, run[0][1]) in summed and _money(tab.formats.get(run[0], "")))
    )
    if found is None:
        return None
    tab, run = found
    for place in run:
        inner = str(tab.cells[place])[1:]
        inner = inner[6:-3] if inner.startswith("ROUND(") else inner
        tab.cells[place] = f"=ROUND({inner},0)"
    return cells(tab, [*run, summed[tab.name, run[0][1]][1]])


def typed_as_rounded(book: Book, random: Random) -> set[Cell] | None:
    """One result of a money column is typed, rounded to roubles."""
    found = pick(random, ((tab, run) for tab, run in runs(book) if _money(tab.formats.get(run[0], ""))))
    if found is None:
        return None
    tab, run = found
    place = random.choice(run)
    value = Showing(book).shown(tab.name, *place)
    if not isinstance(value, float) or value == round(value):
        return None
    tab.cells[place] = round(value)
    return cells(tab, [place])


def as_displayed(book: Book, _: Random) -> set[Cell] | None:
    """The book calculates with what is shown."""
    book.full_precision = False
    return {(book.tabs[0].name, "")}


def kopecks_gone(book: Book, random: Random) -> set[Cell] | None:
    """From some row on, the kopecks of a typed money column are all zero."""
    found = []
    for tab in book.tabs:
        for column in {column for row, column in tab.cells if row in tab.data}:
            places = [(row, column) for row in tab.data if tab.number((row, column)) is not None]
            if len(places) >= 12 and sum(
                (tab.number(place) or 0) % 1 != 0 and (tab.number(place) or 0) > 10 for place in places
            ) > 0.9 * len(places):
                found.append((tab, places))
    chosen = pick(random, found)
    if chosen is None:
        return None
    tab, places = chosen
    gone = places[len(places) // 2 :]
    for place in gone:
        tab.cells[place] = float(round(tab.number(place) or 0))
    return cells(tab, gone)


def shares_off(book: Book, random: Random) -> set[Cell] | None:
    """Shares typed by hand as whole per cents make 98 or 103 per cent."""
    found = pick(
        random,
        (
            (tab, run)
            for tab, run in runs(book, 3)
            if tab.formats.get(run[0]) == "0.0%" and f"${tab.total}" in str(tab.cells[run[0]])
        ),
    )
    if found is None:
        return None
    tab, run = found
    showing = Showing(book)
    shares = [round(float(showing.shown(tab.name, *place) or 0), 2) for place in run]  # type: ignore[arg-type]
    shares[0] += random.choice((-0.03, 0.03, 0.05)) + 1 - sum(shares)
    for place, share in zip(run, shares, strict=True):
        tab.cells[place] = round(share, 2)
    return cells(tab, [*run, (tab.total, run[0][1])])


def _money(code: str) -> bool:
    return code.endswith("0.00")
