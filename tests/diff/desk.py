"""A table on somebody's desk, with what is truly whose kept beside it; it knows nothing of any detector."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from making import table

from sheets_crm.model.cells import CellValue
from sheets_crm.model.snapshot import Table

Row = dict[str, CellValue]
KEYS = ("id", "name", "phone", "email", "city", "status", "manager", "birthday", "orders_total", "last_order", "comment")
SURNAMES = ("Иванов", "Петров", "Сидоров", "Кузнецов", "Смирнов", "Попов", "Волков", "Морозов", "Лебедев", "Козлов", "Орлов")
NAMES = ("Анна", "Мария", "Иван", "Пётр", "Олег", "Ольга", "Сергей", "Дмитрий", "Елена", "Наталья", "Алексей", "Юлия")
CITIES = ["Москва", "Казань", "Самара", "Пермь", "Омск", "Уфа", "Томск", "Тула", "Сочи", "Тверь"]
STATUSES = ("новый", "в работе", "постоянный", "отказ")
MANAGERS = ("Ольга", "Пётр", "Вера")


@dataclass
class Desk:
    """Rows as they stand on the sheet. `owner` says of each cell whose it is, `truth` what each client's cells should hold."""

    random: Random
    rows: list[Row] = field(default_factory=list)
    owner: list[dict[str, str | None]] = field(default_factory=list)
    truth: dict[str, Row] = field(default_factory=dict)

    @staticmethod
    def with_clients(random: Random, count: int) -> Desk:
        """Lay out so many clients, with blanks and duplicates as everywhere."""
        desk = Desk(random)
        for _ in range(count):
            desk.add(len(desk.rows))
        return desk

    def table(self) -> Table:
        """The sheet as it is."""
        return table("clients", [dict(row) for row in self.rows], columns=KEYS)

    def add(self, at: int) -> None:
        """A new client in a new row."""
        row_id = f"K-{len(self.truth) + 1:05d}"
        row = {"id": row_id, **{key: self.typed(key) for key in KEYS[1:]}}
        self.rows.insert(at, row)
        self.owner.insert(at, dict.fromkeys(KEYS, row_id))
        self.truth[row_id] = dict(row)

    def delete(self, at: int) -> None:
        """A client's row goes."""
        del self.rows[at], self.owner[at]

    def type(self, at: int, key: str, value: CellValue) -> None:
        """Somebody types into a cell: it is the client's whose ID they see in that row."""
        who = str(self.owner[at]["id"])
        self.rows[at][key], self.owner[at][key], self.truth[who][key] = value, who, value

    def typed(self, key: str) -> CellValue:
        """What somebody might type into a column."""
        some = self.random
        if key == "name":
            return f"{some.choice(SURNAMES)} {some.choice(NAMES)}"
        if key == "phone":
            copied = [row["phone"] for row in self.rows[-20:] if row["phone"]]
            new = f"+7 9{some.randrange(10**2):02d} {some.randrange(10**7):07d}"
            return some.choices((new, None, some.choice(copied or [new])), (83, 14, 3))[0]
        makers: dict[str, Callable[[], CellValue]] = {
            "email": lambda: f"u{some.randrange(10**6)}@mail.ru" if some.random() < 0.6 else None,
            "city": lambda: some.choices((*CITIES, None), (30, 10, 8, 6, 5, 4, 3, 2, 1, 1, 7))[0],
            "status": lambda: some.choice(STATUSES),
            "manager": lambda: some.choice(MANAGERS),
            "birthday": lambda: date(1960, 1, 1) + timedelta(some.randrange(15000)) if some.random() < 0.4 else None,
            "orders_total": lambda: round(some.lognormvariate(8, 1), 2) if some.random() < 0.7 else some.choice((1000, 1500)),
            "last_order": lambda: date(2026, 1, 1) + timedelta(some.randrange(300)),
            "comment": lambda: f"перезвонить {some.randrange(40)}" if some.random() < 0.3 else None,
        }
        return makers[key]()

    def sort(self, key: str, *, down: bool = False) -> None:
        """Sort whole rows, as it should be done."""
        order = self.ordered(key, range(len(self.rows)), down=down)
        self.rows, self.owner = [self.rows[at] for at in order], [self.owner[at] for at in order]

    def ordered(self, key: str, where: Sequence[int], *, down: bool) -> list[int]:
        """The places in the order that a sort of a spreadsheet gives: stable, blanks last."""
        filled = [at for at in where if self.rows[at][key] is not None]
        filled.sort(key=lambda at: self.rows[at][key], reverse=down)  # type: ignore[arg-type, return-value]
        return filled + [at for at in where if self.rows[at][key] is None]

    def carry(self, keys: Sequence[str], sources: Sequence[int], to: Sequence[int]) -> int:
        """Let the cells of some columns go from rows to rows, all at once; return in how many rows one of them shows now."""
        cells = [{key: (self.rows[at][key], self.owner[at][key]) for key in keys} for at in sources]
        seen = 0
        for at, row in zip(to, cells, strict=True):
            seen += any(self.rows[at][key] != value for key, (value, _) in row.items())
            for key, (value, whose) in row.items():
                self.rows[at][key], self.owner[at][key] = value, whose
        return seen

    def everyday(self, count: int) -> None:
        """So many ordinary edits: cells typed or emptied, rows added or deleted."""
        for _ in range(count):
            at, chance = self.random.randrange(len(self.rows)), self.random.random()
            if chance < 0.12:
                self.add(at)
            elif chance < 0.22 and len(self.rows) > 15:
                self.delete(at)
            else:
                key = self.random.choice(KEYS[1:])
                self.type(at, key, self.typed(key) if self.random.random() < 0.9 else None)
