"""Spoiled workbooks, read and written: only errors of ours may come out, and no process may die or hang.

    python benchmarks/fuzzing.py [--inputs 20000] [--seed 1] [--workers 2] [--data FOLDER] [--json] [--input N --keep FILE]

Each input is a workbook (some of ours, and the small ones of FOLDER) spoiled by chance: its bytes, its XML, its zip. It is
read; then a cell is written into a copy, and the copy is read back. What is counted:

    read, refused            the reader's answers
    written, kept            the writer's answers: a copy made, or a refusal that leaves no copy behind
    WRONG                    a copy that cannot be read, or does not hold what was written, or one left behind by a refusal
    ambiguous                the same, in a file that contradicts itself: cells out of order, twice, or in a row of another number
    FOREIGN                  an exception that is not ours
    DIED, HUNG               a process that ended or took more than a minute; slow: more than five seconds

`--input N` makes one input alone, and `--keep` writes it down. The exit status is 1 when anything in capitals was counted.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from unittest.mock import patch

from mutations import beginnings, spoiled

from sheets_crm.books.xlsx import write_cells
from sheets_crm.books.xlsx.reading.cell_events import CellEvents
from sheets_crm.books.xlsx.reading.reader import read_snapshot
from sheets_crm.errors import SheetsCrmError
from sheets_crm.model.addresses import address, parse_address
from sheets_crm.model.cells import CellValue, encode
from sheets_crm.model.serials import SHIFT_1904, from_serial, to_serial
from sheets_crm.model.snapshot import Snapshot

START = CellEvents.start
HANGS, SLOW = 60, 5
MEMORY = 4 << 30
BAD = ("WRONG", "FOREIGN", "DIED", "HUNG")
NEW_VALUES: tuple[CellValue, ...] = ("Новое & <значение>", 42, 0.1, True, None, " пробелы ")


def attempt(path: Path, chance: random.Random) -> Iterator[str]:
    """Read a workbook and write one cell into a copy of it; yield what happened, `FOREIGN: ...` with where it came from."""
    book = None
    try:
        book = read_snapshot(path)
        yield "read"
    except SheetsCrmError as error:
        yield "refused" if path.name in str(error) else f"FOREIGN: an error that does not name the file: {error}"
    except BaseException:  # noqa: BLE001 - that nothing else comes out is what is measured
        yield f"FOREIGN: {traceback.format_exc(limit=-3)}"
    sheet, cell = place(book, chance)
    value, target = chance.choice(NEW_VALUES), path.with_name("written.xlsx")
    target.unlink(missing_ok=True)
    try:
        write_cells(path, target, {sheet: {cell: value}})
        yield "written"
    except SheetsCrmError:
        yield "WRONG: a copy was left behind" if target.exists() else "kept"
    except BaseException:  # noqa: BLE001 - that nothing else comes out is what is measured
        yield f"FOREIGN: {traceback.format_exc(limit=-3)}"
    if book and target.exists():
        yield from proven(path, target, sheet, cell, value)


def place(book: Snapshot | None, chance: random.Random) -> tuple[str, str]:
    """Choose a cell: one that is filled, or any."""
    if not book or not book.grids:
        return "Sheet1", "A1"
    grid = chance.choice(list(book.grids.values()))
    if grid.columns and chance.random() < 0.7:
        column = chance.choice(list(grid.columns))
        return grid.name, address(int(chance.choice(grid.columns[column].rows)), column)
    return grid.name, address(chance.randint(1, 30), chance.randint(1, 12))


def proven(source: Path, target: Path, sheet: str, cell: str, value: CellValue) -> Iterator[str]:
    """Yield what is wrong with a copy."""
    try:
        book = read_snapshot(target)
        there = book.grids[sheet].value(*parse_address(cell))
    except (SheetsCrmError, KeyError) as error:
        yield f"WRONG: the copy cannot be read: {error}"
        return
    if isinstance(there, date) and book.date1904:
        there = from_serial(to_serial(there) - SHIFT_1904)
    if content(there) != content(value):
        kind = "ambiguous" if contradicts_itself(source) else "WRONG"
        yield f"{kind}: {sheet}!{cell} holds {there!r} instead of {value!r}"


def contradicts_itself(path: Path) -> bool:
    """Whether some sheet has cells out of order, twice, or in a row of another number, or what the strict reader refuses."""
    places: dict[CellEvents, tuple[int, int]] = {}
    contradictions = []

    def look(events: CellEvents, tag: str, attributes: Mapping[str, str]) -> None:
        START(events, tag, attributes)
        if events.item is None and tag in {"row", "c"}:
            row, column = places.get(events, (0, 0))
            fine = events.row > row if tag == "row" else events.row == row and events.column > column
            places[events] = (events.row, events.column)
            contradictions.extend([] if fine else [places[events]])

    try:
        with patch.object(CellEvents, "start", look):
            read_snapshot(path, quick=False)
    except SheetsCrmError:
        return True
    return bool(contradictions)


def content(value: CellValue) -> tuple[str | None, str]:
    """What a cell holds, whatever its format shows: 42 is a day in February where a cell shows dates."""
    _, number, text = encode(value)
    return text, repr(number)


def made(number: int, seed: int, books: list[bytes]) -> tuple[bytes, random.Random]:
    """Make one input, and the chance that goes on from there."""
    chance = random.Random(f"{seed}/{number}")
    return spoiled(chance.choice(books), chance), chance


def work(first: int, end: int, seed: int, data: Path | None) -> None:
    """Try these inputs; say of each its number before, and what happened after."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    books = beginnings(data)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        for number in range(first, end):
            print(json.dumps({"begin": number}), flush=True)
            book, chance = made(number, seed, books)
            path.write_bytes(book)
            faulthandler.dump_traceback_later(HANGS, exit=True)
            start = time.process_time()
            told = list(attempt(path, chance))
            faulthandler.cancel_dump_traceback_later()
            seconds = time.process_time() - start
            print(json.dumps({"end": number, "told": told, "seconds": seconds}), flush=True)


