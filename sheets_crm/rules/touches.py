"""Every touch leaves a result and a comment (C6), and the client's row shows the last one (C5)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sheets_crm.ledger.clients import clients_of
from sheets_crm.ledger.columns import days
from sheets_crm.ledger.touches import last_touches
from sheets_crm.model.cells import Kind
from sheets_crm.model.context import Context
from sheets_crm.model.plan import Changes, Finding
from sheets_crm.model.serials import from_serial, to_serial
from sheets_crm.model.snapshot import Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.rules.owned import kept_by_hand, left_to_people
from sheets_crm.rules.rule import Rule, Yield

LAST = Text("последнее касание в листе касаний", "the last touch in the sheet of touches")
ASKED = {
    "result": (
        Text("У касания нет результата", "The touch has no result"),
        Text("Выберите, чем закончился разговор", "Choose how the talk ended"),
    ),
    "comment": (
        Text("У касания нет комментария", "The touch has no comment"),
        Text("Запишите, о чём говорили и до чего договорились", "Write down what was said and agreed"),
    ),
}


def check_touches(snapshot: Snapshot, context: Context) -> Iterator[Finding]:
    """Report touches up to today without a result or a comment; who made the touch is named (C6)."""
    for table in snapshot.of_kind("touches"):
        future = days(table.cells("date")) > to_serial(context.today)
        for name, (message, hint) in ASKED.items():
            one = table.field(name)
            if one is not None:
                for at in np.flatnonzero(~one.cells.filled & ~future).tolist():
                    yield _unfinished(table, at, name, message, hint)


def _unfinished(table: Table, at: int, name: str, message: Text, hint: Text) -> Finding:
    manager = table.cells("manager")[at]
    who = f" ({manager})" if manager else ""
    said = Text(f"{message.ru}{who}", f"{message.en}{who}")
    return Finding.at(table, at, name, TOUCHES.name, "warning", said, hint)


def check_last(snapshot: Snapshot, context: Context) -> Iterator[Yield]:
    """Show the day of the last touch in each client's row; touches in the future are not yet touches (C5).

    A later day that somebody wrote there means that a touch is missing in its sheet: a finding, and the day stays. So does a
    column that people keep themselves, in a sheet that the program did not make.
    """
    clients = clients_of(snapshot)
    if clients is None or not snapshot.of_kind("touches"):
        return
    last = last_touches(snapshot, clients, context.today).day
    for table, here in clients.sheets():
        one = table.field("last_touch")
        if one is None:
            continue
        wanted = last[here]
        has = np.where(one.cells.kinds == Kind.DATE, one.cells.numbers, np.nan)
        later = (has <= to_serial(context.today)) & ~(has <= wanted)
        at = np.flatnonzero(~np.isnan(wanted) & (has != wanted) & ~later).tolist()
        if (at or later.any()) and kept_by_hand(table, "last_touch", context.memory):
            yield left_to_people(table, "last_touch", LAST_TOUCH.name, len(at) + int(later.sum()))
            continue
        if at:
            yield Changes.at(table, "last_touch", LAST_TOUCH.name, at, [from_serial(wanted[k]) for k in at], LAST)
        for missing in np.flatnonzero(later).tolist():
            yield _untold(table, missing)


def _untold(table: Table, at: int) -> Finding:
    message = Text("Касания в этот день в листе касаний нет", "The sheet of touches has no touch on this day")
    hint = Text("Запишите касание: с кем, о чём, чем кончилось", "Write the touch down: with whom, about what, how it ended")
    return Finding.at(table, at, "last_touch", LAST_TOUCH.name, "warning", message, hint)


TOUCHES = Rule("touches", Text("Касания с результатом и комментарием", "Touches with result and comment"), check_touches)
LAST_TOUCH = Rule("last_touch", Text("Последнее касание", "Last touch"), check_last)
