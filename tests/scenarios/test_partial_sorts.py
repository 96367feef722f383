"""The same accidents in a workbook and in a spreadsheet: the same is told, the same goes back, and the books end the same."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from desks import Desk, GoogleDesk, XlsxDesk, sheets_crm
from seen import seen
from sheets_server.spreadsheet import Json, Sheet, Spreadsheet, new_sheet, new_spreadsheet
from telling import alike
from workbooks import extended, google_format

SCENARIOS = int(os.environ.get("SHEETS_CRM_SORTS", "4"))
BOOKS = 4
HEADER = ("Клиент", "Телефон", "E-mail", "Город", "День рождения", "Комментарий", "Сумма заказов", "Последний заказ", "ID")
ORDERS = ("Клиент", "Дата", "Сумма", "ID")
STAFF = 6
"""So many columns on the left are people's; what the program fills is a value in a workbook and a lookup in a spreadsheet."""
SURNAMES = [
    f"{stem}{end}" for stem in ("Бел", "Ветр", "Гром", "Дым", "Еж", "Жук", "Зим", "Крот") for end in ("ова", "енко", "ин", "ская")
]
NAMES = ("Анна", "Борис", "Вера", "Олег", "Юрий", "Яна")
CITIES = ("Москва", "Казань", "Пермь", None)


def book_of(random: Random) -> Spreadsheet:
    """A book of clients with blanks and doubles, and of their orders, before any night."""
    book = new_spreadsheet("sorts", "Клиенты", "ru_RU")
    rows: list[list[Any]] = [[*HEADER]]
    orders: list[list[Any]] = [[*ORDERS]]
    for at in range(random.randrange(16, 40)):
        name = f"{random.choice(SURNAMES)} {random.choice(NAMES)}"
        phone = f"+7 916 {random.randrange(1000):03d}-{at:02d}-{random.randrange(100):02d}"
        born = date(1960, 1, 1) + timedelta(random.randrange(15000))
        rows.append(
            [
                name,
                phone if random.random() < 0.85 else None,
                f"n{random.randrange(10**5)}@example.ru" if random.random() < 0.6 else None,
                random.choice(CITIES),
                born if random.random() < 0.5 else None,
                f"заметка {random.randrange(9)}" if random.random() < 0.3 else None,
            ]
        )
        if random.random() < 0.7:
            orders.append([name, date(2026, 1, 1) + timedelta(random.randrange(300)), random.randrange(1, 900) * 10])
    book.sheets = [sheet_of(1, "Клиенты", rows), sheet_of(2, "Заказы", orders)]
    return book


def sheet_of(number: int, title: str, rows: list[list[Any]]) -> Sheet:
    sheet = new_sheet(number, title, len(rows) + 30, len(rows[0]) + 6)
    for at, row in enumerate(rows):
        sheet.cells |= {(at, column): cell(value) for column, value in enumerate(row) if value is not None}
    return sheet


def height(book: Spreadsheet) -> int:
    return int(max(row for row, _ in book.sheets[0].cells))


def cell(value: Any) -> Json:
    data: Json = {"userEnteredValue": extended(value)}
    if isinstance(value, date):
        data["userEnteredFormat"] = {"numberFormat": google_format("dd.mm.yyyy")}
    return data


def area(first: int, last: int, left: int, right: int) -> Json:
    return {"sheetId": 1, "startRowIndex": first, "endRowIndex": last, "startColumnIndex": left, "endColumnIndex": right}


def accident(random: Random, height: int) -> list[Json]:
    """Sorts of some columns, cells taken out or put in, a block moved; and a few honest edits before and after."""
    steps = [step for _ in range(random.choice((1, 1, 2))) for step in moved(random, height)]
    return [*edits(random, height), *steps, *edits(random, height)]


