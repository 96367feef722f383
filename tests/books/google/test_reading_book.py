"""A spreadsheet read over the network: how many calls it takes, and that it is the same book as in Excel."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from scripted import Answer, Script
from sheets_server.drive import File
from sheets_server.running import Running

from sheets_crm.books.google.account import sign_in
from sheets_crm.books.google.book import GoogleBook
from sheets_crm.books.google.client import TRIES, GoogleClient
from sheets_crm.books.google.failures import GoogleError
from sheets_crm.books.google.reading.book import BIG, Standing, read_book, standing
from sheets_crm.books.google.reading.portions import FIRST, Portions
from sheets_crm.books.xlsx.reading.reader import read_snapshot
from sheets_crm.model.settings import GoogleSettings
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text

ROWS = [
    ["Имя", "Телефон", "Дата", "Сумма", "Купил", "Итого"],
    ["Анна", "+7 916 123-45-67", date(2026, 3, 4), 1500.5, True, "=D2*2"],
    ["Олег", None, datetime(2026, 3, 5, 12, 30), 0, False, "=D3/0"],
    [None, "8 (916)", None, -7, None, '=""'],
    [],
    ["Яна 🙂", "007", date(1999, 12, 31), 12, True, "=A6"],
]
RESULTS = {"F2": 3001, "F3": "#DIV/0!", "F6": "Яна 🙂"}
DAY = date(1899, 12, 30)


@pytest.fixture
def file(server: Running) -> File:
    return server.spreadsheet()


@pytest.fixture
def client(server: Running, tmp_path: Path) -> GoogleClient:
    settings = GoogleSettings(key_file=str(server.key_file(tmp_path)), sheets_url=server.base, drive_url=server.base)
    return GoogleClient(sign_in(settings), settings, sleep=lambda _: None)


class Counted(GoogleClient):
    """A client that remembers what it was asked for."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.asked: list[str] = []

    def request(self, method: str, endpoint: str, *args: Any, **options: Any) -> Any:
        self.asked.append(f"{method} {endpoint}")
        return super().request(method, endpoint, *args, **options)


def entered(value: object) -> dict[str, Any]:
    """CellData of a value, as a person enters it."""
    if isinstance(value, str) and value.startswith("="):
        return {"userEnteredValue": {"formulaValue": value}}
    if isinstance(value, bool):
        return {"userEnteredValue": {"boolValue": value}}
    if isinstance(value, str):
        return {"userEnteredValue": {"stringValue": value}}
    if isinstance(value, date):
        days = (value - datetime.combine(DAY, datetime.min.time())) if isinstance(value, datetime) else value - DAY
        shown = {"type": "DATE_TIME" if isinstance(value, datetime) else "DATE", "pattern": "dd.mm.yyyy"}
        return {
            "userEnteredValue": {"numberValue": days.total_seconds() / 86400},
            "userEnteredFormat": {"numberFormat": shown},
        }
    return {} if value is None else {"userEnteredValue": {"numberValue": value}}


def fill(client: GoogleClient, file: File) -> None:
    rows = [{"values": [entered(value) for value in row]} for row in ROWS]
    where = {"sheetId": 0, "rowIndex": 0, "columnIndex": 0}
    client.batch_update(file.id, {"requests": [{"updateCells": {"rows": rows, "start": where, "fields": "*"}}]})


def in_excel(folder: Path) -> Snapshot:
    """The same rows in a workbook; results of formulas are checked apart, as openpyxl writes none."""
    book = Workbook()
    for row in ROWS:
        book.active.append(row)
    for line in book.active.iter_rows():
        for cell in line:
            if isinstance(cell.value, date):
                cell.number_format = "dd.mm.yyyy"
    book.save(folder / "book.xlsx")
    return read_snapshot(folder / "book.xlsx")


