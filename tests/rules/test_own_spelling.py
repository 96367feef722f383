"""Fixed choices in books that people already have."""

from __future__ import annotations

import pytest
from making import context, snapshot, table, values

from sheets_crm.model.cells import CellValue
from sheets_crm.model.plan import Finding
from sheets_crm.planning.apply import applied
from sheets_crm.rules import choices


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        (["м", "м", "м", "мужской"], ["м", "м", "м", "м"]),
        (["мужской", "женский", "Мужской"], ["мужской", "женский", "Мужской"]),
        (["Female", "Male", "Female", "?"], ["Female", "Male", "Female", "?"]),
    ],
    ids=["one of many", "a spelling of their own", "in English"],
)
def test_choices_that_people_spell_in_a_way_of_their_own_stay(said: list[CellValue], becomes: list[CellValue]) -> None:
    book = table("clients", [{"sex": one} for one in said])
    done = applied(snapshot(book), [one for one in choices.check(snapshot(book), context()) if not isinstance(one, Finding)])
    assert values(done.tables[0], "sex") == becomes
