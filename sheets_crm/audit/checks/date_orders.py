"""Dates of one column in two orders: day first in some, month first in others (G3).

Why: 03.04 is then 3 April in one row and 4 March in the next, and nobody can tell; a file opened under the wrong country's
settings has day and month swapped wherever both are 12 or less.
How to mend: find out which order the source had, and bring the file in again with that order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from sheets_crm.audit.columns import Contents, columns_of
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.ranges import told
from sheets_crm.audit.showing import day_shown_first
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.serials import from_serial
from sheets_crm.model.text import Text

NAME = "date_orders"
WRITTEN = re.compile(r"\s*([0-9]{1,2})([./-])([0-9]{1,2})\2(?:[0-9]{4}|[0-9]{2})\s*")
MONTHS = 12
ENOUGH = 6


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for each column whose dates contradict each other."""
    shown = tuple(map(day_shown_first, workbook.snapshot.number_formats))
    for sheet in workbook.sheets.values():
        for one in columns_of(sheet):
            unlike = _shown_unlike(sheet, one, shown)
            if unlike:
                yield unlike
            day_first, month_first = _orders(one)
            if day_first and month_first:
                yield _mixed(sheet.name, one, day_first, month_first)
            elif len(day_first) + len(month_first) >= ENOUGH and _swapped(one):
                yield _read_wrong(sheet.name, one, day_first or month_first)


def _orders(one: Contents) -> tuple[list[Place], list[Place]]:
    """Return the cells with text dates that can only be read day first, and those that can only be read month first."""
    day_first, month_first = [], []
    for place, text in one.figures.items():
        found = WRITTEN.fullmatch(text)
        if found:
            first, second = int(found[1]), int(found[3])
            if first > MONTHS >= second:
                day_first.append(place)
            elif second > MONTHS >= first:
                month_first.append(place)
    return day_first, month_first


def _shown_unlike(sheet: Sheet, one: Contents, shown: tuple[bool | None, ...]) -> Finding | None:
    """Tell of true dates that the same column shows in two orders, so that nobody can read those up to the 12th."""
    found: dict[bool, list[Place]] = {True: [], False: []}
    for place in one.dates if {True, False} <= set(shown) else ():
        order = shown[sheet.formats.get(place, 0)]
        if order is not None:
            found[order].append(place)
    few, many = sorted(found.values(), key=len)
    if not few:
        return None
    return Finding(
        NAME,
        "other",
        "note",
        sheet.name,
        tuple(few),
        Text(
            f"{told(few)}: в столбце «{one.name}» одни даты показаны с дня, а другие с месяца ({told(many)}): их не различить",
            f"{told(few)}: the column “{one.name}” shows some dates day first others month first ({told(many)}), nobody can tell",
        ),
        Text("Дайте всему столбцу один формат даты (Ctrl+1)", "Give the whole column one date format (Ctrl+1)"),
    )


def _swapped(one: Contents) -> bool:
    """Say whether the true dates of a column all have a day of 12 or less, as those have that were read the wrong way round."""
    days = [moment.day for serial in one.dates.values() if isinstance(moment := from_serial(serial), date)]
    return len(set(days)) >= ENOUGH and max(days) <= MONTHS


def _mixed(sheet: str, one: Contents, day_first: list[Place], month_first: list[Place]) -> Finding:
    few, many = sorted((day_first, month_first), key=len)
    text, other = one.texts[few[0]].strip(), one.texts[many[0]].strip()
    return Finding(
        NAME,
        "other",
        "warning",
        sheet,
        tuple(few),
        Text(
            f"{told(few)}: в столбце «{one.name}» день и месяц стоят по-разному: здесь «{text}», а в {told(many)} «{other}»",
            f"{told(few)}: day and month stand in different orders in the column “{one.name}”: “{text}” here, “{other}” in "
            f"{told(many)}",
        ),
        Text(
            "Приведите все даты столбца к одному порядку; даты, где день не больше 12, сверьте с источником",
            "Write all dates of the column in one order; compare those whose day is 12 or less with their source",
        ),
    )


def _read_wrong(sheet: str, one: Contents, texts: list[Place]) -> Finding:
    wrong = sorted(one.dates)
    return Finding(
        NAME,
        "other",
        "error",
        sheet,
        tuple(wrong),
        Text(
            f"{told(wrong)}: в столбце «{one.name}» датами стали только те, где день до 12, остальные остались текстом: "
            f"{told(texts)}; похоже, день и месяц в них поменялись местами",
            f"{told(wrong)}: only those with a day of 12 or less became dates in the column “{one.name}”, the others are text: "
            f"{told(texts)}; day and month seem to have changed places",
        ),
        Text(
            "Загрузите файл заново: Данные → Из текста, и укажите порядок дат источника (например, ДМГ)",
            "Bring the file in again: Data, From Text, and name the order of its dates, such as DMY",
        ),
    )
