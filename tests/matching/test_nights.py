"""What is found when only what is new is compared is what is found when all is."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from unittest.mock import patch

import pytest
from contact_rows import Rows, contacts
from hypothesis import given, settings
from hypothesis import strategies as st
from test_find import CELLS, ROWS
from test_matching_index import made

from sheets_crm.matching.columns import Contacts
from sheets_crm.matching.duplicates import find_duplicates
from sheets_crm.matching.features import Features
from sheets_crm.matching.find import Here
from sheets_crm.matching.kept import Night
from sheets_crm.matching.nights import find_again, marked
from sheets_crm.matching.past import Asked, Past, Patience, worth_comparing
from sheets_crm.matching.prints import FINE, Prints
from sheets_crm.matching.reading import Part, Task, one_by_one
from sheets_crm.model.text import Text

EVER = Patience(least=0, share=100.0)
"""Never all again, however much changes."""
Nights = list[list[tuple[int, dict[str, str] | None]]]
ROW = st.fixed_dictionaries({key: st.sampled_from(values) for key, values in CELLS.items()})
FEW = {"name": ["", "Иванов Пётр", "Иванов П."], "phone": ["89031112233", "+7 903 111-22-34", "нет"], "other": CELLS["other"]}
ALIKE = st.lists(
    st.fixed_dictionaries({key: st.sampled_from(FEW.get(key, ["", "", *values])) for key, values in CELLS.items()}), max_size=25
)
"""Rows of which many share a phone or a name, so that blocks are large."""
EDITS = st.lists(st.tuples(st.integers(0, 30), st.one_of(st.none(), ROW)), max_size=6)


def edited(rows: Rows, edits: list[tuple[int, dict[str, str] | None]]) -> Rows:
    """Put rows in place of others, behind the last one, or nothing in their place."""
    out = list(rows)
    for at, row in edits:
        out[at : at + 1] = [row] if row else []
    return out


@settings(max_examples=100, deadline=None)
@given(ROWS | ALIKE, st.lists(EDITS, min_size=1, max_size=3))
def test_night_after_night_the_same_is_found_as_in_one(rows: Rows, nights: Nights) -> None:
    """Where nothing stays as hopeless as it was, and no block is too large."""
    with patch("sheets_crm.matching.find.COARSE", FINE), patch("sheets_crm.matching.blocking.MOST_PAIRS", 1000):
        _, kept = find_again(contacts(rows), b"", patience=EVER)
        for edits in nights:
            rows = edited(rows, edits)
            found, kept = find_again(contacts(rows), kept, patience=EVER)
            assert found == find_duplicates(contacts(rows))


@pytest.mark.parametrize(("smallest", "whole"), [(2, 4), (4, 60), (6, 8)])
@settings(max_examples=30, deadline=None)
@given(rows=ROWS | ALIKE, nights=st.lists(EDITS, min_size=1, max_size=3))
def test_of_the_pairs_that_are_asked_about_the_same_is_found_as_in_one_night(
    smallest: int, whole: int, rows: Rows, nights: Nights
) -> None:
    """However few may be in a block, and in a piece of which all pairs are looked at."""
    asked: list[Asked] = []

    def worth_it(table: Features, coarse: Prints, past: Past | None, patience: Patience) -> Asked:
        asked.append(worth_comparing(table, coarse, past, patience))
        return asked[-1]

    with (
        patch.multiple("sheets_crm.matching.blocking", MOST_PAIRS=0, FEWEST_PAIRS=0, SMALLEST=smallest),
        patch("sheets_crm.matching.partition.WHOLE", whole),
        patch("sheets_crm.matching.looking.WHOLE", whole),
    ):
        kept = b""
        for edits in ([], *nights):
            rows = edited(rows, edits)
            with patch("sheets_crm.matching.find.worth_comparing", worth_it):
                found, kept = find_again(contacts(rows), kept, patience=EVER)
            with patch("sheets_crm.matching.find.worth_comparing", lambda *_: replace(asked[-1], since=None)):
                assert found == find_duplicates(contacts(rows))


def test_how_large_a_block_may_be_holds_until_all_is_compared_again() -> None:
    """Seven records with phones a digit apart are too many for all pairs of so small a table; six were not."""
    rows = [{"phone": "89031112233", "city": city, "other": at} for city in ("", "Москва", "Казань") for at in ("", "розница")]
    rows.insert(5, {"phone": "+7 903 111-22-34", "city": "", "other": ""})
    slip = Text(ru="телефон отличается одной цифрой", en="the phones differ by one digit")
    _, kept = find_again(contacts(rows[:6]), b"", patience=EVER)
    again, kept = find_again(contacts(rows), kept, patience=EVER)
    told = [sum(slip in pair.reasons for pair in pairs) for pairs in (again.doubtful, find_duplicates(contacts(rows)).doubtful)]
    assert told == [6, 0]
    assert find_again(contacts(rows[1:]), kept)[0] == find_duplicates(contacts(rows[1:]))


def test_what_was_read_is_not_read_again() -> None:
    asked: list[tuple[str, str]] = []

    def spread(tasks: Sequence[Task]) -> Iterator[Part]:
        asked.extend((kind, value) for kind, values in tasks for value in values)
        return one_by_one(tasks)

    rows = [{"name": f"ООО Фирма{at}", "phone": f"8495{at * 31_337:07}", "address": "Лесная, 5"} for at in range(40)]
    _, kept = find_again(contacts(rows), b"", spread)
    asked.clear()
    rows[7] = {"name": "ООО Фирма3", "phone": "89161112233", "address": "Лесная, 6"}
    find_again(contacts(rows), kept, spread)
    assert asked == [("phone", "89161112233"), ("address", "Лесная, 6")]
    asked.clear()
    _, kept = find_again(contacts(rows[:5]), kept, spread)
    find_again(contacts(rows), kept, spread)
    assert ("client", rows[6]["name"]) in asked  # what left the book is forgotten


LONG = "Кузнецов " + "очень " * 20_000


@pytest.mark.parametrize("cells", [["", "\ud800", "a\0b", "x\ny"], [LONG, "Кузнецов"], [""] * 3])
def test_any_cell_is_kept(cells: list[str]) -> None:
    table = contacts([{"name": cell, "phone": "89031112233", "address": cell} for cell in cells])
    _, kept = find_again(table, b"")
    assert len(kept) < len(LONG)
    more = contacts([{"name": cell, "phone": "89031112233", "address": cell} for cell in [*cells, "Петров"]])
    assert find_again(more, kept)[0] == find_duplicates(more)


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
    last = Night.unpacked(kept)
    assert last is not None
    compared = last.compared()
    assert compared is not None
    past, _ = compared
    assert past.changed == changed


def test_a_table_that_grows_large_is_compared_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"name": f"ООО Фирма{at}", "phone": f"8495{at * 31_337:07}"} for at in range(12)]
    monkeypatch.setattr("sheets_crm.matching.blocking.SMALL", 10)
    link = Here()
    find_duplicates(contacts(rows[:9]), link=link)
    changed = []
    for size in (10, 11, 12):
        link = Here(link.now, EVER)
        find_duplicates(contacts(rows[:size]), link=link)
        assert link.now
        changed.append(link.now.changed)
    assert changed == [1, 0, 1]


def test_what_has_not_changed_is_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    table = contacts([{"name": "Иванов Пётр", "phone": "89031112233"}] * 3)
    found, kept = find_again(table, b"")
    monkeypatch.setattr("sheets_crm.matching.nights.find", None)
    assert find_again(table, kept) == (found, kept)


def test_a_night_comes_back_as_it_was_kept() -> None:
    table = made(300, 5)
    found, kept = find_again(table, b"")
    last = Night.unpacked(kept)
    assert last is not None
    answer = last.answer()
    assert answer is not None
    assert answer.told() == found
    assert last.packed() == kept


@pytest.mark.parametrize("damage", [b"", b"x", bytes(8), b"\xff" * 40])
def test_what_is_damaged_counts_as_nothing(damage: bytes) -> None:
    table = made(50, 5)
    assert find_again(table, damage) == find_again(table, b"")
    _, kept = find_again(table, b"")
    assert all(Night.unpacked(kept[:end]) is None for end in islice(range(len(kept)), 0, None, 7))


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
