"""Who watches the spreadsheet itself: each cell that a write of the program changed must be one that it meant to change.

Nothing of the protocol is asked here. The oracle sees the spreadsheet right before and right after each request takes effect,
knows the plan, and knows by invisible marks which cell is which, wherever people have carried it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sheets_server.drive import File
from sheets_server.formulas import calculate
from sheets_server.journal import MARK, Journal, Typed
from sheets_server.journal import same as as_typed
from sheets_server.ranges import corner
from sheets_server.rendering import formatted
from sheets_server.spreadsheet import Json, Place, Sheet, Spreadsheet

from chaos.habits import FILL, WAS
from sheets_crm.engine.reading import OWN_TABS
from sheets_crm.model.plan import Plan
from sheets_crm.model.snapshot import Snapshot

TOKEN = re.compile(r"⟦\d+:\d+[^⟧]*⟧(.*)", re.DOTALL)
LOOKUP = re.compile(r'=IFNA\(VLOOKUP\(INDEX\(.*[,;]\d+[,;]0\)[,;]""\)', re.DOTALL)
IN_THE_WAY = re.compile(r"would overwrite data in ([A-Z]+\d+)\.")
"""What is said where a formula's values find a cell taken; the cell."""
OURS = ("_sheets_crm", *OWN_TABS)
IN_HEADER = re.compile(r'^=(?:\{|ARRAYFORMULA\(IF\(ROW\([^()]*\)=1;)"([^"]+)"')
"""A formula that begins with the title of the column which it fills."""
BLOCKS = "_blocks"
"""The key of an invisible mark on each cell in which the program put something that stood in a formula's way then."""
OF = "_of"
"""The key of an invisible mark on each ID that the program gave: all that was typed in the record."""
MOST_SHEETS = 10_000
"""People's sheets have smaller numbers; the program's own, however somebody renamed them, greater ones."""
START = datetime(1899, 12, 30)
VALUE = "userEnteredValue"
SHEET_PARTS = (
    "properties",
    "rows",
    "columns",
    "merges",
    "conditional_formats",
    "basic_filter",
    "protected_ranges",
    "filter_views",
)


@dataclass(frozen=True, eq=False)
class Meant:
    """One planned change, and the record that it is of, by ID and by the marks of its other cells."""

    sheet_id: int
    title: str
    row_id: str
    text: str
    """What the cell showed."""
    after: Json | None
    by_row: bool
    """Whether it holds for this record alone, and not for the text wherever it stands in the column."""
    marks: frozenset[str]
    rest: frozenset[tuple[str, str]]
    """The values of the record's other cells that are not to change, by title."""
    changed: frozenset[str]

    def is_of(self, sheet: Sheet, place: Place) -> bool:
        """Whether the record stands in this row: by its ID, by a cell of it, or because the row looks the same in all."""
        if id_of(sheet, place[0]) == self.row_id or self.marks & set(row_marks(sheet, place[0], place[1])):
            return True
        return row_values(sheet, place, self.changed) == self.rest


Record = Mapping[str, Typed]
"""All that was typed in a row, by its marks."""


@dataclass
class Hidden:
    """A cell that carries the program's mark for a moment: what it held, and of which plans' records it stood on."""

    value: Json | None
    cell: str | None
    right: set[Meant] = field(default_factory=set)


@dataclass(frozen=True, eq=False)
class Became:
    """What the program last made of a typed cell, and the record in which it was read; None if it was typed after that."""

    typed: Typed
    after: Json | None
    record: Record | None


