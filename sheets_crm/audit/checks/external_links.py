"""Formulas that take their numbers from another workbook.

Why: when that file is moved, renamed or changed, the figures here stay old or turn into errors, and nobody here sees it.
How to mend: bring the numbers into this book, or keep both files in one place and update the links on purpose.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.patterns import Pattern
from sheets_crm.audit.formulas.tree import Unknown, parts
from sheets_crm.audit.ranges import told
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.text import Text

NAME = "external_links"
NUMBERED = re.compile(r"\[([0-9]+)\]")
PASSING = re.compile(r"[\\/](?:te?mp|temporary internet files|inetcache|downloads|загрузки)[\\/]", re.IGNORECASE)


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for each other workbook that a sheet takes numbers from."""
    for sheet in workbook.sheets.values():
        found: dict[int, list[Place]] = defaultdict(list)
        for pattern, places in sheet.bearers.items():
            for number in _numbers(pattern) if "[" in pattern.key else ():
                found[number] += places
        for number, places in found.items():
            yield _finding(sheet, _path(workbook.snapshot.links, number), sorted(set(places)))


def _numbers(pattern: Pattern) -> set[int]:
    """Return the numbers of the other workbooks that a formula refers to; [0] is the book itself."""
    names = [one.sheet for one in pattern.references]
    names += [node.text for node in parts(pattern.tree) if isinstance(node, Unknown)]
    return {int(found[1]) for name in names for found in NUMBERED.finditer(name)} - {0}


def _path(links: tuple[str, ...], number: int) -> str:
    link = links[number - 1] if number <= len(links) else ""
    return link.removeprefix("file:///")


def _finding(sheet: Sheet, path: str, places: list[Place]) -> Finding:
    name = re.split(r"[\\/]", path)[-1] or "?"
    failing: Mapping[Place, str] = {place: sheet.errors[place] for place in places if place in sheet.errors}
    passing = bool(PASSING.search(path))
    ru, en = ("; это временная папка, файла там скоро не будет", "; that is a folder of passing things") if passing else ("", "")
    if failing:
        ru, en = f"{ru}; в {told(failing)} уже ошибки", f"{en}; {told(failing)} show errors already"
    return Finding(
        NAME,
        "other",
        "warning" if passing or failing else "note",
        sheet.name,
        tuple(places),
        Text(
            f"{told(places)}: числа берутся из другой книги, «{name}» ({path}){ru}",
            f"{told(places)}: the numbers come from another workbook, “{name}” ({path}){en}",
        ),
        Text(
            "Перенесите эти числа в книгу, или обновляйте связи сознательно: Данные → Изменить связи",
            "Bring these numbers into the book, or update the links on purpose: Data, Edit Links",
        ),
    )
