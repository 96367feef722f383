"""How a format becomes a rule: each distinct value of a column is judged once, for all the cells that hold it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sheets_crm.formats.verdict import Doubt, Repair, Verdict
from sheets_crm.model.cells import CellValue, Kind, Vector
from sheets_crm.model.plan import Changes, Finding
from sheets_crm.model.snapshot import Field, Snapshot, Table
from sheets_crm.rules.rule import Yield

Judge = Callable[[CellValue], Verdict]


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
    repairs: list[tuple[NDArray[np.intp], Repair]] = []
    doubts: list[tuple[NDArray[np.intp], Doubt]] = []
    for value, positions in distinct(one.cells):
        verdict = judge(value)
        if isinstance(verdict, Repair):
            repairs.append((positions, verdict))
        elif verdict is not None:
            doubts.append((positions, verdict))
    if repairs:
        yield _batch(table, one, rule, repairs)
    for positions, doubt in doubts:
        for at in positions.tolist():
            yield finding(table, one, rule, at, doubt)


def finding(table: Table, one: Field, rule: str, at: int, doubt: Doubt) -> Finding:
    """Make the finding of one cell."""
    return Finding.at(table, at, one.name, rule, doubt.severity, doubt.message, doubt.hint)


def distinct(cells: Vector) -> Iterator[tuple[CellValue, NDArray[np.intp]]]:
    """Give each distinct value that people typed (formulas and empty cells left out) and the positions where it stands."""
    typed = cells.kinds != Kind.EMPTY
    if cells.formulas:
        typed[list(cells.formulas)] = False
    for kind in np.unique(cells.kinds[typed]).tolist():
        at = np.flatnonzero(typed & (cells.kinds == kind))
        wordy = kind in (Kind.TEXT, Kind.ERROR)
        codes, _ = pd.factorize(cells.texts[at] if wordy else cells.numbers[at], use_na_sentinel=False)
        order = np.argsort(codes, kind="stable")
        starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
        for positions in np.split(at[order], starts[1:]):
            yield cells[int(positions[0])], positions


def texts(cells: Vector) -> list[CellValue]:
    """Return the distinct texts of a column, formulas left out."""
    return [value for value, _ in distinct(cells) if isinstance(value, str)]


def _batch(table: Table, one: Field, rule: str, repairs: list[tuple[NDArray[np.intp], Repair]]) -> Changes:
    positions = np.concatenate([at for at, _ in repairs])
    after = [repair.value for at, repair in repairs for _ in range(len(at))]
    reasons = [repair.reason for at, repair in repairs for _ in range(len(at))]
    order = np.argsort(positions, kind="stable").tolist()
    return Changes.at(table, one.name, rule, positions[order].tolist(), [after[k] for k in order], [reasons[k] for k in order])
