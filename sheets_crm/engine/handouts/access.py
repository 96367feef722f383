"""What the file of roles means for one book: names that the book lacks, and what to close in a spreadsheet (H8)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sheets_crm.engine.handouts.judging import Rights, is_programs
from sheets_crm.engine.settings.complaints import followed, nearest
from sheets_crm.engine.settings.roles_file import Roles
from sheets_crm.model.layout import Layout
from sheets_crm.model.roles import Part, Role, Verb
from sheets_crm.model.snapshot import Field, Snapshot, Table
from sheets_crm.model.text import Text

VERBS: tuple[Verb, ...] = ("add", "change", "delete")


@dataclass(frozen=True, slots=True)
class Closed:
    """Cells of a sheet in which only some may write: rows (the last one None: to the end) and columns, both ends included."""

    sheet: str
    first_row: int
    last_row: int | None
    first_column: int
    last_column: int
    editors: frozenset[str]


def unknown_names(roles: Roles, snapshot: Snapshot, layout: Layout) -> Iterator[Text]:
    """Tell of sheets and columns in the file of roles that the book does not have."""
    for name, role in roles.content.roles.items():
        for verb in VERBS:
            right = role.right(verb)
            if not isinstance(right, str):
                yield from _unknown(name, role, right, snapshot, layout)


def _unknown(name: str, role: Role, right: Mapping[str, Part], snapshot: Snapshot, layout: Layout) -> Iterator[Text]:
    rights = Rights(role, layout)
    tables = {said: table for table in snapshot.tables for said in (_plain(one) for one in rights.sheets(table))}
    for sheet, part in right.items():
        table = tables.get(_plain(sheet))
        if table is None:
            if _plain(sheet) not in map(_plain, snapshot.grids):
                what = Text(f"роль «{name}»: листа «{sheet}» в книге нет", f"role “{name}”: the book has no sheet “{sheet}”")
                yield followed(what, nearest(sheet, snapshot.grids))
            continue
        known = {_plain(one) for field in table.fields for one in rights.columns(field)}
        for column in part if isinstance(part, tuple) else ():
            if _plain(column) not in known:
                what = Text(
                    f"роль «{name}»: на листе «{table.sheet}» нет столбца «{column}»",
                    f"role “{name}”: the sheet “{table.sheet}” has no column “{column}”",
                )
                yield followed(what, nearest(column, [field.title for field in table.fields if field.title]))


def closings(roles: Roles, snapshot: Snapshot, layout: Layout, accounts: Collection[str]) -> tuple[Closed, ...]:
    """Return what is to be closed to whom among the accounts that may edit a spreadsheet.

    Records that stand there are closed to those who may not change them, blank rows to those who may not even add. Who is in
    neither list of the file keeps what the spreadsheet allows.
    """
    known = {
        member.email.casefold(): roles.content.roles[member.role] for member in roles.content.people.values() if member.email
    }
    others = roles.content.roles[roles.content.others] if roles.content.others else None
    by_account = {one: known.get(one.casefold(), others) for one in accounts}
    out: list[Closed] = []
    for table in snapshot.tables:
        last = int(table.rows[-1]) if len(table) else table.header_row
        for verb, first, end in (("change", 1, last), ("add", last + 1, None)):
            allowed = [(one.letter_index, _who(by_account, verb, table, one, layout)) for one in table.fields]
            out += _joined(table.sheet, first, end, allowed, frozenset(accounts))
    return tuple(out)


def _who(by_account: dict[str, Role | None], verb: str, table: Table, one: Field, layout: Layout) -> frozenset[str]:
    def may(role: Role) -> bool:
        closed = one.key == "id" or is_programs(one)
        return not closed and Rights(role, layout).may("change" if verb == "change" else "add", table, one)

    return frozenset(account for account, role in by_account.items() if role is None or may(role))


def _joined(
    sheet: str, first: int, last: int | None, columns: list[tuple[int, frozenset[str]]], everybody: frozenset[str]
) -> Iterator[Closed]:
    """Yield neighbouring columns that are open to the same people as one; those open to everybody are left out."""
    start: Closed | None = None
    for letter, who in sorted(columns, key=lambda one: one[0]):
        if start and start.editors == who and start.last_column == letter - 1:
            start = Closed(sheet, first, last, start.first_column, letter, who)
            continue
        if start and start.editors != everybody:
            yield start
        start = Closed(sheet, first, last, letter, letter, who)
    if start and start.editors != everybody:
        yield start


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
