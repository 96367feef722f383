"""An erasure request: nothing of the client stays in any file beside the book, and all else stays and works."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.books.xlsx.opc.deflating import library
from sheets_crm.engine.handouts.store import keep
from sheets_crm.engine.history import history
from sheets_crm.engine.home.backups import list_backups
from sheets_crm.engine.home.places import memory_folder
from sheets_crm.engine.journal.journal import Journal
from sheets_crm.engine.purge.erasing import ANSWERS
from sheets_crm.engine.purge.purge import Purged, look_for, purge_client, purge_older
from sheets_crm.engine.run import RunResult, run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.engine.undo.restore import restore
from sheets_crm.engine.undo.undo import undo
from sheets_crm.errors import UsageError
from sheets_crm.model.config import ConfigFile
from sheets_crm.model.settings import Settings

NOW = datetime(2026, 11, 20, 22, 0)
DAY = timedelta(days=1)
HEADER = ("Клиент", "Телефон", "E-mail", "Комментарий", "ID")
THEIRS = {
    "name": ("Переверзева  Клавдия", "Переверзева Клавдия"),
    "phone": ("8(916)5550177", "+7 916 555-01-77", "8(916)5550178", "+7 916 555-01-78"),
    "email": ("klavdia.PEREVERZEVA@Example.ru", "klavdia.PEREVERZEVA@example.ru", "pereverzeva@Example.ru"),
    "comment": ("просила не звонить по утрам", "переехала на улицу Лизюкова"),
}
OTHERS = ("Ухтомский Савелий", "Яблочкина Варвара", "Дудник Прохор", "Зотова Пелагея")


def typed(path: Path, *cells: tuple[str, object]) -> None:
    book = load_workbook(path)
    sheet = book["Клиенты"]
    assert isinstance(sheet, Worksheet)
    for cell, value in cells:
        sheet[cell] = value
    book.save(path)


def nightly(path: Path, night: int) -> RunResult:
    return run_job(XlsxBook(path), load_job("nightly"), Config(), NOW + night * DAY, clock=lambda: NOW + night * DAY)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with three nights, and days on which people changed what stood there."""
    path = tmp_path_factory.mktemp("lived") / "clients.xlsx"
    book = load_workbook(Path(__file__).parents[2] / "templates" / "simple.ru.xlsx")
    book.save(path)
    sheet = book["Клиенты"]
    titles = {str(cell.value): cell.column_letter for row in sheet.iter_rows(max_row=6) for cell in row if cell.value}
    top = next(cell.row for row in sheet.iter_rows(max_row=6) for cell in row if cell.value == "Клиент")
    first = top + 1
    rows = [(THEIRS["name"][0], THEIRS["phone"][0], THEIRS["email"][0], THEIRS["comment"][0])]
    rows += [(name, f"8 (903) 111-22-{at}{at}", f"Client{at}@Example.ru", "постоянный") for at, name in enumerate(OTHERS)]
    for at, row in enumerate(rows):
        for title, value in zip(HEADER, row, strict=False):
            sheet[f"{titles[title]}{first + at}"] = value
    book.save(path)
    nightly(path, 0)
    typed(path, (f"{titles['Телефон']}{first}", THEIRS["phone"][2]), (f"{titles['Телефон']}{first + 1}", "8(903)1234567"))
    nightly(path, 1)
    typed(path, (f"{titles['E-mail']}{first}", THEIRS["email"][2]), (f"{titles['Комментарий']}{first}", THEIRS["comment"][1]))
    nightly(path, 2)
    return path


