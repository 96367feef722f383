"""A third set of books, accidents and honest work, written before any of it was tried on the detector.

Sheets with blank rows, an empty column and totals; sorts of what a spreadsheet takes for "the current region", by lists of one's
own, by numbers kept as text; two people one after the other; a column pasted out of a copy that stood in another order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random

from scrambled_accidents import columns_of
from scrambled_books import Book, Row, Sheet, day, some, word
from scrambled_honesty import any_of, each

from sheets_crm.model.cells import CellValue

DAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
GRADES = ("высокий", "средний", "низкий", None)
STREETS = ("Ленина", "Садовая", "Мира", "Лесная", "Новая", "Речная", "Гагарина")
SOURCES = ("сайт", "рекомендация", "вывеска", "инстаграм", None)


def visitors(random: Random, count: int) -> Book:
    """Clients of a salon, some of whom stand there twice."""
    rows: list[Row] = []
    for _ in range(count):
        if rows and random.random() < 0.06:
            rows.append([*random.choice(rows)[:3], *random.choice(rows)[3:]])
            continue
        first, last = word(random, 2), word(random, 3)
        phone = f"+7 9{random.randrange(100):02d} {random.randrange(1000):03d}-{random.randrange(10000):04d}"
        rows.append(
            [
                f"{last} {first}",
                phone if random.random() < 0.9 else None,
                f"{random.randrange(10**5)}@mail.ru" if random.random() < 0.4 else None,
                some(random, SOURCES),
                date(1960, 1, 1) + timedelta(random.randrange(16000)) if random.random() < 0.5 else None,
                random.randrange(0, 40),
                random.choice((0, 5, 10)),
                None if random.random() < 0.8 else f"{word(random, 2)} {word(random, 4).lower()}",
            ]
        )
    return ["ФИО", "Телефон", "Почта", "Откуда", "Родился", "Визитов", "Скидка", "Заметка"], rows


def rota(random: Random, count: int) -> Book:
    """Lessons of a week: days in an order of their own, and numbers that are text."""
    rows: list[Row] = [
        [
            DAYS[at * 7 // count],
            str(random.randrange(1, 12)),
            f"{word(random, 3)} {word(random, 2)}",
            some(random, GRADES),
            str(random.randrange(100, 30000)),
            random.choice(("А", "Б", "В")),
        ]
        for at in range(count)
    ]
    return ["День", "Пара", "Кто", "Важность", "Код", "Группа"], rows


def flats(random: Random, count: int) -> Book:
    """Flats in the order of houses, with an empty column between what they are and what they owe."""
    places = sorted((random.choice(STREETS), random.randrange(1, 60), random.randrange(1, 200)) for _ in range(count))
    rows: list[Row] = [
        [
            street,
            house,
            flat,
            random.choice((31.5, 44.2, 58.7, 62.0, 75.3)),
            None,
            f"{word(random, 3)} {random.choice('АБВГДЕ')}.",
            round(random.expovariate(1 / 3000), 2) if random.random() < 0.6 else 0,
            day(random, 120) if random.random() < 0.7 else None,
        ]
        for street, house, flat in places
    ]
    return ["Улица", "Дом", "Кв.", "Площадь", "", "Жилец", "Долг", "Оплачено"], rows


def shelf(random: Random, count: int) -> Book:
    """Goods in groups, a blank row between these."""
    rows: list[Row] = [
        [
            word(random, 2 + at % 3),
            some(random, ("шт", "кг", "уп")),
            random.choice((10, 20, 50, 100, random.randrange(1, 300))),
            random.choice((45.0, 99.9, 120.5, round(random.uniform(10, 900), 1))),
            f"{random.choice('ABC')}{random.randrange(1, 9)}",
            random.random() < 0.3,
        ]
        for at in range(count)
    ]
    return ["Товар", "Ед.", "Остаток", "Цена", "Место", "Акция"], rows


BOOKS: tuple[Callable[[Random, int], Book], ...] = (visitors, rota, flats, shelf)


def furnished(sheet: Sheet) -> None:
    """Blank rows in the middle now and then, and totals at the foot; neither is anybody's."""
    if sheet.random.random() < 0.4:
        for _ in range(sheet.random.randrange(1, 4)):
            _nobodys(sheet, sheet.random.randrange(5, sheet.height), [None] * len(sheet.own))
    if sheet.random.random() < 0.3:
        column = any_of(sheet, int, float)
        total = sum(value for value in sheet.cells[column] if isinstance(value, (int, float))) if column is not None else None
        row: Row = ["Итого", *[None] * (len(sheet.own) - 1)]
        if column is not None and column != sheet.own[0]:
            row[sheet.own.index(column)] = total
        _nobodys(sheet, sheet.height, row)


def _nobodys(sheet: Sheet, at: int, row: Row) -> None:
    sheet.insert(at, row)
    del sheet.truth[len(sheet.truth)]
    sheet.truth[-len(sheet.truth)] = []
    for column in sheet.owner:
        column[at] = 0
    if sheet.named:
        sheet.cells[0][at] = None


