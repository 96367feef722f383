"""A database of an older layout or version is added to, with all its values; one that is ahead is refused in plain words."""

from __future__ import annotations

from pathlib import Path

import pytest
from moving import LAYOUT, demo_book, moved, sql, values

from sheets_crm.books.database.book import DatabaseBook
from sheets_crm.errors import UnreadableError
from sheets_crm.model.layout import Column, Layout, Words

NEW = (
    Column(key="allergy", title=Words(ru="Аллергия", en="Allergy"), format="text"),
    Column(key="visits", title=Words(ru="Посещений", en="Visits"), format="integer"),
    Column(key="partner", title=Words(ru="Партнёр", en="Partner"), format="text", choices_from="staff"),
)


def grown(*columns: Column) -> Layout:
    """Return the layout with more columns in the list of clients."""
    sheets = tuple(
        one.model_copy(update={"columns": (*one.columns, *columns)}) if one.kind == "clients" else one for one in LAYOUT.sheets
    )
    return LAYOUT.model_copy(update={"sheets": sheets})


def dump(address: str, columns: dict[str, str]) -> dict[str, list[tuple[object, ...]]]:
    return {name: sql(address, f"select {said} from {name} order by 1, 2") for name, said in columns.items()}


def columns_of(book: DatabaseBook) -> dict[str, str]:
    """Every column of every table but of the book itself, whose form is another afterwards."""
    tables = {name: one for name, one in book.schema.metadata.tables.items() if name not in ("book", "memory", "people_edits")}
    return {name: ", ".join(f'"{column.name}"' for column in one.c if column.name != "cells") for name, one in tables.items()}


def test_a_column_that_is_new_in_the_layout_is_added_and_every_value_is_kept(address: str, tmp_path: Path) -> None:
    book = moved(demo_book(tmp_path, clients=8), address)
    told, known = values(book.read()), columns_of(book)
    rows = dump(address, known)
    after = DatabaseBook(address, grown(*NEW))
    assert values(after.read()) == told
    assert dump(address, known) == rows
    sql(address, "update clients set allergy = 'орехи', visits = 3, partner_key = (select min(key) from staff) where key = 1")
    assert {(one.column, one.after) for one in after.witnessed()} >= {("allergy", "орехи"), ("visits", 3.0)}
    assert after.identity() != ""


def test_a_layout_that_knows_less_than_the_database_is_refused(address: str, tmp_path: Path) -> None:
    moved(demo_book(tmp_path, clients=3), address)
    DatabaseBook(address, grown(*NEW)).identity()
    with pytest.raises(UnreadableError, match=r"clients\.allergy") as refused:
        DatabaseBook(address, LAYOUT).read()
    assert "раскладка не знает" in refused.value.told("ru")


def test_a_column_that_people_added_themselves_is_nobodys_business(address: str, tmp_path: Path) -> None:
    book = moved(demo_book(tmp_path, clients=3), address)
    told = values(book.read())
    sql(address, "alter table clients add column mine integer default 5")
    assert values(DatabaseBook(address, LAYOUT).read()) == told


def test_a_database_of_a_later_version_is_refused(address: str, tmp_path: Path) -> None:
    moved(demo_book(tmp_path, clients=3), address)
    sql(address, "update book set format = format + 1")
    with pytest.raises(UnreadableError, match="later version"):
        DatabaseBook(address, LAYOUT).read()


FIRST = (
    *("drop table people_edits", "drop table memory"),
    *("alter table book drop column quiet", "alter table book drop column memory", "alter table book drop column shape"),
    "update book set format = 1",
)


def test_a_database_of_the_first_version_is_brought_up_to_date(address: str, tmp_path: Path) -> None:
    book = moved(demo_book(tmp_path, clients=8), address)
    told = values(book.read())
    triggers = "select 'drop trigger ' || name from sqlite_master where type = 'trigger' and name like '%_edit_%'"
    if address.startswith("postgresql"):
        triggers = "select 'drop trigger note_edit on ' || tgrelid::regclass from pg_trigger where tgname = 'note_edit'"
    for (command,) in sql(address, triggers.replace("%", "%%") if "postgres" in address else triggers):
        sql(address, str(command))
    for command in FIRST:
        sql(address, command)
    after = DatabaseBook(address, LAYOUT)
    assert values(after.read()) == told
    sql(address, "update clients set name = 'Новое имя' where key = 1")
    assert [one.after for one in after.witnessed()] == ["Новое имя"]


def test_a_backup_of_an_older_layout_comes_back_and_stays_as_it_was(address: str, tmp_path: Path) -> None:
    book = moved(demo_book(tmp_path, clients=3), address)
    told, copy = values(book.read()), book.backup(tmp_path / "copies", "before")
    kept = copy.read_bytes()
    after = DatabaseBook(address, grown(*NEW))
    sql(address, "delete from orders")
    after.restore(copy)
    assert values(after.read()) == told
    assert copy.read_bytes() == kept
