"""A column of money in which the kopecks suddenly end (G7).

Why: some rows were typed in or brought in rounded to roubles; their total cannot agree with the documents.
How to mend: take these rows from the source again, with kopecks.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from math import log2
from statistics import median

from sheets_crm.audit.columns import Contents, columns_of
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.fitting import decimals
from sheets_crm.audit.ranges import told
from sheets_crm.audit.workbook import Place, Workbook
from sheets_crm.model.text import Text

NAME = "lost_kopecks"
FEWEST = 5
FEWEST_OTHERS = 5
ENOUGH_BITS = 15.0
KOPECKS, LEAST = 2, 10


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for each column with rows one after another without kopecks, which chance does not explain."""
    for sheet in workbook.sheets.values():
        for one in columns_of(sheet):
            lost = _lost(one)
            if lost:
                others = len(one.numbers) - len(lost)
                yield Finding(
                    NAME,
                    "other",
                    "warning",
                    sheet.name,
                    tuple(lost),
                    Text(
                        f"{told(lost)}: в столбце «{one.name}» {len(lost)} сумм подряд без копеек, а у остальных {others} они "
                        "есть почти везде; похоже, эти суммы округлили до рублей",
                        f"{told(lost)}: {len(lost)} amounts one after another in the column “{one.name}” have no kopecks, and "
                        f"nearly all of the other {others} do; these seem to have been rounded",
                    ),
                    Text(
                        "Возьмите эти строки из источника ещё раз",
                        "Take these rows from their source again",
                    ),
                )


def _lost(one: Contents) -> list[Place]:
    """Return the longest run of whole amounts, when those beside it make it unlikely; empty when all is well."""
    if len(one.numbers) < FEWEST + FEWEST_OTHERS:
        return []
    amounts = sorted((place, value) for place, value in one.numbers.items() if value)
    runs = [[place for place, _ in run] for whole, run in groupby(amounts, key=lambda pair: pair[1].is_integer()) if whole]
    longest = max(runs, key=len, default=[])
    lost = set(longest)
    rest = [value for place, value in amounts if place not in lost]
    if len(longest) < FEWEST or len(rest) < FEWEST_OTHERS or median(map(abs, rest)) < LEAST:
        return []
    chance = (1 + sum(value.is_integer() for value in rest)) / (2 + len(rest))
    unlikely = -len(longest) * log2(chance) >= ENOUGH_BITS
    return longest if unlikely and all(decimals(value) <= KOPECKS for value in rest) else []
