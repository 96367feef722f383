"""What it costs to change 1 % of a sheet's rows (three cells each), against the least and against other libraries.

    python benchmarks/patching.py [--rows 10000 100000 1000000] [--runs 3] [--json]

Makes workbooks of so many rows and 20 columns, as Excel writes them, and measures each way of patching in a process of its own:

    ours        `write_cells`, with the proof that nothing else changed, deflating with zlib 6 and with isal 2 (where installed)
    floor       the touched sheet inflated with zlib, looked through once, and deflated again at that level, nothing else
    openpyxl    load, set the cells, save (up to 100,000 rows)
    wolfxl      the same (at 100,000 rows, where installed)

CPU is user and system time of the work without the imports, the median of the runs; memory is the peak of the whole process.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET, PART = "Data", "xl/worksheets/sheet1.xml"
LETTERS = "ABCDEFGHIJKLMNOPQRST"
STRINGS = 5000
OPENPYXL_UP_TO = 100_000
WOLFXL_AT = 100_000
Wish = dict[str, int | str]


def sheet(rows: int) -> Iterator[str]:
    """The sheet's XML: six shared texts, a date, two inline texts, six whole numbers and five amounts in each row."""
    dice = random.Random(7)
    kinds = ["s"] * 6 + ["date"] + ["text"] * 2 + ["whole"] * 6 + ["amount"] * 5
    forms = {
        "s": '<c r="{0}%d" t="s"><v>%d</v></c>',
        "date": '<c r="{0}%d" s="1"><v>%d</v></c>',
        "text": '<c r="{0}%d" t="inlineStr"><is><t>text %d</t></is></c>',
        "whole": '<c r="{0}%d"><v>%d</v></c>',
        "amount": '<c r="{0}%d" s="2"><v>%.2f</v></c>',
    }
    row = "".join(forms[kind].format(letter) for kind, letter in zip(kinds, LETTERS, strict=True))
    most = {"s": STRINGS, "date": 9000, "text": 100_000, "whole": 1000, "amount": 100_000}
    yield '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    yield f'<worksheet xmlns="{NS}"><dimension ref="A1:T{rows}"/><sheetData>'
    for number in range(1, rows + 1):
        values = [part for kind in kinds for part in (number, dice.random() * most[kind])]
        yield f'<row r="{number}" spans="1:20">' + row % tuple(values) + "</row>"
    yield "</sheetData></worksheet>"


