"""What `adopt` does: recognise, show, save, and append columns with a person's yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table as Grid

from sheets_crm.books.base import Book
from sheets_crm.cli.language import quoted, say, spoken
from sheets_crm.cli.opening import open_book, open_config, progress
from sheets_crm.cli.telling import show
from sheets_crm.engine.reading import NAMED_TABS
from sheets_crm.engine.run import READING, add_columns
from sheets_crm.engine.settings.config import Config, config_for_writing
from sheets_crm.engine.settings.config_edit import save_mapping
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.mapping.binding import bind
from sheets_crm.mapping.program import program_columns_missing
from sheets_crm.mapping.recognition import filled_by_us, recognise
from sheets_crm.model.addresses import letters
from sheets_crm.model.layout import Layout
from sheets_crm.model.mapping import MappedColumn, MappedSheet, Mapping
from sheets_crm.model.plan import NewColumn
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text

SURE = 0.9
RECOGNISING = Text("Разбираюсь, какой столбец что значит", "Finding out which column is what")


@dataclass(frozen=True, eq=False)
class Adopted:
    """A book as it was recognised, and the program columns that it lacks."""

    name: str
    book: Book
    config: Config
    layout: Layout
    snapshot: Snapshot
    mapping: Mapping
    missing: tuple[NewColumn, ...]


def recognised(name: str, config_file: Path | None, *, quiet: bool) -> Adopted:
    """Read a book and recognise its sheets and columns."""
    config = open_config(config_file, name)
    book = open_book(name, config)
    layout = load_layout(config.layout(name))
    with progress(quiet=quiet) as told:
        told(READING, 1, 2)
        raw = book.read()
        told(RECOGNISING, 2, 2)
        return _adopted(name, book, config, layout, raw)


def _adopted(name: str, book: Book, config: Config, layout: Layout, raw: Snapshot) -> Adopted:
    mapping = recognise(raw, layout, NAMED_TABS)
    snapshot = bind(raw, mapping, layout).snapshot
    return Adopted(name, book, config, layout, snapshot, mapping, program_columns_missing(snapshot, layout))


def document(found: Adopted) -> dict[str, Any]:
    """Return the mapping as JSON."""
    return found.mapping.model_dump(mode="json")


def save(found: Adopted) -> Path:
    """Write the mapping into the config, and return its path."""
    path = config_for_writing(found.config, found.name)
    save_mapping(path, found.config.key_of(found.name), found.mapping)
    return path


def add(found: Adopted, now: datetime, *, quiet: bool) -> int:
    """Append the missing program columns and note them in the config; return how many."""
    if not found.missing:
        return 0
    with progress(quiet=quiet) as told:
        add_columns(found.book, found.missing, found.snapshot, found.config, now, progress=told)
    sheets = tuple(_with_columns(sheet, found.missing) for sheet in found.mapping.sheets)
    path = config_for_writing(found.config, found.name)
    save_mapping(path, found.config.key_of(found.name), Mapping(sheets=sheets))
    return len(found.missing)


def _with_columns(sheet: MappedSheet, missing: tuple[NewColumn, ...]) -> MappedSheet:
    mine = {
        letters(one.letter_index): MappedColumn(key=one.column.key, title=one.title)
        for one in missing
        if one.sheet == sheet.sheet
    }
    return sheet.model_copy(update={"columns": {**sheet.columns, **mine}})


def show_mapping(found: Adopted) -> None:
    """Show what every column of the sheets with data was taken for."""
    for sheet in found.mapping.sheets:
        if sheet.kind is None:
            ours = filled_by_us(found.snapshot.grids[sheet.sheet])
            left = say("вкладка программы", "the program's own tab") if ours else say("не трогаем", "left alone")
            show.CONSOLE.print(f"[dim]{quoted(escape(sheet.sheet))}: {left}[/dim]")
            continue
        kind = found.layout.sheet(sheet.kind)
        heading = say(f"строка заголовков {sheet.header_row}", f"header in row {sheet.header_row}")
        grid = Grid(
            title=f"{quoted(escape(sheet.sheet))} — {kind.title.in_(spoken())}, {heading}",
            title_justify="left",
            title_style="bold cyan",
            box=None,
            padding=(0, 2, 0, 0),
        )
        for title in (
            say("Столбец", "Column"),
            say("Заголовок", "Header"),
            say("Это", "It is"),
            say("Уверенность", "Confidence"),
        ):
            grid.add_column(title, header_style="dim")
        for letter, column in sheet.columns.items():
            known = kind.column(column.key).title.in_(spoken()) if column.key else f"[dim]{say('не трогаем', 'left alone')}[/dim]"
            colour = "green" if column.confidence >= SURE else "yellow"
            sure = f"[{colour}]{column.confidence:.0%}[/{colour}]" if column.key else ""
            grid.add_row(letter, escape(column.title), known, sure)
        show.CONSOLE.print(grid)
        show.CONSOLE.print()


def show_missing(found: Adopted) -> bool:
    """Show which program columns the book lacks, and what cannot be done without them; say whether there are any."""
    if not found.missing:
        return False
    show.CONSOLE.print(
        say(
            "Для полной работы программе нужны свои столбцы справа от ваших:",
            "For all that it can do the program needs columns of its own, right of yours:",
        )
    )
    for sheet in dict.fromkeys(one.sheet for one in found.missing):
        titles = ", ".join(one.title for one in found.missing if one.sheet == sheet)
        show.CONSOLE.print(f"  {quoted(escape(sheet))}: {escape(titles)}")
    show.CONSOLE.print(
        say(
            "Без них программа чинит форматы и находит ошибки, но не ведёт статусы и задачи, а строки узнаёт только по их месту.",
            "Without them it repairs formats and finds mistakes, but keeps no statuses or tasks, and knows rows by place only.",
        )
    )
    return True
