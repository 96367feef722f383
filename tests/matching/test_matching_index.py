"""New rows against a table that is known: the same answers as when all is compared, in time that grows with what is new."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path
from time import process_time

from contact_rows import Rows, contacts
from hypothesis import given, settings
from hypothesis import strategies as st
from test_find import CELLS, ROWS

from sheets_crm.matching.columns import Contacts
from sheets_crm.matching.find import find
from sheets_crm.matching.index import Index

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))
from contacts import COLUMNS, rows


def made(count: int, seed: int) -> Contacts:
    table = [row for _, row in rows(count, 1.0, seed)]
    kept = [(at, key) for at, key in enumerate(COLUMNS.values()) if key]
    return Contacts(count, {key: ([row[at] for row in table],) for at, key in kept}, ("услуга",))


def part(table: Contacts, start: int, end: int) -> Contacts:
    return Contacts(
        end - start, {key: tuple(one[start:end] for one in many) for key, many in table.columns.items()}, table.others
    )


def test_what_is_new_finds_the_same_rows_as_when_all_is_compared() -> None:
    table = made(1500, 11)
    cluster = find(table).cluster_of_rows()
    index = Index.of(part(table, 100, 1500))
    found = {(one.new, one.row + 100) for one in index.match(part(table, 0, 100)) if one.bits > 0 and not one.among_new}
    true = {(new, row) for new in range(100) for row in range(100, 1500) if cluster[new] == cluster[row]}
    assert len(true) > 50
    assert len(found & true) >= 0.9 * len(true)
    assert len(found & true) >= 0.9 * len(found)


def test_reasons_and_order() -> None:
    crowd = [{"name": f"ООО Фирма{chr(1072 + at)}{at * 37}", "phone": f"8495{at * 31_337:07}"} for at in range(30)]
    index = Index.of(contacts([*crowd, {"name": "Иванов Пётр", "phone": "89031112233"}]))
    new = [{"name": "Новиков Олег", "phone": "89160000001"}, {"name": "Петр Иванов", "phone": "+7 903 111-22-33"}]
    (match,) = index.match(contacts(new))
    assert (match.new, match.row, match.among_new) == (1, 30, False)
    assert match.bits > 0
    assert "тот же телефон" in [reason.ru for reason in match.reasons]


def test_new_rows_are_matched_with_each_other_and_with_their_equals() -> None:
    row = {"name": "ООО Колесникторг", "phone": "84951112233"}
    index = Index.of(contacts([row, {"name": "Иванов Пётр", "phone": "89031112233"}]))
    found = {(one.new, one.row, one.among_new) for one in index.match(contacts([row, row]))}
    assert found == {(0, 0, False), (1, 0, False), (0, 1, True)}


def test_nothing_new_and_an_empty_table() -> None:
    index = Index.of(contacts([{"name": "Иванов"}]))
    assert index.match(Contacts(0, {"name": ([],)})) == ()
    assert Index.of(Contacts(0, {"name": ([],)})).match(contacts([{"name": "Иванов"}])) == ()


def test_new_rows_need_not_say_all_that_the_table_says() -> None:
    """No birth date at all, among those who have one."""
    rows = [
        {"name": f"Иванов Пётр {at}", "phone": f"8903{at * 31_337:07}", "birth_date": f"19{50 + at}-01-02"} for at in range(30)
    ]
    (match,) = Index.of(contacts(rows)).match(contacts([{"name": "Иванов Пётр", "phone": "89030062674", "birth_date": ""}]))
    assert match.row == 2


@settings(max_examples=60, deadline=None)
@given(ROWS, ROWS, st.lists(st.integers(0, 25), max_size=4))
def test_rows_added_one_by_one_are_found_as_if_all_had_come_at_once(first: Rows, then: Rows, cuts: list[int]) -> None:
    at_once, one_by_one = Index.of(contacts(first)), Index.of(contacts(first))
    at_once.add(contacts(then))
    bounds = [0, *sorted(min(cut, len(then)) for cut in cuts), len(then)]
    for start, end in pairwise(bounds):
        one_by_one.add(contacts(then[start:end]) if end > start else Contacts(0, dict.fromkeys(CELLS, ([],))))
    new = contacts([*then[:3], *first[:3]])
    assert one_by_one.match(new) == at_once.match(new)
    assert one_by_one.rows == at_once.rows == len(first) + len(then)


def test_what_was_added_is_found() -> None:
    crowd = [{"name": f"ООО Фирма{chr(1072 + at)}{at * 37}", "phone": f"8495{at * 31_337:07}"} for at in range(30)]
    index = Index.of(contacts(crowd))
    index.add(contacts([{"name": "Новиков Олег", "phone": "89160000001"}, {"name": "Петр Иванов", "phone": "+7 903 111-22-33"}]))
    (match,) = index.match(contacts([{"name": "Иванов Пётр", "phone": "8 903 111 22 33"}]))
    assert (match.new, match.row, match.among_new) == (0, 31, False)


def test_a_search_costs_by_what_is_new_and_not_by_what_is_known() -> None:
    table = made(20_000, 3)
    start = process_time()
    index = Index.of(part(table, 20, 20_000))
    whole = process_time() - start
    new = part(table, 0, 20)
    index.match(new)
    start = process_time()
    index.match(new)
    assert process_time() - start < whole / 4, "a fourteenth"
