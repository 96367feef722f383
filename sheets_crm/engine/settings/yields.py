"""What is wrong with something that a rule of the user's own yields."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, time
from decimal import Decimal
from typing import Any, get_args

from sheets_crm.model.addresses import parse_address
from sheets_crm.model.plan import Changes, Finding
from sheets_crm.model.severity import Severity
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
VALUES = (str, bool, int, float, Decimal, date, time, type(None))


def fault_of(one: Any, snapshot: Snapshot) -> Text | None:  # noqa: ANN401 - whatever a person's function yields
    """Say what is wrong with it, or None: it would otherwise come to light where nobody knows whose it is."""
    if isinstance(one, Finding):
        return next(_of_finding(one, snapshot), None)
    if isinstance(one, Changes):
        return next(_of_changes(one, snapshot), None)
    kind = type(one).__name__
    return Text(f"вместо Changes или Finding отдано {kind}: {one!r}", f"{kind} instead of Changes or a Finding: {one!r}")


def _of_finding(one: Finding, snapshot: Snapshot) -> Iterator[Text]:
    if one.severity not in get_args(Severity):
        known = ", ".join(get_args(Severity))
        yield Text(
            f"такой важности нет: {one.severity!r} (есть: {known})", f"no such severity: {one.severity!r} (known: {known})"
        )
    if one.sheet not in snapshot.grids:
        yield Text(f"листа «{one.sheet}» в книге нет", f"the book has no sheet “{one.sheet}”")
    if one.cell and not _is_cell(one.cell):
        yield Text(f"адреса {one.cell!r} не бывает", f"there is no address {one.cell!r}")
    if not all(isinstance(words, Text) for words in (one.message, one.hint)):
        yield Text("message и hint пишутся как Text(ru, en)", "message and hint are written as Text(ru, en)")


def _of_changes(one: Changes, snapshot: Snapshot) -> Iterator[Text]:
    table = snapshot.table(one.sheet)
    known = table.field(one.column) if table is not None else None
    if table is None or known is None or known.column is None:
        yield Text(
            f"столбец {one.sheet}!{one.column} программе не известен и не меняется",
            f"the column {one.sheet}!{one.column} is not known and never changed",
        )
        return
    if len({len(part) for part in (one.rows, one.ids, one.before, one.after, one.reasons)}) > 1:
        yield Text("списки в Changes разной длины", "the lists in Changes differ in length")
    if not set(one.rows.tolist()) <= set(table.rows.tolist()):
        yield Text("Changes называет строки, где записей нет", "Changes name rows without records")
    if not all(isinstance(value, VALUES) for value in one.after):
        yield Text("в Changes не значение ячейки", "Changes hold what is no value of a cell")
    if not all(isinstance(reason, Text) for reason in one.reasons):
        yield Text("reasons пишутся как Text(ru, en)", "reasons are written as Text(ru, en)")


def _is_cell(said: Any) -> bool:  # noqa: ANN401 - whatever a person wrote
    with suppress(ValueError, TypeError):
        row, column = parse_address(said)
        return row <= LAST_ROW and column <= LAST_COLUMN
    return False
