"""Undo: what the run wrote comes back, what a person changed since stays, and an undo can be undone."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from any_cells import IN_BOOKS
from hypothesis import given, settings
from hypothesis import strategies as st
from small_books import NOW, SHEET, book_of, bound, run, values

from sheets_crm.books.memory import MemoryBook
from sheets_crm.engine.history import history
from sheets_crm.engine.home.places import memory_folder
from sheets_crm.engine.journal.journal import Journal
from sheets_crm.engine.journal.memory import recall
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.engine.undo.undo import UndoResult, undo
from sheets_crm.errors import UsageError
from sheets_crm.model.cells import CellValue, RichText, encode
from sheets_crm.model.context import Context
from sheets_crm.model.memory import Memory
from sheets_crm.model.report import Report, ReportCell
from sheets_crm.model.snapshot import Snapshot

HEADER = ("id", "name", "phone", "status")
LAYOUT = load_layout("extended")
ROWS = (["K-1", "Анна", "8", None], ["K-2", "Борис", "9", None], ["K-3", "Вера", None, "отказ"])


@pytest.fixture
def book(tmp_path: Path) -> MemoryBook:
    return book_of(tmp_path, HEADER, *ROWS)


def take_back(book: MemoryBook, number: int | None = None, **options: Any) -> UndoResult:
    return undo(book, number, Config(), NOW, reader=bound, **options)


def remembered(book: MemoryBook) -> Memory:
    with Journal.open(memory_folder(book.name, Config())) as journal:
        return recall(journal, "ru", bound(book, Config(), LAYOUT).snapshot)


def states(book: MemoryBook) -> list[str]:
    return [story.run.state for story in history(book, Config(), clock=NOW).stories]


def count(result: UndoResult) -> tuple[int, int, int]:
    return sum(map(len, result.reversed)), len(result.kept), len(result.failed)


def test_an_undone_run_leaves_the_book_as_it_was(book: MemoryBook) -> None:
    before = book.identity()
    run(book, {(2, "phone"): "+7 8", (4, "status"): "активный", (3, "id"): "K-9"})
    assert count(take_back(book)) == (3, 0, 0)
    assert book.identity() == before
    assert states(book) == ["undone", "done"]


def test_an_undo_can_be_undone(book: MemoryBook) -> None:
    run(book, {(2, "phone"): "+7 8", (3, "id"): "K-9"})
    after = book.identity()
    take_back(book)
    assert count(take_back(book, 2)) == (2, 0, 0)
    assert book.identity() == after
    assert states(book) == ["done", "undone", "done"]
    assert remembered(book).declined == frozenset()
    assert take_back(book).target.number == 1


def test_what_a_person_changed_since_is_kept_and_shown(book: MemoryBook) -> None:
    run(book, {(2, "phone"): "+7 8", (3, "phone"): "+7 9"})
    book.put(SHEET, 2, 3, "мой номер")
    result = take_back(book)
    assert count(result) == (1, 1, 0)
    assert result.kept[0].change.row_id == "K-1"
    assert "мой номер" in result.kept[0].why.ru
    assert [row[2] for row in values(book)[1:3]] == ["мой номер", "9"]


def test_rows_that_were_sorted_are_found_by_their_id(book: MemoryBook) -> None:
    run(book, {(2, "phone"): "+7 8", (3, "phone"): "+7 9"})
    for row, line in enumerate(
        (["K-3", "Вера", None, "отказ"], ["K-2", "Борис", "+7 9", None], ["K-1", "Анна", "+7 8", None]), 2
    ):
        for column, value in enumerate(line, 1):
            book.put(SHEET, row, column, value)
    assert count(take_back(book)) == (2, 0, 0)
    assert values(book)[1:] == [["K-3", "Вера", None, "отказ"], ["K-2", "Борис", "9", None], ["K-1", "Анна", "8", None]]


def test_columns_that_were_moved_are_found_by_their_name(book: MemoryBook) -> None:
    run(book, {(2, "phone"): "+7 8"})
    for row, line in enumerate(values(book), 1):
        for column, value in enumerate([line[0], line[2], line[1], line[3]], 1):
            book.put(SHEET, row, column, value)
    assert count(take_back(book)) == (1, 0, 0)
    assert book.value(SHEET, 2, 2) == "8"


def test_where_the_former_value_stands_already_there_is_nothing_to_keep(book: MemoryBook) -> None:
    run(book, {(2, "phone"): "+7 8", (3, "phone"): "+7 9", (3, "status"): "активный"})
    book.put(SHEET, 2, 3, "8")
    book.put(SHEET, 3, 4, None)
    assert count(take_back(book)) == (1, 0, 0)


def test_of_a_deleted_record_only_what_is_lost_is_told(book: MemoryBook) -> None:
    run(book, {(3, "phone"): "+7 9", (3, "status"): "активный"})
    for column in range(1, 5):
        book.put(SHEET, 3, column, None)
    (left,) = take_back(book).failed
    assert (left.change.before, left.change.after) == ("+7 9", "9"), "the program's own filling is no loss"


def test_what_is_gone_cannot_be_taken_back(book: MemoryBook) -> None:
    run(book, {(2, "phone"): "+7 8", (3, "status"): "активный"})
    book.put(SHEET, 1, 4, None)
    for column, value in enumerate(["K-8", "Глеб", "+7 8", None], 1):
        book.put(SHEET, 2, column, value)
    result = take_back(book)
    assert count(result) == (0, 0, 2)
    assert result.run is None
    assert [left.why.ru for left in result.failed] == ["записи K-1 на листе больше нет", "столбца «STATUS» больше нет"]
    assert book.value(SHEET, 2, 3) == "+7 8", "the cell of another record is not touched, even if it looks the same"


def renamed(book: MemoryBook, name: str = "База") -> None:
    book.sheets[name] = book.sheets.pop(SHEET)


def test_a_sheet_that_was_renamed_is_known_by_its_ids(book: MemoryBook) -> None:
    before = dict(book.sheets[SHEET])
    run(book, {(2, "phone"): "+7 8", (3, "status"): "активный", (4, "id"): "K-9"})
    book.sheets["Прошлый год"] = {place: cell for place, cell in before.items() if place[0] == 1}
    book.put("Прошлый год", 2, 1, "K-77")
    renamed(book)
    assert remembered(book).filled.keys() == {("База", "K-2", "status"), ("База", "K-9", "id")}
    assert count(take_back(book)) == (3, 0, 0)
    assert [[book.value("База", row, column) for column in range(1, 5)] for row in (2, 3, 4)] == list(ROWS)


def test_a_renamed_sheet_without_ids_is_known_as_the_only_one_of_its_kind(tmp_path: Path) -> None:
    book = book_of(tmp_path, HEADER, [None, "Анна", "8", None])
    run(book, {(2, "phone"): "+7 8"})
    renamed(book)
    assert count(take_back(book)) == (1, 0, 0)


def test_a_sheet_that_was_deleted_is_not_mistaken_for_another(tmp_path: Path) -> None:
    book = book_of(tmp_path, HEADER, [None, "Анна", "8", None])
    book.sheets["Прошлый год"] = dict(book.sheets[SHEET])
    run(book, {(2, "phone"): "+7 8"})
    run(book, {(2, "phone"): "+7 8"}, sheet="Прошлый год")
    del book.sheets["Прошлый год"]
    assert count(take_back(book, 2)) == (0, 0, 1)
    assert book.value(SHEET, 2, 3) == "+7 8"


def test_what_can_be_taken_back_only_now_is_picked_up_without_a_number(book: MemoryBook) -> None:
    run(book, {(2, "phone"): "+7 8", (3, "phone"): "+7 9"})
    line = [book.value(SHEET, 2, column) for column in range(1, 5)]
    for column in range(1, 5):
        book.put(SHEET, 2, column, None)
    assert count(take_back(book)) == (1, 0, 1)
    for column, value in enumerate(line, 1):
        book.put(SHEET, 2, column, value)
    assert count(take_back(book)) == (1, 0, 0)
    assert states(book)[0] == "undone"
    with pytest.raises(UsageError):
        take_back(book)


def test_a_sheet_that_is_gone_is_said_so(book: MemoryBook) -> None:
    run(book, {(2, "phone"): "+7 8"})
    del book.sheets[SHEET]
    assert [left.why.ru for left in take_back(book).failed] == [f"листа «{SHEET}» больше нет"]


def test_rows_without_an_id_are_found_by_their_place(tmp_path: Path) -> None:
    book = book_of(tmp_path, HEADER, [None, "Анна", "8", None], [None, "Борис", "9", None])
    run(book, {(2, "phone"): "+7 8", (3, "phone"): "+7 9"})
    book.put(SHEET, 3, 3, "+7 10")
    assert count(take_back(book)) == (1, 1, 0)
    assert [row[2] for row in values(book)[1:]] == ["8", "+7 10"]


def test_ids_that_a_run_gave_can_be_taken_back_and_given_again(tmp_path: Path) -> None:
    book = book_of(tmp_path, HEADER, [None, "Анна", "8", None], [None, "Борис", "9", None])
    before = book.identity()
    run(book, {(2, "id"): "K-1", (3, "id"): "K-2", (2, "phone"): "+7 8"})
    after = book.identity()
    assert count(take_back(book)) == (3, 0, 0)
    assert book.identity() == before
    assert count(take_back(book, 2)) == (3, 0, 0)
    assert book.identity() == after
    assert remembered(book).highest_ids == {"K": 2}


def test_formats_and_rich_text_come_back(book: MemoryBook) -> None:
    book.put(SHEET, 2, 2, RichText("Анна", "<r><rPr><b/></rPr><t>Анна</t></r>"))
    before = book.identity()
    run(book, {(2, "name"): "Анна Ильина", (3, "phone"): date(2026, 5, 1), (4, "phone"): datetime(2026, 5, 1, 9, 30)})
    assert count(take_back(book)) == (3, 0, 0)
    assert book.identity() == before, "the identity knows formats and runs"


def test_repairs_that_were_taken_back_are_declined_but_fillings_of_the_program_are_not(book: MemoryBook) -> None:
    run(book, {(2, "phone"): "+7 8", (3, "status"): "активный", (4, "id"): "K-9"})
    take_back(book)
    memory = remembered(book)
    assert {(row_id, column, value) for (_, row_id, column), value in memory.declined} == {
        ("K-1", "phone", "+7 8"),
        ("K-2", "status", "активный"),
    }
    assert memory.filled == {}


def test_cells_that_were_empty_before_the_run_are_to_stay_empty_whatever_comes_next(tmp_path: Path) -> None:
    book = book_of(tmp_path, HEADER, [None, "Анна", None, None], ["K-5", "Вера", "8", None])
    run(book, {(2, "id"): "K-6", (2, "phone"): "+7 8", (3, "phone"): "+7 8", (3, "status"): "активный"})
    take_back(book)
    assert remembered(book).declined_fills == {(SHEET, "K-6", "phone"), (SHEET, "#2", "phone"), (SHEET, "K-5", "status")}
    take_back(book, 2)
    assert remembered(book).declined_fills == frozenset()


def test_where_a_person_took_the_id_before_the_undo_the_repair_is_known_by_its_row(book: MemoryBook) -> None:
    run(book, {(2, "phone"): "+7 8"})
    book.put(SHEET, 2, 1, None)
    assert count(take_back(book)) == (1, 0, 0)
    assert {row_id for (_, row_id, _), _ in remembered(book).declined} == {"K-1", "#2"}


def with_ids_taken_away(folder: Path) -> MemoryBook:
    book = book_of(folder, HEADER, [None, "Анна", "8", None], [None, "Борис", "9", None], [None, "Вера", "7", None])
    run(book, {(row, "id"): f"K-{row}" for row in (2, 3, 4)} | {(2, "name"): "Анна Ильина"})
    take_back(book)
    return book


def test_ids_that_an_undo_took_away_are_remembered_by_row(tmp_path: Path) -> None:
    book = with_ids_taken_away(tmp_path)
    assert remembered(book).former_ids == {(SHEET, row): f"K-{row}" for row in (2, 3, 4)}
    renamed(book)
    assert remembered(book).former_ids == {("База", row): f"K-{row}" for row in (2, 3, 4)}


def test_a_former_id_is_never_that_of_another_record(tmp_path: Path) -> None:
    book = with_ids_taken_away(tmp_path)
    book.put(SHEET, 3, 2, "Вера")
    book.put(SHEET, 4, 2, None)
    book.put(SHEET, 4, 3, None)
    assert remembered(book).former_ids == {(SHEET, 2): "K-2"}


def test_a_former_id_that_was_given_again_is_former_no_more(tmp_path: Path) -> None:
    book = with_ids_taken_away(tmp_path)
    run(book, {(2, "id"): "K-2", (3, "id"): "K-8"})
    book.put(SHEET, 2, 1, None)
    assert remembered(book).former_ids.keys() == {(SHEET, 3), (SHEET, 4)}


def test_the_reports_after_an_undo_can_be_drawn_where_a_row_is_blank_now(tmp_path: Path) -> None:
    book = book_of(tmp_path, HEADER, ["K-1", "Анна", "8", None], [None, None, None, "x"])
    run(book, {(3, "status"): None})
    assert count(take_back(book, make_reports=lambda *_: ())) == (1, 0, 0)


def test_without_a_number_the_last_job_that_is_not_undone_is_meant(book: MemoryBook) -> None:
    for value in ("a", "b", "c"):
        run(book, {(2, "phone"): value})
    run(book, {(2, "phone"): "c"})
    assert [take_back(book).target.number for _ in range(3)] == [3, 2, 1]
    assert book.value(SHEET, 2, 3) == "8"
    with pytest.raises(UsageError):
        take_back(book)


def test_a_cell_that_a_later_run_wrote_is_kept_and_that_run_named(book: MemoryBook) -> None:
    run(book, {(2, "phone"): "a"})
    run(book, {(2, "phone"): "b"})
    result = take_back(book, 1)
    assert count(result) == (0, 1, 0)
    assert result.kept[0].why.en == "run 2 changed the cell, it now shows: b"


def test_a_later_run_is_named_even_if_the_record_got_its_id_meanwhile(tmp_path: Path) -> None:
    book = book_of(tmp_path, HEADER, [None, "Анна", "8", None])
    run(book, {(2, "phone"): "a"})
    run(book, {(2, "id"): "K-1", (2, "phone"): "b"})
    assert [left.why.en for left in take_back(book, 1).kept] == ["run 2 changed the cell, it now shows: b"]


def test_a_second_undo_takes_only_what_is_left(book: MemoryBook) -> None:
    run(book, {(2, "phone"): "+7 8", (3, "phone"): "+7 9"})
    book.put(SHEET, 2, 3, "мой")
    take_back(book)
    book.put(SHEET, 2, 3, "+7 8")
    assert count(take_back(book, 1)) == (1, 0, 0)
    assert states(book) == ["undone", "done", "done"]


@pytest.mark.parametrize("number", [1, 2, 7])
def test_what_cannot_be_undone_is_said_so(book: MemoryBook, number: int) -> None:
    run(book, {(2, "phone"): "+7 8"})
    run(book, {(2, "phone"): "+7 8"})
    take_back(book)
    with pytest.raises(UsageError) as raised:
        take_back(book, number)
    assert raised.value.mend


def test_reports_are_redrawn_from_the_book_as_it_will_be(book: MemoryBook) -> None:
    run(book, {(2, "phone"): "+7 8"})

    def draw(snapshot: Snapshot, _context: Context) -> tuple[Report, ...]:
        table = snapshot.table(SHEET)
        assert table is not None
        return (Report("now", "Сейчас", (10,), ((ReportCell(table.cells("phone")[0]),),)),)

    take_back(book, make_reports=draw)
    assert book.value("Сейчас", 1, 1) == "8"


PLACES = st.tuples(st.integers(2, 5), st.sampled_from(["name", "phone", "status"]))
LINES = st.lists(st.lists(IN_BOOKS, min_size=3, max_size=3), min_size=4, max_size=4)


def made(folder: str, lines: list[list[CellValue]], *, named: bool) -> MemoryBook:
    rows = [[f"K-{at}" if named else None, *line] for at, line in enumerate(lines, 1)]
    return book_of(Path(folder), HEADER, *rows)


@given(LINES, st.dictionaries(PLACES, IN_BOOKS, max_size=8), st.booleans())
@settings(max_examples=40, deadline=None)
def test_any_run_can_be_taken_back_to_the_last_cell(
    lines: list[list[CellValue]],
    wanted: dict[tuple[int, str], CellValue],
    named: bool,  # noqa: FBT001
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = made(folder, lines, named=named)
        before = book.identity()
        if run(book, wanted).run is not None:
            result = take_back(book)
            assert (result.kept, result.failed) == ((), ())
        assert book.identity() == before


@given(
    LINES, st.dictionaries(PLACES, IN_BOOKS, max_size=8), st.dictionaries(PLACES, IN_BOOKS, max_size=6), st.permutations(range(4))
)
@settings(max_examples=40, deadline=None)
def test_an_undo_keeps_every_edit_of_a_person_and_brings_all_else_back(
    lines: list[list[CellValue]],
    wanted: dict[tuple[int, str], CellValue],
    edits: dict[tuple[int, str], CellValue],
    order: list[int],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = made(folder, lines, named=True)
        before = values(book)
        if run(book, wanted).run is None:
            return
        written = values(book)
        for (row, name), value in edits.items():
            book.put(SHEET, row, HEADER.index(name) + 1, value)
        edited = values(book)
        for row, old in enumerate(order):
            for column, value in enumerate(edited[1 + old], 1):
                book.put(SHEET, 2 + row, column, value)
        take_back(book)
        after = values(book)
        for row, old in enumerate(order):
            for column in range(4):
                now, was, ours, theirs = (
                    grid[at][column] for grid, at in ((after, 1 + row), (before, 1 + old), (written, 1 + old), (edited, 1 + old))
                )
                touched = (2 + old, HEADER[column]) in wanted and repr(encode(ours)) != repr(encode(was))
                expected = was if touched and repr(encode(theirs)) == repr(encode(ours)) else theirs
                assert repr(encode(now)) == repr(encode(expected))


def test_a_record_without_an_id_is_taken_back_where_it_stands_now_and_nobody_elses(tmp_path: Path) -> None:
    book = book_of(tmp_path, ("name", "phone"), ["Анна", "8"], ["Борис", "9"])
    run(book, {(2, "phone"): "+7"})
    for row, name in ((2, "Борис"), (3, "Анна")):
        book.put(SHEET, row, 1, name)
        book.put(SHEET, row, 2, "+7")
    assert count(take_back(book)) == (1, 0, 0)
    grid = book.read().grids[SHEET]
    assert (grid.value(2, 2), grid.value(3, 2)) == ("+7", "8")


@pytest.mark.parametrize(("formers", "kept"), [(("8 8", "88"), 1), (("8 8", "8 8"), 0)])
def test_where_ids_alone_were_moved_a_cell_comes_back_once(tmp_path: Path, formers: tuple[str, str], kept: int) -> None:
    book = book_of(tmp_path, ("id", "name", "phone"), ["K-1", "Анна", formers[0]], ["K-2", "Борис", formers[1]])
    run(book, {(2, "phone"): "+7 88", (3, "phone"): "+7 88"})
    book.put(SHEET, 2, 1, "K-2")
    book.put(SHEET, 3, 1, "K-9")
    result = take_back(book)
    assert count(result) == (1, kept, 0)
    assert book.value(SHEET, 2, 3) == formers[1], "the record is the one whose ID it has"
    assert [left.why.ru for left in result.kept] == ["в этой строке теперь запись K-2: вернулось её прежнее"] * kept


def test_a_sheet_that_a_run_saw_renamed_stays_known_once_its_ids_are_others(book: MemoryBook) -> None:
    run(book, {(2, "phone"): "+7 8", (3, "phone"): "+7 9"})
    renamed(book)
    run(book, {(2, "name"): "Анна А."}, sheet="База")
    book.sheets["Копия"] = dict(book.sheets["База"])
    for row in (2, 3, 4):
        book.put("База", row, 1, f"K-{row + 10}")
    result = take_back(book, 1)
    assert {batch.sheet for batch in result.reversed} == {"База"}
    assert [book.value("Копия", row, 3) for row in (2, 3)] == ["+7 8", "+7 9"]
