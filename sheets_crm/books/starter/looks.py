"""How a new book looks: colours by who owns a column, number formats, and the discreet marks of each data sheet."""

from __future__ import annotations

from sheets_crm.model.layout import Column, Format, Owner
from sheets_crm.model.text import Lang

DATE = {"ru": "dd.mm.yyyy", "en": "yyyy-mm-dd"}
TEXT_FORMATS: frozenset[Format] = frozenset({"phone", "id", "hours", "email", "url"})
CENTRED: frozenset[Format] = frozenset({"date", "datetime", "integer"})
INK, GREY, RED, PALE = "FF26323F", "FF7A8590", "FFB3261E", "FF9AA3AC"
"""Colours as workbooks write them: alpha, red, green, blue."""
RULE = "FF8FA3B5"
LINK = "FF1F5FA8"
GUIDE_TAB, DATA_TAB, PROGRAM_TAB = "C9A227", "44607C", "B8BEC4"
HEADERS: dict[Owner, tuple[str, str]] = {
    "staff": ("FFFFFFFF", "FF44607C"),
    "either": (INK, "FFCFDDEB"),
    "program": ("FF5F6A75", "FFE4E7EA"),
}
"""The ink and the fill of a header by who owns its column."""
MUTED = {
    "clients": ("status", ("inactive", "refused", "archived")),
    "orders": ("stage", ("cancelled",)),
    "staff": ("works", ("no",)),
}
"""By kind of sheet: which column says that nobody works with a row any more, and in which words."""
DONE_WITH = ("refused", "archived")
FROZEN_WITH = ("name", "client")


def number_format(kind: Format, lang: Lang) -> str:
    """Return the number format of a column.

    Amounts carry no currency, which nobody has told us; they are shown with the separators of the reader's own language.
    """
    if kind in TEXT_FORMATS:
        return "@"
    formats: dict[Format, str] = {
        "date": DATE[lang],
        "datetime": f"{DATE[lang]} hh:mm",
        "amount": "#,##0.00",
        "integer": "0",
    }
    return formats.get(kind, "General")


def frozen(columns: tuple[Column, ...]) -> int:
    """Count the columns that stay in sight: up to the client's name where a sheet is wider than a screen."""
    named = [at for at, column in enumerate(columns, 1) if column.key in FROZEN_WITH]
    return named[0] if named else 0


def folded(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return the columns that the program fills at the right edge, which fold away together; none where staff fill the last."""
    shown = [column for column in columns if not column.hidden]
    staff = max((at for at, column in enumerate(shown) if column.owner == "staff"), default=-1)
    tail = tuple(shown[staff + 1 :])
    return tail if any(column.owner == "program" for column in tail) else ()
