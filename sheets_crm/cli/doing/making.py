"""What `new` and `demo` have in common: a book is made, and what was planted in it is written down."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sheets_crm.books.database.naming import public
from sheets_crm.books.google.addressing import is_google
from sheets_crm.books.xlsx.template.workbook import create_workbook
from sheets_crm.cli.opening import googles_libraries, progress, speaker
from sheets_crm.demo import Demo, make_demo, truth_document
from sheets_crm.engine.applying import WRITING
from sheets_crm.engine.settings.config import Config, is_address
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.errors import UnreadableError, UsageError
from sheets_crm.model.layout import Layout
from sheets_crm.model.text import Lang, Text
from sheets_crm.reports.registry import REPORTS

INVENTING = Text("Придумываю клиентов, заказы и касания", "Making up clients, orders and touches")
NO_DEMO = Demo({}, ())


@dataclass(frozen=True)
class Order:
    """A book to be made: where it shall live, its layout and language, how many made-up clients, and as of when."""

    book: str
    layout: str
    lang: Lang
    clients: int
    seed: int
    now: datetime


def make_book(order: Order, config: Config, truth: Path | None = None, *, quiet: bool) -> tuple[dict[str, int], tuple[Text, ...]]:
    """Make a book, filled with made-up clients; return how many rows each kind of sheet got, and what people should know."""
    layout = load_layout(order.layout)
    _refuse_other_books(order.book)
    with progress(quiet=quiet) as told:
        made = NO_DEMO
        if order.clients:
            told(INVENTING, 1, 2)
            made = make_demo(order.clients, order.seed, order.now.date(), order.lang, layout)
            if truth:
                _write(truth, json.dumps(truth_document(made, layout, order.lang), ensure_ascii=False, indent=1))
        told(WRITING, 2, 2)
        notes = _write_book(order, layout, made, config)
    return {kind: len(rows) for kind, rows in made.content.items()}, notes


def _refuse_other_books(book: str) -> None:
    if not is_google(book) and (is_address(book) or Path(book).suffix.lower() != ".xlsx"):
        what = Text("новая книга бывает только .xlsx или google:ID", "a new book can only be an .xlsx file or google:ID")
        mend = Text("Назовите файл, например, clients.xlsx", "Name the file, for example, clients.xlsx")
        raise UsageError(what, where=public(book), mend=mend)


def _write_book(order: Order, layout: Layout, made: Demo, config: Config) -> tuple[Text, ...]:
    tabs = [(report.title, report.about) for report in REPORTS if report.expected]
    if is_google(order.book):
        return _write_spreadsheet(order, layout, made, config, tabs)
    created = datetime.combine(order.now, datetime.min.time()) if order.clients else order.now
    create_workbook(Path(order.book), layout, order.lang, made.content, created, tabs)
    return ()


def _write_spreadsheet(
    order: Order, layout: Layout, made: Demo, config: Config, tabs: list[tuple[Text, Text]]
) -> tuple[Text, ...]:
    with googles_libraries():
        from sheets_crm.books.google.opening import open_google
        from sheets_crm.books.google.template.spreadsheet import create_spreadsheet
    book = open_google(order.book, config.content.google, config.folder, speaker())
    set_to = create_spreadsheet(book.client, book.identifier, layout, order.lang, made.content, tabs)
    zone = Text(
        f"Часовой пояс таблицы: {set_to.time_zone} («Файл → Настройки»); по нему в ней наступает «сегодня»",
        f"The spreadsheet's time zone is {set_to.time_zone} (“File → Settings”): by it a day begins there",
    )
    if not set_to.former_locale:
        return (zone,)
    locale = Text(
        f"Региональные настройки таблицы: {set_to.locale} (были {set_to.former_locale}); от них зависит вид дат и чисел",
        f"The spreadsheet's locale is now {set_to.locale} (it was {set_to.former_locale}): days and numbers go by it",
    )
    return (locale, zone)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as wrong:
        what = Text("сюда нельзя записать файл", "a file cannot be written here")
        mend = Text("Проверьте папку и права на неё", "Check the folder and its permissions")
        raise UnreadableError(what, where=str(path), mend=mend) from wrong