@dataclass
class Oracle:
    """Watches one spreadsheet; `bad` is what must not have happened, in words."""

    file: File
    journal: Journal
    bad: list[str] = field(default_factory=list)
    meant: list[Meant] = field(default_factory=list)
    fills: dict[tuple[int, str, str], list[Json | None]] = field(default_factory=lambda: defaultdict(list))
    hidden: dict[tuple[int, str], Hidden] = field(default_factory=dict)
    became: dict[str, Became] = field(default_factory=dict)
    records: Mapping[str, Record] = field(default_factory=dict)
    strangers: set[str] = field(default_factory=set)
    read: Spreadsheet | None = None
    asked: Spreadsheet | None = None
    last: Spreadsheet | None = None
    writes: int = 0
    retyped: int = 0
    """How often a number or a day came back as the text that its cell showed, or the other way round: both look the same."""

    @property
    def book(self) -> Spreadsheet:
        assert self.file.book is not None
        return self.file.book

    def before(self, verb: str, target: str) -> None:
        """Called right before a request takes effect."""
        self.last = self.book
        if verb == "GET" and "dataValidation" in target:
            calculate(self.book)
            self.asked = self.book.copy()
            self._note_records(self.book)

    def after(self, _verb: str, _target: str, given: Any) -> Any:
        """Called right after a request has taken effect."""
        if self.last is not None and self.last is not self.book:
            self.writes += 1
            said = [f"{one} (write {self.writes})" for one in self._compare(self.last, self.book)]
            self.bad += [f"{one}; before that: {self.journal.actions[-6:]}" for one in said]
            self._see_blocked(self.last)
        self._look()
        return given

    def plan(self, plan: Plan, snapshot: Snapshot) -> None:
        """Note what is planned, in the book as it was read."""
        assert self.read is not None
        ids = {sheet.title: sheet for sheet in self.read.sheets}
        others: dict[tuple[str, int], set[str]] = defaultdict(set)
        for batch in plan.changes:
            for row in batch.rows.tolist():
                others[batch.sheet, row].add(title_of(ids[batch.sheet], batch.letter_index - 1))
        for batch in plan.changes:
            sheet = ids[batch.sheet]
            table = snapshot.table(batch.sheet)
            one = table.field(batch.column) if table else None
            owner = one.column.owner if one and one.column else "staff"
            title = title_of(sheet, batch.letter_index - 1)
            for change in batch:
                touched = frozenset({title, *others[batch.sheet, change.row]})
                place = (change.row - 1, change.letter_index - 1)
                after = as_entered(change.after)
                if sheet.effective(place) not in (None, {"stringValue": ""}) and not sheet.entered(place):
                    self.bad.append(f"planned to write {after} into {sheet.title} {place}, where a formula of people's spills")
                empty = change.before is None
                by_row = empty or change.rule == "undo" or not sheet.entered(place)
                by_row = by_row or (owner == "program" and change.column != "id")
                text = "" if is_lookup(sheet.entered(place)) else text_of(self.read, sheet, place)
                marks = frozenset(row_marks(sheet, place[0], place[1]))
                rest = frozenset(row_values(sheet, place, touched))
                self.meant.append(Meant(sheet.id, title, change.row_id, text, after, by_row, marks, rest, touched))
                if owner != "staff":
                    for known in {change.row_id, id_of(sheet, place[0])}:
                        self.fills[sheet.id, known, title].append(after)

    def _compare(self, old: Spreadsheet, new: Spreadsheet) -> Iterator[str]:
        fresh = {sheet.id: sheet for sheet in new.sheets}
        for sheet in old.sheets:
            if sheet.title.startswith(OURS) or sheet.id > MOST_SHEETS:
                continue
            if sheet.id not in fresh:
                yield f"the tab {sheet.title} is gone"
                continue
            after = fresh[sheet.id]
            yield from (
                f"{part} of {sheet.title} changed" for part in SHEET_PARTS if getattr(sheet, part) != getattr(after, part)
            )
            for place in sheet.cells.keys() | after.cells.keys():
                one, other = sheet.cells.get(place, {}), after.cells.get(place, {})
                if one is not other and one != other:
                    yield from self._judge(old, sheet, place, other)
        known = {sheet.id for sheet in old.sheets}
        yield from (f"a tab {one.title}" for one in new.sheets if one.id not in known and not one.title.startswith(OURS))

    def _judge(self, book: Spreadsheet, sheet: Sheet, place: Place, cell: Json) -> Iterator[str]:
        old = sheet.cells.get(place, {})
        before, after = old.get(VALUE), cell.get(VALUE)
        where = f"{sheet.title} {place} under {title_of(sheet, place[1])!r}"
        for key in (old.keys() | cell.keys()) - {VALUE, FILL, OF, WAS, BLOCKS}:
            if old.get(key) != cell.get(key) and not allowed(key, old, cell):
                yield f"{key} of {where}: {old.get(key)} became {cell.get(key)}"
        if before == after or follows(before, after):
            return
        if self._is_meant(book, sheet, place, before, after):
            if title_of(sheet, place[1]) == "ID":
                self.book.sheet(sheet.id).put(place, **{OF: frozenset(self._record(sheet, place[0]))})
            mark = old.get(MARK)
            if mark in self.journal.typed:
                former = self.became.get(mark)
                record = former.record if former and former.typed == self.journal.typed[mark] else self.records.get(mark)
                self.became[mark] = Became(self.journal.typed[mark], after, record)
            return
        yield f"{where}: {before} became {after}, which nobody planned"

    def _is_meant(self, book: Spreadsheet, sheet: Sheet, place: Place, before: Json | None, after: Json | None) -> bool:
        text = text_of(book, sheet, place)
        if TOKEN.fullmatch(text):
            return self._is_resolved(sheet, place, text, after)
        if TOKEN.fullmatch(said := str((after or {}).get("stringValue", ""))):
            self.hidden[sheet.id, said] = Hidden(before, sheet.cells.get(place, {}).get(MARK))
            return said.endswith("⟧" + ("" if is_lookup(before) else text))
        if is_lookup(before) or is_mere_text(before):
            return after is None
        if is_mere_text(after):
            return not text
        if is_lookup(after):
            self.book.sheet(sheet.id).put(place, **{FILL: title_of(sheet, place[1])})
        return (is_lookup(after) and not text) or self._is_repaired(sheet, place, text, None if is_lookup(after) else after)

    def _is_resolved(self, sheet: Sheet, place: Place, token: str, after: Json | None) -> bool:
        """Whether a marked cell became what it was, or on a record that was meant what it was to become."""
        about, plain = self.hidden.get((sheet.id, token)), is_plain(sheet, place)
        former = token.partition("⟧")[2]
        looked = looks(self.book, self.book.sheet(sheet.id), place, after)
        if (about is None or about.cell != sheet.cells.get(place, {}).get(MARK)) and former in {shown(after), looked}:
            return True
        if about is None:
            return False
        if not same(about.value, after) and shown(after) in {shown(about.value), looks(self.book, sheet, place, about.value)}:
            self.retyped += 1
            return True
        gone = is_lookup(about.value) and (not after or is_lookup(after))
        return gone or equal(about.value, after, plain=plain) or any(equal(one.after, after, plain=plain) for one in about.right)

    def _is_repaired(self, sheet: Sheet, place: Place, text: str, after: Json | None) -> bool:
        """Whether this was planned: for the text, wherever it stands in the column, or for the very record."""
        here = (sheet.id, title_of(sheet, place[1]), text)
        found = (one for one in self.meant if (one.sheet_id, one.title, one.text) == here)
        fits = (one for one in found if equal(one.after, after, plain=is_plain(sheet, place)))
        return any(not one.by_row or one.is_of(sheet, place) for one in fits)

    def _look(self) -> None:
        """See on which records the marks stand."""
        if not self.hidden:
            return
        for sheet in self.book.sheets:
            for place, cell in sheet.cells.items():
                said = str(cell.get(VALUE, {}).get("stringValue", ""))
                if (about := self.hidden.get((sheet.id, said))) is not None:
                    title, text = title_of(sheet, place[1]), said.partition("⟧")[2]
                    alike = (one for one in self.meant if (one.sheet_id, one.title, one.text) == (sheet.id, title, text))
                    about.right.update(one for one in alike if one.is_of(sheet, place))

    def end(self) -> list[str]:
        """Look over the spreadsheet once nobody is at work in it."""
        calculate(self.book)
        found = self.journal.violations(self.book, self._is_repair)
        for sheet in self.book.sheets:
            if not sheet.title.startswith(OURS):
                found += [f"{sheet.title} {place}: {said}" for place in sheet.cells if (said := self._wrong(sheet, place))]
        marked = [each for each in self._blocking() if BLOCKS in each[0].cells[each[1]]]
        found += [f"{one.title}: {one.entered(at)} at {at} is in the way of {one.entered(of)} at {of}" for one, at, of in marked]
        return found

    def _see_blocked(self, old: Spreadsheet) -> None:
        """Mark what has just been written where a formula of people's wants to show something; a second write may take it out."""
        if not any("ARRAYFORMULA" in str(cell.get(VALUE)) for sheet in self.book.sheets for cell in sheet.cells.values()):
            return
        calculate(self.book)
        was = {sheet.id: sheet.cells for sheet in old.sheets}
        for sheet, place, _ in self._blocking():
            if sheet.cells.get(place) != was.get(sheet.id, {}).get(place):
                sheet.put(place, **{BLOCKS: True})

    def _blocking(self) -> Iterator[tuple[Sheet, Place, Place]]:
        """Yield the cells that stand in the way of formulas, and these."""
        for sheet in self.book.sheets:
            for place, result in sheet.results.items():
                told = IN_THE_WAY.search(str(result.get("errorValue", {}).get("message", "")))
                row, column = (corner(told[1]) if told else None) or (None, None)
                if row is not None and column is not None:
                    yield sheet, (row, column), place

    def not_given_back(self) -> Iterator[str]:
        """Yield the typed cells that the program changed and that do not hold again what was typed, though nobody touched the
        record since it was read.

        A mark of ours that somebody copied in its second becomes what the cell becomes. What somebody types between reading and
        writing, and is repaired because it is what was to be repaired in that column, stands in no journal: Google tells how
        many cells it replaced, not which. Of two rows that share an ID, because one was copied, the upper one is the record.
        """
        places = self.journal.places(self.book)
        for mark, one in self.became.items():
            if mark not in places or mark in self.strangers or one.record is None or TOKEN.fullmatch(one.typed.text):
                continue
            sheet, place = places[mark]
            if self._record(sheet, place[0]) != one.record or is_twin(sheet, place[0]):
                continue
            now = sheet.entered(place)
            if not (as_typed(one.typed.value, now) or equal(one.typed.value, now, plain=is_plain(sheet, place))):
                yield f"{self.journal.told(mark)} is {now} at {sheet.title} {place} of {id_of(sheet, place[0])!r}"

    def _record(self, sheet: Sheet, row: int) -> Record:
        return {one: self.journal.typed[one] for one in row_marks(sheet, row, -1) if one in self.journal.typed}

    def _note_records(self, book: Spreadsheet) -> None:
        """Note in which record each typed cell is read."""
        self.records = {}
        for sheet in book.sheets:
            rows = {row: self._record(sheet, row) for row in {row for row, _ in sheet.cells}}
            self.records |= {cell[MARK]: rows[row] for (row, _), cell in sheet.cells.items() if MARK in cell}

    def note_strangers(self) -> None:
        """Note, before all is taken back, the records that carry an ID which the program gave to another: a person moved it."""
        for sheet in self.book.sheets:
            for (row, _), cell in sheet.cells.items():
                if OF in cell and cell.get(VALUE) and cell[OF] != (here := frozenset(self._record(sheet, row))):
                    self.strangers |= here

    def _is_repair(self, typed: Typed, value: Json | None) -> bool:
        found = self.became.get(typed.mark)
        if found and found.typed == typed and found.after == value:
            return True
        return typed.value in (None, {"stringValue": ""}) and (not value or is_lookup(value))

    def _wrong(self, sheet: Sheet, place: Place) -> str:
        value, cell = sheet.entered(place), sheet.cells[place]
        if TOKEN.fullmatch(str((value or {}).get("stringValue", ""))) or is_mere_text(value):
            return f"the mark {value} is still there"
        if not is_lookup(value):
            return ""
        title, known, shows = title_of(sheet, place[1]), id_of(sheet, place[0]), sheet.effective(place)
        if cell.get(FILL, title) != title:
            stray = not any(one[2] == cell.get(FILL) for one in self.fills)
            return f"a lookup was put under {cell.get(FILL)!r}" if stray else ""
        planned = self.fills.get((sheet.id, known, title), [])
        if (
            shows in (None, {"stringValue": ""})
            or any(same(shows, one) for one in planned)
            or f"'_sheets_crm {sheet.id}'" not in str(value)
        ):
            return ""
        return f"under {title!r} the lookup shows {shows} for {known!r}, planned was {planned}"


