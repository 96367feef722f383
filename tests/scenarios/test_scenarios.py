"""The same stories on a workbook and on a Google spreadsheet: the same words of the program, and in the end the same book."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from seen import Book, Seen
from telling import Played, Story, alike, stories

from sheets_crm.model.addresses import address

STORIES = stories()
MINUTE = re.compile(r"(?<=^\d\d\.\d\d\.\d{4}) \d\d:\d\d$|(?<=^\d{4}-\d\d-\d\d) \d\d:\d\d$")
Play = Callable[[str, Story], Played]


@pytest.mark.parametrize("kind", ["xlsx", "google"])
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_the_book_in_the_end(story: Story, kind: str, played: Play) -> None:
    book = played(kind, story).book
    for sheet, wanted in story.told["book"].items():
        found = {place: one.text for place, one in shown(book, sheet)}
        assert dict(told(wanted)) == {place: text for place, text in found.items() if isinstance(wanted, list) or place in wanted}


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_it_is_the_same_wherever_it_lies(story: Story, played: Play) -> None:
    workbook, spreadsheet = played("xlsx", story), played("google", story)
    for one, other in zip(workbook.said, spreadsheet.said, strict=True):
        assert alike(one.json) == alike(other.json)
    assert list(differences(workbook.book, spreadsheet.book)) == []


def told(wanted: Sequence[Sequence[Any]] | dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the cells that a story names, as rows or by address."""
    if isinstance(wanted, dict):
        yield from ((place, str(text)) for place, text in wanted.items() if text)
        return
    for row, line in enumerate(wanted, 1):
        yield from ((address(row, column), str(text)) for column, text in enumerate(line, 1) if text is not None)


def shown(book: Book, sheet: str) -> Iterator[tuple[str, Seen]]:
    assert sheet in book, list(book)
    yield from ((place, one) for place, one in book[sheet].items() if one.text)


def without_clock(one: Seen | None) -> Seen | None:
    """Leave out the time of day: the two runs of a story are not at the same minute."""
    return one._replace(text=MINUTE.sub("", one.text)) if one else None


def differences(one: Book, other: Book) -> Iterator[tuple[str, str, Seen | None, Seen | None]]:
    """Yield the cells that two books show differently; their tabs must be the same, in the same order."""
    assert list(one) == list(other)
    for sheet in one:
        for place in sorted(one[sheet].keys() | other[sheet].keys()):
            here, there = (without_clock(book[sheet].get(place)) for book in (one, other))
            if here != there:
                yield sheet, place, here, there
