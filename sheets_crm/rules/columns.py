"""How a format becomes a rule: each distinct value of a column is judged once, for all the cells that hold it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache, partial
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sheets_crm.formats.verdict import Doubt, Repair, Verdict
from sheets_crm.model.cells import CellValue, Kind, Vector, decode
from sheets_crm.model.plan import Changes, Finding
from sheets_crm.model.snapshot import Field, Snapshot, Table
from sheets_crm.rules.rule import Yield

Judge = Callable[[CellValue], Verdict]
Verdicts = Sequence[tuple[NDArray[np.intp], Repair | Doubt]]
_known: WeakKeyDictionary[Vector, tuple[object, Verdicts]] = WeakKeyDictionary()
"""What the last judge of a column said: rules are asked again until nothing changes, and most columns have not."""


def judge_fields(
    snapshot: Snapshot, formats: AbstractSet[str], rule: str, judge_for: Callable[[Table, Field], Judge | None]
) -> Iterator[Yield]:
    """Judge every column of these formats that is not the program's own; `judge_for` gives None for a column to leave alone."""
    for table in snapshot.tables:
        for one in fields_of(table, formats):
            judge = judge_for(table, one)
            if judge:
                yield from judged(table, one, rule, judge)


def fields_of(table: Table, formats: AbstractSet[str]) -> Iterator[Field]:
    """Return the columns of a table that have one of these formats and belong to people."""
    for one in table.fields:
        if one.column and one.column.format in formats and one.column.owner != "program":
            yield one


def judged(table: Table, one: Field, rule: str, judge: Judge) -> Iterator[Yield]:
    """Judge one column: all its repairs in one batch, then a finding for each doubtful cell; formulas are left alone."""
    found = verdicts(one.cells, judge)
    repairs = [(positions, verdict) for positions, verdict in found if isinstance(verdict, Repair)]
    if repairs:
        yield _batch(table, one, rule, repairs)
    for positions, verdict in found:
        if isinstance(verdict, Doubt):
            for at in positions.tolist():
                yield finding(table, one, rule, at, verdict)


def verdicts(cells: Vector, judge: Judge) -> Verdicts:
    """Return the verdict on each distinct value that is not fine, and the positions where it stands."""
    known = _known.get(cells)
    if known is None or known[0] != _told(judge):
        found = distinct(cells)
        judged = ((at, judge(value)) for at, value in enumerate(found.items))
        known = _told(judge), [(found.places(at).copy(), verdict) for at, verdict in judged if verdict]
        _known[cells] = known
    return known[1]


def _told(judge: Judge) -> object:
    """Return what two judges have in common that say the same of every value."""
    return (judge.func, judge.args, judge.keywords) if isinstance(judge, partial) else judge


def finding(table: Table, one: Field, rule: str, at: int, doubt: Doubt) -> Finding:
    """Make the finding of one cell."""
    return Finding.at(table, at, one.name, rule, doubt.severity, doubt.message, doubt.hint)


@dataclass(frozen=True, eq=False)
class Distinct:
    """The distinct values of a column, in `items`; the k-th stands at `order[starts[k] : starts[k + 1]]`."""

    items: list[CellValue]
    order: NDArray[np.intp]
    starts: NDArray[np.intp]

    def __iter__(self) -> Iterator[tuple[CellValue, NDArray[np.intp]]]:
        for at, value in enumerate(self.items):
            yield value, self.places(at)

    def places(self, at: int) -> NDArray[np.intp]:
        """Return the positions where one of the values stands."""
        return self.order[self.starts[at] : self.starts[at + 1]]


@lru_cache(maxsize=2)  # a column is gone through several times in a row, and what is known of all of them is large
def distinct(cells: Vector) -> Distinct:
    """Find each distinct value that people typed (formulas and empty cells left out) and the positions where it stands."""
    typed = cells.kinds != Kind.EMPTY
    if cells.formulas:
        typed[list(cells.formulas)] = False
    values, orders, starts = list[CellValue](), [np.empty(0, np.intp)], [np.empty(0, np.intp)]
    for kind in np.unique(cells.kinds[typed]).tolist():
        at = np.flatnonzero(typed & (cells.kinds == kind))
        wordy = kind in (Kind.TEXT, Kind.ERROR)
        codes, found = pd.factorize(cells.texts[at] if wordy else cells.numbers[at], use_na_sentinel=False)
        starts.append(sum(map(len, orders)) + np.concatenate(([0], np.cumsum(np.bincount(codes))[:-1])))
        orders.append(at[np.argsort(codes, kind="stable")])
        values += [decode(kind, 0.0, one) if wordy else decode(kind, one, None) for one in found.tolist()]
    order = np.concatenate(orders)
    return Distinct(values, order, np.concatenate([*starts, [len(order)]]))


def texts(cells: Vector) -> list[CellValue]:
    """Return the distinct texts of a column, formulas left out."""
    return [value for value in distinct(cells).items if isinstance(value, str)]


def _batch(table: Table, one: Field, rule: str, repairs: list[tuple[NDArray[np.intp], Repair]]) -> Changes:
    positions = np.concatenate([at for at, _ in repairs])
    after = [repair.value for at, repair in repairs for _ in range(len(at))]
    reasons = [repair.reason for at, repair in repairs for _ in range(len(at))]
    order = np.argsort(positions, kind="stable").tolist()
    return Changes.at(table, one.name, rule, positions[order].tolist(), [after[k] for k in order], [reasons[k] for k in order])
