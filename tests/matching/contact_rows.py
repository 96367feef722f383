from __future__ import annotations

from collections.abc import Mapping, Sequence

from sheets_crm.matching.columns import Contacts

Rows = Sequence[Mapping[str, str]]
Clusters = list[tuple[int, ...]]


def contacts(rows: Rows) -> Contacts:
    """Make a table of rows that are written as `{"name": ..., "phone": ...}`."""
    keys = list(dict.fromkeys(key for row in rows for key in row))
    return Contacts(len(rows), {key: ([row.get(key, "") for row in rows],) for key in keys})
