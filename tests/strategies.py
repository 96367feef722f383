"""Books as people fill them in: dirty values of every kind, as content for a new workbook."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from sheets_crm.model.cells import CellValue

PHONES = [
    "8 (916) 123-45-67",
    "+7 916 123-45-67",
    79161234567,
    "7.9161234567E+10",
    "тел. 123",
    "+49 30 901820",
    "8-495-1234567 доб. 12",
]
EMAILS = ["ivan@example.ru", " Ivan@Mail.RU ", "mailto:a@b.ru", "ivan@маil.ru", "a@b.ru, c@d.ru", "нет", "=cmd@x.ru"]
NAMES = ["ООО «Ромашка»", "ооо  ромашка", 'ЗАО "Лютик"', "ИВАНОВ ИВАН ИВАНОВИЧ", "Иванова\u00a0Анна", "=1+1", "+79", "Петров"]
DATES = [
    date(2026, 1, 15),
    "31.12.2025",
    "31.02.2026",
    "5 мая 2026",
    "03/04/26",
    45000,
    date(2027, 5, 5),
    datetime(2026, 5, 4, 13, 30),
]
AMOUNTS = [Decimal("3820.50"), "2 200 руб.", "1\u00a0200,50 ₽", "1,234", "дорого", 0.1, -5]
CHOICES = ["Стрижка", "стрижка ", "Стрижка, Окраска", "Стрижа", "Окраска"]
STATUSES = ["активный", "Неактивен", "отказ", "архив", "вип"]
WORDS = ["перезвонить", "  ", "'кавычка", "=СУММ(A1)", "@тег", "длинный\nтекст", "_x000D_", "Zoë & <b>"]


def cells(*pools: list[Any]) -> st.SearchStrategy[CellValue]:
    """Give a value of these pools, or nothing."""
    return st.none() | st.sampled_from([value for pool in pools for value in pool])


def rows(columns: dict[str, st.SearchStrategy[CellValue]], most: int) -> st.SearchStrategy[list[dict[str, CellValue]]]:
    """Give records of these columns; empty cells are left out."""
    row = st.fixed_dictionaries(columns).map(lambda row: {key: value for key, value in row.items() if value is not None})
    return st.lists(row, max_size=most)


def contents() -> st.SearchStrategy[dict[str, list[dict[str, CellValue]]]]:
    """Give what an extended book holds: lists, clients, orders, touches."""
    clients = {
        "name": cells(NAMES),
        "phone": cells(PHONES, WORDS),
        "email": cells(EMAILS),
        "service": cells(CHOICES),
        "tier": cells(["A", "а", "B", "?"]),
        "comment": cells(WORDS),
        "status": cells(STATUSES),
        "status_reason": cells(WORDS),
        "birthday": cells(DATES),
        "first_order": cells(DATES),
        "last_order": cells(DATES, WORDS),
        "next_task": cells(WORDS),
        "next_date": cells(DATES),
        "number": cells([1, 2, 3, "три"]),
        "orders_total": cells(AMOUNTS),
        "id": cells(["K-00001", "K-00002", "свой", " "]),
    }
    orders = {
        "date": cells(DATES),
        "client": cells(NAMES),
        "service": cells(CHOICES),
        "amount": cells(AMOUNTS),
        "client_id": cells(["K-00001", "?"]),
    }
    results = ["заказ", "недозвон", "Отложил", "нет реакции", "отказ", "чудо"]
    touches = {
        "date": cells(DATES),
        "client": cells(NAMES),
        "result": cells(results),
        "term": cells(DATES),
        "comment": cells(WORDS),
    }
    return st.fixed_dictionaries(
        {
            "services": st.just([{"title": "Стрижка"}, {"title": "Окраска"}]),
            "clients": rows(clients, 8),
            "orders": rows(orders, 6),
            "touches": rows(touches, 6),
        }
    )
