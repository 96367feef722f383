"""How many losses are noticed, to which cell, with what stood there; and what of honest work is taken for one (D35, G7, G8).

    python benchmarks/losses.py [--scenarios 2000] [--first 0] [--data ../shared/data] [--examples 5]

The books, the days and the honest work are those of `benchmarks/scrambles.py`: orders, payments, price lists, marks, tables that
nobody here wrote, with IDs and without. The losses are planted here, and know nothing of the detector. Rows that go are told
always, so that nothing is measured there; nor is a figure that jumps, since these books' everyday work types absurd ones.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random

from scrambled_books import Sheet, books
from scrambled_habits import BOOKS
from scrambled_habits import HONEST as MORE_HONEST
from scrambled_honesty import HONEST, copied_beside, emptied, everyday, fill_down, other_format, rounded, whole_sort

from sheets_crm.diff.accidents.find import accidents
from sheets_crm.diff.books import compare_tables
from sheets_crm.model.cells import CellValue
from sheets_crm.model.noticed import Accident
from sheets_crm.model.snapshot import Table

Cell = tuple[int, int]
"""(record, column)."""
Lost = dict[Cell, CellValue]
SIZES = (20, 25, 40, 60, 100, 150, 300, 600, 1200)
LEAST, ENOUGH = 12, 10
"""So many rows a mishap goes over; fewer cells lost than the second are not asked for."""
MOSTLY, BESIDES = 0.8, 3
OWN = 0.7
"""The share of different values where each record has one of its own: what is dragged over another column is a handover."""
MEANT = (copied_beside, emptied, fill_down, other_format, rounded)
"""Honest work that is told all the same: it cannot be told from an accident."""


def slip(sheet: Sheet, column: int, rows: Sequence[int], new: Callable[[CellValue, int], CellValue]) -> Lost:
    """Somebody's hand slips over some cells; return what is lost of them: what differs now, by whose it was."""
    lost = Lost()
    for at in rows:
        was, value = sheet.cells[column][at], new(sheet.cells[column][at], at)
        if was is not None and value != was and sheet.owner[0][at]:
            lost[sheet.owner[0][at], column] = was
        sheet.cells[column][at] = value
    return lost


