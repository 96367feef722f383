"""The nightly rule of formulas: bounds hold on every sheet, also where nothing is calculated."""

from __future__ import annotations

from dataclasses import replace

import pytest
from audit.drawn import snapshot
from making import context

from sheets_crm.model.settings import BoundSettings, FormulaSettings, Settings
from sheets_crm.rules.formulas import RULE

PAYROLL = """
| Кто  | KPI  |
| Анна | 1.1  |
| Пётр | 3.85 |
| Олег | 0.9  |
"""


@pytest.mark.parametrize(("bounds", "cells"), [({}, []), ({"kpi": BoundSettings(most=1.5)}, ["B3"])])
def test_bounds_hold_at_night(bounds: dict[str, BoundSettings], cells: list[str]) -> None:
    settings = Settings(formulas=FormulaSettings(bounds=bounds))
    found = list(RULE.check(snapshot(Sheet=PAYROLL), replace(context(), settings=settings)))
    assert [one.cell for one in found] == cells
