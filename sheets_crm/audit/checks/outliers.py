"""A figure that can hardly be right beside the others of its column (G8): a KPI of 385 %, a plan of millions, a lost minus.

Why: one such figure makes totals, means and bonuses absurd.
How to mend: compare it with its document; a thousandfold is a plan in roubles among thousands, a hundredfold a lost decimal mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from sheets_crm.audit.columns import columns_of
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.likeness import is_total
from sheets_crm.audit.lists import gathers, lists_of
from sheets_crm.audit.outliers import FEWEST_POSITIVE, Jump, jump
from sheets_crm.audit.ranges import told
from sheets_crm.audit.showing import decimals, shown_as
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.text import Text

NAME = "outliers"
NAMES_NOT_AMOUNTS = re.compile(
    r"№|\b(?:id|no|code|код|год|year|zip|lat|lon|бик|инн|кпп|огрн|sku|тел)\b"
    r"|\b(?:num|phone|телефон|postal|индекс|артикул|номер|number)",
    re.IGNORECASE,
)
BOTH_SIGNS = re.compile(
    r"широт|долгот|коорд|темпер|latitud|longitud|coord|temper|"
    r"измен|прирост|рост|отклон|разниц|баланс|остат|сальдо|прибыл|убыт|возврат|коррект|скидк|"
    r"chang|growth|diff|balance|profit|loss|variance|return|refund|adjust|net\b|gain|discount|over|under",
    re.IGNORECASE,
)
PERIOD = re.compile(
    r"|(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-zа-я]*\.?"
    r"(?:[ '-]*(?:[0-9]{2}|[0-9]{4}))?|(?:q|кв\.?)\s*[1-4]|[1-4]\s*(?:q|кв)[а-я.]*|(?:19|20)[0-9]{2}(?:\s*г\w*\.?)?",
    re.IGNORECASE,
)
"""What stands above the columns of a series: a month, a quarter, a year; nothing (a date as heading)."""
WORDS = {
    Jump.THOUSANDFOLD: Text("похоже на лишние три нуля", "it looks like three zeros too many"),
    Jump.HUNDREDFOLD: Text("похоже на потерянную запятую", "it looks like a lost decimal mark"),
    Jump.HIGH: Text("ничего похожего рядом нет", "there is nothing like it here"),
    Jump.SIGN: Text("похоже на лишний минус", "it looks like a minus too many"),
}


class Odd(NamedTuple):
    """A figure that stands out from its column, from `least` to `most` there."""

    place: Place
    value: float
    how: Jump
    least: float
    most: float


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for each typed figure that stands far out of its column, or of its row where a row is a series."""
    for sheet in workbook.sheets.values():
        told_of: set[Place] = set()
        for name, numbers in (*_columns(sheet), *_rows(sheet)):
            odd = _odd(sheet, name, numbers)
            if odd and odd.place not in told_of:
                told_of.add(odd.place)
                yield _finding(workbook, sheet, name, odd)


def _columns(sheet: Sheet) -> Iterator[tuple[str, dict[Place, float]]]:
    for one in columns_of(sheet):
        if len(one.numbers) > FEWEST_POSITIVE and not NAMES_NOT_AMOUNTS.search(one.name):
            numbers = dict(takewhile(lambda cell: not _is_sum(sheet, cell[0]), one.numbers.items()))
            if len(numbers) > FEWEST_POSITIVE:
                yield one.name, numbers


def _rows(sheet: Sheet) -> Iterator[tuple[str, dict[Place, float]]]:
    """Yield the typed figures of each row, with its first words, in the columns of months, quarters or years."""
    for records in lists_of(sheet):
        columns = [one.number for one in records.columns if PERIOD.fullmatch(one.title.strip())]
        for row in records.rows if len(columns) > FEWEST_POSITIVE else ():
            numbers = {(row, one): value for one in columns if (value := sheet.constant((row, one))) is not None}
            words = next((sheet.texts[row, one] for one in sheet.rows.get(row, ()) if (row, one) in sheet.texts), "")
            if len(numbers) > FEWEST_POSITIVE and words:
                yield words.strip(), numbers


def _odd(sheet: Sheet, name: str, numbers: dict[Place, float]) -> Odd | None:
    lowest, highest = min(numbers, key=lambda place: numbers[place]), max(numbers, key=lambda place: numbers[place])
    for place in (highest, lowest):
        if sheet.constant(place) is None or gathers(sheet, place[0]):
            continue
        others = [value for other, value in numbers.items() if other != place and _of_one_kind(sheet, place, other)]
        how = jump(numbers[place], others)
        if how and not (how is Jump.SIGN and _may_be_negative(sheet, name, place)) and not _sum(numbers[place], others):
            return Odd(place, numbers[place], how, min(others), max(others))
    return None


def _is_sum(sheet: Sheet, place: Place) -> bool:
    """Say whether a cell is a total: what follows it in its column is of another kind, such as shares and means."""
    pattern = sheet.formulas.get(place)
    return pattern is not None and is_total(pattern.tree)


def _of_one_kind(sheet: Sheet, place: Place, other: Place) -> bool:
    """Say whether two figures are shown alike: per cents and counts may well share a column."""
    return sheet.formats.get(place) == sheet.formats.get(other)


def _may_be_negative(sheet: Sheet, name: str, place: Place) -> bool:
    """Say whether a figure below zero is ordinary: a change, a balance, a refund, a share of one."""
    return bool(BOTH_SIGNS.search(_words(sheet, name, place[0]))) or abs(sheet.constant(place) or 0) < 1


def _words(sheet: Sheet, name: str, row: int) -> str:
    return " ".join([name, *(sheet.texts[row, column] for column in sheet.rows[row] if (row, column) in sheet.texts)])


def _sum(value: float, others: list[float]) -> bool:
    return abs(sum(others) - value) <= abs(value) / 100


def _finding(workbook: Workbook, sheet: Sheet, name: str, odd: Odd) -> Finding:
    code = workbook.snapshot.number_formats[sheet.formats.get(odd.place, 0)]
    value, least, most = (shown_as(number, decimals(code), percent="%" in code) for number in (odd.value, odd.least, odd.most))
    where, what = told([odd.place]), WORDS[odd.how]
    return Finding(
        NAME,
        "other",
        "warning" if odd.how is not Jump.SIGN else "note",
        sheet.name,
        (odd.place,),
        Text(
            f"{where}: «{name}» здесь {value.ru}, а рядом от {least.ru} до {most.ru}; {what.ru}",
            f"{where}: “{name}” is {value.en} here, and {least.en} to {most.en} around it; {what.en}",
        ),
        Text("Сверьте с документом", "Compare it with its document"),
    )
