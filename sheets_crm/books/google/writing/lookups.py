"""What the program fills in: values in a hidden tab by the record's ID, shown by a formula that looks up the ID of its own row.

The formula is the same text in each cell of a column and names no row, so that it is right wherever a sort, a move or a slip
carries it. It is put into empty cells alone; what a person types over it wins. From then on the program writes the hidden tab,
which is its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import isnan
from typing import Any

import numpy as np

from sheets_crm.books.google.writing.batch import BLANK, Request, Step, Target, column_range, find_replace
from sheets_crm.books.google.writing.facts import GoogleSnapshot, SheetFacts, id_text
from sheets_crm.books.google.writing.parting import block_rows, runs
from sheets_crm.books.starter.looks import DATE
from sheets_crm.model.addresses import letters
from sheets_crm.model.cells import CellValue, encode
from sheets_crm.model.cells import Kind as CellKind
from sheets_crm.model.identity import own_id
from sheets_crm.model.snapshot import Table
from sheets_crm.model.text import Lang

PREFIX = "_sheets_crm "
FORMULA = re.compile(
    r"=IFNA\(VLOOKUP\(INDEX\(\$?(?P<ids>[A-Z]+):\$?[A-Z]+[,;]\s*ROW\(\)\)[,;]\s*'_sheets_crm (?P<sheet>\d+)'!"
    r"\$?A:\$?[A-Z]+[,;]\s*(?P<place>\d+)[,;]\s*0\)[,;]\s*\"\"\)"
)
SPARE_ROWS = 200
NEAR = 3
"""So many rows as they were are written along rather than begin another request."""
WILD = frozenset("*?~")
MOST_RUNS = 300


def formula(sheet_id: int, id_column: int, at: int) -> str:
    """Return the lookup of the column `at` of a sheet's hidden tab, as it is typed: semicolons part arguments in every locale.

    There is no dollar sign in it: it goes in as the replacement of a pattern, in which Java reads one as a group.
    """
    ids = letters(id_column)
    return f"=IFNA(VLOOKUP(INDEX({ids}:{ids};ROW());'{PREFIX}{sheet_id}'!A:{letters(at)};{at};0);\"\")"


def pattern(sheet_id: int, at: int) -> str:
    """Return the pattern, for Google, of that lookup as it may stand in a cell."""
    return rf"^=IFNA\(VLOOKUP\(INDEX\(.*'{PREFIX}{sheet_id}'!\$?A:\$?[A-Z]+[,;] ?{at}[,;] ?0\).*$"


def hidden_id(sheet_id: int) -> int:
    """Return the number of the hidden tab that belongs to a sheet."""
    return (sheet_id * 2654435761 + 97) % (2**31 - 1)


@dataclass(frozen=True)
class Hidden:
    """The hidden tab of one sheet: its columns by field name, and by ID the values that stand in them."""

    sheet_id: int
    columns: tuple[str, ...] = ()
    keys: Mapping[str, CellValue] = field(default_factory=dict)
    entries: Mapping[str, Mapping[str, CellValue]] = field(default_factory=dict)
    rows_of: Mapping[str, int] = field(default_factory=dict)
    """Where each ID stood when the tab was read, from 0; empty where the tab is not as the program left it."""
    clashing: AbstractSet[str] = frozenset()
    """IDs that differ from others in case alone, or as a day does from its number: VLOOKUP takes one for the other."""

    @staticmethod
    def of(snapshot: GoogleSnapshot, sheet: str) -> Hidden:
        """Read the hidden tab of a sheet from a snapshot; an empty one where there is none yet."""
        sheet_id = snapshot.facts[sheet].sheet_id
        grid = snapshot.hidden.get(f"{PREFIX}{sheet_id}")
        if grid is None or not grid.last_row:
            return Hidden(sheet_id)
        rows = np.arange(1, grid.last_row + 1, dtype=np.int32)
        first, *others = (grid.dense(column, rows).values() for column in range(1, max(grid.columns) + 1))
        columns = tuple(str(one[0]) for one in others)
        keys = {known: key for key in first[1:] if is_key(known := id_text(key))}
        places = {known: at for at, key in enumerate(first) if at and is_key(known := id_text(key))}
        entries = {
            known: {name: cells[at] for name, cells in zip(columns, others, strict=True) if cells[at] is not None}
            for known, at in places.items()
        }
        return Hidden(sheet_id, columns, keys, entries, places if len(places) == grid.last_row - 1 else {})

    def beside(self, table: Table) -> Hidden:
        """Return the tab as that of a table, which says which of its IDs clash: the same day may be a number elsewhere."""
        known: dict[object, set[str]] = {}
        own = table.cells("id").values() if table.field("id") else ()
        for one, key in (*((own_id(key), key) for key in own if key is not None), *self.keys.items()):
            _, number, _ = encode(key)
            known.setdefault(one.casefold() if isnan(number) else number, set()).add(one)
        return replace(self, clashing=frozenset(one for alike in known.values() if len(alike) > 1 for one in alike))

    def place(self, name: str) -> int:
        """Return the number, from 1, of a field's column."""
        return self.columns.index(name) + 2

    def without(self, gone: Mapping[str, AbstractSet[int]]) -> Hidden:
        """Return the tab with nothing in these columns of the rows of these IDs."""
        entries = dict(self.entries)
        for known in gone.keys() & entries.keys():
            names = {name for name in entries[known] if self.place(name) in gone[known]}
            entries[known] = {name: value for name, value in entries[known].items() if name not in names}
        return replace(self, entries=entries)

    def with_changes(self, targets: Iterable[Target], raw: Mapping[int, CellValue]) -> Hidden:
        """Return the tab with these values; `raw` holds the ID of each row as its cell does.

        To VLOOKUP, a day or a number is no text that looks like it. An ID that stands twice is no record's name in the table
        that was read, but the plan leaves it to one of them.
        """
        entries = {known: dict(values) for known, values in self.entries.items()}
        keys, columns = dict(self.keys), list(self.columns)
        for target in targets:
            change = target.change
            if change.column not in columns:
                columns.append(change.column)
            own = raw.get(change.row)
            keys[change.row_id] = own if own_id(own) == change.row_id else keys.get(change.row_id, change.row_id)
            entry = entries.setdefault(change.row_id, {})
            if change.after is None:
                entry.pop(change.column, None)
            else:
                entry[change.column] = change.after
        return replace(self, columns=tuple(columns), keys=keys, entries=entries)

    def rows(self) -> list[list[CellValue]]:
        """All rows of the tab, the header first."""
        head: list[CellValue] = ["ID", *self.columns]
        return [
            head,
            *([self.keys[known], *(values.get(name) for name in self.columns)] for known, values in self.entries.items()),
        ]


