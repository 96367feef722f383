"""What is looked at when a database cannot be reached, read or written; nothing here ever writes to it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from sheets_crm.books.database.book import DatabaseBook
from sheets_crm.books.database.failures import own_errors
from sheets_crm.books.database.founding import is_founded
from sheets_crm.books.database.rights import of_the_job
from sheets_crm.books.database.upgrading import is_older
from sheets_crm.books.opening import CHECK_NAME, NO_FILE
from sheets_crm.errors import UnreadableError
from sheets_crm.model.checkup import Check, Outcome, passed, warning
from sheets_crm.model.text import Text

MOST_SECONDS, LONG_MINUTES, SOON_DAYS = 60, 5, 14
MEGABYTE = 1 << 20
SECURE = ("verify-full", "verify-ca")
HERE = "select inet_client_addr() is null or inet_client_addr() <<= '127.0.0.0/8' or inet_client_addr() = '::1'"
HELD = """
select a.usename, c.relname, extract(epoch from now() - a.xact_start)::int / 60
from pg_locks l join pg_stat_activity a on a.pid = l.pid join pg_class c on c.oid = l.relation
where l.pid <> pg_backend_pid() and l.database = (select oid from pg_database where datname = current_database())
  and l.granted and l.mode <> 'AccessShareLock' and c.relkind = 'r' and c.relname = any(%(ours)s)
