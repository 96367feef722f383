"""What a run that was cut short between its two writes left behind: marks, which say themselves what stood there.

With them goes what people do to the hidden tabs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from math import inf

import numpy as np
import pandas as pd

from sheets_crm.books.google.writing.batch import Batch, Step, column_range, find_replace
from sheets_crm.books.google.writing.entering import typed
from sheets_crm.books.google.writing.facts import GoogleSnapshot, id_text
from sheets_crm.books.google.writing.lookups import FORMULA, PREFIX, formula, hidden_id, is_literal, shown_column
from sheets_crm.books.google.writing.marks import is_mark, unmarked
from sheets_crm.model.addresses import column_number
from sheets_crm.model.arrays import waits_from
from sheets_crm.model.cells import Kind
from sheets_crm.model.snapshot import Grid, SparseColumn

BROKEN = re.compile(r"=IFNA\(VLOOKUP\(INDEX\([^()]*[,;]\s*ROW\(\)\)[,;]\s*(?:'[^']*'!)?[^()]*[,;]\s*\d+[,;]\s*0\)[,;]\s*\"\"\)")
"""A lookup of ours, whatever became of what it points to."""


def leftovers(snapshot: GoogleSnapshot) -> Batch:
    """Return the write that turns every mark back into what stood there, wherever it stands by then.

    It also names hidden tabs again as lookups know them, and takes out lookups whose hidden tab, or column of IDs, somebody
    deleted, and such as became mere text in a cell that is formatted so: the run that follows fills those cells anew. So it
    does with lookups that look beyond the hidden tab, and with those in the way of a formula that somebody moved above them.
    """
    steps = list(_renamed(snapshot))
    for name, grid in snapshot.grids.items():
        scope = {"sheetId": snapshot.facts[name].sheet_id}
        left = sorted({text for used in grid.columns.values() for text, _ in _texts(used, is_mark)})
        plain_text = bool(left) and snapshot.has_plain_text(name)
        for text in left:
            former = typed(unmarked(text), snapshot.locale) or ""
            steps.append(Step(find_replace(text, former, scope), "mark"))
            if plain_text and former.startswith("'"):
                steps.append(Step(find_replace(former, former[1:], scope), "mark"))
        spelled = sorted(
            {text for used in grid.columns.values() for text in used.cells.formulas.values() if text.startswith("=IFNA(")}
        )
        steps += [Step(find_replace(text, "", scope, formulas=True), "other") for text in spelled if _is_broken(text)]
        steps += _astray(grid, spelled, snapshot)
        steps += _in_the_way(grid, snapshot)
        steps += _to_nowhere(grid, spelled, snapshot)
        mere_text = {text for used in grid.columns.values() for text, _ in _texts(used, is_literal)}
        steps += [Step(find_replace(text, "", scope), "other") for text in sorted(mere_text)]
    return Batch(tuple(steps))


def _renamed(snapshot: GoogleSnapshot) -> Iterator[Step]:
    wanted = {hidden_id(facts.sheet_id): f"{PREFIX}{facts.sheet_id}" for facts in snapshot.facts.values()}
    for name, facts in snapshot.facts.items():
        title = wanted.get(facts.sheet_id, name)
        if title != name and title not in snapshot.facts:
            about = {"properties": {"sheetId": facts.sheet_id, "title": title}, "fields": "title"}
            yield Step({"updateSheetProperties": about}, "other")


def _astray(grid: Grid, spelled: Iterable[str], snapshot: GoogleSnapshot) -> Iterator[Step]:
    """Let lookups look at the IDs again where they look at a column that is clearly not theirs.

    They came in with the first write of a run that died before its second, just after somebody had put a column in. What they
    show meanwhile is another's, and no rule must see it.
    """
    sheet_id = snapshot.facts[grid.name].sheet_id
    tab = snapshot.grids.get(f"{PREFIX}{sheet_id}")
    keys = {id_text(value) for value in tab.columns[1].cells.values()} if tab and 1 in tab.columns else set()
    ours = [(text, found) for text in spelled if (found := FORMULA.fullmatch(text)) and int(found["sheet"]) == sheet_id]
    for ids in {found["ids"] for _, found in ours}:
        looked_at = column_number(ids)
        here = _hits(grid, looked_at, keys)
        if here * 2 >= len(keys):
            continue
        hits, best = max((_hits(grid, column, keys), column) for column in grid.columns)
        if hits > here * 2:
            for text, found in ours:
                if found["ids"] == ids:
                    right = formula(sheet_id, best, int(found["place"]))
                    yield Step(find_replace(text, right, {"sheetId": sheet_id}, formulas=True), "other")


def _in_the_way(grid: Grid, snapshot: GoogleSnapshot) -> Iterator[Step]:
    """Take lookups out below a formula that is to fill their cells and waits for them to become free."""
    sheet_id = snapshot.facts[grid.name].sheet_id
    for number, used in grid.columns.items():
        ours = {at: text for at, text in used.cells.formulas.items() if shown_column(text, sheet_id)}
        first = waits_from(used.rows, used.cells) if ours else inf
        scope = column_range(sheet_id, number, (int(first) + 1, grid.last_row)) if first < grid.last_row else {}
        for text in sorted({text for at, text in ours.items() if used.rows[at] > first}):
            yield Step(find_replace(text, "", scope, formulas=True), "other")


def _to_nowhere(grid: Grid, spelled: Iterable[str], snapshot: GoogleSnapshot) -> Iterator[Step]:
    """Take lookups out whose column the hidden tab does not have: once it is another field's, they would show that one's values.

    They went in just after somebody had restored an older version of the spreadsheet, between two pieces of a write.
    """
    sheet_id = snapshot.facts[grid.name].sheet_id
    tabs = (name for name, facts in snapshot.facts.items() if facts.sheet_id == hidden_id(sheet_id) and name in snapshot.grids)
    width = max((column for name in tabs for column in snapshot.grids[name].columns), default=0)
    for text in spelled:
        if shown_column(text, sheet_id) > width:
            yield Step(find_replace(text, "", {"sheetId": sheet_id}, formulas=True), "other")


def _hits(grid: Grid, column: int, keys: Iterable[str]) -> int:
    """Count the cells of a column that hold one of these IDs."""
    used = grid.columns.get(column)
    return int(pd.Series(used.cells.texts).isin(list(keys)).sum()) if used else 0


def _is_broken(text: str) -> bool:
    return "#REF!" in text and BROKEN.fullmatch(text) is not None


def settled_grids(snapshot: GoogleSnapshot) -> GoogleSnapshot:
    """Return the snapshot with marks that are still there shown as what they stand for."""
    grids = {
        name: replace(grid, columns={at: _plain(used) for at, used in grid.columns.items()})
        for name, grid in snapshot.grids.items()
    }
    return replace(snapshot, grids=grids)


def _texts(column: SparseColumn, wanted: Callable[[str], bool]) -> Iterator[tuple[str, int]]:
    """Yield the wanted texts in a column with their rows."""
    wordy = np.flatnonzero(column.cells.kinds == Kind.TEXT)
    for at, text in zip(wordy.tolist(), column.cells.texts[wordy].tolist(), strict=True):
        if wanted(text):
            yield text, int(column.rows[at])


def _plain(column: SparseColumn) -> SparseColumn:
    found = list(_texts(column, is_mark))
    if not found:
        return column
    at = np.searchsorted(column.rows, [row for _, row in found])
    return replace(column, cells=column.cells.put(at, [unmarked(text) for text, _ in found]))
