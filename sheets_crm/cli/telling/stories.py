"""The journal as people read it in a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.markup import escape
from rich.table import Table as Grid

from sheets_crm.cli.language import say, spoken
from sheets_crm.cli.telling import document as documents
from sheets_crm.cli.telling import show as terminal
from sheets_crm.engine.history import History, Story
from sheets_crm.engine.journal.records import Erasure, Outcome, Recorded
from sheets_crm.model.addresses import address
from sheets_crm.model.text import Lang, Text

STATES = {
    "started": Text("идёт или прерван", "at work, or cut short"),
    "prepared": Text("идёт или прерван", "at work, or cut short"),
    "done": Text("выполнен", "done"),
    "undone": Text("отменён", "undone"),
    "failed": Text("не удался", "failed"),
    "interrupted": Text("прерван", "cut short"),
}
KINDS = {"job": Text("", ""), "undo": Text("отмена прогона", "undo of run"), "restore": Text("возврат копии", "restore")}
CONSOLE = terminal.CONSOLE
WHEN = "%d.%m.%Y %H:%M"
MANY = 500


def show(past: History) -> None:
    """Show all runs, the newest last."""
    for note in past.notes:
        CONSOLE.print(f"[yellow]{escape(note.in_(spoken()))}[/yellow]")
    if not past.stories:
        CONSOLE.print(say("С этой книгой программа ещё ничего не делала.", "The program has not done anything to this book yet."))
        return
    grid = Grid(box=None, padding=(0, 2, 0, 0))
    for heading in (say("Прогон", "Run"), say("Когда", "When"), say("Что", "What"), say("Состояние", "State")):
        grid.add_column(heading, header_style="dim")
    grid.add_column(say("Ячеек", "Cells"), justify="right", header_style="dim")
    grid.add_column(say("Правок людей", "People's edits"), justify="right", header_style="dim")
    who = _who_heading(past.stories)
    if who:
        grid.add_column(who, header_style="dim", overflow="fold")
    grid.add_column(say("Копия", "Backup"), header_style="dim")
    for story in past.stories:
        run = story.run
        what = f"{KINDS[run.kind].in_(spoken())} {run.target or ''}" if run.kind != "job" else run.job
        grid.add_row(
            str(run.number),
            f"{run.started:%d.%m.%Y %H:%M}",
            what,
            STATES[run.state].in_(spoken()),
            str(run.changed),
            str(story.people or ""),
            *([escape(", ".join(story.at_work) or story.saved_by)] if who else []),
            say("есть", "kept") if story.backup else "—",
        )
    CONSOLE.print(grid)
    if folders := {story.backup.parent for story in past.stories if story.backup}:
        where = ", ".join(sorted(map(str, folders)))
        CONSOLE.print(f"[dim]{say('Копии лежат в', 'Backups lie in')} {escape(where)}[/dim]")
    for one in past.erasures:
        CONSOLE.print(f"[dim]{_erased(one).in_(spoken())}[/dim]")


def _who_heading(stories: Sequence[Story]) -> str:
    """Say what the names beside the runs are: the version history tells more than who saved the book last."""
    if any(one.at_work for one in stories):
        return say("Кто тогда работал", "Who was at work")
    return say("Последним сохранял", "Saved last by") if any(one.saved_by for one in stories) else ""


def _erased(one: Erasure) -> Text:
    ru, en = {"client": ("данные клиента", "a client"), "age": ("старые записи", "what was too old")}[one.kind]
    when = f"{one.at:%d.%m.%Y}"
    copies = (one.rewritten, one.deleted)
    return Text(
        f"{when} стёрты навсегда {ru}: ячеек {one.cells}, копий переписано {copies[0]}, удалено {copies[1]}",
        f"{when}: {en} erased for good: cells {one.cells}, backups rewritten {copies[0]}, deleted {copies[1]}",
    )


def show_changes(changes: Sequence[Recorded], *, everything: bool) -> None:
    """Show the changes of one run; very many as plain lines, which need no layout."""
    headings = (
        say("Где", "Where"),
        "ID",
        say("Столбец", "Column"),
        say("Было", "Before"),
        say("Стало", "After"),
        say("Почему", "Why"),
    )
    shown = changes if everything else changes[: terminal.FEW * 5]
    if len(shown) > MANY:
        print("\t".join(headings))  # noqa: T201
        for one in shown:
            print("\t".join(_cells(one)))  # noqa: T201
        return
    grid = Grid(box=None, padding=(0, 2, 0, 0))
    for heading in headings:
        grid.add_column(heading, header_style="dim", overflow="fold")
    for one in shown:
        grid.add_row(*map(escape, _cells(one)))
    CONSOLE.print(grid)
    if len(shown) < len(changes):
        CONSOLE.print(f"[dim]… {len(changes) - len(shown)} ({say('все: --all', 'all of them: --all')})[/dim]")


def _cells(one: Recorded) -> tuple[str, ...]:
    where = f"{one.sheet}!{address(one.row, one.letter_index)}"
    was, becomes = terminal.pair(one.before, one.after)
    return where, one.row_id, one.title or one.column, was, becomes, _why(one, spoken())


def document(past: History, lang: Lang) -> dict[str, Any]:
    """Return all runs as a JSON object."""
    return {
        "runs": [_run(story, lang) for story in past.stories],
        "notes": [note.in_(lang) for note in past.notes],
        "erasures": [{**asdict(one), "at": one.at.isoformat()} for one in past.erasures],
    }


def change(one: Recorded, lang: Lang) -> dict[str, Any]:
    """Return a journaled change as a JSON object."""
    return {
        "sheet": one.sheet,
        "row_id": one.row_id,
        "cell": address(one.row, one.letter_index),
        "column": one.column,
        "before": documents.plain(one.before),
        "after": documents.plain(one.after),
        "rule": one.rule,
        "reason": one.reason.in_(lang),
        "outcome": Outcome(one.outcome).name.lower(),
        "standing": one.standing,
    }


def _why(one: Recorded, lang: Lang) -> str:
    return one.why.in_(lang) if one.why else one.reason.in_(lang)


def _run(story: Story, lang: Lang) -> dict[str, Any]:
    run = story.run
    return {
        "run": run.number,
        "kind": run.kind,
        "job": run.job,
        "state": run.state,
        "target": run.target,
        "started": run.started.isoformat(),
        "finished": run.finished.isoformat() if run.finished else None,
        "user": run.user,
        "changed": run.changed,
        "people": story.people,
        "at_work": list(story.at_work),
        "saved_by": story.saved_by,
        "kept": run.kept,
        "failed": run.failed,
        "findings": run.findings,
        "rules": dict(story.rules),
        "backup": str(story.backup) if story.backup else None,
        "note": run.note.in_(lang),
    }