def block(sheet: Sheet) -> range:
    size = sheet.random.randrange(LEAST, max(LEAST + 1, sheet.height // 2))
    first = sheet.random.randrange(sheet.height - size + 1)
    return range(first, first + size)


def that_hold(sheet: Sheet, suits: Callable[[CellValue], bool], share: float = 0.6) -> list[int]:
    return [one for one in sheet.own if sum(map(suits, sheet.cells[one])) > share * sheet.height]


def telling(sheet: Sheet, *kinds: type) -> int | None:
    """A column in which nearly each record has a value of its own."""
    columns = that_hold(sheet, lambda value: isinstance(value, kinds))
    own = [
        one
        for one in columns
        if len(set(sheet.cells[one]) - {None}) >= OWN * sum(value is not None for value in sheet.cells[one])
    ]
    return sheet.random.choice(own) if own else None


def a_column_cleared(sheet: Sheet) -> Lost:
    return slip(
        sheet, sheet.random.choice(that_hold(sheet, lambda value: value is not None)), range(sheet.height), lambda *_: None
    )


def a_block_cleared(sheet: Sheet) -> Lost:
    start, rows = sheet.random.choice(sheet.own), block(sheet)
    columns = [one for one in range(start, start + sheet.random.randrange(1, 4)) if one in sheet.own]
    return {cell: was for one in columns for cell, was in slip(sheet, one, rows, lambda *_: None).items()}


def one_value_dragged(sheet: Sheet) -> Lost:
    column, rows = telling(sheet, str, int, float), block(sheet)
    value = (
        next((sheet.cells[column][at] for at in rows if sheet.cells[column][at] is not None), None)
        if column is not None
        else None
    )
    return slip(sheet, column, rows, lambda *_: value) if column is not None and value is not None else {}


def a_series_dragged(sheet: Sheet) -> Lost:
    """A text that ends with a number goes up by one a row."""
    column, rows = telling(sheet, str), block(sheet)
    return slip(sheet, column, rows, lambda _, at: f"№ {7000 + at}") if column is not None else {}


def days_dragged(sheet: Sheet) -> Lost:
    """A day a row, which may well be somebody's plan of the next weeks."""
    column, rows = telling(sheet, date), block(sheet)
    return slip(sheet, column, rows, lambda _, at: date(2026, 3, 1) + timedelta(at)) if column is not None else {}


def kopecks_gone(sheet: Sheet) -> Lost:
    columns = that_hold(sheet, lambda value: isinstance(value, float) and value != int(value), 0.3)
    unit = Decimal(sheet.random.choice((1, 10, 100)))
    if not columns:
        return {}

    def whole(value: CellValue, _: int) -> CellValue:
        return (
            float((Decimal(str(value)) / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit) if isinstance(value, float) else value
        )

    return slip(sheet, sheet.random.choice(columns), block(sheet), whole)


def numbers_as_text(sheet: Sheet) -> Lost:
    columns = that_hold(sheet, lambda value: isinstance(value, (int, float)) and not isinstance(value, bool))
    rows = range(sheet.height)
    return slip(sheet, sheet.random.choice(columns), rows, lambda value, _: str(value)) if columns else {}


PLANTED: tuple[tuple[Accident, Callable[[Sheet], Lost]], ...] = (
    ("cleared", a_column_cleared),
    ("cleared", a_block_cleared),
    ("overwritten", one_value_dragged),
    ("overwritten", a_series_dragged),
    ("overwritten", days_dragged),
    ("rounded", kopecks_gone),
    ("retyped", numbers_as_text),
)


@dataclass(frozen=True)
class Day:
    """A sheet as the last run left it, and as it is after somebody's day; `who` tells whose the rows were."""

    before: Table
    who: Sequence[int]
    sheet: Sheet
    lost: Lost

    def found(self) -> Iterator[tuple[Accident, Cell, CellValue]]:
        """Yield what is told: as what, of which record and column, and what it says that stood there."""
        diff = compare_tables(self.before, self.sheet.table())
        for one in accidents(diff):
            column, cells = one.field.after.letter_index - 1, one.field.before.cells
            was = [at for at in diff.rows.before[one.places].tolist() if cells[at] is not None]
            yield from ((one.what, (self.who[at], column), cells[at]) for at in was)


@dataclass
class Tally:
    """What became of one kind of loss, or of honest work."""

    met: int = 0
    wrong: list[str] = field(default_factory=list)
    cells: Counter[str] = field(default_factory=Counter)


def day(seed: int, act: Callable[[Sheet], object], data: Path | None) -> Day:
    random = Random(seed)
    make = random.choice([*books(data), *BOOKS])
    sheet = Sheet.of(random, make(random, random.choice(SIZES)), named=random.random() < 0.7)
    before, who = sheet.table(), list(sheet.owner[0])
    everyday(sheet, random.randrange(max(2, sheet.height // 25)))
    lost = act(sheet)
    everyday(sheet, random.randrange(max(2, sheet.height // 25)))
    if random.random() < 0.2:
        whole_sort(sheet)
    there = set(sheet.owner[0]) & set(who)
    mine = {cell: was for cell, was in lost.items() if cell[0] in there} if isinstance(lost, dict) else {}
    return Day(before, who, sheet, mine)


def planted(asked: argparse.Namespace) -> dict[str, Tally]:
    out = defaultdict[str, Tally](Tally)
    for seed in range(asked.first, asked.first + asked.scenarios):
        what, act = PLANTED[seed % len(PLANTED)]
        one = day(seed, act, asked.data)
        if len(one.lost) < ENOUGH:
            continue
        tally = out[act.__name__ + ("" if one.sheet.named else ", no IDs")]
        told = {cell: was for kind, cell, was in one.found() if kind == what}
        tally.met += 1
        tally.cells["lost"] += len(one.lost)
        tally.cells["told"] += len(one.lost.keys() & told.keys())
        tally.cells["right"] += sum(told.get(cell) == was for cell, was in one.lost.items())
        besides = len(told.keys() - one.lost.keys())
        tally.cells["besides"] += besides
        if len(one.lost.keys() & told.keys()) < MOSTLY * len(one.lost) or besides > BESIDES:
            tally.wrong.append(f"{seed}:{len(told.keys() & one.lost.keys())}/{len(one.lost)}+{besides}")
    return out


def honest(asked: argparse.Namespace) -> dict[str, Tally]:
    out = defaultdict[str, Tally](Tally)
    acts = [one for one in (*HONEST, *MORE_HONEST) if one not in MEANT]
    for seed in range(10**6 + asked.first, 10**6 + asked.first + asked.scenarios):
        act = acts[seed % len(acts)]
        tally = out[act.__name__]
        tally.met += 1
        told = Counter(kind for kind, _, _ in day(seed, act, asked.data).found() if kind != "jumped")
        if told:
            tally.wrong.append(f"{seed}:{dict(told)}")
    return out


def show(title: str, tallies: dict[str, Tally], examples: int) -> None:
    """Print a line a kind, and their sum."""
    print(f"\n{title:32}{'met':>7}{'wrong':>7}{'lost':>9}{'told':>9}{'right':>9}{'besides':>9}")
    every = Tally(sum(one.met for one in tallies.values()), [each for one in tallies.values() for each in one.wrong])
    every.cells = sum((one.cells for one in tallies.values()), Counter[str]())
    for name, one in [*sorted(tallies.items()), ("all", every)]:
        cells = "".join(f"{one.cells[key]:9}" for key in ("lost", "told", "right", "besides"))
        said = "" if name == "all" else "; ".join(one.wrong[:examples])
        print(f"{name:32}{one.met:7}{len(one.wrong):7}{cells}  {said}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenarios", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--examples", type=int, default=5)
    asked = parser.parse_args()
    show("planted", planted(asked), asked.examples)
    show("honest", honest(asked), asked.examples)


if __name__ == "__main__":
    main()
