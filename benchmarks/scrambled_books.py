"""Books of many kinds, what goes wrong in them and what is honest work; it knows nothing of how either is told apart.

Every cell remembers whose it is. `seen` of an accident counts the rows in which another record's value shows.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random

import numpy as np

from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.model.cells import CellValue, Vector
from sheets_crm.model.identity import row_ids
from sheets_crm.model.snapshot import Field, Table

ID = load_layout("extended").sheet("clients").column("id")
Row = list[CellValue]
Book = tuple[list[str], list[Row]]


@dataclass
class Sheet:
    """`cells[c][r]` and `owner[c][r]`: what stands there and whose it is; `truth` what each record should hold."""

    random: Random
    titles: list[str]
    named: bool
    cells: list[list[CellValue]] = field(default_factory=list)
    owner: list[list[int]] = field(default_factory=list)
    truth: dict[int, Row] = field(default_factory=dict)

    @staticmethod
    def of(random: Random, book: Book, *, named: bool) -> Sheet:
        titles, rows = book
        sheet = Sheet(random, ["ID", *titles] if named else titles, named)
        sheet.cells, sheet.owner = [[] for _ in sheet.titles], [[] for _ in sheet.titles]
        for row in rows:
            sheet.insert(sheet.height, row)
        return sheet

    @property
    def height(self) -> int:
        return len(self.cells[0])

    @property
    def own(self) -> list[int]:
        """The columns beside that of the IDs."""
        return list(range(int(self.named), len(self.titles)))

    def insert(self, at: int, row: Row) -> None:
        uid = len(self.truth) + 1
        full = [f"N{uid:06d}", *row] if self.named else list(row)
        self.truth[uid] = full
        for column, whose, value in zip(self.cells, self.owner, full, strict=True):
            column.insert(at, value)
            whose.insert(at, uid)

    def delete(self, at: int) -> None:
        for column in (*self.cells, *self.owner):
            del column[at]

    def put(self, at: int, column: int, value: CellValue) -> None:
        """Somebody types: it is the record's that they see in this row."""
        who = self.owner[0][at]
        self.cells[column][at], self.owner[column][at] = value, who
        if who:
            self.truth[who][column] = value

    def order(self, rows: Sequence[int], keys: Sequence[tuple[int, bool]]) -> list[int]:
        """These rows as a spreadsheet sorts them: numbers, dates, texts whatever their case, blanks last; stable."""
        out = list(rows)
        for column, down in reversed(keys):
            values = self.cells[column]
            full = sorted((at for at in out if values[at] is not None), key=lambda at: _sorted_by(values[at]), reverse=False)
            if down:
                full = sorted((at for at in out if values[at] is not None), key=lambda at: _sorted_by(values[at]), reverse=True)
            out = full + [at for at in out if values[at] is None]
        return out

    def carry(self, columns: Sequence[int], sources: Sequence[int], to: Sequence[int]) -> int:
        """Let cells go from rows to rows at once; -1 is a blank cell."""
        seen = set[int]()
        for column in columns:
            old, whose = list(self.cells[column]), list(self.owner[column])
            for source, at in zip(sources, to, strict=True):
                self.cells[column][at], self.owner[column][at] = (old[source], whose[source]) if source >= 0 else (None, 0)
                if self.cells[column][at] != old[at]:
                    seen.add(at)
        return len(seen)

    def sort(self, keys: Sequence[tuple[int, bool]]) -> None:
        """Sort whole rows."""
        self.carry(range(len(self.titles)), self.order(range(self.height), keys), range(self.height))

    def table(self) -> Table:
        numbers = np.arange(2, self.height + 2, dtype=np.int32)
        fields = tuple(
            Field(
                "id" if self.named and at == 0 else f"col_{at}",
                at + 1,
                title,
                Vector.of(self.cells[at]),
                ID if self.named and at == 0 else None,
            )
            for at, title in enumerate(self.titles)
        )
        ids = row_ids(fields[0].cells if self.named else None, numbers)
        return Table("clients", "Sheet", 1, numbers, fields, ids)


def _sorted_by(value: CellValue) -> tuple[int, float, str]:
    if isinstance(value, bool) or not isinstance(value, (int, float, date)):
        return 1, 0.0, str(value).casefold()
    return 0, float(value.toordinal()) if isinstance(value, date) else float(value), ""


