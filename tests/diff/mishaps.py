"""What people do to many cells of one column by mistake; each returns the cells that lost what they held, by (ID, column)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from desk import Desk

from sheets_crm.model.cells import CellValue

Cell = tuple[CellValue, str]
OWN = ("phone", "email", "birthday")
"""Columns in which nearly each client has a value of its own."""


def put(desk: Desk, at: int, key: str, value: CellValue) -> set[Cell]:
    """Somebody's hand slips: what the client's cell should hold stays the truth."""
    was = desk.rows[at][key]
    desk.rows[at][key] = value
    return {(desk.rows[at]["id"], key)} if was is not None and was != value else set()


def block(desk: Desk, least: int) -> range:
    size = desk.random.randrange(least, max(least + 1, len(desk.rows) // 2))
    first = desk.random.randrange(len(desk.rows) - size + 1)
    return range(first, first + size)


def column_cleared(desk: Desk) -> set[Cell]:
    key = desk.random.choice(("phone", "email", "city", "manager", "comment", "orders_total"))
    return set().union(*(put(desk, at, key, None) for at in range(len(desk.rows))))


def block_cleared(desk: Desk) -> set[Cell]:
    keys = desk.random.choice((("phone",), ("phone", "email"), ("city", "status", "manager")))
    return set().union(*(put(desk, at, key, None) for at in block(desk, 14) for key in keys))


def dragged(desk: Desk) -> set[Cell]:
    key, rows = desk.random.choice(OWN), block(desk, 12)
    value = next((desk.rows[at][key] for at in rows if desk.rows[at][key] is not None), "x")
    return set().union(*(put(desk, at, key, value) for at in rows))


def dragged_series(desk: Desk) -> set[Cell]:
    start = desk.random.randrange(10**6)
    return set().union(*(put(desk, at, "phone", f"+7 916 1{start + nth:06}") for nth, at in enumerate(block(desk, 14))))


def rounded(desk: Desk) -> set[Cell]:
    way, unit = desk.random.choice((ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN)), desk.random.choice((1, 10, 100))
    lost = set[Cell]()
    for at in block(desk, 12):
        value = Decimal(str(desk.rows[at]["orders_total"]))
        lost |= put(desk, at, "orders_total", int((value / unit).quantize(Decimal(1), way)) * unit)
    return lost


def thousandfold(desk: Desk) -> set[Cell]:
    """A plan of millions: one figure in the wrong unit."""
    at = desk.random.randrange(len(desk.rows))
    value = desk.rows[at]["orders_total"]
    if not isinstance(value, (int, float)) or value < sorted(one for one in numbers(desk))[len(desk.rows) // 2]:
        return set()
    return put(desk, at, "orders_total", value * 1000)


def numbers(desk: Desk) -> list[float]:
    return [value for row in desk.rows if isinstance(value := row["orders_total"], (int, float))]


MISHAPS: dict[Callable[[Desk], set[Cell]], str] = {
    column_cleared: "cleared",
    block_cleared: "cleared",
    dragged: "overwritten",
    dragged_series: "overwritten",
    rounded: "rounded",
    thousandfold: "jumped",
}
"""What happens, and as what it is told."""
