"""Two moments of a book: nothing is told that did not change, and nothing that did is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import snapshot, table
from strategies import contents
from tables import KEYS, PEOPLE, Row, book, carried_over, clients, differing, in_order, unknown, with_field

from sheets_crm.diff.books import compare
from sheets_crm.model.cells import CellError, CellValue, Vector
from sheets_crm.model.snapshot import Snapshot

QUICK = settings(max_examples=60, deadline=None)


def as_book(content: dict[str, list[dict[str, CellValue]]]) -> Snapshot:
    return snapshot(*(table(kind, [row for row in rows if row]) for kind, rows in content.items()))


@given(contents())
@QUICK
def test_a_book_does_not_differ_from_itself(content: dict[str, list[dict[str, CellValue]]]) -> None:
    one, same = as_book(content), as_book(content)
    assert compare(one, same).empty
    for sheet in compare(one, same).sheets:
        assert sheet.rows.in_place
        assert [each.before.name for each in sheet.fields] == [each.after.name for each in sheet.fields]


@given(contents(), contents())
@QUICK
def test_the_differences_make_one_book_of_any_other(
    content: dict[str, list[dict[str, CellValue]]], other: dict[str, list[dict[str, CellValue]]]
) -> None:
    before, after = as_book(content), as_book(other)
    assert carried_over(compare(before, after)) == [[each.cells.values() for each in one.fields] for one in after.tables]


@given(
    st.permutations(range(5)),
    st.lists(st.tuples(st.integers(0, 4), st.integers(1, 3), st.sampled_from(["x", 5, None])), max_size=6),
)
@QUICK
def test_every_edit_is_told_and_nothing_else_whichever_way_the_rows_are_sorted(
    order: list[int], edits: list[tuple[int, int, CellValue]]
) -> None:
    rows: list[list[CellValue]] = [list(row) for row in PEOPLE]
    for at, column, value in edits:
        rows[at][column] = value
    told = {
        (was[0], key, a, b)
        for was, now in zip(PEOPLE, rows, strict=True)
        for key, a, b in zip(KEYS, was, now, strict=True)
        if a != b
    }
    assert differing(book(), in_order(book(rows), order)) == told


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        (1, 1.0, True),
        (1, Decimal(1), True),
        (Decimal("3820.50"), 3820.5, True),
        (1, "1", False),
        (1, True, False),
        (None, "", True),
        (None, 0, False),
        ("a", "a ", False),
        (date(2026, 1, 1), date(2026, 1, 1), True),
        (date(2026, 1, 1), date(2026, 1, 2), False),
        (date(2026, 1, 1), 46023, False),
        ("#N/A", CellError("#N/A"), False),
    ],
)
def test_values_are_compared_with_their_kinds(before: CellValue, after: CellValue, *, same: bool) -> None:
    one, other = [("K-1", before)], [("K-1", after)]
    assert compare(book(one, ("id", "comment")), book(other, ("id", "comment"))).empty is same


def priced(formula: str, result: CellValue, rows: Sequence[Row] | None = None) -> Snapshot:
    lines: Sequence[Row] = [("K-1", 7, 100, 700), ("K-2", 7, 50, 350)] if rows is None else rows
    at = next(at for at, line in enumerate(lines) if line[0] == "K-2")
    lines = [(*line[:3], result) if here == at else line for here, line in enumerate(lines)]
    keys = ("id", "number", "orders_count", "orders_total")
    return book(lines, keys, formulas={(at, "orders_total"): formula} if formula else None)


MOVED: Sequence[Row] = [("K-3", 1, 1, 1), ("K-1", 7, 100, 700), ("K-2", 7, 50, 350)]


@pytest.mark.parametrize(
    ("formula", "result", "rows", "differ", "recalculated"),
    [
        ("=B3*C3", 350, None, 0, 0),
        ("=B3*C3", 351, None, 0, 1),
        ("", 350, None, 1, 0),
        ("=B3*C2", 350, None, 1, 0),
        ("=B4*C4", 350, MOVED, 0, 0),
        ("=B3*C3", 350, MOVED, 1, 0),
    ],
    ids=["as it was", "another result", "typed over", "another reference", "moved along", "left behind"],
)
def test_a_formula_is_what_it_asks_for(
    formula: str, result: int, rows: Sequence[Row] | None, differ: int, recalculated: int
) -> None:
    sheet = compare(priced("=B3*C3", 350), priced(formula, result, rows)).sheets[0]
    total = sheet.field("orders_total")
    assert total is not None
    assert (len(total.differ), len(total.recalculated)) == (differ, recalculated)


def test_references_to_fixed_cells_and_other_sheets_stay_what_they_are() -> None:
    formula = '=B3*$C$2+SUM(Цены!B3:B9)&"B3"'
    assert compare(priced(formula, 1), priced('=B4*$C$3+SUM(Цены!B3:B9)&"B3"', 1, MOVED)).sheets[0].fields[3].differ.size == 0


def test_a_renamed_column_is_the_same() -> None:
    after = with_field(book(), "phone", title="Мобильный")
    assert compare(book(), after).empty


def test_a_column_that_nobody_recognises_any_more_is_known_by_what_it_holds() -> None:
    one = clients(book())
    lost = tuple(
        unknown("Куда звонить", each.letter_index, each.cells.values()) if each.name == "phone" else each for each in one.fields
    )
    sheet = compare(book(), replace(book(), tables=(replace(one, fields=lost),))).sheets[0]
    assert sheet.empty
    assert [(each.before.name, each.after.name) for each in sheet.fields][2] == ("phone", "col_C")


def test_headers_typed_over_each_other_do_not_carry_the_columns_along() -> None:
    phones, emails = [row[2] for row in PEOPLE], [f"{at}@example.ru" for at in range(5)]
    keys = ("id", "name", "phone", "email")
    before = book([(*row[:2], phone, email) for row, phone, email in zip(PEOPLE, phones, emails, strict=True)], keys)
    one = clients(before)
    fields = {each.name: each for each in one.fields}
    swapped = (
        fields["id"],
        fields["name"],
        replace(fields["phone"], cells=fields["email"].cells),
        replace(fields["email"], cells=fields["phone"].cells),
    )
    sheet = compare(before, replace(before, tables=(replace(one, fields=swapped),))).sheets[0]
    assert sheet.empty
    assert {(each.before.name, each.after.name) for each in sheet.fields} >= {("phone", "email"), ("email", "phone")}


def test_a_moved_column_is_the_same_and_new_and_gone_ones_are_told() -> None:
    before, after = book(), book([(row[0], row[3], row[1], "новое") for row in PEOPLE], ("id", "orders_total", "name", "comment"))
    sheet = compare(before, after).sheets[0]
    assert [each.after.name for each in sheet.fields] == ["id", "orders_total", "name"]
    assert [each.name for each in sheet.gone_fields] == ["phone"]
    assert [each.name for each in sheet.new_fields] == ["comment"]
    assert not any(len(each.differ) for each in sheet.fields)


def test_columns_of_one_title_are_told_apart_by_what_they_hold() -> None:
    first, second = ["а", "б", "в", "г", "д"], ["1", "2", "3", "4", "5"]
    one = clients(book())
    both = replace(one, fields=(*one.fields, unknown("Заметка", 5, first), unknown("Заметка", 6, second)))
    left = replace(one, fields=(*one.fields, unknown("Заметка", 5, second)))
    sheet = compare(replace(book(), tables=(both,)), replace(book(), tables=(left,))).sheets[0]
    assert [each.cells[0] for each in sheet.gone_fields] == ["а"]
    assert not any(len(each.differ) for each in sheet.fields)


def test_columns_without_a_header_are_known_by_their_place_unless_what_they_hold_moved() -> None:
    one, notes = clients(book()), ["а", "б", "в", "г", "д"]
    before, after = (
        replace(book(), tables=(replace(one, fields=(*one.fields, *more)),))
        for more in (
            [unknown("", 5, notes), unknown("", 6, ["1"] * 5)],
            [unknown("", 5, ["2"] * 5), unknown("", 6, notes), unknown("", 7, ["1"] * 5)],
        )
    )
    assert compare(before, before).empty
    sheet = compare(before, after).sheets[0]
    assert [each.letter_index for each in sheet.new_fields] == [5]
    assert not any(len(each.differ) for each in sheet.fields)


def renamed(of: Snapshot, name: str) -> Snapshot:
    return replace(of, tables=(replace(clients(of), sheet=name),))


def test_a_renamed_sheet_is_followed() -> None:
    diff = compare(book(), renamed(book(), "Клиенты 2025"))
    assert diff.empty
    assert (diff.sheets[0].before.sheet, diff.sheets[0].after.sheet) == ("Клиенты", "Клиенты 2025")


def test_a_sheet_that_took_the_name_of_another_is_not_it() -> None:
    old = clients(book())
    new = clients(book([("K-9", "Егор Жуков", "1", 2)]))
    diff = compare(book(), replace(book(), tables=(replace(old, sheet="Архив"), new)))
    assert [(one.before.sheet, one.after.sheet) for one in diff.sheets] == [("Клиенты", "Архив")]
    assert [one.sheet for one in diff.new] == ["Клиенты"]


def test_a_sheet_that_is_gone_is_told() -> None:
    orders = table("orders", [{"id": "З-1", "amount": 5}])
    both, alone = replace(book(), tables=(*book().tables, orders)), book()
    assert [one.sheet for one in compare(both, alone).gone] == [orders.sheet]
    assert [one.sheet for one in compare(alone, both).new] == [orders.sheet]


def test_an_emptied_column_differs_in_every_cell_that_it_held() -> None:
    after = with_field(book(), "phone", cells=Vector.empty(5))
    assert {(row_id, now) for row_id, name, _, now in differing(book(), after) if name == "phone"} == {
        (row[0], None) for row in PEOPLE if row[2]
    }
