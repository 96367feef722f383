"""A fourth set: what the staff of an office do to their lists, written before any of it was tried on the detector.

Sorts by a dropdown, by two keys, by colour, with the heading among the rows; doubles and blanks removed from one column alone; a
block pasted out of another sheet. What they do beside that is in `scrambled_office_work`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from scrambled_accidents import columns_of, span
from scrambled_books import Book, Row, Sheet, day, some, word

STAGES = ("новая", "звонок", "встреча", "договор", "оплата", "отказ")
STAFF = ("Ольга", "Вера", "Пётр", "Иван", "Анна")
CITIES = ("Москва", "Казань", "Пермь", "Уфа", "Омск", None)
TRADES = ("крепёж", "кабель", "свет", "инструмент", "краски")


def deals(random: Random, many: int) -> Book:
    """A funnel of sales."""
    rows: list[Row] = [
        [
            f"{word(random, 3)} № {random.randrange(1, 900)}",
            some(random, STAGES, 0.8),
            random.choice((10, 25, 50, 75, 90)),
            random.randrange(3, 900) * 1000,
            random.choice(STAFF),
            day(random, 200) if random.random() < 0.8 else None,
            some(random, ("A", "B", "C")),
            random.random() < 0.4,
        ]
        for _ in range(many)
    ]
    return ["Сделка", "Этап", "Вероятность", "Сумма", "Ответственный", "Следующий шаг", "Приоритет", "Счёт выставлен"], rows


def clients(random: Random, many: int) -> Book:
    """A base of clients, those of one person together."""
    rows: list[Row] = [
        [
            f"{word(random, 3)} {word(random, 2)}",
            f"8 9{random.randrange(10**9):09d}" if random.random() < 0.85 else None,
            some(random, CITIES),
            some(random, ("новый", "постоянный", "спит", "отказ")),
            STAFF[at * 4 // many],
            some(random, ("сайт", "звонок", "друзья", None)),
            day(random, 400) if random.random() < 0.7 else None,
            None if random.random() < 0.75 else f"{word(random, 2).lower()} {word(random, 3).lower()}",
        ]
        for at in range(many)
    ]
    return ["Клиент", "Телефон", "Город", "Статус", "Менеджер", "Источник", "Последний контакт", "Комментарий"], rows


def debtors(random: Random, many: int) -> Book:
    """Contracts that are not paid."""
    rows: list[Row] = [
        [
            f"{random.randrange(1, 400)}/{random.choice((24, 25, 26))}",
            f"ООО «{word(random, 3)}»" if random.random() < 0.7 else f"ИП {word(random, 3)} {random.choice('АБВГД')}.",
            round(random.lognormvariate(10, 1), 2),
            random.randrange(0, 120),
            some(random, ("напомнили", "обещал", "претензия", "суд", None)),
            random.choice(STAFF[:2]),
        ]
        for _ in range(many)
    ]
    return ["Договор", "Должник", "Сумма", "Просрочка, дн.", "Что сделано", "Ведёт"], rows


def attendance(random: Random, many: int) -> Book:
    """Who was there, a column for each day."""
    rows: list[Row] = [
        [
            f"{word(random, 3)} {word(random, 2)}",
            *(some(random, ("+", "н", None), 0.5) for _ in range(7)),
            random.choice((1, 2, 3)),
        ]
        for _ in range(many)
    ]
    return ["Ученик", *(f"{at:02d}.11" for at in range(3, 10)), "Подгруппа"], rows


def store(random: Random, many: int) -> Book:
    """Goods by their trades, and by name in these."""
    names = sorted((random.choice(TRADES), f"{word(random, 3)} {random.randrange(2, 90)}") for _ in range(many))
    rows: list[Row] = [
        [
            f"{trade[:2].upper()}{random.randrange(10**4):04d}",
            trade,
            name,
            random.choice((49, 99, 190, 250, random.randrange(10, 5000))),
            random.choice((0, 0, 5, 10, random.randrange(200))),
            some(random, ("База", "Склад 2", "Под заказ")),
            some(random, ("да", "нет")),
        ]
        for trade, name in names
    ]
    return ["Код", "Группа", "Товар", "Цена", "Остаток", "Поставщик", "На витрине"], rows


BOOKS: tuple[Callable[[Random, int], Book], ...] = (deals, clients, debtors, attendance, store)


def down(sheet: Sheet) -> bool:
    return sheet.random.random() < 0.4


def dropdowns(sheet: Sheet, among: Sequence[int] | None = None) -> list[int]:
    own = sheet.own if among is None else among
    return [one for one in own if 1 < len(set(sheet.cells[one])) <= 8]


def _with_dropdown(sheet: Sheet) -> tuple[list[int], int] | None:
    """Columns as one marks them, and a dropdown among these."""
    for _ in range(20):
        columns = columns_of(sheet)
        if found := dropdowns(sheet, columns):
            return columns, sheet.random.choice(found)
    return None


def by_a_dropdown(sheet: Sheet) -> int:
    found = _with_dropdown(sheet)
    if found is None:
        return 0
    rows = span(sheet)
    return sheet.carry(found[0], sheet.order(rows, [(found[1], down(sheet))]), rows)


def by_two_keys(sheet: Sheet) -> int:
    """By stage, and by sum within each."""
    columns = columns_of(sheet)
    while len(columns) < 2:
        columns = columns_of(sheet)
    first = sheet.random.choice(dropdowns(sheet, columns) or columns)
    second = sheet.random.choice([one for one in columns if one != first])
    rows = span(sheet)
    return sheet.carry(columns, sheet.order(rows, [(first, down(sheet)), (second, down(sheet))]), rows)


def with_the_ids_by_a_dropdown(sheet: Sheet) -> int:
    columns = range(sheet.random.randrange(2, len(sheet.titles)))
    by = sheet.random.choice(dropdowns(sheet, columns) or [*columns])
    rows = range(sheet.height)
    return sheet.carry(columns, sheet.order(rows, [(by, down(sheet))]), rows)


def with_the_heading(sheet: Sheet) -> int:
    """The heading is sorted among the rows, and some row's values become the heading."""
    columns = columns_of(sheet)
    sheet.insert(0, [sheet.titles[one] for one in sheet.own])
    heading = len(sheet.truth)
    del sheet.truth[heading]
    sheet.truth[-heading] = []
    rows = range(sheet.height)
    seen = sheet.carry(columns, sheet.order(rows, [(sheet.random.choice(columns), down(sheet))]), rows)
    for one in columns:
        sheet.titles[one] = str(sheet.cells[one][0] or "")
        sheet.owner[one] = [0 if whose == heading else whose for whose in sheet.owner[one]]
    sheet.delete(0)
    return seen