def moved(random: Random, height: int) -> list[Json]:
    left = random.randrange(STAFF)
    right = random.randrange(left + 1, min(STAFF, left + 3) + 1)
    first = random.choice((1, 1, random.randrange(1, height // 2)))
    kind = random.random()
    if kind < 0.6:
        return [sort(first, height + 1, left, right, random.randrange(left, right), random.choice(("ASCENDING", "DESCENDING")))]
    place = {"range": area(first, first + 1, left, right), "shiftDimension": "ROWS"}
    if kind < 0.75:
        return [{"deleteRange": place}]
    if kind < 0.9:
        return [{"insertRange": place}]
    size = random.randrange(5, height - 4)
    source = area(1, 1 + size, left, right)
    there = {"sheetId": 1, "rowIndex": 3, "columnIndex": left}
    return [{"cutPaste": {"source": source, "destination": there, "pasteType": "PASTE_NORMAL"}}]


def sort(first: int, last: int, left: int, right: int, by: int | None = None, order: str = "ASCENDING") -> Json:
    spec = {"dimensionIndex": left if by is None else by, "sortOrder": order}
    return {"sortRange": {"range": area(first, last, left, right), "sortSpecs": [spec]}}


def edits(random: Random, height: int) -> list[Json]:
    out = []
    for at in range(random.randrange(3)):
        place = area(row := random.randrange(1, height), row + 1, column := random.randrange(STAFF), column + 1)
        typed = {"userEnteredValue": {"stringValue": f"набрано {at} {random.randrange(1000)}"}}
        out.append({"updateCells": {"range": place, "rows": [{"values": [typed]}], "fields": "userEnteredValue"}})
    return out


class Twins:
    """The same book in a workbook and in a spreadsheet, as a night left it; whatever befalls it can be taken back."""

    def __init__(self, lay: Callable[..., Desk], book: Spreadsheet) -> None:
        self.desks = lay("xlsx", book), lay("google", book)
        for desk in self.desks:
            assert sheets_crm(desk, "run", "nightly", desk.name, "--json").status == 0
        self.kept = [desk.path.read_bytes() if isinstance(desk, XlsxDesk) else desk.open() for desk in self.desks]

    def befall(self, requests: list[Json]) -> None:
        for desk in self.desks:
            desk.do(requests)

    def take_back(self) -> None:
        for desk, kept in zip(self.desks, self.kept, strict=True):
            if isinstance(desk, XlsxDesk) and isinstance(kept, bytes):
                desk.path.write_bytes(kept)
            elif isinstance(desk, GoogleDesk) and isinstance(kept, Spreadsheet):
                desk.put(kept)

    def told(self, *words: str) -> Any:
        """Say a command on both desks, which must answer the same; return the answer."""
        said = [sheets_crm(desk, words[0], *words[1:2], desk.name, *words[2:], "--json") for desk in self.desks]
        assert said[0].status == said[1].status, [one.err for one in said]
        here, there = (alike(one.json) for one in said)
        assert here == there, words
        return here


@pytest.mark.parametrize("number", range(BOOKS))
def test_the_same_plan_wherever_it_lies_and_the_same_book_after_it(lay: Callable[..., Desk], number: int) -> None:
    random = Random(number)
    book = book_of(random)
    rows = height(book)
    twins = Twins(lay, book)
    noticed = 0
    for _ in range(SCENARIOS):
        twins.befall(accident(random, rows))
        noticed += bool(twins.told("unscramble")["changes"])
        twins.take_back()
    assert noticed >= SCENARIOS / 2


@pytest.mark.parametrize(("number", "left", "right"), [(20, 0, 2), (21, 0, 6), (22, 0, 9)])
def test_a_heading_among_the_records_is_told_and_comes_back_on_top(
    lay: Callable[..., Desk], number: int, left: int, right: int
) -> None:
    book = book_of(Random(number))
    twins = Twins(lay, book)
    before = [sorted(clients(desk).values()) for desk in twins.desks]
    twins.befall([sort(0, height(book) + 1, left, right)])
    assert "Шапку отсортировали" in twins.told("check")["findings"][0]["message"]
    assert twins.told("unscramble")["changes"]
    for desk in twins.desks:
        assert sheets_crm(desk, "unscramble", desk.name, "--apply").status == 0
        assert [clients(desk)[f"{letter}1"] for letter in "ABI"] == [HEADER[0], HEADER[1], HEADER[8]]
    assert [sorted(clients(desk).values()) for desk in twins.desks] == before
    assert "partial_sort" not in str(twins.told("check")["findings"])


@pytest.mark.parametrize(("number", "left", "right"), [(10, 0, 2), (11, 1, 3), (12, 2, 8), (14, 6, 8)])
def test_the_books_are_the_same_after_it_also_where_the_program_filled_cells(
    lay: Callable[..., Desk], number: int, left: int, right: int
) -> None:
    random = Random(number)
    book = book_of(random)
    twins = Twins(lay, book)
    before = [clients(desk) for desk in twins.desks]
    twins.befall([sort(1, height(book) + 1, left, right)])
    for words in (("run", "nightly"), ("run", "nightly", "--again"), ("unscramble", "--apply"), ("run", "nightly")):
        for desk in twins.desks:
            sheets_crm(desk, words[0], *words[1:2], desk.name, *words[2:])
    assert [clients(desk) for desk in twins.desks] == before


def clients(desk: Desk) -> dict[str, str]:
    """What every cell of the clients shows."""
    return {place: one.text for place, one in seen(desk.open())["Клиенты"].items()}
