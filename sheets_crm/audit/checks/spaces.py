"""Stray spaces, and spaces that are not plain ones, in the text of a list (G3).

Why: “Ivanov” and “Ivanov ” look alike, and are two clients to lookups, filters and pivot tables.
How to mend: TRIM, and SUBSTITUTE of the no-break space by a plain one; in Russian Excel СЖПРОБЕЛЫ and ПОДСТАВИТЬ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheets_crm.audit.columns import Contents, columns_of
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.ranges import told
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.text import Text

NAME = "spaces"
ODD = re.compile("[\u00a0\u202f\u2007\u200b\ufeff\u2060]")
STRAY = re.compile(r"[\u00a0\u202f\u2007\u200b\ufeff\u2060]|\A\s|\s\Z|(?<=\S)[ ]{2,}(?=\S)")
LONGEST = 80
HINT = Text(
    'Уберите их: СЖПРОБЕЛЫ(ПОДСТАВИТЬ(A2; СИМВОЛ(160); " ")), или Ctrl+H',
    'Take them away: TRIM(SUBSTITUTE(A2, CHAR(160), " ")), or Ctrl+H',
)


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for each column in which spaces part what is the same, and one for the other odd spaces of a sheet."""
    for sheet in workbook.sheets.values():
        odd: list[Place] = []
        for one in columns_of(sheet):
            if len(one.numbers) + len(one.dates) > len(one.texts):
                continue
            stray = [place for place, text in one.texts.items() if STRAY.search(text)]
            plain = {text: place for place, text in one.texts.items()} if stray else {}
            parted = {place: twin for place in stray if (twin := plain.get(_bare(one.texts[place]))) and twin != place}
            if parted:
                yield _parts(sheet, one, parted)
            odd += [place for place in stray if place not in parted and _hides(one.texts[place])]
        if odd:
            yield _odd(sheet, odd)


def _bare(text: str) -> str:
    return " ".join(ODD.sub(" ", text).split())


def _hides(text: str) -> bool:
    """Say whether a short text has a space that nobody sees: no plain one, or one at its end."""
    return len(text) <= LONGEST and "\n" not in text and bool(ODD.search(text) or text[-1:].isspace())


def _parts(sheet: Sheet, one: Contents, parted: dict[Place, Place]) -> Finding:
    first, twin = next(iter(parted.items()))
    return Finding(
        NAME,
        "other",
        "warning",
        sheet.name,
        tuple(parted),
        Text(
            f"{told(parted)}: в столбце «{one.name}» лишние пробелы, и для формул это не то же, что в {told([twin])}: "
            f"«{one.texts[first]}» и «{one.texts[twin]}»",
            f"{told(parted)}: stray spaces in the column “{one.name}”, so that formulas do not take it for what stands in "
            f"{told([twin])}: “{one.texts[first]}” and “{one.texts[twin]}”",
        ),
        HINT,
    )


def _odd(sheet: Sheet, odd: list[Place]) -> Finding:
    return Finding(
        NAME,
        "other",
        "note",
        sheet.name,
        tuple(odd),
        Text(
            f"{told(odd)}: в тексте есть пробелы, которых не видно: неразрывные или в конце",
            f"{told(odd)}: the text has spaces that nobody sees: no-break ones, or at the end",
        ),
        HINT,
    )
