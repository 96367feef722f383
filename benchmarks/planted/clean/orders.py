"""Orders: a total above the headings, dropdowns, a running total, typed discounts, a summary by pivot table."""

from __future__ import annotations

from planted.book import Book, Pivot, Tab, Typed
from planted.making import DAY, FIRMS, GOODS, MONEY, PERCENT, Maker


def make(maker: Maker) -> Book:
    """Make a list of 15 to 40 orders, by date."""
    count = maker.whole(15, 40)
    tab = Tab("Заказы", head=4, data=range(5, 5 + count))
    first, last = tab.data[0], tab.data[-1]
    tab.row(1, "Итого по видимым", None, None, None, None, None, f"=SUBTOTAL(9,G{first}:G{last})")
    tab.row(2, "Заказов", None, None, None, None, None, f"=COUNT(G{first}:G{last})")
    heads = ["Дата", "Клиент", "Товар", "Кол-во", "Цена", "Скидка", "Сумма"]
    tab.row(4, *heads, "С начала года", "Статус")
    day = 45660 + maker.whole(0, 300)
    firms, goods = maker.some(FIRMS, 6), {name: maker.amount(30, 4000) for name in maker.some(GOODS, 8)}
    for row in tab.data:
        day += maker.whole(0, 3)
        good = maker.random.choice(list(goods))
        cut = maker.random.choice((0, 0, 0, 0.05, 0.1))
        number = maker.whole(1, 20)
        record: list[Typed] = [day, maker.random.choice(firms), good, number, goods[good], cut]
        tab.row(row, *record, f"=D{row}*E{row}*(1-F{row})")
        tab.row(
            row,
            f"=G{row}" if row == first else f"=H{row - 1}+G{row}",
            maker.random.choice(("оплачен", "новый", "отгружен")),
            first=8,
        )
    tab.choices[9] = "оплачен,новый,отгружен"
    tab.looks(DAY, [1])
    tab.looks(MONEY, [5, 7, 8])
    tab.looks(PERCENT, [6])
    summary = Tab("Сводная", pivot=Pivot("Заказы", heads, 4, last, 1, 6))
    summary.row(3, "Клиент", "Сумма")
    return Book("orders", [tab, summary])
