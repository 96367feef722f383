"""Who has been silent for too long (A18, A19, X5)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sheets_crm.ledger.clients import Clients
from sheets_crm.ledger.past import Past
from sheets_crm.model.calendar import months_before
from sheets_crm.model.serials import to_serial
from sheets_crm.model.settings import SilenceSettings


def limits(clients: Clients, settings: SilenceSettings) -> NDArray[np.int64]:
    """Return the months of silence allowed to each client, by the client's tier where the settings name it (A19)."""
    out = np.full(len(clients), settings.months, np.int64)
    tiers = clients.keys("tier")
    for tier, months in settings.by_tier.items():
        out[tiers == tier] = months
    return out


def silent(past: Past, settings: SilenceSettings) -> NDArray[np.bool_]:
    """Say of each client whether the last order is older than the limit; exactly the limit is not yet silent (A18).

    A client whose last order is not known is not silent.
    """
    allowed = limits(past.clients, settings)
    oldest = np.zeros(len(allowed))
    for months in np.unique(allowed).tolist():
        oldest[allowed == months] = to_serial(months_before(past.today, months))
    quiet: NDArray[np.bool_] = past.latest < oldest
    return quiet


def missed(past: Past, settings: SilenceSettings) -> NDArray[np.bool_]:
    """Say of each client whether to win them back: silent, and neither refused nor archived."""
    return silent(past, settings) & past.clients.open
