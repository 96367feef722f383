"""The file of roles in a database, tried by people who sign in there: what each may do, and may not (H8)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from moving import LAYOUT, moved, sql

from sheets_crm.books.database.book import DatabaseBook
from sheets_crm.books.database.granting import Script, carry_out, script
from sheets_crm.books.memory import MemoryBook
from sheets_crm.engine.run import run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.engine.undo.undo import undo
from sheets_crm.errors import RefusedError, UnreadableError, UsageError
from sheets_crm.model.roles import Member, Role, RolesFile

NOW = datetime(2026, 11, 20, 3)
PASSWORD = uuid.uuid4().hex
As = Callable[[str, str], list[tuple[object, ...]]]
Grant = Callable[[RolesFile], Script]


def shop() -> MemoryBook:
    return MemoryBook.of(
        "book",
        {
            "Мои услуги": [["Услуга", "Цена", "ID"], ["Стрижка", 1500, "U-00001"]],
            "Клиенты": [
                ["Клиент", "Телефон", "Комментарий", "Любимый чай", "ID"],
                ["Иванов Иван", "8 916 123-45-67", "утром", "улун", "K-00001"],
            ],
            "Заказы": [["Клиент", "Сумма", "Оплачено", "ID"], ["Иванов Иван", 1200, 500, "Z-00001"]],
        },
    )


def named(login: str) -> str:
    """A login is the whole server's, so that every test has its own: with a quote in it, which must not matter."""
    return f"{login} \"o'{TAG}"


TAG = uuid.uuid4().hex[:6]
ROLES = {
    "стажёр": Role(),
    "менеджер": Role(change={"Клиенты": ("Комментарий", "Телефон"), "Заказы": "all"}),
    "старший": Role(change="all", delete="all"),
}


def people(**members: str) -> RolesFile:
    """Make a file of roles with people by their logins."""
    return RolesFile(
        roles=ROLES,
        people={login: Member(role=role, login=named(login)) for login, role in members.items()},
        job=named("night"),
    )


@pytest.fixture
def book(fresh_postgres: str) -> Iterator[DatabaseBook]:
    yield moved(shop(), fresh_postgres)
    with psycopg.connect(fresh_postgres, autocommit=True) as server:
        of_this_test = f"starts_with(rolname, 'crm_' || current_database()) or right(rolname, {len(TAG)}) = '{TAG}'"
        for (role,) in server.execute(f"select rolname from pg_roles where {of_this_test}".encode()).fetchall():
            quoted = psycopg.sql.Identifier(role)
            server.execute(psycopg.sql.SQL("drop owned by {}").format(quoted))
            server.execute(psycopg.sql.SQL("drop role {}").format(quoted))


@pytest.fixture
def grant(book: DatabaseBook, fresh_postgres: str) -> Grant:
    def give(content: RolesFile) -> Script:
        with book.writing() as db:
            made = script(db, book.schema, content)
            carry_out(db, made)
        with psycopg.connect(fresh_postgres, autocommit=True) as server:
            for login in made.new:
                command = psycopg.sql.SQL("alter role {} password {}")
                server.execute(command.format(psycopg.sql.Identifier(login), psycopg.sql.Literal(PASSWORD)))
        return made

    return give


@pytest.fixture
def as_(fresh_postgres: str) -> As:
    """Let somebody do something, signed in by a name and password of their own."""

    def do(login: str, command: str) -> list[tuple[object, ...]]:
        with psycopg.connect(fresh_postgres, user=named(login), password=PASSWORD) as server:
            done = server.execute(command.encode())
            return done.fetchall() if done.description else []

    return do


ALLOWED = [
    ("anya", "insert into clients (name) values ('Новая')"),
    ("anya", "insert into clients (name, comment) values ('Новая', 'днём') returning key"),
    ("anya", "insert into clients_phones (record_key, field, value) values (1, 'phone', '8 495 1')"),
    ("anya", "insert into orders (client_key, amount) values (1, 900)"),
    ("anya", "select name, comment from clients"),
    ("anya", 'select * from "Карточка клиента"'),
    ("anya", 'select * from "Client card"'),
    ("petr", "update clients set comment = 'вечером'"),
    ("petr", "update clients_phones set value = '8 495 2'"),
    ("petr", "delete from clients_phones"),
    ("petr", "update orders set amount = 1300"),
    ("olga", "update clients set name = 'Петров'"),
    ("olga", "update services set price = 1600"),
    ("olga", "update orders set gone_at = now()"),
    ("olga", "delete from orders"),
]
FORBIDDEN = [
    ("anya", "update clients set comment = ''"),
    ("anya", "update clients_phones set value = ''"),
    ("anya", "delete from clients"),
    ("anya", "delete from clients_phones"),
    ("anya", "truncate orders"),
    ("anya", "insert into clients (name, gone_at) values ('x', now())"),
    ("anya", "insert into clients (id) values ('K-00009')"),
    ("anya", "update book set quiet = 1"),
    ("anya", "delete from writes"),
    ("anya", "select * from people_edits"),
    ("anya", "create table mine (a int)"),
    ("anya", "alter table clients add mine int"),
    ("anya", "drop trigger note_edit on clients"),
    ("petr", "update clients set name = ''"),
    ("petr", "update clients set id = 'K-00009'"),
    ("petr", "update services set price = 1"),
    ("petr", "delete from orders"),
    ("petr", "update orders set gone_at = now()"),
    ("olga", "truncate clients"),
    ("olga", "update people_edits set by = 'x'"),
    ("night", "delete from clients"),
    ("night", "drop table clients"),
    ("night", "delete from people_edits"),
    ("night", "delete from writes"),
    ("night", "update clients_status set title_ru = 'x'"),
]


