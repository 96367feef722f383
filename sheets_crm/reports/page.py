"""The parts that all report tabs are built of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from sheets_crm.model.cells import CellValue
from sheets_crm.model.context import Context
from sheets_crm.model.report import FILLED_BY, ReportCell, Style
from sheets_crm.model.snapshot import Grid, Snapshot
from sheets_crm.model.text import Lang, Text
from sheets_crm.reports.words import NO_DATA, day, whole

Row = tuple[ReportCell, ...]
EMPTY: Row = ()
BLANK = ReportCell(None)
LONGEST_NAME = 31


def head(title: Text, context: Context, lang: Lang) -> list[Row]:
    """Return the two rows that each tab begins with: its title, and who fills it, as of when."""
    today = day(context.today, lang)
    note = {
        "ru": f"{FILLED_BY.ru}. По состоянию на {today}. Правки здесь не сохраняются.",
        "en": f"{FILLED_BY.en}. As of {today}. Edits made here are not kept.",
    }[lang]
    return [(ReportCell(title.in_(lang), "title"),), (ReportCell(note, "note"),)]


def tab_name(title: Text, snapshot: Snapshot) -> str:
    """Return the name of the tab: its title, or another while a person's own sheet is called that."""
    name = title.in_(snapshot.lang)
    others = {taken.casefold(): grid for taken, grid in snapshot.grids.items()}
    wanted, number = name, 1
    while (grid := others.get(wanted.casefold())) is not None and not is_ours(grid, title):
        number += 1
        wanted = f"{name} ({number})"[:LONGEST_NAME]
    return wanted


def is_ours(grid: Grid, title: Text) -> bool:
    """Whether a sheet is the program's own tab of this title, in either language, or still empty."""
    if not grid.last_row:
        return True
    note = grid.value(2, 1)
    return grid.value(1, 1) in (title.ru, title.en) and isinstance(note, str) and note.startswith((FILLED_BY.ru, FILLED_BY.en))


def header(titles: Iterable[Text], numbers: Iterable[int] = (), *, lang: Lang) -> Row:
    """Return a header row; the columns at the positions `numbers` are aligned as numbers are."""
    right = set(numbers)
    return tuple(ReportCell(title.in_(lang), "header_number" if at in right else "header") for at, title in enumerate(titles))


def or_no_data(value: CellValue, style: Style, lang: Lang) -> ReportCell:
    """Return a number, or the words that there is none."""
    return ReportCell(NO_DATA.in_(lang), "muted") if value is None else ReportCell(value, style)


def part(shares: Sequence[Decimal] | None, at: int, lang: Lang) -> ReportCell:
    """Return one of the shares of a whole, or the words that there is no whole."""
    return or_no_data(shares[at] if shares is not None else None, "percent", lang)


def more(count: int, lang: Lang) -> Row:
    """Return the row that stands for those left out."""
    return (ReportCell(f"… и ещё {whole(count, lang)}" if lang == "ru" else f"… and {whole(count, lang)} more", "muted"),)
