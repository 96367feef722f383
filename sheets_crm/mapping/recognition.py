"""Recognises which sheet and column of any workbook is what."""

from __future__ import annotations

import re

from sheets_crm.mapping.assigning import REPEATED, Assigned, Guess, assign
from sheets_crm.mapping.kinds import decide
from sheets_crm.mapping.lexicon import Lexicon, lexicon
from sheets_crm.mapping.loose import with_loose
from sheets_crm.mapping.sheets import Studied, studied_at, study
from sheets_crm.model.addresses import letters
from sheets_crm.model.layout import Layout, Sheet
from sheets_crm.model.mapping import MappedColumn, MappedSheet, Mapping
from sheets_crm.model.report import FILLED_BY
from sheets_crm.model.snapshot import Grid, Snapshot

COPY = re.compile(r"\s*\(\d+\)$")
NOTE_ROWS = 4
SHOWN = 256
"""So many columns of a sheet that is left alone are listed."""


def recognise(snapshot: Snapshot, layout: Layout, own_tabs: frozenset[str] = frozenset()) -> Mapping:
    """Say what every sheet and column is, with a confidence; the program's own tabs are never taken for data (B6).

    Those are known by their names (`own_tabs`), and under any other name by what the program writes above them.
    """
    own = {_tab(name) for name in own_tabs}
    return Mapping(
        sheets=tuple(
            _left_alone(grid) if _tab(grid.name) in own or filled_by_us(grid) else recognise_columns(grid, layout)
            for grid in snapshot.grids.values()
        )
    )


def recognise_columns(grid: Grid, layout: Layout, kind: str | None = None) -> MappedSheet:
    """Say what the columns of one sheet are; `kind` is what its rows are when that is known already."""
    words = lexicon(layout)
    ours = _ours(grid, layout, words)
    if ours is not None and kind in (None, ours[1].kind):
        return _mapped(ours[0], ours[1].kind, _exact(ours[0], ours[1]))
    studied = study(grid, words)
    if kind is not None:
        return _mapped(studied, kind, with_loose(studied, kind, assign(studied, layout.sheet(kind))))
    found, given = decide(studied, layout)
    return _mapped(studied, found, with_loose(studied, found, given))


def _ours(grid: Grid, layout: Layout, words: Lexicon) -> tuple[Studied, Sheet] | None:
    """Know a sheet that the program itself made: its name, and the titles of what every such sheet has.

    Its columns are then what they are called, whatever stands in them: repeated IDs are for a rule to find.
    """
    sheet = next((one for one in layout.sheets if grid.name.strip() in (one.title.ru, one.title.en)), None)
    if sheet is None:
        return None
    row = next((listed.area.first_row for listed in grid.tables), 1)
    studied = studied_at(grid, words, row)
    said = {title.text for title in studied.titles.values()}
    must = [column for column in sheet.columns if column.required or column.key == "id"]
    known = all(column.title.ru in said or column.title.en in said for column in must)
    return (studied, sheet) if known else None


def _exact(studied: Studied, sheet: Sheet) -> Assigned:
    """Take exact titles at their word; the rest of the columns as in any sheet."""
    keys = {title: column.key for column in sheet.columns for title in (column.title.ru, column.title.en)}
    given: dict[int, Guess] = {}
    for column, title in sorted(studied.titles.items()):
        key = keys.get(title.text)
        if key and key not in {guess.key for guess in given.values()}:
            given[column] = Guess(1.0, 1.0, 1.0, -column, key)
    taken = {guess.key for guess in given.values()}
    if len(given) == len(studied.columns):
        return given
    more = {
        at: guess
        for at, guess in assign(studied, sheet).items()
        if at not in given and (guess.key not in taken or guess.key in REPEATED)
    }
    return {**given, **more}


def _mapped(studied: Studied, kind: str | None, given: Assigned) -> MappedSheet:
    columns = {}
    for number in studied.columns if kind else studied.columns[:SHOWN]:
        title = studied.titles.get(number)
        guess = given.get(number)
        columns[letters(number)] = MappedColumn(
            key=guess.key if guess else None, title=title.text if title else "", confidence=guess.confidence if guess else 0.0
        )
    return MappedSheet(sheet=studied.grid.name, kind=kind, header_row=studied.header_row, columns=columns)


def _left_alone(grid: Grid) -> MappedSheet:
    return MappedSheet(sheet=grid.name, kind=None)


def filled_by_us(grid: Grid) -> bool:
    """Know a tab of ours that was renamed or copied, also with a row put above it."""
    notes = (grid.value(row, 1) for row in range(1, NOTE_ROWS + 1))
    return any(isinstance(note, str) and note.startswith((FILLED_BY.ru, FILLED_BY.en)) for note in notes)


def _tab(name: str) -> str:
    """Return a tab's name without what Excel adds to a copy, «Сводка (2)»."""
    return COPY.sub("", name.strip()).casefold()
