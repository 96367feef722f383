"""What `proposals` does: lists what waits for the owner's word, or carries out that word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table as Grid

from sheets_crm.cli.doing.running import run_document
from sheets_crm.cli.language import say, spoken
from sheets_crm.cli.opening import open_book, open_config, progress
from sheets_crm.cli.telling import account, document, show
from sheets_crm.engine.handouts.deciding import decide, listed
from sheets_crm.errors import UsageError
from sheets_crm.ledger.proposed import now_text, offered_text
from sheets_crm.model.proposals import Decision, Proposal, ProposedCell
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.reports.proposals import KINDS, why_it_waits

Wanted = Mapping[int, Decision] | Decision | None
STATES = {
    "open": Text("ждёт", "waits"),
    "accept": Text("принято", "accepted"),
    "drop": Text("отклонено", "dropped"),
}


def wanted(accept: Sequence[int], drop: Sequence[int], *, accept_all: bool, drop_all: bool) -> Wanted:
    """Return what a person decided; None for nothing. UsageError for what contradicts itself."""
    if accept_all + drop_all + bool(accept or drop) > 1 or set(accept) & set(drop):
        what = Text("эти ключи противоречат друг другу", "these options contradict each other")
        mend = Text(
            "Назовите номера после --accept и --drop, или один из ключей --accept-all и --drop-all",
            "Name numbers after --accept and --drop, or one of --accept-all and --drop-all",
        )
        raise UsageError(what, where="proposals", mend=mend)
    if accept_all or drop_all:
        return "accept" if accept_all else "drop"
    said: dict[int, Decision] = {**dict.fromkeys(accept, "accept"), **dict.fromkeys(drop, "drop")}
    return said or None


def decide_and_show(
    name: str, decisions: Wanted, config_file: Path | None, now: datetime, *, json: bool, everything: bool
) -> int:
    """List the proposals, or decide on them; return the exit status: 1 when some wait, or one could not be accepted."""
    config = open_config(config_file, name)
    book = open_book(name, config)
    if decisions is None:
        snapshot, known = listed(book, config, now)
        shown = known if everything else tuple(one for one in known if one.state == "open")
        if json:
            document.put({"book": name, "proposals": documents(shown, snapshot)})
        else:
            _show(name, shown, snapshot)
        return int(any(one.state == "open" for one in known))
    with progress(quiet=json) as told:
        result = decide(book, decisions, config, now, progress=told)
    if json:
        decided = [{"number": one.number, "decision": one.decision} for one in result.plan.decided]
        document.put({**run_document(name, result), "decided": decided})
        return int(bool(result.plan.findings))
    account.done(name, result, now.date(), config.settings.silence)
    for one in result.plan.findings:
        show.CONSOLE.print(f"[yellow]{escape(one.message.in_(spoken()))}[/yellow]")
    return int(bool(result.plan.findings))


def table_of(those: Iterable[Proposal], snapshot: Snapshot | None) -> Grid:
    """Return proposals as a table; with a book, what it holds now stands beside each."""
    grid = Grid(box=None, padding=(0, 2, 0, 0))
    grid.add_column("№", justify="right", header_style="dim")
    headings = [say("Кто", "Who"), say("Что", "What"), say("Где", "Where"), say("Сейчас", "Now"), say("Предлагает", "Proposes")]
    for heading in (*headings, say("Почему ждёт", "Why it waits")):
        grid.add_column(heading, overflow="fold", header_style="dim")
    for one in those:
        now = now_text(one, snapshot, spoken()) if snapshot else ""
        state = "" if one.state == "open" else f" ({STATES[one.state].in_(spoken())})"
        grid.add_row(
            str(one.number),
            escape(one.person),
            KINDS[one.kind].in_(spoken()) + state,
            escape(_where(one)),
            f"[red]{escape(now) or '—'}[/red]",
            f"[green]{escape(offered_text(one, spoken())) or '—'}[/green]",
            escape(why_it_waits(one, now, spoken())),
        )
    return grid


def _show(name: str, those: Sequence[Proposal], snapshot: Snapshot) -> None:
    if not those:
        show.CONSOLE.print(say("Предложений нет: всё решено.", "There are no proposals: all is decided."))
        return
    show.CONSOLE.print(table_of(those, snapshot))
    show.CONSOLE.print(
        say(
            f"Решить: вкладка «Предложения» или sheets-crm proposals {name} --accept N, --drop N, --accept-all",
            f"To decide: the tab “Proposals”, or sheets-crm proposals {name} --accept N, --drop N, --accept-all",
        ),
        markup=False,
    )


def _where(one: Proposal) -> str:
    column = "" if one.kind in ("row", "remove") or not one.cells else one.cells[0].title
    return " · ".join(dict.fromkeys(part for part in (one.sheet, one.label, column) if part))


def documents(those: Iterable[Proposal], snapshot: Snapshot | None) -> list[dict[str, Any]]:
    """Return proposals as JSON objects; with a book, what it holds now stands in each."""
    return [
        {
            "number": one.number,
            "state": one.state,
            "person": one.person,
            "at": one.at.isoformat(),
            "kind": one.kind,
            "why": one.why,
            "sheet": one.sheet,
            "row_id": one.row_id,
            "record": one.label,
            "now": now_text(one, snapshot, snapshot.lang) if snapshot else None,
            "cells": [_cell(cell) for cell in one.cells],
        }
        for one in those
    ]


def _cell(cell: ProposedCell) -> dict[str, Any]:
    return {"column": cell.title, "seen": document.plain(cell.seen), "proposed": document.plain(cell.after)}
