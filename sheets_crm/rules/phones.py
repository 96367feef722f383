"""Phones in one style (A7, G3)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from sheets_crm.formats import phones
from sheets_crm.model.cells import CellValue, Vector
from sheets_crm.model.context import Context
from sheets_crm.model.snapshot import Field, Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.rules.columns import Judge, judge_fields
from sheets_crm.rules.rule import Rule, Yield

SAMPLE = 1000
"""So many cells, evenly drawn, tell from which country the numbers of a column are."""


def check(snapshot: Snapshot, context: Context) -> Iterator[Yield]:
    """Bring every phone to the style of the settings; a number that cannot be is a finding that says why."""
    settings = context.settings.phones

    def judge_for(_table: Table, one: Field) -> Judge:
        return partial(phones.judge, settings=settings, abroad=phones.country_abroad(_sample(one.cells), settings))

    return judge_fields(snapshot, {"phone"}, RULE.name, judge_for)


def _sample(cells: Vector) -> list[CellValue]:
    at = np.unique(np.linspace(0, len(cells) - 1, min(len(cells), SAMPLE)).astype(np.intp))
    return cells.take(at).values()


RULE = Rule("phones", Text("Телефоны в едином виде", "Phones in one style"), check, "phones")
