"""When clients become one, whatever named the one who goes follows where that is certain; all the rest is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import making
import numpy as np
import pytest

from sheets_crm.ledger.clients import clients_of
from sheets_crm.ledger.wanted import Group
from sheets_crm.model.addresses import address
from sheets_crm.model.cells import CellValue, Vector
from sheets_crm.model.memory import Memory
from sheets_crm.model.plan import Became, Changes, Finding
from sheets_crm.model.report import FILLED_BY
from sheets_crm.model.snapshot import Area, Field, Grid, Snapshot, SparseColumn, Validation
from sheets_crm.planning.apply import applied
from sheets_crm.rules.merges import merges

Line = Sequence[CellValue]
CLIENTS = [
    {"name": "Сухова Анна Львовна", "phone": "+7 916 123-45-67", "comment": "см. K-00002", "id": "K-00001"},
    {"name": "Сухова А. Л.", "phone": "+7 916 123-45-67", "comment": "пока", "id": "K-00002"},
    {"name": "Ким Олег", "phone": "+7 903 111-22-33", "comment": "брат K-00002.", "id": "K-00003"},
]
PAIR = Group((0, 1), 0)


def sheet(name: str, *lines: Line) -> Grid:
    """Make a sheet of people's own; a text that begins with = is a formula."""
    columns = {}
    for column in range(1, max(map(len, lines)) + 1):
        cells = [line[column - 1] if column <= len(line) else None for line in lines]
        formulas = {at: cell for at, cell in enumerate(cells) if isinstance(cell, str) and cell.startswith("=")}
        values = [None if at in formulas else cell for at, cell in enumerate(cells)]
        columns[column] = SparseColumn(np.arange(1, len(lines) + 1, dtype=np.int32), Vector.of(values, formulas))
    return Grid(name, columns)


def book(*grids: Grid, extra: Mapping[str, Sequence[CellValue]] | None = None) -> Snapshot:
    """Make a book with three clients, two of whom are one, further columns in their sheet, and further sheets."""
    table = making.table("clients", CLIENTS)
    more = tuple(Field(f"col_{at}", at, title, Vector.of(cells)) for at, (title, cells) in enumerate((extra or {}).items(), 10))
    made = making.snapshot(replace(table, fields=(*table.fields, *more)))
    return replace(made, grids={**made.grids, **{grid.name: grid for grid in grids}})


def done(snapshot: Snapshot, pair: Group = PAIR) -> tuple[dict[str, CellValue], list[Finding]]:
    """Merge the first two clients; return what changes in sheets and columns of people's own, and what is found then."""
    clients = clients_of(snapshot)
    assert clients
    made = list(merges(snapshot, making.context(), clients, [pair]))
    told = [one for one in made if isinstance(one, Finding)]
    changes = [one for one in made if isinstance(one, Changes)]
    after = applied(snapshot, changes)
    left = clients_of(after)
    assert left
    memory = Memory(became={one.former: one.now for one in made if isinstance(one, Became)})
    found = told + [one for one in merges(after, making.context(memory=memory), left, []) if isinstance(one, Finding)]
    moved = {
        f"{one.sheet}!{address(one.row, one.letter_index)}": one.after
        for batch in changes
        for one in batch
        if one.column.startswith(("$", "col_")) and one.row_id != "K-00002"
    }
    return moved, found


def places(found: Sequence[Finding], sheet_name: str) -> list[str]:
    return [one.cell for one in found if one.sheet == sheet_name]


