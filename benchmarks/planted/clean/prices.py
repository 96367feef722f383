"""A price list: a mark-up for all above it, prices rounded to kopecks, one price agreed otherwise with a note that says so."""

from __future__ import annotations

from planted.book import Book, Tab
from planted.making import GOODS, MONEY, PERCENT, Maker


def make(maker: Maker) -> Book:
    """Make a price list of 12 to 25 goods."""
    count = maker.whole(12, 25)
    tab = Tab("Прайс", head=5, data=range(6, 6 + count))
    tab.row(1, "Прайс-лист")
    tab.row(2, "Наценка", maker.whole(15, 60) / 100)
    tab.row(3, "НДС", 0.2)
    tab.row(5, "Артикул", "Товар", "Закупка", "Цена без НДС", "НДС", "Цена", "Примечание")
    for row, name in zip(tab.data, maker.some(GOODS, count), strict=True):
        tab.row(row, f"А-{maker.whole(1000, 9999)}", name, maker.amount(20, 3000))
        tab.row(row, f"=ROUND(C{row}*(1+$B$2),2)", f"=ROUND(D{row}*$B$3,2)", f"=D{row}+E{row}", first=4)
    override = tab.data[maker.whole(2, count - 3)]
    tab.cells[override, 4] = round((tab.number((override, 3)) or 0) * 1.1 + 7.5, 2)
    tab.notes[override, 4] = "Цена по договору до конца года"
    tab.cells[override, 7] = "цена по договору"
    tab.looks(MONEY, [3, 4, 5, 6])
    tab.formats.update({(2, 2): PERCENT, (3, 2): PERCENT})
    return Book("price list", [tab])
