"""Accidents planted in workbooks on disk are found, and undone to the last cell; what people typed since stays (D35, G7)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.engine.recovering import Choice, recover
from sheets_crm.engine.run import RunResult, run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job

NOW = datetime(2026, 11, 20, 3)
CLIENTS, ORDERS = "Клиенты", "Заказы"
HEADERS = {
    CLIENTS: ("ID", "Клиент", "Телефон", "E-mail", "Комментарий"),
    ORDERS: ("ID", "Дата", "Клиент", "ID клиента", "Сумма", "Скидка", "К оплате"),
}
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
ALARMS = {"lost", "rounding", "formula_changes", "jumps"}
SURNAMES = ("Яковлев", "Борисов", "Громов", "Дымов", "Ежов", "Жуков", "Зимин", "Ильин", "Кротов", "Лавров", "Минин", "Носов")
NAMES = ("Олег", "Иван", "Пётр", "Глеб")
COUNT = len(SURNAMES) * len(NAMES)
Line = list[object]
Lines = dict[str, Line]


@dataclass
class Desk:
    """A person at an open workbook, who knows what each record should hold."""

    sheets: dict[str, list[Line]]
    random: Random

    def column(self, sheet: str, title: str) -> int:
        return HEADERS[sheet].index(title)

    def block(self, sheet: str, least: int) -> range:
        rows = len(self.sheets[sheet])
        size = self.random.randrange(least, rows // 2)
        first = self.random.randrange(rows - size)
        return range(first, first + size)


def written(path: Path, sheets: dict[str, list[Line]]) -> None:
    book = Workbook()
    book.remove(book.active)
    for name, lines in sheets.items():
        page: Worksheet = book.create_sheet(name)
        page.append(HEADERS[name])
        for row, line in enumerate(lines, 2):
            page.append([value(row) if callable(value) else value for value in line])
    book.save(path)


def read(path: Path) -> dict[str, Lines]:
    """What each record holds, by its ID; formulas as seen from their own row."""
    book = load_workbook(path)
    out = {}
    for name, header in HEADERS.items():
        rows = enumerate(book[name].iter_rows(min_row=2, max_col=len(header), values_only=True), 2)
        out[name] = {str(line[0]): [_plain(value, row) for value in line] for row, line in rows if any(line)}
    return out


def _plain(value: object, row: int) -> object:
    if isinstance(value, datetime):
        return value.date()
    return value.replace(str(row), "#") if isinstance(value, str) and value.startswith("=") else value


def to_pay(row: int) -> str:
    return f"=E{row}-F{row}"


def fresh() -> dict[str, list[Line]]:
    dice = Random(7)
    people: list[Line] = [
        [
            f"K-{at + 1:05}",
            f"{SURNAMES[at % 12]} {NAMES[at // 12]}",
            f"+7 916 {dice.randrange(100, 999)}-{at:02}-{at * 7 % 90 + 10}",
            f"box{dice.randrange(10**6)}@example.ru",
            f"заметка {at}" if at % 4 else None,
        ]
        for at in range(COUNT)
    ]
    orders: list[Line] = [
        [
            f"Z-{at + 1:05}",
            date(2026, 1, 5) + timedelta(4 * at),
            people[at % COUNT][1],
            people[at % COUNT][0],
            dice.randrange(100_000, 900_000) / 100 + 0.01,
            dice.randrange(0, 5) * 10.5,
            to_pay,
        ]
        for at in range(60)
    ]
    return {CLIENTS: people, ORDERS: orders}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a workbook that the night job has seen, and its memory."""
    folder = tmp_path_factory.mktemp("known")
    written(folder / "book.xlsx", fresh())
    night(folder, 0)
    return folder


def night(folder: Path, days: int) -> RunResult:
    return run_job(XlsxBook(folder / "book.xlsx"), load_job("nightly"), Config(), NOW + timedelta(days))


def alarms(result: RunResult) -> set[str]:
    return {one.rule for one in result.plan.findings if one.rule in ALARMS and one.severity != "note"}


def deleted(desk: Desk) -> None:
    sheet = desk.random.choice((CLIENTS, ORDERS))
    rows = desk.block(sheet, 6)
    desk.sheets[sheet] = [line for at, line in enumerate(desk.sheets[sheet]) if at not in rows]


def cleared(desk: Desk) -> None:
    sheet, title = desk.random.choice(((CLIENTS, "Телефон"), (CLIENTS, "E-mail"), (ORDERS, "Сумма"), (ORDERS, "Дата")))
    for line in desk.sheets[sheet]:
        line[desk.column(sheet, title)] = None


def emptied_block(desk: Desk) -> None:
    for at in desk.block(CLIENTS, 12):
        desk.sheets[CLIENTS][at][2:4] = [None, None]


