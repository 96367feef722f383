"""What was typed in a copy is in the book or waits for the owner; nothing else changes, whatever people did meanwhile (H8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import LAYOUT, snapshot, table

from sheets_crm.engine.handouts.judging import NAME, Judge, Rights
from sheets_crm.engine.handouts.three_way import ThreeWay
from sheets_crm.model.cells import CellValue, Formula
from sheets_crm.model.plan import Change
from sheets_crm.model.proposals import Proposal
from sheets_crm.model.roles import Role, may
from sheets_crm.model.snapshot import Grid, Snapshot, SparseColumn, Vector
from sheets_crm.planning.apply import applied

NOW = datetime(2026, 11, 22, 9)
COLUMNS = ("id", "name", "phone", "comment", "status", "orders_total")
Row = Mapping[str, CellValue]
BASE: list[Row] = [
    {"id": "K-00001", "name": "Анна", "phone": "+7 916 111-22-33", "comment": None, "status": "активный", "orders_total": 100},
    {"id": "K-00002", "name": "Борис", "phone": None, "comment": "чай", "status": "активный", "orders_total": 200},
    {"id": "K-00003", "name": "Вера", "phone": "+7 903 000-00-00", "comment": "кофе", "status": "отказ", "orders_total": 0},
]
NEWCOMER, SENIOR = Role(), Role(change="all", delete="all")
MANAGER = Role(change={"Клиенты": ("Телефон",)})


def book(rows: Sequence[Row]) -> Snapshot:
    return snapshot(table("clients", rows, columns=COLUMNS))


def judged(copy: Sequence[Row], now: Sequence[Row], role: Role = NEWCOMER, base: Sequence[Row] = BASE, **more: Any) -> Judge:
    made = Judge(ThreeWay(book(base), book(copy), book(now)), Rights(role, LAYOUT), "Аня", NOW, 1, **more)
    made.judge()
    return made


def written(one: Judge) -> dict[tuple[str, str], CellValue]:
    """Return what goes into the book, by record and column."""
    return {(change.row_id, change.column): change.after for batch in one.written.changes(NAME) for change in batch}


def waiting(one: Judge) -> list[tuple[str, str, str, list[CellValue]]]:
    return [(each.kind, each.why, each.row_id, [cell.after for cell in each.cells]) for each in one.proposed]


def changed(at: int, **cells: CellValue) -> list[Row]:
    """Return the rows with other cells in one of them."""
    return [{**row, **cells} if number == at else row for number, row in enumerate(BASE)]


@pytest.mark.parametrize(
    ("role", "cells", "now", "lands", "waits"),
    [
        pytest.param(NEWCOMER, {"comment": "перезвонить"}, {}, {"comment": "перезвонить"}, [], id="an empty cell is filled"),
        pytest.param(NEWCOMER, {"phone": "8"}, {}, {}, [("change", "role")], id="a newcomer changes nothing"),
        pytest.param(NEWCOMER, {"phone": None}, {}, {}, [("clear", "role")], id="nor empties anything"),
        pytest.param(MANAGER, {"phone": "8"}, {}, {"phone": "8"}, [], id="a manager may change phones"),
        pytest.param(MANAGER, {"name": "Яна"}, {}, {}, [("change", "role")], id="and names not"),
        pytest.param(MANAGER, {"phone": None}, {}, {}, [("clear", "role")], id="nor may phones be emptied"),
        pytest.param(SENIOR, {"phone": None}, {}, {"phone": None}, [], id="a senior may"),
        pytest.param(SENIOR, {"phone": "8"}, {"phone": "9"}, {}, [("change", "meanwhile")], id="the book changed, too"),
        pytest.param(SENIOR, {"phone": "8"}, {"phone": "8"}, {}, [], id="to the same"),
        pytest.param(
            SENIOR, {"phone": "8"}, {"phone": "8 (916) 111-22-33"}, {"phone": "8"}, [], id="there it was only written otherwise"
        ),
        pytest.param(NEWCOMER, {"comment": "я"}, {"comment": "он"}, {}, [("fill", "meanwhile")], id="both filled one cell"),
        pytest.param(SENIOR, {"orders_total": 5}, {}, {}, [("change", "program")], id="the program's columns are nobody's"),
    ],
)  # fmt: skip
def test_an_edit_lands_or_waits(role: Role, cells: Row, now: Row, lands: Row, waits: list[tuple[str, str]]) -> None:
    made = judged(changed(0, **cells), changed(0, **now), role)
    assert written(made) == {("K-00001", column): value for column, value in lands.items()}
    assert [(one.kind, one.why) for one in made.proposed] == waits


def test_a_new_row_lands_below_whatever_the_book_got_meanwhile() -> None:
    new: Row = {"name": "Глеб", "phone": "8 900"}
    theirs: Row = {"id": "K-00004", "name": "Дарья"}
    made = judged([*BASE, new], [*BASE, theirs])
    assert written(made) == {("#6", "name"): "Глеб", ("#6", "phone"): "8 900"}
    assert not made.proposed


def test_of_a_new_row_only_what_the_role_may_add_lands() -> None:
    role = Role(add={"Клиенты": ("Клиент",)})
    made = judged([*BASE, {"name": "Глеб", "comment": "скидка 90 %"}], BASE, role)
    assert written(made) == {("#5", "name"): "Глеб"}
    assert waiting(made) == [("fill", "role", "#5", ["скидка 90 %"])]


def test_a_row_that_may_not_be_added_waits_as_a_whole() -> None:
    made = judged([*BASE, {"name": "Глеб", "comment": "чай"}], BASE, Role(add="none"))
    assert not written(made)
    assert waiting(made) == [("row", "role", "#5", ["Глеб", "чай"])]


@pytest.mark.parametrize(
    ("role", "now", "kind"),
    [(NEWCOMER, BASE, "role"), (SENIOR, changed(1, comment="ещё чай"), "meanwhile"), (SENIOR, BASE, None)],
)
def test_a_deleted_row(role: Role, now: list[Row], kind: str | None) -> None:
    made = judged([BASE[0], BASE[2]], now, role)
    assert [(one.kind, one.why, one.row_id) for one in made.proposed] == ([("remove", kind, "K-00002")] if kind else [])
    assert {row_id for row_id, _ in written(made)} == (set() if kind else {"K-00002"})


def test_an_edit_of_a_record_that_the_book_no_longer_has_waits() -> None:
    made = judged(changed(1, phone="8 900"), [BASE[0], BASE[2]], SENIOR)
    assert waiting(made) == [("fill", "gone", "K-00002", ["8 900"])]


def test_a_formula_never_lands_by_itself() -> None:
    typed = book(BASE)
    cells = replace(typed.tables[0].cells("comment"), formulas={0: '="="&1'}).put([0], [Formula('="="&1', "=1")])
    ways = ThreeWay(book(BASE), typed.with_table(typed.tables[0].with_cells("comment", cells)), book(BASE))
    made = Judge(ways, Rights(SENIOR, LAYOUT), "Аня", NOW, 1)
    made.judge()
    assert not written(made)
    assert [(one.kind, one.why) for one in made.proposed] == [("fill", "formula")]


def test_what_is_typed_again_takes_the_place_of_what_was_proposed_before() -> None:
    first = judged(changed(0, phone="8"), BASE)
    second = judged(changed(0, phone="9"), BASE, base=changed(0, phone="8"), earlier=tuple(first.proposed))
    assert [(one.number, one.decision) for one in second.withdrawn] == [(1, "drop")]
    assert waiting(second) == [("change", "role", "K-00001", ["9"])]
    back = judged(BASE, BASE, base=changed(0, phone="8"), earlier=tuple(first.proposed))
    assert (len(back.withdrawn), back.proposed) == (1, [])


def test_cells_beside_the_records_wait() -> None:
    def with_note(text: str | None) -> Snapshot:
        made = book(BASE)
        grid = made.grids["Клиенты"]
        below = {9: SparseColumn(np.array([40], np.int32), Vector.of([text]))} if text else {}
        return replace(made, grids={"Клиенты": Grid("Клиенты", {**grid.columns, **below})})

    ways = ThreeWay(with_note(None), with_note("звонил Пётр"), with_note(None))
    made = Judge(ways, Rights(SENIOR, LAYOUT), "Аня", NOW, 1)
    made.judge()
    assert waiting(made) == [("place", "place", "#40", ["звонил Пётр"])]


WRITABLE = ("name", "phone", "comment", "status")
RIGHTS = st.sampled_from(["all", "none", {"Клиенты": "all"}, {"Клиенты": ("Телефон", "Комментарий")}, {"Заказы": "all"}])
ROLES = st.builds(Role, add=RIGHTS, change=RIGHTS, delete=RIGHTS)


@st.composite
def rows(draw: st.DrawFn, who: str) -> list[Row]:
    """Give the book as somebody left it: cells changed and emptied, rows deleted and added, the whole in another order.

    No two people type the same, nor anybody twice.
    """
    kept = draw(st.lists(st.sampled_from(range(len(BASE))), unique=True))
    cells = st.dictionaries(st.sampled_from(WRITABLE), st.booleans(), max_size=2)
    numbers = count(1)
    out: list[Row] = [
        {**BASE[at], **{column: f"{who} {next(numbers)}" if full else None for column, full in draw(cells).items()}}
        for at in kept
    ]
    new = draw(st.lists(st.lists(st.sampled_from(WRITABLE), min_size=1, unique=True), max_size=2))
    return draw(st.permutations([*out, *({column: f"{who} {next(numbers)}" for column in columns} for columns in new)]))


@settings(max_examples=300, deadline=None)
@given(copy=rows("копия"), now=rows("книга"), role=ROLES)
def test_all_that_was_typed_is_in_the_book_or_waits_and_nothing_lands_that_may_not(
    copy: list[Row], now: list[Row], role: Role
) -> None:
    made = judged(copy, now, role)
    after = applied(book(now), made.written.changes(NAME)).tables[0]
    typed = sorted(str(value) for row in copy for value in row.values() if str(value).startswith("копия"))
    there = [value for one in after.fields for value in one.cells.values()]
    offered = [cell.after for one in made.proposed for cell in one.cells]
    assert sorted(str(value) for value in [*there, *offered] if str(value).startswith("копия")) == typed
    for change in (change for batch in made.written.changes(NAME) for change in batch):
        assert _allowed(change, role), change
    _untouched(book(now), made, made.proposed)


def _base(row: Row) -> Row:
    return next((one for one in BASE if one["id"] == row.get("id")), {})


def _allowed(change: Change, role: Role) -> bool:
    title = LAYOUT.sheet("clients").column(change.column).title.ru
    if "удалили" in change.reason.ru:
        return may(role, "delete", ("Клиенты",))
    was = _base({"id": change.row_id}).get(change.column)
    verb = "add" if was is None else "delete" if change.after is None else "change"
    return may(role, verb, ("Клиенты",), (title,))  # type: ignore[arg-type]


def _untouched(now: Snapshot, made: Judge, proposed: Sequence[Proposal]) -> None:
    """Every cell written holds what was read there, no cell is written twice, and every proposal has its own number."""
    for batch in made.written.changes(NAME):
        held = {int(row): one for row, one in zip(now.tables[0].rows, now.tables[0].cells(batch.column).values(), strict=True)}
        assert [held.get(row) for row in batch.rows.tolist()] == list(batch.before)
        assert len(set(batch.rows.tolist())) == len(batch)
    assert len({one.number for one in proposed}) == len(proposed)
