"""What a night costs: how often Google is asked, and that nobody's edit goes unseen for it."""

from __future__ import annotations

import gzip
import json
from contextlib import suppress
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("gspread")
pytest.importorskip("formualizer")

from sheets_server import formulas
from sheets_server.running import OWNER, ROBOT, Running

from sheets_crm.books.google.account import by_key
from sheets_crm.books.google.book import GoogleBook
from sheets_crm.books.google.client import GoogleClient
from sheets_crm.books.google.reading.book import after_writes, read_book, read_parts
from sheets_crm.books.google.reading.copies import Copies, read_copy
from sheets_crm.books.google.writing import parting
from sheets_crm.books.google.writing.batch import Batch, Step
from sheets_crm.books.google.writing.parting import blocks, runs
from sheets_crm.books.google.writing.reasons import DAY_FORMAT, PLAIN_TEXT
from sheets_crm.engine.run import RunResult, run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.engine.undo.undo import undo
from sheets_crm.errors import UnreadableError, UsageError
from sheets_crm.model.config import ConfigFile
from sheets_crm.model.settings import GoogleSettings, Settings

NOW = datetime(2026, 3, 4, 3, 0)
HEADER = ["Клиент", "Телефон", "E-mail", "Статус", "ID"]
ROWS = [HEADER, *([f"Иванов Иван {at}", f"8 916 123-45-{at:02}", f"IVAN{at}@EXAMPLE.COM", "", ""] for at in range(30))]


class Office:
    """A spreadsheet with a program at work on it, and a person; `calls` are those since it was last asked."""

    def __init__(self, server: Running, folder: Path) -> None:
        self.server, self.file, self.folder = server, server.spreadsheet("База"), folder
        self.settings = GoogleSettings(sheets_url=server.base, drive_url=server.base)
        self.client = GoogleClient(by_key(server.key_file(folder, ROBOT)), self.settings)
        self.owner = GoogleClient(by_key(server.key_file(folder, OWNER)), self.settings)
        self.config = Config(None, ConfigFile(settings=Settings(memory_folder=str(folder)), google=self.settings))
        self.types("Sheet1!A1", ROWS)

    @property
    def book(self) -> GoogleBook:
        return GoogleBook(self.file.id, self.client)

    def types(self, place: str, rows: list[list[Any]]) -> None:
        self.owner.values_update(self.file.id, place, {"valueInputOption": "RAW"}, {"values": rows})

    def run(self) -> RunResult:
        return run_job(self.book, load_job("nightly"), self.config, NOW)

    def at_rest(self) -> bool:
        """Say whether another run has nothing to do; the owner was there, or it would not even read the book."""
        self.server.world.touch(self.file, OWNER)
        again = self.run()
        assert again.snapshot is not None
        return again.plan.count() == 0

    def calls(self, since: int) -> dict[str, int]:
        seen = [one for one in self.server.world.log[since:] if "token" not in one]
        kinds = ["version" if "/drive/" in one else "write" if one.startswith("POST") else "read" for one in seen]
        return {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}


@pytest.fixture
def office(server: Running, tmp_path: Path) -> Office:
    return Office(server, tmp_path)


def test_a_night_is_two_reads_and_two_writes_and_then_nothing_but_one_call(office: Office) -> None:
    start = len(office.server.world.log)
    first = office.run()
    assert first.receipt is not None
    assert first.receipt.identity == office.book.identity(), "nobody else was there, and the program knows it"
    assert office.calls(start) == {"version": 2, "read": 1, "write": 2}, "one of the versions is asked for above"
    for _ in range(2):
        start = len(office.server.world.log)
        again = office.run()
        assert (again.snapshot, again.receipt) == (None, None)
        assert again.plan.findings == first.plan.findings
        assert office.calls(start) == {"version": 1}


def test_who_types_between_reading_and_writing_is_seen_in_the_next_run(office: Office) -> None:
    typed: list[str] = []

    def types(verb: str, target: str) -> None:
        if verb == "POST" and "batchUpdate" in target and not typed:
            typed.append(target)
            assert office.file.book is not None
            office.file.book.sheet(0).put((30, 1), userEnteredValue={"stringValue": "8 916 765-43-21"})
            office.server.world.touch(office.file, OWNER)

    office.server.world.before.append(types)
    try:
        first = office.run()
    finally:
        office.server.world.before.remove(types)
    assert first.receipt is not None
    assert first.receipt.identity != office.book.identity()
    start = len(office.server.world.log)
    assert [one.after for batch in office.run().plan.changes for one in batch if one.column == "phone"] == ["+7 916 765-43-21"]
    assert office.calls(start)["read"] == 1


def test_an_undo_costs_no_more_than_a_night(office: Office) -> None:
    office.run()
    start = len(office.server.world.log)
    taken = undo(office.book, None, office.config, NOW)
    assert taken.reversed
    assert not taken.kept
    found = office.calls(start)
    assert (found["version"], found["read"]) == (1, 1)
    assert found["write"] <= 2