def _region(sheet: Sheet) -> tuple[list[int], range]:
    """What a spreadsheet marks by itself: up to the nearest blank rows and empty columns around a cell."""
    at = sheet.random.randrange(sheet.height)
    blank = [row for row in range(sheet.height) if all(column[row] is None for column in sheet.cells)]
    rows = range(
        max((row + 1 for row in blank if row < at), default=0), min((row for row in blank if row > at), default=sheet.height)
    )
    empty = [one for one in range(len(sheet.titles)) if not any(value is not None for value in sheet.cells[one])]
    blocks = [
        list(range(first, last))
        for first, last in zip([0, *(one + 1 for one in empty)], [*empty, len(sheet.titles)], strict=True)
    ]
    return sheet.random.choice([one for one in blocks if one]), rows


def _down(sheet: Sheet) -> bool:
    return sheet.random.random() < 0.4


def the_selection_alone(sheet: Sheet) -> int:
    """One column is marked; "continue with the current selection"."""
    column = sheet.random.choice(sheet.own)
    rows = range(sheet.height)
    return sheet.carry([column], sheet.order(rows, [(column, _down(sheet))]), rows)


def the_region(sheet: Sheet) -> int:
    """The current region is sorted, and ends at an empty column or a blank row."""
    columns, rows = _region(sheet)
    if len(columns) == len(sheet.titles):
        columns = columns[: sheet.random.randrange(1, len(columns))]
    return sheet.carry(columns, sheet.order(rows, [(sheet.random.choice(columns), _down(sheet))]), rows)


def two_people(sheet: Sheet) -> int:
    """Each sorts columns of their own, and works on."""
    seen = 0
    for _ in range(2):
        columns, rows = columns_of(sheet), range(sheet.height)
        seen = max(seen, sheet.carry(columns, sheet.order(rows, [(columns[0], _down(sheet))]), rows))
        sheet.put(sheet.random.randrange(sheet.height), sheet.random.choice(sheet.own), word(sheet.random, 5))
    return seen


def out_of_a_copy(sheet: Sheet) -> int:
    """Columns are pasted from a copy of the book that stood in another order."""
    columns, rows = columns_of(sheet), range(sheet.height)
    by = sheet.random.choice([one for one in range(len(sheet.titles)) if one not in columns])
    return sheet.carry(columns, sheet.order(rows, [(by, _down(sheet))]), rows)


def by_a_list(sheet: Sheet) -> int:
    """A sort by a list of one's own: days of the week, high before low."""
    columns, rows = columns_of(sheet), range(sheet.height)
    by = min(columns, key=lambda one: len(set(sheet.cells[one])))
    kinds = list(dict.fromkeys(map(str, sheet.cells[by])))
    sheet.random.shuffle(kinds)
    return sheet.carry(columns, sorted(rows, key=lambda at: kinds.index(str(sheet.cells[by][at]))), rows)


def as_text(sheet: Sheet) -> int:
    """Numbers are sorted as text: 10 before 9."""
    columns, rows = columns_of(sheet), range(sheet.height)
    by, down = sheet.random.choice(columns), _down(sheet)
    filled = [at for at in rows if sheet.cells[by][at] is not None]
    order = sorted(filled, key=lambda at: str(sheet.cells[by][at]), reverse=down)
    return sheet.carry(columns, [*order, *(at for at in rows if sheet.cells[by][at] is None)], rows)


