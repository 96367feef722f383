"""Whether two books are the same to the people who work in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seen import Book, Seen

from sheets_crm.model.serials import from_serial

MINUTE = re.compile(r"(?<=^\d\d\.\d\d\.\d{4}) \d\d:\d\d$|(?<=^\d{4}-\d\d-\d\d) \d\d:\d\d$")
WHO = re.compile(r"(?<=\d\d\.\d\d\.\d{4}) \d\d:\d\d|, последним книгу сохранял .+|; .+ saved the book last")
GUIDES = frozenset({"Как пользоваться", "How to use"})


def differences(one: Book, other: Book) -> Iterator[tuple[str, str, Seen | None, Seen | None]]:
    """Yield the cells that two books show differently; their tabs must be the same, in the same order.

    These may differ, and nothing else: hidden tabs, in which the program keeps what its lookups show (`seen` leaves them out);
    the time of day in the journal, because two runs are not at the same minute, and who saved the book last, as each of them
    knows it; the guide, which tells how to work in a file or in a spreadsheet.
    """
    assert list(one) == list(other)
    for sheet in [name for name in one if name not in GUIDES]:
        for place in sorted(one[sheet].keys() | other[sheet].keys()):
            here, there = (without_clock(book[sheet].get(place)) for book in (one, other))
            if here != there:
                yield sheet, place, here, there


def still_a_day(here: Seen | None, there: Seen | None) -> bool:
    """Say whether a bare number here is a day there: the one thing that an undo cannot bring back in a spreadsheet.

    A cell takes its format from the day that is typed into it, and goes on to show the former number as that day. To set the
    format back a cell would have to be named by its row, which nothing here does.
    """
    if here is None or there is None or not here.text.isdigit():
        return False
    return there.text == f"{from_serial(float(here.text)):%d.%m.%Y}"


def without_clock(cell: Seen | None) -> Seen | None:
    """Return a cell without the time of day, and without who saved the book last."""
    return cell._replace(text=WHO.sub("", MINUTE.sub("", cell.text))) if cell else None
