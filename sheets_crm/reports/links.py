"""How a report leads to the client it speaks of."""

from __future__ import annotations

from sheets_crm.ledger.clients import Clients
from sheets_crm.model.report import ReportCell
from sheets_crm.model.text import Lang, Text

NAMELESS = Text(ru="(без имени)", en="(no name)")


def client_link(clients: Clients, at: int, lang: Lang) -> ReportCell:
    """Return one client's name as a link to its row."""
    table, row = clients.place(at)
    return ReportCell(clients.names[at] or NAMELESS.in_(lang), "link", (table.sheet, table.address(row, "name")))
