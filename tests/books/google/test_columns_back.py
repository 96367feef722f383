"""What people delete in a spreadsheet comes back: columns where they stood, and rows, beside whoever is at work there (D35)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("gspread")
pytest.importorskip("formualizer")

from sheets_server.requests.batch import batch_update
from sheets_server.requests.work import Caller
from sheets_server.running import OWNER, Running
from test_calls import NOW, ROWS, Office

from sheets_crm.engine.recovering import Choice, recover

COLUMNS, RULE = range(len(ROWS[0])), "lost"


@pytest.fixture
def office(server: Running, tmp_path: Path) -> Office:
    made = Office(server, tmp_path)
    made.run()
    return made


def deleted(office: Office, dimension: str, first: int, last: int) -> None:
    """Let the owner delete rows or columns, from 0, the last not among them."""
    assert office.file.book is not None
    span = {"sheetId": office.file.book.sheet(0).id, "dimension": dimension, "startIndex": first, "endIndex": last}
    requests = {"requests": [{"deleteDimension": {"range": span}}]}
    office.file.book, _ = batch_update(office.file.book, requests, Caller(OWNER, OWNER))
    office.server.world.touch(office.file, OWNER)


def shown(office: Office) -> list[list[Any]]:
    """What stands in the sheet, row by row; a formula counts as what it shows."""
    values = office.owner.values_get(office.file.id, "Sheet1!A1:Z60").get("values", [])
    return [[*row, *[""] * (len(ROWS[0]) - len(row))] for row in values]


def back(office: Office, choice: Choice) -> None:
    recover(office.book, choice, office.config, NOW, apply=True)


@pytest.mark.parametrize(("first", "last"), [(2, 3), (1, 3), (1, 2)])
def test_deleted_columns_are_told_and_come_back_where_they_stood(office: Office, first: int, last: int) -> None:
    before = shown(office)
    deleted(office, "COLUMNS", first, last)
    assert [one.rule for one in office.run().plan.findings].count(RULE) == last - first
    back(office, Choice(everything=True))
    assert shown(office) == before
    assert not [one for one in office.run().plan.findings if one.rule == RULE]


def test_one_of_two_columns_comes_back_and_the_other_is_still_told(office: Office) -> None:
    deleted(office, "COLUMNS", 1, 3)
    office.run()
    back(office, Choice(columns=frozenset({"E-mail"})))
    assert shown(office)[0][:3] == ["Клиент", "Статус", "E-mail"]
    assert [one.rule for one in office.run().plan.findings].count(RULE) == 1


def test_a_column_that_nobody_but_people_knows_comes_back_as_well(office: Office) -> None:
    notes = [["Что любит"], *([f"чай {at}"] for at in range(30))]
    office.types("Sheet1!F1", notes)
    office.run()
    deleted(office, "COLUMNS", 5, 6)
    office.run()
    back(office, Choice(everything=True))
    assert [row[5:] for row in shown(office)] == notes


def test_deleted_rows_come_back_with_their_ids(office: Office) -> None:
    before = shown(office)
    deleted(office, "ROWS", 4, 9)
    office.run()
    back(office, Choice(everything=True))
    assert sorted(shown(office)) == sorted(before)


def test_nothing_is_put_in_before_it_is_asked_for(office: Office) -> None:
    deleted(office, "COLUMNS", 2, 3)
    office.run()
    before = shown(office)
    recover(office.book, Choice(everything=True), office.config, NOW, apply=False)
    assert shown(office) == before
