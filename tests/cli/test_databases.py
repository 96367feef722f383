"""Commands on a database, as people type them: who did what, the way back, rights, a check-up, an erasure request."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from commands_run import Run

TODAY = ("--today", "2026-11-22")
ROLES = """
roles:
  стажёр: {add: all}
  старший: {add: all, change: all, delete: all}
people:
  Аня: {role: стажёр, login: %(tag)s_anya}
  Ольга: {role: старший}
job: %(tag)s_night
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def book(request: pytest.FixtureRequest, run: Run) -> str:
    """Give the address of a database with five tidied clients, in which a person changed a comment twice."""
    address: str = "sqlite:///clients.db" if request.param == "sqlite" else request.getfixturevalue("fresh_postgres")
    assert run("new", "clients.xlsx", "--demo", 5, "--lang", "ru").status == 0
    assert run("migrate", "clients.xlsx", address).status == 0
    assert run("run", "nightly", address, *TODAY).status == 0
    for word in ("утром", "вечером"):
        by_hand(address, f"update clients set comment = '{word}' where id = 'K-00001'")
    return address


def by_hand(address: str, command: str) -> list[tuple[object, ...]]:
    """Do something in the database past the program."""
    if address.startswith("sqlite"):
        with closing(sqlite3.connect("clients.db", isolation_level=None)) as db:
            return db.execute(command).fetchall()
    with psycopg.connect(address, autocommit=True) as server:
        done = server.execute(command.encode())
        return done.fetchall() if done.description else []


def of_comment(run: Run, address: str) -> str:
    """Find the cell of the comment that was changed."""
    assert run("migrate", address, "look.xlsx").status == 0
    from openpyxl import load_workbook  # noqa: PLC0415

    sheet = load_workbook("look.xlsx")["Клиенты"]
    found = next(cell.coordinate for row in sheet.iter_rows() for cell in row if cell.value == "вечером")
    return f"Клиенты!{found}"


def test_blame_tells_each_edit_with_the_login(run: Run, book: str) -> None:
    who = str(by_hand(book, "select session_user")[0][0]) if book.startswith("postgresql") else ""
    place = of_comment(run, book)
    said = run("blame", book, place, "--json").json
    edits = [one for one in said["events"] if one["who"] == "people"]
    assert [(one["after"], one["by"]) for one in edits] == [("утром", who), ("вечером", who)]
    shown = run("blame", book, place)
    assert (shown.status, "вечером" in shown.out, who in shown.out) == (0, True, True)


def test_history_tells_of_runs_and_of_people(run: Run, book: str) -> None:
    assert run("run", "nightly", book, *TODAY).status == 0
    told = run("history", book, "--json")
    assert told.status == 0
    assert [one["job"] for one in told.json["runs"]][-1] == "nightly"
    shown = run("history", book)
    assert (shown.status, "nightly" in shown.out) == (0, True)


def test_undo_takes_the_night_back_and_leaves_what_people_wrote(run: Run, book: str) -> None:
    assert run("undo", book).status == 0
    assert by_hand(book, "select comment from clients where id = 'K-00001'") in ([("вечером",)], [])
    assert by_hand(book, "select count(*) from clients where comment = 'вечером'") == [(1,)]
    assert "undo" in run("history", book, "--json").out


def test_the_doctor_finds_it_sound_and_changes_nothing(run: Run, book: str) -> None:
    before = by_hand(book, "select version, memory from book")
    said = run("doctor", book, "--json")
    found = {one["name"]: one["status"] for one in said.json["checks"]}
    assert {name for name, status in found.items() if status == "failed"} == set()
    assert found["version"] == found["rights"] == "passed"
    assert by_hand(book, "select version, memory from book") == before


def test_roles_show_their_sql_and_carry_it_out(run: Run, book: str) -> None:
    tag = f"t{uuid.uuid4().hex[:8]}"
    Path("roles.yaml").write_text(ROLES % {"tag": tag}, encoding="utf-8")
    shown = run("roles", book)
    if book.startswith("sqlite"):
        assert (shown.status, "SQLite" in shown.out + shown.err) == (2, True)
        return
    assert (shown.status, "grant insert" in shown.out.lower(), tag in shown.out) == (0, True, True)
    assert not by_hand(book, f"select 1 from pg_roles where rolname like '{tag}%'")
    try:
        done = run("roles", book, "--apply")
        assert (done.status, "Ольга" in done.out) == (0, True)
        assert len(by_hand(book, f"select 1 from pg_roles where rolname like '{tag}%'")) == 2
        right = "has_column_privilege('%s_%s', 'clients', 'comment', '%s')"
        asked = ", ".join(right % (tag, who, verb) for who, verb in (("anya", "insert"), ("anya", "update"), ("night", "update")))
        assert by_hand(book, f"select {asked}") == [(True, False, True)]
    finally:
        for (role,) in by_hand(
            book, f"select rolname from pg_roles where rolname ~ ('^({tag}|crm_' || current_database() || ')')"
        ):
            by_hand(book, f'drop owned by "{role}"')
            by_hand(book, f'drop role "{role}"')


def test_an_erasure_request_tells_what_the_database_keeps_and_erases_it(run: Run, book: str) -> None:
    ((key, name),) = by_hand(book, "select key, name from clients where comment = 'вечером'")
    shown = run("purge", book, "--client", "K-00001", "--json")
    assert (shown.status, shown.json["applied"]) == (1, False)
    assert shown.json["database"]["edits"] == 2
    assert "правки людей в самой базе: 2" in run("purge", book, "--client", "K-00001").out
    done = run("purge", book, "--client", "K-00001", "--apply")
    assert (done.status, "Стёрто навсегда" in done.out) == (0, True)
    assert by_hand(book, f"select count(*) from people_edits where record_key = {key}") == [(0,)]
    assert by_hand(book, f"select name from clients where key = {key}") == [(name,)]


def test_by_age_it_tells_of_peoples_edits_in_the_database(run: Run, book: str) -> None:
    assert run("purge", book, "--older-than", "1d").status == 0
    ago = "datetime('now', '-2 days')" if book.startswith("sqlite") else "now() - interval '2 days'"
    by_hand(book, f"update people_edits set at = {ago}")
    shown = run("purge", book, "--older-than", "1d")
    assert (shown.status, "правки людей в самой базе: 2" in shown.out) == (1, True)
    assert run("purge", book, "--older-than", "1d", "--apply").status == 0
    assert by_hand(book, "select count(*) from people_edits") == [(0,)]
