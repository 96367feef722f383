"""The views answer what people ask, in plain words."""

from __future__ import annotations

from datetime import date, timedelta

from moving import moved, sql

from sheets_crm.books.memory import MemoryBook

TODAY = date.today()  # noqa: DTZ011 - the database's own clock
LONG_AGO = TODAY - timedelta(days=400)


def shop(address: str) -> None:
    book = MemoryBook.of(
        "book",
        {
            "Сотрудники": [["Сотрудник", "Должность", "ID"], ["Сидорова Вера", "менеджер", "S-00001"]],
            "Клиенты": [
                ["Клиент", "Телефон", "Менеджер", "Статус", "Следующая задача", "Дата задачи", "ID"],
                ["Иванов Иван", "+7 916 123-45-67; +7 495 123-45-67", "Сидорова Вера", "активный", "позвонить", TODAY, "K-00001"],
                ["Петров Пётр", None, "Сидорова Вера", "активный", "потом", TODAY + timedelta(days=3), "K-00002"],
                ["ООО «Ромашка»", None, None, "отказ", None, None, "K-00003"],
            ],
            "Заказы": [
                ["Дата", "Клиент", "Сумма", "Этап", "ID"],
                [TODAY, "Иванов Иван", 100.10, "новый", "Z-00001"],
                [TODAY, "Иванов Иван", 200.20, "оплачен", "Z-00002"],
                [TODAY, "Петров Пётр", 50, "отменён", "Z-00003"],
                [LONG_AGO, "Петров Пётр", 70, "выполнен", "Z-00004"],
                [LONG_AGO, "ООО «Ромашка»", 70, "выполнен", "Z-00005"],
            ],
        },
    )
    moved(book, address)


def test_buyers_of_the_month(address: str) -> None:
    shop(address)
    found = sql(address, 'select "Клиент", "Телефон", "Заказов", "Сумма" from "Покупатели месяца"')
    assert [(client, phone, orders, round(float(str(amount)), 2)) for client, phone, orders, amount in found] == [
        ("Иванов Иван", "+7 916 123-45-67", 2, 300.30)
    ]


def test_silent_clients_are_those_who_may_be_called(address: str) -> None:
    shop(address)
    found = sql(address, 'select "Client", "Manager", "Last order" from "Silent clients"')
    assert [(client, manager, str(day)) for client, manager, day in found] == [("Петров Пётр", "Сидорова Вера", str(LONG_AGO))]


def test_tasks_for_today(address: str) -> None:
    shop(address)
    assert sql(address, 'select "Задача", "Клиент" from "Задачи на сегодня"') == [("позвонить", "Иванов Иван")]


def test_a_client_card_has_all_that_happened(address: str) -> None:
    shop(address)
    found = sql(address, """select count(*) from "Карточка клиента" where "Клиент" = 'Иванов Иван'""")
    assert found == [(3,)]
