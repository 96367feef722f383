"""`duplicates` as scripts and people use it: what it takes, the JSON, exit statuses, and what a person reads."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands_run import Run
from openpyxl import Workbook

from sheets_crm.cli.language import speak
from sheets_crm.model.text import Lang

HEADER = ["Клиент", "Контактное лицо", "Телефон", "Почта", "Услуга"]
ROWS = [
    ["ООО «Вектор»", "Лосева Анна", "8 (495) 222-33-44", "info@vektor.ru", "замер"],
    ["Иванов Пётр Семёнович", "", "89031112233", "", "монтаж"],
    ["Громов Олег", "", "89167778899", "gromov@bk.ru", "замер"],
    ["Вектор ООО", "Лосева А.", "+74952223344", "", "монтаж"],
    ["Петр Иванов", "", "+7 (903) 111-22-33", "petr@mail.ru", "монтаж"],
    ["Сидорова Мария", "", "89991234567", "", ""],
]
CLUSTERS = [[1, 4], [2, 5]]


def table(path: Path, rows: list[list[str]], *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("cp1251", ";"), ("utf-16", "\t")])
def test_columns_of_a_csv_file_are_recognised(run: Run, tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = table(tmp_path / "clients.csv", [HEADER, *ROWS], encoding=encoding, delimiter=delimiter)
    said = run("duplicates", path, "--json")
    assert said.status == 1
    assert said.json["rows"] == len(ROWS)
    assert [one["rows"] for one in said.json["clusters"]] == CLUSTERS
    first = said.json["clusters"][0]
    assert first["places"] == [{"sheet": "clients", "row": 2}, {"sheet": "clients", "row": 5}]
    assert first["score"] > 0.9
    assert "тот же телефон" in first["reasons"]


def test_columns_are_as_a_person_named_them(run: Run, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [["a", "b", "c", "d", "e"], *ROWS])
    said = run("duplicates", path, "--json", "--map", "name=a", "--map", "phone=C", "--map", "other=e")
    assert (said.status, [one["rows"] for one in said.json["clusters"]]) == (1, CLUSTERS)
    assert any("«e»" in reason for one in said.json["clusters"] for reason in one["reasons"])


def test_columns_go_by_their_letters_where_there_is_no_such_header(run: Run, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [["кто", "", "куда", "", ""], *ROWS])
    said = run("duplicates", path, "--json", "--map", "name=A", "--map", "phone=C")
    assert [one["rows"] for one in said.json["clusters"]] == CLUSTERS


@pytest.fixture(autouse=True)
def russian() -> Iterator[None]:
    speak("ru")
    yield
    speak("ru")


def test_no_duplicates_no_findings(run: Run, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [HEADER, *ROWS[:3]])
    said = run("duplicates", path, "--json")
    assert (said.status, said.json) == (0, {"rows": 3, "clusters": [], "doubtful": []})
    assert "Дублей не найдено" in run("duplicates", path).out
    speak("en")
    assert "No duplicates" in run("duplicates", path).out


def test_all_sheets_of_clients_are_one_list(run: Run, tmp_path: Path) -> None:
    book, path = Workbook(), tmp_path / "book.xlsx"
    for at, name in enumerate(("Клиенты 2024", "Клиенты 2025")):
        sheet = book.create_sheet(name, at)
        sheet.append(HEADER)
        for row in ROWS[at * 3 : at * 3 + 3]:
            sheet.append(row)
    sheet = book.create_sheet("Прайс")
    sheet.append(["Услуга", "Цена"])
    sheet.append(["замер", 1000])
    del book["Sheet"]
    book.save(path)
    said = run("duplicates", path, "--json")
    assert [one["rows"] for one in said.json["clusters"]] == CLUSTERS
    assert said.json["clusters"][0]["places"] == [{"sheet": "Клиенты 2024", "row": 2}, {"sheet": "Клиенты 2025", "row": 2}]
    assert "«Клиенты 2025» 2" in run("duplicates", path).out


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_person_reads_clusters_side_by_side_within_eighty_columns(run: Run, tmp_path: Path, lang: Lang) -> None:
    path = table(tmp_path / "t.csv", [HEADER, *ROWS])
    speak(lang)
    out = run("duplicates", path).out
    assert ("тот же телефон" if lang == "ru" else "the same phone") in out
    assert "Вектор" in out
    assert "Громов" not in out
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("options", "about"),
    [
        (["--map", "nonsense=a"], "nonsense"),
        (["--map", "name"], "name"),
        (["--map", "name=Нет такого"], "Нет такого"),
    ],
)
def test_what_cannot_be_meant_is_said(run: Run, tmp_path: Path, options: list[str], about: str) -> None:
    said = run("duplicates", table(tmp_path / "t.csv", [HEADER, *ROWS]), *options)
    assert said.status == 2
    assert about in said.err


def test_a_table_of_no_clients_asks_for_the_columns(run: Run, tmp_path: Path) -> None:
    said = run("duplicates", table(tmp_path / "t.csv", [["x", "y"], ["1", "2"], ["3", "4"]]))
    assert said.status == 2
    assert "--map" in said.err


def test_an_empty_file_and_a_lone_header(run: Run, tmp_path: Path) -> None:
    assert run("duplicates", table(tmp_path / "empty.csv", [])).status == 2
    said = run("duplicates", table(tmp_path / "t.csv", [HEADER]), "--map", "name=Клиент", "--json")
    assert (said.status, said.json["rows"]) == (0, 0)


NEW = [
    ["Телефон", "Имя клиента"],
    ["8 903 111-22-33", "Иванов П. С."],
    ["8 912 000-11-22", "Новиков Олег"],
    ["8 912 000-11-22", "Новиков Олег Игоревич"],
]


def test_rows_of_a_file_that_are_in_the_book_already(run: Run, tmp_path: Path) -> None:
    book, new = table(tmp_path / "book.csv", [HEADER, *ROWS]), table(tmp_path / "new.csv", NEW)
    said = run("duplicates", book, "--against", new, "--json")
    assert (said.status, said.json["rows"]) == (1, len(ROWS) + len(NEW) - 1)
    (one,) = said.json["clusters"]
    assert (one["rows"], one["sides"]) == ([2, 5, 1], ["book", "book", "file"])
    assert one["places"][-1] == {"sheet": "new", "row": 2}
    assert "тот же телефон" in one["reasons"]


def test_a_person_sees_from_which_side_a_row_is(run: Run, tmp_path: Path) -> None:
    book, new = table(tmp_path / "book.csv", [HEADER, *ROWS]), table(tmp_path / "new.csv", NEW)
    out = run("duplicates", book, "--against", new).out
    assert "в книге: 1" in out
    assert "«book» 3" in out
    assert "«new» 2" in out
    assert "Клиент" in out
    assert "Вектор" not in out
    assert "Новиков" not in out
    assert "Имя клиента" not in out


def test_nobody_of_a_file_is_in_the_book(run: Run, tmp_path: Path) -> None:
    book, new = table(tmp_path / "book.csv", [HEADER, *ROWS]), table(tmp_path / "new.csv", [NEW[0], *NEW[2:]])
    said = run("duplicates", book, "--against", new, "--json")
    assert (said.status, said.json) == (0, {"rows": 8, "clusters": [], "doubtful": []})
    assert "Строк в файле: 2" in run("duplicates", book, "--against", new).out


def test_named_columns_must_be_in_the_file_too(run: Run, tmp_path: Path) -> None:
    book, new = table(tmp_path / "book.csv", [HEADER, *ROWS]), table(tmp_path / "new.csv", NEW)
    said = run("duplicates", book, "--against", new, "--map", "name=Клиент", "--map", "phone=Телефон")
    assert said.status == 2
    assert "Клиент" in said.err
