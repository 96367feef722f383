"""Which changes of a run can be taken back from the book as it is now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

import numpy as np

from sheets_crm.engine.journal.journal import Journal
from sheets_crm.engine.journal.records import Run, Standing
from sheets_crm.engine.journal.renaming import renamed_sheets
from sheets_crm.engine.journal.values import holds, still
from sheets_crm.engine.undo.homes import new_homes, told
from sheets_crm.engine.undo.sheet import SheetNow
from sheets_crm.model.addresses import by_place
from sheets_crm.model.cells import CellValue
from sheets_crm.model.plan import Change, Changes, Left
from sheets_crm.model.snapshot import Field, Snapshot
from sheets_crm.model.text import Text
from sheets_crm.planning.guard import shown

RULE = "undo"
Cell = tuple[str, str, str]
"""(sheet, row ID, column name)."""


@dataclass(frozen=True, eq=False)
class Reversal:
    """What an undo would do: batches, parallel to them the numbers of the changes taken back, and what is left and why.

    `moved` tells of records that come back in other rows than they stood in, `unmade` are the numbers of the changes whose
    cells hold what they held before the run.
    """

    changes: tuple[Changes, ...]
    reverses: tuple[tuple[int, ...], ...]
    kept: tuple[Left, ...]
    failed: tuple[Left, ...]
    moved: tuple[Text, ...] = ()
    unmade: tuple[int, ...] = ()

    def within(self, cells: AbstractSet[Cell]) -> Reversal:
        """Return what it would do in these cells alone."""
        changes, reverses = list[Changes](), list[tuple[int, ...]]()
        for batch, numbers in zip(self.changes, self.reverses, strict=True):
            at = [at for at, row_id in enumerate(batch.ids) if (batch.sheet, row_id, batch.column) in cells]
            if at:
                changes.append(batch.pick(at))
                reverses.append(tuple(numbers[one] for one in at))
        return Reversal(tuple(changes), tuple(reverses), (), ())


@dataclass
class _Part:
    """The reversal of one batch as it grows."""

    rows: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    now: list[CellValue] = field(default_factory=list)
    former: list[CellValue] = field(default_factory=list)
    formats: list[str | None] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    kept: list[Left] = field(default_factory=list)
    failed: list[Left] = field(default_factory=list)
    unmade: list[int] = field(default_factory=list)

    def take(self, row: int, row_id: str, now: CellValue, former: CellValue, shown_as: str | None, number: int) -> None:
        """Take one change back; where the cell looks as it did and holds what it held, nothing is written."""
        if shown_as is None and holds(now, former):
            self.unmade.append(number)
            return
        self.rows.append(row)
        self.ids.append(row_id)
        self.now.append(now)
        self.former.append(former)
        self.formats.append(shown_as)
        self.numbers.append(number)


def plan_reversal(journal: Journal, run: Run, snapshot: Snapshot) -> Reversal:
    """Look up every change of a run that stands, in a fresh bound snapshot."""
    names = renamed_sheets(journal, snapshot)
    reason = Text(f"отмена прогона {run.number}", f"run {run.number} taken back")
    known: dict[str, dict[int, str]] = defaultdict(dict)
    for (name, row), mark in journal.marks(run.number).items():
        known[names.get(name, name)][row] = mark
    untouched = _untouched(journal, run, snapshot)
    batches = [replace(one, sheet=names.get(one.sheet, one.sheet)) for one in journal.standing(run.number)]
    names_now = {one.sheet for one in batches}
    sheets = {name: SheetNow(snapshot, name, known[name], batches, untouched=untouched) for name in names_now}
    changes, reverses, kept, failed, unmade = [], [], list[Left](), list[Left](), list[int]()
    for batch in batches:
        if batch.column == "id":
            lost = {row_id for row_id, written in zip(batch.ids, batch.after, strict=True) if written is None}
            sheets[batch.sheet].emptied |= lost
    for name in {batch.sheet for batch in batches if batch.column == "id"}:
        sheet = sheets[name]
        if sheet.table is not None and sheet.grid is not None:
            sheet.homes = new_homes(sheet.table, sheet.grid, sheet.batches, sheet.emptied)
    for batch in batches:
        sheet = sheets[batch.sheet]
        one = sheet.table.field(batch.column) if sheet.table is not None else None
        part = _reversed(batch, sheet, one, reason)
        letter = one.letter_index if one else batch.letter_index
        if part.numbers:
            rows = np.array(part.rows, np.int32)
            reasons = [reason] * len(rows)
            changes.append(
                Changes(batch.sheet, batch.column, letter, RULE, rows, part.ids, part.now, part.former, reasons, part.formats)
            )
            reverses.append(tuple(part.numbers))
        kept += part.kept
        failed += part.failed
        unmade += part.unmade
    moved = tuple(text for name, sheet in sheets.items() for text in told(name, sheet.homes))
    left = tuple(_with_writers(kept, journal, run, names))
    return Reversal(tuple(changes), tuple(reverses), left, tuple(failed), moved, tuple(unmade))


def _untouched(journal: Journal, run: Run, snapshot: Snapshot) -> bool:
    """Say whether nobody but the program has changed the book since a run, so that every row stands where it stood."""
    now = run.identity_after
    for later in journal.runs():
        if later.number > run.number and later.state in ("done", "undone"):
            if later.identity_before != now:
                return False
            now = later.identity_after
    return now == snapshot.identity


def _reversed(batch: Standing, sheet: SheetNow, one: Field | None, reason: Text) -> _Part:
    if batch.column == by_place(batch.letter_index):
        return _by_place(batch, sheet, reason)
    part = _Part()
    cells = one.cells.values() if one else []
    for number, row, row_id, former, written, shown_as in zip(
        batch.numbers, batch.rows, batch.ids, batch.before, batch.after, batch.formats, strict=True
    ):
        at = sheet.position(row_id, row)
        if one is not None and at is not None and sheet.table is not None:
            known = sheet.table.ids[at]
            now, entered, row_now = cells[at], one.cells.entered(at), int(sheet.table.rows[at])
            unchanged = still(entered, written)
        elif one is not None and _is_blank_row(sheet, row_id, row):
            known, now, entered, row_now = row_id, None, None, sheet.homes.get(row_id, row)
            unchanged = still(None, written)
        else:
            if one is None or former is not None:
                part.failed.append(Left(_change(batch, row_id, row, written, former, reason), _gone(batch, sheet, one, row_id)))
            continue
        if unchanged and at is not None and sheet.is_given(at, batch.column, row_id, former):
            if not still(sheet.given[at, batch.column], former):
                part.kept.append(Left(_change(batch, known, row_now, now, former, reason, one), _another(known)))
        elif unchanged:
            part.take(row_now, known, entered, former, shown_as, number)
        elif not still(now, former):
            part.kept.append(Left(_change(batch, known, row_now, now, former, reason, one), _edited(now)))
        else:
            part.unmade.append(number)
    return part


def _by_place(batch: Standing, sheet: SheetNow, reason: Text) -> _Part:
    """Take back changes of cells that go by their place: those in which still just that stands."""
    part = _Part()
    for number, row, row_id, former, written, shown_as in zip(
        batch.numbers, batch.rows, batch.ids, batch.before, batch.after, batch.formats, strict=True
    ):
        if sheet.grid is None:
            change = _change(batch, row_id, row, written, former, reason)
            part.failed.append(Left(change, _gone(batch, sheet, None, row_id)))
            continue
        now = sheet.grid.entered(row, batch.letter_index)
        if still(now, written):
            part.take(row, row_id, now, former, shown_as, number)
        elif not still(now, former):
            part.kept.append(Left(_change(batch, row_id, row, now, former, reason), _edited(now)))
    return part


def _is_blank_row(sheet: SheetNow, row_id: str, row: int) -> bool:
    if row_id in sheet.homes:
        return True
    return sheet.table is not None and (row_id.startswith("#") or row_id in sheet.emptied) and row not in sheet.by_row


def _change(
    batch: Standing, row_id: str, row: int, now: CellValue, former: CellValue, reason: Text, one: Field | None = None
) -> Change:
    letter = one.letter_index if one else batch.letter_index
    return Change(batch.sheet, row_id, row, batch.column, letter, now, former, RULE, reason)


def _edited(now: CellValue) -> Text:
    return Text(
        f"после прогона ячейку изменили, сейчас там: {shown(now)}",
        f"the cell was changed after the run, it now shows: {shown(now)}",
    )


def _another(known: str) -> Text:
    if known.startswith("#"):
        known = f"{known[1:]}"
        return Text(f"то же изменение уже возвращено в строке {known}", f"the same change comes back in row {known} already")
    return Text(
        f"в этой строке теперь запись {known}: вернулось её прежнее", f"the record {known} is in this row now: its own came back"
    )


def _gone(batch: Standing, sheet: SheetNow, one: Field | None, row_id: str) -> Text:
    if sheet.grid is None:
        return Text(f"листа «{batch.sheet}» больше нет", f"the sheet “{batch.sheet}” is gone")
    if sheet.table is None:
        return Text(f"на листе «{batch.sheet}» таблица больше не узнаётся", f"no table is recognised on “{batch.sheet}” any more")
    if one is None:
        return Text(f"столбца «{batch.title}» больше нет", f"the column “{batch.title}” is gone")
    if row_id in sheet.emptied:
        return Text(
            "в строке этой записи теперь другая; то, что в ней стояло, — на вкладке «Архив»",
            "another record stands in its row now; what stood there is in the tab “Archive”",
        )
    if row_id.startswith("#"):
        return Text(f"строки {row_id[1:]} больше нет", f"row {row_id[1:]} is gone")
    return Text(f"записи {row_id} на листе больше нет", f"the record {row_id} is no longer on the sheet")


def _with_writers(kept: Sequence[Left], journal: Journal, run: Run, names: Mapping[str, str]) -> Iterator[Left]:
    """Where a later run of the program wrote the cell, say so instead of suspecting a person (G10)."""
    found = journal.later_writers(run.number) if kept else {}
    writers = {(names.get(sheet, sheet), *rest): writer for (sheet, *rest), writer in found.items()}
    for left in kept:
        change = left.change
        writer = writers.get((change.sheet, change.row_id, change.column))
        if writer is None:
            yield left
        else:
            now = shown(change.before)
            why = Text(
                f"ячейку изменил прогон {writer}, сейчас там: {now}", f"run {writer} changed the cell, it now shows: {now}"
            )
            yield Left(change, why)