def title_of(sheet: Sheet, column: int) -> str:
    """What stands in the header of a column, or stood there before somebody renamed it."""
    if former := sheet.cells.get((0, column), {}).get(WAS):
        return str(former)
    entered = str(next(iter((sheet.entered((0, column)) or {"": ""}).values())))
    told = IN_HEADER.search(entered)
    return told[1] if told else entered


def id_of(sheet: Sheet, row: int) -> str:
    """The ID in a row, empty where there is none."""
    for (at, column), cell in sheet.cells.items():
        if at == 0 and cell.get(VALUE) == {"stringValue": "ID"}:
            return shown(sheet.effective((row, column))).strip()
    return ""


def is_twin(sheet: Sheet, row: int) -> bool:
    """Whether a row above carries the same ID."""
    known = id_of(sheet, row)
    return bool(known) and any(id_of(sheet, above) == known for above in range(1, row))


def row_marks(sheet: Sheet, row: int, but: int) -> Iterator[str]:
    """The invisible marks of a row's cells, one of its columns left out."""
    for column in range(sheet.column_count):
        cell = sheet.cells.get((row, column), {})
        if column != but and MARK in cell and cell.get(VALUE):
            yield cell[MARK]


def row_values(sheet: Sheet, place: Place, but: Iterable[str]) -> frozenset[tuple[str, str]]:
    """What a row holds, by title, formulas left out."""
    found = ((title_of(sheet, at), sheet.entered((place[0], at))) for at in range(sheet.column_count))
    return frozenset((title, str(value)) for title, value in found if value and title not in but and "formulaValue" not in value)


