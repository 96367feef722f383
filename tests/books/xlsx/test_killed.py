"""A write that is killed at any moment leaves the whole old book or the whole new one, and the next write cleans up."""

from __future__ import annotations

import multiprocessing
import os
import random
import time as clock
import zipfile
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from parts import pack, parts

from sheets_crm.books.xlsx import write_cells

SHEET, ROWS, KILLS = "Клиенты", 4000, 200
WARM = multiprocessing.get_context("forkserver" if os.name != "nt" else "spawn")
WARM.set_forkserver_preload(["sheets_crm.books.xlsx"])


def write_on_and_on(path: Path, number: int, started: Event) -> None:
    started.set()
    while True:
        number += 1
        write_cells(path, path, {SHEET: {f"B{row}": number for row in range(1, ROWS, 7)}})


@pytest.fixture
def book(tmp_path: Path) -> Path:
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="B{row}"><v>0</v></c></row>' for row in range(1, ROWS + 1))
    return pack(tmp_path / "a.xlsx", parts(f"<sheetData>{rows}</sheetData>"))


def whole(path: Path) -> int:
    """The number that the last write gave to all its cells; the zip's own checksums are looked at on the way."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    told = {xml.split(f'<c r="B{row}"><v>')[1].split("<")[0] for row in range(1, ROWS, 7)}
    assert len(told) == 1
    assert xml.count("<row ") == ROWS
    return int(told.pop())


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is for POSIX")
def test_killed_at_200_moments_the_book_is_whole_each_time(book: Path) -> None:
    chance, number, writes, left_behind = random.Random(11), 0, 0, 0
    since = clock.monotonic()
    write_cells(book, book, {SHEET: {"A1": 1}})
    longest = 3 * (clock.monotonic() - since)
    for _ in range(KILLS):
        started = WARM.Event()
        child = WARM.Process(target=write_on_and_on, args=(book, number, started), daemon=True)
        child.start()
        started.wait(60)
        clock.sleep(chance.uniform(0.0, longest))
        child.kill()
        child.join()
        now, files = whole(book), len(list(book.parent.iterdir()))
        writes += now > number
        left_behind += files > 1
        assert files <= 2, "what an earlier kill left is gone"
        number = now
    assert writes > KILLS // 10
    assert left_behind > 0
    write_cells(book, book, {SHEET: {"A1": 1}})
    assert list(book.parent.iterdir()) == [book]
