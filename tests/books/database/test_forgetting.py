"""An erasure request to a database: nothing of the client stays in any table of it, and all else stays and works."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from moving import LAYOUT, bound, moved, sql, values

from sheets_crm.books.database.address import connect
from sheets_crm.books.database.book import DatabaseBook
from sheets_crm.books.memory import MemoryBook
from sheets_crm.books.xlsx.opc.deflating import library
from sheets_crm.engine.home.places import memory_folder
from sheets_crm.engine.purge.purge import Purged, look_for, purge_client, purge_older
from sheets_crm.engine.run import run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.engine.undo.undo import undo
from sheets_crm.errors import RefusedError
from sheets_crm.model.config import ConfigFile
from sheets_crm.model.settings import Settings

HERS = (
    "Переверзева",
    "916 555-01-77",
    "(916) 555-01-7",
    "916 5550178",
    "pereverzeva@example",
    "по утрам",
    "Лизюкова",
    "жасминовый",
)
OTHERS = ("Ухтомский Савелий", "Яблочкина Варвара", "Дудник Прохор")


def now() -> datetime:
    return datetime.now()  # noqa: DTZ005 - local time, as the program's


def book_of(*, without: bool = False) -> MemoryBook:
    """Three clients and, unless she asked to be erased already, a fourth."""
    hers = ["Переверзева  Клавдия", "8 916 555-01-77", "pereverzeva@Example.ru", "не звонить по утрам", "жасминовый", "K-00004"]
    clients = [[name, f"8 903 111-22-{at}{at}", None, "постоянный", "улун", f"K-0000{at}"] for at, name in enumerate(OTHERS, 1)]
    orders = [[date(2026, 1, 15), name, 1200, 500, None, f"Z-0000{at}"] for at, name in enumerate(OTHERS, 1)]
    order = [date(2026, 1, 16), "Переверзева  Клавдия", "1 300 р.", 700, "на улицу Лизюкова", "Z-00004"]
    return MemoryBook.of(
        "book",
        {
            "Клиенты": [
                ["Клиент", "Телефон", "E-mail", "Комментарий", "Любимый чай", "ID"],
                *(clients if without else [*clients, hers]),
            ],
            "Заказы": [
                ["Дата", "Клиент", "Сумма", "Оплачено", "Комментарий", "ID"],
                *(orders if without else [*orders, order]),
            ],
        },
    )


LIFE = (
    "update clients_phones set value = '8 (916) 555-01-7' where record_key = 4",
    "update clients_phones set value = '+7 916 5550178' where record_key = 4",
    "update clients set comment = 'переехала на улицу Лизюкова' where id = 'K-00004'",
    "update clients set name = 'Переверзева Клавдия Ильинична' where id = 'K-00004'",
    "update clients set comment = 'сестра: +7 916 5550178' where id = 'K-00001'",
    "update clients set comment = 'постоянный' where id = 'K-00001'",
    "update clients set comment = 'приходит с друзьями' where id = 'K-00002'",
    "insert into payments (record_key, amount) values (4, 600)",
)
"""What people did in the database, past the program."""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(tmp_path / "sheets-crm.yaml")


def nightly(book: DatabaseBook, config: Config) -> None:
    run_job(book, load_job("nightly"), config, now())


@pytest.fixture
def lived(address: str, config: Config) -> DatabaseBook:
    book = moved(book_of(), address)
    nightly(book, config)
    for command in LIFE[:4]:
        sql(address, command)
    nightly(book, config)
    for command in LIFE[4:]:
        sql(address, command)
    return book


def by_delete(book: DatabaseBook, address: str) -> None:
    """The owner deletes her rows by SQL."""
    sql(address, "delete from orders where client_key = 4")
    sql(address, "delete from clients where key = 4")


def by_mark(book: DatabaseBook, address: str) -> None:
    """Somebody who may not delete marks them."""
    sql(address, "update orders set gone_at = current_timestamp where client_key = 4")
    sql(address, "update clients set gone_at = current_timestamp where key = 4")


def by_migration(book: DatabaseBook, address: str) -> None:
    """The book comes once more, without her."""
    book.receive(bound(book_of(without=True)), lambda _: None, over=True)


def by_letting_go(book: DatabaseBook, address: str) -> None:
    """Her orders stay for the accounts, as nobody's."""
    sql(address, "update orders set client_key = null, comment = null where client_key = 4")
    sql(address, "delete from clients where key = 4")


