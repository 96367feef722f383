"""`sheets-crm new google:ID`: an empty spreadsheet becomes a client book, and the other commands work on it as on a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("gspread")

from commands_run import Run
from sheets_server.drive import File
from sheets_server.faults import dropped, faults_of, too_many
from sheets_server.running import Running, serve

TODAY = ("--today", "2026-11-22", "--lang", "ru")
DEMO = ("--demo", 200, "--seed", 7, *TODAY)


@pytest.fixture
def server() -> Iterator[Running]:
    with serve() as running:
        yield running
        assert running.world.crashes == []


@pytest.fixture
def file(server: Running, tmp_path: Path) -> File:
    key = server.key_file(tmp_path)
    told = f"google: {{key_file: {key.name}, sheets_url: '{server.base}', drive_url: '{server.base}'}}\n"
    (tmp_path / "sheets-crm.yaml").write_text(told, encoding="utf-8")
    return server.spreadsheet()


def calls(server: Running) -> list[str]:
    """What was asked of Google since the last time, sign-in left out."""
    asked = [line.partition(" ")[0] for line in server.world.log if not line.endswith("/token")]
    server.world.log.clear()
    return asked


def state(file: File) -> Any:
    """Everything that stands in the cells."""
    assert file.book is not None
    return {sheet.title: {place: sheet.effective(place) for place in sheet.cells} for sheet in file.book.sheets}


def planned(said: Any) -> set[tuple[Any, ...]]:
    keys = ("sheet", "row_id", "cell", "column", "before", "after", "rule")
    return {tuple(one[key] for key in keys) for one in said.json["changes"]}


def found(said: Any) -> set[tuple[Any, ...]]:
    keys = ("sheet", "row_id", "cell", "rule", "severity", "message", "hint")
    return {tuple(one[key] for key in keys) for one in said.json["findings"]}


@pytest.mark.parametrize("layout", ["simple", "extended"])
def test_an_empty_book_takes_one_read_and_one_write(run: Run, server: Running, file: File, layout: str) -> None:
    said = run("new", f"google:{file.id}", "--layout", layout, "--lang", "ru")
    assert said.status == 0, said.err
    assert calls(server) == ["GET", "POST"]
    assert "ru_RU (были en_US)" in said.out.replace("\n", " ")
    assert file.book is not None
    assert [sheet.title for sheet in file.book.sheets][:2] == ["Как пользоваться", "Клиенты"]


def test_it_answers_in_json(run: Run, file: File) -> None:
    said = run("new", f"google:{file.id}", "--demo", 3, "--json", *TODAY)
    assert said.status == 0, said.err
    assert said.json["book"] == f"google:{file.id}"
    assert said.json["rows"]["clients"] >= 3
    assert len(said.json["notes"]) == 2


def test_the_demo_is_the_same_book_as_the_workbook_of_its_seed(run: Run, file: File) -> None:
    name = f"google:{file.id}"
    assert run("new", "clients.xlsx", *DEMO).status == 0
    assert run("new", name, *DEMO).status == 0
    workbook, spreadsheet = (run("check", one, "--json", *TODAY) for one in ("clients.xlsx", name))
    assert planned(spreadsheet) == planned(workbook)
    assert found(spreadsheet) == found(workbook)
    assert len(planned(workbook)) > 400


def test_a_night_repairs_the_demo_a_second_one_writes_nothing_and_undo_brings_it_back(
    run: Run, server: Running, file: File
) -> None:
    name = f"google:{file.id}"
    run("new", name, *DEMO)
    before = state(file)
    first = run("run", "nightly", name, "--json", *TODAY)
    assert first.status == 0, first.err
    assert first.json["receipt"]["kept"] == []
    calls(server)
    again = run("run", "nightly", name, "--json", *TODAY)
    assert again.json["receipt"] is None
    assert "POST" not in calls(server)
    assert found(again) == found(first)
    undone = run("undo", name, "--json", *TODAY)
    assert undone.status == 0, undone.err
    assert (undone.json["kept"], undone.json["failed"]) == ([], [])
    after = state(file)
    for sheet in ("Клиенты", "Заказы", "Касания", "Мои услуги", "Каналы привлечения", "Сотрудники"):
        assert shown(after[sheet]) == shown(before[sheet]), sheet


def shown(cells: dict[Any, Any]) -> dict[Any, Any]:
    """The cells that show something."""
    return {place: value for place, value in cells.items() if value and value != {"stringValue": ""}}


def test_a_spreadsheet_with_anything_in_it_is_left_alone_and_it_is_told_what(run: Run, server: Running, file: File) -> None:
    assert file.book is not None
    file.book.sheets[0].put((2, 1), userEnteredValue={"stringValue": "моё"})
    said = run("new", f"google:{file.id}")
    assert said.status == 3
    assert "первая из них B3" in said.err
    assert "sheets-crm adopt" in said.err
    assert calls(server) == ["GET"]


def test_a_second_new_is_refused(run: Run, server: Running, file: File) -> None:
    run("new", f"google:{file.id}", "--lang", "ru")
    before = state(file)
    said = run("new", f"google:{file.id}", "--lang", "ru")
    assert said.status == 3
    assert "«Клиенты»" in said.err
    assert state(file) == before


@pytest.mark.parametrize("book", ["postgresql://db/clients", "clients.xls", "clients.csv"])
def test_other_books_cannot_be_made(run: Run, book: str) -> None:
    said = run("new", book)
    assert said.status == 2
    assert "google:ID" in said.err


def test_a_busy_google_is_waited_for(run: Run, server: Running, file: File) -> None:
    faults_of(server.world).add(too_many(path="batchUpdate", retry_after=0))
    assert run("new", f"google:{file.id}", "--lang", "ru").status == 0


def test_a_lost_answer_is_looked_for_and_nothing_stands_twice(run: Run, server: Running, file: File) -> None:
    faults_of(server.world).add(dropped(after=True, path="batchUpdate"))
    said = run("new", f"google:{file.id}", *DEMO)
    assert said.status == 0, said.err
    assert calls(server) == ["GET", "POST", "GET"]


def test_people_write_in_a_new_book_and_the_night_fills_in_the_rest(run: Run, server: Running, file: File) -> None:
    name = f"google:{file.id}"
    run("new", name, "--lang", "ru")
    assert file.book is not None
    clients, orders = file.book.sheets[1:3]
    for place, text in {(1, 1): "анна иванова", (1, 2): "8 916 123 45 67", (1, 3): "ANNA@EXAMPLE.COM"}.items():
        clients.put(place, userEnteredValue={"stringValue": text})
    for place, value in {
        (1, 0): {"numberValue": 46300},
        (1, 1): {"stringValue": "анна иванова"},
        (1, 3): {"numberValue": 900.5},
    }.items():
        orders.put(place, userEnteredValue=value)
    server.world.touch(file, file.owner)
    said = run("run", "nightly", name, "--json", *TODAY)
    assert said.status == 0, said.err
    assert said.json["receipt"]["kept"] == []
    assert run("run", "nightly", name, "--json", *TODAY).json["receipt"] is None
    assert run("check", name, "--job", "formats", *TODAY).status == 0
    clients, orders = file.book.sheets[1:3]
    values = {place: next(iter(value.values())) for place in clients.cells if (value := clients.effective(place))}
    titles = {values[0, at]: values.get((1, at)) for at in range(clients.column_count)}
    assert titles["Клиент"] == "Анна Иванова"
    assert titles["Телефон"] == "+7 916 123-45-67"
    assert (titles["ID"], titles["Сумма заказов"], titles["Первый заказ"]) == ("K-00001", 900.5, 46300)
    assert orders.effective((1, 8)) == {"stringValue": "K-00001"}
