"""`sheets-crm diff`: what changed, told by record; on the screen, as JSON, and as a page."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from commands_run import Run
from openpyxl import Workbook, load_workbook

Rows = Sequence[Sequence[Any]]
HEADER = ("Клиент", "Телефон", "Дата рождения", "ID")
ROWS = [
    ("Анна Белова", "+7 916 123-45-67", date(1980, 5, 4), "K-00001"),
    ("Борис Ветров", "+7 916 765-43-21", None, "K-00002"),
    ("Вера Громова", "+7 903 555-11-22", None, "K-00003"),
]
LATER = [
    ("Зоя <Новая>", None, None, None),
    ("Вера Громова", "+7 903 555-99-00", date(1990, 1, 2), "K-00003"),
    ("Анна Белова", "+7 916 123-45-67", date(1980, 5, 4), "K-00001"),
]


def saved(path: str, rows: Rows, **others: Rows) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Клиенты"
    for row in (HEADER, *rows):
        sheet.append(list(row))
    for name, lines in others.items():
        more = book.create_sheet(name)
        for line in lines:
            more.append(list(line))
    book.save(path)
    return Path(path)


def test_two_books_are_compared_by_record_in_whichever_order_the_rows_stand(run: Run) -> None:
    old, new = saved("old.xlsx", ROWS), saved("new.xlsx", LATER)
    said = run("diff", old, new, "--json")
    assert said.status == 1
    assert (said.json["before"], said.json["after"], said.json["sheets_gone"], said.json["sheets_new"]) == (
        "old.xlsx",
        "new.xlsx",
        [],
        [],
    )
    (sheet,) = said.json["sheets"]
    who = {"row_id": "K-00003", "record": "Вера Громова"}
    assert sheet["cells"] == [
        {**who, "cell": "B3", "column": "Телефон", "before": "+7 903 555-11-22", "after": "+7 903 555-99-00"},
        {**who, "cell": "C3", "column": "Дата рождения", "before": None, "after": "1990-01-02"},
    ]
    assert sheet["rows_gone"] == [
        {"row_id": "K-00002", "row": 3, "values": {"Клиент": "Борис Ветров", "Телефон": "+7 916 765-43-21", "ID": "K-00002"}}
    ]
    assert sheet["rows_new"] == [{"row_id": "#2", "row": 2, "values": {"Клиент": "Зоя <Новая>"}}]
    assert sheet["sorted"]


def test_people_read_it_on_the_screen_and_in_the_browser(run: Run) -> None:
    said = run("diff", saved("old.xlsx", ROWS), saved("new.xlsx", LATER), "--html", "page.html", "--lang", "ru")
    assert "изменено ячеек: 2, нет больше строк: 1, новых строк: 1, строки стоят в другом порядке" in " ".join(said.out.split())
    assert "02.01.1990" in said.out
    page = Path("page.html").read_text(encoding="utf-8")
    assert "<del>+7 903 555-11-22</del>" in page
    assert "<ins>02.01.1990</ins>" in page
    assert "Зоя &lt;Новая&gt;" in page
    assert "Борис Ветров" in page


def test_rows_that_were_only_numbered_anew_do_not_hide_the_rest(run: Run) -> None:
    def numbered(path: str, rows: Rows) -> Path:
        book = load_workbook(saved(path, rows))
        sheet = book["Клиенты"]
        sheet.insert_cols(1)
        for row, number in enumerate(("№", *range(1, len(rows) + 1)), 1):
            sheet.cell(row, 1, number)
        book.save(path)
        return Path(path)

    words = "diff", numbered("old.xlsx", ROWS), numbered("new.xlsx", [ROWS[1], (*ROWS[2][:1], "позвонить", *ROWS[2][2:])])
    said = run(*words, "--html", "page.html", "--lang", "ru").out
    assert "изменено ячеек: 1, нет больше строк: 1, номеров по порядку изменилось: 2" in " ".join(said.split())
    assert said.index("Анна Белова") < said.index("позвонить")
    assert "A2" not in said
    page = Path("page.html").read_text(encoding="utf-8")
    assert page.index("Анна Белова") < page.index("Вера Громова") < page.index("позвонить")
    assert "<td>A2" not in page
    assert "A2" in run(*words, "--all", "--lang", "ru").out
    assert {"A2", "A3"} < {one["cell"] for one in run(*words, "--json").json["sheets"][0]["cells"]}


def test_a_row_with_more_cells_than_the_first_keeps_the_order_of_the_sheet_on_the_page(run: Run) -> None:
    run("diff", saved("old.xlsx", [ROWS[1], ROWS[0]]), saved("new.xlsx", ROWS[2:]), "--html", "page.html")
    page = Path("page.html").read_text(encoding="utf-8")
    assert page.index("<th>Телефон") < page.index("<th>Дата рождения") < page.index("<th>ID")


def test_what_stands_in_a_cell_is_shown_as_it_is(run: Run) -> None:
    odd = ("Анна [bold]Белова[/bold]", "с 9:A:10, :x: не звонить", *ROWS[0][2:])
    said = run("diff", saved("old.xlsx", ROWS), saved("new.xlsx", [odd, *ROWS[1:]])).out
    assert "Анна [bold]Белова[/bold]" in said
    assert "9:A:10, :x: не звонить" in " ".join(said.split())


def test_equal_books_end_with_zero(run: Run) -> None:
    said = run("diff", saved("old.xlsx", ROWS), saved("new.xlsx", ROWS), "--json")
    assert said.status == 0
    assert (said.json["sheets"], said.json["sheets_gone"], said.json["sheets_new"]) == ([], [], [])


def test_sheets_that_nobody_recognises_are_compared_too(run: Run) -> None:
    prices = [("Работа", "Сколько"), *((f"Работа {at}", 100 * at) for at in range(1, 9))]
    later = [*prices[:4], ("Новая работа", 5), *prices[4:7], ("Работа 7", 777), prices[8]]
    old, new = saved("old.xlsx", ROWS, Прайс=prices, Старое=[("а", "б"), (1, 2)]), saved("new.xlsx", ROWS, Прайс=later)
    said = run("diff", old, new, "--json").json
    (sheet,) = said["sheets"]
    assert [(one["cell"], one["before"], one["after"]) for one in sheet["cells"]] == [("B9", 700, 777)]
    assert [one["values"] for one in sheet["rows_new"]] == [{"Работа": "Новая работа", "Сколько": 5}]
    assert [one["sheet"] for one in said["sheets_gone"]] == ["Старое"]


@pytest.fixture
def kept(run: Run) -> Path:
    """A book that a run has put right, and in which a person then changed a phone."""
    path = saved("clients.xlsx", [("анна  белова", "8 916 123-45-67", None, None), *ROWS[1:]])
    assert run("run", "nightly", path, "--today", "2026-11-22").status == 0
    book = load_workbook(path)
    book["Клиенты"]["B3"] = "+7 916 000-00-00"
    book.save(path)
    return path


def test_alone_it_tells_what_people_did_since_the_last_run(run: Run, kept: Path) -> None:
    told = run("diff", kept, "--json").json
    assert "прогона 1" in told["before"]
    assert [(one["row_id"], one["before"], one["after"]) for one in told["sheets"][0]["cells"]] == [
        ("K-00002", "+7 916 765-43-21", "+7 916 000-00-00")
    ]


def test_since_a_run_it_tells_what_the_program_did_too(run: Run, kept: Path) -> None:
    cells = run("diff", kept, "--since", 1, "--json").json["sheets"][0]["cells"]
    assert {(one["cell"], one["before"], one["after"]) for one in cells} >= {
        ("B2", "8 916 123-45-67", "+7 916 123-45-67"),
        ("B3", "+7 916 765-43-21", "+7 916 000-00-00"),
    }


def test_what_is_not_known_is_told_with_what_to_do(run: Run, kept: Path) -> None:
    shutil.copyfile(kept, "copy.xlsx")
    for words, told in (
        (("copy.xlsx",), "не запомнила"),
        ((kept, "--since", 7), "перед прогоном 7"),
        ((kept, "copy.xlsx", "--since", 1), "--since"),
    ):
        said = run("diff", *words)
        assert said.status == 2
        assert told in said.err


def test_a_backup_is_compared_by_its_name_encrypted_or_not(run: Run, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyrage")
    (plain,) = Path("clients.crm/backups").iterdir()
    told = run("diff", plain, kept, "--json").json["sheets"]
    assert {one["cell"] for one in told[0]["cells"]} >= {"B2", "B3"}
    monkeypatch.setenv("SHEETS_CRM_PASSPHRASE", "четыре слова наугад вечером")
    assert run("protect", kept).status == 0
    (sealed,) = Path("clients.crm/backups").iterdir()
    assert sealed.name == plain.name + ".age"
    assert run("diff", sealed, kept, "--json").json["sheets"] == told
    monkeypatch.setenv("SHEETS_CRM_PASSPHRASE", "другие слова наугад вечером")
    assert run("diff", sealed, kept).status == 3
