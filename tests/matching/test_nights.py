"""What is found when only what is new is compared is what is found when all is."""

from __future__ import annotations

import random
from itertools import islice

import pytest
from contact_rows import Rows, contacts
from hypothesis import given, settings
from hypothesis import strategies as st
from test_find import CELLS, ROWS
from test_matching_index import made

from sheets_crm.matching.columns import Contacts
from sheets_crm.matching.duplicates import find_duplicates
from sheets_crm.matching.find import Here
from sheets_crm.matching.nights import find_again, marked, packed, unpacked
from sheets_crm.matching.past import Patience

EVER = Patience(least=0, share=100.0)
"""Never all again, however much changes."""
ROW = st.fixed_dictionaries({key: st.sampled_from(values) for key, values in CELLS.items()})
EDITS = st.lists(st.tuples(st.integers(0, 30), st.one_of(st.none(), ROW)), max_size=6)


def edited(rows: Rows, edits: list[tuple[int, dict[str, str] | None]]) -> Rows:
    """Put rows in place of others, behind the last one, or nothing in their place."""
    out = list(rows)
    for at, row in edits:
        out[at : at + 1] = [row] if row else []
    return out


@settings(max_examples=150, deadline=None)
@given(ROWS, st.lists(EDITS, min_size=1, max_size=3))
def test_night_after_night_the_same_is_found_as_in_one(rows: Rows, nights: list[list[tuple[int, dict[str, str] | None]]]) -> None:
    _, kept = find_again(contacts(rows), b"", patience=EVER)
    for edits in nights:
        rows = edited(rows, edits)
        found, kept = find_again(contacts(rows), kept, patience=EVER)
        assert found == find_duplicates(contacts(rows))


def mistyped(table: Contacts, count: int, seed: int) -> Contacts:
    """Let some rows say in part what other rows say."""
    dice = random.Random(seed)
    columns = {key: tuple(list(texts) for texts in many) for key, many in table.columns.items()}
    for at in dice.sample(range(table.rows), count):
        like = dice.randrange(table.rows)
        for texts in (texts for many in columns.values() for texts in many if dice.random() < 0.5):
            texts[at] = texts[like]
    return Contacts(table.rows, columns, table.others)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_long_list_and_some_edits(seed: int) -> None:
    table = made(3000, seed)
    _, kept = find_again(table, b"", patience=EVER)
    table = mistyped(table, 60, seed)
    found, _ = find_again(table, kept, patience=EVER)
    assert found == find_duplicates(table)


def test_the_order_of_rows_is_nothing_new() -> None:
    rows = [{"name": f"ООО Фирма{at}", "phone": f"8495{at % 20 * 31_337:07}"} for at in range(40)]
    link = Here()
    find_duplicates(contacts(rows), link=link)
    assert link.now is not None
    again = Here(link.now, EVER)
    assert find_duplicates(contacts(rows[::-1]), link=again) == find_duplicates(contacts(rows[::-1]))
    assert again.now is not None
    assert again.now.changed == 0


@pytest.mark.parametrize(("patience", "changed"), [(EVER, 2), (Patience(least=0, share=0.01), 0), (Patience(least=50), 0)])
def test_all_is_compared_again_once_enough_has_changed(patience: Patience, changed: int) -> None:
    rows = [{"name": f"ООО Фирма{at}", "phone": f"8495{at * 31_337:07}"} for at in range(40)]
    _, kept = find_again(contacts(rows), b"", patience=patience)
    _, kept = find_again(contacts([*rows[1:], {"name": "Новиков", "phone": "89161112233"}]), kept, patience=patience)
    last = unpacked(kept)
    assert last is not None
    assert last.past.changed == changed


def test_what_has_not_changed_is_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    table = contacts([{"name": "Иванов Пётр", "phone": "89031112233"}] * 3)
    found, kept = find_again(table, b"")
    monkeypatch.setattr("sheets_crm.matching.nights.find_duplicates", None)
    assert find_again(table, kept) == (found, kept)


def test_a_night_comes_back_as_it_was_kept() -> None:
    table = made(300, 5)
    found, kept = find_again(table, b"")
    last = unpacked(kept)
    assert last is not None
    assert last.found == found
    assert packed(last) == kept


@pytest.mark.parametrize("damage", [b"", b"x", bytes(8), b"\xff" * 40])
def test_what_is_damaged_counts_as_nothing(damage: bytes) -> None:
    table = made(50, 5)
    assert find_again(table, damage) == find_again(table, b"")
    _, kept = find_again(table, b"")
    assert all(unpacked(kept[:end]) is None for end in islice(range(len(kept)), 0, None, 7))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Contacts(2, {"name": (["ab", "c"],)}), Contacts(2, {"name": (["a", "bc"],)})),
        (Contacts(1, {"name": (["a"],), "phone": ([""],)}), Contacts(1, {"name": ([""],), "phone": (["a"],)})),
        (Contacts(1, {"other": (["a"],)}, ("услуга",)), Contacts(1, {"other": (["a"],)}, ("город",))),
    ],
)
def test_other_tables_have_other_marks(one: Contacts, other: Contacts) -> None:
    assert marked(one) != marked(other)
