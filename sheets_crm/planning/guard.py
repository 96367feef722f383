"""What no rule may do to a cell, whatever it yields."""

from __future__ import annotations

from typing import NamedTuple

from sheets_crm.errors import UsageError
from sheets_crm.model.addresses import address, by_place
from sheets_crm.model.arrays import waits_from
from sheets_crm.model.cells import CellValue, Formula, encode
from sheets_crm.model.memory import Memory
from sheets_crm.model.plan import Change, Changes, Finding
from sheets_crm.model.snapshot import Field, Snapshot, Table
from sheets_crm.model.text import Text

MEND = "Mend the rule."


class Guarded(NamedTuple):
    """A batch parted: what may be made, what a person took back, and what else must not be, with the reason."""

    made: Changes
    declined: Changes
    objections: tuple[Finding, ...]


def guarded(batch: Changes, snapshot: Snapshot, memory: Memory, *, decided: bool = False) -> Guarded:
    """Part a batch of changes; those that change nothing are dropped.

    Not made are changes of cells with a formula, those that would empty a cell of the staff's, and repairs that a person
    took back. UsageError for a column that the layout does not know (B6) or that is not there, and for a formula: rules write
    values. Of all this only the formulas count where a person `decided` on the changes.
    """
    if decided and snapshot.table(batch.sheet) is None and batch.column == by_place(batch.letter_index):
        return Guarded(batch, batch.pick([]), ())
    table, one = _place(batch, snapshot, decided=decided)
    if any(isinstance(value, Formula) for value in batch.after):
        raise UsageError("a rule wants to write a formula", where=f"{batch.rule}: {batch.sheet}!{batch.column}", mend=MEND)
    formulas, waiting = {int(table.rows[at]) for at in one.cells.formulas}, waits_from(table.rows, one.cells)
    made, declined, objections = list[int](), list[int](), list[Finding]()
    for at, change in enumerate(batch):
        if same(change.before, change.after):
            continue
        is_formula = change.row in formulas or (change.before is None and change.row > waiting)
        objection = _objection(change, one, is_formula=is_formula, decided=decided)
        if objection:
            objections.append(objection)
        elif not decided and _is_declined(change, one, memory):
            declined.append(at)
        else:
            made.append(at)
    return Guarded(batch.pick(made), batch.pick(declined), tuple(objections))


def taken_back(declined: Changes, snapshot: Snapshot) -> Finding:
    """Tell of the repairs in one column that a person took back, and how to have them again."""
    _, one = _place(declined, snapshot)
    first, count = next(iter(declined)), len(declined)
    message = Text(
        f"«{one.title}»: отменённых вами правок: {count}; программа их не повторяет",
        f"“{one.title}”: repairs that you took back: {count}; the program does not repeat them",
    )
    hint = Text("Чтобы сделать их снова: sheets-crm run с ключом --again", "To have them again: sheets-crm run with --again")
    return Finding(first.sheet, first.row_id, address(first.row, first.letter_index), first.rule, "note", message, hint)


def same(one: CellValue, other: CellValue) -> bool:
    """Say whether a cell would look the same: of one kind, and equal."""
    (kind, number, text), (kind2, number2, text2) = encode(one), encode(other)
    return kind == kind2 and text == text2 and (number == number2 or (number != number and number2 != number2))  # noqa: PLR0124


def _place(batch: Changes, snapshot: Snapshot, *, decided: bool = True) -> tuple[Table, Field]:
    table = snapshot.table(batch.sheet)
    one = table.field(batch.column) if table else None
    if table is None or one is None or (one.column is None and not decided):
        where = f"{batch.rule}: {batch.sheet}!{batch.column}"
        raise UsageError("a rule wants to change a column that the layout does not know", where=where, mend=MEND)
    return table, one


def _is_declined(change: Change, one: Field, memory: Memory) -> bool:
    """Say whether a person took this very repair back, or any value out of this still empty cell.

    The program's own columns are always kept right. A record whose ID went with the undo is known by its row until then,
    even if this run gives it another ID.
    """
    if one.column is not None and one.column.owner == "program":
        return False
    places = [(change.sheet, row_id, change.column) for row_id in (change.row_id, f"#{change.row}")]
    emptied = change.before is None and any(place in memory.declined_fills for place in places)
    return emptied or any((place, change.after) in memory.declined for place in places)


def _objection(change: Change, one: Field, *, is_formula: bool, decided: bool) -> Finding | None:
    owner = one.column.owner if one.column else "staff"
    if is_formula:
        message = Text(
            f"В «{one.title}» стоит формула, программа её не трогает", f"“{one.title}” holds a formula, the program leaves it"
        )
        hint = Text(
            f"По правилу здесь было бы: {shown(change.after)}. Сотрите формулу, если она не нужна",
            f"The rule would put here: {shown(change.after)}. Delete the formula if you do not need it",
        )
    elif owner == "staff" and encode(change.after)[0] == 0 and not decided:
        message = Text(f"Правило хотело очистить «{one.title}»: так нельзя", f"A rule wanted to empty “{one.title}”: not allowed")
        hint = Text("Проверьте ячейку сами", "Look at the cell yourself")
    else:
        return None
    return Finding(change.sheet, change.row_id, address(change.row, change.letter_index), change.rule, "note", message, hint)


def shown(value: CellValue) -> str:
    """Return a value as a person would read it in a sentence."""
    if value is None:
        return "—"
    return value.strftime("%d.%m.%Y") if hasattr(value, "strftime") and hasattr(value, "year") else str(value)
