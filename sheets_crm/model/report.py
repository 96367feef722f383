"""A read-only tab that the program fills: rows of styled cells, and at most one native chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sheets_crm.model.cells import CellValue
from sheets_crm.model.text import Lang, Text

FILLED_BY = Text(ru="Заполняет программа", en="Filled in by the program")
"""What the second row of every tab of ours begins with, so that the program knows it under any name."""

Style = Literal[
    "title",
    "note",
    "lead",
    "heading",
    "header",
    "header_number",
    "text",
    "wrap",
    "muted",
    "date",
    "datetime",
    "amount",
    "integer",
    "percent",
    "good",
    "warning",
    "bad",
    "link",
    "choice",
    "differs",
    "total",
    "total_amount",
    "total_integer",
    "total_percent",
]


@dataclass(frozen=True, slots=True)
class ReportCell:
    """One cell of a report; `link` leads to a cell of the same book: (sheet, A1)."""

    value: CellValue
    style: Style = "text"
    link: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart of two columns of the report: names and numbers, from `first_row` to `last_row` (sheet rows, both included).

    `anchor` is the A1 address of its upper left corner.
    """

    title: str
    names_column: int
    values_column: int
    first_row: int
    last_row: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Choosing:
    """A column of a tab in which people choose from a few words; its cells have the style `choice`.

    Both columns count from 1. `key_column` holds by what each row is known, so that what was chosen stays with its row.
    """

    column: int
    key_column: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """One tab: its `key` (the module that makes it), sheet name, rows from row 1; `header_row` is frozen with all above.

    `filter_rows` (first, last) gives the sheet rows under a filter, the header included; `lang` decides how days are shown.
    `keeps_rows`: people write in this tab, too, so that rows that are there already must stay where they are.
    """

    key: str
    sheet: str
    widths: tuple[float, ...]
    rows: tuple[tuple[ReportCell, ...], ...]
    header_row: int = 0
    chart: Chart | None = None
    filter_rows: tuple[int, int] | None = None
    lang: Lang = "ru"
    choosing: Choosing | None = None
    keeps_rows: bool = False