TASKS = sheet("Мои дела", ("Что", "Клиент"), ("позвонить", "K-00002"), ("встреча", "K-00003"), ("счёт", "K-00002"))
CASES = {
    "a column whose header speaks of clients": (TASKS, {"Мои дела!B2": "K-00001", "Мои дела!B4": "K-00001"}, []),
    "a column of nothing but IDs of clients, whatever it is called": (
        sheet("Оплаты", ("Сумма", "Чья"), (100, "K-00002"), (200, "K-00003")),
        {"Оплаты!B2": "K-00001"},
        [],
    ),
    "a sheet without headers": (
        sheet("Лист1", (100, "K-00002"), (200, "K-00003"), (300, "K-00003")),
        {"Лист1!B1": "K-00001"},
        [],
    ),
    "titles above the headers": (
        sheet("План", ("План на ноябрь",), (None, None), ("Что", "ID клиента"), ("счёт", "K-00002")),
        {"План!B4": "K-00001"},
        [],
    ),
    "a remark that is just an ID": (
        sheet("Заметки", ("Дата", "Заметка"), ("пн", "узнать цену"), ("вт", "K-00002"), ("ср", "оплата")),
        {},
        ["B3"],
    ),
    "an ID within a text": (sheet("Заметки", ("Заметка",), ("перенос на K-00002, потом звонок",)), {}, ["A2"]),
    "a column of names": (
        sheet("Оплаты", ("Клиент", "Сумма"), ("сухова А. Л.", 100), ("Ким Олег", 200)),
        {"Оплаты!A2": "Сухова Анна Львовна"},
        [],
    ),
    "a column of names that is called so in other words": (
        sheet("Счета", ("Плательщик", "Сумма"), ("Сухова А. Л.", 100), ("ООО Север", 200), ("Ким Олег", 300)),
        {"Счета!A2": "Сухова Анна Львовна"},
        [],
    ),
    "a column of nothing but names of clients, whatever it is called": (
        sheet("Встречи", ("С кем",), ("Сухова А. Л.",), ("Ким Олег",), ("сухова А.Л.",), ("Ким Олег",), ("Сухова А. Л.",)),
        {},
        ["A2"],
    ),
    "nothing but names": (
        sheet("Встречи", ("С кем",), ("Сухова А. Л.",), ("Ким Олег",), ("Ким Олег",)),
        {"Встречи!A2": "Сухова Анна Львовна"},
        [],
    ),
    "names in a column that is called otherwise": (sheet("Заметки", ("Заметка",), ("Сухова А. Л.",)), {}, ["A2"]),
    "a name in a list": (sheet("Заметки", ("Кто был",), ("Ким Олег; Сухова А. Л.",), ("никого",)), {}, ["A2"]),
    "a name within a longer one": (sheet("Заметки", ("Заметка",), ("Сухова А. Л. просила перезвонить",)), {}, []),
    "a few names of clients among others": (
        sheet("Гости", ("Клиент",), ("Сухова А. Л.",), ("Пётр",), ("Павел",), ("Марк",)),
        {},
        ["A2"],
    ),
    "an ID that only begins alike": (sheet("Заметки", ("Заметка",), ("K-000021",), ("K-00002-1",)), {}, []),
    "a formula that names the client": (sheet("Итог", ("Долг",), ('=VLOOKUP("K-00002",Клиенты!A:D,2,0)',)), {}, ["A2"]),
    "a formula that looks at the row alone": (sheet("Итог", ("Имя",), ("=Клиенты!$A$3",)), {}, ["A2"]),
    "a formula over many rows": (sheet("Итог", ("Всего",), ("=SUM(Клиенты!B2:B9)",), ("=COUNTA(Клиенты!A:A)",)), {}, []),
    "a formula that looks at another row": (sheet("Итог", ("Имя",), ("=Клиенты!A2&Клиенты!A4",)), {}, []),
    "a formula that looks at such a row of another sheet": (sheet("Итог", ("Имя",), ("=A3",), (1,)), {}, []),
    "several cells of a column are told once": (
        sheet("Заметки", ("Заметка",), ("о K-00002",), ("о K-00002",), ("K-00002?",)),
        {},
        ["A2"],
    ),
}


@pytest.mark.parametrize(("grid", "moved", "told"), CASES.values(), ids=CASES.keys())
def test_sheets_of_peoples_own(grid: Grid, moved: dict[str, CellValue], told: list[str]) -> None:
    changes, found = done(book(grid))
    assert changes == moved
    assert places(found, grid.name) == told


