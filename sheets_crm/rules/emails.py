"""E-mail addresses as they must be written (A8, G3)."""

from __future__ import annotations

from collections.abc import Iterator

from sheets_crm.formats import emails
from sheets_crm.model.context import Context
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.rules.columns import judge_fields
from sheets_crm.rules.rule import Rule, Yield


def check(snapshot: Snapshot, _context: Context) -> Iterator[Yield]:
    """Tidy every e-mail address; one that mail cannot reach is a finding with the likely address."""
    return judge_fields(snapshot, {"email"}, RULE.name, lambda _table, _field: emails.judge)


RULE = Rule("emails", Text("Адреса e-mail", "E-mail addresses"), check)
