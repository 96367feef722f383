"""A budget by months: subtotals, a grand total of them, balances, running totals, a forecast typed by hand."""

from __future__ import annotations

from planted.book import Book, Picture, Tab
from planted.making import EXPENSES, MONEY, MONTHS, Maker
from sheets_crm.model.addresses import letters

FIRST, LAST = 2, 13
YEAR, PLAN = 14, 15


def make(maker: Maker) -> Book:
    """Make a budget of two groups of expenses."""
    sizes = maker.whole(3, 6), maker.whole(3, 6)
    names = maker.some(EXPENSES, sum(sizes))
    tab = Tab("Бюджет", head=2)
    tab.row(1, f"Бюджет на {maker.whole(2024, 2027)} год")
    tab.row(2, "Статья", *MONTHS, "Год", "План на следующий год")
    row, subtotals = 3, []
    for group, size in zip(("Постоянные расходы", "Переменные расходы"), sizes, strict=True):
        tab.row(row, group)
        first, last = row + 1, row + size
        tab.data = range(first, last + 1)
        for item in tab.data:
            base = maker.amount(4000, 90000)
            tab.row(item, names.pop(), *(round(base * maker.random.uniform(0.8, 1.2), 2) for _ in MONTHS))
            tab.cells[item, YEAR] = f"=SUM(B{item}:M{item})"
            tab.cells[item, PLAN] = round(base * 12.6, -3)
        _sums(tab, last + 1, f"Итого {group.lower()}", f"{{0}}{first}:{{0}}{last}")
        tab.total = last + 1
        subtotals.append(last + 1)
        row = last + 3
    _balances(maker, tab, row, subtotals)
    tab.looks(MONEY, list(range(FIRST, PLAN + 1)))
    tab.picture = Picture([FIRST, FIRST + 1], 1, tab.data[0], tab.data[-1])
    return Book("budget", [tab])


def _sums(tab: Tab, row: int, name: str, area: str) -> None:
    tab.row(row, name, *(f"=SUM({area.format(letters(column))})" for column in range(FIRST, PLAN + 1)))


def _balances(maker: Maker, tab: Tab, row: int, subtotals: list[int]) -> None:
    """Add the grand total, the income, the balances, of which the year shows the first and the last, and a one-off correction."""
    one, two = subtotals
    tab.row(row, "Всего расходов", *(f"={letters(at)}{one}+{letters(at)}{two}" for at in range(FIRST, PLAN + 1)))
    income = [maker.amount(300_000, 700_000) for _ in MONTHS]
    tab.row(row + 1, "Доходы", *income, f"=SUM(B{row + 1}:M{row + 1})", round(sum(income) * 1.05, -4))
    tab.row(row + 2, "Остаток на начало", maker.amount(50_000, 200_000))
    tab.row(row + 2, *(f"={letters(at - 1)}{row + 4}" for at in range(FIRST + 1, LAST + 1)), f"=B{row + 2}", first=3)
    tab.row(row + 3, "Изменение", *(f"={letters(at)}{row + 1}-{letters(at)}{row}" for at in range(FIRST, YEAR + 1)))
    tab.row(row + 4, "Остаток на конец", *(f"={letters(at)}{row + 2}+{letters(at)}{row + 3}" for at in range(FIRST, LAST + 1)))
    tab.cells[row + 4, YEAR] = f"=M{row + 4}"
    tab.row(row + 5, "Доходы нарастающим итогом", f"=B{row + 1}")
    tab.row(row + 5, *(f"={letters(at - 1)}{row + 5}+{letters(at)}{row + 1}" for at in range(FIRST + 1, LAST + 1)), first=3)
    tab.row(row + 7, "Остаток с учётом возврата депозита", f"=M{row + 4}+500")
