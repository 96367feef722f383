"""Names of clients and staff in one style (A5, G3)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sheets_crm.formats import names
from sheets_crm.model.context import Context
from sheets_crm.model.snapshot import Field, Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.rules.columns import Judge, judge_fields
from sheets_crm.rules.rule import Rule, Yield


def check(snapshot: Snapshot, _context: Context) -> Iterator[Yield]:
    """Mend spaces, stray letter case, quotes and legal forms; the order of surname and first name stays as it is."""
    return judge_fields(snapshot, {"client", "person"}, RULE.name, _judge_for)


def _judge_for(_table: Table, one: Field) -> Judge:
    return partial(names.judge, whose="person" if one.column and one.column.format == "person" else "client")


RULE = Rule("names", Text("Имена и названия", "Names"), check)
