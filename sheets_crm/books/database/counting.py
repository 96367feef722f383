"""What a database counts by itself, in SQL alone: rows, sums, first and last days, by sheet, by month and by client."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import sqlalchemy as sa

from sheets_crm.books.database.homes import Amount, Client, Home, Many, Task
from sheets_crm.books.database.measures import ByClient, Count, Measure, Tally
from sheets_crm.books.database.records import StoredSheet, places_of
from sheets_crm.books.database.schema import KindTable, Schema

Asked = dict[tuple[str, str], sa.ColumnElement[Any]]
"""By field, and what is counted of it."""


def tally(db: sa.Connection, schema: Schema, sheets: list[StoredSheet]) -> Tally:
    """Count everything."""
    counters = [_Counter(db, schema.kinds[sheet.kind], sheet) for sheet in sheets if sheet.kind is not None]
    counts = {measure: count for one in counters for measure, count in one.measures()}
    return Tally(counts, {one.sheet.name: by_client for one in counters if (by_client := one.by_client())})


@dataclass(frozen=True)
class _Counter:
    """Counts the records of one sheet."""

    db: sa.Connection
    kind: KindTable
    sheet: StoredSheet

    def measures(self) -> Iterator[tuple[Measure, Count]]:
        asked: Asked = {("", "rows"): sa.func.count()}
        for place in places_of(self.sheet, self.kind):
            name, column, child = place.home.fields[0], place.column, place.child
            if column is not None:
                asked |= self._asked(name, column, summed=isinstance(place.home, Amount))
                if not isinstance(place.home, Amount):
                    yield Measure(self.sheet.name, name, "distinct"), self._distinct(column)
            elif child is not None:
                yield from self._apart(place.home, child)
        row = self.db.execute(sa.select(*asked.values()).select_from(self.kind.table).where(self._mine)).one()
        for (name, what), found in zip(asked, row, strict=True):
            yield Measure(self.sheet.name, name, what), roubles(found) if what == "sum" else found
        if self._has_amounts:
            yield from self._by_month()

    def _apart(self, home: Home, child: sa.Table) -> Iterator[tuple[Measure, Count]]:
        """Count what records may have several of, in a table of its own."""
        fields = home.fields
        asked: Asked
        if isinstance(home, Many):
            asked = {(fields[0], "filled"): sa.func.count(child.c.record_key.distinct())}
        elif isinstance(home, Task):
            asked = {(fields[0], "filled"): sa.func.count(child.c.title), (fields[1], "filled"): sa.func.count(child.c.due)}
        else:
            paid = sa.func.count(child.c.record_key.distinct())
            asked = {(fields[0], "filled"): paid, (fields[0], "sum"): self._kopecks(child.c.amount)}
        joined = self.kind.table.join(child, child.c.record_key == self.kind.table.c.key)
        here = sa.and_(self._mine, child.c.field == fields[0]) if isinstance(home, Many) else self._mine
        row = self.db.execute(sa.select(*asked.values()).select_from(joined).where(here)).one()
        for (name, what), found in zip(asked, row, strict=True):
            yield Measure(self.sheet.name, name, what), roubles(found) if what == "sum" else found

    def _asked(self, name: str, column: sa.ColumnElement[Any], *, summed: bool) -> Asked:
        asked: Asked = {(name, "filled"): sa.func.count(column)}
        if summed:
            asked[name, "sum"] = self._kopecks(column)
        elif isinstance(column.type, sa.Date):
            asked |= {(name, "first"): sa.func.min(column), (name, "last"): sa.func.max(column)}
        return asked

    def _distinct(self, column: sa.ColumnElement[Any]) -> int:
        """Count different values; those of an inner select are hashed, where `count(distinct ...)` would sort them."""
        values = sa.select(column).where(self._mine, column.is_not(None)).distinct().subquery()
        return int(self.db.execute(sa.select(sa.func.count()).select_from(values)).scalar_one())

    def _by_month(self) -> Iterator[tuple[Measure, Count]]:
        table = self.kind.table
        month = sa.extract("year", table.c.date), sa.extract("month", table.c.date)
        asked = sa.select(*month, sa.func.count(), self._kopecks(table.c.amount)).where(self._mine, table.c.date.is_not(None))
        for year, number, count, total in self.db.execute(asked.group_by(*month)):
            told = f"{int(year):04}-{int(number):02}"
            yield Measure(self.sheet.name, "date", "rows", told), count
            yield Measure(self.sheet.name, "amount", "sum", told), roubles(total)

    def by_client(self) -> ByClient | None:
        """Count by client; None where a sheet names none, or has no amounts."""
        if not self._has_amounts or not any(isinstance(place.home, Client) for place in places_of(self.sheet, self.kind)):
            return None
        key, amount = self.kind.table.c.client_key, self.kind.table.c.amount
        asked = sa.select(key, sa.func.count(), self._kopecks(amount)).where(self._mine, key.is_not(None))
        keys, rows, sums = list[int](), list[int](), list[int]()
        for client, count, total in self.db.execute(asked.group_by(key).order_by(key)):
            keys.append(client)
            rows.append(count)
            sums.append(int(total or 0))
        return ByClient(np.array(keys, np.int64), np.array(rows, np.int64), np.array(sums, object))

    @property
    def _has_amounts(self) -> bool:
        return {"date", "amount"} <= set(self.sheet.names)

    @property
    def _mine(self) -> sa.ColumnElement[bool]:
        return sa.and_(self.kind.table.c.sheet_key == self.sheet.key, self.kind.table.c.gone_at.is_(None))

    def _kopecks(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        """Sum amounts exactly: SQLite would add them up as floats."""
        if self.db.dialect.name == "sqlite":
            return sa.func.sum(sa.cast(sa.func.round(sa.type_coerce(column, sa.Float) * 100), sa.Integer))
        return sa.func.sum(column) * 100


def roubles(kopecks: Decimal | int | None) -> Decimal:
    """Turn a sum in kopecks into roubles."""
    return Decimal(int(kopecks or 0)).scaleb(-2)
