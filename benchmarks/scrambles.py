"""How many partial sorts and the like are noticed, whether every cell goes back, and what honest work is taken for one.

    python benchmarks/scrambles.py [--family third|fourth|fifth] [--scenarios 2000] [--first 0] [--largest 20000] [--data DIR]
        [--examples 5]

Other books and other hands than in `tests/diff`: orders, payments, price lists, marks, tables that nobody here wrote; with IDs
and without. Cells: of those in a book that an accident left, how many are right after the plan, wrong and told, silently wrong.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
import scrambled_clerks as clerks
import scrambled_habits as habits
import scrambled_office_work as office_work
import scrambled_offices as offices
from openpyxl import Workbook
from scrambled_accidents import ACCIDENTS, deletes_cells, shuffles, sorts
from scrambled_books import Book, Sheet, books, orders
from scrambled_honesty import HONEST, everyday, whole_sort

from sheets_crm.books.xlsx.reading.reader import read_snapshot
from sheets_crm.diff.books import compare_tables
from sheets_crm.diff.scrambles.find import Scramble, find_scrambles
from sheets_crm.diff.scrambles.mend import mend, unclear
from sheets_crm.model.snapshot import Table

Act = Callable[[Sheet], object]
SIZES = (20, 25, 40, 60, 100, 150, 300, 600, 1200)
LARGE = (3000, 8000, 20000)
FAMILIES: dict[str, tuple[Sequence[Act], Sequence[Act]]] = {
    "second": (ACCIDENTS, HONEST),
    "third": (habits.ACCIDENTS, habits.HONEST),
    "fourth": (offices.ACCIDENTS, office_work.HONEST),
    "fifth": (clerks.ACCIDENTS, clerks.HONEST),
}
"""What goes wrong, and what is honest, each written down without knowing of the others; the first is in `tests/diff`."""
BOOKS: dict[str, Sequence[Callable[[Random, int], Book]]] = {
    "third": habits.BOOKS,
    "fourth": offices.BOOKS,
    "fifth": clerks.BOOKS,
}
ENOUGH = 10
"""Fewer rows out of place than that are not asked for."""


@dataclass(frozen=True)
class Day:
    """A sheet as the last run left it, and as it is after somebody's day; `misplaced` rows show another record's value."""

    before: Table
    who: Sequence[int]
    sheet: Sheet
    misplaced: int
    act: str
    book: str

    @property
    def group(self) -> str:
        return self.act if self.sheet.named else f"{self.act}, no IDs"

    def found(self) -> list[Scramble]:
        return find_scrambles(compare_tables(self.before, self.sheet.table()))


def day(seed: int, acts: Sequence[Act], data: Path | None, largest: int, family: str = "second") -> Day:
    random = Random(seed)
    make = random.choice(BOOKS[family] if family in BOOKS else [*books(data)])
    size = random.choice(LARGE) if random.random() < 0.03 else random.choice(SIZES)
    sheet = Sheet.of(random, make(random, min(size, largest)), named=random.random() < 0.7)
    if family == "third":
        habits.furnished(sheet)
    before, who = sheet.table(), list(sheet.owner[0])
    everyday(sheet, random.randrange(max(2, sheet.height // 25)))
    act = acts[seed % len(acts)]
    out = misplaced(sheet) if act(sheet) else 0
    everyday(sheet, random.randrange(max(2, sheet.height // 25)))
    if random.random() < 0.2:
        whole_sort(sheet)
    return Day(before, who, sheet, out, act.__name__, make.__name__)


def misplaced(sheet: Sheet) -> int:
    """Count the rows in which a value shows that is not the record's."""
    owners = (owner_of(sheet.owner, row, named=sheet.named) for row in range(sheet.height))
    return sum(
        any(sheet.cells[at][row] != sheet.truth[whose][at] for at in sheet.own) for row, whose in enumerate(owners) if whose
    )


def owner_of(owner: Sequence[Sequence[int]], row: int, *, named: bool) -> int:
    """Say whose a row is: its ID's; without IDs the record's of which most stands there; 0 where nobody can say."""
    if named:
        return owner[0][row]
    times = Counter(one[row] for one in owner if one[row])
    return times.most_common(1)[0][0] if times else 0


