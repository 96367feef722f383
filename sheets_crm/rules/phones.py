"""Phones in one style (A7, G3)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sheets_crm.formats import phones
from sheets_crm.model.context import Context
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.rules.columns import judge_fields
from sheets_crm.rules.rule import Rule, Yield


def check(snapshot: Snapshot, context: Context) -> Iterator[Yield]:
    """Bring every phone to the style of the settings; a number that cannot be is a finding that says why."""
    judge = partial(phones.judge, settings=context.settings.phones)
    return judge_fields(snapshot, {"phone"}, RULE.name, lambda _table, _field: judge)


RULE = Rule("phones", Text("Телефоны в едином виде", "Phones in one style"), check, "phones")
