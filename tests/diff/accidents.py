"""What goes wrong on a desk, and what looks alike but is honest work; each returns in how many rows a foreign value shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from desk import CITIES, KEYS, MANAGERS, STATUSES, Desk

from sheets_crm.model.cells import CellValue

VARIED = ("name", "phone", "email", "birthday", "orders_total", "last_order")
MOSCOW = "Москва"


def some_columns(desk: Desk, first: int = 1) -> list[str]:
    """Neighbouring columns, at least one of which tells its row, never all of them."""
    while True:
        start = desk.random.randrange(first, len(KEYS))
        keys = list(KEYS[start : desk.random.randrange(start + 1, len(KEYS) + 1)])
        if len(keys) < len(KEYS) - 1 and any(key in VARIED for key in keys):
            return keys


def partial_sort(desk: Desk, keys: list[str] | None = None, first: int = 0, last: int | None = None) -> int:
    """Some columns are marked and sorted by one of them, the others stay."""
    keys = keys or some_columns(desk)
    where = range(first, len(desk.rows) if last is None else last)
    return desk.carry(keys, desk.ordered(desk.random.choice(keys), where, down=desk.random.random() < 0.4), where)


def without_the_last_rows(desk: Desk) -> int:
    """The selection ended too soon."""
    return partial_sort(desk, last=len(desk.rows) - desk.random.randrange(1, len(desk.rows) // 3))


def without_the_first_rows(desk: Desk) -> int:
    """The selection began too late."""
    return partial_sort(desk, first=desk.random.randrange(1, len(desk.rows) // 3))


def with_the_ids(desk: Desk) -> int:
    """The columns on the left are sorted with their IDs, those on the right stay."""
    return partial_sort(desk, list(KEYS[: desk.random.randrange(2, len(KEYS) - 2)]))


def ids_alone(desk: Desk) -> int:
    """Only the column of IDs is in another order."""
    order = list(range(len(desk.rows)))
    desk.random.shuffle(order)
    return desk.carry(["id"], order, range(len(desk.rows)))


def twice(desk: Desk) -> int:
    """The same columns are sorted again, by another of them."""
    keys = some_columns(desk)
    return max(partial_sort(desk, keys), partial_sort(desk, keys))


def deleted_cell(desk: Desk) -> int:
    """One cell is deleted and those below come up."""
    key, at = desk.random.choice(VARIED), desk.random.randrange(max(1, len(desk.rows) - 12))
    seen = desk.carry([key], range(at + 1, len(desk.rows)), range(at, len(desk.rows) - 1))
    desk.rows[-1][key], desk.owner[-1][key] = None, None
    return seen


def inserted_cell(desk: Desk) -> int:
    """One cell is inserted and those below go down."""
    key, at = desk.random.choice(VARIED), desk.random.randrange(max(1, len(desk.rows) - 12))
    seen = desk.carry([key], range(at, len(desk.rows) - 1), range(at + 1, len(desk.rows)))
    desk.rows[at][key], desk.owner[at][key] = None, None
    return seen


def pasted_over_hidden_rows(desk: Desk) -> int:
    """What a filter shows is copied and pasted over a block, hidden rows and all."""
    sources = [at for at, row in enumerate(desk.rows) if row["city"] == MOSCOW]
    first = desk.random.randrange(max(1, len(desk.rows) - len(sources)))
    return desk.carry([desk.random.choice(("phone", "name"))], sources, range(first, first + len(sources)))


ACCIDENTS: tuple[Callable[[Desk], int], ...] = (
    partial_sort,
    without_the_last_rows,
    without_the_first_rows,
    with_the_ids,
    ids_alone,
    twice,
    deleted_cell,
    inserted_cell,
    pasted_over_hidden_rows,
)


def each(desk: Desk, key: str, new: Callable[[CellValue, int], CellValue], *, few: bool = False) -> None:
    """Type something into a column, row by row, or into some of its rows."""
    every = range(len(desk.rows))
    for at in sorted(desk.random.sample(every, desk.random.randrange(1, len(desk.rows)))) if few else every:
        value = new(desk.rows[at][key], at)
        if value != desk.rows[at][key]:
            desk.type(at, key, value)


def copied_phone(desk: Desk) -> None:
    """The phone of a head office goes to its branches."""
    phone = desk.random.choice(desk.rows)["phone"]
    each(desk, "phone", lambda _, at: phone if at % 7 == 0 else desk.rows[at]["phone"])


def merged_by_hand(desk: Desk) -> None:
    """What a double holds goes to the client, and its row is deleted."""
    for _ in range(min(5, len(desk.rows) // 5)):
        stays, goes = desk.random.sample(range(len(desk.rows)), 2)
        for key in KEYS[1:]:
            if desk.rows[stays][key] is None and desk.rows[goes][key] is not None:
                desk.type(stays, key, desk.rows[goes][key])
        desk.delete(goes)


def later(value: CellValue, days: int) -> CellValue:
    return value + timedelta(days) if isinstance(value, date) else value


def dearer(value: CellValue) -> CellValue:
    return round(value * 1.1, 2) if isinstance(value, (int, float)) else value


SWAP = {"Ольга": "Вера", "Вера": "Ольга"}
HONEST: tuple[Callable[[Desk], object], ...] = (
    lambda desk: desk.sort(desk.random.choice(KEYS), down=desk.random.random() < 0.5),
    lambda desk: each(desk, "orders_total", lambda value, _: dearer(value)),
    lambda desk: each(desk, "manager", lambda value, _: "Вера" if value == "Ольга" else value),
    lambda desk: each(desk, "manager", lambda value, _: SWAP.get(str(value), value)),
    lambda desk: each(desk, "city", lambda value, _: "СПб" if value == CITIES[1] else value),
    lambda desk: each(desk, "status", lambda *_: desk.random.choice(STATUSES), few=True),
    lambda desk: each(desk, "comment", lambda *_: "звонили"),
    lambda desk: each(desk, "comment", lambda *_: None),
    lambda desk: each(desk, "last_order", lambda value, _: later(value, 7)),
    lambda desk: each(desk, "last_order", lambda *_: date(2026, 11, 1) + timedelta(desk.random.randrange(20)), few=True),
    lambda desk: each(desk, "email", lambda *_: f"n{desk.random.randrange(10**6)}@ya.ru"),
    lambda desk: each(desk, "manager", lambda _, at: MANAGERS[at % 3]),
    lambda desk: each(desk, "phone", lambda value, _: value and str(value).replace("+7 ", "8")),
    lambda desk: each(desk, "birthday", lambda *_: None, few=True),
    copied_phone,
    merged_by_hand,
)