def put_right(found: Sequence[Scramble], one: Day) -> Counter[str]:
    """Count the cells that are right, wrong and told of, silently wrong once the moved ones are back."""
    cells, owner = [list(each) for each in one.sheet.cells], [list(each) for each in one.sheet.owner]
    told = set[tuple[int, int]]()
    for scramble in found:
        for part in mend(scramble):
            at, held = part.column.field.after.letter_index - 1, part.column.field.before.cells.values()
            for row, source in zip(part.rows.tolist(), part.sources.tolist(), strict=True):
                cells[at][row], owner[at][row] = (held[source], one.who[source]) if source >= 0 else (None, 0)
            told |= {(at, row) for row in np.flatnonzero(unclear(part, scramble)).tolist()}
    out = Counter[str]()
    for row in range(one.sheet.height):
        whose = owner_of(owner, row, named=one.sheet.named)
        for at in one.sheet.own if whose else ():
            right = cells[at][row] == one.sheet.truth[whose][at]
            out["right" if right else "told" if (at, row) in told else "silent"] += 1
    return out


@dataclass
class Tally:
    """What became of one kind of accident, or of honest work."""

    met: int = 0
    wrong: list[str] = field(default_factory=list)
    cells: Counter[str] = field(default_factory=Counter)


def accidents(asked: argparse.Namespace) -> dict[str, Tally]:
    out = defaultdict[str, Tally](Tally)
    for seed in range(asked.first, asked.first + asked.scenarios):
        one = day(seed, FAMILIES[asked.family][0], asked.data, asked.largest, asked.family)
        if one.misplaced < ENOUGH:
            continue
        found, tally = one.found(), out[one.group]
        tally.met += 1
        if found:
            tally.cells += put_right(found, one)
        else:
            tally.wrong.append(f"{seed} {one.book} {one.sheet.height}/{one.misplaced}")
    return out


def honest(asked: argparse.Namespace) -> dict[str, Tally]:
    out = defaultdict[str, Tally](Tally)
    for seed in range(10**6 + asked.first, 10**6 + asked.first + asked.scenarios):
        one = day(seed, FAMILIES[asked.family][1], asked.data, asked.largest, asked.family)
        out[one.group].met += 1
        if one.found():
            out[one.group].wrong.append(f"{seed} {one.book} {one.sheet.height}")
    return out


def line(name: str, tallies: Sequence[Tally], examples: Sequence[str] = ()) -> str:
    cells = sum((one.cells for one in tallies), Counter[str]())
    met, wrong = sum(one.met for one in tallies), sum(len(one.wrong) for one in tallies)
    return f"{name:36}{met:7}{wrong:7}{cells['right']:12}{cells['told']:9}{cells['silent']:9}  {'; '.join(examples)}"


def show(heading: str, tallies: dict[str, Tally], examples: int) -> None:
    print(f"{heading:36}{'met':>7}{'wrong':>7}{'cells right':>12}{'told':>9}{'silent':>9}")
    for name, one in sorted(tallies.items()):
        print(line(name, [one], one.wrong[:examples]))
    for name, nameless in (("all with IDs", False), ("all without IDs", True)):
        print(line(name, [one for group, one in tallies.items() if group.endswith(", no IDs") == nameless]))


def cost(rows: int) -> None:
    """Tell what looking for them takes, as a share of the time in which the same book is read from its file."""
    random = Random(0)
    sheet = Sheet.of(random, orders(random, rows), named=True)
    before = sheet.table()
    with TemporaryDirectory() as folder:
        path, book = Path(folder) / "orders.xlsx", Workbook(write_only=True)
        page = book.create_sheet("Sheet")
        for line in (sheet.titles, *zip(*sheet.cells, strict=True)):
            page.append(list(line))
        book.save(path)
        reading = _seconds(lambda: read_snapshot(path))
    everyday(sheet, rows // 1000)
    told = [f"an honest night {_share(before, sheet, reading)}"]
    for act in (sorts, shuffles, deletes_cells):
        act(sheet)
        told.append(f"{act.__name__} {_share(before, sheet, reading)}")
    print(f"looking for them, as a share of reading {rows} rows ({reading:.2f} s): {', '.join(told)}")


def _share(before: Table, sheet: Sheet, reading: float) -> str:
    """Return the share of finding scrambles alone: the two moments are compared for other reasons, too."""
    diff = compare_tables(before, sheet.table())
    return f"{_seconds(lambda: find_scrambles(diff)) / reading:.0%}"


def _seconds(what: Callable[[], object]) -> float:
    begun = time.process_time()
    what()
    return time.process_time() - begun


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--scenarios", type=int, default=2000)
    told.add_argument("--first", type=int, default=0)
    told.add_argument("--largest", type=int, default=20000)
    told.add_argument("--family", choices=FAMILIES, default="second")
    told.add_argument("--data", type=Path)
    told.add_argument("--examples", type=int, default=5)
    asked = told.parse_args()
    begun = time.process_time()
    show("accidents (wrong: not noticed)", accidents(asked), asked.examples)
    show("honest work (wrong: taken for one)", honest(asked), asked.examples)
    cost(min(20000, asked.largest))
    print(f"CPU {time.process_time() - begun:.1f} s")


if __name__ == "__main__":
    main()
