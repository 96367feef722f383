"""One run in peace does all that is to be done, whatever people left behind: the next one has nothing to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

pytest.importorskip("gspread")
pytest.importorskip("formualizer")

from chaos.weather import DiedError, MortalClient
from sheets_server.faults import Faults, dropped
from sheets_server.requests.batch import batch_update
from sheets_server.requests.work import Caller
from sheets_server.running import OWNER, Running
from test_calls import NOW, Office

from sheets_crm.books.google.account import by_key
from sheets_crm.books.google.book import GoogleBook
from sheets_crm.books.google.writing import parting
from sheets_crm.books.google.writing.reasons import UNTYPED
from sheets_crm.engine.undo.undo import undo

PLAIN = {"numberFormat": {"type": "TEXT"}}
DAY = {"numberFormat": {"type": "DATE", "pattern": "dd.mm.yyyy"}}
KINDS = {str: "stringValue", int: "numberValue", bool: "boolValue"}
NAME, PHONE, STATUS, ID, MORE = 0, 1, 3, 4, 5


@pytest.fixture
def office(server: Running, tmp_path: Path) -> Office:
    return Office(server, tmp_path)


def put(office: Office, row: int, column: int, value: Any, **about: Any) -> None:
    """Let a cell, from 0, hold a text, a number or a formula, as if it had always done so."""
    assert office.file.book is not None
    kind = "formulaValue" if str(value).startswith("=") else KINDS[type(value)]
    office.file.book.sheet(0).put((row, column), userEnteredValue={kind: value}, **about)
    office.server.world.touch(office.file, OWNER)


def empties(office: Office, row: int, column: int) -> None:
    """Let nothing stand in a cell any more."""
    assert office.file.book is not None
    office.file.book.sheet(0).put((row, column), userEnteredValue=None)
    office.server.world.touch(office.file, OWNER)


def shown(office: Office, row: int, column: int) -> Any:
    assert office.file.book is not None
    return next(iter((office.file.book.sheet(0).entered((row, column)) or {"": None}).values()))


def moves(office: Office, **request: Any) -> None:
    """Let the owner do what needs a request."""
    assert office.file.book is not None
    office.file.book, _ = batch_update(office.file.book, {"requests": [request]}, Caller(OWNER, OWNER))
    office.server.world.touch(office.file, OWNER)


@contextmanager
def before(office: Office, number: int, deed: Callable[[], None], verb: str = "POST") -> Iterator[None]:
    """Let somebody do something right before the n-th write takes effect, or the n-th reading."""
    seen: list[str] = []

    def acts(asked: str, target: str) -> None:
        if asked == verb and ("batchUpdate" in target or verb == "GET"):
            seen.append(target)
            if len(seen) == number:
                deed()

    office.server.world.before.append(acts)
    try:
        yield
    finally:
        office.server.world.before.remove(acts)


def test_a_row_in_which_nothing_but_a_formula_stands_gets_its_id_at_once(office: Office) -> None:
    put(office, 31, PHONE, "=A1")
    first = office.run()
    assert first.receipt is not None
    assert not first.receipt.kept
    assert shown(office, 31, ID) == "K-00031"
    assert office.at_rest()


@pytest.mark.parametrize("last", [1, 30], ids=["one record", "many"])
def test_a_row_beside_which_a_formula_of_the_header_spills_gets_its_id_at_once(office: Office, last: int) -> None:
    """What spills there hangs on what the same write repairs."""
    for row in range(last + 1, 31):
        for column in range(ID):
            put(office, row, column, "")
    put(office, 0, MORE, '={"Длина";ARRAYFORMULA(LEN(B2:B40))}')
    first = office.run()
    assert first.receipt is not None
    assert not first.receipt.kept
    assert shown(office, 1, ID) == "K-00001"
    assert office.at_rest()


def test_a_day_and_its_number_are_no_two_keys(office: Office) -> None:
    office.run()
    for row, about in ((31, {}), (32, {"userEnteredFormat": DAY})):
        put(office, row, NAME, f"Новый Клиент {row}")
        put(office, row, PHONE, f"+7 916 765-43-{row}")
        put(office, row, ID, 45323, **about)
    second = office.run()
    assert second.receipt is not None
    assert not second.receipt.kept
    assert [shown(office, row, STATUS) for row in (31, 32)] == ["активный"] * 2, "values, and no lookups"
    assert office.at_rest()


def newcomer(office: Office, row: int, known: Any, **about: Any) -> None:
    """Let a person type a client with an ID of their own."""
    put(office, row, NAME, f"Новый Клиент {row}")
    put(office, row, PHONE, f"+7 916 765-43-{row}")
    put(office, row, ID, known, **about)


@pytest.mark.parametrize("about", [{}, {"userEnteredFormat": DAY}], ids=["a number", "a day"])
def test_a_copied_row_whose_id_is_no_text_is_known_by_it_at_once(office: Office, about: dict[str, Any]) -> None:
    """The first one keeps the ID, and its lookups find it; the other gets one of its own."""
    office.run()
    for row in (31, 32):
        newcomer(office, row, 45323, **about)
    second = office.run()
    assert second.receipt is not None
    assert not second.receipt.kept
    assert (shown(office, 31, ID), shown(office, 32, ID)) == (45323, "K-00031")
    assert office.at_rest()


def test_a_copied_row_whose_id_cannot_be_replaced_holds_values_and_wastes_no_lookups(office: Office) -> None:
    """TRUE cannot be typed for certain, so that the row keeps it; the rest of it must not go by an ID that it never gets."""
    office.run()
    put(office, 3, ID, value=True)
    office.run()
    rows = ({"sheetId": 0, "startRowIndex": at, "endRowIndex": at + 1} for at in (3, 32))
    moves(office, copyPaste=dict(zip(("source", "destination"), rows, strict=True)))
    put(office, 32, NAME, "Новый Клиент")
    second = office.run()
    assert second.receipt is not None
    assert [(one.change.column, one.why) for one in second.receipt.kept] == [("id", UNTYPED)]
    assert (shown(office, 32, ID), shown(office, 32, STATUS)) == (True, "активный")
    assert "VLOOKUP" in str(shown(office, 3, STATUS))
    office.server.world.touch(office.file, OWNER)
    third = office.run()
    assert third.receipt is not None
    assert not third.receipt.written
    undo(office.book, second.run, office.config, NOW)
    assert not shown(office, 32, STATUS)


def test_a_number_and_a_text_that_reads_like_it_are_one_id_and_the_first_row_keeps_it(office: Office) -> None:
    """What went into the first row is known to have gone there, though the other one said the same."""
    for row, known in ((31, 45323), (32, "45323")):
        newcomer(office, row, known)
    first = office.run()
    assert first.receipt is not None
    assert not first.receipt.kept
    assert (shown(office, 31, ID), shown(office, 32, ID)) == (45323, "K-00031")
    assert office.at_rest()


def test_a_number_that_a_copied_row_shows_of_another_says_nothing_of_its_column(office: Office) -> None:
    """A lone 20 under «№» would be somebody's own number: the column would be the program's only in the night after."""
    put(office, 0, MORE, "№")
    office.run()
    rows = ({"sheetId": 0, "startRowIndex": at, "endRowIndex": at + 1} for at in (20, 31))
    moves(office, copyPaste=dict(zip(("source", "destination"), rows, strict=True)))
    gone = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 31, "startColumnIndex": MORE, "endColumnIndex": MORE + 1}
    moves(office, updateCells={"range": gone, "fields": "userEnteredValue"})
    second = office.run()
    assert second.receipt is not None
    assert not second.receipt.kept
    assert "VLOOKUP" in str(shown(office, 1, MORE))
    assert office.at_rest()


def test_an_id_that_becomes_a_text_is_looked_up_as_one(office: Office) -> None:
    put(office, 3, ID, 45323)
    office.run()
    put(office, 3, ID, "45323")
    office.run()
    assert office.at_rest()


def test_two_copies_of_an_id_clash_with_one_that_differs_from_it_in_case(office: Office) -> None:
    office.run()
    for row, known in ((31, "новый"), (32, "новый"), (33, "НОВЫЙ")):
        newcomer(office, row, known)
    office.run()
    assert [shown(office, row, STATUS) for row in (31, 33)] == ["активный"] * 2, "values, and no lookups"
    assert office.at_rest()


@pytest.mark.parametrize("typed", [None, "моё"], ids=["two that look the same", "typed over a formula"])
def test_of_two_copies_that_change_places_the_one_typed_into_is_known(office: Office, typed: str | None) -> None:
    """The copy in row 3 gets an ID of its own; the original comes to stand there meanwhile."""
    put(office, 0, MORE, "Длина")
    put(office, 1, MORE, "=LEN(A2)")
    office.run()
    rows = ({"sheetId": 0, "startRowIndex": at, "endRowIndex": at + 1} for at in (1, 2))
    moves(office, copyPaste=dict(zip(("source", "destination"), rows, strict=True)))

    def changes_places() -> None:
        if typed:
            put(office, 1, MORE, typed)
        row = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
        moves(office, moveDimension={"source": row, "destinationIndex": 3})

    with before(office, 1, changes_places):
        office.run()
    assert (shown(office, 2, ID) == "K-00001") == bool(typed)
    office.run()
    assert office.at_rest()


def test_marks_are_found_where_rows_were_moved_after_an_answer_was_lost(office: Office) -> None:
    """Else what an undo emptied counts as still there, and is missed by the next run."""
    result = office.run()
    put(office, 3, NAME, "Петров Пётр")
    faults = Faults(office.server.world)
    faults.add(dropped(after=True, verb="POST", path="batchUpdate"))
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 4}
    try:
        with before(office, 3, lambda: moves(office, insertDimension={"range": span}), "GET"):
            taken = undo(office.book, result.run, office.config, NOW)
    finally:
        faults.remove()
    assert faults.struck
    assert taken.receipt is not None
    assert shown(office, 1, NAME) is None, "the rows were moved"
    assert not taken.receipt.kept
    assert not [one for one in office.run().plan.findings if one.rule == "lost"]
    assert office.at_rest()


def test_marks_of_a_run_that_died_are_settled_in_a_tab_that_is_copied_just_then(office: Office) -> None:
    put(office, 3, PHONE, "⟦4:2⟧+7 916 123-45-03")
    tab = {"sourceSheetId": 0, "newSheetId": 5, "newSheetName": "Копия"}
    with before(office, 1, lambda: moves(office, duplicateSheet=tab)):
        office.run()
    office.run()
    assert office.file.book is not None
    assert shown(office, 3, PHONE) == "+7 916 123-45-03"
    assert office.file.book.sheet(5).entered((3, PHONE)) == {"stringValue": "+7 916 123-45-03"}


def test_what_an_undo_emptied_that_died_amid_writing_is_not_taken_for_lost(office: Office) -> None:
    result = office.run()
    client = MortalClient(by_key(office.server.key_file(office.folder)), office.settings)
    client.dies_in, client.sent_last = 3, True
    with pytest.raises(DiedError):
        undo(GoogleBook(office.file.id, client), result.run, office.config, NOW)
    assert not shown(office, 5, STATUS)
    after = office.run()
    assert not [one for one in after.plan.findings if one.rule == "lost"]
    assert office.at_rest()


def test_an_undo_in_pieces_knows_a_record_in_which_a_number_came_back_as_the_digits_of_plain_text(office: Office) -> None:
    put(office, 3, PHONE, 89161234503, userEnteredFormat=PLAIN)
    result = office.run()
    assert shown(office, 3, PHONE) == "+7 916 123-45-03"
    assert office.file.book is not None
    office.file.book.sheet(0).put((3, ID), userEnteredValue=None)
    office.server.world.touch(office.file, OWNER)
    with patch.multiple(parting, USUAL=400, MOST=800, SHOWN=150, MOST_SHOWN=20):
        taken = undo(office.book, result.run, office.config, NOW)
    assert taken.receipt is not None
    assert not taken.receipt.kept
    assert (shown(office, 3, PHONE), shown(office, 3, 2)) == ("89161234503", "IVAN2@EXAMPLE.COM")


def test_fills_that_went_with_an_older_version_are_made_anew_at_once_also_of_an_id_that_stands_twice(office: Office) -> None:
    office.run()
    for row in range(1, 31):
        put(office, row, STATUS, "")
    put(office, 31, NAME, "Новый Клиент")
    put(office, 31, ID, "K-00003")
    assert not [one for one in office.run().plan.findings if one.rule == "lost"]
    assert office.at_rest()


@pytest.mark.parametrize(
    "header",
    ['={"Вид";ARRAYFORMULA(LEN(B2:B))}', '={"Вид";ARRAYFORMULA(IF(COUNTIF(B2:B40;"+7*")>0;B2:B40;""))}'],
    ids=["it is broken", "it shows something only once names are repaired"],
)
def test_new_ids_are_given_beside_a_header_whose_formula_fills_its_column(office: Office, header: str) -> None:
    put(office, 0, MORE, header)
    if "COUNTIF" not in header:
        put(office, 5, MORE, "своё")
    first = office.run()
    assert first.receipt is not None
    assert not first.receipt.kept
    assert shown(office, 1, ID) == "K-00001"
    assert office.at_rest()


def test_nothing_is_filled_below_a_formula_that_waits_for_its_cells(office: Office) -> None:
    """A person typed amid what it fills; once that is gone, the column is the formula's again."""
    for row in range(1, 31):
        empties(office, row, STATUS)
    put(office, 1, STATUS, '=ARRAYFORMULA(IF(A2:A="";"";"отказ"))')
    put(office, 9, STATUS, "активный")
    office.run()
    assert office.at_rest()
    empties(office, 9, STATUS)
    read = office.run().snapshot
    assert read is not None
    assert {*read.grids["Sheet1"].columns[STATUS + 1].cells.values()} == {"Статус", "отказ", None}


def test_a_row_in_which_nothing_stands_but_what_spills_there_gets_its_id_at_once(office: Office) -> None:
    """Somebody put a row in below the header, and what the formula there looks at moved away from its own rows."""
    put(office, 0, MORE, '={"Вид";ARRAYFORMULA(IF(A2:A="";"";"человек"))}')
    moves(office, insertDimension={"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}})
    first = office.run()
    assert first.receipt is not None
    assert not first.receipt.kept
    assert office.at_rest()
