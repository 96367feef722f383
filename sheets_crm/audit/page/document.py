"""All that the page is drawn from, in both languages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.page.areas import rectangles
from sheets_crm.audit.page.plane import families
from sheets_crm.audit.page.sheetmap import Room, sheet_map
from sheets_crm.audit.page.shown import plain
from sheets_crm.audit.ranges import told
from sheets_crm.audit.workbook import Place, Workbook
from sheets_crm.model.text import Lang, Text

GRAVE = ("error", "warning", "note")
MOST_FINDINGS = 2000
MOST_RECTANGLES = 200
LONGEST_MESSAGE = 1000


def document(
    workbook: Workbook, findings: Sequence[Finding], titles: Mapping[str, Text], lang: Lang, today: date
) -> dict[str, Any]:
    """Return the page's data; `titles` are the names of the checks for people, `lang` the language that it opens in."""
    order = sorted(findings, key=lambda one: (GRAVE.index(one.severity), -(one.money or 0)))
    shown = order[:MOST_FINDINGS]
    numbers = families(workbook.sheets.values())
    times = Counter(numbers[pattern] for sheet in workbook.sheets.values() for pattern in sheet.formulas.values())
    names = {name: at for at, name in enumerate(workbook.sheets)}
    moved = [one.money for one in order if one.money]
    return {
        "book": plain(workbook.snapshot.book.replace("\\", "/").rpartition("/")[2]),
        "today": today.isoformat(),
        "lang": lang,
        "formulas": sum(times.values()),
        "families": [times[number] for number in sorted(times)],
        "found": {grade: sum(one.severity == grade for one in order) for grade in GRAVE},
        "money": str(sum(moved, Decimal(0))) if moved else "",
        "counted": len(moved),
        "checks": {one.check: _both(titles[one.check]) for one in order},
        "findings": [_finding(one, names) for one in shown],
        "left": len(order) - len(shown),
        "sheets": _sheets(workbook, shown, numbers),
    }


def _sheets(workbook: Workbook, findings: Sequence[Finding], numbers: Mapping[Any, int]) -> list[Any]:
    """Return the sheets in their order; those with suspects are the first to be shown cell by cell, then the smallest."""
    suspects: dict[str, dict[Place, None]] = defaultdict(dict)
    for one in findings:
        suspects[one.sheet].update(dict.fromkeys(one.places))
    size = {name: sum(len(column.rows) for column in sheet.grid.columns.values()) for name, sheet in workbook.sheets.items()}
    room, made = Room(), {}
    for name in sorted(workbook.sheets, key=lambda name: (not suspects.get(name), size[name])):
        made[name], room = sheet_map(workbook.sheets[name], suspects.get(name, {}), numbers, room)
    return [made[name] for name in workbook.sheets]


def _finding(one: Finding, sheets: Mapping[str, int]) -> dict[str, Any]:
    where = told(one.places)
    return {
        "check": one.check,
        "grade": one.severity,
        "sheet": sheets.get(one.sheet, -1),
        "where": where,
        "cells": len(one.places),
        "areas": rectangles(one.places)[:MOST_RECTANGLES],
        "says": _both(one.message, f"{where}: "),
        "mend": _both(one.hint),
        "money": str(one.money or ""),
    }


def _both(text: Text, prefix: str = "") -> dict[str, str]:
    said = {"ru": text.ru, "en": text.en}
    return {lang: _capital(plain(words.removeprefix(prefix), LONGEST_MESSAGE)) for lang, words in said.items()}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
