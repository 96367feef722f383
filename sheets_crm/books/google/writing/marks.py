"""Changes of single cells that only their row can tell apart: marked, looked at, resolved.

The mark is a replacement in one cell, made only if that cell shows the old text (or nothing) at that moment; it leaves the old
text readable and is unique in the sheet. Marks travel with their rows. The answer, which is the sheet as the write left it, says
on which record each mark stands; the second write finds the marks wherever they are by then: on the right record they become
the new value, on another one exactly what was there. A mark over which somebody typed is gone, and so is the change.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from sheets_crm.books.google.writing.batch import BLANK, Step, Target, column_range, find_replace
from sheets_crm.books.google.writing.entering import MARK_SIGN
from sheets_crm.books.google.writing.facts import GoogleSnapshot
from sheets_crm.books.google.writing.lookups import pattern
from sheets_crm.books.google.writing.repairs import shown_before
from sheets_crm.model.cells import CellValue

MARK = re.compile(r"⟦\d+:\d+(?:#([^⟧]*))?⟧(.*)", re.DOTALL)


def mark(target: Target, snapshot: GoogleSnapshot) -> Step:
    """Mark one cell, if it shows now what it showed when it was read; a lookup of ours, if it still holds that."""
    change = target.change
    sheet_id = snapshot.facts[change.sheet].sheet_id
    scope = column_range(sheet_id, change.letter_index, (change.row, change.row))
    if place := snapshot.lookup(change.sheet, change.letter_index, change.row):
        token = f"{MARK_SIGN}{change.row}:{change.letter_index}⟧"
        return Step(find_replace(pattern(sheet_id, place), token, scope, regex=True, formulas=True), "mark", (target,), 1, token)
    before = "" if change.before is None else shown_before(change, snapshot)
    assert before is not None
    token = f"{MARK_SIGN}{change.row}:{change.letter_index}{_kept(change.before)}⟧{before}"
    request = find_replace(before or BLANK, token, scope, regex=not before)
    return Step(request, "mark", (target,), 1, token)


def is_new_id(target: Target, snapshot: GoogleSnapshot) -> bool:
    """Say whether a change gives a record its ID."""
    table = snapshot.table(target.change.sheet)
    one = table.field(target.change.column) if table else None
    return one is not None and one.key == "id" and isinstance(target.change.after, str)


def is_mark(text: str) -> bool:
    """Say whether a text is a mark."""
    return text.startswith(MARK_SIGN) and MARK.fullmatch(text) is not None


def unmarked(text: str) -> CellValue:
    """Return what stood in a cell that carries this mark: its text, its number or its day."""
    found = MARK.fullmatch(text)
    assert found
    kept = found[1]
    if kept is None:
        return found[2] or None
    with suppress(InvalidOperation):
        return Decimal(kept)
    if ":" not in kept:
        return date.fromisoformat(kept)
    return datetime.fromisoformat(kept) if "-" in kept else time.fromisoformat(kept)


def plain(value: CellValue) -> CellValue:
    """Return a value as it is without a mark."""
    return unmarked(value) if isinstance(value, str) and is_mark(value) else value


def _kept(before: CellValue) -> str:
    """Return what a mark must say beside the text that its cell showed: a number, or a day."""
    if before is None or isinstance(before, str):
        return ""
    return f"#{before.isoformat() if isinstance(before, (date, time)) else before}"
