"""The rules over formats: every cell of a column judged, formulas and the program's own columns left alone."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import context, snapshot, table

from sheets_crm.model.cells import CellValue, RichText
from sheets_crm.model.plan import Changes, Finding
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.planning.apply import applied
from sheets_crm.rules import amounts, choices, dates, emails, names, phones
from sheets_crm.rules.rule import Rule

RULES: tuple[Rule, ...] = tuple(module.RULE for module in (phones, emails, dates, amounts, names, choices))
SERVICES = [{"title": "Аудит", "price": 100}, {"title": "Монтаж", "price": 200.5}, {"title": "Ремонт, мойка"}]
CLEAN = snapshot(
    table(
        "clients",
        [
            {
                "name": "ООО «Ромашка»",
                "phone": "+7 916 123-45-67; +7 495 123-45-67 доб. 12",
                "email": "ivan@mail.ru",
                "birthday": date(1990, 5, 12),
                "next_date": date(2027, 1, 1),
                "hours": "пн-пт 9:00-18:00",
                "service": "Аудит",
                "sex": "м",
                "tier": "A",
                "comment": "Также: Монтаж",
            },
            {"name": "Иванов Иван", "service": "Ремонт, мойка", "sex": "f"},
        ],
    ),
    table("services", SERVICES),
    table(
        "orders", [{"date": date(2026, 1, 1), "client": "Иванов Иван", "amount": 1200.5, "service": "Монтаж", "stage": "оплачен"}]
    ),
)


def mended(rule: Rule, book: Snapshot) -> Snapshot:
    return applied(book, [one for one in rule.check(book, context()) if isinstance(one, Changes)])


def of(rule: Rule, book: Snapshot, today: date = date(2026, 6, 15)) -> tuple[list[tuple[str, int, CellValue]], list[Finding]]:
    said = list(rule.check(book, context(today)))
    changes = [(one.column, one.row, one.after) for batch in said if isinstance(batch, Changes) for one in batch]
    return changes, [one for one in said if isinstance(one, Finding)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_on_a_clean_book_nothing_is_changed_and_nothing_found(rule: Rule) -> None:
    assert of(rule, CLEAN) == ([], [])


@pytest.mark.parametrize(("since_1904", "day"), [(False, date(2014, 12, 27)), (True, date(2018, 12, 28))])
def test_a_bare_day_number_becomes_the_day_that_its_own_workbook_would_show(day: date, *, since_1904: bool) -> None:
    book = replace(snapshot(table("clients", [{"last_order": 42000}])), date1904=since_1904)
    assert of(dates.RULE, book) == ([("last_order", 2, day)], [])


def test_phones_of_another_country_are_explained_by_the_numbers_of_their_column() -> None:
    book = snapshot(table("clients", [{"phone": value} for value in ("(212) 555-0123", "+1 212-555-0170")]))
    assert ["settings.phones.region: US" in one.hint.ru for one in of(phones.RULE, book)[1]] == [True]


def test_one_batch_for_a_column_and_one_finding_for_a_cell() -> None:
    book = snapshot(
        table("clients", [{"phone": value} for value in ("89161234567", "12", "89161234567", None, 79161234567, "12")])
    )
    said = list(phones.RULE.check(book, context()))
    batch = said[0]
    assert isinstance(batch, Changes)
    assert list(zip(batch.rows.tolist(), batch.before, strict=True)) == [(2, "89161234567"), (4, "89161234567"), (6, 79161234567)]
    assert set(batch.after) == {"+7 916 123-45-67"}
    assert [one.cell for one in said[1:] if isinstance(one, Finding)] == ["A3", "A7"]


def test_a_formula_is_left_alone() -> None:
    book = snapshot(table("clients", [{"phone": "89161234567"}], formulas={(0, "phone"): "=B1"}))
    assert of(phones.RULE, book) == ([], [])


def test_the_columns_of_the_program_are_left_alone() -> None:
    book = snapshot(table("clients", [{"orders_total": "1 200 ₽", "last_touch": "31.01.2024"}]))
    assert of(amounts.RULE, book) == ([], [])
    assert of(dates.RULE, book) == ([], [])


def test_the_style_of_phones_is_a_setting() -> None:
    book = snapshot(table("clients", [{"phone": "89161234567"}]))
    (batch,) = phones.RULE.check(book, context(phones={"style": "e164"}))
    assert isinstance(batch, Changes)
    assert batch.after == ["+79161234567"]


def test_the_order_of_dates_is_each_column_s_own() -> None:
    orders = [{"date": "03/04/2024"}, {"date": "12/31/2023"}]
    touches = [{"date": "03/04/2024"}, {"date": "31/12/2023"}]
    assert of(dates.RULE, snapshot(table("orders", orders), table("touches", touches)))[0] == [
        ("date", 2, date(2024, 3, 4)),
        ("date", 3, date(2023, 12, 31)),
        ("date", 2, date(2024, 4, 3)),
        ("date", 3, date(2023, 12, 31)),
    ]


@pytest.mark.parametrize(
    ("kind", "key", "allowed"),
    [
        ("clients", "next_date", True),
        ("touches", "term", True),
        ("clients", "birthday", False),
        ("clients", "registered", False),
        ("clients", "first_order", False),
        ("orders", "date", False),
        ("touches", "date", False),
    ],
)
def test_only_plans_may_lie_in_the_future(kind: str, key: str, allowed: bool) -> None:  # noqa: FBT001
    found = of(dates.RULE, snapshot(table(kind, [{key: date(2026, 6, 16)}])))[1]
    assert [one.cell for one in found] == ([] if allowed else ["A2"])


def test_nobody_was_born_in_the_future() -> None:
    book = snapshot(table("clients", [{"birthday": "12.05.45"}, {"birthday": "12.05.05"}]))
    assert of(dates.RULE, book)[0] == [("birthday", 2, date(1945, 5, 12)), ("birthday", 3, date(2005, 5, 12))]


def test_working_hours_are_found_only_when_they_cannot_be_read() -> None:
    book = snapshot(table("clients", [{"hours": "пн-пт 9-18"}, {"hours": "как получится"}]))
    changes, found = of(dates.RULE, book)
    assert changes == []
    assert [one.cell for one in found] == ["A3"]


def test_a_value_is_spelled_as_its_list_spells_it() -> None:
    clients = [{"name": "ООО «Ромашка»", "service": " аудит\u00a0"}, {"name": "Иванов Семён", "service": "МОНТАЖ"}]
    orders = [{"client": 'ооо "Ромашка"'}, {"client": "иванов семен"}]
    book = snapshot(table("clients", clients), table("services", SERVICES), table("orders", orders))
    assert of(choices.RULE, book) == (
        [("service", 2, "Аудит"), ("service", 3, "Монтаж"), ("client", 2, "ООО «Ромашка»"), ("client", 3, "Иванов Семён")],
        [],
    )


def test_a_value_beside_its_list_is_found_with_the_nearest_entry() -> None:
    book = snapshot(table("clients", [{"service": "Мантаж"}, {"service": "xyz"}]), table("services", SERVICES))
    changes, found = of(choices.RULE, book)
    assert changes == []
    assert [(one.cell, "Монтаж" in one.hint.ru) for one in found] == [("A2", True), ("A3", False)]


def test_two_entries_of_one_spelling_are_a_person_s_to_choose() -> None:
    book = snapshot(table("clients", [{"service": "АУДИТ"}]), table("services", [{"title": "Аудит"}, {"title": "аудит"}]))
    changes, found = of(choices.RULE, book)
    assert changes == []
    assert len(found) == 1


@pytest.mark.parametrize("services", [[], [{"title": None}]], ids=["no such sheet", "an empty list"])
def test_without_a_list_nothing_is_found(services: list[dict[str, CellValue]]) -> None:
    tables = [table("services", services)] if services else []
    assert of(choices.RULE, snapshot(table("clients", [{"service": "Аудит"}]), *tables)) == ([], [])


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("sex", "МУЖ.", "м"),
        ("sex", "m", None),
        ("sex", " Ж", "ж"),
        ("tier", "А", "A"),
        ("tier", "vip", "A"),
        ("status", "да", "активный"),
        ("status", "active", None),
        ("preferred_channel", "вотсап", "WhatsApp"),
    ],
    ids=str,
)
def test_fixed_choices_keep_the_language_they_are_written_in(key: str, value: str, expected: str | None) -> None:
    changes, found = of(choices.RULE, snapshot(table("clients", [{key: value}])))
    assert changes == ([] if expected is None else [(key, 2, expected)])
    assert found == []


def test_a_column_with_a_list_of_its_own_gets_one_note() -> None:
    book = snapshot(table("clients", [{"status": f"воронка {at}"} for at in range(12)] + [{"status": "активный"}]))
    changes, found = of(choices.RULE, book)
    assert changes == []
    assert [(one.cell, one.severity) for one in found] == [("A1", "note")]


@pytest.mark.parametrize(
    ("service", "comment", "after"),
    [
        ("Аудит, монтаж", None, "Также: Монтаж"),
        ("Аудит; Монтаж", "оплата по счёту", "оплата по счёту. Также: Монтаж"),
        ("аудит и монтаж", "Срочно!", "Срочно! Также: Монтаж"),
        ("Монтаж / Аудит", " ", "Также: Аудит"),
        ("Аудит, Монтаж, Ремонт, мойка", None, None),
        ("Аудит, что-то", None, None),
    ],
)
def test_of_two_services_the_first_stays_and_the_rest_goes_to_the_comment(
    service: str, comment: str | None, after: str | None
) -> None:
    book = snapshot(
        table("clients", [{"service": service, "comment": comment}], columns=["comment"]), table("services", SERVICES)
    )
    changes, found = of(choices.RULE, book)
    if after is None:
        assert changes == []
        assert len(found) == 1
        return
    assert len(changes) == 2
    assert changes[1] == ("comment", 2, after)
    assert found == []
    again = mended(choices.RULE, book)
    assert of(choices.RULE, again) == ([], [])


@pytest.mark.parametrize(
    ("row", "formulas"),
    [
        ({"service": "Аудит, Монтаж"}, {}),
        ({"service": "Аудит, Монтаж", "comment": "=x"}, {(0, "comment"): "=B1"}),
        ({"service": "Аудит, Монтаж", "comment": 5}, {}),
        ({"service": "Аудит, Монтаж", "comment": RichText("важно", "<r/>")}, {}),
    ],
    ids=["no comment column", "a formula", "a number", "formatted text"],
)
def test_two_services_stay_where_the_comment_cannot_take_them(
    row: dict[str, CellValue], formulas: dict[tuple[int, str], str]
) -> None:
    book = snapshot(table("clients", [row], formulas=formulas), table("services", SERVICES))
    changes, found = of(choices.RULE, book)
    assert changes == []
    assert [one.cell for one in found] == ["A2"]


DIRTY = st.sampled_from(
    ["89161234567", 79161234567, "Аудит, Монтаж", "31.01.2024", 45000, "1 200 ₽", " Иван ", "ооо «Ромашка»", "?", None, "м", True]
)
COLUMNS = ["name", "phone", "email", "birthday", "service", "comment", "sex", "status", "hours"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, DIRTY)), max_size=6))
def test_a_second_run_changes_nothing(rows: list[dict[str, CellValue]]) -> None:
    book = snapshot(table("clients", rows, columns=COLUMNS), table("services", SERVICES))
    for rule in RULES:
        once = mended(rule, book)
        assert of(rule, once, context().today)[0] == []
        book = once


def test_every_rule_says_what_it_is_in_both_languages() -> None:
    assert [rule.name for rule in RULES] == ["phones", "emails", "dates", "amounts", "names", "choices"]
    assert all(rule.title.ru and rule.title.en for rule in RULES)


def test_the_phones_and_dates_of_a_real_looking_list_can_all_be_read(shared_data: Callable[[str], Path]) -> None:
    text = shared_data("duplicates/ru_1k.csv").read_text(encoding="utf-8")
    rows = [{"phone": row["phone"], "registered": row["order_date"]} for row in csv.DictReader(text.splitlines())]
    for rule in (phones.RULE, dates.RULE):
        changes, found = of(rule, snapshot(table("clients", rows)))
        assert found == []
        assert len(changes) > len(rows) * 0.9
