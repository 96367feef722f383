"""Lists: a row of headings with records below it, guessed from what stands in a sheet, or told by an Excel table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from sheets_crm.audit.layout import YEARS
from sheets_crm.audit.likeness import is_total
from sheets_crm.audit.workbook import Place, Sheet
from sheets_crm.model.memo import remembered

FEWEST_RECORDS = 3
FEWEST_HEADINGS = 2
WIDE = 0.6
HALF = 0.5
DENSE = 0.6
TOTAL = re.compile(
    r"\b(?:(?:под)?итог\w*|всего|сумма|(?:sub|grand )?totals?|sum|средн\w+|average|mean|median|медиана)\b", re.IGNORECASE
)
REST = re.compile(
    r"\W*(?:(?:и )?ещ[её]\b|раньше|ранее|проч\w+|остальн\w+|друг(?:ие|ое|ая)\b|без (?:дат|срок|указан|категор)\w+"
    r"|(?:all )?(?:the )?(?:others?|rest)\b|earlier|remaining|misc\w*|no date|(?:and )?\d+ more\b)",
    re.IGNORECASE,
)
"""How a row begins that takes together what has none of its own."""


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a list: where it stands, its heading, and the rows of its records."""

    number: int
    title: str
    rows: range

    @property
    def places(self) -> Iterator[Place]:
        """The cells of its records, filled or not."""
        return ((row, self.number) for row in self.rows)


@dataclass(frozen=True, eq=False)
class Records:
    """A list: the row of its headings, the rows of its records without totals at the end, its columns; `sure` for Excel tables.

    `total_row` is the first row of totals below the records; 0 when there is none. `borrowed`: the headings are those of the
    list above, as for the second group of a budget, so that its columns need not be of one kind.
    """

    header_row: int
    rows: range
    columns: tuple[Column, ...]
    total_row: int = 0
    sure: bool = False
    borrowed: bool = False


@remembered
def lists_of(sheet: Sheet) -> tuple[Records, ...]:
    """Return the lists of a sheet, found once: its Excel tables, then what looks like one beside them."""
    return (*_tables(sheet), *_guessed(sheet))


def gathers(sheet: Sheet, row: int) -> bool:
    """Say whether the first words of a row say that it holds totals, or all that has no row of its own."""
    words = _first_words(sheet, row)
    return bool(TOTAL.search(words) or REST.match(words))


def is_total_row(sheet: Sheet, row: int) -> bool:
    """Say whether the first words of a row say that it holds totals."""
    return bool(TOTAL.search(_first_words(sheet, row)))


def _first_words(sheet: Sheet, row: int) -> str:
    return next((sheet.texts[row, column] for column in sheet.rows.get(row, ()) if (row, column) in sheet.texts), "")


def _tables(sheet: Sheet) -> Iterator[Records]:
    for table in sheet.grid.tables:
        area = table.area
        first, last = area.first_row + table.header_row, area.last_row - table.totals_row
        rows = range(first, last + 1)
        header = area.first_row if table.header_row else 0
        titles = [(column, sheet.texts.get((header, column), "")) for column in range(area.first_column, area.last_column + 1)]
        columns = tuple(Column(column, title, rows) for column, title in titles)
        yield Records(header, rows, columns, area.last_row if table.totals_row else 0, sure=True)


def _guessed(sheet: Sheet) -> Iterator[Records]:
    taken = [one.area for one in sheet.grid.tables]
    numbered = enumerate(sorted(sheet.rows))
    above = 0
    for _, block in groupby(numbered, key=lambda one: one[1] - one[0]):
        rows = [row for _, row in block]
        if any(one.first_row <= rows[-1] and rows[0] <= one.last_row for one in taken):
            continue
        header = _header(sheet, rows)
        if header:
            above = header
            yield from _below(sheet, header, [row for row in rows if row > header])
        elif above and _goes_on(sheet, above, rows):
            yield from (replace(one, borrowed=True) for one in _below(sheet, above, rows))


def _header(sheet: Sheet, rows: list[int]) -> int:
    """Return the first row of a block (rows without a blank one between) about as wide as it, if it holds headings; else 0."""
    widest = max(len(sheet.rows[row]) for row in rows)
    header = next((row for row in rows[:-1] if len(sheet.rows[row]) >= max(FEWEST_HEADINGS, WIDE * widest)), 0)
    return header if header and all(_names(sheet, (header, column)) for column in sheet.rows[header]) else 0


