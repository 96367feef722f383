"""A copy handed out and taken back, as files: twice is once, an undo gives back every cell, what the owner accepts lands (H8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.engine.handouts.deciding import decide, listed
from sheets_crm.engine.handouts.handout import hand_out
from sheets_crm.engine.handouts.takeback import TakenBack, take_back
from sheets_crm.engine.run import run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.engine.undo.redrawing import redrawn
from sheets_crm.engine.undo.undo import undo
from sheets_crm.errors import UsageError
from sheets_crm.ledger.proposed import chosen_in, now_text

NOW = datetime(2026, 11, 20, 9)
CLIENTS, NOTES = "Клиенты", "Заметки"
HEADER = ("Клиент", "Телефон", "Комментарий", "ID")
PEOPLE = [
    ("Яковлева Анна", "+7 916 100-00-01", "чай", "K-00001"),
    ("Борисов Глеб", "+7 903 900-00-02", None, "K-00002"),
    ("Громова Вера", None, "позвонить", "K-00003"),
    ("Дымов Олег", "+7 905 300-00-04", None, "K-00004"),
]
Cells = Mapping[str, object]


@dataclass
class Office:
    """A book, and the copy that Anna has."""

    book: XlsxBook
    copy: Path

    def type(self, cells: Cells, *, into: Path | None = None, sheet: str = CLIENTS) -> None:
        """Type into the copy, or the book, and save it."""
        path = into or self.copy
        workbook = openpyxl.load_workbook(path)
        for place, value in cells.items():
            workbook[sheet][place] = value
        workbook.save(path)

    def take(self, *, apply: bool = True, copy: Path | None = None) -> TakenBack:
        return take_back(self.book, copy or self.copy, Config(), NOW, apply=apply)

    def shows(self, sheet: str = CLIENTS) -> dict[str, object]:
        return shown(self.book.path, sheet)

    def waiting(self) -> list[int]:
        return [one.number for one in listed(self.book, Config(), NOW)[1] if one.state == "open"]


def shown(path: Path, sheet: str = CLIENTS) -> dict[str, object]:
    cells = (cell for row in openpyxl.load_workbook(path)[sheet].iter_rows() for cell in row)
    return {cell.coordinate: cell.value for cell in cells if cell.value is not None}


def office_in(folder: Path) -> Office:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = CLIENTS
    for row in (HEADER, *PEOPLE):
        sheet.append(row)
    workbook.create_sheet(NOTES).append(["купить бумагу"])
    workbook.save(folder / "clients.xlsx")
    book = XlsxBook(folder / "clients.xlsx")
    return Office(book, hand_out(book, "Аня", None, Config(), NOW).path)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return office_in(tmp_path)


def test_what_is_new_lands_with_an_id_and_what_is_changed_waits(office: Office) -> None:
    office.type({"A6": "Ежова Дарья", "B6": "8 926 800-00-05", "C3": "после 18", "B2": "8 999"})
    before = office.shows()
    taken = office.take()
    landed = {"A6": "Ежова Дарья", "B6": "8 926 800-00-05", "C3": "после 18", "D6": "K-00005"}
    assert office.shows() == before | landed
    assert (taken.person, taken.rows, [one.cells[0].after for one in taken.result.plan.proposed]) == ("Аня", 1, ["8 999"])
    assert "Предложения" in openpyxl.load_workbook(office.book.path).sheetnames


def test_showing_what_would_be_taken_writes_nothing(office: Office) -> None:
    office.type({"A6": "Ежова Дарья", "B2": "8 999"})
    before = office.book.path.read_bytes()
    assert office.take(apply=False).result.plan.count() == 2
    assert (office.book.path.read_bytes(), office.waiting()) == (before, [])


def test_taking_a_copy_back_twice_is_taking_it_once(office: Office) -> None:
    office.type({"A6": "Ежова Дарья", "B2": "8 999"})
    office.take()
    before = office.book.path.read_bytes()
    again = office.take()
    assert (again.result.run, again.result.plan.empty) == (None, True)
    assert office.book.path.read_bytes() == before


def test_who_goes_on_working_in_a_copy_brings_only_what_is_new(office: Office) -> None:
    office.type({"A6": "Ежова Дарья", "B2": "8 999"})
    office.take()
    office.type({"A7": "Жуков Иван", "C6": "перезвонить"})
    taken = office.take()
    assert (taken.rows, len(taken.result.plan.proposed)) == (1, 0)
    shows = office.shows()
    assert (shows["A6"], shows["C6"], shows["A7"], shows["D7"]) == ("Ежова Дарья", "перезвонить", "Жуков Иван", "K-00006")


def test_the_next_takeback_knows_rows_that_were_sorted_and_tidied_in_the_book_meanwhile(office: Office) -> None:
    office.type({"A6": "Ежова Дарья", "B6": "89268000005"})
    office.take()
    workbook = openpyxl.load_workbook(office.book.path)
    sheet = workbook[CLIENTS]
    rows = sorted(([cell.value for cell in row] for row in sheet["A2:D6"]), key=lambda row: str(row[0]))
    for at, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            sheet.cell(at, column, value)
    workbook.save(office.book.path)
    run_job(office.book, load_job("nightly"), Config(), NOW)
    office.type({"C6": "перезвонить"})
    office.take()
    row = next(place[1:] for place, value in office.shows().items() if value == "Ежова Дарья")
    assert (office.shows()[f"C{row}"], office.shows()[f"B{row}"]) == ("перезвонить", "+7 926 800-00-05")


def test_an_undo_gives_back_every_cell_and_the_copy_can_be_taken_again(office: Office) -> None:
    before = office.shows()
    office.type({"A6": "Ежова Дарья", "C3": "после 18", "B2": "8 999"})
    office.take()
    undo(office.book, None, Config(), NOW)
    assert (office.shows(), office.waiting()) == (before, [])
    again = office.take()
    assert (again.rows, len(again.result.plan.proposed)) == (1, 1)


def test_the_tab_shows_after_an_undo_what_waits_then(office: Office) -> None:
    office.type({"C3": "после 18", "B2": "8 999 111-22-33"})
    office.take()
    decide(office.book, {1: "accept"}, Config(), NOW)
    assert chosen_in(office.book.read()) == {}
    undo(office.book, None, Config(), NOW, make_reports=redrawn)
    assert list(chosen_in(office.book.read())) == [1]
    undo(office.book, None, Config(), NOW, make_reports=redrawn)
    assert chosen_in(office.book.read()) == {}


def test_an_accepted_proposal_lands_and_an_undo_lets_it_wait_again(office: Office) -> None:
    office.type({"B2": "8 999 111-22-33"})
    office.take()
    decide(office.book, {1: "accept"}, Config(), NOW)
    assert (office.shows()["B2"], office.waiting()) == ("8 999 111-22-33", [])
    undo(office.book, None, Config(), NOW)
    assert (office.shows()["B2"], office.waiting()) == ("+7 916 100-00-01", [1])


def test_a_dropped_proposal_is_remembered_and_can_be_accepted_after_all(office: Office) -> None:
    office.type({"B2": "8 999 111-22-33"})
    office.take()
    before = office.shows()
    decide(office.book, {1: "drop"}, Config(), NOW)
    assert (office.shows(), office.waiting()) == (before, [])
    assert [(one.state, one.cells[0].after) for one in listed(office.book, Config(), NOW)[1]] == [("drop", "8 999 111-22-33")]
    decide(office.book, {1: "accept"}, Config(), NOW)
    assert office.shows()["B2"] == "8 999 111-22-33"


def test_nothing_is_put_over_a_newer_value_until_the_owner_has_seen_it(office: Office) -> None:
    office.type({"B2": "8 999 111-22-33"})
    office.take()
    office.type({"B2": "+7 916 777-77-77"}, into=office.book.path)
    result = decide(office.book, {1: "accept"}, Config(), NOW)
    assert [one.rule for one in result.plan.findings if "777" in one.message.ru] == ["proposals"]
    assert (office.shows()["B2"], office.waiting()) == ("+7 916 777-77-77", [1])
    decide(office.book, {1: "accept"}, Config(), NOW)
    assert office.shows()["B2"] == "8 999 111-22-33"


@pytest.mark.parametrize(("word", "lands", "left"), [("принять", "+7 999 111-22-33", []), ("отклонить", "+7 916 100-00-01", [])])
def test_the_night_job_does_what_the_owner_chose_in_the_tab(office: Office, word: str, lands: str, left: list[int]) -> None:
    office.type({"B2": "8 999 111-22-33"})
    office.take()
    office.type({"A6": word}, into=office.book.path, sheet="Предложения")
    run_job(office.book, load_job("nightly"), Config(), NOW)
    assert (office.shows()["B2"], office.waiting()) == (lands, left)
    assert run_job(office.book, load_job("nightly"), Config(), NOW).receipt is None


def test_a_choice_made_over_another_value_is_asked_again(office: Office) -> None:
    office.type({"B2": "8 999 111-22-33"})
    office.take()
    office.type({"A6": "принять"}, into=office.book.path, sheet="Предложения")
    office.type({"B2": "+7 916 777-77-77"}, into=office.book.path)
    run_job(office.book, load_job("nightly"), Config(), NOW)
    assert (office.shows()["B2"], office.waiting()) == ("+7 916 777-77-77", [1])
    chosen = chosen_in(office.book.read())[1]
    assert (chosen.typed, chosen.saw) == ("", "+7 916 777-77-77")


def test_a_deleted_row_goes_to_the_archive_once_that_is_accepted(office: Office) -> None:
    workbook = openpyxl.load_workbook(office.copy)
    workbook[CLIENTS].delete_rows(3)
    workbook.save(office.copy)
    before = office.shows()
    office.take()
    assert office.shows() == before
    decide(office.book, "accept", Config(), NOW)
    assert "Борисов Глеб" not in office.shows().values()
    assert "Борисов Глеб" in office.shows("Архив").values()
    undo(office.book, None, Config(), NOW)
    assert office.shows() == before


def test_a_sheet_of_which_nothing_is_known_is_taken_cell_by_cell(office: Office) -> None:
    office.type({"A1": "купить чай", "A2": "позвонить в банк"}, sheet=NOTES)
    office.take()
    assert office.shows(NOTES) == {"A1": "купить бумагу", "A2": "позвонить в банк"}
    decide(office.book, "accept", Config(), NOW)
    assert office.shows(NOTES) == {"A1": "купить чай", "A2": "позвонить в банк"}


def test_a_file_that_was_not_handed_out_is_refused(office: Office, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="itself"):
        take_back(office.book, office.book.path, Config(), NOW, apply=False)
    stranger = tmp_path / "other.xlsx"
    stranger.write_bytes(office.book.path.read_bytes())
    with pytest.raises(UsageError, match="whose"):
        office.take(copy=stranger)
    assert take_back(office.book, stranger, Config(), NOW, apply=False, person="аня").person == "Аня"
    (tmp_path / "elsewhere").mkdir()
    other = office_in(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="not handed out from this book"):
        office.take(copy=other.copy)


def test_a_new_row_is_not_put_below_totals(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = CLIENTS
    for row in (("Клиент", "Сумма заказов"), ("Анна Яковлева", 100), ("Борис Глебов", 50), ("Итого", "=SUM(B2:B3)")):
        sheet.append(row)
    workbook.save(tmp_path / "clients.xlsx")
    book = XlsxBook(tmp_path / "clients.xlsx")
    office = Office(book, hand_out(book, "Аня", None, Config(), NOW).path)
    office.type({"A5": "Вера Громова", "B5": 70})
    before = office.shows()
    taken = office.take()
    assert [(one.kind, one.why, one.cells[0].after) for one in taken.result.plan.proposed] == [("row", "room", "Вера Громова")]
    told = decide(book, "accept", Config(), NOW).plan.findings
    assert ["итоги" in one.message.ru for one in told] == [True]
    assert (office.shows(), office.waiting()) == (before, [1])


def test_a_run_that_dies_takes_nothing_and_the_next_one_all(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def dying(*_: object) -> None:
        raise OSError

    office.type({"A6": "Ежова Дарья", "B2": "8 999"})
    with monkeypatch.context() as broken:
        broken.setattr(XlsxBook, "write", dying)
        with pytest.raises(OSError):  # noqa: PT011 - the disk itself
            office.take()
    assert office.waiting() == []
    again = office.take()
    assert (again.rows, len(again.result.plan.proposed)) == (1, 1)


def test_whoever_is_called_like_a_folder_gets_a_file(office: Office) -> None:
    made = hand_out(office.book, "Аня/Яна", None, Config(), NOW)
    assert made.path.name == "clients — Аня_Яна.xlsx"


PLACES = [f"{column}{row}" for row in range(2, 9) for column in "ABC"]
TYPED = st.dictionaries(st.sampled_from(PLACES), st.sampled_from(["раз", "два", "8 900", None]), max_size=6)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mine=TYPED, theirs=TYPED)
def test_files_lose_nothing_and_give_back_everything(
    tmp_path_factory: pytest.TempPathFactory, mine: dict[str, str | None], theirs: dict[str, str | None]
) -> None:
    office = office_in(tmp_path_factory.mktemp("office"))
    office.type(mine)
    office.type(theirs, into=office.book.path)
    before = office.shows()
    wanted = [value for place, value in mine.items() if value is not None]
    taken = office.take()
    offered = [cell.after for one in taken.result.plan.proposed for cell in one.cells]
    assert all(value in office.shows().values() or value in offered for value in wanted)
    assert all(office.shows()[place] == value for place, value in before.items())
    assert office.take().result.plan.empty
    if taken.result.plan.count():
        undo(office.book, taken.result.run, Config(), NOW)
        assert office.shows() == before


def test_the_tab_shows_what_the_book_holds_now(office: Office) -> None:
    office.type({"B2": "8 999", "C4": None})
    office.take()
    snapshot, known = listed(office.book, Config(), NOW)
    assert [now_text(one, snapshot, "ru") for one in known] == ["+7 916 100-00-01", "позвонить"]
