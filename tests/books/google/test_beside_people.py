"""The same promises over HTTP, on a server that answers as Google does, beside a person who does what people do."""

from __future__ import annotations

import os
from datetime import datetime
from functools import partial
from random import Random
from typing import Any

import pytest

pytest.importorskip("gspread")
pytest.importorskip("formualizer")

from sheets_server.drive import File
from sheets_server.journal import Journal, Typed
from sheets_server.people import Person
from sheets_server.running import OWNER, Running

from sheets_crm.books.google.account import by_key
from sheets_crm.books.google.book import GoogleBook
from sheets_crm.books.google.client import GoogleClient
from sheets_crm.books.google.writing.lookups import FORMULA
from sheets_crm.books.google.writing.marks import MARK_SIGN
from sheets_crm.engine.reading import read_bound
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job, load_layout
from sheets_crm.errors import RefusedError, SheetsCrmError
from sheets_crm.model.context import Context
from sheets_crm.model.plan import NewColumn, Plan, Receipt
from sheets_crm.model.settings import GoogleSettings
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.planning.plan import make_plan

NOW = datetime(2026, 3, 4, 3, 0)
SEEDS = int(os.environ.get("SHEETS_CRM_SEEDS", "10"))
CLIENTS = 7
ROWS = (
    ("Клиент", "Телефон", "E-mail", "Дата рождения", "Статус", "Заметка себе", "ID"),
    ("ООО  «Ромашка»", "8 916 123-45-67", "office@Romashka.RU", "1.2.1990", None, "8 916 123-45-67", None),
    ("Иванов Иван", "79161234568", "ivan@example.ru ", "01.02.1990", "Активный", "звонить утром", None),
    ("Петрова Анна", "8 916 123-45-67", "anna@example.ru", None, None, None, "K-00007"),
    ("сидоров пётр", "+7 (916) 123 45 69", None, "3 марта 1985", "активный", "=1+1", None),
)


@pytest.fixture(scope="module")
def client(server: Running, tmp_path_factory: pytest.TempPathFactory) -> GoogleClient:
    key = server.key_file(tmp_path_factory.mktemp("key"))
    return GoogleClient(by_key(key), GoogleSettings(sheets_url=server.base, drive_url=server.base))


def a_book(server: Running, client: GoogleClient) -> tuple[GoogleBook, File]:
    file = server.spreadsheet("База")
    size = {"rowCount": 40, "columnCount": 12}
    rows = [{"values": [entered(value) for value in row]} for row in ROWS]
    start = {"sheetId": CLIENTS, "rowIndex": 0, "columnIndex": 0}
    client.batch_update(
        file.id,
        {
            "requests": [
                {"updateSpreadsheetProperties": {"properties": {"locale": "ru_RU"}, "fields": "locale"}},
                {"addSheet": {"properties": {"sheetId": CLIENTS, "title": "Клиенты", "gridProperties": size}}},
                {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}},
            ]
        },
    )
    return GoogleBook(file.id, client), file


def entered(value: str | None) -> dict[str, Any]:
    if value is None:
        return {}
    return {"userEnteredValue": {"formulaValue" if value.startswith("=") else "stringValue": value}}


def planned(book: GoogleBook) -> tuple[Snapshot, Plan]:
    layout = load_layout("extended")
    snapshot = read_bound(book, Config(), layout).snapshot
    return snapshot, make_plan(snapshot, load_job("nightly"), Context(NOW, layout))


def run(book: GoogleBook) -> tuple[Plan, Receipt | None]:
    snapshot, plan = planned(book)
    return plan, None if plan.empty else book.write(plan, snapshot, lambda _: None)


def values(server: Running, file: File) -> list[tuple[Any, ...]]:
    with server.world.lock:
        assert file.book is not None
        sheet = file.book.sheet(CLIENTS)
        cells = [[(row, column) for column in range(7)] for row in range(len(ROWS))]
        shown = [
            [(sheet.effective(place) if is_lookup(sheet.entered(place)) else sheet.entered(place)) for place in row]
            for row in cells
        ]
    return [tuple(next(iter((cell or {}).values()), None) for cell in row) for row in shown]


def is_lookup(value: dict[str, Any] | None) -> bool:
    return FORMULA.fullmatch((value or {}).get("formulaValue", "")) is not None


def test_in_peace_a_run_repairs_and_fills_and_the_next_one_has_nothing_to_do(server: Running, client: GoogleClient) -> None:
    book, file = a_book(server, client)
    plan, receipt = run(book)
    assert receipt is not None
    assert not receipt.kept
    assert sum(map(len, receipt.written)) == plan.count()
    snapshot, again = planned(book)
    assert again.count() == 0
    table = snapshot.of_kind("clients")[0]
    assert [str(one) for one in table.ids] == ["K-00008", "K-00009", "K-00007", "K-00010"]
    assert [table.cells("phone")[at] for at in range(4)][:2] == ["+7 916 123-45-67", "+7 916 123-45-68"]
    assert values(server, file)[1][5] == "8 916 123-45-67", "a note of the staff's own is no phone to repair"


