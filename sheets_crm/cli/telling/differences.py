"""How two moments of a book differ, as JSON, and from that for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.markup import escape
from rich.table import Table as Grid

from sheets_crm.cli.language import quoted, say
from sheets_crm.cli.telling import show as terminal
from sheets_crm.cli.telling.document import plain
from sheets_crm.ledger.names import label
from sheets_crm.model.addresses import address, letters
from sheets_crm.model.cells import CellValue
from sheets_crm.model.difference import BookDiff, FieldDiff, SheetDiff
from sheets_crm.model.snapshot import Field, Table

CONSOLE = terminal.CONSOLE
MANY = 5 * terminal.FEW
Document = dict[str, Any]


Tell = Callable[[CellValue], Any]


def document(diff: BookDiff, before: str, after: str, tell: Tell = plain) -> Document:
    """Return all differences as a JSON object; `before` and `after` say which moments these are, `tell` how values are told."""
    return {
        "before": before,
        "after": after,
        "sheets": [_sheet(one, tell) for one in diff.sheets if not _nothing(one)],
        "sheets_gone": [_whole(one) for one in diff.gone],
        "sheets_new": [_whole(one) for one in diff.new],
    }


def _nothing(one: SheetDiff) -> bool:
    renamed = one.before.sheet != one.after.sheet or any(each.before.title != each.after.title for each in one.fields)
    return one.empty and not renamed and not _sorted_otherwise(one)


def _sorted_otherwise(one: SheetDiff) -> bool:
    return bool((np.diff(one.rows.before) < 0).any())


def _whole(table: Table) -> Document:
    return {"sheet": table.sheet, "rows": len(table), "columns": [_name(one) for one in table.fields]}


def _sheet(one: SheetDiff, tell: Tell) -> Document:
    return {
        "sheet": one.after.sheet,
        "before": one.before.sheet,
        "cells": [cell for field in one.fields for cell in _cells(one, field, tell)],
        "rows_gone": _rows(one.before, one.rows.gone, tell),
        "rows_new": _rows(one.after, one.rows.new, tell),
        "columns_gone": [_name(field) for field in one.gone_fields],
        "columns_new": [_name(field) for field in one.new_fields],
        "columns_renamed": [
            {"before": field.before.title, "after": field.after.title}
            for field in one.fields
            if field.before.title != field.after.title
        ],
        "columns_numbered": [_name(field.after) for field in one.fields if field.after.key == "number" and len(field.differ)],
        "sorted": _sorted_otherwise(one),
    }


def _cells(one: SheetDiff, field: FieldDiff, tell: Tell) -> Iterable[Document]:
    before, after = field.before, field.after
    for was, now in zip(one.rows.before[field.differ].tolist(), one.rows.after[field.differ].tolist(), strict=True):
        yield {
            "row_id": one.after.ids[now],
            "record": label(one.after, now),
            "cell": address(int(one.after.rows[now]), after.letter_index),
            "column": _name(after),
            "before": tell(before.cells.entered(was)),
            "after": tell(after.cells.entered(now)),
        }


def _rows(table: Table, at: NDArray[np.intp], tell: Tell) -> list[Document]:
    times = Counter(_name(field) for field in table.fields)
    names = {
        field: _name(field) if times[_name(field)] == 1 else f"{_name(field)} ({letters(field.letter_index)})"
        for field in table.fields
    }
    return [
        {
            "row_id": table.ids[one],
            "row": int(table.rows[one]),
            "values": {name: tell(field.cells.entered(one)) for field, name in names.items() if field.cells.kinds[one]},
        }
        for one in at.tolist()
    ]


def _name(field: Field) -> str:
    return field.title or letters(field.letter_index)


def as_it_is(value: CellValue) -> CellValue:
    """Return a value as people are shown it."""
    return value


def same(told: Document) -> bool:
    """Say whether there is nothing to tell."""
    return not (told["sheets"] or told["sheets_gone"] or told["sheets_new"])


def telling(one: Document) -> list[Document]:
    """Return the cells of a sheet that people want to see, and not those that only count its rows anew after one came or went."""
    return [cell for cell in one["cells"] if cell["column"] not in one["columns_numbered"]]


def headline(one: Document) -> str:
    """Return in a few words what differs on a sheet."""
    cells = len(telling(one))
    counts = (
        (cells, say("изменено ячеек", "cells changed")),
        (len(one["rows_gone"]), say("нет больше строк", "rows gone")),
        (len(one["rows_new"]), say("новых строк", "new rows")),
        (len(one["cells"]) - cells, say("номеров по порядку изменилось", "rows numbered anew")),
    )
    parts = [f"{words}: {count}" for count, words in counts if count]
    parts += [say("строки стоят в другом порядке", "the rows stand in another order")] if one["sorted"] else []
    return ", ".join(parts)


def notes(one: Document) -> list[str]:
    """Return what happened to a sheet and its columns as such."""
    out = []
    if one["before"] != one["sheet"]:
        out.append(say(f"лист назывался {quoted(one['before'])}", f"the sheet was called {quoted(one['before'])}"))
    for each in one["columns_renamed"]:
        was, now = quoted(each["before"]), quoted(each["after"])
        out.append(say(f"столбец {was} теперь {now}", f"the column {was} is {now} now"))
    for words, names in (
        (say("столбца больше нет", "column gone"), one["columns_gone"]),
        (say("новый столбец", "new column"), one["columns_new"]),
    ):
        out += [f"{words}: {quoted(name)}" for name in names]
    return out


def sheets(told: Document) -> list[str]:
    """Return which sheets are gone or new."""
    return [
        f"{words}: {quoted(one['sheet'])} ({say('строк', 'rows')}: {one['rows']})"
        for words, key in ((say("листа больше нет", "sheet gone"), "sheets_gone"), (say("новый лист", "new sheet"), "sheets_new"))
        for one in told[key]
    ]


def summary(row: Document) -> str:
    """Return a row that is gone or new in one line."""
    return " · ".join(terminal.value(one) for one in row["values"].values())


def show(told: Document, *, everything: bool) -> None:
    """Show the differences."""
    CONSOLE.print(f"{say('Было', 'Before')}: {escape(told['before'])}\n{say('Стало', 'After')}: {escape(told['after'])}")
    if same(told):
        CONSOLE.print(say("Всё так же.", "Nothing differs."))
    for line in sheets(told):
        CONSOLE.print(escape(line))
    for one in told["sheets"]:
        CONSOLE.print(f"\n[bold]{escape(quoted(one['sheet']))}[/bold] · {escape(headline(one))}".removesuffix(" · "))
        for line in notes(one):
            CONSOLE.print(f"  {escape(line)}")
        _show_rows(one["rows_gone"], "−", "red", everything=everything)
        _show_cells(one["cells"] if everything else telling(one), everything=everything)
        _show_rows(one["rows_new"], "+", "green", everything=everything)


def _show_cells(cells: Sequence[Document], *, everything: bool) -> None:
    if not cells:
        return
    grid = Grid(box=None, padding=(0, 2, 0, 0))
    for heading in (say("Где", "Where"), "ID", say("Столбец", "Column"), say("Было", "Before"), say("Стало", "After")):
        grid.add_column(heading, header_style="dim", overflow="fold")
    for one in cells if everything else cells[:MANY]:
        was, now = terminal.pair(one["before"], one["after"])
        grid.add_row(
            one["cell"],
            escape(one["row_id"]),
            escape(one["column"]),
            f"[red]{escape(was)}[/red]",
            f"[green]{escape(now)}[/green]",
        )
    CONSOLE.print(grid)
    _more(len(cells), everything=everything)


def _show_rows(rows: Sequence[Document], sign: str, colour: str, *, everything: bool) -> None:
    for row in rows if everything else rows[:MANY]:
        CONSOLE.print(f"[{colour}]{sign} {escape(row['row_id'])}[/{colour}]  {escape(summary(row))}")
    _more(len(rows), everything=everything)


def _more(count: int, *, everything: bool) -> None:
    if count > MANY and not everything:
        CONSOLE.print(f"[dim]… {count - MANY} ({say('все: --all', 'all of them: --all')})[/dim]")
