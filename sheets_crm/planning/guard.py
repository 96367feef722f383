"""What no rule may do to a cell, whatever it yields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sheets_crm.errors import UsageError
from sheets_crm.model.addresses import address
from sheets_crm.model.cells import CellValue, encode
from sheets_crm.model.memory import Memory
from sheets_crm.model.plan import Change, Changes, Finding
from sheets_crm.model.snapshot import Field, Snapshot, Table
from sheets_crm.model.text import Text


def guarded(batch: Changes, snapshot: Snapshot, memory: Memory) -> tuple[Changes, tuple[Finding, ...]]:
    """Keep the changes that may be made, and say of the others why not.

    Dropped: those that change nothing; cells with a formula; a cell of the staff's that would be emptied; a repair that a
    person took back. UsageError for a column that the layout does not know (B6) or that is not there.
    """
    table, one = _place(batch, snapshot)
    formulas = {int(table.rows[at]) for at in one.cells.formulas}
    keep, declined, findings = list[int](), list[Change](), list[Finding]()
    for at, change in enumerate(batch):
        if same(change.before, change.after):
            continue
        finding = _objection(change, one, formulas)
        if finding:
            findings.append(finding)
        elif _is_declined(change, one, memory):
            declined.append(change)
        else:
            keep.append(at)
    if declined:
        findings.append(_taken_back(declined, one))
    return picked(batch, keep), tuple(findings)


def same(one: CellValue, other: CellValue) -> bool:
    """Say whether a cell would look the same: of one kind, and equal."""
    (kind, number, text), (kind2, number2, text2) = encode(one), encode(other)
    return kind == kind2 and text == text2 and (number == number2 or (number != number and number2 != number2))  # noqa: PLR0124


def picked(batch: Changes, at: Sequence[int]) -> Changes:
    """Return some of a batch's changes, by their position."""
    if len(at) == len(batch):
        return batch
    return replace(
        batch,
        rows=batch.rows[list(at)],
        ids=[batch.ids[k] for k in at],
        before=[batch.before[k] for k in at],
        after=[batch.after[k] for k in at],
        reasons=[batch.reasons[k] for k in at],
        formats=[batch.formats[k] for k in at] if batch.formats else None,
    )


def _place(batch: Changes, snapshot: Snapshot) -> tuple[Table, Field]:
    table = snapshot.table(batch.sheet)
    one = table.field(batch.column) if table else None
    if table is None or one is None or one.column is None:
        where = f"{batch.rule}: {batch.sheet}!{batch.column}"
        raise UsageError("a rule wants to change a column that the layout does not know", where=where, mend="Mend the rule.")
    return table, one


def _is_declined(change: Change, one: Field, memory: Memory) -> bool:
    """Say whether a person took this very repair back; the program's own columns are always kept right.

    A record whose ID went with the undo is known by its row until then, even if this run gives it another ID.
    """
    owned = one.column is not None and one.column.owner == "program"
    ids = change.row_id, f"#{change.row}"
    return not owned and any(((change.sheet, row_id, change.column), change.after) in memory.declined for row_id in ids)


def _taken_back(declined: list[Change], one: Field) -> Finding:
    first, count = declined[0], len(declined)
    message = Text(
        f"«{one.title}»: {count} правок вы отменили раньше, программа их не повторяет",
        f"“{one.title}”: you took {count} repairs back, the program does not repeat them",
    )
    hint = Text(
        "Чтобы вернуть их, отмените саму отмену (sheets-crm history)", "To have them again, undo the undo (sheets-crm history)"
    )
    cell = address(first.row, first.letter_index)
    return Finding(first.sheet, first.row_id, cell, first.rule, "note", message, hint)


def _objection(change: Change, one: Field, formulas: set[int]) -> Finding | None:
    owner = one.column.owner if one.column else "staff"
    if change.row in formulas:
        message = Text(
            f"В «{one.title}» стоит формула, программа её не трогает", f"“{one.title}” holds a formula, the program leaves it"
        )
        hint = Text(
            f"По правилу здесь было бы: {shown(change.after)}. Сотрите формулу, если она не нужна",
            f"The rule would put here: {shown(change.after)}. Delete the formula if you do not need it",
        )
    elif owner == "staff" and encode(change.after)[0] == 0:
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
