"""The file of roles as GRANTs of PostgreSQL: the SQL that makes the rights what the file says, whatever they were (H8)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from sheets_crm.books.database.reading import read_sheets
from sheets_crm.books.database.rights import Privilege, of_role, of_the_job
from sheets_crm.books.database.schema import Schema
from sheets_crm.books.database.views import NAMES
from sheets_crm.errors import RefusedError, UsageError
from sheets_crm.model.roles import RolesFile
from sheets_crm.model.text import Text

LONGEST = 63
"""Bytes of a name in PostgreSQL; it would cut off the rest without a word."""
KNOWN = """
select r.rolname, shobj_description(r.oid, 'pg_authid') = %(mark)s,
  r.rolsuper or exists (select from pg_class c where c.oid = to_regclass('book') and pg_has_role(r.oid, c.relowner, 'usage'))
from pg_roles r
"""
MEMBERS = """
select g.rolname, m.rolname from pg_auth_members a join pg_roles g on g.oid = a.roleid join pg_roles m on m.oid = a.member
where shobj_description(g.oid, 'pg_authid') = %(mark)s and m.rolname <> current_user
"""
MAY_MAKE = "select rolsuper or rolcreaterole from pg_roles where rolname = current_user"


@dataclass(frozen=True)
class Script:
    """The SQL that makes the rights what the file says, and what a person should know of it.

    `new` are logins that are made without a password: nobody gets in by them before they have one.
    """

    statements: tuple[str, ...]
    new: tuple[str, ...]
    notes: tuple[Text, ...]


def script(db: sa.Connection, schema: Schema, content: RolesFile) -> Script:
    """Return what is to be done in this database; UsageError on SQLite, where nobody signs in."""
    if db.dialect.name == "sqlite":
        what = Text(
            "у файла SQLite нет входов: кто открыл файл, может всё", "an SQLite file has no logins: who opens it may do all"
        )
        mend = Text("Права по ролям даёт PostgreSQL", "Rights by roles are given by PostgreSQL")
        raise UsageError(what, mend=mend)
    return _Scribe(db, schema, content).script()


def carry_out(db: sa.Connection, made: Script) -> None:
    """Do it, in this transaction; RefusedError where this login may not make roles."""
    if not db.exec_driver_sql(MAY_MAKE).scalar():
        what = Text("у этого входа нет права создавать роли", "this login may not make roles")
        mend = Text(
            "Войдите владельцем сервера (CREATEROLE) или отдайте ему этот SQL",
            "Sign in with CREATEROLE, or give this SQL to who may",
        )
        raise RefusedError(what, mend=mend, plain=what)
    plain = db.execution_options(no_parameters=True)
    for statement in made.statements:
        plain.exec_driver_sql(statement)


class _Scribe:
    """Compares what the file wants with the roles that the server has."""

    def __init__(self, db: sa.Connection, schema: Schema, content: RolesFile) -> None:
        self.schema, self.content = schema, content
        self.quote = db.dialect.identifier_preparer.quote_identifier
        self.database, self.place = db.exec_driver_sql("select current_database(), current_schema()").one()
        token = db.execute(sa.select(schema["book"].c.token)).scalar_one()
        self.mark = f"sheets-crm {self.database} {token}"
        known = db.exec_driver_sql(KNOWN, {"mark": self.mark}).all()
        self.roles = {name for name, _, _ in known}
        self.ours = {name for name, is_ours, _ in known if is_ours}
        self.mighty = {name for name, _, is_mighty in known if is_mighty}
        self.members = {tuple(row) for row in db.exec_driver_sql(MEMBERS, {"mark": self.mark})}
        self.sheets = read_sheets(db, schema)
        asked = (sa.func.pg_get_serial_sequence(self.quote(name), "key") for name in _with_keys(schema))
        self.sequences = sorted(one for one in db.execute(sa.select(*asked)).one() if one)

    def script(self) -> Script:
        groups = {self._named(name): of_role(role, self.schema, self.sheets) for name, role in self.content.roles.items()}
        groups[self._named()] = of_the_job(self.schema)
        wanted = {(self._named(one.role), one.login) for one in self.content.people.values() if one.login}
        wanted |= {(self._named(), self.content.job)} if self.content.job else set()
        logins = dict.fromkeys(login for _, login in sorted(wanted))
        new = tuple(login for login in logins if login not in self.roles)
        return Script(tuple(self._statements(groups, wanted, new)), new, tuple(self._notes(logins, groups)))

    def _statements(
        self, groups: Mapping[str, Sequence[Privilege]], wanted: set[tuple[str, str]], new: Sequence[str]
    ) -> Iterator[str]:
        for group in sorted(groups.keys() - self.roles):
            yield f"create role {self.quote(group)} nologin"
            yield f"comment on role {self.quote(group)} is {self._said(self.mark)}"
        for login in new:
            yield f"create role {self.quote(login)} login"
        for group, login in sorted(self.members - wanted):
            yield f"revoke {self.quote(group)} from {self.quote(login)}"
        for group in sorted(self.ours - groups.keys()):
            yield from self._nothing(group)
            yield f"drop role {self.quote(group)}"
        for group, privileges in groups.items():
            if group in self.roles:
                yield from self._nothing(group)
            yield f"grant usage on schema {self.quote(self.place)} to {self.quote(group)}"
            for one in privileges:
                columns = f" ({', '.join(map(self.quote, one.columns))})" if one.columns else ""
                yield f"grant {one.verb}{columns} on {self._at(one.table)} to {self.quote(group)}"
        for sequence in self.sequences:
            yield f"grant usage on sequence {sequence} to {self.quote(self._named())}"
        yield f"grant temporary on database {self.quote(self.database)} to {self.quote(self._named())}"
        for group, login in sorted(wanted - self.members):
            yield f"grant {self.quote(group)} to {self.quote(login)}"

    def _nothing(self, group: str) -> Iterator[str]:
        """Take away whatever a role has here, column by column, too."""
        tables = ", ".join(self._at(name) for name in self.schema.metadata.tables)
        yield f"revoke all on {tables} from {self.quote(group)}"
        views = ", ".join(map(self._at, NAMES))
        yield f"revoke all on {views} from {self.quote(group)}"
        yield f"revoke all on sequence {', '.join(self.sequences)} from {self.quote(group)}"
        yield f"revoke all on schema {self.quote(self.place)} from {self.quote(group)}"
        yield f"revoke all on database {self.quote(self.database)} from {self.quote(group)}"

    def _notes(self, logins: Mapping[str, None], groups: Mapping[str, Sequence[Privilege]]) -> Iterator[Text]:
        for person, one in self.content.people.items():
            if not one.login:
                yield Text(f"{person}: вход в базу не назван (login)", f"{person}: no login at the database is named (login)")
        for login in logins:
            if login in self.mighty:
                what = (
                    "владелец базы или сервера, роль его не ограничит",
                    "owns the database or the server: a role does not bind it",
                )
                yield Text(f"{login}: {what[0]}", f"{login}: {what[1]}")
        for group in sorted((groups.keys() & self.roles) - self.ours):
            yield Text(f"роль «{group}» на сервере уже была: берём её", f"the role “{group}” was there already: it is used")

    def _named(self, role: str = "") -> str:
        """Return the name of a role on the server, which all its databases share; of the program's own where none is given."""
        name = f"crm_{self.database}/{role}" if role else f"crm_{self.database}"
        if len(name.encode()) <= LONGEST:
            return name
        mark = hashlib.sha256(name.encode()).hexdigest()[:8]
        return f"{name.encode()[: LONGEST - len(mark) - 1].decode(errors='ignore')}~{mark}"

    def _at(self, table: str) -> str:
        return f"{self.quote(self.place)}.{self.quote(table)}"

    @staticmethod
    def _said(text: str) -> str:
        doubled = text.replace("'", "''")
        return f"'{doubled}'"


def _with_keys(schema: Schema) -> Iterator[str]:
    return (name for name, table in schema.metadata.tables.items() if "key" in table.c and name != "book")
