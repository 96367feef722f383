"""Counts a workbook with openpyxl and a database with plain SQL, and says where they differ; nothing of the program is used.

    python by_hand.py clients.xlsx clients.db
    python by_hand.py clients.xlsx postgresql://server/database

A cell that the database does not hold must be in its quarantine, as it stands in the workbook. Sums are compared to the kopeck,
by sheet, by month and by client.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import openpyxl
import psycopg

Record = dict[str, Any]


@dataclass
class Account:
    """What was compared, what the quarantine explains (by field), and what nothing explains."""

    compared: Counter[str] = field(default_factory=Counter)
    explained: Counter[str] = field(default_factory=Counter)
    rounded: Decimal = Decimal(0)
    wrong: list[str] = field(default_factory=list)

    def same(self, what: str, book: object, database: object) -> None:
        self.compared[what.split(":", maxsplit=1)[0]] += 1
        if book != database:
            self.wrong.append(f"{what}: {book} in the book, {database} in the database")


class Database:
    """Plain SQL, of either engine."""

    def __init__(self, name: str) -> None:
        self.db: Any = psycopg.connect(name) if "://" in name else sqlite3.connect(Path(name).as_uri() + "?mode=ro", uri=True)
        self.exact = "round(sum({}) * 100)" if "://" in name else "sum(cast(round({} * 100) as integer))"
        self.month = "to_char({}, 'YYYY-MM')" if "://" in name else "strftime('%Y-%m', {})"

    def rows(self, asked: str) -> list[tuple[Any, ...]]:
        return list(self.db.execute(asked).fetchall())

    def close(self) -> None:
        self.db.close()


def compare(workbook: Path, database: str) -> Account:
    """Compare the two."""
    out, pages = Account(), openpyxl.load_workbook(workbook, data_only=True)
    with closing(Database(database)) as db:
        sheets = db.rows("select key, name, kind, header_row from sheets where kind is not null and place > 0 order by place")
        read = {key: _records(pages[name], key, header, db) for key, name, _, header in sheets}
        clients = {row: one for key, _, kind, _ in sheets if kind == "clients" for row, one in read[key].items()}
        for key, name, kind, _ in sheets:
            kept = Counter(db.rows(f"select field, written from quarantine where sheet = '{name}'"))
            ((rows,),) = db.rows(f"select count(*) from {kind} where sheet_key = {key} and gone_at is null")
            out.same(f"rows: {name}", len(read[key]), rows)
            _ids(out, name, read[key], kept)
            if kind == "orders":
                _orders(out, db, key, name, read[key], clients, kept)
    return out


def _records(page: Any, key: int, header: int, db: Database) -> dict[int, Record]:
    """Read the rows of a sheet below its header that hold anything, and are not kept as other rows."""
    named = dict(db.rows(f"select place, name from columns where sheet_key = {key}"))
    others = {row for (row,) in db.rows(f"select row from other_rows where sheet_key = {key}")}
    out = {}
    for at, cells in enumerate(page.iter_rows(min_row=header + 1, values_only=True), header + 1):
        record = {named[place]: value for place, value in enumerate(cells, 1) if place in named and value not in (None, "")}
        if record and at not in others:
            out[at] = record
    return out


def _ids(out: Account, sheet: str, records: dict[int, Record], kept: Counter[tuple[str, str]]) -> None:
    times = Counter(str(one["id"]).strip() for one in records.values() if "id" in one)
    for known, count in times.items():
        if count > 1:
            out.same(f"doubled ID: {sheet} {known}", count, sum(kept["id", said] for said in _spellings(records, known)))
            out.explained["id"] += count


def _spellings(records: dict[int, Record], known: str) -> set[str]:
    return {str(one["id"]) for one in records.values() if "id" in one and str(one["id"]).strip() == known}


def _orders(
    out: Account,
    db: Database,
    key: int,
    sheet: str,
    records: dict[int, Record],
    clients: dict[int, Record],
    kept: Counter[tuple[str, str]],
) -> None:
    months, by_client = defaultdict[str, int](int), defaultdict[int, int](int)
    total, paid = 0, 0
    by_id, by_name = _directory(clients)
    for row, one in records.items():
        amount = _kopecks(out, sheet, row, "amount", one, kept)
        total, paid = total + amount, paid + _kopecks(out, sheet, row, "paid", one, kept)
        day = one.get("date")
        if isinstance(day, date):
            months[f"{day:%Y-%m}"] += amount
        elif day is not None:
            _explained(out, sheet, row, "date", day, kept)
        name, known = one.get("client"), str(one.get("client_id", "")).strip()
        client = by_id.get(known) or by_name.get(_folded(name))
        if client:
            by_client[client] += amount
        elif name:
            _explained(out, sheet, row, "client", name, kept)
    mine = f"from orders o where o.sheet_key = {key} and o.gone_at is null"
    out.same(f"sum: {sheet}", total, int(db.rows(f"select {db.exact.format('o.amount')} {mine}")[0][0] or 0))
    payments = f"select {db.exact.format('p.amount')} from payments p join orders o on o.key = p.record_key"
    out.same(f"paid: {sheet}", paid, int(db.rows(f"{payments} where o.sheet_key = {key}")[0][0] or 0))
    said = db.rows(f"select {db.month.format('o.date')}, {db.exact.format('o.amount')} {mine} and o.date is not null group by 1")
    there = {month: int(amount or 0) for month, amount in said}
    for month in sorted({*there, *months}):
        out.same(f"month: {sheet} {month}", months.get(month), there.get(month))
    joined = f"from orders o join clients c on c.key = o.client_key where o.sheet_key = {key} and o.gone_at is null"
    held = {
        row: int(amount or 0) for row, amount in db.rows(f"select c.row, {db.exact.format('o.amount')} {joined} group by c.row")
    }
    for row in sorted({*held, *by_client}):
        out.same(f"client: {sheet} row {row}", by_client.get(row), held.get(row))


def _directory(clients: dict[int, Record]) -> tuple[dict[str, int], dict[str, int]]:
    """Return whose an ID is and whose a name is, where it is one client's alone, by their rows."""
    ids = Counter(str(one["id"]).strip() for one in clients.values() if "id" in one)
    names = Counter(_name(one) for one in clients.values())
    return (
        {known: row for row, one in clients.items() if ids[known := str(one.get("id", "")).strip()] == 1},
        {_name(one): row for row, one in clients.items() if _name(one) and names[_name(one)] == 1},
    )


