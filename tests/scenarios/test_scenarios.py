"""The same stories on a workbook and on a Google spreadsheet: the same words of the program, and in the end the same book."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from same import differences
from seen import Book, Seen
from telling import Played, Story, alike, stories

from sheets_crm.model.addresses import address
from sheets_crm.reports.registry import REPORTS
from sheets_crm.rules.registry import RULES

STORIES = stories()
ONLY_OF_FILES = frozenset({"proposals"})
"""What comes back in copies that were handed out of a file; in a spreadsheet columns are closed instead."""
Play = Callable[[str, Story], Played]


@pytest.mark.parametrize("kind", ["xlsx", "google"])
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name, scope="module")
def test_the_book_in_the_end(story: Story, kind: str, played: Play) -> None:
    book = played(kind, story).book
    for sheet, wanted in story.told["book"].items():
        found = {place: one.text for place, one in shown(book, sheet)}
        assert dict(told(wanted)) == {place: text for place, text in found.items() if isinstance(wanted, list) or place in wanted}


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name, scope="module")
def test_it_is_the_same_wherever_it_lies(story: Story, played: Play) -> None:
    workbook, spreadsheet = played("xlsx", story), played("google", story)
    for one, other in zip(workbook.said, spreadsheet.said, strict=True):
        assert alike(one.json) == alike(other.json)
    assert list(differences(workbook.book, spreadsheet.book)) == []


def test_the_stories_tell_of_every_rule_and_of_every_tab() -> None:
    steps = [step for story in STORIES for step in story.told["steps"]]
    counted = [step.get(name, {}) for step in steps for name in ("changes", "findings")]
    rules = {rule for one in counted if isinstance(one, dict) for names in one for rule in names.split("+")}
    assert {rule.name for rule in RULES} - ONLY_OF_FILES <= rules
    tabs = {report.title.ru for report in REPORTS if report.key not in ONLY_OF_FILES}
    assert tabs <= {sheet for story in STORIES for sheet in story.told["book"]}


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