def test_an_undo_takes_the_same_way_back(server: Running, client: GoogleClient) -> None:
    book, file = a_book(server, client)
    before = values(server, file)
    _, receipt = run(book)
    assert receipt is not None
    snapshot, _ = planned(book)
    back = tuple(batch.inverse(Text("назад", "back")) for batch in receipt.written)
    undone = book.write(Plan(snapshot.identity, back), snapshot, lambda _: None)
    assert not undone.kept
    book.read()
    assert [[value or None for value in row] for row in values(server, file)] == [
        [value or None for value in row] for row in before
    ]


def test_what_somebody_typed_since_the_reading_stays_and_is_told(server: Running, client: GoogleClient) -> None:
    book, file = a_book(server, client)
    snapshot, plan = planned(book)
    with server.world.lock:
        assert file.book is not None
        file.book.sheet(CLIENTS).put((2, 1), userEnteredValue={"stringValue": "перезвонит сам"})
        server.world.touch(file, OWNER)
    receipt = book.write(plan, snapshot, lambda _: None)
    assert values(server, file)[2][1] == "перезвонит сам"
    assert ("phone", "79161234568") in {(left.change.column, left.change.before) for left in receipt.kept}


class Meddled(GoogleBook):
    """A book in which a person is at work before each request that writes."""

    person: Person
    dice: Random

    def _send(self, batch: Any) -> Any:
        self.meddle()
        answer = super()._send(batch)
        self.meddle()
        return answer

    def meddle(self) -> None:
        for _ in range(self.dice.randint(0, 3)):
            self.person.act()


def is_repair(repairs: set[tuple[Any, Any]], typed: Typed, value: dict[str, Any] | None) -> bool:
    """Whether a value is what the program makes of a text, or its own lookup where nothing stood.

    What a person copied from a cell in the moment in which it was marked becomes what that cell becomes.
    """
    now = value or {}
    if MARK_SIGN in typed.text:
        return True
    if typed.value is None or typed.value == {"stringValue": ""}:
        return not now or FORMULA.fullmatch(now.get("formulaValue", "")) is not None or "stringValue" in now
    shown = {next(iter(typed.value.values())), typed.text.removeprefix("'")}
    return any((text, next(iter(now.values()), None)) in repairs for text in shown)


def test_beside_a_person_at_work_nothing_typed_is_lost(server: Running, client: GoogleClient) -> None:
    bad: dict[int, list[str]] = {}
    for seed in range(SEEDS):
        quiet, file = a_book(server, client)
        book = Meddled(quiet.identifier, client)
        book.dice, journal, repairs = Random(seed), Journal(), set[tuple[Any, Any]]()
        book.person = Person(Random(seed), server.world, file, OWNER, journal, sheets=(CLIENTS,))
        with server.world.lock:
            assert file.book is not None
            journal.adopt(file.book, [CLIENTS])
        for _ in range(2):
            snapshot, plan = planned(book)
            for change in (one for batch in plan.changes for one in batch):
                after = change.after.toordinal() - 693594 if hasattr(change.after, "toordinal") else change.after
                repairs.add((change.before, after))
            book.meddle()
            try:
                book.write(plan, snapshot, lambda _: None)
            except RefusedError:
                continue
            except SheetsCrmError as error:
                bad[seed] = [str(error)]
        quiet.read()
        with server.world.lock:
            assert file.book is not None
            if found := journal.violations(file.book, partial(is_repair, repairs)):
                bad[seed] = [*found, *journal.actions[-8:]]
    assert not bad, (len(bad), dict(list(bad.items())[:12]))


def test_a_new_column_is_put_in_and_pushes_nothing_away(server: Running, client: GoogleClient) -> None:
    book, file = a_book(server, client)
    snapshot, _ = planned(book)
    column = load_layout("extended").sheet("clients").column("last_touch")
    new = NewColumn("Клиенты", 1, 8, "Последнее касание", column)
    with server.world.lock:
        assert file.book is not None
        file.book.sheet(CLIENTS).put((0, 7), userEnteredValue={"stringValue": "вписали только что"})
        server.world.touch(file, OWNER)
    book.write(Plan(snapshot.identity, new_columns=(new,)), snapshot, lambda _: None)
    with server.world.lock:
        header = [file.book.sheet(CLIENTS).entered((0, column)) for column in (7, 8)]
    assert header == [{"stringValue": "Последнее касание"}, {"stringValue": "вписали только что"}]