def _name(client: Record) -> str:
    parts = ("surname", "given_name", "middle_name")
    return _folded(client.get("name") or " ".join(str(client[one]).strip() for one in parts if one in client))


def _folded(name: object) -> str:
    return re.sub(r"\s+", " ", str(name or "")).strip().casefold().replace("ё", "е")


def _kopecks(out: Account, sheet: str, row: int, column: str, record: Record, kept: Counter[tuple[str, str]]) -> int:
    value = record.get(column)
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        _explained(out, sheet, row, column, value, kept)
        return 0
    exact = Decimal(f"{value:.15g}")
    whole = (exact * 100).quantize(Decimal(1), ROUND_HALF_UP)
    out.rounded += exact - whole / 100
    out.explained["rounded"] += exact * 100 != whole
    return int(whole)


def _explained(out: Account, sheet: str, row: int, column: str, value: object, kept: Counter[tuple[str, str]]) -> None:
    """Take a cell from the quarantine, which must have it as it stands."""
    said = f"{value:%d.%m.%Y}" if isinstance(value, datetime) else str(value)
    if kept[column, said] <= 0:
        out.wrong.append(f"{sheet} row {row}, {column}: {said!r} is neither in the database nor in its quarantine")
    kept[column, said] -= 1
    out.explained[column] += 1


if __name__ == "__main__":
    found = compare(Path(sys.argv[1]), sys.argv[2])
    told = [f"compared: {dict(found.compared)}", f"explained: {dict(found.explained)}, parts of a kopeck: {found.rounded}"]
    sys.stdout.write("\n".join([*told, *found.wrong, ""]))
    sys.exit(bool(found.wrong))
