"""Dates kept as text in a column of dates (G3).

Why: Excel does not sort, filter or subtract them as dates; they are passed over where dates are compared.
How to mend: turn the text into dates; the hint says how.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheets_crm.audit.columns import columns_of
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.ranges import told
from sheets_crm.audit.workbook import Workbook
from sheets_crm.model.text import Text

NAME = "text_dates"
DAY, MONTH = "(?:0?[1-9]|[12][0-9]|3[01])", "(?:0?[1-9]|1[0-2])"
WRITTEN = re.compile(
    rf"\s*(?:{DAY}([./-]){DAY}\1(?:[0-9]{{4}}|[0-9]{{2}})|[0-9]{{4}}([./-]){MONTH}\2{DAY}|{DAY}\s+[a-zа-я]{{3,9}}\.?\s+[0-9]{{4}})"
    r"(?:\s*г\.?)?\s*",
    re.IGNORECASE,
)
FEWEST = 2


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for each column in which some dates are dates, and others text."""
    for sheet in workbook.sheets.values():
        for one in columns_of(sheet) if sheet.dates else ():
            wrong = [place for place, text in one.figures.items() if WRITTEN.fullmatch(text)]
            if wrong and len(one.dates) >= FEWEST and len(one.dates) > len(one.numbers):
                first = one.texts[wrong[0]].strip()
                yield Finding(
                    NAME,
                    "other",
                    "warning",
                    sheet.name,
                    tuple(wrong),
                    Text(
                        f"{told(wrong)}: в столбце «{one.name}» это текст («{first}»), а не дата; при сортировке, отборе и счёте "
                        "дней он пропадёт",
                        f"{told(wrong)}: in the column “{one.name}” this is text (“{first}”), not a date; sorting, filtering and "
                        "counting days will miss it",
                    ),
                    Text(
                        "Выделите столбец: Данные → Текст по столбцам → Готово, и проверьте, не поменялись ли день и месяц",
                        "Select the column: Data, Text to Columns, Finish, and see that day and month did not change places",
                    ),
                )
