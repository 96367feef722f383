"""Columns of the program that a person agreed to: put in as fresh ones, so that nothing can be overwritten.

The title goes into the header's row of the fresh column as a mark, which the answer must show beside the other headers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sheets_crm.books.google.writing.batch import BLANK, Look, Request, Step, column_range, find_replace
from sheets_crm.books.google.writing.entering import MARK_SIGN, typed
from sheets_crm.books.google.writing.facts import GoogleSnapshot, same_cell
from sheets_crm.books.starter.looks import DATE
from sheets_crm.model.plan import NewColumn, Plan
from sheets_crm.model.text import Lang

PATTERNS = {"amount": ("NUMBER", "#,##0.00"), "integer": ("NUMBER", "0")}
DIGIT = 7


def column_steps(plan: Plan, snapshot: GoogleSnapshot) -> Iterator[Step]:
    """Put the new columns in, from left to right, each with its format, its width and the mark of its title."""
    for new in sorted(plan.new_columns, key=lambda one: (one.sheet, one.letter_index)):
        yield from (Step(one, "other") for one in _put_in(new, snapshot))
        scope = column_range(snapshot.facts[new.sheet].sheet_id, new.letter_index, (new.header_row, new.header_row))
        yield Step(find_replace(BLANK, title_mark(new), scope, regex=True), "other", token=title_mark(new))


def title_mark(new: NewColumn) -> str:
    """Return what stands for the title until it is known to stand in the header's row."""
    return f"{MARK_SIGN}{new.header_row}:{new.letter_index}⟧{new.title}"


def title_steps(plan: Plan, snapshot: GoogleSnapshot, look: Look) -> Iterator[Step]:
    """Make titles of the marks beside the other headers; elsewhere the mark goes, and the next `adopt` sees to it."""
    for new in plan.new_columns:
        facts, grid = snapshot.facts[new.sheet], snapshot.grids[new.sheet]
        others = [one for one in grid.columns if one < new.letter_index and grid.value(new.header_row, one) is not None]
        seen = {one: look.cell(facts.sheet_id, one, new.header_row).value for one in others}
        right = all(same_cell(seen[one], grid.value(new.header_row, one)) for one in others)
        title = typed(new.title, snapshot.locale) or ""
        yield Step(find_replace(title_mark(new), title if right else "", {"sheetId": facts.sheet_id}), "other")


def _put_in(new: NewColumn, snapshot: GoogleSnapshot) -> Iterator[Request]:
    facts = snapshot.facts[new.sheet]
    start = new.letter_index - 1
    span = {"sheetId": facts.sheet_id, "dimension": "COLUMNS", "startIndex": start, "endIndex": start + 1}
    if start < facts.columns:
        yield {"insertDimension": {"range": span, "inheritFromBefore": start > 0}}
    else:
        yield {"appendDimension": {"sheetId": facts.sheet_id, "dimension": "COLUMNS", "length": 1}}
    area = {"sheetId": facts.sheet_id, "startRowIndex": new.header_row, "startColumnIndex": start, "endColumnIndex": start + 1}
    yield {
        "repeatCell": {
            "range": area,
            "cell": _like(new, snapshot.lang),
            "fields": "userEnteredFormat.numberFormat,dataValidation",
        }
    }
    about = {"pixelSize": round(new.column.width * DIGIT), "hiddenByUser": new.column.hidden}
    yield {"updateDimensionProperties": {"range": span, "properties": about, "fields": "pixelSize,hiddenByUser"}}


def _like(new: NewColumn, lang: Lang) -> dict[str, Any]:
    """Return the cell that all of a new column are like: of the column at its left it takes neither dropdown nor number format.

    Above all not plain text, in which neither a lookup nor an apostrophe is understood.
    """
    formats = PATTERNS | {"date": ("DATE", DATE[lang])}
    if new.column.format not in formats:
        return {}
    kind, pattern = formats[new.column.format]
    return {"userEnteredFormat": {"numberFormat": {"type": kind, "pattern": pattern}}}