def a_view(sheet: Sheet) -> int:
    """What a filter shows by two values, or above a figure, is sorted in some columns."""
    figures = any_of(sheet, int, float)
    if figures is not None and sheet.random.random() < 0.5:
        values = sorted(value for value in sheet.cells[figures] if isinstance(value, (int, float)))
        least = values[len(values) // 2]
        rows = [at for at, value in enumerate(sheet.cells[figures]) if isinstance(value, (int, float)) and value >= least]
    else:
        by = min(sheet.own, key=lambda one: abs(len(set(sheet.cells[one])) - 5))
        some_kinds = sheet.random.sample(list(dict.fromkeys(sheet.cells[by])), min(2, len(set(sheet.cells[by]))))
        rows = [at for at, value in enumerate(sheet.cells[by]) if value in some_kinds]
    columns = columns_of(sheet)
    return sheet.carry(columns, sheet.order(rows, [(sheet.random.choice(columns), _down(sheet))]), rows)


def cut_and_put_in(sheet: Sheet) -> int:
    """Cells are cut and put in elsewhere in their columns, those between make way."""
    columns, size = columns_of(sheet), sheet.random.randrange(1, max(2, sheet.height // 3))
    rows = list(range(sheet.height))
    first = sheet.random.randrange(sheet.height - size)
    block, rest = rows[first : first + size], rows[:first] + rows[first + size :]
    at = sheet.random.randrange(len(rest))
    return sheet.carry(columns, [*rest[:at], *block, *rest[at:]], range(sheet.height))


def sorted_back(sheet: Sheet) -> int:
    """Some columns are sorted, then, to get them back, by another of them."""
    columns, rows = columns_of(sheet), range(sheet.height)
    seen = sheet.carry(columns, sheet.order(rows, [(columns[0], _down(sheet))]), rows)
    return max(seen, sheet.carry(columns, sheet.order(rows, [(columns[-1], False)]), rows)) if len(columns) > 1 else seen


ACCIDENTS: tuple[Callable[[Sheet], int], ...] = (
    the_selection_alone,
    the_region,
    two_people,
    out_of_a_copy,
    by_a_list,
    as_text,
    a_view,
    cut_and_put_in,
    sorted_back,
)


def the_region_whole(sheet: Sheet) -> None:
    """All columns of a block between blank rows are sorted, as it should be."""
    _, rows = _region(sheet)
    sheet.carry(range(len(sheet.titles)), sheet.order(rows, [(sheet.random.choice(sheet.own), _down(sheet))]), rows)


def by_a_rule(sheet: Sheet) -> None:
    """A column of few values is set by another one: a discount by the total, a manager by the city."""
    few = [one for one in sheet.own if 1 < len(set(sheet.cells[one])) <= 8]
    if not few:
        return
    column = sheet.random.choice(few)
    by = sheet.random.choice([one for one in sheet.own if one != column])
    kinds = list(dict.fromkeys(sheet.cells[column]))
    names = sorted({str(value) for value in sheet.cells[by]})
    each(sheet, column, lambda _, at: kinds[names.index(str(sheet.cells[by][at])) * len(kinds) // len(names)])


def fifths(sheet: Sheet) -> None:
    """Five equal groups by a figure, in a column that held such groups by another one."""
    by, few = any_of(sheet, int, float), [one for one in sheet.own if 1 < len(set(sheet.cells[one])) <= 8]
    if by is None or not few:
        return
    column = sheet.random.choice(few)
    place = {at: rank * 5 // sheet.height for rank, at in enumerate(sheet.order(range(sheet.height), [(by, True)]))}
    kinds: Sequence[CellValue] = (list(dict.fromkeys(sheet.cells[column])) * 5)[:5]
    each(sheet, column, lambda _, at: kinds[place[at]])


def the_first_are_done(sheet: Sheet) -> None:
    """So many rows from the top, or the oldest ones, get one and the same mark."""
    few = [one for one in sheet.own if 1 < len(set(sheet.cells[one])) <= 8]
    if few:
        column = sheet.random.choice(few)
        mark = sheet.random.choice(sheet.cells[column])
        order = sheet.order(range(sheet.height), [(sheet.random.choice(sheet.own), False)])
        each(sheet, column, lambda *_: mark, order[: sheet.random.randrange(5, sheet.height)])


def an_export_laid_over(sheet: Sheet) -> None:
    """A figure of each row comes anew out of another program, many of them as they were."""
    column = any_of(sheet, int, float)
    known = [value for value in sheet.cells[column] if value is not None] if column is not None else []
    each(sheet, column, lambda value, _: value if sheet.random.random() < 0.5 else sheet.random.choice(known))


def doubles_deleted(sheet: Sheet) -> None:
    for _ in range(min(sheet.height - 12, sheet.random.randrange(1, max(2, sheet.height // 3)))):
        sheet.delete(sheet.random.randrange(sheet.height))


def parts_swapped(sheet: Sheet) -> None:
    """«Иванов Пётр» becomes «Пётр Иванов»."""
    each(sheet, any_of(sheet, str), lambda value, _: " ".join(reversed(value.split())) if isinstance(value, str) else value)


def a_new_week(sheet: Sheet) -> None:
    """Marks are cleared and set anew for about as many as before."""
    few = [one for one in sheet.own if 1 < len(set(sheet.cells[one])) <= 4]
    if few:
        column = sheet.random.choice(few)
        values = list(sheet.cells[column])
        each(sheet, column, lambda *_: sheet.random.choice(values))


def a_block_from_above(sheet: Sheet) -> None:
    """New rows are begun as copies of older ones, and some of their cells are typed over."""
    first = sheet.random.randrange(sheet.height - 5)
    for at in range(first, first + 5):
        row = [sheet.cells[one][at] for one in sheet.own]
        row[sheet.random.randrange(len(row))] = word(sheet.random, 4)
        sheet.insert(sheet.height, row)


def filled_in(sheet: Sheet) -> None:
    """Gaps of a column are filled with what nobody else has."""
    column = sheet.random.choice(sheet.own)
    each(sheet, column, lambda value, _: word(sheet.random, 6) if value is None else value)


HONEST: tuple[Callable[[Sheet], None], ...] = (
    the_region_whole,
    by_a_rule,
    fifths,
    the_first_are_done,
    an_export_laid_over,
    doubles_deleted,
    parts_swapped,
    a_new_week,
    a_block_from_above,
    filled_in,
)
