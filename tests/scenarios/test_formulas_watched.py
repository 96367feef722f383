"""A value over a formula, a formula over a value, a reference that moved: told to the cell in a workbook and in a spreadsheet.

A workbook has them back; in a spreadsheet the program writes no formulas, but says which one goes where, and says no more of it
once it stands there again (G1, G3).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from random import Random

import pytest
from desks import Desk, sheets_crm
from seen import seen
from sheets_server.spreadsheet import Json, Spreadsheet, new_spreadsheet
from test_partial_sorts import NAMES, SURNAMES, area, sheet_of

from sheets_crm.model.addresses import address, parse_address

SCENARIOS = int(os.environ.get("SHEETS_CRM_LOSSES", "1"))
HEADER = ("Клиент", "Сумма", "Скидка", "К оплате", "Доля", "Дата", "ID")
SUM, SALE, DUE, SHARE = 1, 2, 3, 4
COUNT = 14
TOLD = re.compile(r"(?:стояло|была формула) (.+)")


def book_of(random: Random) -> Spreadsheet:
    """Orders with two columns of formulas, before any night."""
    book = new_spreadsheet("formulas", "Заказы", "ru_RU")
    names = [f"{surname} {NAMES[0]}" for surname in SURNAMES[:COUNT]]
    sums = [(random.randrange(500, 900) * 10, random.randrange(1, 9) * 10) for _ in names]
    rows = [[name, *both, None, None, date(2026, 10, at + 1)] for at, (name, both) in enumerate(zip(names, sums, strict=True))]
    sheet = sheet_of(1, "Заказы", [[*HEADER], *rows])
    for row in range(1, COUNT + 1):
        sheet.cells[row, DUE] = formula(f"=B{row + 1}-C{row + 1}")
        sheet.cells[row, SHARE] = formula(f"=D{row + 1}/SUM(D$2:D${COUNT + 1})")
    book.sheets = [sheet, sheet_of(2, "Клиенты", [["Клиент", "ID"], *([name] for name in names)])]
    return book


def formula(told: str) -> Json:
    return {"userEnteredValue": {"formulaValue": told}}


def planted(random: Random, first: int) -> Iterator[tuple[int, int, Json]]:
    """Yield what goes into which cell, three of each kind; the records begin in row `first`, from 0."""
    rows = random.sample(range(COUNT - 1), 9)
    for nth, at in enumerate(rows):
        row = first + at
        kind = nth % 3
        if kind == 0:
            yield row, DUE, {"userEnteredValue": {"numberValue": random.randrange(1000)}}
        elif kind == 1:
            yield row, random.choice((SUM, SALE)), formula(f"=B{row + 2}*{random.randrange(2, 9)}")
        else:
            yield row, DUE, formula(f"=B{row + 2}-C{row + 1}")


@pytest.mark.parametrize("kind", ["xlsx", "google"])
@pytest.mark.parametrize("inserted", [0, 2])
def test_it_is_told_and_what_stood_there_is_known_to_the_cell(lay: Callable[..., Desk], kind: str, inserted: int) -> None:
    for seed in range(SCENARIOS):
        random = Random(seed)
        desk = lay(kind, book_of(random))
        assert night(desk) == 0
        if inserted:
            desk.do([insert(inserted)])
        before = contents(desk)
        assert night(desk) == 0
        cells = list(planted(random, 1 + inserted))
        desk.do([typed(row, column, data) for row, column, data in cells])
        told = night(desk)
        assert told > 0
        if inserted:
            desk.do([insert(inserted)])
        assert night(desk) == told
        wanted = {address(row + 1 + inserted, column + 1) for row, column, _ in cells}
        assert bring_back(desk, kind) == wanted
        if inserted:
            desk.do([{"deleteDimension": {"range": top(inserted)}}])
        assert contents(desk) == before
        assert night(desk) == 0


def bring_back(desk: Desk, kind: str) -> set[str]:
    """Let the program bring everything back, or enter what it says; return the cells."""
    shown = sheets_crm(desk, "recover", desk.name, "--all", "--json").json
    if kind == "xlsx":
        assert sheets_crm(desk, "recover", desk.name, "--all", "--apply", "--json").status == 0
        return {one["cell"] for one in shown["changes"]}
    by_hand = {one["cell"]: TOLD.search(one["message"]) for one in shown["findings"]}
    desk.do([typed(*place_of(where), entered(told[1])) for where, told in by_hand.items() if told])
    return set(by_hand)


def top(rows: int) -> Json:
    return {"sheetId": 1, "dimension": "ROWS", "startIndex": 1, "endIndex": 1 + rows}


def insert(rows: int) -> Json:
    """Blank rows between the header and the list: all formulas move, which is no change of theirs."""
    return {"insertDimension": {"range": top(rows), "inheritFromBefore": False}}


def night(desk: Desk) -> int:
    """Run the night job; return how often it tells of formulas that are not what they were."""
    found = sheets_crm(desk, "run", "nightly", desk.name, "--json", "--today", "2026-11-20").json["findings"]
    return sum(one["rule"] == "formula_changes" for one in found)


def contents(desk: Desk) -> Mapping[str, object]:
    """What every cell shows, and its formula."""
    return seen(desk.open())["Заказы"]


def typed(row: int, column: int, data: Json) -> Json:
    return {
        "updateCells": {
            "range": area(row, row + 1, column, column + 1),
            "rows": [{"values": [data]}],
            "fields": "userEnteredValue",
        }
    }


def place_of(where: str) -> tuple[int, int]:
    row, column = parse_address(where)
    return row - 1, column - 1


def entered(told: str) -> Json:
    """What a person enters who reads it on the screen."""
    return formula(told) if told.startswith("=") else {"userEnteredValue": {"numberValue": float(told.replace(",", "."))}}
