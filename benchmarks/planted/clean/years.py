"""Figures by years: years as headings over numbers, growth from the second year on, shares, a mean, a forecast typed by hand."""

from __future__ import annotations

from planted.book import Book, Tab
from planted.making import GOODS, MONEY, PERCENT, Maker
from sheets_crm.model.addresses import letters


def make(maker: Maker) -> Book:
    """Make five years of 6 to 14 goods, and a growth of each below."""
    count, start = maker.whole(6, 14), maker.whole(2015, 2021)
    tab = Tab("По годам", head=2, data=range(3, 3 + count), total=3 + count)
    tab.row(1, "Продажи по годам, тыс. руб.")
    tab.row(2, "Товар", *range(start, start + 5), f"Прогноз {start + 5}", "Среднее", "Доля")
    first, last, total = 3, 2 + count, tab.total
    names = maker.some(GOODS, count)
    for row, name in zip(tab.data, names, strict=True):
        base = maker.amount(80, 2000)
        tab.row(row, name, *(round(base * 1.08**year * maker.random.uniform(0.9, 1.1), 1) for year in range(5)))
        tab.row(row, round(base * 1.5, -1), f"=AVERAGE(B{row}:F{row})", f"=F{row}/F${total}", first=7)
    tab.row(total, "Всего", *(f"=SUM({letters(at)}{first}:{letters(at)}{last})" for at in range(2, 10)))
    head = total + 2
    tab.row(head, "Рост", *range(start, start + 5))
    for row, name in enumerate(names, head + 1):
        source = row - head + 2
        tab.row(row, name, None, *(f"={letters(at)}{source}/{letters(at - 1)}{source}-1" for at in range(3, 7)))
        tab.formats.update({(row, at): PERCENT for at in range(3, 7)})
    tab.looks(MONEY, [2, 3, 4, 5, 6, 7, 8])
    tab.looks(PERCENT, [9])
    return Book("years", [tab])
