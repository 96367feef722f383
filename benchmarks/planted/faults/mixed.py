"""G3: data typed or pasted in more than one format."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from random import Random

from planted.book import Book, Cell, Tab
from planted.faults.fault import FEWEST, cells, pick, typed_columns
from sheets_crm.model.addresses import letters

DAY_ZERO = date(1899, 12, 30)
NBSP = "\N{NO-BREAK SPACE}"


def text_number(book: Book, random: Random) -> set[Cell] | None:
    """A number in a column of numbers is text, with a comma and spaces as people paste it."""
    found = pick(random, ((tab, places) for tab, column, places in typed_columns(book) if not _days(tab, column)))
    if found is None:
        return None
    tab, places = found
    place = random.choice(places)
    written = f"{tab.number(place):,.2f}".replace(",", random.choice((" ", NBSP, ""))).replace(".", random.choice(",."))
    tab.cells[place] = written
    return cells(tab, [place])


def text_date(book: Book, random: Random) -> set[Cell] | None:
    """A date in a column of dates is text."""
    found = pick(random, ((tab, places) for tab, column, places in typed_columns(book) if _days(tab, column)))
    if found is None:
        return None
    tab, places = found
    place = random.choice(places)
    day = DAY_ZERO + timedelta(int(tab.number(place) or 0))
    tab.cells[place] = day.strftime(random.choice(("%d.%m.%Y", "%d/%m/%y", "%Y-%m-%d")))
    return cells(tab, [place])


def date_orders(book: Book, random: Random) -> set[Cell] | None:
    """A pasted column of dates is text, some with the day first, some with the month."""
    found = pick(random, ((tab, places) for tab, column, places in typed_columns(book) if _days(tab, column)))
    if found is None:
        return None
    tab, places = found
    turned = set(random.sample(places, max(3, len(places) // 4)))
    for place in places:
        day = DAY_ZERO + timedelta(int(tab.number(place) or 0))
        tab.cells[place] = day.strftime("%m/%d/%Y" if place in turned else "%d/%m/%Y")
    return cells(tab, places)


def stray_space(book: Book, random: Random) -> set[Cell] | None:
    """A name that stands there more than once has a blank at its end or a no-break space within."""
    found = pick(
        random, ((tab, place) for tab in book.tabs for place in tab.cells if place[0] in tab.data and _again(tab, place))
    )
    if found is None:
        return None
    tab, place = found
    name = str(tab.cells[place])
    tab.cells[place] = random.choice(
        (f"{name} ", f" {name}", f"{name}{NBSP}", name.replace(" ", NBSP, 1) if " " in name else f"{name} ")
    )
    return cells(tab, [place])


def decimal_marks(book: Book, random: Random) -> set[Cell] | None:
    """A pasted column of amounts is text, some with a point, some with a comma."""
    found = pick(
        random, ((tab, places) for tab, column, places in typed_columns(book) if not _days(tab, column) and _broken(tab, places))
    )
    if found is None:
        return None
    tab, places = found
    turned = set(random.sample(places, max(2, len(places) // 3)))
    for place in places:
        written = f"{tab.number(place):.2f}"
        tab.cells[place] = written.replace(".", ",") if place in turned else written
    return cells(tab, places)


def merged(book: Book, random: Random) -> set[Cell] | None:
    """Cells of two rows of the data are merged."""
    found = pick(random, ((tab, row) for tab in book.tabs if len(tab.data) >= FEWEST for row in tab.data[1:-2]))
    if found is None:
        return None
    tab, row = found
    column = min(column for at, column in tab.cells if at == row)
    tab.cells.pop((row + 1, column), None)
    tab.merged.append(f"{letters(column)}{row}:{letters(column)}{row + 1}")
    return cells(tab, [(row, column), (row + 1, column)])


def total_between(book: Book, random: Random) -> set[Cell] | None:
    """A subtotal stands in a row among the data, in the place of a record."""
    found = pick(random, ((tab, row) for tab in book.tabs if len(tab.data) >= 2 * FEWEST for row in tab.data[FEWEST:-3]))
    if found is None:
        return None
    tab, row = found
    columns = [column for at, column in sorted(tab.cells) if at == row]
    for column in columns:
        numbers = tab.number((row - 1, column)) is not None and not _days(tab, column)
        area = f"{letters(column)}{tab.data[0]}:{letters(column)}{row - 1}"
        filled = f"=SUM({area})" if numbers or tab.is_formula((row - 1, column)) else None
        tab.cells.pop((row, column))
        if filled:
            tab.cells[row, column] = filled
    tab.cells[row, columns[0]] = "Итого"
    return cells(tab, [(row, column) for column in columns])


def same_heading(book: Book, random: Random) -> set[Cell] | None:
    """A column was copied to its right with its name, and has other data now."""
    heads = [
        (tab, sorted(place for place, said in tab.cells.items() if place[0] == tab.head and isinstance(said, str)))
        for tab in book.tabs
    ]
    found = pick(random, ((tab, places) for tab, places in heads if len(places) > FEWEST - 1 and len(tab.data) >= FEWEST))
    if found is None:
        return None
    tab, places = found
    first, second = random.choice(list(itertools.pairwise(places)))
    tab.cells[second] = tab.cells[first]
    return cells(tab, [first, second])


def _days(tab: Tab, column: int) -> bool:
    return tab.formats.get((tab.data[0], column), "").startswith("dd") if len(tab.data) else False


def _broken(tab: Tab, places: list[tuple[int, int]]) -> bool:
    return sum((tab.number(place) or 0) % 1 != 0 for place in places) > len(places) / 2


def _again(tab: Tab, place: tuple[int, int]) -> bool:
    name = tab.cells[place]
    if not isinstance(name, str) or name.startswith("="):
        return False
    return sum(tab.cells.get((row, place[1])) == name for row in tab.data) > 1
