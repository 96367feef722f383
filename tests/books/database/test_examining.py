"""What the doctor sees in a database, and that it changes nothing there."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from moving import LAYOUT, demo_book, moved, sql

from sheets_crm.books.database.book import DatabaseBook
from sheets_crm.engine.doctor.database import CHECKS, DatabaseCase
from sheets_crm.engine.settings.config import Config
from sheets_crm.model.checkup import Checked, examine

Found = dict[str, Checked]


def looked(address: str, folder: Path) -> Found:
    case = DatabaseCase(DatabaseBook(address, LAYOUT), Config(folder / "sheets-crm.yaml"))
    return {one.name: one for one in examine(CHECKS, case)}


def statuses(found: Found) -> set[str]:
    return {one.name for one in found.values() if one.outcome.status != "passed"}


def test_a_sound_database_is_found_so_and_left_as_it_was(address: str, tmp_path: Path) -> None:
    book = moved(demo_book(tmp_path, clients=3), address)
    before = book.identity()
    found = looked(address, tmp_path)
    assert statuses(found) <= {"login"}
    assert book.identity() == before
    assert found["reached"].outcome.says.ru.startswith("PostgreSQL 1" if "postgres" in address else "файл цел")


def test_an_older_database_is_told_of_and_not_brought_up_to_date(address: str, tmp_path: Path) -> None:
    moved(demo_book(tmp_path, clients=3), address)
    sql(address, "update book set shape = '{}'")
    assert looked(address, tmp_path)["version"].outcome.status == "warning"
    assert sql(address, "select shape from book") == [("{}",)]


def test_an_empty_database_is_told_how_a_book_comes_in(fresh_postgres: str, tmp_path: Path) -> None:
    found = looked(fresh_postgres, tmp_path)
    assert (found["version"].outcome.status, found["rights"].outcome.status) == ("failed", "untried")
    assert "migrate" in found["version"].outcome.mend.ru


def test_who_holds_rows_is_named(fresh_postgres: str, tmp_path: Path) -> None:
    moved(demo_book(tmp_path, clients=3), fresh_postgres)
    with psycopg.connect(fresh_postgres) as person:
        person.execute("update clients set comment = 'x'")
        said = looked(fresh_postgres, tmp_path)["locks"].outcome.says.ru
    assert "держит clients" in said


@pytest.mark.parametrize("wrong", ["postgresql://anna:s3cret@127.0.0.1:9/clients", "sqlite:////nowhere/clients.db"])
def test_what_cannot_be_reached_is_told_once(wrong: str, tmp_path: Path) -> None:
    found = looked(wrong, tmp_path)
    assert found["reached"].outcome.status == "failed"
    assert {found[name].outcome.status for name in ("tls", "login", "version", "rights", "locks", "clock")} == {"untried"}
    assert "s3cret" not in str(found)
