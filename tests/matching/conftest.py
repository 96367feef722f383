from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest

from sheets_crm.matching.columns import Contacts
from sheets_crm.matching.duplicates import Duplicates, find_duplicates

Rows = Sequence[Mapping[str, str]]
Clusters = list[tuple[int, ...]]


def contacts(rows: Rows) -> Contacts:
    """Make a table of rows that are written as `{"name": ..., "phone": ...}`."""
    keys = list(dict.fromkeys(key for row in rows for key in row))
    return Contacts(len(rows), {key: ([row.get(key, "") for row in rows],) for key in keys})


@pytest.fixture
def find() -> Callable[[Rows], Duplicates]:
    return lambda rows: find_duplicates(contacts(rows))
