"""A spreadsheet in memory with what the protocol asks of Google: atomic writes, findReplace, lookups, and people beside it.

Each row and each thing that a person typed carries a name of its own which it keeps wherever it goes, so that afterwards it can
be told whether the right row got the right value, and whether anything typed is gone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any

import numpy as np

from sheets_crm.books.google.writing.facts import GoogleSnapshot, SheetFacts
from sheets_crm.books.google.writing.lookups import FORMULA
from sheets_crm.books.google.writing.plain import plainly
from sheets_crm.model.addresses import column_number, letters
from sheets_crm.model.cells import CellValue, Vector
from sheets_crm.model.identity import row_ids
from sheets_crm.model.layout import Column, Words
from sheets_crm.model.snapshot import Field, Grid, SparseColumn, Table

CLIENTS = 7
TITLES = {
    "name": "Клиент",
    "phone": "Телефон",
    "status": "Статус",
    "orders_count": "Заказов",
    "comment": "Комментарий",
    "id": "ID",
}
OWNERS = {"name": "staff", "phone": "staff", "status": "either", "orders_count": "program", "id": "program"}
NAMES = ("Анна", "Борис", "Вера", "Глеб", "Дина", "Егор")
PHONES = ("8 999 1", "8 999 2", "8 999 3", "89991", "8(999)2", "+7 999 1", "+7 999 2", "8 999 1")
STATUSES = ("активный", "Активный", "неактивный", None, None)
COMMENTS = ("молчит", "8 999 1", "звонил", "Активный", None)
START = date(1899, 12, 30)
names = count(1)


@dataclass(frozen=True)
class Cell:
    """What is entered (a formula begins with =), and the name and the text of what a person typed into it last."""

    entered: CellValue = None
    typed: int = 0
    day: bool = False


@dataclass
class Row:
    """A row of cells; `name` is 0 for the header and for blank rows."""

    cells: list[Cell]
    name: int = 0


@dataclass
class Sheet:
    title: str
    rows: list[Row]
    width: int

    def copy(self) -> Sheet:
        return Sheet(self.title, [Row([*row.cells], row.name) for row in self.rows], self.width)


class RefusedByGoogleError(Exception):
    pass


@dataclass
class Simulated:
    """The spreadsheet; `typed` remembers, by the name of what was typed, the column, the row, and the value."""

    sheets: dict[int, Sheet] = field(default_factory=dict)
    typed: dict[int, tuple[str, int, CellValue]] = field(default_factory=dict)

    @classmethod
    def made(cls, dice: Random, clients: int) -> Simulated:
        book = cls()
        header = Row([Cell(title) for title in TITLES.values()])
        book.sheets[CLIENTS] = Sheet("Клиенты", [header], len(TITLES))
        for number in range(clients):
            book.add_row(dice, len(book.clients.rows), f"K-{number + 1:05d}" if dice.random() < 0.8 else None)
        book.clients.rows += [Row([Cell() for _ in TITLES]) for _ in range(3)]
        return book

    @property
    def clients(self) -> Sheet:
        return self.sheets[CLIENTS]

    def column_of(self, key: str) -> int:
        for row in self.clients.rows:
            titles = [cell.entered for cell in row.cells]
            if TITLES["id"] in titles and TITLES[key] in titles:
                return titles.index(TITLES[key])
        raise KeyError(key)

    # People

    def type_into(self, row: Row, key: str, value: CellValue) -> None:
        name = next(names)
        row.name = row.name or next(names)
        row.cells[self.column_of(key)] = Cell(value, name)
        self.typed[name] = (key, row.name, value)

    def add_row(self, dice: Random, at: int, known: str | None = None) -> None:
        row = Row([Cell() for _ in range(self.clients.width)], next(names))
        self.clients.rows.insert(at, row)
        person = f"{dice.choice(NAMES)} {row.name}"
        for key, value in (
            ("name", person),
            ("phone", dice.choice(PHONES)),
            ("status", dice.choice(STATUSES)),
            ("comment", dice.choice(COMMENTS)),
        ):
            if value is not None:
                self.type_into(row, key, value)
        if known:
            row.cells[self.column_of("id")] = Cell(known)

    def records(self) -> list[Row]:
        return [row for row in self.clients.rows if row.name]

    # Google

    def batch_update(self, body: dict[str, Any]) -> dict[str, Any]:
        draft = Simulated({number: sheet.copy() for number, sheet in self.sheets.items()}, self.typed)
        replies = [getattr(draft, f"_{name}")(**about) or {} for one in body["requests"] for name, about in one.items()]
        shown = [draft._shown(one) for one in body.get("responseRanges", ())]
        self.sheets = draft.sheets
        return {"replies": replies, "updatedSpreadsheet": {"sheets": shown}}

    def _addSheet(self, properties: dict[str, Any]) -> None:  # noqa: N802
        number, title, size = properties["sheetId"], properties["title"], properties["gridProperties"]
        if number in self.sheets or title in {sheet.title for sheet in self.sheets.values()}:
            raise RefusedByGoogleError(title)
        rows = [Row([Cell() for _ in range(size["columnCount"])]) for _ in range(size["rowCount"])]
        self.sheets[number] = Sheet(title, rows, size["columnCount"])

    def _addProtectedRange(self, **_: Any) -> None:  # noqa: N802
        return

    def _appendDimension(self, sheetId: int, dimension: str, length: int) -> None:  # noqa: N802, N803
        sheet = self.sheets[sheetId]
        if dimension == "ROWS":
            sheet.rows += [Row([Cell() for _ in range(sheet.width)]) for _ in range(length)]
        else:
            sheet.width += length
            for row in sheet.rows:
                row.cells += [Cell() for _ in range(length)]

    def _updateCells(self, range: dict[str, int], rows: list[dict[str, Any]], **_: Any) -> None:  # noqa: A002, N802
        sheet = self.sheets[range["sheetId"]]
        lines = rows + [{}] * (range["endRowIndex"] - range["startRowIndex"] - len(rows))
        for row, line in zip(sheet.rows[range["startRowIndex"] :], lines, strict=False):
            values = [*line.get("values", ())]
            width = range["endColumnIndex"] - range["startColumnIndex"]
            for at, data in enumerate([*values, *[{}] * (width - len(values))], range["startColumnIndex"]):
                entered = next(iter(data.get("userEnteredValue", {"": None}).values()))
                row.cells[at] = Cell(entered, row.cells[at].typed, "numberFormat" in data.get("userEnteredFormat", {}))

    def _findReplace(self, find: str, replacement: str, **how: Any) -> dict[str, Any]:  # noqa: N802
        span = how.get("range", {})
        sheet = self.sheets[span.get("sheetId", how.get("sheetId"))]
        done = 0
        for row in sheet.rows[span.get("startRowIndex", 0) : span.get("endRowIndex", len(sheet.rows))]:
            for at, cell in enumerate(row.cells):
                if not span.get("startColumnIndex", 0) <= at < span.get("endColumnIndex", sheet.width):
                    continue
                formula = isinstance(cell.entered, str) and cell.entered.startswith("=")
                if formula and not how["includeFormulas"]:
                    continue
                shown = str(cell.entered) if formula else picture(cell)
                if re.fullmatch(find.strip("^$"), shown) if how["searchByRegex"] else shown == find:
                    row.cells[at] = as_typed(replacement, cell)
                    done += 1
        return {"findReplace": {"occurrencesChanged": done}} if done else {"findReplace": {}}

    def _shown(self, place: str) -> dict[str, Any]:
        found = re.fullmatch(r"'(.*)'!([A-Z]+)(\d*):([A-Z]+)(\d*)", place)
        assert found
        number = next((number for number, sheet in self.sheets.items() if sheet.title == found[1]), None)
        if number is None:
            raise RefusedByGoogleError(place)
        first, last = column_number(found[2]), column_number(found[4])
        rows = self.sheets[number].rows[: int(found[5] or 10**6)]
        lines = [
            {"values": [self.data(number, at, column) for column in range(first - 1, min(last, len(row.cells)))]}
            for at, row in enumerate(rows)
        ]
        return {"properties": {"sheetId": number}, "data": [{"startColumn": first - 1, "rowData": lines}]}

    def data(self, number: int, row: int, column: int) -> dict[str, Any]:
        entered = self.sheets[number].rows[row].cells[column].entered
        if entered is None:
            return {}
        if isinstance(entered, str) and entered.startswith("="):
            value = self.value(number, row, column)
            shown = {"stringValue": value} if isinstance(value, str) else {"numberValue": value}
            return {"userEnteredValue": {"formulaValue": entered}, "effectiveValue": shown}
        kind = "stringValue" if isinstance(entered, str) else "numberValue"
        return {"userEnteredValue": {kind: entered}, "effectiveValue": {kind: entered}}

    def value(self, number: int, row: int, column: int) -> CellValue:
        """Return what a cell shows; our lookup is the only formula that is reckoned."""
        line = self.sheets[number].rows[row]
        entered = line.cells[column].entered
        if not (isinstance(entered, str) and entered.startswith("=")):
            return entered
        found = FORMULA.fullmatch(entered)
        if not found:
            return "#ERROR!"
        ids = re.search(r"INDEX\(([A-Z]+):", entered)
        assert ids
        own = line.cells[column_number(ids[1]) - 1].entered
        tab = next((one for one in self.sheets.values() if one.title == f"_sheets_crm {found['sheet']}"), None)
        place = int(found["place"]) - 1
        rows = (one for one in tab.rows[1:] if one.cells[0].entered == own) if tab and own is not None else iter(())
        hit = next(rows, None)
        return "" if hit is None or hit.cells[place].entered is None else hit.cells[place].entered

    # Reading

    def read(self) -> GoogleSnapshot:
        grids, facts = {}, {}
        for number, sheet in self.sheets.items():
            facts[sheet.title] = SheetFacts(number, len(sheet.rows), sheet.width)
            columns = {at + 1: used for at in range(sheet.width) if len((used := self._column(number, at)).rows)}
            grids[sheet.title] = Grid(sheet.title, columns)
        snapshot = GoogleSnapshot("google:x", "1", grids, facts=facts, locale="ru_RU", number_formats=("General", "dd.mm.yyyy"))
        return bound(plainly(snapshot))

    def _column(self, number: int, at: int) -> SparseColumn:
        rows = self.sheets[number].rows
        used = [row for row in range(len(rows)) if rows[row].cells[at].entered is not None]
        values = [self._read(number, row, at) for row in used]
        entered = [rows[row].cells[at].entered for row in used]
        formulas = {k: one for k, one in enumerate(entered) if isinstance(one, str) and one.startswith("=")}
        formats = np.array([rows[row].cells[at].day for row in used], np.uint16)
        return SparseColumn(np.array([row + 1 for row in used], np.int32), Vector.of(values, formulas), formats)

    def _read(self, number: int, row: int, at: int) -> CellValue:
        value = self.value(number, row, at)
        if self.sheets[number].rows[row].cells[at].day and isinstance(value, (int, float)):
            return START + timedelta(days=value)
        return value


def bound(snapshot: GoogleSnapshot) -> GoogleSnapshot:
    """Find the table of clients by its headers, wherever they stand now."""
    grid = next(grid for name, grid in snapshot.grids.items() if snapshot.facts[name].sheet_id == CLIENTS)
    rows = range(1, grid.last_row + 1)
    header = next((row for row in rows if any(grid.value(row, at) == TITLES["id"] for at in grid.columns)), 0)
    if not header:
        raise KeyError(TITLES["id"])
    rows = sorted({int(row) for column in grid.columns.values() for row in column.rows.tolist() if row > header})
    where = np.array(rows, np.int32)
    keys = {title: key for key, title in TITLES.items()}
    fields = []
    for at in sorted(grid.columns):
        title = grid.value(header, at)
        key = keys.get(str(title), "")
        column = Column(key=key, title=Words(ru=str(title), en=str(title)), owner=OWNERS[key]) if key in OWNERS else None
        fields.append(Field(key or f"unknown_{at}", at, str(title or ""), grid.dense(at, where), column))
    ids = row_ids(next(one.cells for one in fields if one.name == "id"), where)
    table = Table("clients", grid.name, header, where, tuple(fields), ids, ours=True)
    return GoogleSnapshot(**{**snapshot.__dict__, "tables": (table,)})


def picture(cell: Cell) -> str:
    if cell.entered is None:
        return ""
    if cell.day and isinstance(cell.entered, (int, float)):
        return f"{START + timedelta(days=cell.entered):%d.%m.%Y}"
    return f"{cell.entered:g}" if isinstance(cell.entered, float) else str(cell.entered)


def as_typed(text: str, former: Cell) -> Cell:
    """Enter a text as Google reads it from a keyboard."""
    if text.startswith("'"):
        return Cell(text[1:], former.typed, former.day)
    if text == "":
        return Cell(None, former.typed, former.day)
    if text[0] in "=+":
        return Cell(text if text[0] == "=" else f"={text}", former.typed, former.day)
    if re.fullmatch(r"-?\d+(,\d+)?", text):
        return Cell(float(text.replace(",", ".")), former.typed, former.day)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return Cell((date.fromisoformat(text) - START).days, former.typed, day=True)
    return Cell(text, former.typed, former.day)


class Editor:
    """A person with a seed who edits the sheet of clients; each act is one that Sheets does in one step."""

    def __init__(self, book: Simulated, dice: Random) -> None:
        self.book, self.dice = book, dice
        self.acts = (self.types, self.types, self.types, self.sorts, self.inserts, self.deletes, self.moves_row, self.adds,
                     self.inserts_column, self.moves_column, self.renames, self.puts_title)  # fmt: skip
        self.deleted: set[int] = set()

    def edits(self, most: int) -> None:
        for _ in range(self.dice.randint(0, most)):
            self.dice.choice(self.acts)()

    @property
    def _data(self) -> range:
        sheet = self.book.clients
        for at, row in enumerate(sheet.rows):
            if any(cell.entered == TITLES["id"] for cell in row.cells):
                return range(at + 1, len(sheet.rows))
        raise KeyError(TITLES["id"])

    def types(self) -> None:
        records = self.book.records()
        if records:
            key = self.dice.choice(("phone", "phone", "status", "comment", "name"))
            row = self.dice.choice(records)
            value = {"phone": PHONES, "status": STATUSES, "comment": COMMENTS, "name": NAMES}[key]
            said = self.dice.choice(value)
            self.book.type_into(row, key, f"{said} {row.name}" if key == "name" else said)

    def sorts(self) -> None:
        sheet, by = self.book.clients, self.book.column_of(self.dice.choice(("name", "phone", "comment")))
        first = self._data.start
        body = sheet.rows[first:]
        body.sort(key=lambda row: (row.cells[by].entered is None, str(row.cells[by].entered)), reverse=self.dice.random() < 0.5)
        sheet.rows[first:] = body

    def inserts(self) -> None:
        at = self.dice.choice(self._data)
        self.book.clients.rows.insert(at, Row([Cell() for _ in range(self.book.clients.width)]))

    def adds(self) -> None:
        blank = [row for row in self.book.clients.rows[self._data.start :] if not row.name]
        if blank:
            row = self.dice.choice(blank)
            self.book.type_into(row, "name", f"{self.dice.choice(NAMES)} {next(names)}")
            self.book.type_into(row, "phone", self.dice.choice(PHONES))

    def deletes(self) -> None:
        row = self.book.clients.rows.pop(self.dice.choice(self._data))
        self.deleted.add(row.name)

    def moves_row(self) -> None:
        rows, data = self.book.clients.rows, self._data
        row = rows.pop(self.dice.choice(data))
        rows.insert(self.dice.choice(data), row)

    def inserts_column(self) -> None:
        if self.book.clients.width < 10:
            at = self.dice.randint(0, self.book.clients.width)
            self._rebuild([*range(at), None, *range(at, self.book.clients.width)])

    def moves_column(self) -> None:
        order: list[int | None] = [*range(self.book.clients.width)]
        column = order.pop(self.dice.randrange(len(order)))
        order.insert(self.dice.randint(0, len(order)), column)
        self._rebuild(order)

    def _rebuild(self, order: list[int | None]) -> None:
        sheet, to = self.book.clients, {old: new for new, old in enumerate(order) if old is not None}
        for row in sheet.rows:
            row.cells = [Cell() if old is None else row.cells[old] for old in order]
            for at, cell in enumerate(row.cells):
                if isinstance(cell.entered, str) and FORMULA.fullmatch(cell.entered):
                    moved = re.sub(
                        r"INDEX\(([A-Z]+):[A-Z]+",
                        lambda found: "INDEX({0}:{0}".format(letters(to[column_number(found[1]) - 1] + 1)),
                        cell.entered,
                    )
                    row.cells[at] = replace(cell, entered=moved)
        sheet.width = len(order)

    def renames(self) -> None:
        self.book.clients.title = f"Клиенты {next(names)}"

    def puts_title(self) -> None:
        self.book.clients.rows.insert(0, Row([Cell() for _ in range(self.book.clients.width)]))