WAYS = (by_delete, by_mark, by_migration, by_letting_go)


def held(address: str) -> Iterator[str]:
    """Every row of every table as text, and all that the journal in it holds, unpacked."""
    with connect(address).connect() as db:
        for name in sa.inspect(db).get_table_names():
            for row in db.exec_driver_sql(f'select * from "{name}"').mappings():
                yield json.dumps({key: str(value) for key, value in row.items()}, ensure_ascii=False)
        if sa.inspect(db).has_table("memory"):
            blocks = db.exec_driver_sql("select content from memory where file = 'journal.sqlite' order by block").scalars().all()
            yield from unpacked(b"".join(blocks))


def unpacked(journal: bytes) -> Iterator[str]:
    yield journal.decode(errors="ignore")
    with sqlite3.connect(":memory:") as db:
        if not journal:
            return
        db.deserialize(journal)
        for (table,) in db.execute("select name from sqlite_master where type = 'table'").fetchall():
            for row in db.execute(f'select * from "{table}"'):
                for value in row:
                    if isinstance(value, bytes):
                        for unpack in (zlib.decompress, library()[0].decompress):
                            with suppress(Exception):
                                yield unpack(value).decode(errors="ignore")


def told(address: str, config: Config, words: tuple[str, ...]) -> set[str]:
    """Which of these words anything holds: the database, row by row and (SQLite) byte by byte, and what lies beside it."""
    every = list(held(address))
    files = [path for path in memory_folder(DatabaseBook(address, LAYOUT).name, config).rglob("*") if path.is_file()]
    if address.startswith("sqlite"):
        files.append(Path(address.removeprefix("sqlite:///")))
    for path in files:
        every.append(path.read_bytes().decode(errors="ignore"))
        if path.name == "journal.sqlite":
            every += unpacked(path.read_bytes())
    return {word for word in words if any(word in text for text in every)}


def purge(book: DatabaseBook, config: Config, *, apply: bool = True) -> Purged:
    return purge_client(book, "K-00004", config, now(), apply=apply)


@pytest.mark.parametrize("way", WAYS, ids=[way.__name__ for way in WAYS])
def test_after_an_erasure_no_table_and_no_file_tells_of_her_and_all_others_stay(
    way: object, lived: DatabaseBook, address: str, config: Config
) -> None:
    assert callable(way)
    way(lived, address)
    assert told(address, config, HERS) == set(HERS)
    before = of_people(lived)
    shown = purge(lived, config, apply=False)
    done = purge(lived, config)
    assert (shown.past, shown.held) == (done.past, done.held)
    assert told(address, config, (*HERS, "K-00004")) == set()
    assert told(address, config, OTHERS) == set(OTHERS)
    assert of_people(lived) == before
    assert purge_client(lived, "K-00002", config, now()).past.edits


@pytest.mark.parametrize("way", WAYS, ids=[way.__name__ for way in WAYS])
def test_she_is_found_by_what_she_was_once_called(way: object, lived: DatabaseBook, address: str, config: Config) -> None:
    assert callable(way)
    way(lived, address)
    for words in ("Переверзева", "8 916 555-01-78", "pereverzeva@example.ru"):
        assert [one.known_by for one in look_for(lived, words, config)] == ["K-00004"]
    purge(lived, config)
    assert look_for(lived, "Переверзева", config) == ()


def test_one_whom_no_run_ever_saw_is_erased_by_what_people_did(address: str, config: Config) -> None:
    book = moved(book_of(), address)
    for command in LIFE:
        sql(address, command)
    by_delete(book, address)
    assert "1 300 р." in str(sql(address, "select written from quarantine"))
    purge(book, config)
    assert told(address, config, (*HERS, "K-00004", "1 300 р.")) == set()


def test_what_the_book_still_shows_stays_and_is_told(lived: DatabaseBook, address: str, config: Config) -> None:
    sql(address, "update clients set gone_at = current_timestamp where key = 4")
    done = purge(lived, config)
    assert {sheet for sheet, _ in done.in_book} == {"Заказы"}
    assert sql(address, "select count(*) from clients where key = 4") == [(1,)]
    sql(address, "delete from orders where client_key = 4")
    assert purge(lived, config).past.records == 1
    assert told(address, config, (*HERS, "K-00004")) == set()


