"""LibreOffice itself sorts some columns of a workbook: the next run says so, and every value goes back to its client (G5)."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from desks import Said, XlsxDesk, sheets_crm
from openpyxl import Workbook, load_workbook

OFFICE = shutil.which("soffice")
PYTHONS = ("python3", "/usr/bin/python3", "/usr/lib/libreoffice/program/python", "/opt/libreoffice/program/python")
SHEET = "Клиенты"
HEADER = ("Клиент", "Телефон", "E-mail", "Город", "День рождения", "Скидка", "Комментарий", "ID")
SURNAMES = [
    f"{stem}{end}" for stem in ("Бел", "Ветр", "Гром", "Дым", "Жук", "Зим", "Крот", "Лук") for end in ("енко", "ин", "ская")
]
NAMES = ("Анна", "Борис", "Вера", "Олег")
CITIES = ("Москва", "Казань", "Пермь", None)
CLIENTS = 40
LAST = CLIENTS + 1
ACTS: dict[str, list[list[Any]]] = {
    "two columns by one of them": [["sorted_by", f"B2:C{LAST}", [[1, True]]]],
    "upside down, without the last rows": [["sorted_by", f"A2:B{LAST - 7}", [[0, False]]]],
    "by a dropdown": [["sorted_by", f"C2:D{LAST}", [[1, True]]]],
    "by two keys": [["sorted_by", f"D2:F{LAST}", [[0, True], [2, False]]]],
    "birthdays and what stands beside": [["sorted_by", f"E2:G{LAST}", [[0, True]]]],
    "with the IDs": [["sorted_by", f"E2:H{LAST}", [[0, True]]]],
    "twice": [["sorted_by", f"A2:C{LAST}", [[2, True]]], ["sorted_by", f"B2:C{LAST}", [[0, False]]]],
    "what a filter shows": [["filtered", f"A1:H{LAST}", 3, "Москва"], ["sorted_by", f"A2:B{LAST}", [[0, True]]]],
    "a cell deleted": [["deleted", "B5"]],
    "cells inserted": [["inserted", "B5:C6"]],
    "a block drawn elsewhere": [["dragged", "A4:B16", "A20"]],
}
HONEST: dict[str, list[list[Any]]] = {
    "opened and saved": [],
    "whole rows": [["sorted_by", f"A2:H{LAST}", [[0, True]]]],
    "whole rows by two keys": [["sorted_by", f"A2:H{LAST}", [[3, True], [4, False]]]],
}


def with_uno() -> str | None:
    """Return a Python that can speak with LibreOffice."""
    for name in PYTHONS:
        path = shutil.which(name)
        if path and not subprocess.run([path, "-c", "import uno"], check=False, capture_output=True).returncode:
            return path
    return None


PYTHON = with_uno() if OFFICE else None
pytestmark = pytest.mark.skipif(PYTHON is None, reason="no LibreOffice on this machine, or no Python that knows it (python3-uno)")


def made(path: Path, random: Random) -> None:
    book = Workbook()
    page = book.active
    page.title = SHEET
    page.append(HEADER)
    for at in range(CLIENTS):
        born = date(1960, 1, 1) + timedelta(random.randrange(15000))
        page.append(
            [
                f"{random.choice(SURNAMES)} {random.choice(NAMES)}",
                f"+7 916 {random.randrange(1000):03d}-{at:02d}-{random.randrange(100):02d}" if random.random() < 0.9 else None,
                f"n{random.randrange(10**5)}@example.ru" if random.random() < 0.6 else None,
                random.choice(CITIES),
                born if random.random() < 0.6 else None,
                random.choice((0, 5, 10)),
                f"заметка {random.randrange(9)}" if random.random() < 0.3 else None,
            ]
        )
        page.cell(page.max_row, 5).number_format = "dd.mm.yyyy"
    book.save(path)


@dataclass(frozen=True)
class Story:
    """One book: what the clients held before, and what was said after LibreOffice had it."""

    before: dict[Any, tuple[Any, ...]]
    mixed: dict[Any, tuple[Any, ...]]
    night: Said
    after: dict[Any, tuple[Any, ...]]


def clients(path: Path) -> dict[Any, tuple[Any, ...]]:
    lines = list(load_workbook(path)[SHEET].iter_rows(values_only=True))
    at = HEADER.index("ID")
    return {line[at]: line[:at] for line in lines[1:] if any(line)}


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Story]:
    """Let one LibreOffice work on all books, each after its first night."""
    folder = tmp_path_factory.mktemp("office")
    desks = {name: XlsxDesk(folder / str(at), None) for at, name in enumerate([*ACTS, *HONEST])}
    before, orders = {}, []
    for number, (name, desk) in enumerate(desks.items()):
        made(desk.path, Random(number))
        assert sheets_crm(desk, "run", "nightly", desk.name).status == 0
        before[name] = clients(desk.path)
        told = {"book": str(desk.path), "out": str(desk.folder / "saved.xlsx"), "sheet": SHEET}
        orders.append({**told, "does": (ACTS | HONEST)[name]})
    (folder / "orders.json").write_text(json.dumps(orders), encoding="utf-8")
    script = Path(__file__).with_name("office_hands.py")
    command = [str(PYTHON), str(script), str(OFFICE), str(folder / "profile"), str(folder / "orders.json")]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {name: _night(desk, before[name]) for name, desk in desks.items()}


def _night(desk: XlsxDesk, before: dict[Any, tuple[Any, ...]]) -> Story:
    shutil.move(desk.folder / "saved.xlsx", desk.path)
    mixed = clients(desk.path)
    night = sheets_crm(desk, "run", "nightly", desk.name, "--json")
    sheets_crm(desk, "unscramble", desk.name, "--apply")
    return Story(before, mixed, night, clients(desk.path))


@pytest.mark.parametrize("name", ACTS)
def test_a_sort_of_some_columns_is_said_first_and_put_right(stories: dict[str, Story], name: str) -> None:
    one = stories[name]
    assert one.mixed != one.before
    assert one.night.status == 1
    assert one.night.json["findings"][0]["rule"] == "partial_sort"
    assert one.after == one.before


@pytest.mark.parametrize("name", HONEST)
def test_a_sort_of_whole_rows_is_none(stories: dict[str, Story], name: str) -> None:
    one = stories[name]
    assert "partial_sort" not in {each["rule"] for each in one.night.json["findings"]}
    assert one.after == one.mixed == one.before
