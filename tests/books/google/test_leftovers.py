"""What is left in a spreadsheet by a run that died, by marks that people copied, and by records that are gone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("gspread")
pytest.importorskip("formualizer")

from sheets_server.faults import Faults, dropped
from sheets_server.running import OWNER, Running
from test_calls import NOW, Office

from sheets_crm.books.google.writing.lookups import PREFIX, formula
from sheets_crm.engine.undo.undo import undo

PLAIN = {"numberFormat": {"type": "TEXT"}}
MARKED = "⟦2:2⟧+7 916 123-45-70"


@pytest.fixture
def office(server: Running, tmp_path: Path) -> Office:
    return Office(server, tmp_path)


def put(office: Office, row: int, column: int, **cell: Any) -> None:
    """Let a cell be, from 0, as if it had always been so."""
    assert office.file.book is not None
    office.file.book.sheet(0).put((row, column), **cell)
    office.server.world.touch(office.file, OWNER)


def entered(office: Office, row: int, column: int) -> Any:
    assert office.file.book is not None
    return office.file.book.sheet(0).entered((row, column))


def test_a_mark_becomes_what_stood_there_in_plain_text_and_elsewhere(office: Office) -> None:
    for row, about in ((35, {"userEnteredFormat": PLAIN}), (36, {})):
        put(office, row, 7, userEnteredValue={"stringValue": MARKED}, **about)
    office.book.read()
    assert [entered(office, row, 7) for row in (35, 36)] == [{"stringValue": "+7 916 123-45-70"}] * 2


def test_a_lookup_that_became_mere_text_is_taken_out(office: Office) -> None:
    put(office, 35, 7, userEnteredValue={"stringValue": formula(0, 5, 2)}, userEnteredFormat=PLAIN)
    office.book.read()
    assert not entered(office, 35, 7)


def test_lookups_that_look_at_another_column_are_led_back_to_the_ids_before_anybody_reads_what_they_show(office: Office) -> None:
    office.run()
    right = entered(office, 1, 3)
    for row in range(1, 31):
        put(office, row, 3, userEnteredValue={"formulaValue": formula(0, 3, 2)})
    assert office.run().plan.count() == 0
    assert all(entered(office, row, 3) == right for row in range(1, 31))


def test_lookups_below_a_formula_that_was_moved_above_them_make_room_for_it(office: Office) -> None:
    """Somebody moved a row with a formula that fills those below it, between the program's reading and its writing."""
    office.run()
    column, text = 3, '=ARRAYFORMULA(IF(A3:A31="";"";"отказ"))'
    above = entered(office, 1, column)
    assert above
    office.owner.values_update(office.file.id, "Sheet1!D3", {"valueInputOption": "USER_ENTERED"}, {"values": [[text]]})
    snapshot = office.book.read()
    assert [entered(office, row, column) for row in (1, 2, 3, 30)] == [above, {"formulaValue": text}, None, None]
    assert [snapshot.grids["Sheet1"].value(row, column + 1) for row in (3, 4, 31)] == ["отказ"] * 3
    assert not office.run().plan.count()


def test_a_lookup_that_looks_beyond_the_hidden_tab_is_taken_out_before_its_place_is_another_fields(office: Office) -> None:
    office.run()
    put(office, 30, 3, userEnteredValue={"formulaValue": formula(0, 5, 40)})
    put(office, 29, 3, userEnteredValue={"formulaValue": formula(0, 5, 2)})
    office.book.read()
    assert [entered(office, row, 3) for row in (29, 30)] == [{"formulaValue": formula(0, 5, 2)}, None]


def test_an_id_that_a_formula_comes_to_is_no_key(office: Office) -> None:
    """Once the name is repaired, it comes to another ID."""
    put(office, 1, 0, userEnteredValue={"stringValue": "ООО  «Ромашка»"})
    put(office, 1, 4, userEnteredValue={"formulaValue": "=LEN(A2)"})
    first = office.run()
    assert first.receipt is not None
    assert not first.receipt.kept
    assert entered(office, 1, 3) == {"stringValue": "активный"}
    assert office.at_rest()


