"""`sheets-crm recover`: a list of what is missing, a plan of what would come back, and a word that it is meant so."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands_run import Run
from openpyxl import Workbook, load_workbook

TODAY = ("--today", "2026-11-22", "--lang", "ru")


@pytest.fixture
def book(run: Run) -> Path:
    """A book of which a person deleted a row and emptied the phones since the program saw it."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Клиенты"
    sheet.append(["Клиент", "Телефон", "ID"])
    for at in range(12):
        sheet.append([f"Иванов Иван {at}", f"+7 916 {at * 37 + 100}-45-{at + 10}", f"K-{at + 1:05}"])
    made.save("clients.xlsx")
    path = Path("clients.xlsx")
    assert run("run", "nightly", path, *TODAY).status == 0
    again = load_workbook(path)
    again["Клиенты"].delete_rows(5)
    for row in range(2, 13):
        again["Клиенты"].cell(row, 2).value = None
    again.save(path)
    return path


def test_the_list_tells_what_stood_there_and_how_to_have_it_again(run: Run, book: Path) -> None:
    said = run("recover", book, *TODAY)
    assert said.status == 1
    for words in ("Удалённые строки · 1", "K-00004", "Иванов Иван 3", "Телефон", "очищено разом", "--apply"):
        assert words in said.out


def test_it_is_shown_before_it_is_written(run: Run, book: Path) -> None:
    before = book.read_bytes()
    shown = run("recover", book, "--all", *TODAY)
    assert (shown.status, book.read_bytes()) == (1, before)
    assert run("recover", book, "--all", "--apply", *TODAY).status == 0
    assert "Ничего не пропало" in run("recover", book, *TODAY).out


def test_what_did_not_find_room_is_told_when_the_rest_is_back(run: Run, book: Path) -> None:
    again = load_workbook(book)
    again["Клиенты"]["A13"] = "Итого:"
    again["Клиенты"]["B13"] = "=COUNTA(B2:B12)"
    again.save(book)
    shown = run("recover", book, "--all", *TODAY).out
    assert "Возврат пропавшего · 11" in shown
    assert "и ещё 3 (все: --json)" in shown
    said = " ".join(run("recover", book, "--all", "--apply", *TODAY).out.split())
    assert "Вставьте пустые строки" in said


def test_a_run_ends_with_1_until_it_is_meant(run: Run, book: Path) -> None:
    told = run("run", "nightly", book, *TODAY)
    assert told.status == 1
    assert told.out.startswith("Клиенты!B2 · «Телефон»: очищено разом")
    assert run("recover", book, "--keep", *TODAY).status == 0
    assert run("run", "nightly", book, *TODAY).status == 0


@pytest.mark.parametrize("words", [("--apply",), ("--keep", "--all"), ("--row", "K-00099")])
def test_what_cannot_be_meant_is_refused(run: Run, book: Path, words: tuple[str, ...]) -> None:
    assert run("recover", book, *words, *TODAY).status == 2
