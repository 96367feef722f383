"""One cell as the XML of a sheet: every kind of value, written so that it reads back as itself in every reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import NamedTuple

from sheets_crm.books.xlsx.cells.date_styles import Shows, shows
from sheets_crm.books.xlsx.cells.numberformats import for_date
from sheets_crm.books.xlsx.cells.styles import StyleSheet
from sheets_crm.model.cells import CellError, CellValue, Formula, RichText
from sheets_crm.model.serials import to_serial
from sheets_crm.model.text import Lang, Text

LONGEST_TEXT = 32767
"""UTF-16 units in one cell, as Excel counts them."""
LONGEST_FORMULA = 8192
REMEMBERED = 10_000
"""Values of which the XML is kept."""
DAYS_BEFORE_1904 = 1462
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
PLAIN = re.compile("[^&<>_\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]+")
MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
UNWRITABLE = Text(ru="такое значение в ячейку Excel не записать", en="an Excel cell cannot hold such a value")


class CellEdit(NamedTuple):
    """What a cell gets: a value, and either a ready cell format (`xf`), or a number format, or the format that it has.

    A new cell with `like_left` looks like the one before it in its row.
    """

    value: CellValue
    number_format: str | None = None
    xf: int | None = None
    like_left: bool = False


def problem(value: object, *, date1904: bool) -> Text | None:
    """Say why a value cannot be written into a cell without loss; None when it can."""
    if isinstance(value, str):
        return _formula_problem(value) if isinstance(value, Formula) else _text_problem(value)
    if isinstance(value, (date, time)):
        if serial(value, date1904=date1904) < 0:
            first = "1904" if date1904 else "1900"
            return Text(ru=f"эта книга не знает дат до {first} года", en=f"this workbook knows no dates before {first}")
        return None
    if value is None or isinstance(value, (bool, int)):
        return None
    return None if isinstance(value, (float, Decimal)) and isfinite(value) else UNWRITABLE


def _text_problem(value: str) -> Text | None:
    if 2 * len(value) <= LONGEST_TEXT or len(value.encode("utf-16-le", "surrogatepass")) <= 2 * LONGEST_TEXT:
        return None
    return Text(
        ru=f"в ячейку помещается не больше {LONGEST_TEXT} знаков",
        en=f"a cell holds at most {LONGEST_TEXT} characters",
    )


def _formula_problem(value: Formula) -> Text | None:
    plain = len(value) <= LONGEST_FORMULA and not ESCAPED.search(value)
    finite = not isinstance(value.result, float) or isfinite(value.result)
    return None if plain and finite else UNWRITABLE


def serial(value: date | datetime | time, *, date1904: bool) -> float:
    """Return the serial of a date in the book's date system."""
    number = to_serial(value)
    return number - DAYS_BEFORE_1904 if date1904 and not isinstance(value, time) else number


def number_text(value: float | Decimal) -> str:
    """Write a number shortest and exact."""
    if isinstance(value, Decimal):
        plain = format(value.normalize(), "f")
        return "0" if value == 0 else plain if len(plain) < 30 else str(value.normalize())  # noqa: PLR2004 - no endless zeros
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e16:  # noqa: PLR2004 - exact as a whole number
        return str(int(value))
    return repr(value)


def escaped(text: str) -> str:
    """Write text for an element of the type ST_Xstring: what XML cannot hold as `_xHHHH_`."""
    return ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text).translate(MARKUP)


class CellWriter:
    """Writes the cells of one sheet."""

    def __init__(self, styles: Callable[[], StyleSheet], *, date1904: bool = False, lang: Lang = "ru") -> None:
        """Take what the book says, and its language; the styles are asked for only when a format matters."""
        self.styles, self.date1904, self.lang = styles, date1904, lang
        self._styled: dict[tuple[int, str], int] = {}
        self.wrote_formulas = False
        self.suit("", ascii_only=False)

    def suit(self, prefix: str, *, ascii_only: bool) -> None:
        """Write as a sheet is written: its prefix, and numbers for letters where its encoding is not UTF-8."""
        self.prefix = prefix
        self._rests: dict[tuple[type, CellValue], bytes] = {}
        self._opening = f' t="inlineStr"><{prefix}is><{prefix}t xml:space="preserve">'
        self._ending = f"</{prefix}t></{prefix}is></{prefix}c>"
        self.encoding, self.errors = ("ascii", "xmlcharrefreplace") if ascii_only else ("utf-8", "strict")

    def cell(self, reference: str, xf: int, value: CellValue) -> bytes:
        """Write a whole `<c>` element."""
        style = f' s="{xf}"' if xf else ""
        return f'<{self.prefix}c r="{reference}"{style}'.encode() + self.rest(value)

    def rest(self, value: CellValue) -> bytes:
        """Write what follows a cell's address and format: its type, its content and its end."""
        if type(value) is str and PLAIN.fullmatch(value):
            return (self._opening + value + self._ending).encode(self.encoding, self.errors)
        if isinstance(value, str):
            return self._rest(value)
        if (kind := type(value), value) not in self._rests:
            if len(self._rests) > REMEMBERED:
                self._rests.clear()
            self._rests[kind, value] = self._rest(value)
        return self._rests[kind, value]

    def _rest(self, value: CellValue) -> bytes:
        kind, inner = self._content(value)
        text = f"{kind}>{inner}</{self.prefix}c>" if inner else f"{kind}/>"
        return text.encode(self.encoding, self.errors)

    def style(self, xf: int, edit: CellEdit) -> tuple[int, str | None]:
        """Return the cell format for an edit of a cell that has `xf`, and its former number format if that changes."""
        if edit.xf is not None:
            return edit.xf, None
        wanted, value = edit.number_format, edit.value
        if wanted is None and isinstance(value, (date, time)) and shows(self.styles().number_format(xf)) == Shows.NUMBER:
            wanted = for_date(self.lang, has_date=isinstance(value, date), has_time=isinstance(value, (datetime, time)))
        if wanted is None:
            return xf, None
        if (xf, wanted) not in self._styled:
            self._styled[xf, wanted] = self.styles().with_number_format(xf, wanted)
        new = self._styled[xf, wanted]
        return new, self.styles().number_format(xf) if new != xf else None

    def _content(self, value: CellValue) -> tuple[str, str]:
        if isinstance(value, Formula):
            return self._formula(value)
        if value is None or value == "":
            return "", ""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, bool):
            return ' t="b"', self._v(str(int(value)))
        if isinstance(value, (date, time)):
            return "", self._v(number_text(serial(value, date1904=self.date1904)))
        return "", self._v(number_text(value))

    def _text(self, value: str) -> tuple[str, str]:
        p = self.prefix
        if isinstance(value, CellError):
            return ' t="e"', self._v(escaped(value))
        if isinstance(value, RichText):
            inner = re.sub(r"<(/?)(?=\w)", rf"<\1{p}", value.runs)
        else:
            inner = f'<{p}t xml:space="preserve">{escaped(value)}</{p}t>'
        return ' t="inlineStr"', f"<{p}is>{inner}</{p}is>"

    def _formula(self, value: Formula) -> tuple[str, str]:
        self.wrote_formulas = True
        p, result = self.prefix, value.result
        if isinstance(result, str) and not isinstance(result, CellError):
            kind, inner = ' t="str"', self._v(escaped(result))
        else:
            kind, inner = self._content(result)
        return kind, f"<{p}f>{escaped(value.removeprefix('='))}</{p}f>{inner}"

    def _v(self, text: str) -> str:
        return f"<{self.prefix}v>{text}</{self.prefix}v>"
