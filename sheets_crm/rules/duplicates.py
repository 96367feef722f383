"""Clients who stand in the book twice: the same phone or the same e-mail (K4 in the small)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sheets_crm.ledger.columns import said
from sheets_crm.ledger.names import folded, names
from sheets_crm.model.cells import Vector
from sheets_crm.model.context import Context
from sheets_crm.model.plan import Finding
from sheets_crm.model.snapshot import Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.rules.rule import Rule

SHARED = {"phone": Text("телефон", "phone"), "email": Text("e-mail", "e-mail")}
SWITCHBOARD = 3
SHORTEST = 5


@dataclass(frozen=True, eq=False)
class Bearer:
    """A client who bears a phone or an e-mail: a record of a table, and its name."""

    table: Table
    at: int
    name: str

    @property
    def place(self) -> tuple[str, str]:
        """The sheet and the record's ID."""
        return self.table.sheet, self.table.ids[self.at]


def check(snapshot: Snapshot, _context: Context) -> Iterator[Finding]:
    """Report each later row of a sheet that shares a phone or an e-mail with an earlier one.

    A phone or an e-mail of more than three rows is a switchboard or a common mailbox: told once, and among its bearers only
    those of one name count. Clients of one name in two sheets (last year's and this year's) are told once a pair of sheets.
    """
    told, across = set[tuple[str, str]](), Counter[tuple[str, str]]()
    for (key, value), bearers in _bearers(snapshot).items():
        crowd = len({bearer.place for bearer in bearers}) > SWITCHBOARD
        if crowd:
            yield _crowd(bearers, key, value)
        for later, first in _pairs(bearers, crowd=crowd):
            if later.place in told:
                continue
            told.add(later.place)
            if later.table.sheet != first.table.sheet and folded(later.name) == folded(first.name):
                across[later.table.sheet, first.table.sheet] += 1
            else:
                yield _twice(later, first, key, value)
    for (sheet, other), count in across.items():
        yield _in_both(sheet, other, count)


def _bearers(snapshot: Snapshot) -> Mapping[tuple[str, str], list[Bearer]]:
    """Return each phone and e-mail that stands in more than one cell, and who bears it."""
    tables = snapshot.of_kind("clients")
    columns = [(table, one.key, one.cells) for table in tables for one in table.fields if one.key in SHARED]
    times = {key: Counter(part for _, like, cells in columns if like == key for _, part in _parts(cells)) for key in SHARED}
    out: dict[tuple[str, str], list[Bearer]] = defaultdict(list)
    for table, key, cells in columns:
        for at, part in _parts(cells):
            if times[key][part] > 1:
                out[key, part].append(Bearer(table, at, names(table)[at]))
    return out


def _parts(cells: Vector) -> Iterator[tuple[int, str]]:
    """Give every phone or e-mail of a column as it is compared, and where it stands."""
    for at, text in enumerate(said(cells).tolist()):
        if len(text) >= SHORTEST:
            value = text.casefold()
            for part in dict.fromkeys(value.split("; ")) if "; " in value else (value,):
                if len(part) >= SHORTEST:
                    yield at, part


def _pairs(bearers: list[Bearer], *, crowd: bool) -> Iterator[tuple[Bearer, Bearer]]:
    """Give each later bearer with the first one of its name, else, where there is no crowd, with the first of all."""
    by_name: dict[str, Bearer] = {}
    for bearer in bearers:
        first = by_name.setdefault(folded(bearer.name), bearer)
        if first is bearer and not crowd:
            first = bearers[0]
        if first.place != bearer.place:
            yield bearer, first


def _twice(later: Bearer, first: Bearer, key: str, value: str) -> Finding:
    where = f"{first.table.sheet}!{first.table.address(first.at, 'name')}"
    shared = SHARED[key]
    ru, en = (f" «{first.name}»", f" “{first.name}”") if first.name else ("", "")
    message = Text(
        f"Похоже, этот клиент уже есть:{ru} {where}, тот же {shared.ru} {value}",
        f"This client may be here already:{en} {where}, the same {shared.en} {value}",
    )
    hint = Text(
        "Сравните строки: если это один клиент, оставьте одну, перенеся в неё всё нужное",
        "Compare the rows: if they are one client, keep one with all that matters",
    )
    return Finding.at(later.table, later.at, key, RULE.name, "warning", message, hint)


def _crowd(bearers: list[Bearer], key: str, value: str) -> Finding:
    first, shared = bearers[0], SHARED[key]
    message = Text(
        f"Общий {shared.ru} {value}: клиентов с ним {len(bearers)}",
        f"A common {shared.en} {value}: clients with it: {len(bearers)}",
    )
    hint = Text(
        "Проверьте, не вписан ли он по ошибке вместо личного", "Check that it was not entered by mistake instead of their own"
    )
    return Finding.at(first.table, first.at, key, RULE.name, "note", message, hint)


def _in_both(sheet: str, other: str, count: int) -> Finding:
    message = Text(
        f"Клиентов, которые есть и в листе «{other}», и в листе «{sheet}»: {count}",
        f"Clients who are both in the sheet “{other}” and in the sheet “{sheet}”: {count}",
    )
    hint = Text(
        "Если это списки разных лет, всё в порядке; если список один, соедините листы",
        "If these are lists of different years, all is well; if it is one list, join the sheets",
    )
    return Finding(sheet, "", "", RULE.name, "note", message, hint)


RULE = Rule("duplicates", Text("Возможные дубли", "Possible duplicates"), check)