def is_key(known: str) -> bool:
    """Say whether an ID can be looked up: VLOOKUP takes some signs for wild cards, and an empty cell for 0."""
    return known not in {"", "0"} and not known.startswith("#") and WILD.isdisjoint(known)


def hidden_steps(now: Hidden, was: Hidden, snapshot: GoogleSnapshot, targets: tuple[Target, ...]) -> Iterator[Step]:
    """Write the rows of the hidden tab that are other than they were, the others only where they are few between; or all of it.

    The tab is made, hidden and protected first where it is not there. Nobody else may edit it, so that rows are known by
    their places; where they are not as the program left them, the whole tab is written.
    """
    rows = now.rows()
    title, width = f"{PREFIX}{now.sheet_id}", max(len(rows[0]), len(was.columns) + 1)
    there = snapshot.facts.get(title)
    tab_id = there.sheet_id if there else hidden_id(now.sheet_id)
    if there is None:
        yield from (Step(one, "other") for one in _made(tab_id, title, len(rows) + SPARE_ROWS, width + 8, snapshot.account))
    else:
        yield from (Step(one, "other") for one in grown(there, len(rows), width))
    last = max(len(rows), len(was.entries) + 1)
    spans = [*runs(_other_rows(now, was), NEAR)] if was.rows_of else []
    if not spans or sum(end - start + 1 for start, end in spans) > len(rows) // 2:
        spans = [(0, last - 1)]
    for start, end in spans:
        area = {"sheetId": tab_id, "startRowIndex": start, "endRowIndex": end + 1, "startColumnIndex": 0, "endColumnIndex": width}
        lines = [{"values": [cell_data(value, snapshot.lang) for value in row]} for row in rows[start : end + 1]]
        body = {"range": area, "rows": lines, "fields": FIELDS}
        yield Step({"updateCells": body}, "value", targets if (start, end) == spans[-1] else ())


def _other_rows(now: Hidden, was: Hidden) -> list[int]:
    """Return the rows, from 0, that are not as they were; those of new IDs come last."""
    entries = enumerate(now.entries.items(), 1)
    changed = [at for at, (known, entry) in entries if was.entries.get(known) != entry or was.keys.get(known) != now.keys[known]]
    return [0, *changed] if now.columns != was.columns else changed


FIELDS = "userEnteredValue,userEnteredFormat.numberFormat"


def _made(tab_id: int, title: str, rows: int, columns: int, account: str) -> Iterator[Request]:
    size = {"rowCount": rows, "columnCount": columns}
    yield {"addSheet": {"properties": {"sheetId": tab_id, "title": title, "hidden": True, "gridProperties": size}}}
    yield protection(tab_id, account)


