"""What a cell says as a typed value, or why it says none: nothing is guessed, that is for rules to do."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sheets_crm.books.database.cells import storable
from sheets_crm.formats.clean import display, exact
from sheets_crm.model.cells import CellError, CellValue
from sheets_crm.model.text import Text

LARGEST_INTEGER = 2**63
UNSTORABLE = Text("в тексте есть знаки, которых в базе не бывает", "the text holds characters that no database can hold")


def as_text(value: CellValue) -> str | Text:
    """Hold a text, or what any other value reads like."""
    shown = display(value)
    if isinstance(value, CellError):
        return Text(f"вместо значения ошибка {shown}", f"an error {shown} instead of a value")
    return str(shown) if storable(shown) else UNSTORABLE


def as_day(value: CellValue) -> date | Text:
    """Hold a day; the time of day, if there is one, is kept as written."""
    if isinstance(value, datetime):
        return value.date()
    shown = display(value)
    return value if isinstance(value, date) else Text(f"«{shown}» не дата", f"“{shown}” is not a date")


def as_integer(value: CellValue) -> int | Text:
    """Hold a whole number."""
    fine = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < LARGEST_INTEGER
    if fine and float(value).is_integer():  # type: ignore[arg-type]
        return int(value)  # type: ignore[arg-type]
    return Text(f"«{display(value)}» не целое число", f"“{display(value)}” is not a whole number")


def as_number(value: CellValue) -> Decimal | Text:
    """Hold a number by the 15 digits that Excel shows."""
    found = exact(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    return no_number(value) if found is None else found


def no_number(value: CellValue) -> Text:
    """Say that a value is no number."""
    return Text(f"«{display(value)}» не число", f"“{display(value)}” is not a number")


def no_phone(value: CellValue) -> Text | None:
    """Say that a cell has no digit in it; whether a number can be right is for a rule to say."""
    shown = display(value)
    return None if any(map(str.isdigit, shown)) else Text(f"«{shown}» не телефон", f"“{shown}” is no phone")


def no_email(value: CellValue) -> Text | None:
    """Say that a cell has no @ in it."""
    shown = display(value)
    return None if "@" in shown else Text(f"«{shown}» не e-mail", f"“{shown}” is no e-mail")


def no_doubt(_value: CellValue) -> None:
    """Take any text."""


def unknown(shown: str, *, several: bool) -> Text:
    """Say that a name leads nowhere, or to several records."""
    if several:
        return Text(f"«{shown}» есть в списке не раз", f"“{shown}” stands in its list more than once")
    return Text(f"«{shown}» нет в списке, на который ссылается ячейка", f"“{shown}” is not in the list that the cell refers to")