def watched(first: int, end: int, options: argparse.Namespace) -> Iterator[tuple[int, str]]:
    """Try these inputs in a process of its own, and in another one after each death; yield (number, what happened)."""
    while first < end:
        told = ["--work", str(first), str(end), "--seed", str(options.seed), *(["--data", options.data] if options.data else [])]
        with subprocess.Popen(
            [sys.executable, __file__, *told], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout
            assert process.stderr
            begun = first
            for line in process.stdout:
                said = json.loads(line)
                begun = said.get("begin", begun)
                if "end" in said:
                    first = said["end"] + 1
                    yield from ((said["end"], one) for one in said["told"])
                    if said["seconds"] > SLOW:
                        yield said["end"], f"slow: {said['seconds']:.1f} s"
            errors = process.stderr.read()
        if first < end:
            yield begun, f"{'HUNG' if 'Timeout' in errors else 'DIED'}: {errors[-600:]}"
            first = begun + 1


def summed(happened: Iterable[tuple[int, str]]) -> tuple[Counter[str], list[tuple[int, str]]]:
    """Count what happened, and keep what must not."""
    counts: Counter[str] = Counter()
    bad = []
    for number, what in happened:
        kind = what.partition(":")[0]
        counts[kind] += 1
        if kind in BAD or kind == "slow":
            bad.append((number, what))
    return counts, bad


def run(options: argparse.Namespace) -> int:
    start = time.monotonic()
    share = -(-options.inputs // options.workers)
    spans = [(first, min(first + share, options.inputs)) for first in range(0, options.inputs, share)]
    with ThreadPoolExecutor(options.workers) as pool:
        happened = [one for part in pool.map(lambda span: list(watched(*span, options)), spans) for one in part]
    counts, bad = summed(happened)
    told = {"inputs": options.inputs, "seed": options.seed, "seconds": round(time.monotonic() - start, 1), **counts}
    if options.json:
        print(json.dumps({**told, "bad": bad}, ensure_ascii=False))
    else:
        print("  ".join(f"{name} {count}" for name, count in told.items()))
        print(*(f"input {number}: {what}" for number, what in bad), sep="\n")
    return int(any(counts[kind] for kind in BAD))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--data")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--input", type=int)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--work", type=int, nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    data = Path(options.data) if options.data else None
    if options.work:
        work(*options.work, options.seed, data)
        return 0
    if options.input is not None:
        book, chance = made(options.input, options.seed, beginnings(data))
        path = options.keep or Path(tempfile.mkdtemp()) / "book.xlsx"
        path.write_bytes(book)
        print(path, *attempt(path, chance), sep="\n")
        return 0
    return run(options)


if __name__ == "__main__":
    sys.exit(main())