def in_pieces(patch: pytest.MonkeyPatch, most: int = 5_000) -> None:
    """Let what is a large book be a small one."""
    patch.setattr(parting, "USUAL", 2_000)
    patch.setattr(parting, "MOST", most)
    patch.setattr(parting, "SHOWN", 50)
    patch.setattr("sheets_crm.books.google.book.SHOWN", 50)


@pytest.mark.parametrize("most", [5_000, 1_000_000])
def test_a_write_in_many_parts_comes_to_the_same(office: Office, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    in_pieces(monkeypatch, most)
    start = len(office.server.world.log)
    first = office.run()
    assert first.receipt is not None
    assert not first.receipt.kept
    assert sum(map(len, first.receipt.written)) == first.plan.count()
    assert len(first.receipt.reports) == len(first.plan.reports)
    assert (office.calls(start)["write"] > 5) is (most < 1_000_000)
    again = run_job(office.book, load_job("nightly"), office.config, NOW, afresh=True)
    assert again.snapshot is not None
    assert again.receipt is None
    assert not undo(office.book, None, office.config, NOW).kept


def test_what_cannot_be_shown_in_plain_text_is_told_and_not_tried_again(office: Office) -> None:
    sheet = office.file.book.sheet(0) if office.file.book else None
    assert sheet
    for row in range(1, len(ROWS)):
        sheet.put((row, ROWS[0].index("Статус")), userEnteredFormat={"numberFormat": {"type": "TEXT", "pattern": "@"}})
    office.server.world.touch(office.file, OWNER)
    first = office.run()
    assert first.receipt is not None
    assert {(one.change.column, one.why) for one in first.receipt.kept} == {("status", PLAIN_TEXT)}
    assert len(first.receipt.kept) == len(ROWS) - 1
    start = len(office.server.world.log)
    again = office.run()
    assert "write" not in office.calls(start)
    assert again.receipt is None or {one.why for one in again.receipt.kept} == {PLAIN_TEXT}


def test_a_sum_is_not_put_where_it_would_show_as_a_day(office: Office) -> None:
    office.types("Sheet1!A1", [["Дата", "Клиент", "Услуга", "Сумма", "ID"]])
    office.types("Sheet1!A2", [["01.02.2024", "Иванов Иван", "Стрижка", "1 234,50", ""] for _ in ROWS[1:]])
    assert office.file.book
    office.file.book.sheet(0).put((2, 3), userEnteredFormat={"numberFormat": {"type": "DATE", "pattern": "dd.mm.yyyy"}})
    for _ in range(2):
        office.server.world.touch(office.file, OWNER)
        done = office.run()
        assert done.receipt is not None
        assert [(one.change.row, one.why) for one in done.receipt.kept] == [(3, DAY_FORMAT)]
    amounts = [office.file.book.sheet(0).cells[row, 3]["userEnteredValue"] for row in (1, 2)]
    assert amounts == [{"numberValue": 1234.5}, {"stringValue": "1 234,50"}]


class PowerCutError(BaseException):
    """The computer stops."""


class Dying(GoogleBook):
    """A book whose computer stops as soon as so many writes are done, or right before the next is sent."""

    writes, sent_last = 1, True

    def _send(self, batch: Batch) -> Any:
        self.writes -= 1
        if self.writes < 0:
            raise PowerCutError
        answer = super()._send(batch)
        if self.sent_last and not self.writes:
            raise PowerCutError
        return answer


def dies(office: Office, writes: int = 1, *, sent_last: bool = True) -> None:
    """Run, and let the computer stop after so many writes."""
    book = Dying(office.file.id, office.client)
    book.writes, book.sent_last = writes, sent_last
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sheets_crm.engine.applying._after_failure", lambda *_: None)
        with pytest.raises(PowerCutError):
            run_job(book, load_job("nightly"), office.config, NOW)


def standing(office: Office) -> list[list[Any]]:
    """What the sheet of clients shows, from its header down."""
    assert office.file.book
    formulas.calculate(office.file.book)
    sheet = office.file.book.sheet(0)
    cells = [[sheet.effective((row, column)) or {} for column in range(len(HEADER))] for row in range(len(ROWS))]
    return [[next((value for value in cell.values() if value != ""), None) for cell in line] for line in cells]


@pytest.mark.parametrize("sent_last", [True, False])
@pytest.mark.parametrize("writes", [1, 3, 6, 9, 12, 15])
def test_the_run_after_one_that_died_between_two_pieces_makes_the_rest(
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    writes: int,
    sent_last: bool,  # noqa: FBT001
) -> None:
    before = standing(office)
    in_pieces(monkeypatch)
    dies(office, writes, sent_last=sent_last)
    office.run()
    after = standing(office)
    assert not any("⟦" in str(value) for line in after for value in line)
    assert [line[1] for line in after[1:]] == [f"+7 916 123-45-{at:02}" for at in range(30)]
    assert len({line[HEADER.index("ID")] for line in after}) == len(ROWS)
    assert run_job(office.book, load_job("nightly"), office.config, NOW, afresh=True).receipt is None
    with suppress(UsageError):  # nothing of the first was written
        for _ in range(2):
            undo(office.book, None, office.config, NOW)
    assert standing(office) == before, "what both of them did is in the journal"


def test_after_a_crash_one_call_tells_what_became_of_the_run(office: Office) -> None:
    dies(office)
    start = len(office.server.world.log)
    result = office.run()
    assert "cut short amid writing" in result.notes[0].en
    asked = [one for one in office.server.world.log[start:] if "token" not in one]
    assert ["/drive/" in one for one in asked[:2]] == [True, False], "the reading needs no version of its own"


def test_the_copy_made_before_a_write_is_what_was_read(office: Office) -> None:
    office.run()
    (copy,) = office.folder.rglob("*.json.gz")
    told = json.loads(gzip.decompress(copy.read_bytes()))
    first = told["sheets"][0]["data"][0]["rowData"][1]["values"]
    assert [one.get("userEnteredValue", {}).get("stringValue") for one in first[:3]] == ROWS[1][:3]


def test_a_book_read_in_parts_is_copied_part_by_part(office: Office, tmp_path: Path) -> None:
    copies = Copies()
    read_parts(office.client, office.file.id, copies)
    path = copies.write(tmp_path, "copy")
    about, *parts = map(json.loads, gzip.decompress(path.read_bytes()).splitlines())
    assert path.name == "copy.jsonl.gz"
    assert about["sheets"][0]["properties"]["title"] == "Sheet1"
    assert parts[0]["sheets"][0]["data"][0]["rowData"][0]["values"][0]["userEnteredValue"] == {"stringValue": "Клиент"}
    assert not copies
    read, now = read_copy(path).snapshot, read_book(office.client, office.file.id).snapshot
    assert {name: grid.last_row for name, grid in read.grids.items()} == {name: grid.last_row for name, grid in now.grids.items()}
    assert [read.grids["Sheet1"].value(2, at) for at in (1, 2, 3)] == [now.grids["Sheet1"].value(2, at) for at in (1, 2, 3)]
    assert read.grids["Sheet1"].value(2, 1) == ROWS[1][0]


def test_a_damaged_copy_says_so(office: Office) -> None:
    office.run()
    (copy,) = office.folder.rglob("*.json.gz")
    copy.write_bytes(copy.read_bytes()[:-40])
    with pytest.raises(UnreadableError, match="the copy is damaged"):
        office.book.read_backup(copy)


@pytest.mark.parametrize(
    ("identity", "writes", "after"),
    [
        ("version 41", 2, "version 43 by us"),
        ("version 41 by us", 1, "version 42 by us"),
        ("after version 41", 1, ""),
        ("anything", 1, ""),
    ],
)
def test_our_own_writes_make_the_version_grow_by_one_each(identity: str, writes: int, after: str) -> None:
    assert after_writes(identity, writes) == after


def tab(rows: int) -> Step:
    lines = [{"values": [{"userEnteredValue": {"stringValue": f"{at}" + "x" * 90}}]} for at in range(rows)]
    area = {"sheetId": 1, "startRowIndex": 10, "endRowIndex": 10 + rows + 7, "startColumnIndex": 0, "endColumnIndex": 1}
    return Step({"updateCells": {"range": area, "rows": lines, "fields": "userEnteredValue"}}, "tab", tab="Журнал")


def test_many_rows_are_parted_without_a_gap_and_the_last_part_empties_what_lies_below() -> None:
    whole = tab(100)
    found = list(blocks(whole, 2000))
    areas = [one.request["updateCells"]["range"] for one in found]
    assert len(found) > 5
    assert [one for step in found for one in step.request["updateCells"]["rows"]] == whole.request["updateCells"]["rows"]
    assert areas[0]["startRowIndex"] == 10
    assert areas[-1]["endRowIndex"] == 117
    assert all(one["endRowIndex"] == two["startRowIndex"] for one, two in pairwise(areas))
    assert [one.tab for one in found] == [""] * (len(found) - 1) + ["Журнал"]


@pytest.mark.parametrize(
    ("numbers", "gap", "found"),
    [([], 3, []), ([4], 3, [(4, 4)]), ([1, 2, 5, 9, 10, 30], 3, [(1, 10), (30, 30)]), ([1, 3, 4], 0, [(1, 1), (3, 4)])],
)
def test_numbers_are_parted_where_too_many_are_left_out(numbers: list[int], gap: int, found: list[tuple[int, int]]) -> None:
    assert list(runs(numbers, gap)) == found