def some(random: Random, values: Sequence[CellValue], slope: float = 0.6) -> CellValue:
    """One of a few values, the first ones more often."""
    return random.choices(values, [slope**at for at in range(len(values))])[0]


def day(random: Random, span: int = 700) -> date:
    return date(2025, 1, 1) + timedelta(random.randrange(span))


SYLLABLES = ("ка", "ми", "ро", "ли", "на", "то", "ве", "са", "ду", "ко", "ре", "па")
WORDS = ("bolt", "nut", "pipe", "valve", "cable", "lamp", "drill", "hinge", "panel", "screw", "socket", "switch")


def word(random: Random, length: int = 3) -> str:
    return "".join(random.choice(SYLLABLES) for _ in range(length)).capitalize()


def orders(random: Random, count: int) -> Book:
    clients = [f"{word(random, 4)} {word(random, 2)}" for _ in range(max(3, count // 5))]
    days = sorted(day(random) for _ in range(count))
    rows: list[Row] = []
    for when in days:
        amount = random.choice((1500, 2000, 2500, 3000, 900, 12000, random.randrange(500, 90000)))
        paid = random.choice((amount, amount, amount, None, amount // 2))
        rows.append(
            [
                when,
                random.choice(clients),
                some(random, ("стрижка", "окраска", "укладка", "маникюр", "уход")),
                amount,
                paid,
                some(random, ("выполнен", "в работе", "отменён")),
                random.choice(("Ольга", "Вера", "Пётр")),
                None if random.random() < 0.8 else word(random),
            ]
        )
    return ["Дата", "Клиент", "Услуга", "Сумма", "Оплачено", "Этап", "Менеджер", "Заметка"], rows


def payments(random: Random, count: int) -> Book:
    ways = ("нал", "карта", "счёт")
    rows: list[Row] = [
        [1000 + at, day(random, 90), round(random.lognormvariate(8, 1.2), 2), some(random, ways), random.randrange(1, 40)]
        for at in range(count)
    ]
    return ["№ документа", "Дата", "Сумма", "Способ", "Договор"], rows


def prices(random: Random, count: int) -> Book:
    rows: list[Row] = []
    for at in range(count):
        price = random.choice((99, 149, 199, 249, 490, 990, random.randrange(20, 9000)))
        rows.append(
            [
                f"A-{at * 7 % 9973:04d}",
                f"{random.choice(WORDS)} {random.randrange(2, 60)}x{random.randrange(2, 60)}",
                some(random, ("pcs", "m", "kg")),
                price,
                round(price * 1.2, 2),
                random.choice((0, 0, 0, random.randrange(1, 50))),
            ]
        )
    return ["Article", "Name", "Unit", "Price", "Retail", "In stock"], rows


def contacts(random: Random, count: int) -> Book:
    first, last = (
        ("James", "Mary", "John", "Linda", "Robert", "Susan"),
        ("Smith", "Jones", "Brown", "Miller", "Davis", "Moore", "Clark"),
    )
    rows: list[Row] = []
    for _ in range(count):
        name = f"{random.choice(first)} {random.choice(last)}"
        mail = f"{name.split(maxsplit=1)[0].lower()}{random.randrange(9999)}@example.com" if random.random() < 0.7 else None
        rows.append(
            [
                name,
                some(random, ("Acme", "Globex", "Initech", "Umbrella", None)),
                mail,
                f"({random.randrange(200, 999)}) 555-{random.randrange(10000):04d}" if random.random() < 0.8 else None,
                some(random, ("Austin", "Boston", "Denver", "Miami")),
                random.randrange(10000, 10060),
                None if random.random() < 0.7 else random.choice(("call back", "VIP", "moved")),
            ]
        )
    return ["Name", "Company", "Email", "Phone", "City", "ZIP", "Notes"], rows


def grades(random: Random, count: int) -> Book:
    rows: list[Row] = [
        [f"{word(random, 4)} {word(random)}", *(some(random, (5, 4, 3, 2, None), 0.8) for _ in range(6))] for _ in range(count)
    ]
    return ["Ученик", *(f"Тема {at}" for at in range(1, 7))], rows


def figures(random: Random, count: int) -> Book:
    rows: list[Row] = [
        [at + 1, *(round(random.gauss(100, 30), 1) for _ in range(4)), random.randrange(12)] for at in range(count)
    ]
    return ["№", "Jan", "Feb", "Mar", "Apr", "Group"], rows


def narrow(random: Random, count: int) -> Book:
    rows: list[Row] = [[f"{word(random, 4)} {word(random)}", random.randrange(1, 500) * 10] for _ in range(count)]
    return ["Кто", "Долг"], rows


def flags(random: Random, count: int) -> Book:
    rows: list[Row] = [
        [f"{word(random, 5)}", *(some(random, ("да", "нет", None)) for _ in range(5)), day(random, 30)] for _ in range(count)
    ]
    return ["Объект", "Ключи", "Договор", "Акт", "Фото", "Оплата", "Выезд"], rows


MADE: tuple[Callable[[Random, int], Book], ...] = (orders, payments, prices, contacts, grades, figures, narrow, flags)
FOUND = (
    "duplicates/ru_10k.csv",
    "duplicates/fake_1000.csv",
    "duplicates/febrl1.csv",
    "duplicates/restaurants_864.csv",
    "samples/rfm/rfm_data_orders.csv",
    "samples/ru_city/city.csv",
    "samples/cdnow/cdnow_customers_summary.csv",
)


def found(data: Path, name: str, random: Random, count: int) -> Book:
    """Some rows, in their order, of a table that nobody here wrote."""
    with (data / name).open(encoding="utf-8-sig", newline="") as file:
        head, *lines = csv.reader(file)
    start = random.randrange(max(1, len(lines) - count))
    kept = [at for at, title in enumerate(head) if title not in ("cluster_id", "rec_id", "unique_id", "ID", "")][:12]
    return [head[at] for at in kept], [[_read(line[at]) for at in kept] for line in lines[start : start + count]]


def _read(text: str) -> CellValue:
    try:
        return float(text) if "." in text else int(text) if len(text) < 10 and not text.startswith("0") else text or None
    except ValueError:
        return text or None


# What goes wrong. Each returns how many rows show another record's value.


def columns_of(sheet: Sheet) -> list[int]:
    """Columns as one marks them: neighbours, or now and then some with Ctrl held; never all that belong together.

    Nor a running number alone: one that is moved looks as one that was numbered anew.
    """
    own = [one for one in sheet.own if not sheet.titles[one].startswith("№")] if sheet.random.random() < 0.8 else sheet.own
    most = len(own) - 1 if len(own) > 1 else 1
    width = min(most, 1 + int(sheet.random.expovariate(0.6)))
    start = sheet.random.randrange(len(own) - width + 1)
    if sheet.random.random() < 0.15:
        return sorted(sheet.random.sample(own, width))
    return own[start : start + width]


def span(sheet: Sheet) -> range:
    """All rows, or as far as the mouse went."""
    height, chance = sheet.height, sheet.random.random()
    if chance < 0.6:
        return range(height)
    first = 0 if chance < 0.8 else sheet.random.randrange(height // 3)
    return range(first, max(first + min(12, height), height - sheet.random.randrange(height // 3)))


def sorts(sheet: Sheet) -> int:
    columns, rows = columns_of(sheet), span(sheet)
    keys = [
        (one, sheet.random.random() < 0.4)
        for one in sheet.random.sample(columns, min(len(columns), sheet.random.choice((1, 1, 2))))
    ]
    return sheet.carry(columns, sheet.order(rows, keys), rows)


def sorts_again(sheet: Sheet) -> int:
    return max(sorts(sheet), sorts(sheet))


def sorts_with_ids(sheet: Sheet) -> int:
    """The left part is sorted, with what the rows are known by."""
    columns = range(sheet.random.randrange(1, len(sheet.titles)))
    rows = span(sheet)
    return sheet.carry(columns, sheet.order(rows, [(sheet.random.choice(columns), sheet.random.random() < 0.4)]), rows)


def shuffles(sheet: Sheet) -> int:
    """“Randomize range”."""
    columns, rows = columns_of(sheet), span(sheet)
    return sheet.carry(columns, sheet.random.sample(rows, len(rows)), rows)


def deletes_cells(sheet: Sheet) -> int:
    """Shift up, by one or a few cells."""
    columns, many = columns_of(sheet), sheet.random.choice((1, 1, 1, 2, 5))
    at = sheet.random.randrange(max(1, sheet.height - 10 - many))
    below = [*range(at + many, sheet.height), *[-1] * many]
    return sheet.carry(columns, below, range(at, sheet.height))


def inserts_cells(sheet: Sheet) -> int:
    """Shift down, the last ones going on below the sheet, where nobody looks."""
    columns, many = columns_of(sheet), sheet.random.choice((1, 1, 1, 2, 5))
    at = sheet.random.randrange(max(1, sheet.height - 10 - many))
    return sheet.carry(columns, [*[-1] * many, *range(at, sheet.height - many)], range(at, sheet.height))


def drags_block(sheet: Sheet) -> int:
    """A block of cells is cut and put a few rows off, over what stood there."""
    columns, height = columns_of(sheet), sheet.height
    size, by = sheet.random.randrange(10, height - 5), sheet.random.choice((1, 1, 2, 3))
    first = sheet.random.randrange(height - size - by + 1) if height - size - by >= 0 else 0
    size = min(size, height - by - first)
    return sheet.carry(columns, [*[-1] * by, *range(first, first + size)], range(first, first + size + by))


def pastes_filtered(sheet: Sheet) -> int:
    """What a filter shows is copied and pasted over rows, the hidden ones, too."""
    kinds = sorted((one for one in sheet.own), key=lambda one: len(set(sheet.cells[one])))[: max(1, len(sheet.own) // 2)]
    by = sheet.random.choice(kinds)
    value = sheet.random.choice(sheet.cells[by])
    rows = [at for at in range(sheet.height) if sheet.cells[by][at] == value]
    others = [one for one in sheet.own if one != by and len(set(sheet.cells[one])) > 1]
    if not others or len(rows) == sheet.height:
        return 0
    first = sheet.random.randrange(max(1, sheet.height - len(rows) + 1))
    return sheet.carry([sheet.random.choice(others)], rows, range(first, first + len(rows)))


def sorts_what_a_filter_shows(sheet: Sheet) -> int:
    """Some columns of the rows that a filter shows."""
    by = min(sheet.own, key=lambda one: abs(len(set(sheet.cells[one])) - 4))
    value = sheet.random.choice(sheet.cells[by])
    rows = [at for at in range(sheet.height) if sheet.cells[by][at] == value]
    columns = [one for one in columns_of(sheet) if one != by]
    if not columns:
        return 0
    return sheet.carry(columns, sheet.order(rows, [(columns[0], sheet.random.random() < 0.5)]), rows)


def turns_over(sheet: Sheet) -> int:
    """A column pasted from a list that ran the other way."""
    columns, rows = columns_of(sheet), span(sheet)
    return sheet.carry(columns, list(reversed(rows)), rows)


ACCIDENTS: tuple[Callable[[Sheet], int], ...] = (
    sorts,
    sorts,
    sorts_again,
    sorts_with_ids,
    shuffles,
    deletes_cells,
    inserts_cells,
    drags_block,
    pastes_filtered,
    sorts_what_a_filter_shows,
    turns_over,
)


# What is honest.


def any_of(sheet: Sheet, *kinds: type) -> int | None:
    """A column that holds such values."""
    own = [one for one in sheet.own if not sheet.titles[one].startswith("№")]
    fit = [one for one in own if sum(isinstance(value, kinds) for value in sheet.cells[one]) > sheet.height / 2]
    return sheet.random.choice(fit) if fit else None


def each(sheet: Sheet, column: int | None, new: Callable[[CellValue, int], CellValue], rows: Sequence[int] | None = None) -> None:
    if column is None:
        return
    for at in range(sheet.height) if rows is None else rows:
        value = new(sheet.cells[column][at], at)
        if value != sheet.cells[column][at]:
            sheet.put(at, column, value)


def nothing(_: Sheet) -> None:
    pass


def whole_sort(sheet: Sheet) -> None:
    sheet.sort([(one, sheet.random.random() < 0.5) for one in sheet.random.sample(sheet.own, min(2, len(sheet.own)))])


def sort_and_number(sheet: Sheet) -> None:
    """Whole rows are sorted, then numbered anew."""
    whole_sort(sheet)
    each(sheet, sheet.own[0] if sheet.titles[sheet.own[0]].startswith("№") else None, lambda _, at: at + 1)


def number_anew(sheet: Sheet) -> None:
    """A row goes, another comes in the middle, and the numbers are filled down again."""
    sheet.delete(sheet.random.randrange(sheet.height))
    each(sheet, sheet.own[0] if sheet.titles[sheet.own[0]].startswith("№") else None, lambda _, at: at + 1)


def dearer(sheet: Sheet) -> None:
    by = sheet.random.choice((1.05, 1.1, 0.9, 1.2))
    each(sheet, any_of(sheet, int, float), lambda value, _: round(value * by) if isinstance(value, (int, float)) else value)


def rounded(sheet: Sheet) -> None:
    each(sheet, any_of(sheet, float, int), lambda value, _: round(value, -1) if isinstance(value, (int, float)) else value)


def new_prices(sheet: Sheet) -> None:
    each(sheet, any_of(sheet, int, float), lambda *_: sheet.random.choice((99, 149, 199, 249, 490, 990, 1500, 2000)))


def new_marks(sheet: Sheet) -> None:
    """Somebody fills a column of few values anew, as they see it."""
    few = [one for one in sheet.own if 1 < len(set(sheet.cells[one])) <= 12]
    column = sheet.random.choice(few) if few else None
    kinds = list(dict.fromkeys(sheet.cells[column])) if column is not None else []
    chance = sheet.random.choice((0.2, 0.6, 1.0))
    each(sheet, column, lambda value, _: some(sheet.random, kinds) if sheet.random.random() < chance else value)


def handover(sheet: Sheet) -> None:
    """One's rows go to another, or two change places, or everybody moves up by one."""
    few = [one for one in sheet.own if 1 < len(set(sheet.cells[one])) <= 12]
    if not few:
        return
    column = sheet.random.choice(few)
    kinds = list(dict.fromkeys(sheet.cells[column]))
    one, other = sheet.random.sample(kinds, 2)
    became: dict[CellValue, CellValue] = sheet.random.choice(
        ({one: other}, {one: other, other: one}, dict(zip(kinds, [*kinds[1:], kinds[0]], strict=True)))
    )
    each(sheet, column, lambda value, _: became.get(value, value))


def dealt_out(sheet: Sheet) -> None:
    """A group of rows is dealt out evenly among a few."""
    few = [one for one in sheet.own if 1 < len(set(sheet.cells[one])) <= 12]
    if few:
        column = sheet.random.choice(few)
        kinds = list(dict.fromkeys(sheet.cells[column]))
        each(sheet, column, lambda _, at: kinds[at % len(kinds)])


def find_and_replace(sheet: Sheet) -> None:
    column = any_of(sheet, str)
    old = sheet.random.choice("аоиek1")
    each(sheet, column, lambda value, _: str(value).replace(old, old.upper()) if isinstance(value, str) else value)


def fill_down(sheet: Sheet) -> None:
    """One value dragged over a block, or a series."""
    column = sheet.random.choice(sheet.own)
    first = sheet.random.randrange(sheet.height // 2)
    rows = range(first, sheet.random.randrange(first + 5, sheet.height))
    value = sheet.cells[column][first]
    step = sheet.random.choice((0, 1))
    each(
        sheet,
        column,
        lambda _, at: (
            value + step * (at - first)
            if isinstance(value, int)
            else value + timedelta(step * (at - first))
            if isinstance(value, date)
            else value
        ),
        rows,
    )


def other_format(sheet: Sheet) -> None:
    """A column is written in another way: numbers as text, text in capitals, days as text."""
    column = sheet.random.choice(sheet.own)
    each(sheet, column, lambda value, _: value.upper() if isinstance(value, str) else None if value is None else str(value))


def appended(sheet: Sheet) -> None:
    """An import at the end, many of whose values are in the book already, some whole rows, too."""
    before = sheet.height
    for _ in range(sheet.random.randrange(5, before)):
        at = sheet.random.randrange(before)
        row = [sheet.cells[one][at if sheet.random.random() < 0.5 else sheet.random.randrange(before)] for one in sheet.own]
        sheet.insert(sheet.height, row)


def block_inserted(sheet: Sheet) -> None:
    at, row = sheet.random.randrange(sheet.height), [sheet.cells[one][0] for one in sheet.own]
    for _ in range(sheet.random.randrange(1, 30)):
        sheet.insert(at, [value if sheet.random.random() < 0.5 else None for value in row])


def block_deleted(sheet: Sheet) -> None:
    first = sheet.random.randrange(sheet.height - 8)
    for _ in range(min(sheet.random.randrange(1, 30), sheet.height - first, sheet.height - 10)):
        sheet.delete(first)


def later(sheet: Sheet) -> None:
    by = timedelta(sheet.random.choice((1, 7, 30, 365)))
    rows = [at for at in range(sheet.height) if sheet.random.random() < sheet.random.choice((0.3, 1.0))]
    each(sheet, any_of(sheet, date), lambda value, _: value + by if isinstance(value, date) else value, rows)


def new_days(sheet: Sheet) -> None:
    each(sheet, any_of(sheet, date), lambda *_: date(2026, 11, 1) + timedelta(sheet.random.randrange(25)))


def counted_again(sheet: Sheet) -> None:
    """Most figures move a little."""
    each(
        sheet,
        any_of(sheet, int, float),
        lambda value, _: max(0, value + sheet.random.randrange(-3, 4)) if isinstance(value, (int, float)) else value,
    )


def emptied(sheet: Sheet) -> None:
    each(sheet, sheet.random.choice(sheet.own), lambda *_: None)


def copied_beside(sheet: Sheet) -> None:
    """One column's values are pasted into another."""
    if len(sheet.own) > 1:
        one, other = sheet.random.sample(sheet.own, 2)
        each(sheet, other, lambda _, at: sheet.cells[one][at])


def filled_by_another(sheet: Sheet) -> None:
    """Blanks are filled with what others have."""
    column = sheet.random.choice(sheet.own)
    usual = sheet.random.choice(sheet.cells[column])
    each(sheet, column, lambda value, _: usual if value is None else value)


def taken_in_turn(sheet: Sheet) -> None:
    """A few pairs of rows change values by hand."""
    column = sheet.random.choice(sheet.own)
    for _ in range(2):
        one, other = sheet.random.sample(range(sheet.height), 2)
        mine, theirs = sheet.cells[column][one], sheet.cells[column][other]
        sheet.put(one, column, theirs)
        sheet.put(other, column, mine)


def ranked(sheet: Sheet) -> None:
    """A place by some figure is written into a column of numbers that were places before."""
    column = sheet.own[0] if sheet.titles[sheet.own[0]] == "№" else None
    by = any_of(sheet, float, int)
    if column is not None and by is not None:
        place = {at: rank + 1 for rank, at in enumerate(sheet.order(range(sheet.height), [(by, True)]))}
        each(sheet, column, lambda _, at: place[at])


HONEST: tuple[Callable[[Sheet], None], ...] = (
    nothing,
    whole_sort,
    sort_and_number,
    number_anew,
    dearer,
    rounded,
    new_prices,
    new_marks,
    handover,
    dealt_out,
    find_and_replace,
    fill_down,
    other_format,
    appended,
    block_inserted,
    block_deleted,
    later,
    new_days,
    counted_again,
    emptied,
    copied_beside,
    filled_by_another,
    taken_in_turn,
    ranked,
)


def everyday(sheet: Sheet, count: int) -> None:
    """So many ordinary edits: a cell typed, emptied or copied from the row above, a row added or deleted."""
    for _ in range(count):
        at, chance = sheet.random.randrange(sheet.height), sheet.random.random()
        if chance < 0.1:
            other = sheet.random.randrange(sheet.height)
            sheet.insert(at, [sheet.cells[one][other] if sheet.random.random() < 0.7 else None for one in sheet.own])
        elif chance < 0.2 and sheet.height > 15:
            sheet.delete(at)
        else:
            column = sheet.random.choice(sheet.own)
            sheet.put(at, column, _typed(sheet, column, at))


def _typed(sheet: Sheet, column: int, at: int) -> CellValue:
    value, chance = sheet.cells[column][at], sheet.random.random()
    if chance < 0.1:
        return None
    if chance < 0.4:
        return sheet.cells[column][sheet.random.randrange(sheet.height)]
    if isinstance(value, (int, float)):
        return value + sheet.random.randrange(1, 50)
    if isinstance(value, date):
        return value + timedelta(sheet.random.randrange(1, 30))
    return f"{value or ''}{sheet.random.randrange(100)}"


def books(data: Path | None) -> Iterator[Callable[[Random, int], Book]]:
    """Every kind of book, those of others where these lie about."""
    yield from MADE
    for name in FOUND:
        if data and (data / name).exists():
            make = partial(found, data, name)
            make.__name__ = Path(name).stem  # type: ignore[attr-defined]
            yield make
