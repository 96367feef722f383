"""What it costs to read a workbook, against other libraries that read the same cells.

    python benchmarks/reading.py [--rows 10000 100000 1000000] [--runs 3] [--slow-up-to 100000] [--json]

Makes workbooks of so many rows and 20 columns (those of patching.py), and measures each way of reading in a process of its own:

    ours              `read_snapshot`: values, kinds, formulas, number formats, tables, validations, hash of the file
    fastexcel         the values of the sheet as Arrow columns (where installed)
    python-calamine   the values of the sheet as lists of Python objects (where installed)
    pandas+openpyxl   `pandas.read_excel`, values only (up to --slow-up-to rows)

CPU is user and system time of the work without the imports, the median of the runs; memory is the peak of the whole process. Each
way must find the same number of cells and the same sum of the column L (but fastexcel, whose columns only pyarrow opens).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from patching import make

CHECKED = 12
Proof = tuple[int, float | None]
"""How many cells are filled, and the sum of one column of numbers."""


def ours(book: Path) -> Callable[[], Callable[[], Proof]]:
    import numpy as np  # noqa: PLC0415

    from sheets_crm.books.xlsx.reading.reader import read_snapshot  # noqa: PLC0415

    def work() -> Callable[[], Proof]:
        columns = read_snapshot(book).grids["Data"].columns
        return lambda: (
            sum(int(np.count_nonzero(column.cells.kinds)) for column in columns.values()),
            float(columns[CHECKED].cells.numbers.sum()),
        )

    return work


def fastexcel(book: Path) -> Callable[[], Callable[[], Proof]]:
    import fastexcel as library  # noqa: PLC0415

    def work() -> Callable[[], Proof]:
        sheet = library.read_excel(book).load_sheet(0, header_row=None)
        return lambda: (sheet.height * sheet.width, None)

    return work


def calamine(book: Path) -> Callable[[], Callable[[], Proof]]:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415

    def work() -> Callable[[], Proof]:
        rows = CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python()
        return lambda: (sum(value != "" for row in rows for value in row), sum(row[CHECKED - 1] for row in rows))

    return work


def openpyxl(book: Path) -> Callable[[], Callable[[], Proof]]:
    import pandas as pd  # noqa: PLC0415

    def work() -> Callable[[], Proof]:
        frame = pd.read_excel(book, header=None, engine="openpyxl")
        return lambda: (int(frame.count().sum()), float(frame[CHECKED - 1].sum()))

    return work


WAYS = {"ours": ours, "fastexcel": fastexcel, "python-calamine": calamine, "pandas+openpyxl": openpyxl}
NEEDS = {"fastexcel": "fastexcel", "python-calamine": "python_calamine"}


def measured(way: str, book: Path) -> dict[str, Any]:
    """Measure one way once, in this process."""
    work = WAYS[way](book)
    before = sum(os.times()[:2])
    proof = work()
    cpu = sum(os.times()[:2]) - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    filled, total = proof()
    return {"cpu": cpu, "megabytes": peak / (1 << 20 if sys.platform == "darwin" else 1 << 10), "cells": filled, "sum": total}


def alone(way: str, book: Path) -> dict[str, Any]:
    """Measure one way once, in a process of its own."""
    done = subprocess.run([sys.executable, __file__, "--way", way, str(book)], capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def compared(rows: int, book: Path, runs: int, slow_up_to: int) -> list[dict[str, Any]]:
    """Measure every way that is there; the ways take turns, so that a busy moment hits all."""
    ways = [way for way in WAYS if way not in NEEDS or importlib.util.find_spec(NEEDS[way])]
    ways = [way for way in ways if way != "pandas+openpyxl" or rows <= slow_up_to]
    found = [{way: alone(way, book) for way in ways} for _ in range(runs)]
    cells = {run[way]["cells"] for run in found for way in ways}
    sums = {run[way]["sum"] for run in found for way in ways} - {None}
    assert len(cells) == len(sums) == 1, f"the ways do not read the same cells: {cells}, {sums}"
    lines = [
        {"rows": rows, "way": way, **{key: statistics.median(run[way][key] for run in found) for key in ("cpu", "megabytes")}}
        for way in ways
    ]
    return [
        line | {"ratio": line["cpu"] / lines[0]["cpu"], "memory_ratio": line["megabytes"] / lines[0]["megabytes"]}
        for line in lines
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--slow-up-to", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--way", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        print(json.dumps(measured(options.way[0], Path(options.way[1]))))
        return
    with tempfile.TemporaryDirectory() as folder:
        for rows in options.rows:
            book = Path(folder) / f"{rows}.xlsx"
            make(book, rows)
            for line in compared(rows, book, options.runs, options.slow_up_to):
                told = "{rows:>9,} x 20  {way:<16} {cpu:8.2f} s {megabytes:7.0f} MB  {ratio:6.2f} x CPU {memory_ratio:5.2f} x MB"
                print(json.dumps(line) if options.json else told.format(**line), flush=True)
            book.unlink()


if __name__ == "__main__":
    main()