def test_ids_that_differ_in_case_alone_and_0_are_no_keys(office: Office) -> None:
    for row, known in ((1, "К-1"), (2, "к-1"), (3, "0"), (4, "К-2")):
        put(office, row, 4, userEnteredValue={"stringValue": known})
    office.run()
    assert ["formulaValue" in entered(office, row, 3) for row in range(1, 5)] == [False, False, False, True]
    assert office.at_rest()


def test_a_mark_that_somebody_copies_in_its_second_becomes_the_same_in_plain_text_and_elsewhere(office: Office) -> None:
    put(office, 1, 1, userEnteredValue={"stringValue": "8 (916) 123-45-00"}, userEnteredFormat=PLAIN)
    put(office, 1, 7, userEnteredValue={"stringValue": "8 (916) 123-45-00"})
    writes: list[str] = []

    def copies(verb: str, target: str) -> None:
        if verb == "POST" and "batchUpdate" in target:
            writes.append(target)
            if len(writes) == 2:
                put(office, 35, 7, userEnteredValue=entered(office, 1, 1))

    office.server.world.before.append(copies)
    try:
        office.run()
    finally:
        office.server.world.before.remove(copies)
    assert entered(office, 1, 1) == entered(office, 35, 7) == {"stringValue": "+7 916 123-45-00"}


@pytest.mark.parametrize("also", [None, "+7 916 765-43-21"])
def test_what_is_typed_meanwhile_and_repaired_with_its_column_comes_back_with_an_undo(office: Office, also: str | None) -> None:
    messy = {"stringValue": "8 916 765-43-21"}
    office.run()
    put(office, 3, 1, userEnteredValue=messy)
    writes: list[str] = []

    def types(verb: str, target: str) -> None:
        if verb == "POST" and "batchUpdate" in target and not writes:
            writes.append(target)
            put(office, 7, 1, userEnteredValue=messy)
            if also:
                put(office, 9, 1, userEnteredValue={"stringValue": also})

    office.server.world.before.append(types)
    try:
        result = office.run()
    finally:
        office.server.world.before.remove(types)
    assert entered(office, 3, 1) == entered(office, 7, 1) == {"stringValue": "+7 916 765-43-21"}
    undo(office.book, result.run, office.config, NOW)
    assert entered(office, 3, 1) == messy
    if also:
        assert entered(office, 9, 1) == {"stringValue": also}, "who typed it so is not known from who was repaired, and both stay"
    else:
        assert entered(office, 7, 1) == messy


def test_marks_settled_by_a_write_whose_answer_was_lost_stand_in_the_journal(office: Office) -> None:
    faults, writes = Faults(office.server.world), list[str]()

    def loses(verb: str, target: str) -> None:
        if verb == "POST" and "batchUpdate" in target:
            writes.append(target)
            faults.queue[:] = [dropped(after=True)] if len(writes) == 2 else []

    faults.every.append(loses)
    try:
        result = office.run()
    finally:
        faults.remove()
    assert result.receipt is not None
    assert len(writes) > 2
    assert not result.receipt.kept
    undo(office.book, result.run, office.config, NOW)
    assert not entered(office, 1, 4)


def test_a_new_record_shows_nothing_of_an_older_one_that_had_its_id(office: Office) -> None:
    put(office, 0, 5, userEnteredValue={"stringValue": "Заказов"})
    office.run()
    assert office.file.book is not None
    hidden = next(one for one in office.file.book.sheets if one.title.startswith(PREFIX))
    for column, value in enumerate(("K-00031", "отказ", "7")):
        hidden.put((31, column), userEnteredValue={"stringValue": value})
    hidden.put((0, 2), userEnteredValue={"stringValue": "orders_count"})
    for column, value in ((0, "Новый Клиент"), (1, "+7 916 123-45-99")):
        put(office, 31, column, userEnteredValue={"stringValue": value})
    for column in (3, 5):
        put(office, 31, column, userEnteredValue={"formulaValue": formula(0, 5, 2 + column // 5)})
    office.run()
    assert entered(office, 31, 4) == {"stringValue": "K-00031"}
    rows = {hidden.entered((row, 0))["stringValue"]: row for row in range(1, 32)}
    now = office.file.book.sheet(hidden.id)
    assert [now.entered((rows["K-00031"], column)) for column in (1, 2)] == [{"stringValue": "активный"}, None]