@pytest.fixture
def book(lived: Path, tmp_path: Path) -> Path:
    shutil.copytree(lived.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / lived.name


def id_of(path: Path, name: str) -> str:
    for row in load_workbook(path)["Клиенты"].iter_rows(values_only=True):
        if name in row:
            return next(str(value) for value in row if str(value).startswith("K-"))
    raise AssertionError(name)


def gone_from_the_book(path: Path) -> None:
    """Staff delete the row themselves, as the law wants it; the program's own tabs follow at night."""
    book = load_workbook(path)
    sheet = book["Клиенты"]
    row = next(row[0].row for row in sheet.iter_rows() for cell in row if cell.value == THEIRS["name"][1])
    sheet.delete_rows(row)
    book.save(path)


def purge(path: Path, named: str, *, apply: bool = True) -> Purged:
    return purge_client(XlsxBook(path), named, Config(), NOW + 3 * DAY, apply=apply, clock=lambda: NOW + 3 * DAY)


def kept_bytes(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Everything beside the book, as it lies on the disk and unpacked: zips, gzips, and each compressed cell of the journal."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        yield path.name, data
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                yield from ((f"{path.name}/{name}", archive.read(name)) for name in archive.namelist())
        elif path.suffix == ".gz":
            yield path.name, gzip.decompress(data)
        elif data.startswith(b"SQLite"):
            yield from ((path.name, blob) for blob in blobs(path))


def blobs(path: Path) -> Iterator[bytes]:
    with sqlite3.connect(path) as db:
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in db.execute(f"SELECT * FROM {table}"):
                for value in row:
                    if isinstance(value, bytes):
                        yield value
                        for unpack in (zlib.decompress, library()[0].decompress):
                            try:
                                yield unpack(value)
                            except Exception:  # noqa: BLE001 - not packed that way
                                continue


def mentions(folder: Path, texts: Iterator[str] | tuple[str, ...]) -> set[str]:
    wanted = [text.encode() for text in texts]
    return {text.decode() for _, data in kept_bytes(folder) for text in wanted if text in data}


EVERYTHING = tuple(text for texts in THEIRS.values() for text in texts)


def test_before_a_purge_the_files_hold_all_of_it(book: Path) -> None:
    assert mentions(memory_folder(str(book), Config()), EVERYTHING) == set(EVERYTHING)


def test_after_a_purge_no_byte_of_the_client_is_left_and_all_others_are(book: Path) -> None:
    folder = memory_folder(str(book), Config())
    others = mentions(folder, OTHERS)
    named = id_of(book, THEIRS["name"][1])
    gone_from_the_book(book)
    purged = purge(book, named)
    assert [one.fate for one in purged.fates] == ["rewritten"] * len(list_backups(str(book), Config()))
    assert mentions(folder, (*EVERYTHING, named)) == set()
    assert others == mentions(folder, OTHERS) == set(OTHERS)


@pytest.mark.parametrize("odd", ["летом", "24.01"])
def test_a_value_that_a_tab_of_ours_quotes_costs_no_backup(book: Path, odd: str) -> None:
    made = load_workbook(book)
    sheet = made["Клиенты"]
    head = next(cell for row in sheet.iter_rows(max_row=6) for cell in row if cell.value == "Первый заказ")
    row = next(row[0].row for row in sheet.iter_rows() for cell in row if cell.value == THEIRS["name"][1])
    sheet.cell(row, head.column, odd)
    sheet.cell(row + 1, sheet.max_column + 2, 1524.01)
    made.save(book)
    nightly(book, 3)
    nightly(book, 4)
    named = id_of(book, THEIRS["name"][1])
    purged = purge(book, named)
    assert {one.fate for one in purged.fates} == {"rewritten"}
    assert mentions(memory_folder(str(book), Config()), (*EVERYTHING, f"«{odd}»", f">{odd}<")) == set()
    assert not purge(book, named).fates


def test_what_is_shown_first_is_what_is_then_erased_and_showing_changes_nothing(book: Path) -> None:
    named = id_of(book, THEIRS["name"][1])
    files = {path: path.read_bytes() for path in book.parent.rglob("*") if path.is_file() and path.name != "lock"}
    shown = purge(book, named, apply=False)
    assert {path: path.read_bytes() for path in files} == files
    done = purge(book, named)
    assert (shown.held, shown.backups, shown.in_book) == (done.held, done.backups, done.in_book)
    assert min(shown.held.changes, shown.held.edits, shown.held.cells, len(shown.backups)) > 0


def test_a_client_still_in_the_book_is_told_and_a_second_purge_finds_nothing_but_that(book: Path) -> None:
    named = id_of(book, THEIRS["name"][1])
    assert purge(book, named).in_book
    again = purge(book, named)
    assert again.nothing
    assert again.in_book
    assert len(history(XlsxBook(book), Config(), clock=NOW).erasures) == 1


def test_the_record_of_it_holds_when_and_how_much_and_no_personal_data(book: Path) -> None:
    named = id_of(book, THEIRS["name"][1])
    purge(book, named)
    (erasure,) = history(XlsxBook(book), Config(), clock=NOW).erasures
    assert (erasure.kind, erasure.at, erasure.rewritten, erasure.deleted) == ("client", NOW + 3 * DAY, 3, 0)
    assert erasure.cells > 0


def test_nights_after_a_purge_are_as_quiet_as_before_and_do_not_bring_anything_back(book: Path) -> None:
    named = id_of(book, THEIRS["name"][1])
    gone_from_the_book(book)
    purge(book, named)
    nightly(book, 4)
    assert nightly(book, 5).receipt is None or not nightly(book, 5).plan.count()
    folder = memory_folder(str(book), Config())
    journal = [data for name, data in kept_bytes(folder) if name.startswith("journal")]
    assert not [text for text in EVERYTHING for data in journal if text.encode() in data]


def test_the_other_cells_of_a_run_can_still_be_taken_back(book: Path) -> None:
    named = id_of(book, THEIRS["name"][1])
    purge(book, named)
    result = undo(XlsxBook(book), 1, Config(), NOW + 4 * DAY)
    assert result.reversed
    assert not result.failed
    cells = {(row_id, batch.column) for batch in result.reversed for row_id in batch.ids}
    assert len({row_id for row_id, _ in cells}) == len(OTHERS)


def test_a_rewritten_backup_is_restored_byte_for_byte(book: Path) -> None:
    purge(book, id_of(book, THEIRS["name"][1]))
    backup = list_backups(str(book), Config())[-1]
    wanted = backup.path.read_bytes()
    result = restore(XlsxBook(book), backup.run, Config(), NOW + 4 * DAY)
    assert result.restored.rewritten == NOW + 3 * DAY
    assert book.read_bytes() == wanted
    names = {value for row in load_workbook(book)["Клиенты"].iter_rows(values_only=True) for value in row}
    assert set(OTHERS) <= names
    assert not names & set(EVERYTHING)


def test_copies_that_were_handed_out_are_rewritten_as_backups_are(book: Path) -> None:
    keep(book, str(book), Config())
    named = id_of(book, THEIRS["name"][1])
    gone_from_the_book(book)
    assert [one.fate for one in purge(book, named).fates if not one.backup.run] == ["rewritten"]
    assert mentions(memory_folder(str(book), Config()), (*EVERYTHING, named)) == set()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Переверзева", True),
        ("клавдия  ПЕРЕВЕРЗЕВА", True),
        ("Перев", True),
        ("Клавдий", False),
        ("верзева", False),
        ("8 916 555-01-78", True),
        ("+7(916)5550177", True),  # her phone of before: only the journal knows it
        ("916 555", True),
        ("5550179", False),
        ("916", True),
        ("PEREVERZEVA@example.ru", True),
        ("another@example.ru", False),
        (" ", False),
    ],
)
def test_a_client_is_found_by_what_people_tell_of_themselves(book: Path, words: str, *, found: bool) -> None:
    named = id_of(book, THEIRS["name"][1])
    assert [one.known_by for one in look_for(XlsxBook(book), words, Config())] == [named] * found


