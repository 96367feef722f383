"""Plans, findings and runs as people read them in a terminal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from sheets_crm.cli.language import quoted, say, spoken
from sheets_crm.model.addresses import address
from sheets_crm.model.cells import CellValue
from sheets_crm.model.plan import Change, Finding, Plan
from sheets_crm.model.text import Text
from sheets_crm.reports.words import shown
from sheets_crm.rules.registry import RULES

FEW = 8
COLOURS = {"error": "red", "warning": "yellow", "note": "dim"}
TITLES = {
    "mapping": Text("Листы и столбцы", "Sheets and columns"),
    "takeback": Text("Из копии", "From a copy"),
    "recover": Text("Возврат пропавшего", "What was lost brought back"),
    **{rule.name: rule.title for rule in RULES},
}
CONSOLE = Console(highlight=False, emoji=False)


def title(rule: str) -> str:
    """Return a rule's title; several that met in one cell are joined."""
    return " + ".join(TITLES[name].in_(spoken()) if name in TITLES else name for name in rule.split("+"))


def value(one: CellValue) -> str:
    """Return a value as it stands in a cell."""
    if one is None:
        return "—"
    if isinstance(one, datetime):
        return f"{one:%d.%m.%Y %H:%M}"
    if isinstance(one, float | Decimal):
        return shown(one, spoken())
    return f"{one:%d.%m.%Y}" if isinstance(one, date) else str(one)


def pair(before: CellValue, after: CellValue) -> tuple[str, str]:
    """Return both values of a change; text that looks like the date or number it became stands in quotes."""
    was, becomes = value(before), value(after)
    return (quoted(was), becomes) if was == becomes and isinstance(before, str) else (was, becomes)


def place(change: Change) -> str:
    """Return where a change is: the sheet and the cell, safe to print."""
    return f"{escape(change.sheet)}!{address(change.row, change.letter_index)}"


def plan(one: Plan, *, everything: bool = False, rest: str = "--all") -> None:
    """Show what would change, and what only a person can decide, both grouped by rule; the option `rest` gives all of it."""
    changes = list(_grouped(change for batch in one.changes for change in batch))
    CONSOLE.print(_heading(say("Что будет исправлено и заполнено", "What will be repaired and filled in"), one.count()))
    for rule, group in changes:
        _changes(rule, group, everything=everything, rest=rest)
    findings(one.findings, everything=everything, rest=rest)
    if one.reports:
        CONSOLE.print(
            say("Вкладки программы: ", "The program's tabs: ") + ", ".join(quoted(report.sheet) for report in one.reports)
        )


def findings(those: Sequence[Finding], *, everything: bool = False, rest: str = "--all") -> None:
    """Show what only a person can decide, rule by rule."""
    CONSOLE.print(_heading(say("Что решить человеку", "What only a person can decide"), len(those)))
    for rule, found in _by_rule(those):
        _findings(rule, found, everything=everything, rest=rest)


def _heading(words: str, count: int) -> str:
    return f"\n[bold]{words}: {count}[/bold]"


def _grouped(changes: Iterable[Change]) -> Iterable[tuple[str, list[Change]]]:
    groups: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        groups[change.rule].append(change)
    return groups.items()


def _by_rule(findings: Iterable[Finding]) -> Iterable[tuple[str, list[Finding]]]:
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[finding.rule].append(finding)
    return groups.items()


def _changes(rule: str, group: Sequence[Change], *, everything: bool, rest: str) -> None:
    grid = Grid(
        title=f"{title(rule)} · {len(group)}",
        title_justify="left",
        title_style="bold cyan",
        expand=False,
        box=None,
        padding=(0, 2, 0, 0),
    )
    for heading in (say("Где", "Where"), say("Было", "Before"), say("Станет", "After"), say("Почему", "Why")):
        grid.add_column(heading, overflow="fold", header_style="dim")
    for change in group if everything else group[:FEW]:
        was, becomes = pair(change.before, change.after)
        grid.add_row(
            place(change),
            f"[red]{escape(was)}[/red]",
            f"[green]{escape(becomes)}[/green]",
            escape(change.reason.in_(spoken())),
        )
    _print(grid, len(group), everything=everything, rest=rest)


def _findings(rule: str, group: Sequence[Finding], *, everything: bool, rest: str) -> None:
    grid = Grid(
        title=f"{title(rule)} · {len(group)}",
        title_justify="left",
        title_style="bold cyan",
        expand=False,
        box=None,
        padding=(0, 2, 0, 0),
    )
    for heading in (say("Где", "Where"), say("Что не так", "What is wrong"), say("Что сделать", "What to do")):
        grid.add_column(heading, overflow="fold", header_style="dim")
    for one in group if everything else group[:FEW]:
        where = f"{escape(one.sheet)}!{one.cell}" if one.cell else escape(one.sheet)
        grid.add_row(where, f"[{COLOURS[one.severity]}]{escape(one.message.in_(spoken()))}[/]", escape(one.hint.in_(spoken())))
    _print(grid, len(group), everything=everything, rest=rest)


def _print(grid: Grid, count: int, *, everything: bool, rest: str) -> None:
    CONSOLE.print(grid)
    if not everything and count > FEW:
        CONSOLE.print(
            f"[dim]  … {say('и ещё', 'and')} {count - FEW}{say('', ' more')} ({say('все', 'all of them')}: {rest})[/dim]"
        )
    CONSOLE.print()
