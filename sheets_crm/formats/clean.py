"""What all formats share: white space as people see it, and values that are no text at all."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal

from sheets_crm.formats.verdict import Doubt
from sheets_crm.model.cells import CellError, CellValue
from sheets_crm.model.text import Text

INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1b\x7f]")
DASHES = re.compile("[‐‑‒–—―−﹣－]")
QUOTES = re.compile("[«»„“”‟\"'`’]")
LOOKALIKES = dict(zip("авекмнорстухАВЕКМНОРСТУХёЁ", "abekmhopctyxABEKMHOPCTYXeE", strict=True))
"""Cyrillic letters that fold onto a Latin one when two spellings are compared; some only look alike as capitals."""
NOTHING = {
    "",
    "-",
    "--",
    "---",
    "?",
    "нет",
    "н/д",
    "n/a",
    "na",
    "none",
    "no",
    "не указан",
    "не указано",
    "неизвестно",
    "отсутствует",
}


def squeeze(text: str) -> str:
    """Return text without invisible characters, with single spaces (NBSP, thin ones and line breaks count as spaces)."""
    return " ".join(INVISIBLE.sub("", text).split())


def plain_dashes(text: str) -> str:
    """Return text in which every dash and minus is the one on the keyboard."""
    return DASHES.sub("-", text)


def fold(text: str) -> str:
    """Return the key by which two spellings count as one: letter case, ё, spaces, dashes and quotes aside."""
    said = QUOTES.sub(" ", plain_dashes(text)).casefold().replace("ё", "е")
    return squeeze(said)


def says_nothing(text: str) -> bool:
    """Whether text only says that there is nothing to say: a dash, «нет», n/a."""
    return plain_dashes(text).casefold().strip(" .") in NOTHING


def not_text(value: CellValue, what: Text) -> Doubt | None:
    """Doubt a value that is no text where text belongs: `what` is what belongs there; None when it is text or empty."""
    if isinstance(value, CellError):
        return Doubt(
            Text(f"Вместо {what.ru} ошибка {value}", f"An error {value} instead of {what.en}"),
            Text("Впишите значение заново", "Type the value again"),
        )
    if value is None or isinstance(value, str):
        return None
    return Doubt(
        Text(
            f"Вместо {what.ru} {_sort(value).ru}: {display(value)}", f"{_sort(value).en} instead of {what.en}: {display(value)}"
        ),
        Text("Проверьте, не попало ли сюда значение из другой колонки", "See whether a value of another column got here"),
    )


def exact(value: float | Decimal) -> Decimal | None:
    """Return a number by the 15 digits that Excel shows; None for what is no number (NaN, infinity)."""
    number = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)
    return number if number.is_finite() else None


def display(value: CellValue) -> str:
    """Return a value as a person would read it."""
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return "ИСТИНА" if value else "ЛОЖЬ"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, date):
        return f"{value.day:02}.{value.month:02}.{value.year}"
    return "" if value is None else str(value)


def _sort(value: CellValue) -> Text:
    if isinstance(value, bool):
        return Text("логическое значение", "a yes-or-no value")
    if isinstance(value, (int, float, Decimal)):
        return Text("число", "a number")
    return Text("время", "a time") if isinstance(value, time) else Text("дата", "a date")
