"""What must hold for every table: the order of rows and columns does not matter, strangers do not either, bad input is quick."""

from __future__ import annotations

import random
from time import process_time

import pytest
from contact_rows import Clusters, contacts
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_crm.demo.words import ru_names
from sheets_crm.matching.columns import KEYS, Contacts
from sheets_crm.matching.duplicates import find_duplicates

CELLS = {
    "name": [
        "",
        "Иванов Пётр",
        "Иванов П.",
        "Ivanov Petr",
        "ООО Вектор",
        "Вектор",
        "ОАО Вектор 5",
        "Петров Иван",
        "Иванова Мария",
        "x",
    ],
    "person": ["", "", "Иванов Пётр Семёнович", "Мария", "Петров И.С."],
    "phone": ["", "89031112233", "+7 903 111-22-34", "8495 2223344; 89031112233", "нет"],
    "email": ["", "", "ivanov@mail.ru", "ivanov@bk.ru", "info@vektor.ru", "info@vektro.ru"],
    "tax_id": ["", "", "7707083893", "7736050003"],
    "birth_date": ["", "1985-03-07", "07.03.1985", "1985-03-17"],
    "address": ["", "ул. Лесная, 5", "Лесная 17"],
    "city": ["", "Москва", "Казань"],
    "other": ["", "розница", "опт"],
}
ROWS = st.lists(st.fixed_dictionaries({key: st.sampled_from(values) for key, values in CELLS.items()}), min_size=2, max_size=25)
QUICK = settings(max_examples=120, deadline=None)


def clusters(table: Contacts) -> Clusters:
    return [one.rows for one in find_duplicates(table).clusters]


@QUICK
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[dict[str, str]], dice: random.Random) -> None:
    order = list(range(len(rows)))
    dice.shuffle(order)
    before = find_duplicates(contacts(rows))
    after = find_duplicates(contacts([rows[at] for at in order]))
    said = {(frozenset(one.rows), one.score, one.reasons) for one in before.clusters}
    assert {(frozenset(order[at] for at in one.rows), one.score, one.reasons) for one in after.clusters} == said


@QUICK
@given(ROWS, st.permutations(list(CELLS)))
def test_the_order_of_columns_does_not_matter(rows: list[dict[str, str]], keys: list[str]) -> None:
    again = find_duplicates(contacts([{key: row[key] for key in keys} for row in rows]))
    assert again == find_duplicates(contacts(rows))


@QUICK
@given(ROWS, st.permutations([0, 1, 2]))
def test_the_order_of_columns_of_one_kind_does_not_matter(rows: list[dict[str, str]], order: list[int]) -> None:
    phones = [[row["phone"] for row in rows], [row["email"] for row in rows], [f"8912555{at:04}" for at in range(len(rows))]]
    names = ([row["name"] for row in rows],)
    one = Contacts(len(rows), {"name": names, "phone": tuple(phones)})
    other = Contacts(len(rows), {"name": names, "phone": tuple(phones[at] for at in order)})
    assert find_duplicates(one) == find_duplicates(other)


@QUICK
@given(ROWS)
def test_a_stranger_joins_nobody_and_makes_no_pair_of_what_was_not_near_one(rows: list[dict[str, str]]) -> None:
    stranger = {"name": "Щербаченко Эльвира Харлампиевна", "phone": "+7 999 818-27-36", "email": "elviraxx@example.org"}
    before, after = find_duplicates(contacts(rows)), clusters(contacts([*rows, stranger]))
    assert not any(len(rows) in cluster for cluster in after)
    near = {(a, b) for cluster in (*before.clusters, *before.doubtful) for a in cluster.rows for b in cluster.rows}
    linked = {(a, b) for a, b in near if a != b}
    joined = [set(cluster) for cluster in after]
    assert all(any((a, b) in linked for b in cluster if b != a) for cluster in joined for a in cluster)


@QUICK
@given(st.lists(st.dictionaries(st.sampled_from(KEYS), st.text(max_size=20)), max_size=12))
def test_any_text_at_all_is_taken(rows: list[dict[str, str]]) -> None:
    assert find_duplicates(contacts(rows)).rows == len(rows)


def test_an_empty_table_and_one_row() -> None:
    assert find_duplicates(Contacts(0, {})).clusters == ()
    assert find_duplicates(contacts([{"name": "Иванов", "phone": "89031112233"}])).clusters == ()


def test_all_rows_alike_are_one_client() -> None:
    assert clusters(contacts([{"name": "ООО Вектор", "phone": "89031112233"}] * 500)) == [tuple(range(500))]


def test_a_column_of_nulls_says_nothing() -> None:
    rows = [{"name": f"{surname} Иван", "phone": ""} for surname in ru_names.SURNAMES[:100]]
    assert clusters(contacts([*rows, {"name": rows[7]["name"] + " Петрович"}])) == [(7, 100)]


def people(count: int) -> list[str]:
    dice = random.Random(1)
    names = ru_names.SURNAMES, ru_names.MEN, [f"{name}ович" for name in ru_names.MEN if name[-1] not in "аьй"]
    return [" ".join(dice.choice(part) for part in names) for _ in range(count)]


@pytest.mark.parametrize("email", ["", "info@vektor.ru"])
def test_ten_thousand_clients_with_one_phone_are_not_one_client(email: str) -> None:
    start = process_time()
    found = clusters(contacts([{"name": name, "phone": "8 (495) 111-22-33", "email": email} for name in people(10_000)]))
    assert max(map(len, found)) < 5
    assert process_time() - start < 10


def test_one_client_in_fifteen_hundred_versions_is_one() -> None:
    rows = [{"name": "ООО Вектор", "phone": "84951112233", "email": f"box{at * 37}@mail.ru"} for at in range(1500)]
    assert clusters(contacts(rows)) == [tuple(range(1500))]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    "text", ["я" * 100_000, "Иванов " * 15_000, "8903 " * 20_000, "a@" * 50_000, "1" * 100_000, "\0" * 100_000]
)
def test_a_hundred_thousand_characters_in_a_cell(key: str, text: str) -> None:
    start = process_time()
    find_duplicates(contacts([{key: text, "name": "Иванов"}, {key: text + "1"}, {"phone": "89031112233"}]))
    assert process_time() - start < 1


def test_one_weak_link_does_not_chain_two_clients() -> None:
    one = [{"name": "Лосев Пётр Ильич", "phone": "89031112233", "email": "losev@mail.ru"}] * 2
    other = [{"name": "Громов Олег Андреевич", "phone": "89167778899", "email": "gromov@bk.ru"}] * 2
    slip = {"name": "Лосев Пётр Ильич", "phone": "89167778899"}
    crowd = [{"name": name, "phone": f"8912{at * 7919:07}"} for at, name in enumerate(people(200))]
    found = clusters(contacts([*crowd, *one, *other, slip]))
    assert (200, 201, 204) in found
    assert (202, 203) in found
