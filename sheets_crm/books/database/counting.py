"""What a database counts by itself, in SQL alone: rows, sums, first and last days, by sheet, by month and by client."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from sheets_crm.books.database.homes import Amount, Client, Many, Task
from sheets_crm.books.database.measures import Count, Measure
from sheets_crm.books.database.records import StoredSheet, places_of
from sheets_crm.books.database.schema import KindTable, Schema


def tally(db: sa.Connection, schema: Schema, sheets: list[StoredSheet]) -> dict[Measure, Count]:
    """Count everything."""
    out: dict[Measure, Count] = {}
    for sheet in sheets:
        if sheet.kind is not None:
            out |= dict(_Counter(db, schema.kinds[sheet.kind], sheet).measures())
    return out


@dataclass(frozen=True)
class _Counter:
    """Counts the records of one sheet."""

    db: sa.Connection
    kind: KindTable
    sheet: StoredSheet

    def measures(self) -> Iterator[tuple[Measure, Count]]:
        yield Measure(self.sheet.name, "", "rows"), self._one(sa.func.count())
        for place in places_of(self.sheet, self.kind):
            name, column, child = place.home.fields[0], place.column, place.child
            if column is not None:
                yield from self._column(name, column, summed=isinstance(place.home, Amount))
            elif child is not None and isinstance(place.home, Many):
                mine = sa.and_(self._joined(child), child.c.field == name)
                yield Measure(self.sheet.name, name, "filled"), self._one(sa.func.count(child.c.record_key.distinct()), mine)
            elif child is not None and isinstance(place.home, Task):
                for field, held in zip(place.home.fields, (child.c.title, child.c.due), strict=True):
                    yield Measure(self.sheet.name, field, "filled"), self._one(sa.func.count(held), self._joined(child))
            elif child is not None:
                yield from self._column(name, child.c.amount, self._joined(child), summed=True)
        if {"date", "amount"} <= set(self.sheet.names):
            yield from self._by_month()
            yield from self._by_client()

    def _column(
        self, name: str, column: sa.ColumnElement[Any], where: sa.ColumnElement[bool] | None = None, *, summed: bool
    ) -> Iterator[tuple[Measure, Count]]:
        yield Measure(self.sheet.name, name, "filled"), self._one(sa.func.count(column), where)
        if summed:
            yield Measure(self.sheet.name, name, "sum"), roubles(self._one(self._kopecks(column), where))
            return
        yield Measure(self.sheet.name, name, "distinct"), self._one(sa.func.count(column.distinct()), where)
        if isinstance(column.type, sa.Date):
            yield Measure(self.sheet.name, name, "first"), self._one(sa.func.min(column), where)
            yield Measure(self.sheet.name, name, "last"), self._one(sa.func.max(column), where)

    def _by_month(self) -> Iterator[tuple[Measure, Count]]:
        table = self.kind.table
        month = sa.extract("year", table.c.date), sa.extract("month", table.c.date)
        asked = sa.select(*month, sa.func.count(), self._kopecks(table.c.amount)).where(self._mine, table.c.date.is_not(None))
        for year, number, count, total in self.db.execute(asked.group_by(*month)):
            told = f"{int(year):04}-{int(number):02}"
            yield Measure(self.sheet.name, "date", "rows", told), count
            yield Measure(self.sheet.name, "amount", "sum", told), roubles(total)

    def _by_client(self) -> Iterator[tuple[Measure, Count]]:
        table = self.kind.table
        if not any(isinstance(place.home, Client) for place in places_of(self.sheet, self.kind)):
            return
        key = table.c.client_key
        asked = sa.select(key, sa.func.count(), self._kopecks(table.c.amount)).where(self._mine, key.is_not(None))
        for client, count, total in self.db.execute(asked.group_by(key)):
            yield Measure(self.sheet.name, "client", "rows", "", client), count
            yield Measure(self.sheet.name, "amount", "sum", "", client), roubles(total)

    @property
    def _mine(self) -> sa.ColumnElement[bool]:
        return sa.and_(self.kind.table.c.sheet_key == self.sheet.key, self.kind.table.c.gone_at.is_(None))

    def _joined(self, child: sa.Table) -> sa.ColumnElement[bool]:
        return child.c.record_key == self.kind.table.c.key

    def _one(self, what: sa.ColumnElement[Any], where: sa.ColumnElement[bool] | None = None) -> Any:  # noqa: ANN401 - a count
        asked = sa.select(what).select_from(self.kind.table).where(self._mine)
        return self.db.execute(asked if where is None else asked.where(where)).scalar()

    def _kopecks(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        """Sum amounts exactly: SQLite would add them up as floats."""
        if self.db.dialect.name == "sqlite":
            return sa.func.sum(sa.cast(sa.func.round(sa.type_coerce(column, sa.Float) * 100), sa.Integer))
        return sa.func.sum(column) * 100


def roubles(kopecks: Decimal | int | None) -> Decimal:
    """Turn a sum in kopecks into roubles."""
    return Decimal(int(kopecks or 0)).scaleb(-2)
