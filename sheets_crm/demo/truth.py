"""The truth about a made-up book, as a document that a benchmark can hold against what the program says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from sheets_crm.demo.make import Demo
from sheets_crm.model.addresses import address
from sheets_crm.model.cells import CellValue
from sheets_crm.model.layout import Layout
from sheets_crm.model.text import Lang

HEADER_ROW = 1


def truth_document(demo: Demo, layout: Layout, lang: Lang) -> list[dict[str, Any]]:
    """Return each planted fault with the place where a new workbook shows it, ready for JSON.

    Header in row 1, records from row 2, columns in the order of the layout's template. `twin_row` is the sheet row that a
    duplicate repeats; dates are ISO text, amounts text with their kopecks.
    """
    return list(_documents(demo, layout, lang))


def _documents(demo: Demo, layout: Layout, lang: Lang) -> Iterator[dict[str, Any]]:
    columns = {sheet.kind: {key: at for at, key in enumerate(sheet.template, 1)} for sheet in layout.sheets}
    titles = {sheet.kind: sheet.title.in_(lang) for sheet in layout.sheets}
    for one in demo.truth:
        row = one.row + HEADER_ROW + 1
        yield {
            "sheet": titles[one.kind],
            "row": row,
            "cell": address(row, columns[one.kind][one.column]),
            "column": one.column,
            "fault": one.fault,
            "rule": one.rule,
            "outcome": one.outcome,
            "clean": _plain(one.clean),
            "planted": _plain(one.planted),
            "expected": _plain(one.expected),
            **({"twin_row": one.twin + HEADER_ROW + 1} if one.twin is not None else {}),
        }


def _plain(value: CellValue) -> str | int | float | bool | None:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal) or not isinstance(value, (str, int, float, bool)):
        return None if value is None else str(value)
    return value
