from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from making import snapshot, table, values

from sheets_crm.model.plan import Changes
from sheets_crm.model.snapshot import Table
from sheets_crm.model.text import Text
from sheets_crm.planning.apply import applied
from sheets_crm.planning.merge import merged

ROWS = 5
STEP = st.tuples(
    st.sampled_from(["phone", "comment"]), st.dictionaries(st.integers(0, ROWS - 1), st.sampled_from(["a", "b", "c"]))
)


def book() -> Table:
    return table("clients", [{"phone": "a", "comment": None} for _ in range(ROWS)])


@given(st.lists(STEP, max_size=6))
def test_merged_changes_lead_to_the_same_book_with_one_change_a_cell(steps: list[tuple[str, dict[int, str]]]) -> None:
    state, batches = snapshot(book()), []
    for number, (name, cells) in enumerate(steps):
        table_now = state.tables[0]
        reason = Text(f"шаг {number}", f"step {number}")
        batch = Changes.at(table_now, name, f"rule{number}", list(cells), list(cells.values()), reason)
        batches.append(batch)
        state = applied(state, [batch])
    once = merged(batches)
    direct = applied(snapshot(book()), once)
    for name in ("phone", "comment"):
        assert values(direct.tables[0], name) == values(state.tables[0], name)
    places = [(change.column, change.row) for batch in once for change in batch]
    assert len(places) == len(set(places))
    before = {(change.column, change.row): change.before for batch in once for change in batch}
    assert all(was == ("a" if column == "phone" else None) for (column, _), was in before.items())


def test_all_rules_and_reasons_of_a_chain_are_named() -> None:
    start = book()
    one = Changes.at(start, "phone", "names", [0], ["b"], Text("пробелы", "spaces"))
    state = applied(snapshot(start), [one])
    two = Changes.at(state.tables[0], "phone", "phones", [0], ["c"], Text("телефон", "phone"))
    (batch,) = merged([one, two])
    (change,) = batch
    assert (change.before, change.after, change.rule) == ("a", "c", "names+phones")
    assert change.reason == Text("пробелы; телефон", "spaces; phone")


def test_changes_that_cancel_out_are_gone() -> None:
    start = book()
    there = Changes.at(start, "phone", "one", [0], ["b"], Text("туда", "there"))
    state = applied(snapshot(start), [there])
    back = Changes.at(state.tables[0], "phone", "two", [0], ["a"], Text("обратно", "back"))
    assert merged([there, back]) == ()
