"""A client base as staff keep it: clients and orders, notes that share texts with names and phones, formulas of their own."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from sheets_server.drive import File
from sheets_server.requests.batch import batch_update
from sheets_server.requests.work import Caller
from sheets_server.running import OWNER, Running
from sheets_server.spreadsheet import Json

CLIENTS, ORDERS = 7, 8
NAMES = ("ООО  «Ромашка»", "Иванов Иван", "петрова анна", "Сидоров  Пётр", "ИП Кузнецов", "Anna Smith", "ЗАО Вектор")
PHONES = (
    "8 916 123-45-67",
    "79161234568",
    "+7 916 123-45-67",
    "8(916)1234569",
    "89161234570",
    "+7 916 123-45-68",
    "8 916 765-43-21",
)
EMAILS = ("office@Romashka.RU", "ivan@example.ru ", "anna@example.ru", "PETR@EXAMPLE.COM", "нет")
DAYS = ("1.2.1990", "01.02.1990", "3 марта 1985", "1985-03-03", "31.02.2001")
NOTES = (*PHONES[:4], *NAMES[:3], *EMAILS[:2], "звонить утром", "активный", "Активный", "не звонить")
STATUSES = ("активный", "Активный", "неактивен", "отказ", "ждёт")
STAGES = ("новый", "Оплачен", "в работе", "отменён", "закрыт")
NUMBERS = (89161234571, 79161234568, 9161234572)
CLIENT_TITLES = (
    "№",
    "Клиент",
    "Телефон",
    "E-mail",
    "Заметка себе",
    "Длина",
    "День рождения",
    "Вид",
    "Статус",
    "Следующая задача",
    "Дата задачи",
    "Комментарий",
    "Первый заказ",
    "Последний заказ",
    "Последнее касание",
    "Заказов",
    "Сумма заказов",
    "ID",
)
ORDER_TITLES = ("Дата", "Клиент", "Услуга", "Сумма", "Оплачено", "Долг", "Этап", "Комментарий", "ID клиента", "ID")
LOOKS_UP = "XLOOKUP("
SPILLING = {
    "Длина": 'IF(B{0}:B="";"";LEN(B{0}:B))',
    "Вид": 'IF(B{0}:B="";"";"человек")',
    "Статус": 'IF(C{0}:C="";"";"активный")',
    "Заказов": 'IF(B{0}:B="";"";COUNTIF(Заказы!B:B;B{0}:B))',
    "Долг": 'IF(B{0}:B="";"";IFERROR(D{0}:D-E{0}:E;0))',
    "ID клиента": 'IF(B{0}:B="";"";XLOOKUP(B{0}:B;Клиенты!B:B;Клиенты!R:R;""))',
}
"""What people let a single formula work out for a whole column, from a row on."""
DAY = {"numberFormat": {"type": "DATE", "pattern": "dd.mm.yyyy"}}
PLAIN = {"numberFormat": {"type": "TEXT"}}
YELLOW = {"backgroundColor": {"red": 1, "green": 1}}
DROPDOWN = {
    "condition": {
        "type": "ONE_OF_LIST",
        "values": [{"userEnteredValue": one} for one in ("активный", "неактивный", "отказ", "архив")],
    },
    "showCustomUi": True,
}


def cell(value: str | float | None, **about: Any) -> Json:
    """Return a CellData; a text that begins with = is a formula."""
    if value is None:
        return about
    kind = "numberValue" if not isinstance(value, str) else "formulaValue" if value.startswith("=") else "stringValue"
    return {"userEnteredValue": {kind: value}, **about}


def clients(dice: Random, count: int) -> Iterator[dict[str, Json]]:
    """Yield rows of clients by title."""
    for at in range(1, count + 1):
        row = {
            "Клиент": cell(
                f"{dice.choice(NAMES)} {'абвгдежзиклмнопрстуф'[at % 20]}" if dice.random() < 0.8 else dice.choice(NAMES)
            ),
            "Телефон": cell(dice.choice((*PHONES, *PHONES, None, *NUMBERS)), **maybe(dice, userEnteredFormat=PLAIN)),
            "E-mail": cell(dice.choice((*EMAILS, None))),
            "Заметка себе": cell(dice.choice((*NOTES, None, None)), **maybe(dice, note="не трогать")),
            "Длина": cell(f"=LEN(B{at + 1})" if dice.random() < 0.7 else None),
            "День рождения": cell(*dice.choice([(one,) for one in (*DAYS, None)]))
            if dice.random() < 0.7
            else cell(32905 + at, userEnteredFormat=DAY),
            "Статус": cell(dice.choice((*STATUSES, None, None, None)), dataValidation=DROPDOWN),
            "Следующая задача": cell(dice.choice(("позвонить", None, None, None))),
            "Комментарий": cell(dice.choice((*NOTES, None)), **maybe(dice, userEnteredFormat=YELLOW)),
            "ID": cell(f"K-{at:05d}" if dice.random() < 0.7 else None),
        }
        yield row


def maybe(dice: Random, **about: Any) -> dict[str, Any]:
    return about if dice.random() < 0.1 else {}


def orders(dice: Random, count: int, names: list[str]) -> Iterator[dict[str, Json]]:
    """Yield rows of orders by title."""
    for at in range(1, count + 1):
        yield {
            "Дата": cell(46000 + dice.randrange(60), userEnteredFormat=DAY) if dice.random() < 0.6 else cell(dice.choice(DAYS)),
            "Клиент": cell(dice.choice(names)),
            "Услуга": cell(dice.choice(("уборка", "окна", None))),
            "Сумма": cell(dice.choice(("1 500,50", 1500, 2300.5, "три тысячи", "1500 руб."))),
            "Оплачено": cell(dice.choice((1500, None, "0"))),
            "Долг": cell(f"=IFERROR(D{at + 1}-E{at + 1};0)"),
            "Этап": cell(dice.choice((*STAGES, None))),
            "Комментарий": cell(dice.choice((*NOTES, None))),
            "ID клиента": cell(f"K-{dice.randrange(1, 9):05d}" if dice.random() < 0.2 else None),
            "ID": cell(f"Z-{at:05d}" if dice.random() < 0.6 else None),
        }


def spilled(dice: Random, title: str, rows: list[dict[str, Json]]) -> Json:
    """Let one formula fill a column, from its header or from its first cell; return what then stands in the header."""
    for row in rows:
        row.pop(title, None)
    way, text = dice.randrange(3), SPILLING[title]
    if way == 0:
        return cell(f'={{"{title}";ARRAYFORMULA({text.format(2)})}}')
    if way == 1:
        return cell(f'=ARRAYFORMULA(IF(ROW(B1:B)=1;"{title}";{text.format(1)}))')
    rows[0][title] = cell(f"=ARRAYFORMULA({text.format(2)})")
    return cell(title)


def made(server: Running, dice: Random) -> File:
    """Make a spreadsheet that a person shared with the program."""
    file = server.spreadsheet("База")
    many, few = dice.randint(8, 24), dice.randint(4, 14)
    people = list(clients(dice, many))
    names = [str(next(iter(one["Клиент"]["userEnteredValue"].values()))) for one in people]
    tabs = ((CLIENTS, "Клиенты", CLIENT_TITLES, people), (ORDERS, "Заказы", ORDER_TITLES, list(orders(dice, few, names))))
    spilling = dice.sample(list(SPILLING), dice.choice((0, 0, 0, 1, 2)))
    requests: list[Json] = [{"updateSpreadsheetProperties": {"properties": {"locale": "ru_RU"}, "fields": "locale"}}]
    for number, title, titles, rows in tabs:
        size = {"rowCount": len(rows) + 8, "columnCount": len(titles) + 2, "frozenRowCount": 1}
        requests.append({"addSheet": {"properties": {"sheetId": number, "title": title, "gridProperties": size}}})
        heads = [spilled(dice, one, rows) if one in spilling else cell(one) for one in titles]
        lines = [{"values": heads}, *({"values": [row.get(one, {}) for one in titles]} for row in rows)]
        start = {"sheetId": number, "rowIndex": 0, "columnIndex": 0}
        requests.append({"updateCells": {"start": start, "rows": lines, "fields": "*"}})
    requests.append({"deleteSheet": {"sheetId": 0}})
    with server.world.lock:
        assert file.book is not None
        file.book, _ = batch_update(file.book, {"requests": requests}, Caller(OWNER, OWNER))
        server.world.touch(file, OWNER)
    return file
