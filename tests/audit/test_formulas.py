"""Formulas: relative forms, one step of calculation, and writing them back."""

from __future__ import annotations

import pytest
from audit.drawn import workbook
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_crm.audit.formulas.evaluate import Calculator
from sheets_crm.audit.formulas.parsing import parse
from sheets_crm.audit.formulas.patterns import relative
from sheets_crm.audit.formulas.tree import Unknown
from sheets_crm.audit.formulas.writing import formula_at

NUMBERS = """
| 2 | 3 | 5 | text |
| 7 | 0 |   | 1    |
"""


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("=A1+B1*C1", 17),
        ("=(A1+B1)*C1", 25),
        ("=-A1^2", 4),
        ("=10-3-2", 5),
        ("=2^3^2", 64),
        ("=50%*A2", 3.5),
        ("=SUM(A1:C1,A2)", 17),
        ("=SUM(A1:D2)", 18),
        ("=AVERAGE(A1:C1)", 10 / 3),
        ("=ROUND(A1/B1,2)", 0.67),
        ("=ROUND(-2.5,0)", -3),
        ("=IF(A1>B1,1,IF(C1<>5,2,))", 0),
        ("=MAX(A1:B2)-MIN(A1:B2)", 7),
        ("=C2+1", 1),
        ("=Sheet!A1+'Sheet'!B1", 5),
        ('=SUMIF(A1:C1,5,A2:C2)+SUMIF(A1:B2,">2")', 10),
        ('=SUMIF(D1:D2,"TEXT",A1:A2)', 2),
        ('=COUNTIF(A1:C2,"<>0")', 5),
        ("=VLOOKUP(7,A1:C2,2,FALSE)", 0),
        ("=VLOOKUP(5,A1:C2,3)", 5),
        ("=IFERROR(A1/B2,9)+IFERROR(A1/A1,9)", 10),
        ("=VLOOKUP(5,A1:C2,3,FALSE)", None),
        ('=SUMIF(A1:C1,"2*",A2:C2)', None),
        ("=MEDIAN(A1:C2)+STDEV(A1:B1)", 3 + 0.5**0.5),
        ("=A1/B2", None),
        ("=D1+1", None),
        ("=Nowhere!A1", None),
        ("=NOW()", None),
        ("=SUM(A1", None),
    ],
)
def test_one_step_of_calculation(formula: str, result: float | None) -> None:
    found = Calculator(workbook(Sheet=NUMBERS), "Sheet").result(parse(formula, 9, 9), 9, 9)
    assert found == pytest.approx(result) if result is not None else found is None


@pytest.mark.parametrize(
    ("formula", "row", "column", "form"),
    [
        ("=A1+$B2", 3, 3, "R[-2]C[-2]+R[-1]CB"),
        ("=+SUM(C1:C2)", 3, 3, "SUM(R[-2]C[0]:R[-1]C[0])"),
        ("=\"A1\"&'A1'!A1", 1, 1, "\"A1\"&'A1'!R[0]C[0]"),
        ("=LOG10(A1)", 1, 1, "LOG10(R[0]C[0])"),
    ],
)
def test_the_relative_form(formula: str, row: int, column: int, form: str) -> None:
    assert relative(formula, row, column) == form


@pytest.mark.parametrize(
    "formula",
    ["=A1-(B1-C1)", "=(A1+B1)*-C1", "=SUM($A$1:A9,'My sheet'!B2)/2%", '=IF(A1="x""y",1,)', "=(A1/B1)^2", "=Rate*A1", "=A1-B1-C1"],
)
def test_a_formula_is_written_back_as_it_was(formula: str) -> None:
    assert formula_at(parse(formula, 20, 20), 20, 20) == formula


@given(st.integers(1, 50), st.integers(1, 50), st.integers(1, 50), st.integers(1, 50))
@settings(max_examples=50, deadline=None)
def test_copies_have_one_form(row: int, column: int, down: int, right: int) -> None:
    tree = parse("=A1+SUM(B$2:C9)*$D4", 9, 9)
    moved = formula_at(tree, row + 60, column + 60)
    again = formula_at(tree, row + down + 60, column + right + 60)
    assert relative(moved, row + 60, column + 60) == relative(again, row + down + 60, column + right + 60)


@given(st.text(alphabet="AB12$:()+-*/,\"'!%^#=. ", max_size=25))
@settings(max_examples=200, deadline=None)
def test_nothing_typed_breaks_the_reading(text: str) -> None:
    tree = parse(f"={text}", 3, 3)
    assert isinstance(tree, Unknown) or formula_at(tree, 3, 3).startswith("=")
