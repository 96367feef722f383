"""A workbook with errors such as people make, for the pictures of the audit."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path
from typing import Literal

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Lang = Literal["ru", "en"]
MONTHS = {
    "ru": "Январь Февраль Март Апрель Май Июнь Июль Август Сентябрь Октябрь Ноябрь Декабрь",
    "en": "January February March April May June July August September October November December",
}
WORDS = {
    "ru": {
        "sales": (
            "Продажи",
            "Продажи по месяцам, 2026",
            ["Месяц", "Заказов", "Средний чек", "Выручка", "Скидка", "К оплате"],
            "Итого",
        ),
        "pay": ("Зарплата", "Зарплата, ноябрь", ["Сотрудник", "Оклад", "Премия", "Налог", "На руки"], "Всего"),
        "clients": ("Клиенты", "Все клиенты", ["Клиент", "Заказов", "Сумма", "В среднем"], ""),
    },
    "en": {
        "sales": ("Sales", "Sales by month, 2026", ["Month", "Orders", "Average", "Revenue", "Discount", "To pay"], "Total"),
        "pay": ("Salaries", "Salaries, November", ["Employee", "Salary", "Bonus", "Tax", "To be paid"], "All"),
        "clients": ("Clients", "All clients", ["Client", "Orders", "Amount", "On average"], ""),
    },
}


def make(target: Path, lang: Lang, profile: Path) -> None:
    """Make the workbook, calculated by LibreOffice."""
    dice, book = random.Random(3), Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    _sales(_sheet(book, lang, "sales"), lang, dice)
    _pay(_sheet(book, lang, "pay"), lang, dice)
    _clients(_sheet(book, lang, "clients"), lang, dice)
    raw = profile / target.name
    profile.mkdir(parents=True, exist_ok=True)
    book.save(raw)
    command = ["soffice", f"-env:UserInstallation={(profile / 'lo').as_uri()}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(target.parent), str(raw)], check=True, capture_output=True)


def _sheet(book: Workbook, lang: Lang, name: str) -> Worksheet:
    title, heading, columns, _ = WORDS[lang][name]
    sheet = book.create_sheet(title)
    sheet.append([heading])
    sheet.append([])
    sheet.append(columns)
    return sheet


def _sales(sheet: Worksheet, lang: Lang, dice: random.Random) -> None:
    for row, month in enumerate(MONTHS[lang].split(), 4):
        orders, average = dice.randint(40, 90), dice.randint(2100, 4900) + 0.5
        sheet.append([month, orders, average, f"=B{row}*C{row}", f"=D{row}*0.05", f"=D{row}-E{row}"])
    sheet["D9"], sheet["E12"], sheet["B7"] = 198420.25, "=D11*0.05", "71 "
    sums = [f"=SUM({column}4:{column}15)" for column in "DE"]
    sheet.append([WORDS[lang]["sales"][3], "=SUM(B4:B15)", None, *sums, "=SUM(F4:F14)"])


def _pay(sheet: Worksheet, lang: Lang, dice: random.Random) -> None:
    who = {"ru": "Сотрудник", "en": "Employee"}[lang]
    for row in range(4, 28):
        salary = dice.randint(60, 140) * 1000
        sheet.append([f"{who} {row - 3}", salary, f"=B{row}*0.1", f"=(B{row}+C{row})*0.13", f"=B{row}+C{row}-D{row}"])
    sheet["E14"], sheet["D20"] = 97000, "=B20/0"
    sheet.append([WORDS[lang]["pay"][3], *(f"=SUM({column}4:{column}27)" for column in "BCDE")])


def _clients(sheet: Worksheet, lang: Lang, dice: random.Random) -> None:
    who = {"ru": "Клиент", "en": "Client"}[lang]
    for row in range(4, 5004):
        sheet.append([f"{who} {row - 3}", dice.randint(1, 9), dice.randint(1000, 90000), f"=C{row}/B{row}"])
    sheet["D1500"] = 4321
