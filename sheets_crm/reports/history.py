"""When each client ordered last, and for how much altogether."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sheets_crm.model.calendar import months_before
from sheets_crm.model.serials import to_serial
from sheets_crm.model.settings import SilenceSettings
from sheets_crm.reports.clients import Clients
from sheets_crm.reports.columns import Days
from sheets_crm.reports.money import kopecks, sums
from sheets_crm.reports.orders import Orders


@dataclass(frozen=True, eq=False)
class Past:
    """By client: the day of the last order (serial, NaN: never), and the sum of all orders in kopecks (None: not known)."""

    last: Days
    total: NDArray[np.object_] | None

    def of(self, at: int) -> int:
        """Return one client's total in kopecks; 0 where nothing is known."""
        return 0 if self.total is None else int(self.total[at])


def past_of(clients: Clients, orders: Orders | None, today: date) -> Past:
    """Return what is known of each client's orders: from the sheet of orders where there is one, else from the client's row.

    Orders without a day, or of a day to come, have not happened yet.
    """
    last, total = clients.days("last_order"), None
    if orders is not None:
        with np.errstate(invalid="ignore"):
            real = orders.known & (orders.day <= to_serial(today))
        last = np.fmax(last, _last_days(orders.client[real], orders.day[real], len(clients)))
        total = np.array(sums(orders.amount[real], orders.client[real], len(clients)), object)
    elif clients.has("orders_total"):
        total = np.concatenate([kopecks(table.cells("orders_total")) for table in clients.tables]).astype(object)
    return Past(last, total)


def silent(clients: Clients, past: Past, settings: SilenceSettings, today: date) -> NDArray[np.bool_]:
    """Return who is silent past the limit of their tier: exactly so many calendar months are not yet too many (A18, A19, X5)."""
    limits = np.full(len(clients), to_serial(months_before(today, settings.months)))
    tiers = clients.keys("tier")
    for tier, months in settings.by_tier.items():
        limits[tiers == tier] = to_serial(months_before(today, months))
    with np.errstate(invalid="ignore"):
        quiet: NDArray[np.bool_] = (past.last < limits) & clients.open
    return quiet


def _last_days(client: NDArray[np.intp], day: Days, count: int) -> Days:
    last = np.full(count, -np.inf)
    np.maximum.at(last, client, day)
    return np.where(np.isinf(last), np.nan, last)