def test_one_who_is_gone_is_found_in_the_journal_and_erased_by_the_id_told_there(book: Path) -> None:
    gone_from_the_book(book)
    nightly(book, 3)
    (found,) = look_for(XlsxBook(book), "Переверзева", Config())
    assert found.only_in_journal
    purge(book, found.known_by)
    assert mentions(memory_folder(str(book), Config()), EVERYTHING) == set()
    assert look_for(XlsxBook(book), "Переверзева", Config()) == ()


def test_several_are_listed_each_with_what_is_known_of_it(book: Path) -> None:
    found = look_for(XlsxBook(book), "example.ru@", Config()) + look_for(XlsxBook(book), "@example.ru", Config())
    assert {one.known_by for one in found} == {id_of(book, name) for name in (THEIRS["name"][1], *OTHERS)}
    told = dict(next(one for one in found if one.known_by == id_of(book, OTHERS[1])).said)
    assert told["Клиент"] == (OTHERS[1],)


def test_a_client_without_an_id_is_known_by_the_name(tmp_path: Path) -> None:
    path = tmp_path / "clients.xlsx"
    book = Workbook()
    book.active.title = "Клиенты"
    for row in (("Клиент", "Телефон"), *((name, f"8 903 111 22 {at}{at}") for at, name in enumerate(OTHERS))):
        book.active.append(row)
    book.save(path)
    nightly(path, 0)
    (found,) = look_for(XlsxBook(path), OTHERS[2].split()[0], Config())
    assert found.known_by == OTHERS[2]
    purge(path, found.known_by)
    left = mentions(memory_folder(str(path), Config()), OTHERS)
    assert left == {*OTHERS} - {OTHERS[2]}