def test_whoever_is_still_in_the_book_loses_only_the_past(lived: DatabaseBook, address: str, config: Config) -> None:
    before = of_people(lived)
    purge(lived, config)
    assert of_people(lived) == before
    assert sql(address, "select count(*) from people_edits where record_key = 4") == [(0,)]


def of_people(book: DatabaseBook) -> dict[tuple[str, int, int], object]:
    return {place: value for place, value in values(bound(book)).items() if place[0] in ("Клиенты", "Заказы")}


def test_others_runs_can_be_taken_back_and_nights_stay_quiet(lived: DatabaseBook, address: str, config: Config) -> None:
    by_delete(lived, address)
    nightly(lived, config)
    purge(lived, config)
    nightly(lived, config)
    assert told(address, config, HERS[:6]) == set()
    assert run_job(lived, load_job("nightly"), config, now()).receipt is None
    assert undo(lived, 1, config, now()).reversed


def test_what_breaks_off_leaves_the_database_and_its_journal_as_they_were(
    fresh_postgres: str, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = moved(book_of(), fresh_postgres)
    nightly(book, config)
    for command in LIFE:
        sql(fresh_postgres, command)
    by_delete(book, fresh_postgres)
    before = sorted(held(fresh_postgres))
    sql(fresh_postgres, "update book set memory = memory + 0")
    keep = "sheets_crm.books.database.remembering.keep"

    def meanwhile(*_given: object) -> int:
        raise RefusedError("another computer")  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(keep, meanwhile)
        with pytest.raises(RefusedError):
            purge(book, config)
    assert sorted(held(fresh_postgres)) == before
    purge(book, config)
    assert told(fresh_postgres, config, (*HERS, "K-00004")) == set()


def test_by_age_peoples_edits_go_with_the_journals(lived: DatabaseBook, address: str, config: Config) -> None:
    many = sql(address, "select count(*) from people_edits")[0][0]
    assert many
    assert purge_older(lived, now() - timedelta(days=1), config, now(), apply=True).edits == 0
    tomorrow = now() + timedelta(days=1)
    assert purge_older(lived, tomorrow, config, now()).edits == many
    assert sql(address, "select count(*) from people_edits") == [(many,)]
    assert purge_older(lived, tomorrow, config, now(), apply=True).edits == many
    assert sql(address, "select count(*) from people_edits") == [(0,)]


def test_a_night_drops_what_is_older_than_the_settings_let_it_become(lived: DatabaseBook, address: str, config: Config) -> None:
    aging = Config(config.path, ConfigFile(settings=Settings.model_validate({"history": {"days": 1}})))
    later = now() + timedelta(days=3)
    run_job(lived, load_job("nightly"), aging, later, clock=lambda: later)
    assert sql(address, "select count(*) from people_edits") == [(0,)]


def test_a_login_that_may_not_erase_is_refused_before_anything_is(fresh_postgres: str, config: Config) -> None:
    book = moved(book_of(), fresh_postgres)
    nightly(book, config)
    sql(fresh_postgres, LIFE[0])
    before = told(fresh_postgres, config, HERS)
    name = f"night_{book.name.rsplit('_', 1)[-1][:8]}"
    with psycopg.connect(fresh_postgres, autocommit=True) as server:
        server.execute(f"create role {name} login password 'x'".encode())
        server.execute(f"grant select, insert, update on all tables in schema public to {name}".encode())
    try:
        url = sa.make_url(fresh_postgres).set(username=name, password="x")
        other = DatabaseBook(url.render_as_string(hide_password=False), LAYOUT)
        with pytest.raises(RefusedError, match="may not erase"):
            purge(other, config)
        with pytest.raises(RefusedError, match="may not erase"):
            purge_older(other, now(), config, now(), apply=True)
    finally:
        with psycopg.connect(fresh_postgres, autocommit=True) as server:
            server.execute(f"drop owned by {name}".encode())
            server.execute(f"drop role {name}".encode())
    assert told(fresh_postgres, config, HERS) == before
