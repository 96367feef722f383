"""Reads a book and finds its tables, as the config says or as they are recognised."""

from __future__ import annotations

from sheets_crm.books.base import Book
from sheets_crm.engine.config import Config
from sheets_crm.mapping.binding import Bound, bind
from sheets_crm.mapping.recognition import recognise
from sheets_crm.model.layout import Layout
from sheets_crm.reports.registry import REPORTS

OWN_TABS = frozenset(title for report in REPORTS for title in (report.title.ru, report.title.en))


def read_bound(book: Book, config: Config, layout: Layout) -> Bound:
    """Read a book with its tables; the notes tell what of the config's mapping is not in the book."""
    snapshot = book.read()
    mapping = config.mapping(book.name) or recognise(snapshot, layout, OWN_TABS)
    return bind(snapshot, mapping, layout)
