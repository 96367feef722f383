"""Sales that take their prices from a second sheet, a commission by steps, and a summary by client with its shares."""

from __future__ import annotations

from planted.book import Book, Picture, Tab
from planted.making import FIRMS, GOODS, MONEY, PERCENT, Maker


def make(maker: Maker) -> Book:
    """Make 12 to 30 sales of 10 goods to 4 to 6 clients."""
    goods, firms = sorted(maker.some(GOODS, 10), key=lambda _: maker.random.random()), maker.some(FIRMS, maker.whole(4, 6))
    prices = Tab("Цены", head=1, data=range(2, 12))
    prices.row(1, "Товар", "Цена", None, "Сумма от", "Комиссия")
    for row, good in zip(prices.data, goods, strict=True):
        prices.row(row, good, maker.amount(50, 5000))
    for row, step in enumerate(((0, 0.01), (1000, 0.02), (5000, 0.03), (20_000, 0.05)), 2):
        prices.row(row, *step, first=4)
    count = maker.whole(12, 30)
    sales = Tab("Продажи", head=1, data=range(2, 2 + count), total=3 + count)
    sales.row(1, "Клиент", "Товар", "Кол-во", "Цена", "Сумма", "Комиссия")
    for row in sales.data:
        sales.row(row, firms[row % len(firms)], maker.random.choice(goods), maker.whole(1, 15))
        sales.row(row, f"=VLOOKUP(B{row},Цены!$A$2:$B$11,2,FALSE)", f"=C{row}*D{row}", first=4)
        sales.cells[row, 6] = f"=E{row}*VLOOKUP(E{row},Цены!$D$2:$E$5,2)"
    last = sales.data[-1]
    sales.row(sales.total, "Итого", None, f"=SUM(C2:C{last})", None, f"=SUM(E2:E{last})", f"=SUM(F2:F{last})")
    return Book("lookup", [sales, prices, _summary(firms, last)])


def _summary(firms: list[str], last: int) -> Tab:
    tab = Tab("Сводка", head=1, data=range(2, 2 + len(firms)), total=2 + len(firms))
    tab.row(1, "Клиент", "Сумма", "Доля")
    for row, firm in zip(tab.data, firms, strict=True):
        tab.row(row, firm, f"=SUMIF(Продажи!$A$2:$A${last},A{row},Продажи!$E$2:$E${last})", f"=B{row}/B${tab.total}")
    end = tab.data[-1]
    tab.row(tab.total, "Всего", f"=SUM(B2:B{end})", f"=SUM(C2:C{end})")
    tab.looks(MONEY, [2])
    tab.looks(PERCENT, [3])
    tab.picture = Picture([2], 1, 2, end)
    return tab
