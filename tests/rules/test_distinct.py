"""Each distinct value of a column is judged once, whatever the column holds."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from making import snapshot, table

from sheets_crm.formats.verdict import Repair, Verdict
from sheets_crm.model.cells import CellError, CellValue, Vector
from sheets_crm.model.plan import Changes
from sheets_crm.model.text import Text
from sheets_crm.rules.columns import Judge, distinct, judged

VALUES = st.sampled_from([None, "а", "б", " а", 1, 1.5, 0, True, False, date(2026, 5, 4), CellError("#REF!"), "1"])
WHY = Text("так", "so")


@given(st.lists(VALUES, max_size=30), st.sets(st.integers(0, 29), max_size=3))
def test_every_typed_cell_belongs_to_one_value(column: list[CellValue], formulas: set[int]) -> None:
    cells = Vector.of(column, {at: "=A1" for at in formulas if at < len(column)})
    found = {int(at): value for value, places in distinct(cells) for at in places}
    assert found == {at: value for at, value in enumerate(column) if value is not None and at not in formulas}
    assert len(distinct(cells).items) == len({(type(value), value) for value in found.values()})


def test_another_judge_is_heard_and_the_same_one_is_not_asked_again() -> None:
    book = snapshot(table("clients", [{"name": "а"}, {"name": "б"}, {"name": "а"}]))
    one = book.tables[0].field("name")
    assert one is not None
    asked: list[CellValue] = []

    def shout(value: CellValue) -> Verdict:
        asked.append(value)
        return Repair(str(value).upper(), WHY)

    def whisper(value: CellValue) -> Verdict:
        return None if value == "б" else Repair(f"{value}...", WHY)

    def after(judge: Judge) -> list[CellValue]:
        return [
            change.after
            for batch in judged(book.tables[0], one, "names", judge)
            if isinstance(batch, Changes)
            for change in batch
        ]

    assert after(shout) == after(shout) == ["А", "Б", "А"]
    assert asked == ["а", "б"]
    assert after(whisper) == ["а...", "а..."]
