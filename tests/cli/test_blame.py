"""`sheets-crm blame` and `history`: the program's part in the life of a book, and people's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from commands_run import Run
from openpyxl import Workbook, load_workbook

from sheets_crm.cli.telling.show import CONSOLE

TODAY = ("--today", "2026-11-22")


@pytest.fixture
def book(run: Run) -> Path:
    """A phone that the program repaired, a person typed over, and the program repaired again; its row was sorted away."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Клиенты"
    lines: list[list[Any]] = [
        ["Клиент", "Телефон", "Комментарий", "ID"],
        ["Анна Белова", "8 916 123-45-67", None, "K-00001"],
        ["Борис Ветров", None, "новый", None],
    ]
    for line in lines:
        sheet.append(line)
    made.properties.lastModifiedBy = "Ольга"
    made.save("clients.xlsx")
    path = Path("clients.xlsx")
    assert run("run", "nightly", path, *TODAY).status == 0
    again = load_workbook(path)
    sheet = again["Клиенты"]
    rows: list[list[Any]] = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=3)]
    rows[0][1] = "8 903 555-11-22"
    for at, row in enumerate(reversed(rows), 2):
        for column, value in enumerate(row, 1):
            sheet.cell(at, column).value = value
    again.properties.lastModifiedBy = "Ольга"
    again.save(path)
    assert run("run", "nightly", path, *TODAY).status == 0
    return path


def test_a_cell_tells_what_the_program_and_what_people_did_to_it(run: Run, book: Path) -> None:
    said = run("blame", book, "B3", "--json").json
    assert (said["sheet"], said["cell"], said["row_id"], said["column"], said["now"]) == (
        "Клиенты",
        "B3",
        "K-00001",
        "Телефон",
        "+7 903 555-11-22",
    )
    assert [(one["who"], one["run"], one["before"], one["after"], one["rule"], one["saved_by"]) for one in said["events"]] == [
        ("program", 1, "8 916 123-45-67", "+7 916 123-45-67", "phones", ""),
        ("people", 2, "+7 916 123-45-67", "8 903 555-11-22", "", "Ольга"),
        ("program", 2, "8 903 555-11-22", "+7 903 555-11-22", "phones", ""),
    ]
    people = said["events"][1]
    assert people["since"] < people["until"]


def test_people_read_it_on_the_screen(run: Run, book: Path) -> None:
    said = " ".join(run("blame", book, "Клиенты!B3", "--lang", "ru").out.split())
    assert "Клиенты!B3 · K-00001 · Телефон" in said
    assert "люди" in said
    assert "прогон 1" in said


def test_a_cell_that_nobody_changed_says_so(run: Run, book: Path) -> None:
    assert run("blame", book, "C2", "--json").json["events"] == []
    assert "никто не менял" in run("blame", book, "C2").out


@pytest.mark.parametrize("cell", ["B1", "ZZ9", "Нигде!B2", "что-то"])
def test_where_no_record_is_there_is_nobody_to_blame(run: Run, book: Path, cell: str) -> None:
    said = run("blame", book, cell)
    assert said.status == 2
    assert "Клиенты!B7" in said.err


def test_the_history_counts_and_lists_what_people_did_before_a_run(run: Run, book: Path) -> None:
    runs = run("history", book, "--json").json["runs"]
    assert [(one["run"], one["people"]) for one in runs] == [(1, 0), (2, 1)]
    (one,) = run("history", book, 2, "--json").json["people"]
    assert (one["what"], one["row_id"], one["before"], one["after"]) == (
        "cells",
        "K-00001",
        "+7 916 123-45-67",
        "8 903 555-11-22",
    )
    said = " ".join(run("history", book, 2).out.split())
    assert "последним книгу сохранял «Ольга»" in said
    assert run("history", book, 1, "--json").json["people"] == []


def test_the_history_tells_a_row_that_came_or_went_in_one_line(run: Run, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CONSOLE, "width", 200)
    again = load_workbook(book)
    sheet = again["Клиенты"]
    sheet.delete_rows(3)
    sheet["A3"], sheet["C3"] = "Вера Громова", "звонить вечером"
    again.save(book)
    assert run("run", "nightly", book, *TODAY).status == 0
    said = " ".join(run("history", book, 3, "--lang", "ru").out.split())
    assert said.count("строки больше нет") == said.count("вся строка — Вера") == 1
    assert "Анна Белова · +7 903 555-11-22" in said
    assert "Вера Громова · звонить вечером" in said
    told = run("history", book, 3, "--json").json["people"]
    assert {one["title"] for one in told if one["what"] == "rows new"} == {"Клиент", "Комментарий"}


def test_what_people_did_since_the_last_run_is_told_as_that(run: Run, book: Path) -> None:
    again = load_workbook(book)
    again["Клиенты"]["B3"] = "8 903 555-11-33"
    again.save(book)
    last = run("blame", book, "B3", "--json").json["events"][-1]
    assert (last["who"], last["run"], last["before"], last["after"]) == ("people", None, "+7 903 555-11-22", "8 903 555-11-33")
    assert "последнего прогона;" in " ".join(run("blame", book, "B3").out.split())
