"""Who has been silent for too long (A18, A19, X5)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sheets_crm.model.calendar import months_before
from sheets_crm.model.context import Context
from sheets_crm.model.serials import to_serial
from sheets_crm.model.snapshot import Table
from sheets_crm.rules.clients import days


def limits(table: Table, context: Context) -> NDArray[np.int64]:
    """Return the months of silence allowed to each client, by the client's tier where the settings name it (A19)."""
    silence = context.settings.silence
    out = np.full(len(table), silence.months)
    one = table.field("tier")
    if one and one.column:
        for tier, months in silence.by_tier.items():
            bearing = {text for text in set(one.cells.texts) if text is not None and one.column.choice_key(text) == tier}
            out[[text in bearing for text in one.cells.texts]] = months
    return out


def silent(table: Table, context: Context) -> NDArray[np.bool_]:
    """Say of each client whether the last order is older than the limit; exactly the limit is not yet silent (A18).

    A client whose last order is not known is not silent.
    """
    allowed = limits(table, context)
    oldest = np.zeros(len(table))
    for months in np.unique(allowed).tolist():
        oldest[allowed == months] = to_serial(months_before(context.today, months))
    last = days(table.cells("last_order"))
    return np.where(np.isnan(last), False, last < oldest).astype(bool)  # noqa: FBT003 - the value of an array
