"""The journal remembers the tables as the last run left them, and what people did since (G10)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from any_cells import IN_BOOKS
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from making import LAYOUT, snapshot, table
from small_books import JOB, NOW, SHEET, book_of, bound, run, writing
from strategies import contents

from sheets_crm.books.memory import MemoryBook
from sheets_crm.books.xlsx import XlsxBook
from sheets_crm.books.xlsx.template.workbook import create_workbook
from sheets_crm.diff.books import compare
from sheets_crm.engine.home.places import memory_folder
from sheets_crm.engine.journal.journal import Journal
from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.journal.schema import UPGRADES
from sheets_crm.engine.journal.tables import keeping
from sheets_crm.engine.journal.tables.edits import Edit, drafts, insert_edits
from sheets_crm.engine.journal.tables.keeping import to_keep
from sheets_crm.engine.journal.tables.stored import Last, last_of
from sheets_crm.engine.looking import look_back
from sheets_crm.engine.reading import read_bound
from sheets_crm.engine.run import add_columns, run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job, load_layout
from sheets_crm.engine.undo.restore import restore
from sheets_crm.engine.undo.undo import undo
from sheets_crm.errors import UnreadableError
from sheets_crm.mapping.binding import Bound
from sheets_crm.mapping.program import program_columns_missing
from sheets_crm.model.cells import CellValue, Formula
from sheets_crm.model.context import Context
from sheets_crm.model.identity import row_ids
from sheets_crm.model.memory import Memory
from sheets_crm.model.plan import Plan
from sheets_crm.model.snapshot import Snapshot, Table

REPAIR = {(2, "phone"): "+7", (3, "phone"): "+8"}
HEADER = ("id", "name", "phone", "comment")
ROWS: list[list[CellValue]] = [["K-1", "Анна", "7", None], ["K-2", "Борис", "8", "важный"]]
CAREFUL = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


@pytest.fixture
def book(tmp_path: Path) -> MemoryBook:
    return book_of(tmp_path, HEADER, *ROWS)


@contextmanager
def journal_of(book: MemoryBook | XlsxBook) -> Iterator[JournalReader]:
    journal = JournalReader.open_to_read(memory_folder(book.name, Config()))
    assert journal is not None
    with journal:
        yield journal


def last(book: MemoryBook | XlsxBook) -> Last | None:
    with journal_of(book) as journal:
        return last_of(journal.db, book.name, LAYOUT)


def edits(book: MemoryBook | XlsxBook, number: int | None = None) -> list[Edit]:
    with journal_of(book) as journal:
        return [one for batch in journal.edits(number) for one in batch]


def told(book: MemoryBook) -> set[tuple[str, str, str, CellValue, CellValue]]:
    return {(one.what, one.row_id, one.column, one.before, one.after) for one in edits(book)}


def cells(table: Table) -> list[tuple[str, list[CellValue]]]:
    return [(one.name, one.cells.values()) for one in table.fields]


def begin(journal: Journal) -> None:
    journal.db.execute(
        "INSERT INTO runs (kind, job, state, as_of, started, user, host, identity_before)"
        " VALUES ('job', '', 'done', ?, ?, '', '', '')",
        (NOW.isoformat(),) * 2,
    )


def clean(book: MemoryBook) -> None:
    run(book, {})


def test_what_a_run_wrote_and_what_it_found_is_remembered(book: MemoryBook) -> None:
    run(book, REPAIR)
    found = last(book)
    assert found is not None
    (table,) = found.snapshot.tables
    assert (found.run, found.snapshot.identity, found.at) == (1, book.identity(), found.at)
    assert (table.kind, table.sheet, table.rows.tolist(), list(table.ids)) == ("clients", SHEET, [2, 3], ["K-1", "K-2"])
    assert cells(table) == [
        ("id", ["K-1", "K-2"]),
        ("name", ["Анна", "Борис"]),
        ("phone", ["+7", "+8"]),
        ("comment", [None, "важный"]),
    ]


def test_a_run_with_nothing_to_do_remembers_a_check_does_not(book: MemoryBook) -> None:
    run(book, {}, dry_run=True)
    assert not memory_folder(book.name, Config()).exists()
    clean(book)
    assert last(book) is not None
    book.put(SHEET, 2, 4, "новое")
    run(book, {}, dry_run=True)
    found = last(book)
    assert found is not None
    assert found.snapshot.tables[0].cells("comment")[0] is None


def test_rules_are_given_what_the_last_run_left(book: MemoryBook) -> None:
    seen: list[Memory] = []

    def watching(snapshot: Snapshot, job: Any, context: Context, own: Any) -> Plan:
        seen.append(context.memory)
        return writing(REPAIR)(snapshot, job, context, own)

    for _ in range(2):
        run_job(book, JOB, Config(), NOW, reader=bound, planner=watching)
        book.put(SHEET, 2, 3, "999")
    run_job(book, JOB, Config(), NOW, reader=bound, planner=watching, dry_run=True)
    assert [one.last_run for one in seen] == [None, 1, 2]
    assert seen[1].last is not None
    assert seen[1].last.tables[0].cells("phone").values() == ["+7", "+8"]
    assert seen[1].last_seen is not None


def test_texts_that_did_not_change_are_held_once(book: MemoryBook) -> None:
    run(book, REPAIR)
    book.put(SHEET, 3, 4, "неважный")
    with journal_of(book) as journal:
        now = bound(book, Config(), LAYOUT).snapshot
        look = look_back(journal, now, LAYOUT)
    assert look.last is not None
    before, after = look.last.snapshot.tables[0], now.tables[0]
    assert before.cells("name").texts[1] is after.cells("name").texts[1]
    assert before.cells("comment").values() == [None, "важный"]


def test_what_people_did_between_two_runs_is_kept_cell_by_cell(book: MemoryBook) -> None:
    run(book, REPAIR)
    book.put(SHEET, 2, 3, "12")
    book.put(SHEET, 3, 4, None)
    book.put(SHEET, 4, 1, "K-3")
    book.put(SHEET, 4, 2, "Вера")
    clean(book)
    assert told(book) == {
        ("cells", "K-1", "phone", "+7", "12"),
        ("cells", "K-2", "comment", "важный", None),
        ("rows new", "K-3", "id", None, "K-3"),
        ("rows new", "K-3", "name", None, "Вера"),
    }
    one = edits(book)[0]
    assert (one.run, one.sheet, one.row, one.title) == (2, SHEET, 2, "PHONE")
    assert one.since <= one.until
    assert edits(book, 1) == []
    clean(book)
    assert len(edits(book)) == 4, "it is told once"


def test_a_new_row_is_known_by_the_id_that_the_run_gives_it(book: MemoryBook) -> None:
    run(book, REPAIR)
    book.put(SHEET, 4, 2, "Вера")
    run(book, {(4, "id"): "K-3"})
    assert told(book) == {("rows new", "K-3", "name", None, "Вера")}


def test_a_formula_typed_over_is_kept_with_its_result(tmp_path: Path) -> None:
    rows: list[dict[str, CellValue]] = [{"id": "K-1", "orders_total": 350}]
    before, after = (snapshot(table("clients", rows, formulas=told)) for told in ({(0, "orders_total"): "=B2*7"}, {}))
    with Journal.open(tmp_path) as journal:
        begin(journal)
        insert_edits(journal.db, 1, list(drafts(compare(before, after), {}, {})), NOW, "Анна")
        ((one,),) = journal.edits()
    assert isinstance(one.before, Formula)
    assert (one.before, one.before.result, one.after, one.saved_by) == ("=B2*7", 350, 350, "Анна")


def test_a_deleted_row_is_kept_with_all_that_it_held(book: MemoryBook) -> None:
    run(book, REPAIR)
    for column in range(1, 5):
        book.put(SHEET, 2, column, book.value(SHEET, 3, column))
        book.put(SHEET, 3, column, None)
    clean(book)
    assert told(book) == {
        ("rows gone", "K-1", "id", "K-1", None),
        ("rows gone", "K-1", "name", "Анна", None),
        ("rows gone", "K-1", "phone", "+7", None),
    }


def test_sorting_is_no_edit(book: MemoryBook) -> None:
    run(book, REPAIR)
    for column in range(1, 5):
        here, there = book.value(SHEET, 2, column), book.value(SHEET, 3, column)
        book.put(SHEET, 2, column, there)
        book.put(SHEET, 3, column, here)
    clean(book)
    assert edits(book) == []
    found = last(book)
    assert found is not None
    assert list(found.snapshot.tables[0].ids) == ["K-2", "K-1"]


def test_columns_and_sheets_that_come_go_or_change_their_names_are_told(book: MemoryBook) -> None:
    book.sheets["Другие"] = dict(book.sheets[SHEET])
    run(book, {})
    book.sheets["Иные"] = book.sheets.pop("Другие")
    book.put(SHEET, 1, 4, None)
    book.put(SHEET, 3, 4, None)
    book.put(SHEET, 1, 5, "email")
    book.put(SHEET, 2, 5, "a@b.ru")
    clean(book)
    assert told(book) == {
        ("sheet renamed", "", "", "Другие", "Иные"),
        ("column gone", "K-2", "comment", "важный", None),
        ("column new", "K-1", "email", None, "a@b.ru"),
    }


def test_undo_leaves_a_memory_too_and_is_no_edit(book: MemoryBook) -> None:
    run(book, REPAIR)
    book.put(SHEET, 2, 4, "новое")
    undo(book, None, Config(), NOW, reader=bound)
    clean(book)
    assert told(book) == {("cells", "K-1", "comment", None, "новое")}


def test_a_backup_brought_back_is_no_edit_but_what_is_done_to_it_since_is(book: MemoryBook) -> None:
    run(book, REPAIR)
    restore(book, None, Config(), NOW, reader=bound)
    found = last(book)
    assert found is not None
    assert found.snapshot.identity == book.identity()
    book.put(SHEET, 2, 3, "5")
    clean(book)
    assert told(book) == {("cells", "K-1", "phone", "7", "5")}


def test_where_a_backup_brought_back_cannot_be_read_the_memory_begins_anew(book: MemoryBook) -> None:
    def unreadable(*_: object) -> Bound:
        raise UnreadableError("another time")

    run(book, REPAIR)
    restore(book, None, Config(), NOW, reader=unreadable)
    clean(book)
    assert edits(book) == []
    found = last(book)
    assert found is not None
    assert found.snapshot.tables[0].cells("phone").values() == ["7", "8"]


@pytest.mark.parametrize("step", ["asked", "verified", "ready", "visible"])
def test_whatever_cuts_a_run_short_what_it_wrote_is_not_taken_for_a_persons(
    book: MemoryBook, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean(book)
    before = last(book)
    book.put(SHEET, 3, 4, "срочно")

    def happens(now: str) -> None:
        if now == step:
            raise KeyboardInterrupt

    book.happens = happens
    with monkeypatch.context() as patch:
        patch.setattr("sheets_crm.engine.applying._after_failure", lambda *_: None)
        with pytest.raises(KeyboardInterrupt):
            run(book, REPAIR)
    book.happens = lambda _: None
    after = last(book)
    assert before is not None
    assert after is not None
    assert cells(after.snapshot.tables[0]) == cells(before.snapshot.tables[0])
    clean(book)
    assert told(book) == {("cells", "K-2", "comment", "важный", "срочно")}


def test_a_transaction_that_fails_leaves_the_memory_as_it_was(book: MemoryBook, monkeypatch: pytest.MonkeyPatch) -> None:
    run(book, REPAIR)
    book.put(SHEET, 2, 3, "5")
    whole = keeping.Keeping.write

    def fails(self: keeping.Keeping, db: sqlite3.Connection, number: int, identity: str) -> None:
        whole(self, db, number, identity)
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(keeping.Keeping, "write", fails)
        with pytest.raises(MemoryError):
            clean(book)
    found = last(book)
    assert found is not None
    assert found.snapshot.tables[0].cells("phone").values() == ["+7", "+8"]
    assert edits(book) == []


DAMAGE = {
    "another form": "UPDATE last_run SET form = form + 1",
    "no cells": "DELETE FROM last_cells",
    "a lost chunk": "DELETE FROM last_cells WHERE field = 2",
    "broken bytes": "UPDATE last_cells SET cells = x'00'",
    "cut bytes": "UPDATE last_cells SET cells = substr(cells, 1, 20)",
    "broken words": "UPDATE last_tables SET about = '{'",
    "other words": "UPDATE last_tables SET about = '{}'",
    "broken rows": "UPDATE last_tables SET rows = x'0102'",
    "nothing": "DELETE FROM last_run",
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_memory_that_cannot_be_read_begins_anew_without_a_fuss(book: MemoryBook, damage: str) -> None:
    run(book, REPAIR)
    with closing(sqlite3.connect(memory_folder(book.name, Config()) / "journal.sqlite", isolation_level=None)) as db:
        db.execute(damage)
    assert last(book) is None
    book.put(SHEET, 2, 3, "5")
    clean(book)
    assert edits(book) == []
    found = last(book)
    assert found is not None
    assert found.snapshot.tables[0].cells("phone").values() == ["5", "+8"]


def test_a_journal_of_the_version_before_gets_a_memory(book: MemoryBook) -> None:
    run(book, REPAIR)
    with closing(sqlite3.connect(memory_folder(book.name, Config()) / "journal.sqlite", isolation_level=None)) as db:
        for name in ("last_run", "last_tables", "last_cells", "looks", "edits"):
            db.execute(f"DROP TABLE {name}")
        db.execute("PRAGMA user_version = 4")
    clean(book)
    assert last(book) is not None
    assert len(UPGRADES) >= 5


def test_the_columns_that_the_program_appends_are_no_edit(tmp_path: Path) -> None:
    book = MemoryBook.of(str(tmp_path / "clients.xlsx"), {"Клиенты": [("Клиент", "Телефон"), ("Анна", "+7 916 123-45-67")]})
    layout = load_layout("extended")
    run_job(book, load_job("formats"), Config(), NOW)
    snapshot = read_bound(book, Config(), layout).snapshot
    add_columns(book, program_columns_missing(snapshot, layout), snapshot, Config(), NOW)
    run_job(book, load_job("nightly"), Config(), NOW)
    assert edits(book) == []


@CAREFUL
@given(contents())
def test_of_any_workbook_the_memory_is_what_the_next_run_reads(content: dict[str, list[dict[str, CellValue]]]) -> None:
    with TemporaryDirectory() as folder:
        book = XlsxBook(Path(folder) / "clients.xlsx")
        create_workbook(book.path, load_layout("extended"), "ru", content, NOW)
        for _ in range(2):
            run_job(book, load_job("nightly"), Config(), NOW, afresh=True)
            found, now = last(book), read_bound(book, Config(), load_layout("extended")).snapshot
            assert found is not None
            assert [(one.sheet, one.rows.tolist(), list(one.ids), cells(one)) for one in found.snapshot.tables] == [
                (one.sheet, one.rows.tolist(), list(one.ids), cells(one)) for one in now.tables
            ]
            assert compare(found.snapshot, now).empty
        assert edits(book) == []


ROW = st.tuples(st.none() | st.sampled_from([f"K-{at}" for at in range(30)]), IN_BOOKS, IN_BOOKS)
TABLES = st.lists(ROW, max_size=25)


def moment(rows: Sequence[tuple[CellValue, ...]], shift: int, names: Sequence[str] = ("id", "name", "phone")) -> Snapshot:
    """A book of these records, its first row lower by `shift`."""
    with TemporaryDirectory() as folder:
        read = bound(book_of(Path(folder), names, *map(list, rows)), Config(), LAYOUT).snapshot
    return replace(read, tables=tuple(_lower(one, shift) for one in read.tables), grids={})


def _lower(one: Table, shift: int) -> Table:
    rows = (one.rows + shift).astype(np.int32)
    return replace(one, rows=rows, ids=row_ids(one.cells("id") if one.field("id") else None, rows))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TABLES, st.integers(0, 3), st.permutations(("id", "name", "phone"))), min_size=1, max_size=5))
def test_whatever_happens_from_one_moment_to_the_next_the_last_one_is_remembered(
    moments: list[tuple[list[tuple[CellValue, ...]], int, list[str]]],
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch, Journal.open(Path(folder)) as journal:
        patch.setattr(keeping, "CHUNK", 4)
        begin(journal)
        for rows, shift, names in moments:
            now, before = moment(rows, shift, names), last_of(journal.db, "", LAYOUT)
            with journal.transaction():
                to_keep(before, now, compare(before.snapshot, now) if before else None).write(journal.db, 1, "")
            found = last_of(journal.db, "", LAYOUT)
            assert found is not None
            assert [(one.rows.tolist(), list(one.ids), cells(one)) for one in found.snapshot.tables] == [
                (one.rows.tolist(), list(one.ids), cells(one)) for one in now.tables
            ]


def test_only_the_parts_that_changed_are_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(keeping, "CHUNK", 10)
    rows: list[tuple[CellValue, ...]] = [(f"K-{at}", f"Имя {at}", at) for at in range(100)]
    with Journal.open(tmp_path) as journal:
        begin(journal)
        to_keep(None, moment(rows, 0), None).write(journal.db, 1, "")
        before = last_of(journal.db, "", LAYOUT)
        assert before is not None

        def written(now: Sequence[tuple[CellValue, ...]]) -> set[tuple[int, int]]:
            after = moment(now, 0)
            return {(field, chunk) for _, field, chunk, _ in to_keep(before, after, compare(before.snapshot, after)).cells}

        assert written(rows) == set()
        assert written(rows[::-1]) == set(), "a sort moves nothing"
        assert written([*rows[:55], ("K-55", "Другое имя", 55), *rows[56:]]) == {(1, 5)}
        assert written([*rows[:55], *rows[56:]]) == {(0, 5), (1, 5), (2, 5)}
        assert written([*rows[:50], ("K-777", "Новый", 1), *rows[50:]]) == {(0, 10), (1, 10), (2, 10)}


def test_the_time_since_when_is_that_of_the_last_run_that_found_the_book_so(book: MemoryBook) -> None:
    def at(hours: int) -> Any:
        return lambda: NOW + timedelta(hours=hours)

    run_job(book, JOB, Config(), NOW, reader=bound, planner=writing(REPAIR), clock=at(0))
    run_job(book, JOB, Config(), NOW, reader=bound, planner=writing({}), clock=at(5))
    book.put(SHEET, 2, 3, "5")
    run_job(book, JOB, Config(), NOW, reader=bound, planner=writing({}), clock=at(9))
    (one,) = edits(book)
    assert (one.since, one.until) == (at(5)(), at(9)())
