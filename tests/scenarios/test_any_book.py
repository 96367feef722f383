"""Any small book at all: the same plan wherever it lies, the same book after it, and nothing left to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from desks import Desk, sheets_crm
from hypothesis import HealthCheck, given, settings
from same import differences, still_a_day
from seen import seen
from sheets_server.spreadsheet import Json, Spreadsheet, new_sheet, new_spreadsheet
from strategies import contents
from telling import TODAY, alike
from workbooks import extended, google_format

from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.model.cells import CellValue

LAYOUT = load_layout("extended")
KINDS = ("clients", "orders", "touches", "services")
Rows = list[dict[str, CellValue]]


def made(content: dict[str, Rows]) -> Spreadsheet:
    """Make a book of records, each column headed as in the layout; text is text, whatever it looks like."""
    book = new_spreadsheet("any", "Клиенты", "ru_RU")
    book.sheets = []
    for number, kind in enumerate(KINDS, 1):
        about = LAYOUT.sheet(kind)
        sheet = new_sheet(number, about.title.ru, 40, len(about.shown) + 4)
        for column, field in enumerate(about.shown):
            sheet.cells[0, column] = cell(field.title.ru)
            for row, record in enumerate(content[kind], 1):
                if data := cell(record.get(field.key)):
                    sheet.cells[row, column] = data
        book.sheets.append(sheet)
    return book


def cell(value: Any) -> Json:
    if value == "_x000D_":  # a lone carriage return: XML makes it a line feed, whoever writes it
        return {}
    data: Json = {"userEnteredValue": entered} if (entered := extended(value)) else {}
    if isinstance(value, date):
        code = "dd.mm.yyyy hh:mm" if isinstance(value, datetime) else "dd.mm.yyyy"
        data["userEnteredFormat"] = {"numberFormat": google_format(code)}
    return data


@given(contents())
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_the_same_plan_and_the_same_book(lay: Callable[..., Desk], content: dict[str, Rows]) -> None:
    book = made(content)
    workbook, spreadsheet = lay("xlsx", book), lay("google", book)
    for verb in ("run", "run", "undo"):
        words = [verb, "nightly"] if verb == "run" else [verb]
        one, other = (sheets_crm(desk, *words, desk.name, "--json", "--today", TODAY) for desk in (workbook, spreadsheet))
        assert (one.status, alike(one.json)) == (other.status, alike(other.json))
        found = differences(seen(workbook.open()), seen(spreadsheet.open()))
        assert [one for one in found if verb == "run" or not still_a_day(*one[2:])] == []
