"""Repairs of what people typed: replaced wherever the old text stands in the column, so that no row number is needed.

- Only where each cell of the sheet that shows the old text is to become the same: then it does not matter which of them moved
  where, or that a column was put in before. All others are told apart one by one (marks.py).
- What an undo takes back is always told apart: what somebody types in that very second is no repair of ours. So is what is
  worked out for each record. But for IDs: nobody types those, and nothing else tells their records apart once they are gone.
- A repair whose result is what another repair of the same column looks for would be repaired twice in one write: it is told
  apart, too, because marks are resolved after all repairs.
- Fewer cells replaced than read: a person was there, and the cell is left as they made it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
import pandas as pd

from sheets_crm.books.google.writing.batch import Step, Target, column_range, find_replace
from sheets_crm.books.google.writing.entering import DAYS, shows, typed
from sheets_crm.books.google.writing.facts import UNDO, GoogleSnapshot
from sheets_crm.model.cells import CellValue, Kind, Vector, encode
from sheets_crm.model.plan import Change
from sheets_crm.model.serials import to_serial
from sheets_crm.model.snapshot import Grid, SparseColumn

Place = tuple[int, int]
"""A column and a row, both from 1."""


@dataclass(frozen=True, eq=False)
class Sorted:
    """Repairs that one replacement can make, and those that must be told apart cell by cell."""

    steps: tuple[Step, ...]
    apart: tuple[Target, ...]


@dataclass
class _Sheet:
    """The repairs of one sheet by the text that their cells show."""

    grid: Grid
    sheet_id: int
    keys: dict[str, dict[Place, Target]] = field(default_factory=lambda: defaultdict(dict))


def shown_before(change: Change, snapshot: GoogleSnapshot) -> str | None:
    """Return what the cell of a change shows before it; None when that is not known."""
    place = (change.sheet, change.letter_index, change.row)
    if place in snapshot.shown and not isinstance(change.before, str):
        return snapshot.shown[place]
    grid = snapshot.grids[change.sheet]
    return shows(change.before, snapshot.format_of(grid, change.letter_index, change.row))


def repairs(targets: Iterable[Target], snapshot: GoogleSnapshot) -> Sorted:
    """Part repairs of cells in which something is typed; what each cell shows must be known."""
    sheets: dict[str, _Sheet] = {}
    for target in targets:
        name = target.change.sheet
        sheet = sheets.setdefault(name, _Sheet(snapshot.grids[name], snapshot.facts[name].sheet_id))
        key = shown_before(target.change, snapshot)
        assert key
        sheet.keys[key][target.change.letter_index, target.change.row] = target
    steps, apart = list[Step](), list[Target]()
    for sheet in sheets.values():
        _sort(sheet, snapshot, steps, apart)
    return Sorted(tuple(steps), tuple(apart))


def takes_id(change: Change, snapshot: GoogleSnapshot) -> bool:
    """Say whether a change takes an ID away: that is made after everything that is known by IDs."""
    table = snapshot.table(change.sheet)
    one = table.field(change.column) if table else None
    return one is not None and one.key == "id" and change.after is None


def _sort(sheet: _Sheet, snapshot: GoogleSnapshot, steps: list[Step], apart: list[Target]) -> None:
    standing = where_shown(sheet.grid, sheet.keys.keys(), snapshot)
    by_column: dict[int, set[str]] = defaultdict(set)
    for key, places in sheet.keys.items():
        for column, _ in places:
            by_column[column].add(key)
    for key, places in sheet.keys.items():
        alone = standing[key] == places.keys() and _alike(places.values()) and not _feeds(places, key, by_column)
        one_only = any(_is_of_one_record(one.change, snapshot) for one in places.values())
        if one_only or not alone or _needs_apart(places, sheet.grid, snapshot):
            apart.extend(places.values())
            continue
        groups: dict[int, list[Target]] = defaultdict(list)
        for (column, _), target in places.items():
            groups[column].append(target)
        for column, group in groups.items():
            replacement = typed(group[0].change.after, snapshot.locale)
            assert replacement is not None
            request = find_replace(key, replacement, column_range(sheet.sheet_id, column))
            steps.append(Step(request, "repair", tuple(group), len(group)))


def _is_of_one_record(change: Change, snapshot: GoogleSnapshot) -> bool:
    """Say whether a change holds for one record alone: it takes something back, or its column is worked out for each record."""
    table = snapshot.table(change.sheet)
    one = table.field(change.column) if table else None
    if one is not None and one.key == "id":
        return change.rule == UNDO and not takes_id(change, snapshot)
    return change.rule == UNDO or (one is not None and one.column is not None and one.column.owner == "program")


def _needs_apart(places: Mapping[Place, Target], grid: Grid, snapshot: GoogleSnapshot) -> bool:
    """Say whether what is typed must differ from cell to cell: plain text takes no apostrophe, other cells need one."""
    first = next(iter(places.values()))
    text = first.change.after
    differs = isinstance(text, str) and typed(text, snapshot.locale) != text
    return differs and any(snapshot.plain_text(grid, column) for column, _ in places)


def _alike(targets: Iterable[Target]) -> bool:
    first, *others = (encode(target.change.after) for target in targets)
    return all(repr(one) == repr(first) for one in others)


def _feeds(places: Mapping[Place, Target], key: str, by_column: Mapping[int, set[str]]) -> bool:
    """Say whether the result of this repair shows what another repair in its column looks for."""
    after = next(iter(places.values())).change.after
    others = set().union(*(by_column[column] for column, _ in places)) - {key}
    return not others.isdisjoint(_looks(after))


def _looks(value: CellValue) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (date, datetime)):
        yield from (value.strftime(pattern) for pattern in DAYS.values())
    elif value is not None:
        yield str(value)


def where_shown(grid: Grid, keys: Iterable[str], snapshot: GoogleSnapshot) -> Mapping[str, set[Place]]:
    """Find the cells of a sheet that show one of these texts; formulas are left out, as findReplace leaves them out."""
    wanted = set(keys)
    serials = {number: key for key in wanted for number in _numbers(key)}
    out: dict[str, set[Place]] = defaultdict(set)
    for column, used in grid.columns.items():
        for at in _candidates(used.cells, wanted, serials).tolist():
            if at in used.cells.formulas or snapshot.lookup(grid.name, column, int(used.rows[at])):
                continue
            key = _shown_at(used, at, snapshot, serials)
            if key in wanted:
                out[key].add((column, int(used.rows[at])))
    return out


def _candidates(cells: Vector, wanted: set[str], serials: Mapping[float, str]) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    wordy = pd.Series(cells.texts).isin(wanted).to_numpy() & (cells.kinds == Kind.TEXT)
    numeric = np.isin(cells.numbers, list(serials)) if serials else np.zeros(len(cells), bool)
    return np.flatnonzero(wordy | numeric)


def _shown_at(used: SparseColumn, at: int, snapshot: GoogleSnapshot, serials: Mapping[float, str]) -> str:
    """Return what a cell shows; where that is not known, the text that it may be taken for."""
    value = used.cells[at]
    code = snapshot.number_formats[int(used.formats[at])] if used.formats is not None else "General"
    return shows(value, code) or serials.get(float(used.cells.numbers[at]), "")


def _numbers(key: str) -> Iterator[float]:
    """Return the numbers and days that a text may be the picture of."""
    plain = "".join(letter for letter in key if not letter.isspace()).replace(",", ".")
    if key[:1].isdigit() or key[:1] in "+-":
        with suppress(ValueError):
            yield float(plain)
        for pattern in (*DAYS.values(), "%m/%d/%Y", "%d.%m.%y"):
            with suppress(ValueError):
                yield to_serial(datetime.strptime(key, pattern))  # noqa: DTZ007 - a cell has no time zone
