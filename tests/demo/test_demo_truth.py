"""The truth names the cells that people see."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from demobooks import BOOKS
from openpyxl import load_workbook

from sheets_crm.books.xlsx.template.workbook import create_workbook
from sheets_crm.demo import Demo, truth_document
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.model.text import Lang

Make = Callable[..., Demo]


@pytest.mark.parametrize(("lang", "layout"), BOOKS)
def test_each_planted_value_stands_in_its_cell_of_the_workbook(demo: Make, tmp_path: Path, lang: Lang, layout: str) -> None:
    made, plan = demo(200, lang, layout), load_layout(layout)
    create_workbook(tmp_path / "demo.xlsx", plan, lang, made.content, datetime(2026, 11, 20, tzinfo=UTC))
    book = load_workbook(tmp_path / "demo.xlsx")
    truth = json.loads(json.dumps(truth_document(made, plan, lang)))
    assert len(truth) == len(made.truth) > 20
    for one in truth:
        value = book[one["sheet"]][one["cell"]].value
        if isinstance(value, datetime):
            value = value.date().isoformat()
        assert value == one["planted"]
        assert book[one["sheet"]][one["cell"]].row == one["row"]


def test_amounts_are_told_to_the_kopeck_and_days_as_iso_text(demo: Make) -> None:
    truth = truth_document(demo(), load_layout("extended"), "ru")
    amount = next(one for one in truth if one["fault"] == "amount_comma")
    day = next(one for one in truth if one["fault"] == "date_text")
    assert amount["planted"] == amount["expected"].replace(".", ",")
    assert day["planted"] == ".".join(reversed(day["expected"].split("-")))


def test_a_twin_names_the_row_that_it_repeats(demo: Make) -> None:
    truth = truth_document(demo(), load_layout("extended"), "ru")
    twins = [one for one in truth if one["rule"] == "duplicates"]
    names = [row["name"] for row in demo(faults=False).content["clients"]]
    assert twins
    assert all(names[one["twin_row"] - 2] == one["clean"] for one in twins)
