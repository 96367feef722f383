"""Who was at work while a cell changed: Drive knows who and when, never in which cells, and it is told just so (G10)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

pytest.importorskip("gspread")
pytest.importorskip("formualizer")

from sheets_server.calls import Answer, refusal
from sheets_server.errors import DriveError
from sheets_server.running import OWNER, Running
from test_calls import NOW, Office

from sheets_crm.engine.blame import Event, life_of
from sheets_crm.engine.history import history, told_of, with_names
from sheets_crm.engine.run import run_job
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.model.witness import Saved, at_work

VERA = "vera@example.com"
CELL = "Sheet1!B3"
HOUR, LATER = timedelta(hours=1), datetime(2100, 1, 1)


@pytest.fixture
def office(server: Running, tmp_path: Path) -> Office:
    made = Office(server, tmp_path)
    made.run()
    return made


def events(office: Office) -> list[Event]:
    return [one for one in life_of(office.book, CELL, office.config, LATER).events if not one.rule]


def edited(office: Office, phone: str) -> None:
    office.types(CELL, [[phone]])


def test_one_who_edited_since_the_last_run_is_named(office: Office) -> None:
    edited(office, "8 916 000-00-01")
    (one,) = events(office)
    assert one.at_work == (OWNER.partition("@")[0],)


def test_several_are_all_named_and_the_program_is_none_of_them(office: Office) -> None:
    edited(office, "8 916 000-00-01")
    office.server.world.touch(office.file, VERA)
    (one,) = events(office)
    assert one.at_work == (OWNER.partition("@")[0], "vera")


def test_who_came_only_after_the_next_run_has_nothing_to_do_with_it(office: Office) -> None:
    edited(office, "8 916 000-00-01")
    run_job(office.book, load_job("nightly"), office.config, NOW + 24 * HOUR)
    office.server.world.touch(office.file, VERA)
    assert [one.at_work for one in events(office)] == [(OWNER.partition("@")[0],)]


def test_a_cell_that_no_person_touched_asks_nobody_and_a_night_neither(office: Office) -> None:
    start = len(office.server.world.log)
    life_of(office.book, "Sheet1!E3", office.config, NOW)
    office.run()
    assert not [one for one in office.server.world.log[start:] if "revisions" in one]
    edited(office, "8 916 000-00-01")
    start = len(office.server.world.log)
    events(office)
    assert len([one for one in office.server.world.log[start:] if "revisions" in one]) == 1


def test_where_drive_tells_nothing_the_rest_is_told_all_the_same(office: Office) -> None:
    edited(office, "8 916 000-00-01")

    def refuses(_verb: str, target: str) -> Answer | None:
        told = DriveError(403, "insufficientFilePermissions", "The user does not have sufficient permissions for this file.")
        return refusal(told) if "revisions" in target else None

    office.server.world.before.append(refuses)
    try:
        (one,) = events(office)
    finally:
        office.server.world.before.remove(refuses)
    assert (one.after, one.at_work) == ("8 916 000-00-01", ())


def test_the_history_names_who_was_at_work_before_each_run_for_one_call(office: Office) -> None:
    edited(office, "8 916 000-00-01")
    office.server.world.touch(office.file, VERA)
    office.run()
    start = len(office.server.world.log)
    first, second = history(office.book, office.config, clock=LATER).stories
    assert len([one for one in office.server.world.log[start:] if "token" not in one]) == 1
    assert (first.at_work, second.at_work) == ((), (OWNER.partition("@")[0], "vera"))
    edits = with_names(told_of(office.book.name, second.run.number, office.config)[1], office.book)
    assert {one.at_work for one in edits} == {second.at_work}
    assert second.saved_by == "vera"


def test_the_journal_tab_names_who_was_last_and_when_and_the_night_asks_no_more_for_it(server: Running, tmp_path: Path) -> None:
    office, now = Office(server, tmp_path), datetime.now(UTC).astimezone().replace(tzinfo=None)
    run_job(office.book, load_job("nightly"), office.config, now - HOUR)
    edited(office, "8 916 000-00-01")
    start = len(server.world.log)
    run_job(office.book, load_job("nightly"), office.config, now + HOUR)
    assert office.calls(start) == {"version": 1, "read": 1, "write": 1}
    lines = office.owner.values_get(office.file.id, "Журнал!A6:H30")["values"]
    (told,) = [line[7] for line in lines if "люди" in line[7]]
    assert re.fullmatch(
        rf"люди, между .+ и .+, последним книгу сохранял {OWNER.partition('@')[0]}, \d\d\.\d\d\.\d{{4}} .{{5}}", told
    )


MORNING = datetime(2026, 3, 4, 9)


@pytest.mark.parametrize(
    ("hours", "named"),
    [
        ({}, ()),
        ({1: "a"}, ("a",)),
        ({-1: "a", 1: "b", 2: "b", 3: "c"}, ("b", "c")),
        ({1: "a", 5: "b", 6: "c"}, ("a", "b")),  # an entry that ends later may have begun before
        ({1: "", 2: "a", 5: ""}, ("a",)),  # the program's own
        ({0: "a"}, ()),
    ],
)
def test_who_was_at_work_between_nine_and_twelve(hours: dict[int, str], named: tuple[str, ...]) -> None:
    told = [Saved(MORNING + at * HOUR, by) for at, by in hours.items()]
    assert at_work(told, MORNING, MORNING + 3 * HOUR) == named
