"""What a value looks like when a person types it, and what a cell shows of it.

findReplace looks for what cells show, and what it puts there it reads as if it were typed: `=...` and `+7 999` would become
formulas, `1.5` a date in Russia, `007` the number 7. So:

- Text goes in as it is only when nothing but text can be read in it (letters without digits, e-mail addresses); every other
  text begins with an apostrophe, which makes text of anything and is not kept, but in cells that are formatted as plain text:
  these take any text as it is, and an apostrophe would stay.
- Days are typed as the locale writes them where that is beyond doubt, else as 2026-03-04, which every locale reads alike: the
  cell goes on to show them so. Numbers have the locale's own decimal sign; they are not typed at all where it is not known.
- Into a cell that is formatted as plain text, nothing but text can be typed; into one that shows days, no number.
- What a number or a day shows hangs on its format. Where that is General, or days in figures, it is known; else it must have
  been read from the sheet, or the cell is left alone.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal

from openpyxl.styles.numbers import is_date_format

from sheets_crm.books.google.writing.facts import TEXT_FORMAT
from sheets_crm.books.google.writing.reasons import DAY_FORMAT, PLAIN_TEXT
from sheets_crm.model.cells import CellError, CellValue
from sheets_crm.model.text import Text

MARK_SIGN = "⟦"
"""What begins with it is a mark of the program's (marks.py), and text to everybody."""

COMMA = frozenset(
    {"az", "be", "bg", "cs", "da", "de", "el", "es", "et", "fi", "fr", "hr", "hu", "hy", "id", "is", "it", "ka", "kk", "lt"}
    | {"lv", "mk", "nb", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "tr", "uk", "vi"}
)
POINT = frozenset({"en", "he", "ja", "ko", "th", "zh"})
POINT_ANYWAY = frozenset({"es_MX", "de_CH", "fr_CH", "it_CH"})
DOTTED = frozenset({"be", "de", "kk", "pl", "ru", "uk"})
"""Languages in which 4 March is 04.03.2026 beyond doubt."""
OWN_ID = re.compile(r"[A-Z]-\d{5,}")
WORDS = frozenset({"true", "false", "истина", "ложь", "wahr", "falsch", "vrai", "faux"})
LONGEST_WHOLE = 10**12
GENERAL = frozenset({"General", "", "0"})
DAYS = {"dd.mm.yyyy": "%d.%m.%Y", "yyyy-mm-dd": "%Y-%m-%d", "dd/mm/yyyy": "%d/%m/%Y", "dd.mm.yyyy hh:mm": "%d.%m.%Y %H:%M"}


def typed(value: CellValue, locale: str, number_format: str = "General") -> str | None:
    """Return what must be typed for a cell of this format to hold exactly this; None when nothing can be relied on."""
    if value is None:
        return ""
    if isinstance(value, (bool, CellError)):
        return None
    if isinstance(value, str):
        return value if number_format == TEXT_FORMAT or _is_plain(value) else f"'{value}"
    if isinstance(value, (int, float, Decimal)):
        return _number(Decimal(str(value)), locale)
    if isinstance(value, datetime):
        return None if value.microsecond else f"{_day(value, locale)} {value:%H:%M:%S}"
    return _day(value, locale) if isinstance(value, date) else f"{value:%H:%M:%S}"


def unsuited(after: CellValue, number_format: str) -> Text | None:
    """Say why a cell of this format would not hold or not show such a value; None when it does.

    Plain text takes text alone, and what is formatted as a day goes on to show a number as one: 0.00 as 30.12.1899.
    """
    if after is None or isinstance(after, str):
        return None
    if number_format == TEXT_FORMAT:
        return PLAIN_TEXT
    is_number = isinstance(after, (int, float, Decimal)) and not isinstance(after, bool)
    return DAY_FORMAT if is_number and is_date_format(number_format) else None


def shows(value: CellValue, number_format: str) -> str | None:
    """Return what a cell shows; None when that cannot be said without Google."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (date, datetime)):
        pattern = DAYS.get(number_format.lower())
        return value.strftime(pattern) if pattern else None
    if value is None or isinstance(value, (bool, time)) or number_format not in GENERAL:
        return None
    whole = int(value)
    return str(whole) if value == whole and abs(whole) < LONGEST_WHOLE else None


def _is_plain(text: str) -> bool:
    """Say whether nothing but text can be read in it, in any locale."""
    if text.startswith(MARK_SIGN) or OWN_ID.fullmatch(text):
        return True
    wordy = text[:1].isalpha() and text.casefold() not in WORDS
    return wordy and ("@" in text or not any(letter.isdigit() for letter in text))


def _day(value: date, locale: str) -> str:
    """Return a day as the locale writes it, because a cell without a format goes on to show it as it was typed."""
    return f"{value:%d.%m.%Y}" if locale.partition("_")[0] in DOTTED else f"{value:%Y-%m-%d}"


def _number(value: Decimal, locale: str) -> str | None:
    if value == int(value):
        return str(int(value))
    told = f"{value:f}"
    language = locale.partition("_")[0]
    if language in POINT or locale in POINT_ANYWAY:
        return told
    return told.replace(".", ",") if language in COMMA else None
