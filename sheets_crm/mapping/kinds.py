"""What the rows of a sheet are: clients, orders, services... or nothing that concerns a client base."""

from __future__ import annotations

from collections.abc import Mapping

from sheets_crm.mapping.assigning import Assigned, assign
from sheets_crm.mapping.sheets import Studied
from sheets_crm.mapping.words import bag
from sheets_crm.model.layout import Layout, Sheet

NAMED = 3.0
"""What the sheet's own name is worth, beside its columns."""
COMPLETE = 3.0
"""What it is worth that a sheet has all that makes a deal, whatever it tells of the client beside."""
DEAL = frozenset({"date", "client", "amount", "stage"})
COMMON = 0.5
REPEATING = 0.7
FEW = 3
EXPLAINED = 0.3
PENALTY = 0.5
WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "clients": {
        "name": 1, "surname": 1.5, "given_name": 1.5, "middle_name": 1.5, "persons": 1.5, "phone": 2, "email": 2,
        "preferred_channel": 2, "hours": 1.5, "city": 1, "region": 1, "address": 1, "postcode": 1, "birthday": 2, "sex": 1.5,
        "website": 1, "tax_id": 1, "channel": 1, "tier": 1, "registered": 1, "first_order": 2, "last_order": 2, "status": 1,
        "status_reason": 1, "next_task": 1.5, "next_date": 1, "kind": 1,
    },
    "orders": {"date": 1.5, "client": 1, "client_id": 1.5, "service": 1, "amount": 2, "paid": 2, "stage": 2, "manager": 0.5},
    "touches": {"date": 1.5, "client": 1, "client_id": 1.5, "means": 2, "result": 2, "term": 1.5, "manager": 0.5},
    "services": {"title": 1.5, "price": 2, "duration": 1.5, "discount": 1.5},
    "channels": {"title": 1},
    "staff": {"title": 1.5, "post": 2, "works": 2, "phone": 0.5, "email": 0.5},
}  # fmt: skip
CLIENT_DETAILS = bag(
    "phone email address city region birthday sex website persons preferred_channel hours channel tier registered "
    "first_order last_order status next_task next_date"
)


def decide(studied: Studied, layout: Layout) -> tuple[str | None, Assigned]:
    """Return the kind whose columns explain a sheet best, and its columns; None when nothing explains it well enough."""
    best: tuple[float, str | None, Assigned] = (0.0, None, {})
    for sheet in layout.sheets:
        named = studied.words.name_match(studied.grid.name, sheet.kind)
        if not studied.matched and sheet.kind != "clients":
            continue
        given = assign(studied, sheet)
        if not _enough(sheet.kind, given, named) or _repeats(studied, given) or (not named and _scant(studied, given)):
            continue
        score = _score(studied, sheet, given) + NAMED * named
        if score > best[0]:
            best = (score, sheet.kind, given)
    return best[1], best[2]


def _score(studied: Studied, sheet: Sheet, given: Assigned) -> float:
    weights = WEIGHTS.get(sheet.kind, {})
    seen: dict[str, float] = {}
    for guess in given.values():
        seen[guess.key] = max(seen.get(guess.key, 0.0), guess.confidence * weights.get(guess.key, COMMON))
    whole = sum(seen.values()) + (COMPLETE if sheet.kind == "orders" and seen.keys() >= DEAL else 0)
    return whole * PENALTY if sheet.kind == "clients" and _clients_repeat(studied, given) else whole


def _clients_repeat(studied: Studied, given: Assigned) -> bool:
    """Say whether the same clients stand in many rows, as in a list of orders."""
    telling = [guess.column for guess in given.values() if guess.key in {"name", "email", "phone"} and guess.fullness > COMMON]
    return bool(telling) and max(studied.profile(column).distinct for column in telling) < REPEATING


def _enough(kind: str, given: Assigned, named: float) -> bool:
    """Demand the columns without which a sheet of this kind is none."""
    keys = {guess.key for guess in given.values()}
    client = bool(keys & {"client", "client_id"}) and "date" in keys
    match kind:
        case "clients":
            who = keys & {"name", "surname", "given_name"}
            return bool(who) and (named > 0 or (bool(keys & CLIENT_DETAILS) and len(keys) > len(who)))
        case "orders":
            return client and bool(keys & {"amount", "service", "stage"})
        case "touches":
            return client and (bool(keys & {"means", "result", "term"}) or (named > 0 and "comment" in keys))
        case "services":
            return "title" in keys and (named > 0 or bool(keys & {"price", "duration"}))
        case "staff":
            return "title" in keys and (named > 0 or bool(keys & {"post", "works"}))
        case _:
            return "title" in keys and named > 0


def _repeats(studied: Studied, given: Assigned) -> bool:
    """Say whether what should stand once in a list of services, channels or staff stands there again and again."""
    columns = [guess.column for guess in given.values() if guess.key == "title"]
    return any(studied.profile(column).filled > FEW and studied.profile(column).distinct < REPEATING for column in columns)


def _scant(studied: Studied, given: Assigned) -> bool:
    """Say whether a list of services, channels or staff is only a small part of what a sheet holds, as in an invoice."""
    return any(guess.key == "title" for guess in given.values()) and len(given) < EXPLAINED * len(studied.titles)