def dragged(desk: Desk) -> None:
    sheet, title = desk.random.choice(((CLIENTS, "Телефон"), (CLIENTS, "Клиент"), (ORDERS, "Сумма")))
    at, rows = desk.column(sheet, title), desk.block(sheet, 8)
    for row in rows:
        desk.sheets[sheet][row][at] = desk.sheets[sheet][rows[0]][at]


def dragged_series(desk: Desk) -> None:
    rows = desk.block(CLIENTS, 8)
    for step, row in enumerate(rows):
        desk.sheets[CLIENTS][row][2] = f"+7 916 123-45-{step:02}"


def rounded(desk: Desk) -> None:
    way, unit = desk.random.choice((ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN)), desk.random.choice((1, 10, 100))
    for line in desk.sheets[ORDERS]:
        line[4] = int((Decimal(str(line[4])) / unit).quantize(Decimal(1), way)) * unit


def pasted_as_values(desk: Desk) -> None:
    for line in desk.sheets[ORDERS]:
        line[6] = round(float(str(line[4])) - float(str(line[5])), 2)


ACCIDENTS = (deleted, cleared, emptied_block, dragged, dragged_series, rounded, pasted_as_values)


def commented(desk: Desk) -> None:
    for line in desk.random.sample(desk.sheets[CLIENTS], 4):
        line[4] = f"звонили {desk.random.randrange(1000)}"


def discounted(desk: Desk) -> None:
    desk.random.choice(desk.sheets[ORDERS])[5] = 7.25


def sorted_whole(desk: Desk) -> None:
    at = desk.random.randrange(5)
    desk.sheets[CLIENTS].sort(key=lambda line: str(line[at]), reverse=desk.random.random() < 0.5)


def added(desk: Desk) -> None:
    number = 90000 + desk.random.randrange(9000)
    desk.sheets[CLIENTS].append([f"K-{number}", f"Новиков {number}", f"+7 999 {number % 900 + 100}-11-22", None, "новый"])


def dearer(desk: Desk) -> None:
    for line in desk.sheets[ORDERS]:
        line[4] = round(float(str(line[4])) * 1.07, 2)


def one_emptied(desk: Desk) -> None:
    desk.random.choice(desk.sheets[CLIENTS])[4] = None


HONEST = (commented, discounted, sorted_whole, added, dearer, one_emptied)
GENTLE = (commented, discounted, sorted_whole, added)
Act = Callable[[Desk], None]


@settings(max_examples=8, deadline=None, phases=QUICK)
@given(act=st.sampled_from(ACCIDENTS), others=st.lists(st.sampled_from(GENTLE), max_size=2), seed=st.integers(0, 999))
def test_an_accident_is_found_and_undone_to_the_last_cell(known: Path, act: Act, others: list[Act], seed: int) -> None:
    with TemporaryDirectory() as made:
        folder = shutil.copytree(known, Path(made) / "desk")
        hurt, whole = (Desk(fresh(), Random(seed)) for _ in range(2))
        act(hurt)
        written(folder / "book.xlsx", hurt.sheets)
        assert alarms(night(folder, 1)), act.__name__
        for nth, other in enumerate(others):
            for desk in (hurt, whole):
                desk.random = Random(f"{seed} {nth}")
            typed(other, hurt, whole)
        written(folder / "book.xlsx", hurt.sheets)
        night(folder, 2)
        recover(XlsxBook(folder / "book.xlsx"), Choice(everything=True), Config(), NOW + timedelta(3), apply=True)
        written(folder / "whole.xlsx", whole.sheets)
        assert read(folder / "book.xlsx") == read(folder / "whole.xlsx")
        assert not alarms(night(folder, 4))


def typed(other: Act, hurt: Desk, whole: Desk) -> None:
    """Let a person do the same in the book that an accident happened to, and in one that it did not."""
    before = {str(line[0]): list(line) for sheet in hurt.sheets.values() for line in sheet}
    other(hurt)
    for name, lines in hurt.sheets.items():
        stands = {str(line[0]): line for line in whole.sheets[name]}
        for line in lines:
            was, there = before.get(str(line[0])), stands.get(str(line[0]))
            if there is None:
                whole.sheets[name].append(list(line))
            else:
                there[:] = [new if was and new != old else kept for new, old, kept in zip(line, was or line, there, strict=True)]


@settings(max_examples=6, deadline=None, phases=QUICK)
@given(acts=st.lists(st.sampled_from(HONEST), min_size=1, max_size=4), seed=st.integers(0, 999))
def test_honest_work_gives_no_alarm(known: Path, acts: list[Act], seed: int) -> None:
    with TemporaryDirectory() as made:
        folder = shutil.copytree(known, Path(made) / "desk")
        desk = Desk(fresh(), Random(seed))
        for act in acts:
            act(desk)
        written(folder / "book.xlsx", desk.sheets)
        assert not alarms(night(folder, 1))
