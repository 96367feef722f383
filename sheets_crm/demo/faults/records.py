"""Faults of whole records: what is missing, what belongs to nobody, what contradicts another sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sheets_crm.demo.faults.choices import slip
from sheets_crm.demo.faults.fault import Fault, Outcome, Typed
from sheets_crm.demo.faults.planter import Planter
from sheets_crm.demo.lists import money
from sheets_crm.model.cells import CellValue

MISSING_IDS_FROM = 50_000
RECENT, QUIET = 60, 5
Told = tuple[str, str, Outcome]


@dataclass(frozen=True)
class RecordFault:
    """A fault that needs more than one cell to be what it is; `rate` is its share of the rows of `kind`."""

    name: str
    rule: str
    outcome: Outcome
    kind: str
    needs: str
    rate: float
    plant: Callable[[Planter, Told, int], bool]

    def strike(self, planter: Planter) -> None:
        """Plant it, at its rate, in rows that have not been touched."""
        size = len(planter.base.column(self.kind, self.needs))
        wanted = planter.count(self.rate, size) if size else 0
        told: Told = (self.name, self.rule, self.outcome)
        for row in planter.hand.dice.stroll(size) if wanted else ():
            wanted -= (self.kind, row) not in planter.rows and self.plant(planter, told, row)
            if not wanted:
                break


def no_name(planter: Planter, told: Told, row: int) -> bool:
    """Leave out the name of a client to whom nothing refers."""
    if row in planter.referred or not planter.free("clients", row, "name"):
        return False
    planter.put(told, ("clients", row, "name"), None, planter.base.column("clients", "name")[row])
    return True


def _orphan(planter: Planter, told: Told, row: int, name: str | None) -> bool:
    if row in planter.ends["orders"] or not planter.free("orders", row, "client", "client_id", "date"):
        return False
    names, ids = planter.base.column("orders", "client"), planter.base.column("orders", "client_id")
    planter.put(told, ("orders", row, "client"), name, names[row])
    ids[row] = None
    planter.hold("orders", row)
    return True


def no_client(planter: Planter, told: Told, row: int) -> bool:
    """Leave an order without its client."""
    return _orphan(planter, told, row, None)


def unknown_client(planter: Planter, told: Told, row: int) -> bool:
    """Write an order for somebody who is not in the sheet of clients."""
    return _orphan(planter, told, row, planter.base.registry.full(planter.base.registry.person(planter.hand.dice)))


def misspelt_client(planter: Planter, told: Told, row: int) -> bool:
    """Misspell the client of an order that bears no ID: the nearest name is a guess, not a certainty."""
    typed = slip(planter.base.column("orders", "client")[row], planter.hand)
    return typed is not None and _orphan(planter, told, row, str(typed.value))


def unknown_id(planter: Planter, told: Told, row: int) -> bool:
    """Copy an ID that no client bears."""
    ids = planter.base.column("orders", "client_id")
    if ids[row] is None or not planter.free("orders", row, "client", "client_id"):
        return False
    number = len(planter.base.column("clients", "name")) + MISSING_IDS_FROM + planter.hand.dice.below(1000)
    planter.put(told, ("orders", row, "client_id"), f"{planter.base.layout.sheet('clients').id_prefix}-{number:05d}", ids[row])
    planter.hold("orders", row, "client")
    return True


def reversed_dates(planter: Planter, told: Told, row: int) -> bool:
    """Swap first and last order, where no sheet of orders tells better."""
    base = planter.base
    first, last = base.column("clients", "first_order"), base.column("clients", "last_order")
    if not planter.free("clients", row, "first_order", "last_order") or row in planter.buyers:
        return False
    if base.column("orders", "date"):
        if base.column("clients", "status")[row] != planter.status("active") or first[row] is not None:
            return False
        days = planter.hand.dice.between(10, 30), planter.hand.dice.between(40, 80)
        last[row], first[row] = (base.today - timedelta(days=ago) for ago in days)
    early, late = first[row], last[row]
    if not (isinstance(early, date) and isinstance(late, date) and early < late):
        return False
    last[row] = early
    planter.put(told, ("clients", row, "first_order"), late, early)
    planter.hold("clients", row, "last_order", "status")
    return True


def behind(planter: Planter, told: Told, row: int) -> bool:
    """Forget to bring the last order up to date."""
    days = planter.days.get(row, ())
    if len(days) < 2 or not planter.free("clients", row, "last_order"):  # noqa: PLR2004
        return False
    return _shift(planter, told, row, "last_order", days[-2])


def late_start(planter: Planter, told: Told, row: int) -> bool:
    """Take the second order for the first."""
    days = planter.days.get(row, ())
    if len(days) < 2 or not planter.free("clients", row, "first_order"):  # noqa: PLR2004
        return False
    return _shift(planter, told, row, "first_order", days[1])


def ahead(planter: Planter, told: Told, row: int) -> bool:
    """Note a last order that nobody entered in the sheet of orders."""
    days, today = planter.days.get(row, ()), planter.base.today
    active = bool(days) and planter.base.column("clients", "status")[row] == planter.status("active")
    if not active or (today - days[-1]).days < QUIET or not planter.free("clients", row, "last_order", "status"):
        return False
    return _shift(planter, told, row, "last_order", today - timedelta(days=planter.hand.dice.between(0, 3)))


def _shift(planter: Planter, told: Told, row: int, key: str, day: date) -> bool:
    clean = planter.base.column("clients", key)[row]
    if clean is None or clean == day:
        return False
    planter.put(told, ("clients", row, key), day, clean)
    planter.hold("clients", row, "first_order", "last_order", "status")
    return True


def still_active(planter: Planter, told: Told, row: int) -> bool:
    """Leave a client active who has long been silent."""
    base = planter.base
    status, reason, since = (base.column("clients", key) for key in ("status", "status_reason", "status_date"))
    if reason[row] != base.words.talk.silent or status[row] != planter.status("inactive"):
        return False
    if not planter.free("clients", row, "status", "last_order", "first_order"):
        return False
    planter.put(told, ("clients", row, "status"), planter.status("active"), status[row])
    reason[row] = since[row] = None
    planter.hold("clients", row, "last_order", "first_order", "tier")
    return True


def still_inactive(planter: Planter, told: Told, row: int) -> bool:
    """Leave a client inactive who has come back."""
    base, days = planter.base, planter.days.get(row, ())
    status, reason, since = (base.column("clients", key) for key in ("status", "status_reason", "status_date"))
    if not days or (base.today - days[-1]).days > RECENT or status[row] != planter.status("active"):
        return False
    if not planter.free("clients", row, "status", "last_order", "first_order"):
        return False
    planter.put(told, ("clients", row, "status"), planter.status("inactive"), status[row])
    reason[row], since[row] = base.words.talk.silent, days[-1] - timedelta(days=20)
    planter.hold("clients", row, "last_order", "first_order", "tier")
    return True


def one_service_too_many(planter: Planter) -> None:
    """Append an eleventh service to the price list."""
    base = planter.base
    columns, (title, kopecks, note) = base.sheets["services"], base.words.trade.too_many
    row = len(columns["title"])
    made: dict[str, CellValue] = {
        "title": title,
        "price": money(kopecks),
        "comment": note,
        "id": f"{base.layout.sheet('services').id_prefix}-{row + 1:05d}",
    }
    for key, column in columns.items():
        column.append(made.get(key))
    planter.put(("service_too_many", "limits", "finding"), ("services", row, "title"), title, None)


FAULTS = (
    RecordFault("name_missing", "required", "finding", "clients", "name", 0.004, no_name),
    RecordFault("order_client_missing", "required", "finding", "orders", "client", 0.001, no_client),
    RecordFault("order_client_unknown", "choices", "finding", "orders", "client", 0.002, unknown_client),
    RecordFault("order_client_misspelt", "choices", "finding", "orders", "client", 0.001, misspelt_client),
    RecordFault("order_client_id_unknown", "references", "finding", "orders", "client_id", 0.001, unknown_id),
    RecordFault("first_after_last", "order_dates", "finding", "clients", "first_order", 0.006, reversed_dates),
    RecordFault("last_order_behind", "order_dates", "repair", "clients", "status", 0.01, behind),
    RecordFault("first_order_late", "order_dates", "repair", "clients", "status", 0.004, late_start),
    RecordFault("last_order_ahead", "order_dates", "finding", "clients", "status", 0.005, ahead),
    RecordFault("status_still_active", "status", "repair", "clients", "status", 0.03, still_active),
    RecordFault("status_still_inactive", "status", "repair", "clients", "status", 0.01, still_inactive),
)
TOUCHES = (
    Fault("touch_no_comment", "touches", (("touches", "comment"),), "finding", 0.02, lambda _value, _hand: Typed(None)),
    Fault("touch_no_result", "touches", (("touches", "result"),), "finding", 0.015, lambda _value, _hand: Typed(None)),
)
