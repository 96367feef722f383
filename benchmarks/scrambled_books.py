"""Books of many kinds, made up or of other people, in which every cell remembers whose it is."""

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


def books(data: Path | None) -> Iterator[Callable[[Random, int], Book]]:
    """Every kind of book, those of others where these lie about."""
    yield from MADE
    for name in FOUND:
        if data and (data / name).exists():
            make = partial(found, data, name)
            make.__name__ = Path(name).stem  # type: ignore[attr-defined]
            yield make
