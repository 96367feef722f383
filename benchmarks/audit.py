"""`sheets-crm audit` beside sheet-lint and spreadsheet-auditor, in one run, over the same workbooks.

    python -m venv PEERS && PEERS/bin/pip install sheet-lint spreadsheet-auditor
    python benchmarks/audit.py [--data DIR] [--peers PEERS/bin] [--mutants 10] [--seed 7]

Each tool runs as a command on each workbook. With `--data` (`workbooks/*.xlsx` and `truth.csv`) what is flagged is held against
the labels; of the others' findings only those count that speak of a formula, or of a typed number among formulas. On workbooks of
our own making with planted faults any new finding that names a cell of the fault counts as seen, whatever it says.
Seconds are CPU time of one run at the median, memory the largest of all runs.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parent))

from labelled import HEAD, SAYS, Cells, Labelled, agreement, labelled
from planted.book import Book
from planted.clean import clean_books
from planted.filing import save
from planted_formulas import mutants

from sheets_crm.model.addresses import address, parse_address

AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?$")
MOST = 10_000
Answer = dict[str, Any]


@dataclass(frozen=True)
class Flag:
    """One finding: the cells that it names, and whether it speaks of formulas."""

    of_formulas: bool
    cells: frozenset[tuple[str, str]]


@dataclass
class Tool:
    """A command that audits a workbook, and how its answer is read."""

    name: str
    command: list[str]
    flags: Callable[[Answer], Iterator[Flag]]
    seconds: list[float] = field(default_factory=list)
    megabytes: float = 0

    def run(self, path: Path) -> list[Flag]:
        """Audit a workbook and note what that cost; a tool that fails finds nothing."""
        with (
            tempfile.TemporaryFile() as out,
            subprocess.Popen([*self.command, str(path)], stdout=out, stderr=subprocess.DEVNULL) as ran,
        ):
            _, ran.returncode, used = os.wait4(ran.pid, 0)
            self.seconds.append(used.ru_utime + used.ru_stime)
            self.megabytes = max(self.megabytes, used.ru_maxrss / 1024)
            out.seek(0)
            try:
                return list(self.flags(json.loads(out.read())))
            except ValueError:
                return []


def ours(said: Answer) -> Iterator[Flag]:
    """Read what `sheets-crm audit --json` says."""
    for one in said["findings"]:
        yield Flag(
            one["says"] in SAYS, frozenset((one["sheet"], cell) for cell in one["cells"]) or frozenset({(one["sheet"], "")})
        )


def of_sheet_lint(said: Answer) -> Iterator[Flag]:
    """Read what `sheet-lint --json` says."""
    for one in said["findings"]:
        of_formulas = one["code"] in {"hardcoded_in_formula_column", "range_stops_short"}
        yield Flag(of_formulas, frozenset(cell for place in one["locations"] for cell in _cells(place["sheet"], place["ref"])))


def of_spreadsheet_auditor(said: Answer) -> Iterator[Flag]:
    """Read what `spreadsheet-auditor --json -` says."""
    formulas = {
        "FORMULA_DRIFT",
        "HARDCODE_IN_FORMULA_BLOCK",
        "RANGE_EXCLUSION",
        "RANGE_INCLUDES_SUBTOTAL",
        "RANGE_LENGTH_MISMATCH",
    }
    for one in said["findings"]:
        places = (place.rpartition("!") for place in one["members"] or [one["location"]])
        cells = frozenset(cell for sheet, _, ref in places for cell in _cells(sheet.strip("'"), ref))
        yield Flag(one["rule_id"] in formulas, cells)


def _cells(sheet: str, reference: str) -> list[tuple[str, str]]:
    found = AREA.match(reference or "")
    if not found:
        return [(sheet, "")]
    (top, left), (bottom, right) = (parse_address(f"{found[at] or found[1]}{found[at + 1] or found[2]}") for at in (1, 3))
    if (bottom - top + 1) * (right - left + 1) > MOST:
        return [(sheet, "")]
    return [(sheet, address(row, column)) for row in range(top, bottom + 1) for column in range(left, right + 1)]


def tools(peers: Path | None) -> list[Tool]:
    """Return ours and those of the others that are installed."""
    start = "import sys; from sheets_crm.cli.main import main; sys.exit(main())"
    found = [Tool("sheets-crm audit", [sys.executable, "-c", start, "audit", "--json"], ours)]
    if peers:
        found.append(Tool("sheet-lint", [str(peers / "sheet-lint"), "--json", "--max-examples", "100000"], of_sheet_lint))
        found.append(Tool("spreadsheet-auditor", [str(peers / "spreadsheet-auditor"), "--json", "-"], of_spreadsheet_auditor))
    return found


def on_labelled(tool: Tool, books: Sequence[Labelled]) -> str:
    """Return a row of the table over labelled workbooks."""
    flagged: dict[str, Cells] = {}
    for book in books:
        flagged[book.path.name] = {cell for one in tool.run(book.path) if one.of_formulas for cell in one.cells}
    return f"| {tool.name} | {agreement(books, flagged).told()} | {_cost(tool)} |"


def on_planted(tool: Tool, folder: Path, count: int, seed: int) -> str:
    """Return a row of the table over planted faults: the share seen of each requirement, and alarms on a clean workbook."""
    books = clean_books(seed, 30)
    before = {at: set(tool.run(_saved(book, folder))) for at, book in enumerate(books)}
    seen: dict[str, list[bool]] = defaultdict(list)
    for fault, at, book, cells in mutants(books, count, seed):
        new = [one for one in tool.run(_saved(book, folder)) if one not in before[at]]
        seen[fault.row].append(any(one.cells & cells for one in new))
    alarms = sum(map(len, before.values())) / len(books)
    shares = " | ".join(f"{sum(those) / len(those):.2f}" for those in seen.values())
    return f"| {tool.name} | {shares} | {alarms:.2f} |"


def _saved(book: Book, folder: Path) -> Path:
    save(book, folder / "book.xlsx")
    return folder / "book.xlsx"


def _cost(tool: Tool) -> str:
    return f"{statistics.median(tool.seconds):.2f} | {max(tool.seconds):.2f} | {tool.megabytes:.0f}"


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description="The audit of formulas beside others.")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--mutants", type=int, default=10)
    parser.add_argument("--seed", type=int, default=7)
    said = parser.parse_args()
    if said.data:
        print(f"| | {HEAD} | seconds | most seconds | MB |\n|---{'|---' * 10}|")
        for tool in tools(said.peers):
            print(on_labelled(tool, labelled(said.data)), flush=True)
    if said.mutants:
        print(f"\n| | G1 | G2 | G3 | G4 | G6 | G7 | G8 | findings on a clean workbook |\n|---{'|---' * 8}|")
        with tempfile.TemporaryDirectory() as folder:
            for tool in tools(said.peers):
                print(on_planted(tool, Path(folder), said.mutants, said.seed), flush=True)


if __name__ == "__main__":
    main()
