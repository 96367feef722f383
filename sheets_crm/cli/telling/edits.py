"""What people did between two runs, as the history tells it in a terminal and as JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from rich.markup import escape
from rich.table import Table as Grid

from sheets_crm.cli.language import quoted, say, spoken
from sheets_crm.cli.telling import document as documents
from sheets_crm.cli.telling import show as terminal
from sheets_crm.cli.telling.lives import working
from sheets_crm.engine.journal.tables.edits import Edit, What
from sheets_crm.model.text import Text
from sheets_crm.model.witness import saved_last

HAPPENED: dict[What, Text] = {
    "cells": Text("", ""),
    "rows gone": Text("строки больше нет", "row gone"),
    "rows new": Text("новая строка", "new row"),
    "column gone": Text("столбца больше нет", "column gone"),
    "column new": Text("новый столбец", "new column"),
    "sheet gone": Text("листа больше нет", "sheet gone"),
    "sheet new": Text("новый лист", "new sheet"),
    "column renamed": Text("столбец переименован", "column renamed"),
    "sheet renamed": Text("лист переименован", "sheet renamed"),
    "cleared": Text("очищено разом", "emptied at one go"),
    "overwritten": Text("протянуто поверх", "dragged over"),
    "rounded": Text("округлено", "rounded"),
    "retyped": Text("число стало текстом", "a number became text"),
    "formula lost": Text("вместо формулы значение", "a value in place of a formula"),
    "formula put": Text("вместо значения формула", "a formula in place of a value"),
    "formula moved": Text("ссылка сместилась", "the reference moved"),
    "jumped": Text("необычное число", "an unusual figure"),
}
CONSOLE = terminal.CONSOLE
WHEN = "%d.%m.%Y %H:%M"


def show(edits: Sequence[Edit], *, everything: bool) -> None:
    """Show what people did before a run, if anything."""
    if not edits:
        return
    CONSOLE.print(f"[bold]{say('Правки людей', 'Edits by people')}[/bold] · {escape(_between(edits[0]))}")
    grid = Grid(box=None, padding=(0, 2, 0, 0))
    for heading in (say("Где", "Where"), "ID", say("Столбец", "Column"), say("Было", "Before"), say("Стало", "After")):
        grid.add_column(heading, header_style="dim", overflow="fold")
    grid.add_column(say("Что", "What"), header_style="dim")
    named = any(one.by for one in edits)
    if named:
        grid.add_column(say("Кто", "Who"), header_style="dim", overflow="fold")
    lines = list(_lines(edits))
    shown = lines if everything else lines[: terminal.FEW * 5]
    for one in shown:
        was, now = terminal.pair(one.before, one.after)
        place = f"{one.sheet}, {say('строка', 'row')} {one.row}" if one.row else one.sheet
        cells = place, one.row_id, one.title or one.column, was, now, HAPPENED[one.what].in_(spoken())
        grid.add_row(*map(escape, (*cells, one.by) if named else cells))
    CONSOLE.print(grid)
    if len(shown) < len(lines):
        CONSOLE.print(f"[dim]… {len(lines) - len(shown)} ({say('все: --all', 'all of them: --all')})[/dim]")
    CONSOLE.print()


def _lines(edits: Sequence[Edit]) -> Iterator[Edit]:
    """Yield each cell, and each row that came or went in one line, with all that stood in it."""
    rows = defaultdict[tuple[str, str, str, int], list[Edit]](list)
    for one in edits:
        if one.what in ("rows gone", "rows new"):
            rows[one.what, one.sheet, one.row_id, one.row].append(one)
    yield from map(_whole_row, rows.values())
    yield from (one for one in edits if one.what not in ("rows gone", "rows new"))


def _whole_row(cells: Sequence[Edit]) -> Edit:
    first = cells[0]
    title = say("вся строка", "the whole row")
    if first.what == "rows gone":
        return replace(first, column="", title=title, before=" · ".join(terminal.value(one.before) for one in cells))
    return replace(first, column="", title=title, after=" · ".join(terminal.value(one.after) for one in cells))


def _between(one: Edit) -> str:
    said = say(f"между {one.since:{WHEN}} и {one.until:{WHEN}}", f"between {one.since:{WHEN}} and {one.until:{WHEN}}")
    if one.at_work:
        return f"{said}; {working(one.at_work)}"
    saved = saved_last(one.saved_by and quoted(one.saved_by), one.saved_at, one.since, one.until)
    return said + (say(f", {saved.ru}", f"; {saved.en}") if saved else "")


def edit(one: Edit) -> dict[str, Any]:
    """Return what a person did to a cell as a JSON object."""
    return {
        "what": one.what,
        "sheet": one.sheet,
        "row_id": one.row_id,
        "row": one.row,
        "column": one.column,
        "title": one.title,
        "before": documents.plain(one.before),
        "after": documents.plain(one.after),
        "since": one.since.isoformat(),
        "until": one.until.isoformat(),
        "saved_by": one.saved_by,
        "saved_at": one.saved_at.isoformat() if one.saved_at else None,
        "by": one.by,
        "at_work": list(one.at_work),
    }
