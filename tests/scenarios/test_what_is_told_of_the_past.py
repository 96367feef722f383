"""What the program tells of the past, and what it will not do, is the same for a workbook and for a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paper
import pytest
from desks import Desk, sheets_crm
from seen import seen
from telling import MOMENT, TODAY, Story, alike, play, stories

Lay = Callable[..., Desk]
STORIES = {story.name: story for story in stories()}


ONLY_THERE = frozenset({"at_work", "backup", "saved_at", "saved_by"})


def clockless(document: Any) -> Any:
    """Return a document without moments, where copies lie, and who saved the book or was at work: a workbook need not tell."""
    if isinstance(document, dict):
        return {name: clockless(one) for name, one in document.items() if name not in ONLY_THERE}
    if isinstance(document, list):
        return [clockless(one) for one in document]
    return MOMENT.sub("…", document) if isinstance(document, str) else document


def told(desk: Desk, *words: str) -> Any:
    verb, *rest = words
    said = sheets_crm(desk, verb, desk.name, *rest, "--json")
    return said.status, clockless(alike(said.json))


@pytest.fixture(scope="module", params=["typed_over", "people_at_work", "duplicates_sorted", "partly_sorted"])
def desks(request: pytest.FixtureRequest, lay: Lay) -> tuple[Desk, Desk]:
    """Return a workbook and a spreadsheet in which the same has happened."""
    story: Story = STORIES[request.param]
    both = lay("xlsx", story.book(), story.config), lay("google", story.book(), story.config)
    for desk in both:
        play(story, desk)
    return both


def test_runs_are_listed_alike_and_each_told_change_by_change(desks: tuple[Desk, Desk]) -> None:
    workbook, spreadsheet = desks
    status, listed = told(workbook, "history")
    assert (status, listed) == told(spreadsheet, "history")
    assert listed["runs"]
    for run in listed["runs"]:
        number = str(run["run"])
        assert told(workbook, "history", number) == told(spreadsheet, "history", number)


@pytest.mark.parametrize("cell", ["A2", "B2", "B3", "C3", "D3"])
def test_who_wrote_a_cell_is_told_alike(desks: tuple[Desk, Desk], cell: str) -> None:
    workbook, spreadsheet = desks
    assert told(workbook, "blame", f"Клиенты!{cell}") == told(spreadsheet, "blame", f"Клиенты!{cell}")


def test_what_has_changed_since_is_told_alike(desks: tuple[Desk, Desk]) -> None:
    for desk in desks:
        desk.do(paper.types(desk.open(), {"Клиенты!B2": "позвоню сам"}))
    (status, found), other = (told(desk, "diff") for desk in desks)
    assert [sheet["sheet"] for sheet in found["sheets"]] == ["Клиенты"]
    assert (status, found["sheets"]) == (other[0], other[1]["sheets"])


def test_what_has_changed_since_before_the_first_run_is_read_from_its_backup_alike(desks: tuple[Desk, Desk]) -> None:
    (status, found), other = (told(desk, "diff", "--since", "1") for desk in desks)
    assert found["sheets"]
    assert (status, found["sheets"]) == (other[0], other[1]["sheets"])


def test_the_program_never_stands_for_a_person(lay: Lay) -> None:
    """Who typed something is not known where the program has written into the spreadsheet after them."""
    story = STORIES["partly_sorted"]
    desk = lay("google", story.book())
    play(story, desk)
    told = [sheets_crm(desk, "blame", desk.name, f"Клиенты!{cell}", "--json").json["events"] for cell in ("B2", "B3", "B4")]
    people = [event["saved_by"] for events in told for event in events if event["who"] == "people"]
    assert len(people) == 3
    assert not any("gserviceaccount" in name for name in people)


@pytest.mark.parametrize("kind", ["xlsx", "google"])
def test_a_backup_comes_back_where_the_book_is_a_file_and_nobody_works_in_it_meanwhile(lay: Lay, kind: str) -> None:
    story = STORIES["first_night"]
    desk = lay(kind, story.book())
    before = seen(desk.open())
    assert sheets_crm(desk, "run", "nightly", desk.name, "--today", TODAY).status == 0
    after = seen(desk.open())
    said = sheets_crm(desk, "restore", desk.name)
    assert (said.status, seen(desk.open())) == ((0, before) if kind == "xlsx" else (3, after))
    assert ("История версий" in said.err) is (kind == "google")