def by_colour(sheet: Sheet) -> int:
    """Some rows are marked in yellow; these come to the top, in some columns."""
    columns, rows = columns_of(sheet), span(sheet)
    yellow = {at for at in rows if sheet.random.random() < sheet.random.choice((0.1, 0.3))}
    return sheet.carry(columns, [*(at for at in rows if at in yellow), *(at for at in rows if at not in yellow)], rows)


def what_a_person_sees(sheet: Sheet) -> int:
    """The rows of one manager, by a dropdown or two keys."""
    columns = columns_of(sheet)
    shown = [one for one in dropdowns(sheet) if one not in columns]
    if not shown:
        return 0
    by = sheet.random.choice(shown)
    value = sheet.random.choice(sheet.cells[by])
    rows = [at for at in range(sheet.height) if sheet.cells[by][at] == value]
    keys = [(one, down(sheet)) for one in sheet.random.sample(columns, min(2, len(columns)))]
    return sheet.carry(columns, sheet.order(rows, keys), rows)


def out_of_another_sheet(sheet: Sheet) -> int:
    """A block of a copy that was sorted otherwise is pasted over the same rows."""
    columns, rows = columns_of(sheet), span(sheet)
    order = sheet.order(range(sheet.height), [(sheet.random.choice(range(len(sheet.titles))), down(sheet))])
    return sheet.carry(columns, [order[at] for at in rows], rows)


def closes_gaps(sheet: Sheet) -> int:
    """The blank cells of a column are marked and deleted, those below come up."""
    gappy = [one for one in sheet.own if 0 < sheet.cells[one].count(None) < sheet.height - 10]
    if not gappy:
        return 0
    column = sheet.random.choice(gappy)
    filled = [at for at, value in enumerate(sheet.cells[column]) if value is not None]
    return sheet.carry([column], [*filled, *[-1] * (sheet.height - len(filled))], range(sheet.height))


def removes_doubles(sheet: Sheet) -> int:
    """“Remove duplicates”, with one column marked alone."""
    column = max(sheet.own, key=lambda one: 1 < len(set(sheet.cells[one])) < sheet.height and len(set(sheet.cells[one])))
    kept = [at for at, value in enumerate(sheet.cells[column]) if sheet.cells[column].index(value) == at]
    return sheet.carry([column], [*kept, *[-1] * (sheet.height - len(kept))], range(sheet.height))


def dragged_elsewhere(sheet: Sheet) -> int:
    """A block of cells is drawn by its edge to other rows, over what stood there; blanks stay behind."""
    columns, size = columns_of(sheet), sheet.random.randrange(8, max(9, sheet.height // 2))
    first, to = (sheet.random.randrange(sheet.height - size + 1) for _ in range(2))
    there = range(to, to + size)
    left = [at for at in range(first, first + size) if at not in there]
    return sheet.carry(columns, [*range(first, first + size), *[-1] * len(left)], [*there, *left])


def blocks_change_places(sheet: Sheet) -> int:
    """Two blocks of cells are exchanged, by way of an empty place."""
    columns, size = columns_of(sheet), sheet.random.randrange(5, max(6, sheet.height // 3))
    first = sheet.random.randrange(sheet.height - 2 * size + 1)
    second = sheet.random.randrange(first + size, sheet.height - size + 1)
    one, other = range(first, first + size), range(second, second + size)
    return sheet.carry(columns, [*other, *one], [*one, *other])


def sorted_and_gone_through(sheet: Sheet) -> int:
    """After the sort somebody sees that the first rows are wrong, and mends some of these by hand."""
    columns, rows = columns_of(sheet), range(sheet.height)
    seen = sheet.carry(columns, sheet.order(rows, [(sheet.random.choice(columns), down(sheet))]), rows)
    for at in range(sheet.random.randrange(1, max(2, sheet.height // 3))):
        whose = sheet.owner[0][at]
        for one in columns if whose else ():
            if sheet.random.random() < 0.8:
                sheet.put(at, one, sheet.truth[whose][one])
    return seen


ACCIDENTS: tuple[Callable[[Sheet], int], ...] = (
    by_a_dropdown,
    by_two_keys,
    with_the_ids_by_a_dropdown,
    with_the_heading,
    by_colour,
    what_a_person_sees,
    out_of_another_sheet,
    closes_gaps,
    removes_doubles,
    dragged_elsewhere,
    blocks_change_places,
    sorted_and_gone_through,
)
