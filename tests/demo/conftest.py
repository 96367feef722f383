"""Demo books as the rules see them, without a file in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from functools import cache
from typing import Any

import numpy as np
import pytest
from demobooks import TODAY

from sheets_crm.cli.telling import document
from sheets_crm.demo import Demo, make_demo
from sheets_crm.engine.settings.resources import load_job, load_layout
from sheets_crm.model.cells import Vector
from sheets_crm.model.context import Context
from sheets_crm.model.identity import row_ids
from sheets_crm.model.layout import Layout
from sheets_crm.model.snapshot import Field, Grid, Snapshot, SparseColumn, Table
from sheets_crm.model.text import Lang
from sheets_crm.planning.plan import make_plan

Checked = dict[str, list[dict[str, Any]]]


@cache
def _demo(clients: int, lang: Lang, layout: str, *, faults: bool, seed: int) -> Demo:
    return make_demo(clients, seed, TODAY, lang, load_layout(layout), faults=faults)


@pytest.fixture(scope="session")
def demo() -> Callable[..., Demo]:
    """Make a demo book, once for the same arguments."""

    def make(clients: int = 1200, lang: Lang = "ru", layout: str = "extended", *, faults: bool = True, seed: int = 11) -> Demo:
        return _demo(clients, lang, layout, faults=faults, seed=seed)

    return make


def _table(kind: str, demo: Demo, layout: Layout, lang: Lang) -> Table:
    sheet, content = layout.sheet(kind), demo.content[kind]
    rows = np.arange(2, len(content) + 2, dtype=np.int32)
    fields = tuple(
        Field(column.key, at, column.title.in_(lang), Vector.of([row[column.key] for row in content]), column)
        for at, column in enumerate(sheet.shown, 1)
    )
    ids = row_ids(next(one.cells for one in fields if one.name == "id"), rows)
    return Table(kind, sheet.title.in_(lang), 1, rows, fields, ids, lang, ours=True)


@pytest.fixture(scope="session")
def nightly() -> Callable[[Demo, Lang, str], Checked]:
    """Say what the night job would change and find in a demo book, as `check --json` says it."""

    def run(demo: Demo, lang: Lang, layout_name: str) -> Checked:
        layout = load_layout(layout_name)
        tables = tuple(_table(kind, demo, layout, lang) for kind in demo.content)
        grids = {
            one.sheet: Grid(one.sheet, {each.letter_index: SparseColumn(one.rows, each.cells) for each in one.fields})
            for one in tables
        }
        job = load_job("nightly").model_copy(update={"reports": ()})
        snapshot = Snapshot("demo.xlsx", "identity", grids, tables, lang)
        plan = make_plan(snapshot, job, Context(datetime.combine(TODAY, time(3)), layout))
        return {
            "changes": [document.change(one, lang) for batch in plan.changes for one in batch],
            "findings": [document.finding(one, lang) for one in plan.findings],
        }

    return run
