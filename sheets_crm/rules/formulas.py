"""Formulas that people keep in the book calculate what they seem to (G1-G8)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sheets_crm.audit.finding import Finding as Found
from sheets_crm.ledger.formulas import audited
from sheets_crm.model.context import Context
from sheets_crm.model.plan import Finding
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.rules.rule import Rule


def check(snapshot: Snapshot, context: Context) -> Iterator[Finding]:
    """Report what the audit finds, each thing once; what is merely worth a look only if the settings say so."""
    for one in audited(snapshot, context.settings.formulas):
        if one.severity != "note" or context.settings.formulas.notes:
            yield told(one, snapshot)


def told(one: Found, snapshot: Snapshot) -> Finding:
    """Return what the audit found as a job tells it, at its first cell."""
    cell = one.cells[0] if one.places else ""
    return Finding(one.sheet, _record(one, snapshot), cell, RULE.name, one.severity, one.message, one.hint)


def _record(one: Found, snapshot: Snapshot) -> str:
    table = snapshot.table(one.sheet)
    if table is None or not one.places:
        return ""
    row = min(one.places, key=lambda place: (place[1], place[0]))[0]
    at = int(np.searchsorted(table.rows, row))
    return table.ids[at] if at < len(table) and table.rows[at] == row else ""


RULE = Rule("formulas", Text("Формулы", "Formulas"), check, "formulas")
