"""The short account at the end of a run: what was done, what waits for people, and how to take it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from rich.markup import escape
from rich.table import Table as Grid

from sheets_crm.books.database.naming import public
from sheets_crm.cli.language import quoted, say, spoken
from sheets_crm.cli.telling import show, story
from sheets_crm.cli.telling.alarms import alarming
from sheets_crm.engine.run import RunResult
from sheets_crm.model.plan import Changes, Finding, Left
from sheets_crm.model.settings import SilenceSettings
from sheets_crm.rules import partial_sort

CONSOLE = show.CONSOLE


def done(name: str, result: RunResult, today: date, silence: SilenceSettings) -> None:
    """Tell what a run did to a book."""
    alarms(name, result)
    _notes(result)
    receipt = result.receipt
    if receipt is None:
        CONSOLE.print(_nothing_new(len(result.plan.findings)))
        by_rule((), result.plan.findings)
        return
    CONSOLE.print(f"[bold]{say('Прогон', 'Run')} {result.run}[/bold] · {escape(public(name))}")
    by_rule(receipt.written, result.plan.findings)
    for line in story.lines(result, today, silence):
        CONSOLE.print(line)
    left(receipt.kept, say("Оставлено: человек успел изменить", "Left: a person changed it meanwhile"))
    left(receipt.failed, say("Не удалось записать", "Could not be written"))
    if receipt.reports:
        CONSOLE.print(say("Обновлены вкладки: ", "Tabs written: ") + ", ".join(map(quoted, receipt.reports)))
    how_back(name)


def alarms(name: str, result: RunResult) -> None:
    """Say first of all that columns stand at the wrong rows, and what went missing."""
    for one in alarming(result.plan.findings):
        where = f"{one.sheet}!{one.cell}" if one.cell else one.sheet
        CONSOLE.print(f"[bold red]{escape(where)} · {escape(one.message.in_(spoken()))}[/bold red]")
        hint = one.hint.in_(spoken()).replace(partial_sort.BOOK.in_(spoken()), public(name))
        CONSOLE.print(f"[red]{escape(hint)}[/red]\n")


def _nothing_new(waiting: int) -> str:
    if waiting:
        asked = say(
            "Новых исправлений нет, книга не тронута. Решить человеку:", "No new repairs, the book is untouched. For a person:"
        )
        return f"{asked} {waiting}"
    return say("Исправлять нечего: книга в порядке и не тронута.", "Nothing to repair: the book is fine, and untouched.")


def pending(name: str, job: str, result: RunResult) -> None:
    """Say how to do what a dry run showed."""
    _notes(result)
    if result.plan.empty:
        CONSOLE.print(say("Исправлять нечего.", "Nothing to repair."))
    else:
        CONSOLE.print(
            say("Ничего не записано. Выполнить: ", "Nothing was written. To do it: ")
            + f"[bold]sheets-crm run {job} {escape(public(name))}[/bold]"
        )


def how_back(name: str) -> None:
    """Say how a run is taken back."""
    CONSOLE.print(say("Отменить: ", "Take it back: ") + f"[bold]sheets-crm undo {escape(public(name))}[/bold]")


def by_rule(written: Iterable[Changes], findings: Iterable[Finding]) -> None:
    """Show, rule by rule, how many cells were changed and how many findings wait for people."""
    changed, found = Counter[str](), Counter[str]()
    for batch in written:
        for rule in batch.rule.split("+"):
            changed[rule] += len(batch)
    for finding in findings:
        found[finding.rule] += 1
    if not (changed or found):
        return
    grid = Grid(box=None, padding=(0, 3, 0, 0))
    grid.add_column(say("Правило", "Rule"), header_style="dim")
    grid.add_column(say("Ячеек исправлено", "Cells changed"), justify="right", header_style="dim")
    grid.add_column(say("Решить человеку", "For a person"), justify="right", header_style="dim")
    for rule in dict.fromkeys([*changed, *found]):
        grid.add_row(show.title(rule), _count(changed[rule], "green"), _count(found[rule], "yellow"))
    grid.add_row(f"[bold]{say('Всего', 'Total')}[/bold]", str(changed.total()), str(found.total()))
    CONSOLE.print(grid)


def left(those: tuple[Left, ...], heading: str) -> None:
    """List changes that were not made, with the reason."""
    if not those:
        return
    CONSOLE.print(f"[yellow]{heading}: {len(those)}[/yellow]")
    for one in those[: show.FEW]:
        moved = escape(f"{show.value(one.change.before)} → {show.value(one.change.after)}")
        CONSOLE.print(f"  {show.place(one.change)}: {moved} ({escape(one.why.in_(spoken()))})")
    if len(those) > show.FEW:
        CONSOLE.print(f"  … {len(those) - show.FEW}")


def _count(number: int, colour: str) -> str:
    return f"[{colour}]{number}[/{colour}]" if number else "[dim]·[/dim]"


def _notes(result: RunResult) -> None:
    for note in result.notes:
        CONSOLE.print(f"[yellow]{escape(note.in_(spoken()))}[/yellow]")
