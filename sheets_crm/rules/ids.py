"""Every record has an ID of its own that is never given to another (A4, H2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import count

from sheets_crm.ledger.columns import told
from sheets_crm.model.cells import Vector
from sheets_crm.model.context import Context
from sheets_crm.model.memo import remembered
from sheets_crm.model.plan import Changes
from sheets_crm.model.snapshot import Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.rules.rule import Rule

DIGITS = 5
NEW = Text("новая строка получает ID", "a new row gets its ID")
COPIED = Text(
    "такой ID уже есть выше: строку скопировали, копия получает свой", "the ID stands above already: a copied row gets its own"
)


def check(snapshot: Snapshot, context: Context) -> Iterator[Changes]:
    """Give an ID to records without one, and another one to all but the first of those that share it.

    A number is one more than the highest ever seen, in the book or in the memory, so that none is reused; a row whose ID an
    undo took away gets that one again. IDs of people's own making are left as they are.
    """
    for sheet in context.layout.sheets:
        tables = [table for table in snapshot.of_kind(sheet.kind) if table.field("id")]
        numbers = (_highest(table.cells("id"), sheet.id_prefix) for table in tables)
        following = 1 + max(context.memory.highest_ids.get(sheet.id_prefix, 0), *numbers, 0)
        taken = set().union(*(_said(table.cells("id")) for table in tables)) if context.memory.former_ids else set()
        fresh = (f"{sheet.id_prefix}-{number:0{DIGITS}}" for number in count(following))
        seen: set[str] = set()
        for table in tables:
            places = _without_own(table, seen)
            made = [_former(table, at, taken, context) or next(fresh) for at, _ in places]
            if places:
                reasons = [COPIED if copied else NEW for _, copied in places]
                yield replace(Changes.at(table, "id", RULE.name, [at for at, _ in places], made, reasons), ids=made)


def _former(table: Table, at: int, taken: set[str], context: Context) -> str | None:
    """Return the ID that an undo took from this row, unless it is given again already."""
    former = context.memory.former_ids.get((table.sheet, int(table.rows[at])))
    if former is None or former in taken:
        return None
    taken.add(former)
    return former


def _without_own(table: Table, seen: set[str]) -> list[tuple[int, bool]]:
    """Return the records that need an ID: (position, whether it carries one of another record)."""
    ids = _said(table.cells("id"))
    if _are_own(table.cells("id")) and seen.isdisjoint(ids):
        seen.update(ids)
        return []
    out = []
    for at, one in enumerate(ids):
        if not one or one in seen:
            out.append((at, bool(one)))
        seen.add(one)
    return out


@remembered
def _said(cells: Vector) -> list[str]:
    """Return the IDs of a column as text, what an error says included."""
    ids: list[str] = told(cells).tolist()
    return ids


@remembered
def _are_own(cells: Vector) -> bool:
    """Say whether every record of a column has an ID, and none of them twice."""
    ids = set(_said(cells))
    return len(ids) == len(cells) and "" not in ids


@lru_cache(maxsize=16)
def _highest(cells: Vector, prefix: str) -> int:
    start = f"{prefix}-"
    numbers = (one[len(start) :] for one in _said(cells) if one.startswith(start))
    return max((int(number) for number in numbers if number.isdecimal()), default=0)


RULE = Rule("ids", Text("У каждой строки свой ID", "Every row has its ID"), check)
