"""A fifth set, written by the issue alone before anything of it was tried: two lists of a small firm, and what clerks do to them.

Clients and their orders, with doubles, blanks and values that many share; every accident is one line of the issue.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random

from scrambled_books import Book, Row, Sheet

NAMES = ("Смирнова", "Кузнецов", "Попова", "Соколов", "Лебедева", "Козлов", "Новикова", "Морозов", "Петрова", "Волков", "Зайцева")
FIRST = ("Анна", "Сергей", "Ольга", "Дмитрий", "Елена", "Алексей", "Мария", "Андрей")
CITIES = ("Москва", "Москва", "Москва", "Санкт-Петербург", "Казань", "Самара", "Тула", "")
MANAGERS = ("Ирина", "Ирина", "Павел", "Светлана")
GOODS = ("стрижка", "окраска", "маникюр", "массаж", "чистка", "абонемент", "укладка")
Act = Callable[[Sheet], object]


def person(random: Random) -> str:
    return f"{random.choice(NAMES)} {random.choice(FIRST)}"


def clients(random: Random, many: int) -> Book:
    def row() -> Row:
        name, number = person(random), random.randrange(10**7)
        phone = random.choice((f"+7 921 {number // 10**4:03d}-{number // 100 % 100:02d}-{number % 100:02d}", f"8921{number:07d}"))
        return [
            name,
            phone if random.random() < 0.9 else None,
            f"mail{random.randrange(10**6)}@mail.ru" if random.random() < 0.5 else None,
            random.choice(CITIES) or None,
            date(1955, 1, 1) + timedelta(random.randrange(18000)) if random.random() < 0.6 else None,
            random.choice(MANAGERS),
            random.choice(("активный", "активный", "новый", "ушёл")),
            random.choice((0, 0, 0, 5, 10)),
            f"просила {random.choice(GOODS)}" if random.random() < 0.2 else None,
        ]

    titles = ["Клиент", "Телефон", "E-mail", "Город", "День рождения", "Менеджер", "Статус", "Скидка", "Комментарий"]
    return titles, [row() for _ in range(many)]


def orders(random: Random, many: int) -> Book:
    people = [person(random) for _ in range(max(5, many // 4))]
    day = date(2025, 1, 10)

    def row() -> Row:
        nonlocal day
        day += timedelta(random.choice((0, 0, 1, 1, 2)))
        price = random.choice((1500, 2000, 2500, 3200, 4800, random.randrange(500, 20000)))
        return [
            day,
            random.choice(people),
            random.choice(GOODS),
            price,
            random.choice((1, 1, 1, 2, 3)),
            random.choice(("карта", "наличные", "перевод")),
            random.choice(("да", "да", "нет")),
            random.choice(MANAGERS),
        ]

    return ["Дата", "Клиент", "Услуга", "Сумма", "Кол-во", "Оплата", "Оплачен", "Мастер"], [row() for _ in range(many)]


BOOKS: tuple[Callable[[Random, int], Book], ...] = (clients, orders)


def some_columns(sheet: Sheet) -> list[int]:
    """One column, or a few that stand side by side; not all."""
    own = sheet.own
    width = sheet.random.choice((1, 1, 1, 2, 2, 3, len(own) // 2))
    start = sheet.random.randrange(len(own) - width + 1)
    return own[start : start + width]


def of_few_values(sheet: Sheet) -> list[int]:
    return [one for one in sheet.own if len(set(sheet.cells[one])) <= 8] or sheet.own


def sort(sheet: Sheet, columns: Sequence[int], rows: Sequence[int], keys: int = 1) -> int:
    by = [(one, sheet.random.random() < 0.5) for one in sheet.random.sample(columns, min(keys, len(columns)))]
    return sheet.carry(columns, sheet.order(rows, by), rows)


def sorted_apart(sheet: Sheet) -> int:
    return sort(sheet, some_columns(sheet), range(sheet.height), sheet.random.choice((1, 1, 2)))


def sorted_without_the_last_rows(sheet: Sheet) -> int:
    return sort(sheet, some_columns(sheet), range(sheet.height - sheet.random.randrange(1, sheet.height // 3)))


def sorted_without_the_first_row(sheet: Sheet) -> int:
    return sort(sheet, some_columns(sheet), range(1, sheet.height))


def sorted_with_its_ids(sheet: Sheet) -> int:
    """What the rows are known by goes with the columns that were marked."""
    return sort(sheet, [0, *some_columns(sheet)] if sheet.named else some_columns(sheet), range(sheet.height))


def sorted_twice(sheet: Sheet) -> int:
    return max(sort(sheet, some_columns(sheet), range(sheet.height)), sort(sheet, some_columns(sheet), range(sheet.height)))


def shifted(sheet: Sheet) -> int:
    """Cells deleted or inserted, those below come up or go down."""
    columns, many, height = some_columns(sheet), sheet.random.choice((1, 1, 2, 3)), sheet.height
    at = sheet.random.randrange(height - 10 - many) if height > 10 + many else 0
    blanks = [-1] * many
    sources = [*range(at + many, height), *blanks] if sheet.random.random() < 0.5 else [*blanks, *range(at, height - many)]
    return sheet.carry(columns, sources, range(at, height))


def pasted_over_hidden_rows(sheet: Sheet) -> int:
    """What a filter shows of a column is copied, and pasted in one piece from the first row that it showed."""
    by = sheet.random.choice(of_few_values(sheet))
    value = sheet.random.choice(sheet.cells[by])
    shown = [at for at in range(sheet.height) if sheet.cells[by][at] == value]
    first = sheet.random.choice((shown[0], 0, sheet.random.randrange(sheet.height)))
    there = range(first, min(first + len(shown), sheet.height))
    columns = [one for one in some_columns(sheet) if one != by] or [one for one in sheet.own if one != by][:1]
    return sheet.carry(columns, shown[: len(there)], there)


def cut_and_inserted(sheet: Sheet) -> int:
    """Cut cells are inserted elsewhere in their column; those between close up."""
    columns, height = some_columns(sheet), sheet.height
    size = sheet.random.randrange(1, height // 3)
    first = sheet.random.randrange(height - size)
    rest = [at for at in range(height) if not first <= at < first + size]
    to = sheet.random.randrange(len(rest) + 1)
    return sheet.carry(columns, [*rest[:to], *range(first, first + size), *rest[to:]], range(height))


def pasted_off(sheet: Sheet) -> int:
    """A block is copied or drawn a row or a few off, or to another place altogether, over what stood there."""
    columns, height = some_columns(sheet), sheet.height
    size = sheet.random.randrange(10, height - 4)
    first = sheet.random.randrange(height - size + 1)
    near = [one for one in (first - 2, first - 1, first + 1, first + 3) if 0 <= one <= height - size]
    to = sheet.random.choice(near) if near and sheet.random.random() < 0.7 else sheet.random.randrange(height - size + 1)
    there, block = range(to, to + size), range(first, first + size)
    left = [at for at in block if at not in there] if sheet.random.random() < 0.5 else []
    return sheet.carry(columns, [*block, *[-1] * len(left)], [*there, *left])


ACCIDENTS: tuple[Callable[[Sheet], int], ...] = (
    sorted_apart,
    sorted_without_the_last_rows,
    sorted_without_the_first_row,
    sorted_with_its_ids,
    sorted_twice,
    shifted,
    pasted_over_hidden_rows,
    cut_and_inserted,
    pasted_off,
)


def every(sheet: Sheet, column: int, new: Callable[[int], object], share: float = 1.0) -> None:
    for at in range(sheet.height):
        if sheet.random.random() < share:
            sheet.put(at, column, new(at))  # type: ignore[arg-type]


def whole_rows_sorted(sheet: Sheet) -> None:
    sheet.sort([(sheet.random.choice(sheet.own), sheet.random.random() < 0.5) for _ in range(2)])


def rows_come_and_go(sheet: Sheet) -> None:
    for _ in range(sheet.random.randrange(1, max(2, sheet.height // 5))):
        sheet.delete(sheet.random.randrange(sheet.height))
        row = [sheet.random.choice(sheet.cells[one]) for one in sheet.own]
        sheet.insert(sheet.random.choice((0, sheet.height, sheet.random.randrange(sheet.height))), row)


def handed_over(sheet: Sheet) -> None:
    """One value of a list becomes another everywhere."""
    column = sheet.random.choice(of_few_values(sheet))
    was, now = sheet.random.choice(sheet.cells[column]), sheet.random.choice(sheet.cells[column])
    every(sheet, column, lambda at: now if sheet.cells[column][at] == was else sheet.cells[column][at])


def set_anew(sheet: Sheet) -> None:
    """A column of a few values is gone through from top to bottom."""
    column = sheet.random.choice(of_few_values(sheet))
    values = list(dict.fromkeys(sheet.cells[column]))
    every(sheet, column, lambda _: sheet.random.choice(values), sheet.random.choice((0.2, 0.5, 1.0)))


def dearer_or_later(sheet: Sheet) -> None:
    for one in sheet.own:
        for at, value in enumerate(sheet.cells[one]):
            if isinstance(value, date):
                sheet.put(at, one, value + timedelta(7))
            elif isinstance(value, int) and value > 100:
                sheet.put(at, one, round(value * 1.1))


def filled_down(sheet: Sheet) -> None:
    column, first = sheet.random.choice(sheet.own), sheet.random.randrange(sheet.height - 10)
    for at in range(first, sheet.random.randrange(first + 10, sheet.height + 1)):
        sheet.put(at, column, sheet.cells[column][first])


HONEST: tuple[Act, ...] = (whole_rows_sorted, rows_come_and_go, handed_over, set_anew, dearer_or_later, filled_down)
