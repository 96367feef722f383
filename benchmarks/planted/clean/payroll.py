"""A payroll: bonus by result, tax in whole roubles as the law wants it, the highest and mean pay below the totals."""

from __future__ import annotations

from planted.book import Book, Tab
from planted.making import MONEY, PEOPLE, PERCENT, WHOLE, Maker


def make(maker: Maker) -> Book:
    """Make a payroll of 8 to 20 people."""
    count = maker.whole(8, 20)
    tab = Tab("Зарплата", head=3, data=range(4, 4 + count), total=4 + count)
    tab.row(1, "Расчётная ведомость")
    tab.row(3, "Сотрудник", "Оклад", "KPI", "Премия", "Начислено", "НДФЛ", "Аванс", "К выплате")
    for row, name in zip(tab.data, maker.some(PEOPLE, count), strict=True):
        pay = maker.whole(400, 1200) * 100
        tab.row(row, name, pay, maker.whole(80, 125) / 100, f"=ROUND(B{row}*C{row}*0.2,2)", f"=B{row}+D{row}")
        tab.row(row, f"=ROUND(E{row}*0.13,0)", round(pay * 0.4, -2), f"=E{row}-F{row}-G{row}", first=6)
    first, last, total = tab.data[0], tab.data[-1], tab.total
    tab.row(total, "Итого", f"=SUM(B{first}:B{last})", f"=AVERAGE(C{first}:C{last})")
    tab.row(total, *(f"=SUM({at}{first}:{at}{last})" for at in "DEFGH"), first=4)
    tab.row(total + 2, "Наибольшая выплата", None, None, None, None, None, None, f"=MAX(H{first}:H{last})")
    tab.row(total + 3, "Средняя выплата", None, None, None, None, None, None, f"=AVERAGE(H{first}:H{last})")
    tab.looks(WHOLE, [2, 6, 7])
    tab.looks(MONEY, [4, 5, 8])
    tab.looks(PERCENT, [3])
    return Book("payroll", [tab])
