"""Reads a book and finds its tables, as the config says or as they are recognised."""

from __future__ import annotations

from collections.abc import Iterator

from sheets_crm.books.base import Book
from sheets_crm.engine.settings.config import Config
from sheets_crm.mapping.binding import RULE, Bound, bind
from sheets_crm.mapping.recognition import recognise
from sheets_crm.model.layout import Layout
from sheets_crm.model.mapping import Mapping
from sheets_crm.model.plan import Finding
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.reports.registry import REPORTS

OWN_TABS = frozenset(title for report in REPORTS for title in (report.title.ru, report.title.en))
NAMED_TABS = OWN_TABS - {"Архив", "Archive", "Дубли", "Duplicates", "Предложения", "Proposals"}
"""Those that are known by their names; people call sheets of clients so too, and what the program writes above its own tells."""


def read_bound(book: Book, config: Config, layout: Layout) -> Bound:
    """Read a book with its tables; the notes tell what of the config's mapping is not in the book."""
    return bind_snapshot(book.read(), book.name, config, layout)


def bind_snapshot(snapshot: Snapshot, name: str, config: Config, layout: Layout) -> Bound:
    """Find the tables in what was read of a book of this name."""
    mapping = config.mapping(name) or recognise(snapshot, layout, NAMED_TABS)
    bound = bind(snapshot, mapping, layout)
    return Bound(bound.snapshot, (*bound.notes, *_headers_below(bound.snapshot, mapping)))


def _headers_below(snapshot: Snapshot, mapping: Mapping) -> Iterator[Finding]:
    """Tell of header rows that lie below all that the sheet holds: nothing would be read there."""
    for mapped in mapping.sheets:
        table, grid = snapshot.table(mapped.sheet), snapshot.grids.get(mapped.sheet)
        if table is not None and grid is not None and grid.last_row and table.header_row > grid.last_row:
            message = Text(
                f"По настройкам заголовки листа «{mapped.sheet}» в строке {table.header_row}, а лист кончается строкой"
                f" {grid.last_row}: программа ничего на нём не видит",
                f"The settings put the header of “{mapped.sheet}” into row {table.header_row}, but the sheet ends with row"
                f" {grid.last_row}: the program sees nothing there",
            )
            hint = Text(
                "Поправьте header_row в настройках или запустите adopt ещё раз",
                "Mend header_row in the config, or run adopt again",
            )
            yield Finding(mapped.sheet, "", "", RULE, "warning", message, hint)