def text_of(book: Spreadsheet, sheet: Sheet, place: Place) -> str:
    """What people see of what was entered there; a formula's own text."""
    return looks(book, sheet, place, sheet.cells.get(place, {}).get(VALUE))


def looks(book: Spreadsheet, sheet: Sheet, place: Place, value: Json | None) -> str:
    """What people would see of a value that is entered there."""
    cell, value = sheet.cells.get(place, {}), value or {"stringValue": ""}
    if "stringValue" in value or "formulaValue" in value:
        return str(next(iter(value.values())))
    return formatted(value, cell.get("userEnteredFormat", {}).get("numberFormat"), str(book.properties.get("locale")))


def as_entered(value: Any) -> Json | None:
    """A planned value as a cell holds it."""
    if value is None:
        return None
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return {"stringValue": value}
    if isinstance(value, (date, datetime)):
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        return {"numberValue": (moment - START).total_seconds() / 86400}
    if isinstance(value, time):  # a number below one that somebody formatted as a day
        return {"numberValue": (datetime.combine(START, value) - START).total_seconds() / 86400}
    return {"numberValue": float(value)}


def same(one: Json | None, other: Json | None) -> bool:
    """Whether two values are the same, numbers but for the last digits."""
    if one and other and "numberValue" in one and "numberValue" in other:
        return abs(one["numberValue"] - other["numberValue"]) < 1e-6
    return (one or None) == (other or None)


