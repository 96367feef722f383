"""Which orders count, and what a client's orders add up to (M1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd

from sheets_crm.formats.amounts import to_decimal
from sheets_crm.model.cells import CellValue, Vector
from sheets_crm.model.context import Context
from sheets_crm.model.plan import Changes
from sheets_crm.model.serials import to_serial
from sheets_crm.model.snapshot import Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.rules.clients import events
from sheets_crm.rules.rule import Rule

SUMMED = Text("посчитано по листу заказов", "counted from the sheet of orders")
KOPECKS = 100


def counted(snapshot: Snapshot, orders: pd.DataFrame, today: date) -> pd.DataFrame:
    """Keep the order events that happened: not cancelled, and not in the future."""
    cancelled = np.zeros(len(orders), bool)
    for number, table in enumerate(snapshot.of_kind("orders")):
        stage = table.field("stage")
        if stage and stage.column:
            off = {value for value in set(stage.cells.texts) if stage.column.choice_key(value) == "cancelled"}
            mine = (orders["table"] == number).to_numpy()
            texts = stage.cells.texts[orders.loc[mine, "at"].to_numpy(int)]
            cancelled[mine] = [text in off for text in texts]
    return orders[~cancelled & (orders["serial"].to_numpy(float) <= to_serial(today))]


def check(snapshot: Snapshot, context: Context) -> Iterator[Changes]:
    """Count each client's orders and add up their amounts, exact to the kopeck; clients without orders show nothing."""
    tables = snapshot.of_kind("orders")
    if not tables:
        return
    orders = counted(snapshot, events(snapshot, "orders"), context.today)
    orders = orders.assign(kopecks=_kopecks(orders, tables))
    sums = orders.groupby("client")["kopecks"].agg(["count", "sum"])
    for table in snapshot.of_kind("clients"):
        found = sums.reindex(pd.Index(table.ids, dtype=object))
        counts: list[CellValue] = [None if np.isnan(n) else int(n) for n in found["count"].to_numpy(float)]
        totals: list[CellValue] = [None if np.isnan(n) else Decimal(int(n)) / KOPECKS for n in found["sum"].to_numpy(float)]
        yield from _column(table, "orders_count", counts)
        yield from _column(table, "orders_total", totals)


def _kopecks(orders: pd.DataFrame, tables: tuple[Table, ...]) -> np.ndarray:
    out = np.zeros(len(orders), np.int64)
    for number, table in enumerate(tables):
        mine = (orders["table"] == number).to_numpy()
        values = table.cells("amount").take(orders.loc[mine, "at"].to_numpy(np.intp)).values()
        out[mine] = [
            int((amount * KOPECKS).to_integral_value()) if amount is not None else 0 for amount in map(to_decimal, values)
        ]
    return out


def _column(table: Table, name: str, wanted: list[CellValue]) -> Iterator[Changes]:
    one = table.field(name)
    if one is None:
        return
    new = Vector.of(wanted)
    differs = (new.kinds != one.cells.kinds) | ~np.isclose(new.numbers, one.cells.numbers, rtol=0, atol=0, equal_nan=True)
    at = np.flatnonzero(differs | (new.texts != one.cells.texts)).tolist()
    if at:
        yield Changes.at(table, name, RULE.name, at, [wanted[k] for k in at], SUMMED)


RULE = Rule("totals", Text("Число и сумма заказов клиента", "A client's orders: number and total"), check)