def protection(tab_id: int, account: str, open_column: int = 0, header_row: int = 0) -> Request:
    """Keep a whole tab for the program, but for one column below its header, if there is one in which people choose."""
    editors = {"editors": {"users": [account]}} if account else {}
    about: dict[str, Any] = {"range": {"sheetId": tab_id}, "description": "sheets-crm", **editors}
    if open_column:
        place = {"startRowIndex": header_row, "startColumnIndex": open_column - 1, "endColumnIndex": open_column}
        about["unprotectedRanges"] = [{"sheetId": tab_id, **place}]
    return {"addProtectedRange": {"protectedRange": about}}


def grown(facts: SheetFacts, rows: int, columns: int) -> Iterator[Request]:
    """Append the rows and columns that a tab lacks."""
    for dimension, has, needs in (("ROWS", facts.rows, rows), ("COLUMNS", facts.columns, columns)):
        if needs > has:
            yield {"appendDimension": {"sheetId": facts.sheet_id, "dimension": dimension, "length": needs - has}}


def cell_data(value: CellValue, lang: Lang = "ru") -> dict[str, Any]:
    """Return the CellData of a value: text stays text, whatever it looks like; days are shown as in a book of this language."""
    kind, number, text = encode(value)
    if kind == CellKind.EMPTY:
        return {}
    if kind in (CellKind.TEXT, CellKind.ERROR):
        return {"userEnteredValue": {"stringValue": text}}
    if kind == CellKind.BOOL:
        return {"userEnteredValue": {"boolValue": bool(number)}}
    made: dict[str, Any] = {"userEnteredValue": {"numberValue": number}}
    if kind == CellKind.DATE:
        made["userEnteredFormat"] = {"numberFormat": {"type": "DATE", "pattern": DATE[lang]}}
    return made


def fill_steps(hidden: Hidden, table: Table, targets: Iterable[Target]) -> Iterator[Step]:
    """Put the lookup into the empty cells of the rows to be filled; what is not empty by then is passed over."""
    known = table.field("id")
    assert known is not None
    by_column: dict[tuple[str, int], list[Target]] = {}
    for target in targets:
        by_column.setdefault((target.change.column, target.change.letter_index), []).append(target)
    for (name, column), group in by_column.items():
        text = formula(hidden.sheet_id, known.letter_index, hidden.place(name))
        for first, last, members in _runs(group, block_rows(len(table.fields))):
            scope = column_range(hidden.sheet_id, column, (first, last))
            yield Step(find_replace(BLANK, text, scope, regex=True), "fill", members, len(members))


def _runs(group: list[Target], block: int) -> Iterator[tuple[int, int, tuple[Target, ...]]]:
    """Part changes into runs of neighbouring rows; where that are too many, rows between them go along: theirs is empty.

    No run reaches from one block of so many rows into the next.
    """
    ordered = sorted(group, key=lambda target: target.change.row)
    gaps = np.diff([target.change.row for target in ordered])
    widest = 1 if (gaps > 1).sum() < MOST_RUNS else int(np.sort(gaps)[-MOST_RUNS])
    others = np.diff([(target.change.row - 1) // block for target in ordered]) > 0
    cuts = [0, *(np.flatnonzero((gaps > widest) | others) + 1).tolist(), len(ordered)]
    for start, end in pairwise(cuts):
        run = ordered[start:end]
        yield run[0].change.row, run[-1].change.row, tuple(run)


def is_literal(value: CellValue) -> bool:
    """Say whether a cell shows the text of a lookup of ours in place of what it finds: it is formatted as plain text."""
    return isinstance(value, str) and value.startswith("=") and FORMULA.fullmatch(value) is not None


def shown_column(text: str, sheet_id: int) -> int:
    """Return the column of a sheet's hidden tab that a formula looks up; 0 when it is no lookup of ours."""
    found = FORMULA.fullmatch(text)
    return int(found["place"]) if found and int(found["sheet"]) == sheet_id else 0


def mended(snapshot: GoogleSnapshot) -> Iterator[Step]:
    """Let lookups look at the IDs again where they look at another column.

    They came in with the first write of a run that died before its second, just after somebody had put a column in.
    """
    for table in snapshot.tables:
        known, sheet_id = table.field("id"), snapshot.facts[table.sheet].sheet_id
        for text in snapshot.spellings.get(table.sheet, ()) if known else ():
            found = FORMULA.fullmatch(text)
            if known and found and found["ids"] != letters(known.letter_index):
                right = formula(sheet_id, known.letter_index, int(found["place"]))
                yield Step(find_replace(text, right, {"sheetId": sheet_id}, formulas=True), "other")
