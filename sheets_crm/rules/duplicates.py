"""Clients who stand in the book twice: the same phone or the same e-mail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from sheets_crm.model.context import Context
from sheets_crm.model.plan import Finding
from sheets_crm.model.snapshot import Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.rules.rule import Rule

SHARED = {"phone": Text("телефон", "phone"), "email": Text("e-mail", "e-mail")}
SWITCHBOARD = 3
SHORTEST = 5


def check(snapshot: Snapshot, _context: Context) -> Iterator[Finding]:
    """Report each later row that shares a phone or an e-mail with an earlier one.

    A phone or an e-mail of more than three rows is a switchboard or a common mailbox, and says nothing.
    """
    told = set[tuple[str, str]]()
    for (key, value), rows in _bearers(snapshot).items():
        first, *others = rows.values()
        if len(others) < SWITCHBOARD:
            for table, at in others:
                if (table.sheet, table.ids[at]) not in told:
                    told.add((table.sheet, table.ids[at]))
                    yield _finding(table, at, first, key, value)


def _bearers(snapshot: Snapshot) -> Mapping[tuple[str, str], dict[tuple[str, int], tuple[Table, int]]]:
    """Return the rows that bear each phone and each e-mail: (key, value) -> {(sheet, position): (table, position)}."""
    out: dict[tuple[str, str], dict[tuple[str, int], tuple[Table, int]]] = defaultdict(dict)
    for table in snapshot.of_kind("clients"):
        for one in table.fields:
            if one.key in SHARED:
                for at in np.flatnonzero(one.cells.filled).tolist():
                    for part in str(one.cells[at]).casefold().split("; "):
                        if len(part) >= SHORTEST:
                            out[one.key, part][table.sheet, at] = table, at
    return out


def _finding(table: Table, at: int, first: tuple[Table, int], key: str, value: str) -> Finding:
    other, place = first
    name = other.cells("name")[place]
    where = f"{other.sheet}!{other.address(place, 'name')}"
    shared, named = SHARED[key], f" «{name}»" if name else ""
    message = Text(
        f"Похоже, этот клиент уже есть:{named} {where}, тот же {shared.ru} {value}",
        f"This client may be here already:{named} {where}, the same {shared.en} {value}",
    )
    hint = Text(
        "Сравните строки: если это один клиент, оставьте одну, перенеся в неё всё нужное",
        "Compare the rows: if they are one client, keep one with all that matters",
    )
    return Finding.at(table, at, key, RULE.name, "warning", message, hint)


RULE = Rule("duplicates", Text("Возможные дубли", "Possible duplicates"), check)