def is_plain(sheet: Sheet, place: Place) -> bool:
    """Whether a cell is formatted as plain text."""
    return sheet.cells.get(place, {}).get("userEnteredFormat", {}).get("numberFormat", {}).get("type") == "TEXT"


def equal(one: Json | None, other: Json | None, *, plain: bool) -> bool:
    """Whether two values are the same; in a cell of plain text, a number is what its digits are."""
    return same(one, other) or (plain and shown(one) == shown(other))


def shown(value: Json | None) -> str:
    """A value as text, whole numbers without a point."""
    found = next(iter((value or {"": ""}).values()))
    return str(int(found)) if isinstance(found, float) and found.is_integer() else str(found)


def follows(one: Json | None, other: Json | None) -> bool:
    """Whether these are one formula, whose references follow what they point at."""
    return all("formulaValue" in (value or {}) for value in (one, other)) and as_typed(one, other)


def is_lookup(value: Json | None) -> bool:
    """Whether this is the program's formula."""
    return LOOKUP.fullmatch((value or {}).get("formulaValue", "")) is not None


def is_mere_text(value: Json | None) -> bool:
    """Whether this is the program's formula in a cell of plain text, in which a column that was moved let it land."""
    return LOOKUP.fullmatch(str((value or {}).get("stringValue", ""))) is not None


def allowed(key: str, old: Json, new: Json) -> bool:
    """Whether a cell may change in this beside its value: a day gets a day's format where the cell had none."""
    if key == "textFormatRuns":
        return old.get(VALUE) != new.get(VALUE)
    if key != "userEnteredFormat" or "numberValue" not in (new.get(VALUE) or {}):
        return False
    rest = [{name: told for name, told in one.get(key, {}).items() if name != "numberFormat"} for one in (old, new)]
    return rest[0] == rest[1] and old.get(key, {}).get("numberFormat", {}).get("type") in {None, "DATE", "DATE_TIME"}
