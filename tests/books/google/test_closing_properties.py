"""Whatever a newcomer tries in a spreadsheet: what is new lands, and what the role may not change stays as it is (H8)."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

pytest.importorskip("gspread")
pytest.importorskip("formualizer")

from sheets_server.running import ROBOT, Running
from test_closing import ANNA, LAYOUT, client_of

from sheets_crm.books.google.book import GoogleBook
from sheets_crm.books.google.client import SHEETS, GoogleClient
from sheets_crm.books.google.closing import close, editors
from sheets_crm.books.google.failures import GoogleError
from sheets_crm.engine.handouts.access import closings
from sheets_crm.engine.reading import read_bound
from sheets_crm.engine.run import run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.engine.settings.roles_file import Roles
from sheets_crm.model.roles import Member, Part, Role, RolesFile

SEEDS = int(os.environ.get("SHEETS_CRM_SEEDS", "4"))
TRIES = 25
HEADER = ["Клиент", "Телефон", "Комментарий", "Город", "ID"]
OPEN = ("Телефон", "Комментарий", "Город")


@dataclass
class Desk:
    """A spreadsheet in which somebody works whose role opens some columns; `rows` is what must stand there by now."""

    random: Random
    identifier: str
    person: GoogleClient
    opened: frozenset[int]
    rows: list[list[str]]
    stood: int = field(init=False)

    def __post_init__(self) -> None:
        self.stood = len(self.rows)

    def types(self) -> None:
        """Type over something, empty a cell, or enter something new below the list."""
        row, column = self.random.randrange(self.stood + 5), self.random.randrange(len(HEADER))
        value = self.random.choice(("", f"набрано {self.random.randrange(1000)}"))
        place = f"{'ABCDE'[column]}{row + 1}"
        may = column in self.opened if row < self.stood else HEADER[column] != "ID"
        told = {"values": [[value]]}
        done = self.tried(lambda: self.person.values_update(self.identifier, place, {"valueInputOption": "RAW"}, told))
        assert done is may, place
        if done:
            self.put(row, column, value)

    def put(self, row: int, column: int, value: str) -> None:
        self.rows += [[""] * len(HEADER) for _ in range(row + 1 - len(self.rows))]
        self.rows[row][column] = value

    def rearranges(self) -> None:
        """Delete rows or columns, sort, move cells: all of that would change what others wrote."""
        area = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": self.stood, "startColumnIndex": 0, "endColumnIndex": len(HEADER)}
        at = self.random.randrange(self.stood)
        rows = {"sheetId": 0, "dimension": "ROWS", "startIndex": at, "endIndex": at + 1}
        requests: list[dict[str, Any]] = [
            {"deleteDimension": {"range": rows}},
            {"deleteDimension": {"range": rows | {"dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}}},
            {"sortRange": {"range": area, "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]}},
            {"deleteRange": {"range": area | {"endRowIndex": 2}, "shiftDimension": "ROWS"}},
            {"updateCells": {"range": area, "fields": "*"}},
            {"deleteSheet": {"sheetId": 0}},
        ]
        body = {"requests": [self.random.choice(requests)]}
        url = f"{SHEETS}/v4/spreadsheets/{self.identifier}:batchUpdate"
        assert not self.tried(lambda: self.person.request("post", url, json=body)), body

    def tried(self, what: Any) -> bool:
        """Try something; say whether Google lets this person do it."""
        try:
            what()
        except GoogleError as refused:
            if refused.trouble != "protected":
                raise
            return False
        return True


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_is_new_lands_and_what_stands_stays(server: Running, tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    file = server.spreadsheet()
    with server.world.lock:
        server.world.share(file, ANNA)
    book = GoogleBook(file.id, client_of(server, tmp_path, ROBOT))
    rows = [
        [f"Клиент {at}", f"+7 916 123-45-{at:02}", random.choice(("чай", "")), "Пермь", ""]
        for at in range(random.randrange(4, 12))
    ]
    book.client.values_update(file.id, "A1", {"valueInputOption": "RAW"}, {"values": [HEADER, *rows]})
    run_job(book, load_job("nightly"), Config(path=tmp_path / "sheets-crm.yaml"), datetime(2026, 3, 4, 3))
    titles = tuple(title for title in OPEN if random.random() < 0.4)
    change: dict[str, Part] = {"Sheet1": titles} if titles else {}
    content = RolesFile(roles={"some": Role(change=change or "none")}, people={"Анна": Member(role="some", email=ANNA)})
    known = editors(book)
    assert known
    snapshot = read_bound(book, Config(), LAYOUT).snapshot
    close(book, closings(Roles(Path("roles.yaml"), content), snapshot, LAYOUT, known - {book.client.account.email}))
    desk = Desk(random, file.id, client_of(server, tmp_path, ANNA), frozenset(map(HEADER.index, titles)), shown(book))
    for _ in range(TRIES):
        desk.types() if random.random() < 0.7 else desk.rearranges()
    assert shown(book, len(desk.rows)) == desk.rows
    receipt = run_job(book, load_job("nightly"), Config(path=tmp_path / "sheets-crm.yaml"), datetime(2026, 3, 5, 3)).receipt
    assert receipt is None or not receipt.kept, "the program goes on working in what it closed to others"


def shown(book: GoogleBook, height: int = 0) -> list[list[str]]:
    """What the sheet shows, each row in its full width."""
    values = book.client.values_get(book.identifier, "Sheet1!A1:E60").get("values", [])
    rows = [[*row, *[""] * (len(HEADER) - len(row))] for row in values]
    return [*rows, *([""] * len(HEADER) for _ in range(height - len(rows)))]
