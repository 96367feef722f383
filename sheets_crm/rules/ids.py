"""Every record has an ID of its own that is never given to another (A4, H2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from sheets_crm.model.context import Context
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
        following = 1 + max(context.memory.highest_ids.get(sheet.id_prefix, 0), _highest(tables, sheet.id_prefix))
        taken = {str(value).strip() for table in tables for value in table.cells("id").values() if value is not None}
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
    out = []
    for at, value in enumerate(table.cells("id").values()):
        said = "" if value is None else str(value).strip()
        if not said or said in seen:
            out.append((at, bool(said)))
        seen.add(said)
    return out


def _highest(tables: list[Table], prefix: str) -> int:
    start = f"{prefix}-"
    said = (str(value) for table in tables for value in table.cells("id").values() if value is not None)
    return max((int(one[len(start) :]) for one in said if one.startswith(start) and one[len(start) :].isdecimal()), default=0)


RULE = Rule("ids", Text("У каждой строки свой ID", "Every row has its ID"), check)