@pytest.mark.parametrize(("formula", "told"), [("=Клиенты!A4", ["A2"]), ("=Клиенты!A6", []), ("=Клиенты!A1", [])])
def test_a_formula_that_looks_at_the_last_row_once_it_is_gone(formula: str, told: list[str]) -> None:
    _, found = done(book(sheet("Итог", ("Имя",), (formula,))), Group((0, 2), 0))
    assert places(found, "Итог") == told


def test_a_namesake_keeps_the_name() -> None:
    snapshot = making.snapshot(making.table("clients", [*CLIENTS, {"name": "Сухова А. Л.", "id": "K-00004"}]))
    grids = {**snapshot.grids, "Оплаты": sheet("Оплаты", ("Клиент",), ("Сухова А. Л.",))}
    assert done(replace(snapshot, grids=grids))[0] == {}


def test_a_column_of_peoples_own_among_the_clients_follows() -> None:
    changes, _ = done(book(extra={"Кто привёл": [None, "K-00003", "K-00002"], "Друг": ["K-00003", None, "K-00002"]}))
    assert changes == {"Клиенты!J2": "K-00003", "Клиенты!J4": "K-00001", "Клиенты!K4": "K-00001"}


def test_comments_of_clients_are_told_and_those_of_the_row_that_goes_are_not() -> None:
    _, found = done(book())
    assert places(found, "Клиенты") == ["C2"]
    assert "ещё 1" in found[0].message.ru


def test_a_list_of_choices_that_names_the_client_is_told() -> None:
    choices = (Validation((Area(2, 2, 9, 2),), "list", '"K-00001,K-00002"'),)
    _, found = done(book(replace(sheet("Форма", ("Кто",)), validations=choices)))
    assert places(found, "Форма") == ["B2"]


def test_numbers_of_clients_are_led_only_where_the_header_says_so() -> None:
    numbered = [{**one, "id": at} for at, one in enumerate(CLIENTS, 1)]
    table = making.table("clients", numbered)
    sums = sheet("Оплаты", ("ID клиента", "Штук"), (2, 2), (3, 1), (2, 3))
    made = making.snapshot(table)
    snapshot = replace(made, grids={**made.grids, "Оплаты": sums})
    changes, found = done(snapshot)
    assert changes == {"Оплаты!A2": "1", "Оплаты!A4": "1"}
    assert places(found, "Оплаты") == []


def test_what_is_typed_later_is_told_too() -> None:
    later = sheet("Мои дела", ("Клиент",), ("K-00009",), ("K-00003",))
    clients = clients_of(book(later))
    assert clients
    context = making.context(memory=Memory(became={"K-00009": "K-00003"}))
    found = [one for one in merges(book(later), context, clients, []) if isinstance(one, Finding)]
    assert [(one.sheet, one.cell) for one in found] == [("Мои дела", "A2")]


@pytest.mark.parametrize(
    ("title", "said", "told"), [("Архив", "объединён с", ["B2"]), ("Archive", "merged with", ["B2"]), ("Архив", "удалён:", [])]
)
def test_names_of_those_who_went_are_told_every_night_by_the_archive(title: str, said: str, told: list[str]) -> None:
    note = f"{FILLED_BY.ru if title == 'Архив' else FILLED_BY.en}: …"
    header = ("Когда", "Лист", "Запись", "Что это", "Куда ушло", "Клиент")
    row = (None, "Клиенты", "K-00009", "вся строка", f"{said} «Ким Олег» (K-00003)", "Ким О. П.")
    archive = sheet(title, (title,), (note,), (None,), header, row)
    diary = sheet("Дневник", ("День", "Кто"), ("пн", "Ким О. П."), ("вт", "ким о. п.; Пётр"), ("ср", "Ким Олег"))
    clients = clients_of(book(archive, diary))
    assert clients
    found = [one for one in merges(book(archive, diary), making.context(), clients, []) if isinstance(one, Finding)]
    assert places(found, "Дневник") == told
    assert all("теперь это «Ким Олег» (K-00003); в этом столбце ещё 1: строки 3" in one.message.ru for one in found)
