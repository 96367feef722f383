"""What `audit --repair` does: shows the formulas that would be put back, and writes them with --apply."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from rich.markup import escape

from sheets_crm.audit.repairs import Repair, Unsure
from sheets_crm.cli.language import say, spoken
from sheets_crm.cli.opening import open_book, open_config, progress
from sheets_crm.cli.telling import account, document, show
from sheets_crm.engine.repairing import Repaired, repair
from sheets_crm.model.addresses import address
from sheets_crm.model.text import Lang

CONSOLE = show.CONSOLE


def repair_and_show(
    name: str, only: list[str], config_file: Path | None, now: datetime, *, apply: bool, json: bool, everything: bool
) -> int:
    """Put the neighbours' formulas back, or show what that would do; return the exit status: 1 when repairs wait."""
    config = open_config(config_file, name)
    with progress(quiet=json) as told:
        done = repair(open_book(name, config), only, config, now, apply=apply, progress=told)
    if json:
        document.put(_document(name, done, spoken()))
    else:
        _show(name, done, apply=apply, everything=everything)
    return int(bool(done.repairs) and not apply)


def _show(name: str, done: Repaired, *, apply: bool, everything: bool) -> None:
    if not done.repairs:
        CONSOLE.print(say("Формул, которые можно вернуть наверняка, нет.", "There are no formulas to be put back for sure."))
    shown = done.repairs if everything else done.repairs[: show.FEW]
    for one in shown:
        _show_one(one)
    if len(shown) < len(done.repairs):
        CONSOLE.print(f"… {len(done.repairs) - len(shown)} ({say('все: --all', 'all of them: --all')})")
    if done.unsure:
        CONSOLE.print(say("\nОставлено вам:", "\nLeft to you:"))
        for other in done.unsure if everything else done.unsure[: show.FEW]:
            CONSOLE.print(f"  {escape(_place(other))}: {other.why.in_(spoken())}")
    receipt = done.result.receipt
    if receipt is not None:
        account.left(receipt.failed, say("Не удалось записать", "Could not be written"))
        count = sum(map(len, receipt.written))
        CONSOLE.print(say(f"\nФормул возвращено: {count}.", f"\nFormulas put back: {count}."))
        account.how_back(name)
    elif done.repairs and not apply:
        CONSOLE.print(
            say(
                "\nНичего не записано. Записать всё: --apply; только часть: --only Лист!D9 --apply",
                "\nNothing was written. To write it all: --apply; a part of it: --only Sheet!D9 --apply",
            )
        )


def _show_one(one: Repair) -> None:
    was, result = show.value(one.before), one.after.result
    gives = "" if result is None else f"  [dim]→ {escape(_short(result))}[/dim]"
    CONSOLE.print(f"[bold]{escape(_place(one))}[/bold]")
    CONSOLE.print(f"  {say('было', 'was')}:   {escape(was)}")
    CONSOLE.print(f"  {say('будет', 'to be')}: {escape(one.after)}{gives}")
    CONSOLE.print(f"  [dim]{escape(one.finding.message.in_(spoken()))}[/dim]")


def _short(result: str | float | bool) -> str:
    return f"{result:.15g}" if isinstance(result, float) else str(result)


def _place(one: Repair | Unsure) -> str:
    return f"{one.sheet}!{address(*one.place)}"


def _document(name: str, done: Repaired, lang: Lang) -> dict[str, Any]:
    return {
        "book": name,
        "run": done.result.run,
        "repairs": [
            {
                "sheet": one.sheet,
                "cell": address(*one.place),
                "before": document.plain(one.before),
                "after": str(one.after),
                "result": one.after.result,
                "check": one.finding.check,
                "reason": one.finding.message.in_(lang),
            }
            for one in done.repairs
        ],
        "left": [{"sheet": one.sheet, "cell": address(*one.place), "why": one.why.in_(lang)} for one in done.unsure],
        "receipt": document.receipt(done.result.receipt, lang) if done.result.receipt else None,
    }
