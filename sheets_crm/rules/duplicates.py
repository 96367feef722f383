"""Clients who stand in the book twice: the same phone or the same e-mail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

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
    bearers: dict[tuple[str, str], list[tuple[Table, int]]] = defaultdict(list)
    for table in snapshot.of_kind("clients"):
        for one in table.fields:
            if one.key in SHARED:
                for at, value in enumerate(one.cells.values()):
                    for part in set(str(value or "").casefold().split("; ")):
                        if len(part) >= SHORTEST:
                            bearers[one.key, part].append((table, at))
    told = set[tuple[str, str]]()
    for (key, value), places in bearers.items():
        rows = list(dict.fromkeys((table.sheet, table.ids[at]) for table, at in places))
        if 1 < len(rows) <= SWITCHBOARD:
            first, *others = {(table.sheet, at): (table, at) for table, at in places}.values()
            for table, at in others:
                if (table.sheet, table.ids[at]) not in told:
                    told.add((table.sheet, table.ids[at]))
                    yield _finding(table, at, first, key, value)


def _finding(table: Table, at: int, first: tuple[Table, int], key: str, value: str) -> Finding:
    other, place = first
    name = other.cells("name")[place]
    where = f"{other.sheet}!{other.address(place, 'name')}"
    shared, named = SHARED[key], f" «{name}»" if name else ""
    return Finding(
        table.sheet,
        table.ids[at],
        table.address(at, key),
        RULE.name,
        "warning",
        Text(
            f"Похоже, этот клиент уже есть:{named} {where}, тот же {shared.ru} {value}",
            f"This client may be here already:{named} {where}, the same {shared.en} {value}",
        ),
        Text(
            "Сравните строки: если это один клиент, оставьте одну, перенеся в неё всё нужное",
            "Compare the rows: if they are one client, keep one with all that matters",
        ),
    )


RULE = Rule("duplicates", Text("Возможные дубли", "Possible duplicates"), check)
