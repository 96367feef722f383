"""What a book counts by itself before it is moved: by its cells alone, without what a database makes of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from sheets_crm.books.database.measures import Count, Measure
from sheets_crm.formats.clean import display, exact
from sheets_crm.ledger.clients import NOBODY, clients_of
from sheets_crm.ledger.columns import day_of, days
from sheets_crm.ledger.money import kopecks, readable
from sheets_crm.ledger.names import folded
from sheets_crm.model.addresses import address
from sheets_crm.model.cells import Kind, Vector
from sheets_crm.model.layout import Column
from sheets_crm.model.snapshot import Field, Snapshot, Table
from sheets_crm.model.text import Text

MONTH = len("2026-01")
Doubts = Mapping[tuple[str, str], frozenset[int]]
"""By sheet and field, the positions of cells that a database does not hold."""


@dataclass(frozen=True)
class Difference:
    """A cell that is not in the database as it stands in the book: why, and what a sum loses by that (roubles)."""

    sheet: str
    row: int
    cell: str
    title: str
    written: str
    why: Text
    loss: Decimal = Decimal(0)


@dataclass
class Sheetwise:
    """A book's counts, and by the same measures what of them is known not to have arrived, with the cells that explain it."""

    counts: dict[Measure, Count] = field(default_factory=dict)
    losses: dict[Measure, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    rounded: list[Difference] = field(default_factory=list)
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    """What people call each column, by sheet and field."""


def count(snapshot: Snapshot, doubts: Doubts, client_keys: Sequence[int]) -> Sheetwise:
    """Count a bound book; `client_keys` are the keys that its clients have in the database, in their order."""
    out = Sheetwise()
    for table in snapshot.tables:
        out.counts[Measure(table.sheet, "", "rows")] = len(table)
        for one in table.fields:
            if one.column is not None and one.name == one.column.key:
                out.titles[table.sheet, one.name] = one.title or one.column.title.in_(table.lang)
                _column(out, table, one, one.column, doubts.get((table.sheet, one.name), frozenset()))
        if table.field("date") and table.field("amount"):
            _by_month(out, table)
        if table.field("amount") and len(client_keys):
            _by_client(out, table, snapshot, client_keys)
    return out


def _column(out: Sheetwise, table: Table, one: Field, column: Column, doubted: frozenset[int]) -> None:
    """Count a column: how many cells are filled, what their values are, and what they add up to."""
    sheet, name = table.sheet, one.name
    if name in ("client", "client_id") and column.key != "id":
        return
    held = [at for at in np.flatnonzero(one.cells.filled).tolist() if at not in doubted]
    out.counts[Measure(sheet, name, "filled")] = len(held)
    if column.format == "amount":
        out.counts[Measure(sheet, name, "sum")] = sum(amounts(one.cells), Decimal(0))
        for at, loss in lost(one.cells):
            out.losses[Measure(sheet, name, "sum")] += loss
            if at not in doubted:
                out.rounded.append(_rounding(table, at, one, loss))
    elif column.format == "date":
        serials = days(one.cells)
        found = sorted(day for at in held if (day := day_of(float(serials[at]))))
        if name != "next_date":
            out.counts[Measure(sheet, name, "first")] = found[0] if found else None
            out.counts[Measure(sheet, name, "last")] = found[-1] if found else None
            out.counts[Measure(sheet, name, "distinct")] = len(set(found))
    elif name not in ("phone", "email", "persons", "next_task"):
        values = one.cells.values()
        shown = {display(values[at]) for at in held}
        out.counts[Measure(sheet, name, "distinct")] = len({_value(said, column) for said in shown})


def _value(shown: str, column: Column) -> str:
    if column.choices:
        return column.choice_key(shown) or shown
    return folded(shown) if column.choices_from else shown.strip() if column.format == "id" else shown


def _by_month(out: Sheetwise, table: Table) -> None:
    rows: dict[str, int] = defaultdict(int)
    sums: dict[str, Decimal] = defaultdict(Decimal)
    cells = table.cells("amount")
    months = [day.isoformat()[:MONTH] if (day := day_of(serial)) else "" for serial in days(table.cells("date")).tolist()]
    for month, amount in zip(months, amounts(cells), strict=True):
        rows[month] += 1
        sums[month] += amount
    for at, loss in lost(cells):
        if months[at]:
            out.losses[Measure(table.sheet, "amount", "sum", months[at])] += loss
    for month in rows.keys() - {""}:
        out.counts[Measure(table.sheet, "date", "rows", month)] = rows[month]
        out.counts[Measure(table.sheet, "amount", "sum", month)] = sums[month]


def _by_client(out: Sheetwise, table: Table, snapshot: Snapshot, keys: Sequence[int]) -> None:
    clients = clients_of(snapshot)
    if clients is None or not (table.field("client") or table.field("client_id")):
        return
    rows: dict[int, int] = defaultdict(int)
    sums: dict[int, Decimal] = defaultdict(Decimal)
    of = [keys[at] if at != NOBODY else 0 for at in clients.of(table).tolist()]
    for client, amount in zip(of, amounts(table.cells("amount")), strict=True):
        rows[client] += 1
        sums[client] += amount
    for at, loss in lost(table.cells("amount")):
        if of[at]:
            out.losses[Measure(table.sheet, "amount", "sum", "", of[at])] += loss
    for client in rows.keys() - {0}:
        out.counts[Measure(table.sheet, "client", "rows", "", client)] = rows[client]
        out.counts[Measure(table.sheet, "amount", "sum", "", client)] = sums[client]


def amounts(cells: Vector) -> list[Decimal]:
    """Return each amount by the 15 digits that Excel shows, none rounded; 0 where no number stands."""
    shown = zip((cells.kinds == Kind.NUMBER).tolist(), cells.numbers.tolist(), strict=True)
    return [(exact(number) or Decimal(0)) if numeric else Decimal(0) for numeric, number in shown]


def lost(cells: Vector) -> Iterator[tuple[int, Decimal]]:
    """Yield what each cell loses in a column of roubles and kopecks: parts of a kopeck, and numbers that are no amounts."""
    fits = readable(cells).tolist()
    for at, (amount, whole) in enumerate(zip(amounts(cells), kopecks(cells).tolist(), strict=True)):
        loss = amount - (Decimal(whole).scaleb(-2) if fits[at] else 0)
        if loss:
            yield at, loss


def _rounding(table: Table, at: int, one: Field, loss: Decimal) -> Difference:
    shown = display(one.cells[at])
    why = Text(
        f"«{shown}» до копеек: доли копейки отчёты округляют, в базе так же ({-loss:+f})",
        f"“{shown}” to the kopeck: reports round parts of one, and so does the database ({-loss:+f})",
    )
    row = int(table.rows[at])
    return Difference(table.sheet, row, address(row, one.letter_index), one.title, shown, why, loss)
