"""A spreadsheet in plain text: what can be repaired there is, and what cannot be shown there leaves no trace."""

from __future__ import annotations

from collections.abc import Callable

import paper
import pytest
from desks import Desk, sheets_crm
from seen import seen
from telling import TODAY

ROWS = [
    ["Клиент", "Телефон", "Статус", "Следующая задача", "Дата задачи", "ID"],
    ["ооо ромашка", "8 916 123-45-67"],
    ["'=Иванов", "'+79161234568", "Активный"],
]


@pytest.fixture
def spreadsheet(lay: Callable[..., Desk]) -> Desk:
    return lay("google", paper.book({"Клиенты": {"rows": ROWS, "formats": {"A1:F12": "@"}}}))


def night(desk: Desk) -> dict[str, str]:
    """Run the job; return what was left, and why."""
    said = sheets_crm(desk, "run", "nightly", desk.name, "--json", "--today", TODAY)
    return {one["cell"]: one["why"] for one in (said.json["receipt"] or {"kept": []})["kept"]}


def test_phones_names_and_ids_come_out_and_lookups_leave_nothing_behind(spreadsheet: Desk) -> None:
    left = night(spreadsheet)
    assert left.keys() == {"C2", "D2", "D3", "E2", "E3"}
    assert all("простой текст" in why for why in left.values())
    cells = seen(spreadsheet.open())["Клиенты"]
    assert [[cells[f"{column}{row}"].text for column in "ABF"] for row in (2, 3)] == [
        ["ООО ромашка", "+7 916 123-45-67", "K-00001"],
        ["=Иванов", "+7 916 123-45-68", "K-00002"],
    ]
    assert not left.keys() & cells.keys()


def test_once_the_format_is_automatic_the_values_come(spreadsheet: Desk) -> None:
    night(spreadsheet)
    area = {"sheetId": 1, "startColumnIndex": 2, "endColumnIndex": 5}
    spreadsheet.do([{"repeatCell": {"range": area, "cell": {}, "fields": "userEnteredFormat.numberFormat"}}])
    assert night(spreadsheet) == {}
    cells = seen(spreadsheet.open())["Клиенты"]
    assert [cells[place].text for place in ("C2", "D3", "E2")] == ["активный", "Позвонить и познакомиться", "20.11.2026"]
