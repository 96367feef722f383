"""A book being moved, and the account of it: as JSON, and for the terminal."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table as Grid

from sheets_crm.books.database.measures import Count
from sheets_crm.books.database.naming import is_database, public
from sheets_crm.cli.language import say, spoken
from sheets_crm.cli.opening import database_libraries, open_book, progress
from sheets_crm.cli.options import moment
from sheets_crm.cli.telling.document import plain
from sheets_crm.cli.telling.show import CONSOLE, FEW, value
from sheets_crm.engine.migrating.account import Migration
from sheets_crm.engine.migrating.counting import Difference
from sheets_crm.engine.migrating.homeward import bring_home
from sheets_crm.engine.migrating.reconciling import Compared, Lost, Reconciliation
from sheets_crm.engine.run import READING
from sheets_crm.engine.settings.config import Config, is_address
from sheets_crm.errors import UsageError
from sheets_crm.model.text import Text

MOVING = Text("Переношу и сверяю", "Moving and comparing")
MEASURES = {
    "rows": Text("строк", "rows"),
    "filled": Text("заполнено", "filled"),
    "distinct": Text("разных", "distinct"),
    "first": Text("первая", "first"),
    "last": Text("последняя", "last"),
    "sum": Text("сумма", "sum"),
}


def moved(source: str, target: str, config: Config, *, check: bool, over: bool, quiet: bool) -> Migration:
    """Move a book, or only try to; UsageError for a target that is neither a database nor a new workbook."""
    if is_database(target):
        with database_libraries():
            from sheets_crm.books.database.book import DatabaseBook
            from sheets_crm.engine.migrating.migrate import migrate
        book = open_book(source, config)
        into = open_book(target, config)
        assert isinstance(into, DatabaseBook)
        with progress(quiet=quiet) as told:
            told(READING, 1, 2)
            return migrate(book, into, config, check=check, over=over, moving=lambda: told(MOVING, 2, 2))
    if is_address(target) or Path(target).suffix.lower() != ".xlsx":
        what = Text(
            "перенести книгу можно в базу или в новый файл .xlsx", "a book can be moved into a database or a new .xlsx file"
        )
        mend = Text(
            "Например: sheets-crm migrate clients.xlsx sqlite:///clients.db",
            "For example: sheets-crm migrate clients.xlsx sqlite:///clients.db",
        )
        raise UsageError(what, where=public(target), mend=mend)
    with progress(quiet=quiet) as told:
        told(MOVING, 1, 1)
        return bring_home(open_book(source, config), Path(target), config, moment(None), check=check)


def document(one: Migration) -> dict[str, Any]:
    """Return a migration as a JSON object."""
    found = one.reconciliation
    return {
        "source": one.source,
        "target": one.target,
        "written": one.done,
        "agrees": found.agrees,
        "sheets": [{"sheet": s.sheet, "rows": s.rows, "new": s.new, "changed": s.changed, "apart": s.apart} for s in one.sheets],
        "gone": one.gone,
        "counts": [_count(each) for each in found.counts],
        "differences": [_difference(each) for each in found.differences],
        "lost": [_lost(each) for each in found.lost],
    }


def _count(one: Compared) -> dict[str, Any]:
    said = {"sheet": one.measure.sheet, "column": one.measure.field, "what": one.measure.what}
    said |= {"month": one.measure.month} if one.measure.month else {}
    values = {"book": _exact(one.book), "database": _exact(one.database), "explained": _exact(one.explained)}
    return {**said, **({"client": one.measure.client} if one.measure.client else {}), **values, "agrees": one.agrees}


def _exact(one: Any) -> Any:  # noqa: ANN401 - a count of any kind
    return str(one) if isinstance(one, Decimal) else plain(one)


def _difference(one: Difference) -> dict[str, Any]:
    said = {"sheet": one.sheet, "row": one.row, "cell": one.cell, "column": one.title, "written": one.written}
    return {**said, "why": one.why.in_(spoken()), "loss": str(one.loss)}


def _lost(one: Lost) -> dict[str, Any]:
    return {"sheet": one.sheet, "cell": one.cell, "book": plain(one.book), "database": plain(one.database)}


def show(one: Migration, *, everything: bool) -> None:
    """Tell of a migration: what came, what was counted on both sides, which cells differ and why."""
    CONSOLE.print(f"[bold]{say('Перенос', 'Migration')}[/bold] · {escape(one.source)} → {escape(one.target)}\n")
    _sheets(one)
    _counts(one, everything=everything)
    found = one.reconciliation
    _lines(
        say("Что не подошло своему столбцу и хранится как записано", "What did not fit its column and is kept as written"),
        [f"{escape(d.sheet)}!{d.cell} · {escape(d.title)}: {escape(d.why.in_(spoken()))}" for d in found.differences],
        everything=everything,
    )
    _lines(
        say("Что потерялось бы", "What would be lost"),
        [f"{escape(d.sheet)}!{d.cell}: {escape(value(d.book))} → {escape(value(d.database))}" for d in found.lost],
        everything=everything,
    )
    CONSOLE.print(_verdict(one))


def _sheets(one: Migration) -> None:
    if not one.sheets:
        return
    heads = (
        say("Лист", "Sheet"),
        say("Записей", "Records"),
        say("Новых", "New"),
        say("Изменено", "Changed"),
        say("Как записано", "As written"),
    )
    grid = _grid(*heads)
    for sheet in one.sheets:
        grid.add_row(escape(sheet.sheet), *(str(count or "·") for count in (sheet.rows, sheet.new, sheet.changed, sheet.apart)))
    CONSOLE.print(grid)
    gone = sum(one.gone.values())
    if gone:
        CONSOLE.print(say(f"Больше нет в книге, помечены ушедшими: {gone}", f"No longer in the book, marked as gone: {gone}"))
    CONSOLE.print()


def _counts(one: Migration, *, everything: bool) -> None:
    """Show the sums, and whatever does not agree; with `everything` every count."""
    whole = [c for c in one.reconciliation.counts if not c.measure.client and not c.measure.month]
    shown = one.reconciliation.counts if everything else [c for c in whole if c.measure.what in ("rows", "sum")]
    shown = [*shown, *(c for c in one.reconciliation.unexplained if c not in shown)]
    if not shown:
        return
    grid = _grid(
        say("Сверка", "Compared"),
        say("В книге", "In the book"),
        say("В базе", "In the database"),
        say("Объяснённая разница", "Explained difference"),
        "",
    )
    for each in shown:
        agrees = "[green]✓[/green]" if each.agrees else "[red]✗[/red]"
        explained = f"{-each.explained:+f}" if each.explained else "·"
        grid.add_row(_named(each, one.reconciliation), _counted(each.book), _counted(each.database), explained, agrees)
    CONSOLE.print(grid)
    CONSOLE.print()


def _counted(one: Count) -> str:
    """Show sums with their kopecks, and with parts of a kopeck where a book has them."""
    if not isinstance(one, Decimal):
        return escape(value(one))
    roubles, _, rest = f"{one:f}".partition(".")
    return f"{roubles}.{rest.rstrip('0'):0<2}"


def _named(one: Compared, found: Reconciliation) -> str:
    column = found.titles.get((one.measure.sheet, one.measure.field), one.measure.field)
    parts = (one.measure.sheet, column, MEASURES[one.measure.what].in_(spoken()), one.measure.month)
    client = say(f"клиент {one.measure.client}", f"client {one.measure.client}") if one.measure.client else ""
    return escape(" · ".join(part for part in (*parts, client) if part))


def _lines(title: str, lines: list[str], *, everything: bool) -> None:
    if not lines:
        return
    CONSOLE.print(f"[bold]{title}: {len(lines)}[/bold]")
    for line in lines if everything else lines[:FEW]:
        CONSOLE.print(f"  {line}")
    if not everything and len(lines) > FEW:
        more = say(f"… и ещё {len(lines) - FEW} (все: --all)", f"… and {len(lines) - FEW} more (all of them: --all)")
        CONSOLE.print(f"[dim]  {more}[/dim]")
    CONSOLE.print()


def _verdict(one: Migration) -> str:
    found = one.reconciliation
    if not found.agrees:
        wrong = len(found.unexplained) + len(found.lost)
        return f"[red]{say(f'Не сошлось: {wrong}. Ничего не записано', f'Does not agree: {wrong}. Nothing was written')}[/red]"
    agreed = say(
        f"Всё сошлось: ячеек {found.cells}, итогов {len(found.counts) + found.alike}.",
        f"Everything agrees: {found.cells} cells, {len(found.counts) + found.alike} counts.",
    )
    return f"[green]{agreed}[/green] " + (
        "" if one.done else say("Ничего не записано: это проверка", "Nothing was written: a check")
    )


def _grid(*heads: str) -> Grid:
    grid = Grid(box=None, padding=(0, 2, 0, 0), expand=False)
    for at, head in enumerate(heads):
        grid.add_column(head, overflow="fold", header_style="dim", justify="right" if at else "left")
    return grid
