"""What a book counts by itself before it is moved: by its cells alone, without what a database makes of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from sheets_crm.books.database.measures import ByClient, Count, Measure
from sheets_crm.formats.clean import display, exact
from sheets_crm.ledger.clients import NOBODY, clients_of
from sheets_crm.ledger.columns import day_of, days
from sheets_crm.ledger.money import kopecks, readable, roubles, sums
from sheets_crm.ledger.names import folded
from sheets_crm.model.addresses import address
from sheets_crm.model.cells import Kind, Vector, decode
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
    clients: dict[str, ByClient] = field(default_factory=dict)
    losses: dict[Measure, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    rounded: list[Difference] = field(default_factory=list)
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    """What people call each column, by sheet and field."""


def count(snapshot: Snapshot, doubts: Doubts, client_keys: NDArray[np.int64]) -> Sheetwise:
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
    held = one.cells.filled.copy()
    held[list(doubted)] = False
    out.counts[Measure(sheet, name, "filled")] = int(held.sum())
    if column.format == "amount":
        amounts = Amounts(one.cells)
        out.counts[Measure(sheet, name, "sum")] = amounts.total()
        for at, loss in amounts.lost.items():
            out.losses[Measure(sheet, name, "sum")] += loss
            if at not in doubted:
                out.rounded.append(_rounding(table, at, one, loss))
    elif column.format == "date":
        found = sorted({day for serial in np.unique(days(one.cells)[held]).tolist() if (day := day_of(serial))})
        if name != "next_date":
            out.counts[Measure(sheet, name, "first")] = found[0] if found else None
            out.counts[Measure(sheet, name, "last")] = found[-1] if found else None
            out.counts[Measure(sheet, name, "distinct")] = len(found)
    elif name not in ("phone", "email", "persons", "next_task"):
        out.counts[Measure(sheet, name, "distinct")] = len({_value(said, column) for said in _said(one.cells, held)})


def _said(cells: Vector, held: NDArray[np.bool_]) -> set[str]:
    """Return what some cells read like, each of it once."""
    said = set(cells.texts[held & (cells.kinds == Kind.TEXT)].tolist())
    for kind in (Kind.NUMBER, Kind.BOOL, Kind.DATE):
        said |= {
            display(decode(kind, number, None)) for number in np.unique(cells.numbers[held & (cells.kinds == kind)]).tolist()
        }
    return said


def _value(shown: str, column: Column) -> str:
    if column.choices:
        return column.choice_key(shown) or shown
    return folded(shown) if column.choices_from else shown.strip() if column.format == "id" else shown


def _by_month(out: Sheetwise, table: Table) -> None:
    amounts = Amounts(table.cells("amount"))
    serials, of = np.unique(days(table.cells("date")), return_inverse=True)
    told = [day.isoformat()[:MONTH] if (day := day_of(serial)) else "" for serial in serials.tolist()]
    months, month_of = np.unique(np.array(told, object).astype(str), return_inverse=True)
    which = month_of[of] if len(of) else of
    rows, sums = np.bincount(which, minlength=len(months)).tolist(), amounts.by(which, len(months))
    for month, count, total in zip(months.tolist(), rows, sums, strict=True):
        if month:
            out.counts[Measure(table.sheet, "date", "rows", month)] = count
            out.counts[Measure(table.sheet, "amount", "sum", month)] = roubles(total)
    for at, loss in amounts.lost.items():
        if month := str(months[which[at]]):
            out.losses[Measure(table.sheet, "amount", "sum", month)] += loss


def _by_client(out: Sheetwise, table: Table, snapshot: Snapshot, keys: NDArray[np.int64]) -> None:
    clients = clients_of(snapshot)
    if clients is None or not (table.field("client") or table.field("client_id")):
        return
    at = clients.of(table)
    amounts = Amounts(table.cells("amount"))
    found, which = np.unique(np.where(at == NOBODY, 0, keys[at]), return_inverse=True)
    named = found > 0
    rows, sums = np.bincount(which, minlength=len(found)), np.array(amounts.by(which, len(found)), object)
    out.clients[table.sheet] = ByClient(found[named], rows[named], sums[named])
    for position, loss in amounts.lost.items():
        if client := int(found[which[position]]):
            out.losses[Measure(table.sheet, "amount", "sum", "", client)] += loss


class Amounts:
    """A column of amounts by the 15 digits that Excel shows, none rounded; 0 where no number stands.

    Nearly all are whole kopecks, which are added up as integers; only the others are looked at one by one.
    """

    def __init__(self, cells: Vector) -> None:
        """Find what is not whole."""
        self.whole = kopecks(cells)
        fits = readable(cells)
        with np.errstate(invalid="ignore"):
            odd = (cells.kinds == Kind.NUMBER) & ~(fits & (cells.numbers == self.whole / 100))
        at = np.flatnonzero(odd).tolist()
        self.odd = {one: exact(float(cells.numbers[one])) or Decimal(0) for one in at}
        """By position, in roubles."""
        self.lost = {one: loss for one in at if (loss := self.odd[one] - (roubles(int(self.whole[one])) if fits[one] else 0))}
        """By position, what a column of roubles and kopecks loses: parts of a kopeck, and numbers that are no amounts."""
        self.whole[at] = 0

    def by(self, groups: NDArray[np.intp], count: int) -> list[int | Decimal]:
        """Add up by group number, in kopecks."""
        out: list[int | Decimal] = [*sums(self.whole, groups, count)]
        for at, amount in self.odd.items():
            out[int(groups[at])] += amount * 100
        return out

    def total(self) -> Decimal:
        """Add up all of them, in roubles."""
        return roubles(self.by(np.zeros(len(self.whole), np.intp), 1)[0])


def _rounding(table: Table, at: int, one: Field, loss: Decimal) -> Difference:
    shown = display(one.cells[at])
    why = Text(
        f"«{shown}» до копеек: доли копейки отчёты округляют, в базе так же ({-loss:+f})",
        f"“{shown}” to the kopeck: reports round parts of one, and so does the database ({-loss:+f})",
    )
    row = int(table.rows[at])
    return Difference(table.sheet, row, address(row, one.letter_index), one.title, shown, why, loss)
