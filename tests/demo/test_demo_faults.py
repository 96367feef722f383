"""What is planted is written down exactly, never twice in one cell, and only what is planted differs from a clean book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from demobooks import BOOKS, TODAY

from sheets_crm.demo import Demo
from sheets_crm.demo.dice import Dice
from sheets_crm.demo.faults import phones, records, twins
from sheets_crm.demo.faults.fault import Fault, Hand
from sheets_crm.demo.make import FAULTS
from sheets_crm.demo.words.vocabulary import VOCABULARIES
from sheets_crm.model.cells import CellValue
from sheets_crm.model.text import Lang

Make = Callable[..., Demo]
PHONE, TWO, EXTENDED = "+7 916 123-45-67", "+7 495 123-45-67; +7 916 765-43-21", "+7 495 123-45-67 доб. 12"
DAY = date(2026, 3, 24)

# (class of fault, clean value, everything that may be typed instead)
TYPED: list[tuple[str, CellValue, set[CellValue]]] = [
    ("phone_eight", PHONE, {"8 916 123 45 67", "8-916-123-45-67", "89161234567"}),
    ("phone_number", PHONE, {79161234567, 89161234567}),
    ("phone_exponent", PHONE, {"7.9161234567E+10", "7,9161234567E+10"}),
    ("phone_no_prefix", PHONE, {"916 123-45-67", "9161234567", 9161234567}),
    (
        "phone_two",
        TWO,
        {"84951234567 89167654321"} | {f"8 495 123-45-67{joint}8 916 765-43-21" for joint in (", ", " / ", ",", "; ", "\n")},
    ),
    ("phone_with_words", f"{PHONE} (муж)", {"89161234567 (муж)"}),
    ("date_not_yet_born", date(1985, 3, 24), {date(2085, 3, 24)}),
    ("phone_short", PHONE, {"+7 916 123-45-6"}),
    ("phone_local", PHONE, {"123-45-67"}),
    ("phone_rounded", PHONE, {"7,91612E+10"}),
    ("email_capitals", "anna@mail.ru", {"anna@MAIL.RU", "anna@Mail.ru"}),
    ("email_lookalike", "anb@mail.ru", {"аnb@mail.ru"}),
    ("email_comma", "anna@mail.ru", {"anna@mail,ru"}),
    ("date_text", DAY, {"24.03.2026"}),
    ("date_slashes", DAY, {"24/03/26", "24/03/2026"}),
    ("date_month_word", DAY, {"24 марта 2026", "24 марта 2026 г."}),
    ("date_serial", DAY, {"46105"}),
    ("amount_sign", Decimal("3820.50"), {"3 820,50 ₽"}),
    ("amount_comma", Decimal("3820.50"), {"3820,50"}),
    ("amount_both_signs", Decimal("3820.50"), {"3,820.50"}),
    ("name_capitals", "Иванов Иван Иванович", {"ИВАНОВ ИВАН ИВАНОВИЧ"}),
    ("name_small_form", "ООО «Вектор»", {"ооо «Вектор»", "Ооо «Вектор»"}),
    ("name_quotes", "ООО «Вектор»", {'ООО "Вектор"', "ООО “Вектор”", "ООО „Вектор“"}),
    ("choice_synonym", "WhatsApp", {"ватсап", "вотсап"}),
    ("choice_yo", "Мытьё окон", {"Мытье окон"}),
    ("choice_initials", "Орлова Анна Сергеевна", {"Орлова А. С."}),
    ("touch_no_comment", "Думают", {None}),
]

# classes of faults do not fit every value: a second phone cannot lose its prefix, the first is no extension
UNFIT: list[tuple[str, CellValue]] = [
    ("phone_eight", TWO),
    ("phone_eight", EXTENDED),
    ("phone_two", PHONE),
    ("phone_no_prefix", "+7 495 123-45-67"),
    ("email_two", "anna@mail.ru"),
    ("email_slip", "anna@bk.ru"),
    ("date_slashes", date(2026, 3, 4)),
    ("amount_short_comma", Decimal("3820.55")),
    ("name_capitals", "ООО «Вектор»"),
    ("name_quotes", "Иванов Иван Иванович"),
]


def fault(name: str) -> Fault:
    return next(one for one in FAULTS if one.name == name and "ru" in one.langs)


def hand(seed: int) -> Hand:
    return Hand(Dice(seed, 1), VOCABULARIES["ru"], TODAY)


@pytest.mark.parametrize(("name", "clean", "expected"), TYPED)
def test_a_class_of_fault_types_what_its_name_says(name: str, clean: CellValue, expected: set[CellValue]) -> None:
    made = [fault(name).make(clean, hand(seed)) for seed in range(60)]
    assert {typed.value for typed in made if typed} == expected


@pytest.mark.parametrize(("name", "clean"), UNFIT)
def test_a_fault_does_not_fit_every_value(name: str, clean: CellValue) -> None:
    assert fault(name).make(clean, hand(1)) is None


@pytest.mark.parametrize(("lang", "layout"), BOOKS)
def test_the_truth_says_what_stands_where(demo: Make, lang: Lang, layout: str) -> None:
    made = demo(lang=lang, layout=layout)
    assert all(made.content[one.kind][one.row][one.column] == one.planted for one in made.truth)
    assert all((one.expected == one.clean) == (one.outcome == "repair") for one in made.truth if one.clean is not None)
    assert all(one.planted != one.clean or type(one.planted) is not type(one.clean) for one in made.truth)


@pytest.mark.parametrize(("lang", "layout"), BOOKS)
def test_no_cell_has_two_faults(demo: Make, lang: Lang, layout: str) -> None:
    cells = Counter((one.kind, one.row, one.column) for one in demo(lang=lang, layout=layout).truth)
    assert max(cells.values()) == 1


def test_every_class_of_fault_strikes(demo: Make) -> None:
    named = {one.name for one in FAULTS if "ru" in one.langs} | {one.name for one in records.FAULTS}
    assert {one.fault for one in demo().truth} == named | {way for way, *_ in twins.WAYS} | {"service_too_many"}


def test_rates_are_kept(demo: Make) -> None:
    made = demo()
    counts, filled = Counter(one.fault for one in made.truth), sum(row["phone"] is not None for row in made.content["clients"])
    for one in phones.FAULTS:
        if "ru" in one.langs and one.name not in ("phone_extension", "phone_two", "phone_with_words"):
            assert abs(counts[one.name] - one.rate * filled) <= 1


def test_what_was_not_planted_is_as_in_the_clean_book(demo: Make) -> None:
    clean, made = demo(faults=False), demo()
    struck = {(one.kind, one.row, one.column) for one in made.truth}
    for kind, key in (
        ("orders", "amount"),
        ("orders", "date"),
        ("orders", "service"),
        ("touches", "comment"),
        ("touches", "date"),
    ):
        pairs = zip(clean.content[kind], made.content[kind], strict=True)
        assert {(kind, row, key) for row, (one, other) in enumerate(pairs) if one[key] != other[key]} <= struck


def test_a_finding_never_strikes_the_first_or_the_last_order_of_a_client(demo: Make) -> None:
    clean, made = demo(faults=False), demo()
    ends = dict[CellValue, list[int]]()
    for row, order in enumerate(clean.content["orders"]):
        ends.setdefault(order["client"], []).append(row)
    edges = {row for rows in ends.values() for row in (rows[0], rows[-1])}
    lost = {
        one.row for one in made.truth if one.kind == "orders" and one.column in ("date", "client") and one.outcome == "finding"
    }
    assert lost
    assert not lost & edges


def test_a_twin_is_written_otherwise_and_nobody_refers_to_it(demo: Make) -> None:
    made = demo()
    pairs = [one for one in made.truth if one.rule == "duplicates"]
    referred = {row["client"] for kind in ("orders", "touches") for row in made.content[kind]}
    for one in pairs:
        assert one.twin is not None
        twin, original = made.content["clients"][one.row], made.content["clients"][one.twin]
        assert twin["name"] != original["name"]
        assert twin["name"] not in referred
        shared = [key for key in ("phone", "email", "birthday") if twin[key] and str(twin[key]) in str(original[key])]
        assert len(shared) == 1
