"""What `handout` and `takeback` do."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from rich.markup import escape

from sheets_crm.cli.doing import inbox
from sheets_crm.cli.doing.running import run_document
from sheets_crm.cli.language import quoted, say
from sheets_crm.cli.opening import open_book, open_config, progress
from sheets_crm.cli.telling import account, document, show
from sheets_crm.engine.handouts.handout import hand_out
from sheets_crm.engine.handouts.takeback import TakenBack, take_back

CONSOLE = show.CONSOLE


def hand_out_and_show(name: str, person: str, to: Path | None, config_file: Path | None, now: datetime, *, json: bool) -> int:
    """Hand a copy out, and say where it lies and what is open in it."""
    config = open_config(config_file, name)
    with progress(quiet=json) as told:
        done = hand_out(open_book(name, config), person, to, config, now, progress=told)
    if json:
        document.put({"book": name, "copy": str(done.path), "person": done.person, "open": list(done.sheets)})
        return 0
    CONSOLE.print(
        say(f"Копия готова ({done.person}): {done.path}", f"The copy is ready ({done.person}): {done.path}"), markup=False
    )
    sheets = ", ".join(map(quoted, done.sheets)) or "—"
    CONSOLE.print(
        say(f"Можно писать на листах: {sheets}; остальное закрыто.", f"Open in it: {sheets}; the rest is locked."), markup=False
    )
    CONSOLE.print(
        say(
            f'Взять назад (сколько угодно раз): sheets-crm takeback {name} "{done.path}"',
            f'To take it back (as often as you like): sheets-crm takeback {name} "{done.path}"',
        ),
        markup=False,
    )
    return 0


def take_back_and_show(
    name: str,
    copy: Path,
    person: str | None,
    config_file: Path | None,
    now: datetime,
    *,
    apply: bool,
    json: bool,
    everything: bool,
) -> int:
    """Take a copy back, or show what that would do; return the exit status: 1 when something waits to be applied."""
    config = open_config(config_file, name)
    with progress(quiet=json) as told:
        taken = take_back(open_book(name, config), copy, config, now, apply=apply, person=person, progress=told)
    plan = taken.result.plan
    if json:
        proposed = inbox.documents(plan.proposed, taken.result.snapshot)
        document.put({**run_document(name, taken.result), "person": taken.person, "rows": taken.rows, "proposals": proposed})
    else:
        _show(name, taken, apply=apply, everything=everything)
    return int(not apply and not plan.empty)


def _show(name: str, taken: TakenBack, *, apply: bool, everything: bool) -> None:
    plan = taken.result.plan
    who = escape(taken.person)
    if plan.empty and not plan.findings:
        CONSOLE.print(say(f"В копии ({who}) нет ничего нового.", f"Nothing is new in the copy of {who}."))
        return
    rows, cells, waiting = taken.rows, plan.count(), len(plan.proposed)
    CONSOLE.print(
        say(
            f"[bold]{who}[/bold]: новых строк {rows}, ячеек в книгу {cells}, ждут вашего решения {waiting}",
            f"[bold]{who}[/bold]: new rows {rows}, cells into the book {cells}, waiting for your word {waiting}",
        )
    )
    if not apply:
        show.plan(plan, everything=everything)
    shown = plan.proposed if everything else plan.proposed[: show.FEW]
    if shown:
        CONSOLE.print(f"\n[bold]{say('Ждёт вашего решения', 'Waits for your word')}: {len(plan.proposed)}[/bold]")
        CONSOLE.print(inbox.table_of(shown, taken.result.snapshot))
        if len(plan.proposed) > len(shown):
            CONSOLE.print(f"  … {len(plan.proposed) - len(shown)} (--all)")
    if apply:
        account.how_back(name)
    else:
        CONSOLE.print(say("Ничего не записано. Внести: --apply", "Nothing was written. To put it into the book: --apply"))
