"""Errors that are hidden, links to other books, results that change by themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from audit.drawn import cells, snapshot, workbook

from sheets_crm.audit.checks import error_values, external_links, hidden_errors, volatile
from sheets_crm.audit.workbook import workbook_of
from sheets_crm.model.cells import Vector
from sheets_crm.model.snapshot import Grid, Snapshot, SparseColumn

PRICES = """
| Item | Price                                 |   | Item | Price |
| tea  | =IFERROR(VLOOKUP(A2,D2:E4,2,0),0) → 1 |   | tea  | 1     |
| jam  | =IFERROR(VLOOKUP(A3,D2:E4,2,0),0) → 0 |   | nuts | 2     |
| nuts | =IFERROR(VLOOKUP(A4,D2:E4,2,0),0) → 2 |   | milk | 3     |
| All  | =SUM(B2:B4) → 3                       |   |      |       |
""".replace("D2:E4", "$D$2:$E$4")


@pytest.mark.parametrize(
    ("drawing", "wrong"),
    [
        (PRICES, {"B3"}),
        (
            PRICES.replace(
                "IFERROR(VLOOKUP(A3,$D$2:$E$4,2,0),0)", "IF(ISNA(VLOOKUP(A3,$D$2:$E$4,2,0)),0,VLOOKUP(A3,$D$2:$E$4,2,0))"
            ),
            {"B3"},
        ),
        (PRICES.replace("jam ", "milk"), set()),
        (PRICES.replace(",0),0)", ',0),"")'), set()),
        (PRICES.replace("=SUM(B2:B4) → 3", "text"), set()),
    ],
)
def test_a_price_that_is_not_in_the_list_counts_as_zero(drawing: str, wrong: set[str]) -> None:
    found = list(hidden_errors.check(workbook(Sheet=drawing)))
    assert cells(found) == wrong
    assert all("“jam”" in one.message.en for one in found)


@pytest.mark.parametrize(
    ("path", "severity"),
    [("file:///C:/Users/ann/AppData/Local/Temp/prices.xlsx", "warning"), ("prices.xlsx", "note"), ("", "note")],
)
def test_numbers_from_another_book(path: str, severity: str) -> None:
    book = snapshot(Sheet="| =[1]Prices!A1 → 5 | =A1*2 → 10 |\n| =[1]Prices!A2 → 6 | =[0]!own → 1 |")
    (finding,) = external_links.check(workbook_of(replace(book, links=(path,))))
    assert (finding.cells, finding.severity) == (["A1", "A2"], severity)
    assert path.rpartition("/")[2] in finding.message.ru


@pytest.mark.parametrize(
    ("formula", "wrong"), [("=TODAY()", {"B4"}), ("=NOW()", {"B4"}), ("=TODAY()-A4", set()), ("=DATE(2024,5,1)", set())]
)
def test_a_date_that_moves_among_typed_ones(formula: str, wrong: set[str]) -> None:
    days = Vector.of(["Day", *(date(2024, 5, day) for day in range(1, 6))], {3: formula})
    names = Vector.of(["Client", "Ann", "Bob", "Cid", "Dan", "Eve"])
    rows = np.arange(1, 7, dtype=np.int32)
    grid = Grid("List", {1: SparseColumn(rows, names), 2: SparseColumn(rows, days)})
    assert cells(volatile.check(workbook_of(Snapshot("book.xlsx", "1", {"List": grid})))) == wrong


@pytest.mark.parametrize(("reader", "wrong"), [("=A1*2 → 1", {"A1"}), ("=C1*2 → 1", set())])
def test_random_numbers_that_others_count(reader: str, wrong: set[str]) -> None:
    assert cells(volatile.check(workbook(Sheet=f"| =RAND() → 0.5 | {reader} | 1 |"))) == wrong


@pytest.mark.parametrize(
    ("drawing", "reason"),
    [
        ("| 1 | 0 | =A1/B1 → #DIV/0! |", "it divides by B1, which is zero"),
        ("| 1 |   | =A1/B1 → #DIV/0! |", "it divides by B1, which is empty"),
        ("| 1 | n/a | =A1+B1 → #VALUE! |", "B1 holds the text “n/a”"),
        ("| x | =VLOOKUP(A1,C1:D1,2,FALSE) → #N/A | y | 1 |", "“x” was not found"),
        ("| 1 | =A1*Rate → #NAME? |", "the book has no name “Rate”"),
        ("| 1 | =A1+#REF! → #REF! |", "a cell that it referred to was deleted"),
        ("| #N/A |", "it stands there as a value"),
    ],
)
def test_an_error_tells_what_made_it(drawing: str, reason: str) -> None:
    (finding,) = error_values.check(workbook(Sheet=drawing))
    assert reason in finding.message.en
