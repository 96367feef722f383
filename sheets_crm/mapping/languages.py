"""Whether a sheet speaks Russian or English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sheets_crm.mapping.titles import Title
from sheets_crm.model.layout import Sheet
from sheets_crm.model.snapshot import Field
from sheets_crm.model.text import Lang

SAMPLE = 50
LANGS: tuple[Lang, ...] = ("ru", "en")
OURS, SOME, MOST = 0.7, 0.2, 0.5


def spoken(sheet: Sheet, titles: Mapping[int, Title], fields: Iterable[Field]) -> Lang:
    """Return the language of a sheet that the program made by its titles, of any other by what people write in it.

    Russian records under English headers (as programs export them) are Russian: whoever reads them does.
    """
    said = [title.text for title in titles.values() if title.text]
    for lang in LANGS:
        ours = {column.title.in_(lang) for column in sheet.columns}
        if said and sum(title in ours for title in said) > OURS * len(said):
            return lang
    written = "".join(str(text) for one in fields for text in one.cells.texts[:SAMPLE] if text)
    return "ru" if _cyrillic(written) >= SOME or _cyrillic("".join(said)) >= MOST or not (written or said) else "en"


def _cyrillic(text: str) -> float:
    """Return the share (0..1) of Cyrillic among the letters of a text."""
    low = text.casefold()
    russian = sum("а" <= letter <= "я" for letter in low)
    return russian / max(russian + sum("a" <= letter <= "z" for letter in low), 1)