def test_nobody_of_this_id(book: Path) -> None:
    with pytest.raises(UsageError, match="K-99999"):
        purge(book, "K-99999", apply=False)


def test_every_table_of_the_journal_is_thought_of_in_an_erasure(tmp_path: Path) -> None:
    erased = {"changes", "reasons", "runs", "apart", "became", "edits", "last_run", "last_tables", "last_cells", *ANSWERS}
    erased |= {"proposals", "proposed_cells", "verdicts", "takings"}
    impersonal = {
        "batches",
        "highest_ids",
        "book",
        "looks",
        "last_saved",
        "followed",
        "erasures",
        "lost",
        "handouts",
        "sqlite_sequence",
    }
    with Journal.open(tmp_path) as journal:
        tables = {name for (name,) in journal.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == erased | impersonal


@pytest.mark.parametrize("seed", range(3))
def test_any_client_of_a_lived_in_book(book: Path, seed: int) -> None:
    named = Random(seed).choice(OTHERS)
    row_id = id_of(book, named)
    purge(book, row_id)
    left = mentions(memory_folder(str(book), Config()), (*OTHERS, THEIRS["name"][1]))
    assert left == {*OTHERS, THEIRS["name"][1]} - {named}


def test_by_age_the_details_go_and_the_runs_and_what_still_acts_stay(book: Path) -> None:
    before = NOW + DAY + timedelta(hours=1)
    shown = purge_older(XlsxBook(book), before, Config(), NOW + 9 * DAY)
    done = purge_older(XlsxBook(book), before, Config(), NOW + 9 * DAY, apply=True, clock=lambda: NOW + 9 * DAY)
    assert (shown.aged, done.aged.runs, len(done.aged.backups)) == (done.aged, 2, 2)
    told = history(XlsxBook(book), Config(), clock=NOW)
    assert [bool(one.run.pruned) for one in told.stories] == [True, True, False]
    journal = (memory_folder(str(book), Config()) / "journal.sqlite").read_bytes()
    assert THEIRS["phone"][0].encode() not in journal
    with pytest.raises(UsageError, match="for their age"):
        undo(XlsxBook(book), 1, Config(), NOW + 9 * DAY)
    assert nightly(book, 9).plan.count() == 0


def test_what_a_night_drops_for_its_age_is_not_left_in_the_free_pages_of_the_file(book: Path) -> None:
    journal = memory_folder(str(book), Config()) / "journal.sqlite"
    former = THEIRS["phone"][0].encode()
    assert former in journal.read_bytes()
    aging = Config(None, ConfigFile(settings=Settings.model_validate({"history": {"days": 1}})))
    run_job(XlsxBook(book), load_job("nightly"), aging, NOW + 3 * DAY, clock=lambda: NOW + 3 * DAY)
    assert former not in journal.read_bytes()


def test_a_repair_that_was_taken_back_long_ago_is_still_not_made_again(book: Path) -> None:
    undo(XlsxBook(book), 3, Config(), NOW + 3 * DAY, clock=lambda: NOW + 3 * DAY)
    purge_older(XlsxBook(book), NOW + 8 * DAY, Config(), NOW + 9 * DAY, apply=True, clock=lambda: NOW + 9 * DAY)
    assert THEIRS["email"][2] in str(list(load_workbook(book)["Клиенты"].iter_rows(values_only=True)))
    nightly(book, 9)
    assert THEIRS["email"][2] in str(list(load_workbook(book)["Клиенты"].iter_rows(values_only=True)))