def test_the_same_book_is_read_alike_from_google_and_from_excel(client: GoogleClient, file: File, tmp_path: Path) -> None:
    fill(client, file)
    snapshot = read_book(client, file.id).snapshot
    (ours,), (other,) = snapshot.grids.values(), in_excel(tmp_path).grids.values()
    assert list(ours.columns) == list(other.columns)
    for at, column in other.columns.items():
        mine = ours.columns[at]
        assert mine.rows.tolist() == column.rows.tolist()
        assert mine.cells.formulas == column.cells.formulas
        plain = [place not in column.cells.formulas for place in range(len(column.rows))]
        told = list(zip(mine.cells.values(), column.cells.values(), plain, strict=True))
        assert all((one, type(one)) == (two, type(two)) for one, two, typed in told if typed)
    assert {cell: ours.value(int(cell[1:]), 6) for cell in RESULTS} == RESULTS
    formats = ours.columns[3].formats
    assert formats is not None
    assert snapshot.number_formats[int(formats[1])] == "dd.mm.yyyy"


def test_looking_whether_anything_changed_is_one_call_and_reading_after_it_one_more(
    server: Running, file: File, tmp_path: Path
) -> None:
    settings = GoogleSettings(key_file=str(server.key_file(tmp_path)), sheets_url=server.base, drive_url=server.base)
    client = Counted(sign_in(settings), settings)
    book = GoogleBook(file.id, client)
    before = book.identity()
    assert len(client.asked) == 1
    assert book.read().identity == before
    assert len(client.asked) == 2
    assert book.read().identity == before
    assert len(client.asked) == 4
    client.values_update(file.id, "A1", {"valueInputOption": "RAW"}, {"values": [["x"]]})
    assert book.identity() != before
    assert book.read().identity != before


def test_a_spreadsheet_that_is_not_shared_says_with_whom_to_share_it(server: Running, client: GoogleClient) -> None:
    private = server.spreadsheet(shared_with="")
    with pytest.raises(GoogleError, match="gserviceaccount") as raised:
        read_book(client, private.id)
    assert raised.value.trouble in {"not_found", "not_shared"}
    with pytest.raises(GoogleError, match="gserviceaccount"):
        read_book(client, private.id, Standing("1"))


@pytest.fixture
def scripted_client(key_file: Callable[[str], Path], script: Script) -> GoogleClient:
    settings = GoogleSettings(key_file=str(key_file(script.url)), sheets_url=script.url, drive_url=script.url)
    return GoogleClient(sign_in(settings), settings, sleep=lambda _: None, clock=lambda: 0)