def everybody() -> RolesFile:
    return people(anya="стажёр", petr="менеджер", olga="старший")


def test_each_may_do_what_the_role_says_and_no_more(grant: Grant, as_: As, fresh_postgres: str) -> None:
    made = grant(everybody())
    assert set(made.new) == {named(one) for one in ("anya", "petr", "olga", "night")}
    for who, command in ALLOWED:
        as_(who, f"begin; {command}; rollback")
    for who, command in FORBIDDEN:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_(who, command)
    assert sql(fresh_postgres, "select count(*) from clients") == [(1,)]


def test_what_a_newcomer_puts_in_is_known_by_the_name(grant: Grant, as_: As, fresh_postgres: str) -> None:
    grant(everybody())
    as_("anya", "set sheets_crm.quiet = 'on'; insert into clients (name) values ('Новая')")
    assert sql(fresh_postgres, "select by, what, field, after from people_edits") == [(named("anya"), "insert", "name", "Новая")]
    assert sql(fresh_postgres, "select by, what from writes order by key desc limit 1") == [(named("anya"), "INSERT clients")]


def test_once_more_changes_nothing(grant: Grant, book: DatabaseBook, fresh_postgres: str) -> None:
    grant(everybody())
    each = "a.grantee::regrole::text, a.privilege_type"
    rights = (
        f"select c.oid, {each} from pg_class c, aclexplode(relacl) a where relnamespace = 'public'::regnamespace order by 1, 2, 3"
    )
    columns = f"select attrelid, attnum, {each} from pg_attribute, aclexplode(attacl) a order by 1, 2, 3, 4"
    before = sql(fresh_postgres, rights), sql(fresh_postgres, columns)
    made = grant(everybody())
    assert not made.new
    assert not [one for one in made.statements if one.startswith(("create", "drop", "comment"))]
    assert (sql(fresh_postgres, rights), sql(fresh_postgres, columns)) == before


def test_what_the_file_no_longer_says_is_taken_away(grant: Grant, as_: As, fresh_postgres: str) -> None:
    grant(everybody())
    roles = {name: role for name, role in ROLES.items() if name != "менеджер"} | {"стажёр": Role(add="none")}
    grant(RolesFile(roles=roles, people={"olga": Member(role="стажёр", login=named("olga"))}))
    refused = [
        ("anya", "select * from clients"),
        ("petr", "update clients set comment = ''"),
        ("olga", "insert into clients (name) values ('x')"),
        ("night", "select * from book"),
    ]
    for who, command in refused:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_(who, command)
    assert as_("olga", "select name from clients") == [("Иванов Иван",)]
    assert not sql(fresh_postgres, "select 1 from pg_roles where rolname = 'crm_' || current_database() || '/менеджер'")


def signed_in(address: str, login: str) -> DatabaseBook:
    url = sa.make_url(address).set(username=named(login), password=PASSWORD)
    return DatabaseBook(url.render_as_string(hide_password=False), LAYOUT)


def test_the_job_runs_and_is_undone_by_its_own_login(grant: Grant, fresh_postgres: str, tmp_path: Path) -> None:
    grant(everybody())
    night, config = signed_in(fresh_postgres, "night"), Config(tmp_path / "sheets-crm.yaml")
    first = run_job(night, load_job("nightly"), config, NOW)
    assert first.receipt is not None
    assert first.receipt.written
    assert not first.receipt.failed
    assert undo(night, None, config, NOW).reversed
    assert sql(fresh_postgres, "select count(*) from people_edits") == [(0,)]


def test_who_may_not_write_is_told_so_and_nothing_is_written(grant: Grant, fresh_postgres: str, tmp_path: Path) -> None:
    grant(everybody())
    with pytest.raises(UnreadableError, match="may not be done"):
        run_job(signed_in(fresh_postgres, "anya"), load_job("nightly"), Config(tmp_path / "sheets-crm.yaml"), NOW)


def test_rights_by_roles_need_a_server(tmp_path: Path) -> None:
    book = moved(shop(), f"sqlite:///{tmp_path / 'clients.db'}")
    with book.reading() as db, pytest.raises(UsageError, match="no logins"):
        script(db, book.schema, everybody())


def test_who_may_not_make_roles_is_told_so(grant: Grant, book: DatabaseBook, fresh_postgres: str) -> None:
    grant(everybody())
    content = everybody()
    with pytest.raises(RefusedError, match="may not make roles"), signed_in(fresh_postgres, "anya").writing() as db:
        carry_out(db, script(db, book.schema, content))
