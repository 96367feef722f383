"""What a new book lets people type: dropdowns over whole columns of lists, days, numbers; each says what is wanted."""

from __future__ import annotations

from typing import Any

from sheets_crm.books.google.writing.batch import Request, quoted
from sheets_crm.books.starter.checks import (
    LARGEST,
    WRITE_DATE,
    WRITE_NUMBER,
    add_first,
    list_name,
    list_sources,
    one_of,
)
from sheets_crm.model.addresses import letters
from sheets_crm.model.layout import Column, Layout
from sheets_crm.model.text import Lang

LONGEST_MESSAGE = 500


def check(column: Column, layout: Layout, lang: Lang) -> dict[str, Any] | None:
    """Return the rule of a column that people fill (DataValidationRule); None where anything may be typed."""
    if column.owner == "program" or column.hidden:
        return None
    if column.format in ("date", "datetime"):
        return _strict("DATE_IS_VALID", [], WRITE_DATE.in_(lang))
    if column.format in ("amount", "number", "integer"):
        return _strict("NUMBER_BETWEEN", [str(-LARGEST), str(LARGEST)], WRITE_NUMBER.in_(lang))
    if column.choices_from:
        place = list_place(column.choices_from, layout, lang)
        return _strict("ONE_OF_RANGE", [place], add_first(column.choices_from, layout, lang), shown=True) if place else None
    if not column.choices:
        return None
    titles = [choice.title.in_(lang) for choice in column.choices]
    return _strict("ONE_OF_LIST", titles, one_of(column, lang, LONGEST_MESSAGE), shown=True)


def list_place(source: str, layout: Layout, lang: Lang) -> str:
    """Return the formula of the whole column that a list stands in, which grows with it; "" when a new book does not show it."""
    kind, _, key = source.partition(".")
    sheet = layout.sheet(kind)
    if key not in sheet.template:
        return ""
    letter = letters(sheet.template.index(key) + 1)
    return f"={quoted(sheet.title.in_(lang))}!${letter}$2:${letter}"


def named_lists(layout: Layout, ids: dict[str, int]) -> list[Request]:
    """Name the columns that dropdowns offer (A1, A9, B1); `ids` are the sheets' numbers by their kinds."""
    made = []
    for source in list_sources(layout):
        kind, _, key = source.partition(".")
        at = layout.sheet(kind).template.index(key)
        area = {"sheetId": ids[kind], "startRowIndex": 1, "startColumnIndex": at, "endColumnIndex": at + 1}
        made.append({"addNamedRange": {"namedRange": {"name": list_name(source), "range": area}}})
    return made


def _strict(kind: str, values: list[str], message: str, *, shown: bool = False) -> dict[str, Any]:
    condition: dict[str, Any] = {"type": kind}
    if values:
        condition["values"] = [{"userEnteredValue": value} for value in values]
    rule = {"condition": condition, "inputMessage": message, "strict": True}
    return {**rule, "showCustomUi": True} if shown else rule
