"""How many planted faults `audit` sees, by requirement (G1 to G8), and what it says of workbooks in which nothing is wrong.

    python benchmarks/planted_formulas.py [--mutants 200] [--books 120] [--seed 7] [--rows G1 G4] [--examples 2] [--json]

Makes clean workbooks of several kinds from a seed, plants one fault into a copy of one of them, saves it as a file, and reads and
audits that. `seen`: a finding that the clean workbook did not have names a cell of the fault. `false`: errors and warnings about
cells that have nothing to do with it, by workbook; `notes` the same of notes, which only advise. The faults know nothing of the
checks: each is what a row of the requirements says that people do. G5 (a sort that leaves columns behind) needs two moments of
one workbook, so that no audit can see it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

sys.path.append(str(Path(__file__).parent))

from planted.book import Book, Cell
from planted.clean import clean_books
from planted.faults import FAULTS
from planted.faults.fault import Fault
from planted.filing import save

from sheets_crm.audit.audit import audit
from sheets_crm.audit.finding import Finding
from sheets_crm.books.xlsx.reading.pages import read_pages
from sheets_crm.model.addresses import address

Told = tuple[str, str, tuple[str, ...]]


@dataclass
class Score:
    """What became of the mutants of one fault; `by` says which checks saw them."""

    planted: int = 0
    seen: int = 0
    by: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    notes: int = 0


@dataclass
class Outcome:
    """The scores by (row, fault), and what was said of the clean workbooks themselves."""

    scores: dict[tuple[str, str], Score]
    books: int
    false: list[str]
    notes: list[str]


def measured(folder: Path, books: Sequence[Book], count: int, seed: int, rows: Sequence[str] = ()) -> Outcome:
    """Plant `count` faults of each requirement into copies of clean books and count what the audit sees."""
    audited = {at: _audited(book, folder / f"clean {at}.xlsx") for at, book in enumerate(books)}
    alarms = [f"{books[at].kind}: {_line(one)}" for at, those in audited.items() for one in those if one.severity != "note"]
    notes = [f"{books[at].kind}: {_line(one)}" for at, those in audited.items() for one in those if one.severity == "note"]
    scores: dict[tuple[str, str], Score] = defaultdict(Score)
    for fault, at, book, cells in mutants(books, count, seed, rows):
        known = {_told(one) for one in audited[at]}
        new = [one for one in _audited(book, folder / "mutant.xlsx") if _told(one) not in known]
        _judge(scores[fault.row, fault.name], book, cells, new)
    return Outcome(dict(scores), len(books), alarms, notes)


def mutants(
    books: Sequence[Book], count: int, seed: int, rows: Sequence[str] = ()
) -> Iterator[tuple[Fault, int, Book, set[Cell]]]:
    """Yield faults, at least `count` of each requirement: the number of the clean book, its copy with the fault, the cells."""
    for fault in FAULTS:
        if not rows or fault.row in rows:
            alike = sum(other.row == fault.row for other in FAULTS)
            yield from ((fault, *mutant) for mutant in _mutants(fault, books, -(-count // alike), seed))


def _mutants(fault: Fault, books: Sequence[Book], count: int, seed: int) -> Iterator[tuple[int, Book, set[Cell]]]:
    """Yield copies of the books with this fault, as many as are wanted, or as its kinds of books can hold."""
    random, made = Random(f"{seed} {fault.name}"), 0
    for turn in range(20 * count):
        at = turn % len(books)
        copy = books[at].copy()
        cells = fault.plant(copy, random)
        if cells:
            yield at, copy, cells
            made += 1
            if made == count:
                return


def _audited(book: Book, path: Path) -> list[Finding]:
    save(book, path)
    return audit(read_pages(path))


def _judge(score: Score, book: Book, cells: set[Cell], new: list[Finding]) -> None:
    score.planted += 1
    right = [one for one in new if _names(one, cells)]
    score.seen += bool(right)
    score.by.update({one.check for one in right})
    if not right:
        score.missed.append(f"{book.kind}: {_holds(book, cells)}")
    about = book.dependents(cells)
    for one in new:
        if one not in right and not _names(one, about):
            score.notes += one.severity == "note"
            score.false += [f"{book.kind}: {_line(one)}"] if one.severity != "note" else []


def _holds(book: Book, cells: set[Cell]) -> str:
    told = [(tab.name, address(*place), typed) for tab in book.tabs for place, typed in sorted(tab.cells.items())]
    held = [f"{sheet}!{cell} {typed}" for sheet, cell, typed in told if (sheet, cell) in cells]
    return "; ".join(held[:3]) + f" … of {len(held)}"


def _names(one: Finding, cells: set[Cell]) -> bool:
    named = {(one.sheet, cell) for cell in one.cells} or {(one.sheet, "")}
    return bool(named & cells)


def _told(one: Finding) -> Told:
    return one.check, one.sheet, (*one.cells, one.message.en if not one.cells else "")


def _line(one: Finding) -> str:
    return f"{one.check} {one.sheet}!{one.message.en}"


def show(outcome: Outcome, examples: int) -> None:
    """Print the table, and a few examples of what went wrong."""
    print(f"{'':4} {'fault':<22} {'planted':>7} {'seen':>6} {'recall':>7} {'false a workbook':>17}  seen by")
    rows: dict[str, list[Score]] = defaultdict(list)
    for (row, name), one in outcome.scores.items():
        rows[row].append(one)
        _print(row, name, [one])
        for line in one.missed[:examples]:
            print(f"         missed {line}")
        for line in one.false[:examples]:
            print(f"         false  {line}")
    for row, those in rows.items():
        _print(row, "all", those)
    print(f"clean: {len(outcome.false)} false in {outcome.books} workbooks, {len(outcome.notes)} notes")
    for line in outcome.false[: 3 * examples]:
        print(f"         false  {line}")


def _print(row: str, name: str, scores: Sequence[Score]) -> None:
    planted, seen = sum(one.planted for one in scores), sum(one.seen for one in scores)
    false = sum(len(one.false) for one in scores) / max(planted, 1)
    by = Counter[str]()
    for one in scores:
        by.update(one.by)
    told = ", ".join(f"{check} {count}" for check, count in by.most_common(3)) if len(scores) == 1 else ""
    print(f"{row:<4} {name:<22} {planted:>7} {seen:>6} {seen / max(planted, 1):>7.3f} {false:>17.3f}  {told}")


def document(outcome: Outcome) -> dict[str, Any]:
    """Return the same as JSON."""
    faults = [
        {"row": row, "fault": name, "planted": one.planted, "seen": one.seen, "false": len(one.false), "notes": one.notes}
        for (row, name), one in outcome.scores.items()
    ]
    return {"faults": faults, "clean": {"books": outcome.books, "false": len(outcome.false), "notes": len(outcome.notes)}}


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description="What share of planted formula faults does the audit see?")
    parser.add_argument("--mutants", type=int, default=200)
    parser.add_argument("--books", type=int, default=120)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rows", nargs="*", default=())
    parser.add_argument("--examples", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = measured(Path(folder), clean_books(said.seed, said.books), said.mutants, said.seed, said.rows)
    if said.json:
        print(json.dumps(document(outcome), indent=1))
    else:
        show(outcome, said.examples)


if __name__ == "__main__":
    main()
