"""Records as cells: text stays text whatever it begins with, in requests of a size that Google likes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import Any

from sheets_crm.books.google.reading.numberformats import GENERAL
from sheets_crm.books.google.writing.batch import Request
from sheets_crm.books.google.writing.looks import number_format
from sheets_crm.books.starter.looks import DATE, TEXT_FORMATS
from sheets_crm.errors import RefusedError, UsageError
from sheets_crm.model.addresses import address
from sheets_crm.model.cells import CellValue
from sheets_crm.model.layout import Column
from sheets_crm.model.serials import FIRST_TRUE_SERIAL, to_serial
from sheets_crm.model.text import Lang, Text

Rows = Sequence[Mapping[str, CellValue]]
HEAVIEST = 300_000
"""Bytes of one request, roughly: much less than a write holds, so that writes are filled well."""
LONGEST_TEXT = 50_000
TIME = "hh:mm"


@dataclass(frozen=True)
class Filling:
    """What goes into one sheet below its header."""

    title: str
    sheet_id: int
    columns: tuple[Column, ...]
    rows: Rows
    lang: Lang

    def requests(self) -> Iterator[Request]:
        """Yield the requests that write the records, each of a size that fits into a write; the formats of single cells last.

        RefusedError for what no cell can hold, UsageError for a column that the sheet does not have.
        """
        lines, weight, first, elsewhere = list[dict[str, Any]](), 0, 1, list[Request]()
        for row, record in enumerate(self.rows, 1):
            heavy = weight_of(record)
            if lines and weight + heavy > HEAVIEST:
                yield self._written(lines, first)
                lines, weight, first = [], 0, row
            lines.append(self._line(record, row, elsewhere))
            weight += heavy
        if lines:
            yield self._written(lines, first)
        yield from elsewhere

    def _written(self, lines: list[dict[str, Any]], first: int) -> Request:
        start = {"sheetId": self.sheet_id, "rowIndex": first, "columnIndex": 0}
        return {"updateCells": {"start": start, "rows": lines, "fields": "userEnteredValue"}}

    def _line(self, record: Mapping[str, CellValue], row: int, elsewhere: list[Request]) -> dict[str, Any]:
        """Return one row (from 0) as Google takes it; the formats of values that need their own are added to `elsewhere`."""
        if unknown := record.keys() - {column.key for column in self.columns}:
            raise UsageError(f"there is no column {min(unknown)!r}", where=f"{self.title}, {row + 1}")
        cells = []
        for at, column in enumerate(self.columns):
            value = record.get(column.key)
            try:
                told = entered(value)
            except RefusedError as error:
                raise RefusedError(error.what, where=f"{self.title}!{address(row + 1, at + 1)}", mend=error.mend) from error
            cells.append({"userEnteredValue": told} if told else {})
            if (code := own_format(value, column, self.lang)) is not None:
                elsewhere.append(self._formatted(row, at, code))
        while cells and not cells[-1]:
            cells.pop()
        return {"values": cells} if cells else {}

    def _formatted(self, row: int, at: int, code: str) -> Request:
        area = {"startRowIndex": row, "endRowIndex": row + 1, "startColumnIndex": at, "endColumnIndex": at + 1}
        cell = {} if code == GENERAL else {"userEnteredFormat": {"numberFormat": number_format(code)}}
        where = {"sheetId": self.sheet_id, **area}
        return {"repeatCell": {"range": where, "cell": cell, "fields": "userEnteredFormat.numberFormat"}}


def weight_of(record: Mapping[str, CellValue]) -> int:
    """Return roughly how many bytes a record takes when it is sent: Cyrillic letters are two."""
    return sum(42 + 2 * len(value) if isinstance(value, str) else 42 for value in record.values())


def own_format(value: CellValue, column: Column, lang: Lang) -> str | None:
    """Return the format that a value needs in a column; None where the column's own shows it.

    Days and times need one where none belong, and numbers in plain text: there nobody could type them, nor bring them back.
    """
    if isinstance(value, datetime):
        return None if column.format == "datetime" else f"{DATE[lang]} {TIME}"
    if isinstance(value, date):
        return None if column.format in ("date", "datetime") else DATE[lang]
    if isinstance(value, time):
        return f"{DATE[lang]} {TIME}"
    return GENERAL if isinstance(value, (int, float, Decimal)) and column.format in TEXT_FORMATS else None


def entered(value: CellValue) -> dict[str, Any] | None:
    """Return a value as Google takes it (ExtendedValue); None for an empty cell, RefusedError for what no cell can hold."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            told = Text(
                f"в ячейку помещается {LONGEST_TEXT} знаков, а здесь {len(value)}",
                f"a cell holds {LONGEST_TEXT} characters, here are {len(value)}",
            )
            raise RefusedError(told, mend=Text("Сократите текст.", "Shorten the text."))
        return {"stringValue": str(value)}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, (int, float, Decimal)):
        if not isfinite(value):
            raise RefusedError(Text(f"{value} нельзя записать числом", f"{value} cannot stand in a cell as a number"))
        return {"numberValue": value if isinstance(value, int) else float(value)}
    return {"stringValue": value.isoformat()} if to_serial(value) < 0 else {"numberValue": google_serial(value)}


def google_serial(value: date | datetime | time) -> float:
    """Return a day's number as Google counts, which knows no 29 February 1900."""
    serial = to_serial(value)
    return serial + 1 if 1 <= serial < FIRST_TRUE_SERIAL - 1 else serial


def packed(request: Request) -> str:
    """Return a request as it is sent."""
    return json.dumps(request, ensure_ascii=False, separators=(",", ":"))
