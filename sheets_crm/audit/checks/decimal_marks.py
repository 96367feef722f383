"""Numbers of one column written with a comma here and a point there (G3).

Why: the program takes one of the two for a number and leaves the other as text, or makes a date of it; sums miss it.
How to mend: replace one mark by the other in the column, and turn the text into numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheets_crm.audit.columns import columns_of
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.ranges import told
from sheets_crm.audit.workbook import Workbook
from sheets_crm.model.text import Text

NAME = "decimal_marks"
WRITTEN = re.compile(r"\s*[-+]?[0-9]{1,3}(?:[ \u00a0\u202f]?[0-9]{3})*([.,])([0-9]+)\s*")
THOUSANDS = 3


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for each column in which both marks stand between whole and part."""
    for sheet in workbook.sheets.values():
        for one in columns_of(sheet):
            marks = {
                mark: [place for place, text in one.figures.items() if (found := WRITTEN.fullmatch(text)) and _means(found, mark)]
                for mark in (",", ".")
            }
            few, many = sorted(marks.values(), key=len)
            if few:
                text, other = one.texts[few[0]].strip(), one.texts[many[0]].strip()
                yield Finding(
                    NAME,
                    "other",
                    "warning",
                    sheet.name,
                    tuple(few),
                    Text(
                        f"{told(few)}: в столбце «{one.name}» дробная часть отделена то точкой, то запятой: «{text}» и «{other}»",
                        f"{told(few)}: decimals stand after a point here and after a comma there in the column “{one.name}”: "
                        f"“{text}” and “{other}”",
                    ),
                    Text(
                        "Замените в столбце один знак на другой (Ctrl+H), затем Данные → Текст по столбцам → Готово",
                        "Replace one mark by the other in the column (Ctrl+H), then Data, Text to Columns, Finish",
                    ),
                )


def _means(found: re.Match[str], mark: str) -> bool:
    """Say whether a text shows this mark before its decimals; three digits after it may as well be thousands."""
    return found[1] == mark and len(found[2]) != THOUSANDS
