"""What a run tells of the business itself: who is silent, what is due, who may stand twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
from rich.markup import escape

from sheets_crm.cli.language import say, spoken
from sheets_crm.engine.run import RunResult
from sheets_crm.model.context import Context
from sheets_crm.model.serials import to_serial
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.planning.apply import applied
from sheets_crm.rules import duplicates
from sheets_crm.rules.clients import client_names, days
from sheets_crm.rules.silence import silent
from sheets_crm.rules.tasks import CLOSED

FEW = 3
WEEK = timedelta(days=7)


def lines(result: RunResult, context: Context) -> Iterator[str]:
    """Give the lines of the story, ready to print; a book without clients has none."""
    after = applied(result.snapshot, result.plan.changes)
    if after.of_kind("clients"):
        yield from _silent(after, context)
        yield from _due(after, context)
        yield from _twice(result)


def _silent(after: Snapshot, context: Context) -> Iterator[str]:
    quiet: list[tuple[float, str]] = []
    for table in after.of_kind("clients"):
        names, totals = client_names(table), np.nan_to_num(table.cells("orders_total").numbers)
        quiet += [(-float(totals[at]), names[at]) for at in np.flatnonzero(silent(table, context)).tolist()]
    if quiet:
        best = ", ".join(escape(name) for _, name in sorted(quiet)[:FEW])
        among = say("дороже всех", "worth most")
        yield f"{say('Давно молчат', 'Silent for long')}: [bold]{len(quiet)}[/bold] ({among}: {best})"


def _due(after: Snapshot, context: Context) -> Iterator[str]:
    today, week = to_serial(context.today), to_serial(context.today + WEEK)
    overdue = now = soon = 0
    for table in after.of_kind("clients"):
        status = table.field("status")
        closed = [
            bool(status and status.column and status.column.choice_key(said) in CLOSED) for said in table.cells("status").texts
        ]
        due = days(table.cells("next_date"))[~np.array(closed, bool)]
        overdue += int((due < today).sum())
        now += int((due == today).sum())
        soon += int(((due > today) & (due <= week)).sum())
    if overdue or now or soon:
        late = f"{say('просрочено', 'overdue')} [bold]{overdue}[/bold]"
        yield f"{say('Задачи', 'Tasks')}: {late}, {say('на сегодня', 'today')} {now}, {say('на неделю', 'this week')} {soon}"


def _twice(result: RunResult) -> Iterator[str]:
    found = [one for one in result.plan.findings if one.rule == duplicates.RULE.name]
    if found:
        yield f"{say('Похожи на дубли', 'Possible duplicates')}: [bold]{len(found)}[/bold]"
        for one in found[:FEW]:
            yield f"  {escape(one.sheet)}!{one.cell} · {escape(one.message.in_(spoken()))}"
