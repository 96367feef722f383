"""Whatever stands in a workbook, the audit ends, says the same each time, and every finding can be read in both languages."""

from __future__ import annotations

from dataclasses import replace

from audit.drawn import snapshot
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_crm.audit.audit import audit
from sheets_crm.model.grids import Area, Chart, ListObject, PivotTable, Series
from sheets_crm.model.snapshot import Snapshot

WORDS = [
    "Sum",
    "Total",
    "Итого",
    "'12,5",
    "'1.50",
    "Omsk ",
    "01.02.2024",
    "13.02.2024",
    "02.28.2024",
    "0.333",
    "2024",
    "-7",
    "1e300",
    "#N/A",
]
FORMULAS = """
    =SUM(A1:A4) → 7
    =SUBTOTAL(9,B1:B9) → 3
    =A1*$B$2 → 0
    =A1/B9 → #DIV/0!
    =VLOOKUP(A1,B1:C4,2) → 5
    =D1 → 1
    =IFERROR(VLOOKUP(A1,B1:C4,2,0),0) → 0
    =ROUND(A2/3,0)*2 → 4
    =[3]Else!A1+1 → 2
    =Other!A1 → 1
    =TODAY() → 45000
    =RAND() → 0.5
    =A1+ → 1
    =SUM(A:A) → 9
    =name+#REF! → #REF!
    =IF(A1="","",A1) → x
    =-(A1%)^2 → 1
    =INDIRECT(A1) → 2
""".strip().splitlines()
NUMBERS = st.one_of(st.integers(-5, 3000).map(str), st.floats(0, 1e6).map("{:.2f}".format))
CELL = st.one_of(st.just(""), NUMBERS, st.sampled_from(WORDS + FORMULAS))
SHEET = st.lists(st.lists(CELL, min_size=4, max_size=4), min_size=1, max_size=12)


def book(first: list[list[str]], second: list[list[str]]) -> Snapshot:
    drawn = ("\n".join(f"| {' | '.join(cell.strip() for cell in row)} |" for row in rows) for rows in (first, second))
    made = snapshot(**dict(zip(("Sheet", "Other"), drawn, strict=True)))
    grid = replace(
        made.grids["Sheet"],
        hidden_rows=frozenset({2, 5}),
        hidden_columns=frozenset({3}),
        merged=(Area(2, 1, 3, 1),),
        filtered=(Area(1, 1, 9, 4),),
    )
    other = replace(made.grids["Other"], tables=(ListObject("T", Area(1, 1, 12, 4), totals_row=True),))
    series = Series("Sheet!$B$2:$B$5", "Sheet!$A$2:$A$4")
    pivots = (
        PivotTable(
            "P", "Other", Area(20, 1, 22, 2), "Sheet", Area(1, 1, 5, 3), columns=("Sum", "x"), records=3, sums=(1.0, None)
        ),
        PivotTable("Q", "Other", source_name="T", columns=("Sum",), sums=(2.0,), values=(7,)),
    )
    return replace(made, grids={"Sheet": grid, "Other": other}, charts=(Chart("C", "Sheet", (series,)),), pivots=pivots)


@given(SHEET, SHEET)
@settings(max_examples=150, deadline=None)
def test_the_audit_ends_and_can_be_read(first: list[list[str]], second: list[list[str]]) -> None:
    told = audit(book(first, second))
    assert [(one.check, one.cells) for one in told] == [(one.check, one.cells) for one in audit(book(first, second))]
    for one in told:
        assert one.sheet in {"Sheet", "Other"}
        assert all(text.strip() for text in (one.message.ru, one.message.en, one.hint.ru, one.hint.en))
        assert len(set(one.places)) == len(one.places)
        assert one.money is None or one.money > 0
