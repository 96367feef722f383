"""What is lost comes back to the very cell, in a workbook and in a spreadsheet, whatever people typed since (D35, G7)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from desks import Desk, sheets_crm
from seen import seen
from sheets_server.spreadsheet import Json, Spreadsheet, new_spreadsheet
from test_partial_sorts import NAMES, SURNAMES, area, cell, sheet_of

from sheets_crm.model.addresses import parse_address

SCENARIOS = int(os.environ.get("SHEETS_CRM_LOSSES", "1"))
CLIENTS, ORDERS = ("Клиент", "Телефон", "E-mail", "Город", "Комментарий"), ("Дата", "Клиент", "Сумма")
PHONE, EMAIL, COMMENT, SUM = 1, 2, 4, 2
Records = dict[str, dict[str, str]]
"""What each record shows, by what stands in its first cell, and by the titles of its columns."""


def book_of(random: Random, *ids: str) -> Spreadsheet:
    """A book of clients and their orders, before any night; `ids` is the header of their IDs, if they are to have any."""
    book = new_spreadsheet("losses", "Клиенты", "ru_RU")
    names = random.sample([f"{surname} {name}" for surname in SURNAMES for name in NAMES], random.randrange(20, 40))
    clients = [
        [
            name,
            f"+7 916 {random.randrange(1000):03d}-{at:02d}-{random.randrange(100):02d}" if random.random() < 0.9 else None,
            f"n{random.randrange(10**5)}@example.ru" if random.random() < 0.8 else None,
            random.choice(("Москва", "Казань", None)),
            f"заметка {random.randrange(10**4)}" if random.random() < 0.7 else None,
        ]
        for at, name in enumerate(names)
    ]
    days = [date(2026, 1, 1) + timedelta(at) for at in random.sample(range(300), random.randrange(20, 40))]
    orders = [[day, random.choice(names), float(Decimal(random.randrange(50_000, 900_000)) / 100)] for day in days]
    book.sheets = [sheet_of(1, "Клиенты", [[*CLIENTS, *ids], *clients]), sheet_of(2, "Заказы", [[*ORDERS, *ids], *orders])]
    return book


def rows_deleted(random: Random, book: Spreadsheet) -> Iterator[Json]:
    """A few rows go, one after the other, of either sheet."""
    for _ in range(random.randrange(1, 6)):
        row = random.randrange(1, 15)
        yield {"deleteDimension": {"range": span(random.choice((1, 2)), "ROWS", row)}}


def column_deleted(random: Random, book: Spreadsheet) -> Iterator[Json]:
    yield {"deleteDimension": {"range": span(1, "COLUMNS", random.choice((PHONE, EMAIL, COMMENT)))}}


def column_cleared(random: Random, book: Spreadsheet) -> Iterator[Json]:
    column = random.choice((PHONE, EMAIL, COMMENT))
    yield typed(book, 1, column, dict.fromkeys(range(1, height(book, 1) + 1)))


def block_cleared(random: Random, book: Spreadsheet) -> Iterator[Json]:
    first, last = block(random, height(book, 1), 14)
    for column in (PHONE, EMAIL, COMMENT):
        yield typed(book, 1, column, dict.fromkeys(range(first, last)))


def dragged_over(random: Random, book: Spreadsheet) -> Iterator[Json]:
    """One value or a series of them, over different ones."""
    first, last = block(random, height(book, 1), 12)
    column, start, step = random.choice((PHONE, EMAIL)), random.randrange(10**6), random.choice((0, 1))
    spelled = "+7 916 {:03d}-{:02d}-{:02d}" if column == PHONE else "n{}{}{}@example.ru"
    numbers = {row: start + step * (row - first) for row in range(first, last)}
    yield typed(
        book, 1, column, {row: spelled.format(at // 10_000 % 1000, at // 100 % 100, at % 100) for row, at in numbers.items()}
    )


def rounded(random: Random, book: Spreadsheet) -> Iterator[Json]:
    first, last = block(random, height(book, 2), 10)
    unit = random.choice((1, 10, 100))
    was = {row: value(book, 2, row, SUM)["numberValue"] for row in range(first, last)}
    yield typed(book, 2, SUM, {row: round(one / unit) * unit for row, one in was.items()})


MISHAPS = (rows_deleted, column_deleted, column_cleared, block_cleared, dragged_over, rounded)


@pytest.mark.parametrize("kind", ["xlsx", "google"])
@pytest.mark.parametrize("ids", [("ID",), ()], ids=["with IDs", "without"])
@pytest.mark.parametrize("mishap", MISHAPS, ids=lambda one: one.__name__)
def test_it_is_told_and_every_cell_is_what_it_was(
    lay: Callable[..., Desk], kind: str, ids: tuple[str, ...], mishap: Callable[[Random, Spreadsheet], Iterator[Json]]
) -> None:
    for seed in range(SCENARIOS):
        random = Random(f"{seed} {mishap.__name__}")
        desk = lay(kind, book_of(random, *ids))
        assert night(desk) == []
        before = records(desk)
        for request in mishap(random, desk.open()):
            desk.do([request])
        after = records(desk)
        assert after != before
        assert {"lost", "rounding"} & set(night(desk)), seed
        new = typed_since(random, desk, after)
        desk.do([sorted_by(random, desk.open())])
        assert {"lost", "rounding"} & set(night(desk)), seed
        assert sheets_crm(desk, "recover", desk.name, "--all", "--apply", "--json").status == 0
        assert records(desk) == merged(before, new), seed
        assert not {"lost", "rounding"} & set(night(desk)), seed


def sorted_by(random: Random, book: Spreadsheet) -> Json:
    """Whole rows are sorted: every record stands elsewhere after it."""
    number = random.choice((1, 2))
    place = area(1, height(book, number) + 1, 0, 6) | {"sheetId": number}
    order = {"dimensionIndex": random.choice((0, 1)), "sortOrder": random.choice(("ASCENDING", "DESCENDING"))}
    return {"sortRange": {"range": place, "sortSpecs": [order]}}


def typed_since(random: Random, desk: Desk, there: Mapping[str, Records]) -> Mapping[str, Records]:
    """Let people type some remarks after the accident; return these."""
    book, out = desk.open(), dict[str, dict[str, str]]()
    titles = {title: at for at, title in enumerate(shown_titles(book, 1))}
    if "Комментарий" in titles:
        for row_id in random.sample(sorted(there["Клиенты"]), random.randrange(3)):
            row = next(row for row in range(1, height(book, 1) + 1) if text(book, 1, row, 0) == row_id)
            out[row_id] = {"Комментарий": f"набрано {random.randrange(1000)}"}
            desk.do([typed(book, 1, titles["Комментарий"], {row: out[row_id]["Комментарий"]})])
    return {"Клиенты": out}


def merged(before: Mapping[str, Records], new: Mapping[str, Records]) -> dict[str, Records]:
    return {
        sheet: {row_id: cells | new.get(sheet, {}).get(row_id, {}) for row_id, cells in every.items()}
        for sheet, every in before.items()
    }


def night(desk: Desk) -> list[str]:
    """Run the night job; return the rules of what it found."""
    return [
        one["rule"] for one in sheets_crm(desk, "run", "nightly", desk.name, "--json", "--today", "2026-11-20").json["findings"]
    ]


def records(desk: Desk) -> dict[str, Records]:
    """What every record of both sheets shows, wherever it stands."""
    out = dict[str, Records]()
    for sheet, every in list(seen(desk.open()).items())[:2]:
        cells = {parse_address(place): one.text for place, one in every.items()}
        titles = {column: told for (row, column), told in cells.items() if row == 1}
        lines = dict[int, dict[str, str]]()
        for (row, column), told in cells.items():
            if row > 1:
                lines.setdefault(row, {})[titles[column]] = told
        out[sheet] = {line[titles[1]]: line for line in lines.values()}
    return out


def block(random: Random, height: int, least: int) -> tuple[int, int]:
    first = random.randrange(1, height - least + 1)
    return first, random.randrange(first + least, height + 1)


def span(sheet: int, dimension: str, at: int) -> Json:
    return {"sheetId": sheet, "dimension": dimension, "startIndex": at, "endIndex": at + 1}


def typed(book: Spreadsheet, number: int, column: int, values: Mapping[int, Any]) -> Json:
    """What is typed into the rows of a column that hold anything, one below the other."""
    place = area(min(values), max(values) + 1, column, column + 1) | {"sheetId": number}
    rows = [{"values": [cell(one) if one is not None else {}]} for one in values.values()]
    return {"updateCells": {"range": place, "rows": rows, "fields": "userEnteredValue"}}


def value(book: Spreadsheet, number: int, row: int, column: int) -> Json:
    return book.sheets[number - 1].entered((row, column)) or {}


def text(book: Spreadsheet, number: int, row: int, column: int) -> str:
    return str((book.sheets[number - 1].effective((row, column)) or {}).get("stringValue", ""))


def shown_titles(book: Spreadsheet, number: int) -> list[str]:
    return [text(book, number, 0, column) for column in range(12)]


def height(book: Spreadsheet, number: int) -> int:
    """The last row that holds anything, from 0."""
    return int(max(row for row, column in book.sheets[number - 1].cells if value(book, number, row, column)))
