"""Amounts as numbers, to the kopeck (G3, D1)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sheets_crm.formats import amounts
from sheets_crm.model.context import Context
from sheets_crm.model.snapshot import Field, Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.rules.columns import Judge, judge_fields, texts
from sheets_crm.rules.rule import Rule, Yield


def check(snapshot: Snapshot, _context: Context) -> Iterator[Yield]:
    """Turn amounts written as text into numbers where they can mean one alone; what a column's other values show decides."""
    return judge_fields(snapshot, {"amount"}, RULE.name, _judge_for)


def _judge_for(_table: Table, one: Field) -> Judge:
    return partial(amounts.judge, habit=amounts.column_habit(texts(one.cells)))


RULE = Rule("amounts", Text("Суммы числом", "Amounts as numbers"), check)
