"""A made-up book looks like a real one: whole, consistent, and the same for the same seed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from demobooks import BOOKS, TODAY

from sheets_crm.demo import Demo, make_demo
from sheets_crm.demo.dice import Dice
from sheets_crm.demo.people import feminine, latin
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.errors import UsageError
from sheets_crm.model.cells import CellValue
from sheets_crm.model.text import Lang

Make = Callable[..., Demo]


def column(demo: Demo, kind: str, key: str) -> list[CellValue]:
    return [row[key] for row in demo.content[kind]]


def filled(demo: Demo, kind: str, key: str) -> list[CellValue]:
    return [value for value in column(demo, kind, key) if value is not None]


@pytest.mark.parametrize(("lang", "layout"), BOOKS)
def test_a_book_has_the_sheets_and_columns_of_its_layout(demo: Make, lang: Lang, layout: str) -> None:
    made, shown = demo(lang=lang, layout=layout), [sheet for sheet in load_layout(layout).sheets if sheet.template]
    assert set(made.content) == {sheet.kind for sheet in shown}
    for sheet in shown:
        assert all(tuple(row) == sheet.template for row in made.content[sheet.kind])


def test_the_same_seed_gives_the_same_book_and_the_same_truth(demo: Make) -> None:
    again = make_demo(1200, 11, TODAY, "ru", load_layout("extended"))
    for kind, rows in demo().content.items():
        assert list(rows) == list(again.content[kind])
    assert demo().truth == again.truth
    assert column(demo(seed=12), "clients", "name") != column(demo(), "clients", "name")


def test_chance_is_the_same_on_every_machine() -> None:
    dice = Dice(7, 2)
    assert [dice.below(1000) for _ in range(6)] == [373, 577, 300, 615, 935, 300]
    assert [dice.pick("abcdef") for _ in range(4)] == list("dbdb")
    assert list(Dice(7, 3).stroll(7)) == [4, 6, 1, 3, 5, 0, 2]


@pytest.mark.parametrize("size", [0, 1, 2, 30, 101])
def test_a_stroll_visits_every_place_once(size: int) -> None:
    assert sorted(Dice(size, 1).stroll(size)) == list(range(size))


@pytest.mark.parametrize("clients", [0, 1, 2, 17])
@pytest.mark.parametrize(("lang", "layout"), BOOKS)
def test_small_books_work_too(clients: int, lang: Lang, layout: str) -> None:
    made = make_demo(clients, 3, TODAY, lang, load_layout(layout))
    assert len(made.content["clients"]) - sum(one.fault.startswith("twin") for one in made.truth) == clients


def test_nobody_shares_a_name_a_phone_or_an_e_mail(demo: Make) -> None:
    clean = demo(faults=False)
    for key in ("name", "phone", "email"):
        counts = Counter(part for value in filled(clean, "clients", key) for part in str(value).split("; "))
        assert not [value for value, count in counts.items() if count > 1]


def test_clients_buy_about_three_times_some_never_and_a_few_very_often(demo: Make) -> None:
    clean = demo(faults=False)
    orders = Counter(column(clean, "orders", "client"))
    assert 2.5 < orders.total() / len(clean.content["clients"]) < 3.5
    assert 0.1 < 1 - len(orders) / len(clean.content["clients"]) < 0.25
    assert max(orders.values()) > 15


def test_a_book_tells_a_story(demo: Make) -> None:
    clean = demo(faults=False)
    status = Counter(column(clean, "clients", "status"))
    assert status["активный"] > status["неактивный"] > status["отказ"] > status["архив"] > 0
    due = [day for day in filled(clean, "clients", "next_date") if isinstance(day, date)]
    assert min(due) < TODAY < max(due)
    assert TODAY in due
    assert "Поздравить с днём рождения" in column(clean, "clients", "next_task")
    assert set(filled(clean, "clients", "tier")) == {"A", "B", "C"}
    assert len(set(filled(clean, "touches", "comment"))) > 200


def test_amounts_are_exact_kopecks(demo: Make) -> None:
    clean = demo(faults=False)
    amounts = filled(clean, "orders", "amount")
    assert all(isinstance(amount, Decimal) and amount.as_tuple().exponent == -2 and amount > 0 for amount in amounts)
    assert any(amount % 1 for amount in amounts if isinstance(amount, Decimal))


def test_nothing_that_happened_lies_ahead(demo: Make) -> None:
    clean = demo(faults=False)
    for kind, key in (("orders", "date"), ("touches", "date"), ("clients", "last_order"), ("clients", "birthday")):
        assert all(isinstance(day, date) and day <= TODAY for day in filled(clean, kind, key))


def test_orders_name_clients_managers_and_services_of_their_lists(demo: Make) -> None:
    clean = demo(faults=False)
    for key, kind, title in (("client", "clients", "name"), ("manager", "staff", "title"), ("service", "services", "title")):
        assert set(filled(clean, "orders", key)) <= set(column(clean, kind, title))
    by_id = dict(zip(column(clean, "clients", "id"), column(clean, "clients", "name"), strict=True))
    named = zip(column(clean, "orders", "client_id"), column(clean, "orders", "client"), strict=True)
    assert all(by_id[row_id] == name for row_id, name in named if row_id is not None)


def test_the_newest_rows_have_no_id_yet(demo: Make) -> None:
    for kind, prefix in (("clients", "K"), ("orders", "Z"), ("touches", "T")):
        ids = column(demo(faults=False), kind, "id")
        old = ids.index(None)
        assert set(ids[old:]) == {None}
        assert ids[:old] == [f"{prefix}-{number:05d}" for number in range(1, old + 1)]
        assert len(ids) > old > len(ids) * 0.9


@pytest.mark.parametrize(
    ("lang", "pattern"),
    [
        ("ru", r"\+7 \d{3} \d{3}-\d\d-\d\d( доб\. \d{3})?(; \+7 \d{3} \d{3}-\d\d-\d\d)?( \(\w+\))?"),
        ("en", r"\+44 (\d{2} \d{4} \d{4}|\d{3} \d{3} \d{4}|\d{4} \d{6})( ext\. \d{3}|; \+44 \d{4} \d{6})?( \(\w+\))?"),
    ],
)
def test_clean_phones_are_in_one_style(demo: Make, lang: Lang, pattern: str) -> None:
    phones = filled(demo(lang=lang, faults=False), "clients", "phone")
    assert not [phone for phone in phones if not re.fullmatch(pattern, str(phone))]


def test_e_mails_fit_their_owners(demo: Make) -> None:
    rows = [row for row in demo(faults=False).content["clients"] if row["kind"] == "человек" and row["email"]]
    assert rows
    assert all(latin(str(row["name"]).split()[0]).split("-")[0] in str(row["email"]) for row in rows)


@pytest.mark.parametrize(
    ("his", "hers"),
    [("Иванов", "Иванова"), ("Воробьёв", "Воробьёва"), ("Ильин", "Ильина"), ("Высоцкий", "Высоцкая"), ("Мороз", "Мороз")],
)
def test_surnames_have_a_gender(his: str, hers: str) -> None:
    assert feminine(his) == hers


@pytest.mark.parametrize(
    ("written", "spelt"),
    [("Щукина", "schukina"), ("Юрьев", "yurev"), ("Вектор-Строй", "vektor-stroy"), ("Кофе и корица", "kofe-i-koritsa")],
)
def test_names_are_spelt_in_latin_for_addresses(written: str, spelt: str) -> None:
    assert latin(written) == spelt


@pytest.mark.parametrize("room", [150, 400, 900])
def test_a_book_of_more_events_than_a_sheet_holds_is_as_full_as_it_can_be(room: int) -> None:
    made = make_demo(400, 11, TODAY, "ru", load_layout("extended"), room=room)
    assert len(made.content["orders"]) <= room
    assert len(made.content["touches"]) <= room
    assert len(made.content["orders"]) >= min(room, 300) - 5


def test_room_that_is_not_needed_changes_nothing(demo: Make) -> None:
    roomy = make_demo(1200, 11, TODAY, "ru", load_layout("extended"), room=4000)
    assert list(roomy.content["orders"]) == list(demo().content["orders"])


def test_more_clients_than_a_sheet_holds_are_refused() -> None:
    with pytest.raises(UsageError, match="1000001"):
        make_demo(1_000_001, 1, TODAY, "ru", load_layout("extended"))
