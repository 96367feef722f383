"""Functions that give another result every day or at every keystroke, where that hurts.

Why: a date of an order that is =TODAY() is another one tomorrow; a random number among data changes its totals each time;
thousands of OFFSET and INDIRECT make the book slow, since they are calculated again after every change.
How to mend: type today's date with Ctrl+; and copy random numbers over themselves as values; use INDEX instead of OFFSET.
"""

from __future__ import annotations

from collections.abc import Iterator

from sheets_crm.audit.columns import columns_of
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.tree import Call, Node, parts
from sheets_crm.audit.ranges import told
from sheets_crm.audit.regions import Region
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.text import Text

NAME = "volatile"
TODAY = {"TODAY", "NOW"}
RANDOM = {"RAND", "RANDBETWEEN", "RANDARRAY"}
SLOW = {"OFFSET", "INDIRECT"}
FEWEST_DATES = 2
MANY = 1000


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for each column of dates with a moving one, for random numbers that are counted, for slow functions."""
    for sheet in workbook.sheets.values():
        using = {place: names for pattern, places in sheet.bearers.items() if (names := _names(pattern.tree)) for place in places}
        if not using:
            continue
        yield from _moving(sheet, {place for place, names in using.items() if names & TODAY})
        random = {place for place, names in using.items() if names & RANDOM}
        if random and _counted(workbook, sheet, random):
            yield _random(sheet, sorted(random))
        slow = sorted(place for place, names in using.items() if names & SLOW)
        if len(slow) >= MANY:
            yield _slow(sheet, slow)


def _names(tree: Node) -> set[str]:
    names = {node.name for node in parts(tree) if isinstance(node, Call)}
    return names & (TODAY | RANDOM | SLOW)


def _moving(sheet: Sheet, today: set[Place]) -> Iterator[Finding]:
    for one in columns_of(sheet) if today else ():
        typed = [place for place in one.dates if place not in sheet.formulas]
        bare = [place for place in one.dates if place in today and isinstance(sheet.formulas[place].tree, Call)]
        bare = [place for place in bare if not sheet.formulas[place].references]
        if bare and len(typed) >= max(FEWEST_DATES, len(bare)):
            yield Finding(
                NAME,
                "other",
                "warning",
                sheet.name,
                tuple(bare),
                Text(
                    f"{told(bare)}: в столбце «{one.name}» вписаны даты, а здесь СЕГОДНЯ(): завтра это будет другой день",
                    f"{told(bare)}: the dates of the column “{one.name}” are typed, but here it is TODAY(): tomorrow it will be "
                    "another day",
                ),
                Text("Впишите саму дату: Ctrl+;", "Type the date itself: Ctrl+;"),
            )


def _counted(workbook: Workbook, sheet: Sheet, random: set[Place]) -> bool:
    """Say whether another formula of the book reads one of the random numbers."""
    region = Region(random)
    for other in workbook.sheets.values():
        for pattern, places in other.bearers.items():
            for reference in pattern.references:
                target = workbook.sheet(reference.sheet) if reference.sheet else other
                if target is sheet and any(next(region.inside(reference, place), None) for place in places[:MANY]):
                    return True
    return False


def _random(sheet: Sheet, places: list[Place]) -> Finding:
    return Finding(
        NAME,
        "other",
        "note",
        sheet.name,
        tuple(places),
        Text(
            f"{told(places)}: случайные числа, по которым считают другие формулы; итоги меняются после каждой правки",
            f"{told(places)}: random numbers that other formulas count; the totals change after every edit",
        ),
        Text(
            "Если числа должны остаться, скопируйте их и вставьте как значения",
            "If the numbers are to stay, copy them and paste them as values",
        ),
    )


def _slow(sheet: Sheet, places: list[Place]) -> Finding:
    return Finding(
        NAME,
        "other",
        "note",
        sheet.name,
        tuple(places),
        Text(
            f"{told(places)}: СМЕЩ или ДВССЫЛ в {len(places)} ячейках; после каждой правки они считаются заново",
            f"{told(places)}: OFFSET or INDIRECT in {len(places)} cells; every edit calculates them all again",
        ),
        Text("Замените на ИНДЕКС или обычные ссылки", "Use INDEX or plain references instead"),
    )