def relations(*told: tuple[str, str]) -> str:
    """A part of relations: (kind, target)."""
    inside = "".join(
        f'<Relationship Id="r{at}" Type="{OFFICE}/{kind}" Target="{target}"/>' for at, (kind, target) in enumerate(told)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def make(path: Path, rows: int) -> None:
    """Write a workbook of so many rows and 20 columns."""
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    kinds = {"workbook": "sheet.main", PART[3:-4]: "worksheet", "styles": "styles", "sharedStrings": "sharedStrings"}
    types = "".join(f'<Override PartName="/xl/{name}.xml" ContentType="{main}{kind}+xml"/>' for name, kind in kinds.items())
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    targets = (("worksheet", PART[3:]), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml"))
    fonts, fills = '<fonts count="1"><font/></fonts>', '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    borders, xfs = '<borders count="1"><border/></borders>', '<xf/><xf numFmtId="14"/><xf numFmtId="4"/>'
    styles = f'{fonts}{fills}{borders}<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3">{xfs}</cellXfs>'
    named = '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    sheets = f'<sheets><sheet name="{SHEET}" sheetId="1" r:id="r0"/></sheets>'
    strings = "".join(f"<si><t>shared {at}</t></si>" for at in range(STRINGS))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{rels}{types}</Types>',
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{NS}" xmlns:r="{OFFICE}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": relations(*targets),
        "xl/styles.xml": f'<styleSheet xmlns="{NS}">{styles}{named}</styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{NS}">' + strings + "</sst>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        with archive.open(PART, "w", force_zip64=True) as part:
            for piece in sheet(rows):
                part.write(piece.encode())


def wishes(rows: int) -> Wish:
    """Three cells in every hundredth row: a text, a number and another text."""
    picked = sorted(random.Random(3).sample(range(2, rows), rows // 100))
    return {f"{letter}{row}": value for row in picked for letter, value in (("B", f"new {row}"), ("L", row), ("H", "x & y"))}


def ours(book: Path, rows: int, level: str) -> Callable[[], object]:
    if level == "zlib":
        sys.modules["isal"] = sys.modules["zlib_ng"] = None  # type: ignore[assignment]
    from sheets_crm.books.xlsx import write_cells  # noqa: PLC0415

    cells = wishes(rows)
    return lambda: write_cells(book, book.with_suffix(".out.xlsx"), {SHEET: cells})


def floor(book: Path, rows: int, level: str) -> Callable[[], object]:
    del rows
    press = zlib.compressobj(6, wbits=-15)
    if level == "isal":
        from isal import isal_zlib  # noqa: PLC0415

        press = isal_zlib.compressobj(2, wbits=-15)

    def work() -> None:
        with zipfile.ZipFile(book) as archive:
            info = archive.getinfo(PART)
        inflate = zlib.decompressobj(-15)
        with book.open("rb") as file, book.with_suffix(".floor").open("wb") as out:
            file.seek(info.header_offset + 26)
            sizes = file.read(4)
            file.seek(int.from_bytes(sizes[:2], "little") + int.from_bytes(sizes[2:], "little"), 1)
            left, seen = info.compress_size, 0
            while left:
                packed = file.read(min(left, 1 << 17))
                left -= len(packed)
                piece = inflate.decompress(packed)
                seen += piece.count(b"<row ")
                out.write(press.compress(piece))
            out.write(press.flush())

    return work


def openpyxl_way(book: Path, rows: int, level: str) -> Callable[[], object]:
    del level
    import openpyxl  # noqa: PLC0415

    return lambda: _load_and_save(openpyxl.load_workbook, book, rows, {})


def wolfxl_way(book: Path, rows: int, level: str) -> Callable[[], object]:
    del level
    import wolfxl  # noqa: PLC0415

    return lambda: _load_and_save(wolfxl.load_workbook, book, rows, {"modify": True})


def _load_and_save(load: Callable[..., Any], book: Path, rows: int, options: dict[str, bool]) -> None:
    made = load(str(book), **options)
    page = made[SHEET]
    for cell, value in wishes(rows).items():
        page[cell] = value
    made.save(str(book.with_suffix(".out.xlsx")))


TASKS = {"ours": ours, "floor": floor, "openpyxl": openpyxl_way, "wolfxl": wolfxl_way}


def perform(task: str, book: Path, rows: int, level: str) -> None:
    """Do one task in this process and tell what it cost."""
    work = TASKS[task](book, rows, level)
    start, clock = time.process_time(), time.perf_counter()
    work()
    used, lasted = time.process_time() - start, time.perf_counter() - clock
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1 if sys.platform != "darwin" else 1024)
    print(json.dumps({"cpu": used, "wall": lasted, "mib": peak / 1024}))


def measured(task: str, book: Path, rows: int, level: str, runs: int) -> dict[str, float]:
    """Run a task some times, each in a process of its own; medians."""
    command = [sys.executable, __file__, "--task", task, "--book", str(book), "--rows", str(rows), "--level", level]
    told = [json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, env=os.environ).stdout) for _ in range(runs)]
    return {key: statistics.median(one[key] for one in told) for key in told[0]}


def have(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def rounds(rows: int) -> list[tuple[str, str]]:
    """The tasks at this many rows: (task, level)."""
    levels = ["zlib", "isal"] if have("isal") else ["zlib"]
    tasks = [(task, level) for level in levels for task in ("floor", "ours")]
    if rows <= OPENPYXL_UP_TO:
        tasks.append(("openpyxl", ""))
    if rows == WOLFXL_AT and have("wolfxl"):
        tasks.append(("wolfxl", ""))
    return tasks


def table(rows: int, runs: int, folder: Path) -> dict[str, dict[str, float]]:
    """Measure everything at one number of rows and print it."""
    book = folder / f"{rows}.xlsx"
    make(book, rows)
    print(f"\n{rows:,} x {len(LETTERS)}, {len(wishes(rows)):,} cells changed; {book.stat().st_size / 2**20:.1f} MiB", flush=True)
    print(f"{'':16}{'CPU s':>9}{'seconds':>9}{'MiB':>7}{'of zlib floor':>15}{'of own floor':>14}{'ours is':>14}", flush=True)
    found: dict[str, dict[str, float]] = {}
    for task, level in rounds(rows):
        one = found[f"{task} {level}".strip()] = measured(task, book, rows, level, runs if task != "openpyxl" else 1)
        own = f"{one['cpu'] / found[f'floor {level}']['cpu']:.2f}" if level else ""
        less = f"{one['cpu'] / found['ours zlib']['cpu']:.0f} x less" if not level else ""
        figures = f"{one['cpu']:9.2f}{one['wall']:9.2f}{one['mib']:7.0f}{one['cpu'] / found['floor zlib']['cpu']:15.2f}"
        print(f"{task + ' ' + level:16}{figures}{own:>14}{less:>14}", flush=True)
    book.unlink()
    return found


def main() -> None:
    """Read the command line."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    ask.add_argument("--runs", type=int, default=3)
    ask.add_argument("--json", action="store_true", help="print the figures as JSON at the end")
    ask.add_argument("--task", choices=TASKS, help=argparse.SUPPRESS)
    ask.add_argument("--book", type=Path, help=argparse.SUPPRESS)
    ask.add_argument("--level", default="", help=argparse.SUPPRESS)
    args = ask.parse_args()
    if args.task:
        perform(args.task, args.book, args.rows[0], args.level)
        return
    with tempfile.TemporaryDirectory() as folder:
        found = {rows: table(rows, args.runs, Path(folder)) for rows in args.rows}
    if args.json:
        print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