order by 3 desc nulls last, 1, 2
"""


@dataclass
class DatabasePatient:
    """A database that is looked at, without being brought up to date."""

    book: DatabaseBook

    @contextmanager
    def looking(self) -> Iterator[sa.Connection]:
        """Connect, only to read."""
        book = self.book
        if book.file is not None and not book.file.exists():
            raise UnreadableError(NO_FILE, where=book.name, mend=CHECK_NAME)
        with own_errors(book.name), book.connect() as db, db.begin():
            if book.file is None:
                db.exec_driver_sql("set transaction read only")
            yield db

    @property
    def is_file(self) -> bool:
        """Whether it is SQLite."""
        return self.book.file is not None


def reached(patient: DatabasePatient) -> Outcome:
    """Connect, and say to what; of a file, whether it is whole."""
    with patient.looking() as db:
        if patient.book.file is not None:
            wrong = db.exec_driver_sql("pragma quick_check(1)").scalar()
            if wrong != "ok":
                raise UnreadableError(
                    Text("файл базы повреждён", "the file is damaged"), mend=Text("Верните копию: restore", "restore")
                )
            size = f"{patient.book.file.stat().st_size / MEGABYTE:.1f}"
            return passed(f"файл цел, {size} МБ", f"the file is whole, {size} MB")
        version = str(db.exec_driver_sql("show server_version").scalar()).split()[0]
        return passed(f"PostgreSQL {version} отвечает", f"PostgreSQL {version} answers")


def tls(patient: DatabasePatient) -> Outcome:
    """Say whether what travels to the server is encrypted, and whether the server proves that it is the one."""
    if patient.is_file:
        return passed("не нужно: файл на этом компьютере", "not needed: a file on this computer")
    with patient.looking() as db:
        driver: Any = db.connection.driver_connection
        encrypted = driver.pgconn.ssl_in_use  # as seen from here: between us and the server there may be another that encrypts
        version = db.exec_driver_sql("select version from pg_stat_ssl where pid = pg_backend_pid()").scalar() or "TLS"
        here = db.exec_driver_sql(HERE).scalar()
    mend = Text("Добавьте к адресу ?sslmode=verify-full", "Add ?sslmode=verify-full to the address")
    if encrypted and patient.book.ssl_mode(os.environ.get("PGSSLMODE", "")) in SECURE:
        return passed(f"{version}, сервер проверен", f"{version}, the server is verified")
    if here:
        return passed("не нужно: сервер на этом же компьютере", "not needed: the server is on this computer")
    if not encrypted:
        return warning(Text("данные идут по сети открыто", "the data travel unencrypted"), mend)
    return warning(Text(f"{version}, но сервер не проверяется", f"{version}, but the server is not verified"), mend)


def login(patient: DatabasePatient) -> Outcome:
    """Say by which login the program comes, and whether it may more than it needs."""
    if patient.is_file:
        return passed("не нужен: вход в файл — право его открыть", "not needed: whoever may open the file is in")
    with patient.looking() as db:
        name, mighty, until = db.exec_driver_sql(
            "select rolname, rolsuper, rolvaliduntil from pg_roles where rolname = session_user"
        ).one()
    if until is not None and isinstance(until, datetime) and (until - datetime.now(UTC)).days < SOON_DAYS:
        ends = Text(f"{name}: пароль действует до {until:%d.%m.%Y}", f"{name}: the password is valid until {until:%d.%m.%Y}")
        return warning(ends, Text(f"Смените его: \\password {name}", f"Change it: \\password {name}"))
    if mighty:
        says = Text(
            f"{name} — владелец всего сервера, это больше, чем нужно", f"{name} owns the whole server: more than is needed"
        )
        mend = Text(
            "Назовите в roles.yaml вход для заданий (job) и выполните roles --apply",
            "Name a login for runs in roles.yaml (job), and have roles --apply give it its rights",
        )
        return warning(says, mend)
    return passed(name, name)


def version(patient: DatabasePatient) -> Outcome:
    """See whether a client base lives there, and of which version and layout its tables are."""
    with patient.looking() as db:
        if not is_founded(db):
            what = Text("в этой базе ещё нет книги клиентов", "there is no client book in this database yet")
            mend = Text("Перенесите её: sheets-crm migrate clients.xlsx АДРЕС", "Bring it: sheets-crm migrate clients.xlsx URL")
            raise UnreadableError(what, mend=mend)
        if is_older(db, patient.book.schema):
            says = Text("таблицы от прежней версии или раскладки", "the tables are of an older version or layout")
            mend = Text(
                "Любая команда под входом владельца дополнит их сама, значения останутся",
                "Any command by the owner's login adds to them, and every value stays",
            )
            return warning(says, mend)
    return passed("таблицы те, что нужны этой версии", "the tables are what this version needs")


def rights(patient: DatabasePatient) -> Outcome:
    """See whether this login may do what runs do, and whether others may do what nobody should."""
    if patient.is_file:
        return passed("в файле SQLite прав нет: кто открыл, может всё", "an SQLite file has none: who opens it may do all")
    with patient.looking() as db:
        wanted = [(one.table, one.verb) for one in of_the_job(patient.book.schema)]
        quote = db.dialect.identifier_preparer.quote_identifier
        asked = "select has_table_privilege(%(table)s, %(verb)s)"
        missing = [
            f"{verb} {table}"
            for table, verb in wanted
            if not db.exec_driver_sql(asked, {"table": quote(table), "verb": verb}).scalar()
        ]
        open_to_all = db.exec_driver_sql("select has_schema_privilege('public', current_schema(), 'create')").scalar()
    if missing:
        few = ", ".join(missing[:3])
        says = Text(f"не хватает прав: {few} (всего {len(missing)})", f"rights are missing: {few} ({len(missing)} in all)")
        mend = Text("Их даст владелец базы: roles --apply, вход для заданий — job", "Its owner gives them: roles --apply, job")
        return Outcome("failed", says, mend)
    if open_to_all:
        says = Text("таблицы здесь может создавать любой вход", "any login may make tables here")
        mend = Text("revoke create on schema public from public", "revoke create on schema public from public")
        return warning(says, mend)
    return passed("всё, что нужно заданиям", "all that runs need")


def locks(patient: DatabasePatient) -> Outcome:
    """Say who else is writing into our tables just now, and for how long."""
    if patient.is_file:
        return passed("файл, запись по очереди", "a file: writes queue up")
    with patient.looking() as db:
        held = db.exec_driver_sql(HELD, {"ours": list(patient.book.schema.metadata.tables)}).all()
    if not held:
        return passed("никто", "nobody")
    who, table, minutes = held[0]
    says = Text(f"{who} держит {table}, {minutes or 0} мин", f"{who} holds {table}, for {minutes or 0} min")
    if (minutes or 0) < LONG_MINUTES:
        return Outcome("passed", says)
    mend = Text("Пусть закончит: commit или rollback", "Let them end it: commit or rollback")
    return warning(says, mend)


def clock(patient: DatabasePatient) -> Outcome:
    """Compare the server's clock with this computer's: history tells by both."""
    if patient.is_file:
        return passed("часы те же", "it is the same clock")
    with patient.looking() as db:
        there = db.exec_driver_sql("select clock_timestamp()").scalar_one()
    apart = abs(int((there - datetime.now(UTC)).total_seconds()))
    says = Text(f"расходятся на {apart} с", f"{apart} s apart")
    mend = Text("Включите автоматическое время на обоих", "Let both set their time by themselves")
    return warning(says, mend) if apart > MOST_SECONDS else Outcome("passed", says)


REACHED = Check("reached", Text("Связь", "Connection"), reached)
TLS = Check("tls", Text("Шифрование в пути", "Encryption on the way"), tls, ("reached",), "nothing")
LOGIN = Check("login", Text("Вход", "Login"), login, ("reached",), "nothing")
VERSION = Check("version", Text("Таблицы", "Tables"), version, ("reached",))
RIGHTS = Check("rights", Text("Права", "Rights"), rights, ("version",), "writing")
LOCKS = Check("locks", Text("Кто держит строки", "Who holds rows"), locks, ("version",), "nothing")
CLOCK = Check("clock", Text("Часы", "Clock"), clock, ("reached",), "nothing")
CHECKS: tuple[Check[DatabasePatient], ...] = (REACHED, TLS, LOGIN, VERSION, RIGHTS, LOCKS, CLOCK)