def _goes_on(sheet: Sheet, header: int, rows: list[int]) -> bool:
    """Say whether a block without headings goes on with the list above it: another group of a budget under the same months."""
    columns = set(sheet.rows[header])
    inside = all(columns.issuperset(sheet.rows[row]) for row in rows)
    return inside and any(len(sheet.rows[row]) >= WIDE * len(columns) for row in rows)


def _below(sheet: Sheet, header: int, rows: list[int]) -> Iterator[Records]:
    """Yield the lists in some rows below a row of headings, one for each stretch of headings side by side."""
    while len(rows) > 1 and _goes_on_heading(sheet, rows[0], rows[1]):
        rows = rows[1:]
    again = next((at for at, row in enumerate(rows) if at and _heads_again(sheet, header, row)), len(rows))
    if again < len(rows):
        yield from _below(sheet, rows[again], rows[again + 1 :])
    rows = rows[:again]
    ends = len(rows)
    while ends and (is_total_row(sheet, rows[ends - 1]) or _sums_up(sheet, rows[ends - 1])):
        ends -= 1
    total = rows[ends] if ends < len(rows) else 0
    for _, adjacent in groupby(enumerate(sheet.rows[header]), key=lambda one: one[1] - one[0]):
        columns = [column for _, column in adjacent]
        filled = [row for row in rows[:ends] if any((row, column) in sheet.values for column in columns)]
        if len(columns) >= FEWEST_HEADINGS and len(filled) >= FEWEST_RECORDS and _dense(sheet, filled, columns):
            records = range(filled[0], filled[-1] + 1)
            yield Records(header, records, tuple(Column(one, _title(sheet, (header, one)), records) for one in columns), total)


def _names(sheet: Sheet, place: Place) -> bool:
    """Say whether a cell may be a heading: words, a year, a date such as the first of a month."""
    return place in sheet.texts or place in sheet.dates or _is_year(sheet.constant(place))


def _title(sheet: Sheet, place: Place) -> str:
    value = sheet.values[place]
    return value if isinstance(value, str) else f"{value:g}" if place not in sheet.dates else ""


def _sums_up(sheet: Sheet, row: int) -> bool:
    """Say whether a row holds the total of a column above it."""
    places = [(row, column) for column in sheet.rows[row] if (row, column) in sheet.formulas]
    totals = [sheet.formulas[place].references[0] for place in places if is_total(sheet.formulas[place].tree)]
    return any(one.first.at(row, 1)[0] < one.last.at(row, 1)[0] < row for one in totals)


def _goes_on_heading(sheet: Sheet, row: int, after: int) -> bool:
    """Say whether a row is a second one of headings: words without digits, or years, above a row that has numbers."""
    cells = [(row, column) for column in sheet.rows[row]]
    words = [place for place in cells if place in sheet.texts and not any(map(str.isdigit, sheet.texts[place]))]
    years = [place for place in cells if _is_year(sheet.constant(place))]
    numbers = [column for column in sheet.rows[after] if isinstance(sheet.values.get((after, column)), float)]
    goes_on = len(words) + len(years) == len(cells) and (len(years) > 1 or len(words) > 1)
    return goes_on and len(numbers) > len(sheet.rows[after]) * HALF


def _heads_again(sheet: Sheet, header: int, row: int) -> bool:
    """Say whether a row repeats headings of the list above it, or holds years alone: it begins another list."""
    columns = sheet.rows[row]
    if len(columns) < FEWEST_HEADINGS or not all(_names(sheet, (row, column)) for column in columns):
        return False
    same = sum(sheet.values.get((header, column)) == sheet.values[row, column] for column in columns)
    return same >= FEWEST_HEADINGS or sum(_is_year(sheet.constant((row, column))) for column in columns) >= FEWEST_HEADINGS


def _is_year(value: float | None) -> bool:
    return value is not None and value.is_integer() and YEARS[0] <= value <= YEARS[1]


def _dense(sheet: Sheet, rows: list[int], columns: list[int]) -> bool:
    """Say whether most cells of the records are filled, as in a list, and unlike in a form."""
    filled = sum((row, column) in sheet.values for row in rows for column in columns)
    return filled >= DENSE * len(rows) * len(columns)
