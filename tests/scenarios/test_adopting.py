"""`adopt` on sheets that people already have: the same answer for a workbook and for the spreadsheet that Google makes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import paper
import pytest
import yaml
from desks import Desk, Said, sheets_crm
from same import differences
from seen import seen
from sheets_server.spreadsheet import Json, Spreadsheet
from telling import TODAY, alike
from workbooks import imported

Lay = Callable[..., Desk]
BOOKS = yaml.safe_load(Path(__file__).with_name("messy.yaml").read_text(encoding="utf-8"))
OURS = BOOKS["a title above the header"]["sheets"]


def adopted(desk: Desk, *more: str) -> Said:
    return sheets_crm(desk, "adopt", desk.name, "--json", *more)


def keys(sheet: dict[str, Any]) -> dict[str, str]:
    return {letter: column["key"] for letter, column in sheet["columns"].items() if column["key"]}


@pytest.mark.parametrize("name", BOOKS)
def test_a_messy_sheet_is_understood_alike(lay: Lay, name: str) -> None:
    book = paper.book(BOOKS[name]["sheets"])
    workbook, spreadsheet = lay("xlsx", book), lay("google", book)
    told = adopted(spreadsheet).json
    assert {sheet["sheet"]: keys(sheet) for sheet in told["sheets"] if sheet["kind"]} == BOOKS[name]["known"]
    for more in ([], ["--add-columns"]):
        told = [adopted(desk, *more) for desk in (workbook, spreadsheet)]
        assert alike(told[0].json) == alike(told[1].json)
        runs = [sheets_crm(desk, "run", "nightly", desk.name, "--json", "--today", TODAY) for desk in (workbook, spreadsheet)]
        assert alike(runs[0].json) == alike(runs[1].json)
        assert list(differences(seen(workbook.open()), seen(spreadsheet.open()))) == []


@pytest.fixture
def spreadsheet(lay: Lay) -> Desk:
    return lay("google", paper.book(OURS), "# наши настройки\nsettings: {limits: {services: 5}}\n")


def config(desk: Desk) -> Any:
    return yaml.safe_load((desk.folder / "sheets-crm.yaml").read_text(encoding="utf-8"))


def test_what_was_understood_is_written_down_under_the_spreadsheets_id(spreadsheet: Desk) -> None:
    address = f"https://docs.google.com/spreadsheets/d/{spreadsheet.name.removeprefix('google:')}/edit?usp=sharing#gid=1"
    assert sheets_crm(spreadsheet, "adopt", address).status == 0
    told = (spreadsheet.folder / "sheets-crm.yaml").read_text(encoding="utf-8")
    assert "# наши настройки" in told
    (sheet, _) = config(spreadsheet)["books"][spreadsheet.name]["mapping"]["sheets"]
    assert (sheet["sheet"], sheet["kind"], sheet["header_row"]) == ("Наши", "clients", 3)


def test_what_a_person_then_mends_in_the_config_holds(spreadsheet: Desk) -> None:
    adopted(spreadsheet)
    path = spreadsheet.folder / "sheets-crm.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("key: phone", "key: null"), encoding="utf-8")
    done = sheets_crm(spreadsheet, "run", "nightly", spreadsheet.name, "--json", "--today", TODAY).json
    assert {one["column"] for one in done["changes"]} == {"name", "email"}


def test_program_columns_come_only_when_asked_for(spreadsheet: Desk) -> None:
    before = seen(spreadsheet.open())
    adopted(spreadsheet)
    assert seen(spreadsheet.open()) == before
    said = adopted(spreadsheet, "--add-columns").json
    assert said["added"] == len(config(spreadsheet)["books"][spreadsheet.name]["mapping"]["sheets"][0]["columns"]) - 4
    after = seen(spreadsheet.open())
    assert {place: one for place, one in after["Наши"].items() if place in before["Наши"]} == before["Наши"]
    assert after["Наши"]["E3"].text == "ID"
    assert adopted(spreadsheet, "--add-columns").json["added"] == 0


def test_whoever_wants_to_be_rid_of_the_columns_is_told_how(spreadsheet: Desk) -> None:
    adopted(spreadsheet, "--add-columns")
    said = sheets_crm(spreadsheet, "undo", spreadsheet.name)
    assert said.status == 2
    assert "удалите их в самой таблице" in said.err


def test_program_columns_fit_where_the_sheet_ends(lay: Lay) -> None:
    book = paper.book(OURS)
    book.sheets[0].resize(columns=4)
    spreadsheet = lay("google", book)
    assert adopted(spreadsheet, "--add-columns").json["added"] > 0
    sheets_crm(spreadsheet, "run", "nightly", spreadsheet.name, "--today", TODAY)
    assert seen(spreadsheet.open())["Наши"]["E4"].text == "K-00001"


def test_new_columns_are_never_plain_text_and_have_no_dropdown_of_their_neighbour(lay: Lay) -> None:
    told = {"Наши": {"rows": [*OURS["Наши"]["rows"]], "formats": {"D1:D30": "@"}, "lists": {"D4:D30": ["а", "б"]}}}
    spreadsheet = lay("google", paper.book(told))
    adopted(spreadsheet, "--add-columns")
    sheets_crm(spreadsheet, "run", "nightly", spreadsheet.name, "--today", TODAY)
    book = spreadsheet.open()
    assert [seen(book)["Наши"][place].text for place in ("E4", "F4", "I4")] == [
        "K-00001",
        "активный",
        "Позвонить и познакомиться",
    ]
    assert not [place for place, cell in book.sheets[0].cells.items() if place[1] > 3 and "dataValidation" in cell]


def with_a_table(book: Spreadsheet, at: str) -> list[Json]:
    table = {"name": "Клиенты", "range": paper.area(paper.named(book, "Наши"), at)}
    return [{"addTable": {"table": table}}]


def with_views(book: Spreadsheet, at: str) -> list[Json]:
    sheet = paper.named(book, "Наши")
    criteria = [{"columnIndex": 2, "filterCriteria": {"hiddenValues": ["синий"]}}]
    view = {"title": "Только свои", "range": paper.area(sheet, at), "filterSpecs": criteria}
    return [
        {"addFilterView": {"filter": view}},
        {"setBasicFilter": {"filter": {"range": paper.area(sheet, at), "filterSpecs": criteria}}},
    ]


@pytest.mark.parametrize("does", [with_a_table, with_views], ids=["a table of Google's", "filters that hide rows"])
def test_what_only_google_has_changes_nothing(lay: Lay, does: Callable[[Spreadsheet, str], list[Json]]) -> None:
    plain, dressed = lay("google", paper.book(OURS)), lay("google", paper.book(OURS))
    dressed.do(does(dressed.open(), "A3:D5"))
    assert alike(adopted(plain, "--add-columns").json) == alike(adopted(dressed, "--add-columns").json)
    for desk in (plain, dressed):
        assert sheets_crm(desk, "run", "nightly", desk.name, "--today", TODAY).status == 0
    assert list(differences(seen(plain.open()), seen(dressed.open()))) == []


def real_books(folder: Path) -> list[Path]:
    """Return small workbooks of other people's, one in twenty."""
    found = sorted(path for path in folder.rglob("*.xlsx") if path.stat().st_size < 30_000)
    return found[::20]


def test_real_workbooks_are_understood_alike(lay: Lay, shared_data: Callable[[str], Path]) -> None:
    tried = 0
    for path in real_books(shared_data("workbooks")):
        workbook = lay("xlsx")
        (workbook.folder / workbook.name).write_bytes(path.read_bytes())
        one = adopted(workbook)
        try:
            book = imported(path)
        except Exception:  # noqa: BLE001 - what openpyxl cannot read cannot be put on the server
            continue
        if one.status == 0:
            spreadsheet = lay("google", book)
            assert alike(adopted(spreadsheet).json) == alike(one.json), path
            tried += 1
    assert tried > 5
