"""The person at work, and the journal that follows what they typed."""

from random import Random

import pytest
import requests

from sheets_server.auth import Accounts
from sheets_server.drive import File, World
from sheets_server.faults import Faults
from sheets_server.journal import MARK, Journal
from sheets_server.people import ACTIONS, Person, unleash
from sheets_server.running import serve
from sheets_server.spreadsheet import Json, Sheet

TITLES = ("ID", "Имя", "Телефон", "Дата", "Долг")


def at_work(seed: int, *only: str) -> Person:
    """A person before a table of eight clients with a formula."""
    world = World()
    file = world.create("owner@example.com", "Клиенты")
    world.share(file, "anna@example.com")
    sheet = table(file)
    sheet.resize(40, 12)
    for row in range(9):
        for column, title in enumerate(TITLES):
            sheet.put((row, column), userEnteredValue={"stringValue": f"{title} {row}" if row else title})
    sheet.put((1, 5), userEnteredValue={"formulaValue": '=A2&"!"'})
    person = Person(Random(seed), world, file, "anna@example.com", only=only, texts=("8 903 000-00-00",))
    person.journal.adopt(person.book, [0])
    return person


def table(file: File) -> Sheet:
    assert file.book is not None
    return file.book.sheets[0]


@pytest.mark.parametrize("seed", range(40))
def test_left_alone_people_lose_nothing_of_what_they_typed(seed: int) -> None:
    person = at_work(seed)
    for _ in range(15):
        person.act()
    assert person.journal.violations(person.book) == []


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_happens(action: str) -> None:
    person = at_work(1, action)
    before, changed, refused = table(person.file), False, False
    for _ in range(6):
        refused = "refused" in person.act()
        changed = changed or any(
            getattr(table(person.file), name) != getattr(before, name) for name in ("cells", "title", "basic_filter")
        )
    assert (changed, refused) == (True, False), person.journal.actions


def test_a_new_row_begins_below_what_shows_not_below_formulas_kept_in_reserve() -> None:
    pytest.importorskip("formualizer")
    person = at_work(1, "adds_row")
    sheet = table(person.file)
    for row in range(1, 30):
        sheet.put((row, 5), userEnteredValue={"formulaValue": f'=IF(B{row + 1}="","",B{row + 1}&"!")'})
    person.file.stale = True
    person.act()
    typed = [place for place, cell in table(person.file).cells.items() if MARK in cell and place[0] > 8]
    assert {row for row, _ in typed} == {9}
    assert 5 not in {column for _, column in typed}


def test_people_act_between_the_requests_of_others() -> None:
    person = at_work(4, "types")
    faults = Faults(person.world)
    unleash(person, faults, chance=1)
    with serve(person.world, Accounts(anybody="owner@example.com")) as server:
        for _ in range(3):
            requests.get(f"{server.base}/v4/spreadsheets/{person.file.id}", headers={"Authorization": "Bearer x"}, timeout=60)
    assert len(person.journal.actions) == 3


def test_the_same_seed_does_the_same() -> None:
    first, second = at_work(7), at_work(7)
    assert [first.act() for _ in range(20)] == [second.act() for _ in range(20)]
    assert table(first.file).cells == table(second.file).cells


def overwrite(sheet: Sheet) -> None:
    place = next(place for place, cell in sheet.cells.items() if MARK in cell)
    sheet.put(place, userEnteredValue={"stringValue": "машина"})


def lose_row(sheet: Sheet) -> None:
    for place in [place for place in sheet.cells if place[0] == 3]:
        del sheet.cells[place]


def double(sheet: Sheet) -> None:
    place = next(place for place, cell in sheet.cells.items() if MARK in cell)
    sheet.cells[30, 0] = sheet.cells[place]


@pytest.mark.parametrize(("harm", "word"), [(overwrite, "has become"), (lose_row, "is gone"), (double, "several cells")])
def test_the_journal_notices_harm(harm: object, word: str) -> None:
    person = at_work(3, "types")
    person.act()
    assert callable(harm)
    harm(table(person.file))
    assert any(word in one for one in person.journal.violations(person.book))


def test_a_repair_of_what_was_typed_is_no_harm() -> None:
    person = at_work(3, "types")
    sheet = table(person.file)
    sheet.put((2, 2), userEnteredValue={"stringValue": "+79030000000"})

    def repaired(typed: object, value: Json | None) -> bool:
        return value == {"stringValue": "+79030000000"}

    assert len(person.journal.violations(person.book)) == 1
    assert person.journal.violations(person.book, repaired) == []


def test_what_a_person_deletes_is_not_missed() -> None:
    person = at_work(5, "deletes_rows")
    person.act()
    assert person.journal.deleted
    assert person.journal.violations(person.book) == []


def test_protected_cells_refuse_people_but_not_their_owner() -> None:
    person = at_work(1, "types")
    sheet = table(person.file)
    sheet.protected_ranges[5] = {"protectedRangeId": 5, "range": {"sheetId": 0}, "editors": {"users": ["robot@example.com"]}}
    assert "refused" in person.act()
    owner = Person(Random(1), person.world, person.file, "owner@example.com", Journal(), only=("types",))
    assert "refused" not in owner.act()