TOO_BIG: Answer = (500, {"error": {"code": 500}}, {})
SIZE = {"sheetId": 0, "title": "Мои клиенты", "gridProperties": {"rowCount": FIRST // 10 + 1, "columnCount": 10}}


def version(number: int) -> Answer:
    return (200, {"version": str(number), "lastModifyingUser": {"displayName": "Анна"}}, {})


def part(row: int, text: str) -> Answer:
    cells = [{"values": [{"userEnteredValue": {"stringValue": text}, "effectiveValue": {"stringValue": text}}]}]
    return (200, {"sheets": [{"data": [{"startRow": row - 1, "rowData": cells}]}]}, {})


def in_parts(before: int, after: int) -> list[Answer]:
    about: Answer = (200, {"properties": {"title": "x"}, "sheets": [{"properties": SIZE}]}, {})
    return [version(before), about, part(1, "first"), part(FIRST // 10 + 1, "last"), version(after)]


def test_a_book_too_big_for_one_answer_is_read_in_parts(scripted_client: GoogleClient, script: Script) -> None:
    script.answers.extend([version(1), *[TOO_BIG] * TRIES, *in_parts(1, 2), *in_parts(2, 2)[1:]])
    snapshot = read_book(scripted_client, "an-id").snapshot
    grid = snapshot.grids["Мои клиенты"]
    assert grid.columns[1].rows.tolist() == [1, FIRST // 10 + 1]
    assert snapshot.identity == "version 2"
    assert "%27%D0%9C%D0%BE%D0%B8+%D0%BA%D0%BB" in script.seen[-2][1]


def test_what_drive_calls_big_is_read_in_parts_at_once(scripted_client: GoogleClient, script: Script) -> None:
    script.answers.extend([(200, {"version": "1", "size": str(BIG + 1)}, {}), *in_parts(1, 1)[1:]])
    assert read_book(scripted_client, "an-id").snapshot.grids["Мои клиенты"].last_row == FIRST // 10 + 1
    assert not script.answers


def test_parts_that_do_not_belong_together_are_no_book(scripted_client: GoogleClient, script: Script) -> None:
    script.answers.extend([version(1), *[TOO_BIG] * TRIES, *in_parts(1, 2), *in_parts(2, 3)[1:], *in_parts(3, 4)[1:]])
    with pytest.raises(GoogleError, match="being changed all the time"):
        read_book(scripted_client, "an-id")


class Library:
    """Sheets of so many rows by ten columns, each cell some bytes in an answer; an answer longer than Google's is refused."""

    def __init__(self, rows: dict[str, int], bytes_a_cell: int, longest: int = 10**9) -> None:
        grids = [(name, {"rowCount": count, "columnCount": 10}) for name, count in rows.items()]
        self.names = list(rows)
        self.sheets: list[dict[str, Any]] = [
            {"properties": {"sheetId": at, "title": name, "gridProperties": grid}} for at, (name, grid) in enumerate(grids)
        ]
        self.bytes_a_cell, self.longest, self.asked = bytes_a_cell, longest, list[list[tuple[str, int, int]]]()

    def ask(self, ranges: Sequence[str]) -> tuple[dict[str, Any], int]:
        told = []
        for one in ranges:
            name, first, last = re.fullmatch(r"(\w+)!(\d+):(\d+)", one).groups()  # type: ignore[union-attr]
            told.append((name, int(first), int(last)))
        size = sum(last - first + 1 for _, first, last in told) * 10 * self.bytes_a_cell
        if size > self.longest:
            raise GoogleError("server", Text("много", "too much"), Text("", ""))
        self.asked.append(told)
        found = [
            {
                "properties": {"sheetId": self.names.index(name)},
                "data": [{"startRow": first - 1, "rowData": [{}] * (last - first + 1)}],
            }
            for name, first, last in told
        ]
        return {"sheets": found}, size

    def rows(self) -> dict[str, list[int]]:
        portions = Portions(self.sheets, self.ask)
        return {
            name: [one["startRow"] + at for one in portions.of(sheet) for at in range(1, len(one["rowData"]) + 1)]
            for name, sheet in zip(self.names, self.sheets, strict=True)
        }


@pytest.mark.parametrize(
    ("bytes_a_cell", "longest", "requests"),
    [
        (15, 10**9, 6),  # 200, 400 and 300 thousand cells; 200, 400; the last one with all that is small
        (150, 10**9, 11),  # 30 MB an answer
        (600, 10**9, 36),  # but for the first, which is of 120
        (15, 2_500_000, 22),  # Google chokes on more than 2.5 MB
    ],
)
def test_a_large_book_is_read_in_few_portions(bytes_a_cell: int, longest: int, requests: int) -> None:
    rows = {"Клиенты": 90_000, "Услуги": 20, "Пусто": 0, "Заказы": 70_001, "Сводка": 1000, "Дубли": 1, "Журнал": 18_900}
    book = Library(rows, bytes_a_cell, longest)
    assert book.rows() == {name: list(range(1, count + 1)) for name, count in rows.items()}
    assert len(book.asked) == requests


def test_a_book_that_cannot_even_be_read_little_by_little_says_so() -> None:
    with pytest.raises(GoogleError, match="too much"):
        Library({"Клиенты": 90_000}, 100, 1_000_000).rows()


def test_an_excel_file_in_drive_is_told_from_a_spreadsheet(scripted_client: GoogleClient, script: Script) -> None:
    excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    script.answers.append((200, {"version": "1", "mimeType": excel}, {}))
    with pytest.raises(GoogleError, match="Save as Google Sheets"):
        standing(scripted_client, "an-id")
