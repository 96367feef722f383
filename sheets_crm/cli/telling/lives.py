"""The life of a cell as people read it in a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich.markup import escape
from rich.table import Table as Grid

from sheets_crm.cli.language import quoted, say, spoken
from sheets_crm.cli.telling import show as terminal
from sheets_crm.cli.telling.document import plain
from sheets_crm.engine.blame import Event, Life
from sheets_crm.model.witness import saved_last

CONSOLE = terminal.CONSOLE


def show(life: Life) -> None:
    """Show the events of a cell, the oldest first."""
    place = f"{life.sheet}!{life.cell}"
    CONSOLE.print(f"[bold]{escape(place)}[/bold] · {escape(life.row_id)} · {escape(life.title)}")
    CONSOLE.print(f"{say('Сейчас', 'Now')}: {escape(terminal.value(life.now))}")
    if not life.events:
        CONSOLE.print(say("При программе эту ячейку никто не менял.", "Nobody has changed this cell since the program is here."))
        return
    grid = Grid(box=None, padding=(0, 2, 0, 0))
    grid.add_column(say("Когда", "When"), header_style="dim", no_wrap=True)
    for heading in (say("Кто", "Who"), say("Было", "Before"), say("Стало", "After"), say("Почему", "Why")):
        grid.add_column(heading, header_style="dim", overflow="fold")
    for one in life.events:
        was, now = terminal.pair(one.before, one.after)
        grid.add_row(
            _when(one), escape(_who(one)), f"[red]{escape(was)}[/red]", f"[green]{escape(now)}[/green]", escape(_why(one))
        )
    CONSOLE.print(grid)


def document(life: Life) -> dict[str, Any]:
    """Return the life of a cell as a JSON object."""
    return {
        "sheet": life.sheet,
        "cell": life.cell,
        "row_id": life.row_id,
        "column": life.title,
        "now": plain(life.now),
        "events": [
            {
                "who": "program" if one.rule else "people",
                "run": one.run,
                "since": one.since.isoformat(),
                "until": one.until.isoformat(),
                "saved_by": one.saved_by,
                "saved_at": one.saved_at.isoformat() if one.saved_at else None,
                "by": one.by,
                "at_work": list(one.at_work),
                "before": plain(one.before),
                "after": plain(one.after),
                "rule": one.rule,
                "reason": _why(one) if one.rule else "",
            }
            for one in life.events
        ],
    }


def working(people: Sequence[str]) -> str:
    """Say who was at work by the version history."""
    who = ", ".join(map(quoted, people))
    return say(f"по истории версий таблицу тогда правили: {who}", f"at work then, by the version history: {who}")


def _when(one: Event) -> str:
    return _told(one.until) if one.since == one.until else f"{_told(one.since)} —\n{_told(one.until)}"


def _told(moment: datetime) -> str:
    return f"{moment:%d.%m.%Y %H:%M}"


def _who(one: Event) -> str:
    return say(f"программа, прогон {one.run}", f"the program, run {one.run}") if one.rule else one.by or say("люди", "people")


def _why(one: Event) -> str:
    if one.reason:
        return one.reason.in_(spoken())
    when = say("между прогонами", "between runs") if one.run else say("после последнего прогона", "since the last run")
    if one.at_work:
        return f"{when}; {working(one.at_work)}"
    saved = saved_last(one.saved_by and quoted(one.saved_by), one.saved_at, one.since, one.until)
    return f"{when}; {saved.in_(spoken())}" if saved else when
