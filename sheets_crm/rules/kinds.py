"""Whether a client is a company or a person (A5)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sheets_crm.formats.names import kind_of
from sheets_crm.ledger.names import names
from sheets_crm.model.context import Context
from sheets_crm.model.plan import Changes
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.rules.rule import Rule

TOLD = Text("видно по имени", "the name tells")


def check(snapshot: Snapshot, _context: Context) -> Iterator[Changes]:
    """Fill an empty kind where the name leaves no doubt."""
    for table in snapshot.of_kind("clients"):
        one = table.field("kind")
        if one is None or one.column is None:
            continue
        called, at, said = names(table), [], []
        for position in np.flatnonzero(~one.cells.filled).tolist():
            kind = kind_of(called[position])
            if kind:
                at.append(position)
                said.append(one.column.choice(kind, table.lang))
        if at:
            yield Changes.at(table, one.name, RULE.name, at, said, TOLD)


RULE = Rule("kinds", Text("Компания или человек", "Company or person"), check)
