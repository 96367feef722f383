"""BooleanCondition: whether a cell's value meets it, for filters and conditional formats."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sheets_server import formulas, parsing
from sheets_server.dates import EPOCH
from sheets_server.spreadsheet import Json, Sheet, Spreadsheet

TEXTS: dict[str, Callable[[str, str], bool]] = {
    "TEXT_CONTAINS": lambda text, value: value in text,
    "TEXT_NOT_CONTAINS": lambda text, value: value not in text,
    "TEXT_STARTS_WITH": lambda text, value: text.startswith(value),
    "TEXT_ENDS_WITH": lambda text, value: text.endswith(value),
    "TEXT_EQ": lambda text, value: text == value,
    "TEXT_NOT_EQ": lambda text, value: text != value,
}
ALONE: dict[str, Callable[[str], bool]] = {
    "BLANK": lambda text: not text,
    "NOT_BLANK": bool,
    "TEXT_IS_EMAIL": lambda text: re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", text) is not None,
}
"""Conditions without a value."""
NUMBERS: dict[str, Callable[[float, list[float]], bool]] = {
    "NUMBER_GREATER": lambda one, others: one > others[0],
    "NUMBER_GREATER_THAN_EQ": lambda one, others: one >= others[0],
    "NUMBER_LESS": lambda one, others: one < others[0],
    "NUMBER_LESS_THAN_EQ": lambda one, others: one <= others[0],
    "NUMBER_EQ": lambda one, others: one == others[0],
    "NUMBER_NOT_EQ": lambda one, others: one != others[0],
    "NUMBER_BETWEEN": lambda one, others: min(others) <= one <= max(others),
    "NUMBER_NOT_BETWEEN": lambda one, others: not min(others) <= one <= max(others),
    "DATE_EQ": lambda one, others: int(one) == int(others[0]),
    "DATE_NOT_EQ": lambda one, others: int(one) != int(others[0]),
    "DATE_BEFORE": lambda one, others: one < int(others[0]),
    "DATE_AFTER": lambda one, others: one >= int(others[0]) + 1,
    "DATE_ON_OR_BEFORE": lambda one, others: one < int(others[0]) + 1,
    "DATE_ON_OR_AFTER": lambda one, others: one >= int(others[0]),
    "DATE_BETWEEN": lambda one, others: min(others) <= one < max(others) + 1,
    "DATE_NOT_BETWEEN": lambda one, others: not min(others) <= one < max(others) + 1,
}
Test = Callable[[Json | None, str], bool]
"""Whether a value, and the text that it shows as, meet a condition."""
RELATIVE = {"PAST_YEAR": -365, "PAST_MONTH": -30, "PAST_WEEK": -7, "YESTERDAY": -1, "TODAY": 0, "TOMORROW": 1}


def numbers(book: Spreadsheet, sheet: Sheet, condition: Json) -> list[float]:
    """The numbers, dates too, that a condition compares with; fewer than it has values where one of them is no number."""
    found = []
    for value in condition.get("values", []):
        if "relativeDate" in value:
            found.append(float(today(book) + RELATIVE.get(value["relativeDate"], 0)))
            continue
        text = str(value.get("userEnteredValue", ""))
        if text.startswith("="):
            read = evaluated(book, sheet, [text])[0]
        else:
            read = parsing.entered(text, book.properties["locale"], book.properties["timeZone"])[0]
        if read and "numberValue" in read:
            found.append(float(read["numberValue"]))
    return found


def today(book: Spreadsheet) -> int:
    """The serial number of the day it is where the spreadsheet is."""
    now: date = datetime.now(UTC).astimezone(ZoneInfo(book.properties["timeZone"])).date()
    return (now - EPOCH) // timedelta(days=1)


def check_of(book: Spreadsheet, sheet: Sheet, condition: Json) -> Test:
    """The test of a value and of what it shows; conditions that are not worked out here let everything through."""
    kind, values = condition.get("type", ""), condition.get("values", [])
    asked = str(values[0].get("userEnteredValue", "")).lower() if values else ""
    if kind in TEXTS:
        return lambda _, text: TEXTS[kind](text.lower(), asked)
    if kind in ALONE:
        return lambda _, text: ALONE[kind](text)
    if kind in NUMBERS:
        bounds = numbers(book, sheet, condition)
        if len(bounds) < len(values) or not bounds:
            return lambda *_: False
        return lambda value, _: "numberValue" in (value or {}) and NUMBERS[kind](float((value or {})["numberValue"]), bounds)
    return lambda *_: True


def evaluated(book: Spreadsheet, sheet: Sheet, texts: Iterable[str]) -> list[Json | None]:
    """What formulas would come to on that sheet, each by itself."""
    scratch = book.copy()
    scratch.id = f"{book.id} aside"
    here = scratch.sheet(sheet.id)
    asked, beside = list(texts), here.column_count
    here.resize(rows=max(here.row_count, len(asked)), columns=beside + 1)
    for row, text in enumerate(asked):
        here.put((row, beside), userEnteredValue={"formulaValue": text})
    formulas.calculate(scratch)
    return [here.effective((row, beside)) for row in range(len(asked))]
