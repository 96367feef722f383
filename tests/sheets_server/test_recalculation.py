"""A large spreadsheet, whose engine is only told what has changed, comes to the same as one that is calculated anew."""

import random

import pytest

from sheets_server import formulas
from sheets_server.requests_fixture import after, book, rows
from sheets_server.spreadsheet import Json, Spreadsheet

pytest.importorskip("formualizer")
FORMULAS = [
    "=A{row}*2",
    "=SUM(A1:A20)",
    '=IFERROR(VLOOKUP(A{row}, Two!A:B, 2, FALSE), "none")',
    "=COUNTIF(Two!A:A, A{row})",
    "=SUMIFS(Two!B:B, Two!A:A, A{row})",
    "=B{row}&C{row}",
    "=1/0",
    "={{1;2}}",
    "=TODAY()",
    "=UNIQUE(A1:A3)",
    "=NOSUCH(1)",
    "=(",
]


def value(chance: random.Random, row: int) -> Json | None:
    kind = chance.random()
    if kind < 0.2:
        return None
    if kind < 0.7:
        return {"numberValue": chance.randrange(5)}
    return {"formulaValue": chance.choice(FORMULAS[:8] if kind < 0.95 else FORMULAS).format(row=row + 1)}


def anew(made: Spreadsheet) -> list[dict[tuple[int, int], Json]]:
    twin = made.copy()
    twin.id = "anew"
    formulas.LAST.pop(twin.id, None)
    formulas.calculate(twin)
    return [sheet.results for sheet in twin.sheets]


@pytest.mark.parametrize("seed", range(6))
def test_whatever_changes(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formulas, "LARGE", 0)
    chance = random.Random(seed)
    made = book(Sheet1={"B1": "=A1"}, Two={"A1": 1})
    made.id = f"kept {seed}"
    told = 0
    for _ in range(25):
        made = made.copy()
        for _ in range(chance.randrange(1, 4)):
            sheet, row = chance.choice(made.sheets), chance.randrange(20)
            column = chance.randrange(2) if sheet.title == "Two" else chance.randrange(4)
            sheet.put((row, column), userEnteredValue=value(chance, row) if sheet.title != "Two" else {"numberValue": row % 5})
        if chance.random() < 0.1:
            made = after(made, {"insertDimension": {"range": rows(3, 4)}})
            made = after(made, {"deleteDimension": {"range": rows(19, 20)}})
        kept = formulas.LAST.get(made.id)
        formulas.calculate(made)
        now = formulas.LAST.get(made.id)
        told += kept is not None and now is not None and now.made is not None and now.made is kept.made
        assert [sheet.results for sheet in made.sheets] == anew(made)
    assert told
