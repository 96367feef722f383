"""What a run tells of the business itself: who is silent, what is due, who may stand twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
from rich.markup import escape

from sheets_crm.cli.language import say, spoken
from sheets_crm.engine.run import RunResult
from sheets_crm.ledger.clients import Clients
from sheets_crm.ledger.past import Past, past_of
from sheets_crm.ledger.silence import missed
from sheets_crm.model.serials import to_serial
from sheets_crm.model.settings import SilenceSettings
from sheets_crm.planning.apply import applied
from sheets_crm.rules import duplicates

FEW = 3
WEEK = timedelta(days=7)


def lines(result: RunResult, today: date, silence: SilenceSettings) -> Iterator[str]:
    """Give the lines of the story, ready to print; a book without clients has none."""
    if result.snapshot is None:
        return
    past = past_of(applied(result.snapshot, result.plan.changes), today)
    if past is not None:
        yield from _silent(past, silence)
        yield from _due(past.clients, today)
        yield from _twice(result)


def _silent(past: Past, silence: SilenceSettings) -> Iterator[str]:
    quiet = np.flatnonzero(missed(past, silence)).tolist()
    if quiet:
        worth = sorted((-past.of(at), past.clients.names[at]) for at in quiet)
        best = ", ".join(escape(name) for _, name in worth[:FEW])
        among = say("дороже всех", "worth most")
        yield f"{say('Давно молчат', 'Silent for long')}: [bold]{len(quiet)}[/bold] ({among}: {best})"


def _due(clients: Clients, today: date) -> Iterator[str]:
    now, week = to_serial(today), to_serial(today + WEEK)
    due = clients.days("next_date")[clients.open]
    overdue, at_once, soon = int((due < now).sum()), int((due == now).sum()), int(((due > now) & (due <= week)).sum())
    if overdue or at_once or soon:
        late = f"{say('просрочено', 'overdue')} [bold]{overdue}[/bold]"
        yield f"{say('Задачи', 'Tasks')}: {late}, {say('на сегодня', 'today')} {at_once}, {say('на неделю', 'this week')} {soon}"


def _twice(result: RunResult) -> Iterator[str]:
    found = [one for one in result.plan.findings if one.rule == duplicates.RULE.name]
    if found:
        yield f"{say('Похожи на дубли', 'Possible duplicates')}: [bold]{len(found)}[/bold]"
        for one in found[:FEW]:
            yield f"  {escape(one.sheet)}!{one.cell} · {escape(one.message.in_(spoken()))}"
