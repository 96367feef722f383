"""Repairs formulas that a person asked to be repaired: a run like any other, shown first, journaled, to be undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from sheets_crm.audit.repairs import Repair, Unsure, repairs
from sheets_crm.books.base import Book
from sheets_crm.engine.run import RunResult, run_job
from sheets_crm.engine.session import Progress, silent
from sheets_crm.engine.settings.config import Config
from sheets_crm.errors import UsageError
from sheets_crm.model.addresses import address, by_place
from sheets_crm.model.context import Context
from sheets_crm.model.job import Job
from sheets_crm.model.layout import Words
from sheets_crm.model.plan import Changes, Plan
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.rules.rule import Rule

RULE = "repair"
JOB = Job(name=RULE, title=Words(ru="Починка формул", en="Formulas repaired"), steps=())
NOT_IN_GOOGLE = Text("в Google Таблицу программа формул не пишет", "the program writes no formulas into a Google spreadsheet")
BY_HAND = Text(
    "Запустите без --apply и впишите формулы из списка сами",
    "Run it without --apply, and enter the formulas of the list yourself",
)


@dataclass(frozen=True)
class Repaired:
    """The run, the repairs that it makes or would make, and the cells that are left to people."""

    result: RunResult
    repairs: tuple[Repair, ...]
    unsure: tuple[Unsure, ...]


def repair(
    book: Book, only: Collection[str], config: Config, now: datetime, *, apply: bool, progress: Progress = silent
) -> Repaired:
    """Plan the neighbours' formula for each cell where the audit is certain of it, and write the plan if it is to be applied.

    `only` names the cells to repair (`Sheet!D9`); none of them means all. UsageError for a cell that there is no repair for,
    and for writing into a Google spreadsheet; otherwise as `run_job`.
    """
    if apply and book.beside_people:
        raise UsageError(NOT_IN_GOOGLE, where=book.name, mend=BY_HAND)
    found: list[Repair] = []
    left: list[Unsure] = []

    def planner(snapshot: Snapshot, _job: Job, _context: Context, _own: Mapping[str, Rule]) -> Plan:
        made, unsure = repairs(snapshot)
        found.extend(_chosen(made, only))
        left.extend(unsure)
        return Plan(snapshot.identity, tuple(changes(snapshot, found)))

    result = run_job(book, JOB, config, now, dry_run=not apply, progress=progress, planner=planner)
    return Repaired(result, tuple(found), tuple(left))


def _chosen(made: Sequence[Repair], only: Collection[str]) -> list[Repair]:
    if not only:
        return list(made)
    named = {f"{one.sheet}!{address(*one.place)}".casefold(): one for one in made}
    unknown = next((cell for cell in only if cell.casefold() not in named), None)
    if unknown:
        raise UsageError(
            Text(f"для {unknown} починки нет", f"there is no repair for {unknown}"),
            where="--only",
            mend=Text("Назовите ячейку из списка, например Лист1!D9", "Name a cell of the list, such as Sheet1!D9"),
        )
    return [named[cell.casefold()] for cell in only]


def changes(snapshot: Snapshot, made: Sequence[Repair]) -> Iterator[Changes]:
    """Yield the repairs by column; cells of a record go by its ID and its column's name, all others by their place."""
    columns: dict[tuple[str, int, str], list[tuple[str, Repair]]] = defaultdict(list)
    for one in sorted(made, key=lambda one: one.place):
        name, row_id = _named(snapshot, one)
        columns[one.sheet, one.place[1], name].append((row_id, one))
    for (sheet, letter, name), group in columns.items():
        every = [one for _, one in group]
        rows = np.array([one.place[0] for one in every], np.int32)
        before, after = [one.before for one in every], [one.after for one in every]
        yield Changes(
            sheet,
            name,
            letter,
            RULE,
            rows,
            [row_id for row_id, _ in group],
            before,
            after,
            [one.finding.message for one in every],
        )


def _named(snapshot: Snapshot, one: Repair) -> tuple[str, str]:
    row, column = one.place
    table = snapshot.table(one.sheet)
    fields = [field for field in table.fields if field.letter_index == column] if table else []
    at = int(np.searchsorted(table.rows, row)) if table else 0
    if table and fields and at < len(table) and table.rows[at] == row:
        return fields[0].name, table.ids[at]
    return by_place(column), f"#{row}"
