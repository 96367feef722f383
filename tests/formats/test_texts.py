"""What each format says of one cell, by the tables in tests/cases: fine, repaired to, doubted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from yaml_cases import load

from sheets_crm.formats import amounts, choices, dates, emails, hours, names, phones
from sheets_crm.formats.choices import Choices
from sheets_crm.formats.verdict import Doubt, Repair, Verdict
from sheets_crm.model.cells import CellValue
from sheets_crm.model.settings import PhoneSettings
from sheets_crm.model.text import Text

TODAY = date(2026, 6, 15)
Judge = Callable[[CellValue], Verdict]


def past(value: CellValue) -> Verdict:
    return dates.judge(value, dates.UNKNOWN, dates.DEFAULT, TODAY, future_allowed=False)


JUDGES: dict[str, tuple[Judge, dict[str, Any]]] = {
    "phones": (phones.judge, load("phones")),
    "emails": (emails.judge, load("emails")),
    "amounts": (amounts.judge, load("amounts")),
    "dates": (past, load("dates")),
    "client": (names.judge, load("names")["client"]),
    "person": (partial(names.judge, whose="person"), load("names")["person"]),
}


def rows(part: str) -> list[Any]:
    found = []
    for name, (_, cases) in JUDGES.items():
        said = cases.get(part, {})
        pairs = said.items() if isinstance(said, dict) else ((one, None) for one in said)
        found += [pytest.param(name, value, expected, id=f"{name}: {value}") for value, expected in pairs]
    return found


@pytest.mark.parametrize(("name", "value", "_nothing"), rows("passes"))
def test_a_canonical_value_is_fine(name: str, value: str, _nothing: None) -> None:
    assert JUDGES[name][0](value) is None


@pytest.mark.parametrize(("name", "value", "expected"), rows("repaired"))
def test_a_certain_value_is_repaired(name: str, value: str, expected: object) -> None:
    judge = JUDGES[name][0]
    verdict = judge(value)
    assert isinstance(verdict, Repair), verdict
    assert verdict.value == (Decimal(str(expected)) if name == "amounts" else expected)
    assert type(verdict.value) is (Decimal if name == "amounts" else type(expected))
    assert judge(verdict.value) is None


@pytest.mark.parametrize(("name", "value", "says"), rows("doubted"))
def test_an_uncertain_value_is_left_to_a_person_with_a_hint(name: str, value: str, says: str) -> None:
    verdict = JUDGES[name][0](value)
    assert isinstance(verdict, Doubt), verdict
    assert says in f"{verdict.message.ru}. {verdict.hint.ru}"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (79161234567.0, "+7 916 123-45-67"),
        (89161234567, "+7 916 123-45-67"),
        (9161234567, "+7 916 123-45-67"),
        (Decimal(79161234567), "+7 916 123-45-67"),
    ],
)
def test_a_phone_that_excel_turned_into_a_number_comes_back(value: CellValue, expected: str) -> None:
    verdict = phones.judge(value)
    assert isinstance(verdict, Repair)
    assert verdict.value == expected


@pytest.mark.parametrize("value", [79161200000, 7.91612e10, 79161234567.5, 12, 0, -79161234567, float("nan"), True, TODAY])
def test_a_number_that_is_no_whole_phone_is_doubted(value: CellValue) -> None:
    assert isinstance(phones.judge(value), Doubt)


@pytest.mark.parametrize(
    ("style", "region", "value", "expected"),
    [
        ("e164", "RU", "8 (916) 123-45-67", "+79161234567"),
        ("e164", "RU", "84951234567 доб. 12", "+74951234567 доб. 12"),
        ("national", "RU", "+79161234567", "8 (916) 123-45-67"),
        ("national", "RU", "+375291234567", "+375 29 123-45-67"),
        ("international", "US", "415-555-2671", "+1 415-555-2671"),
        ("international", "US", "+7 9161234567", "+7 916 123-45-67"),
        ("national", "US", "+1 415 555 2671", "(415) 555-2671"),
    ],
)
def test_the_style_and_the_region_of_phones_are_settings(style: Any, region: str, value: str, expected: str) -> None:
    settings = PhoneSettings(style=style, region=region)
    verdict = phones.judge(value, settings)
    assert isinstance(verdict, Repair)
    assert verdict.value == expected
    assert phones.judge(expected, settings) is None


def test_the_numbers_of_a_cell_can_be_compared() -> None:
    found = phones.numbers("8 916 123-45-67 Иван, 8(495)1234567 доб. 12")
    assert [(phone.e164, phone.extension) for phone in found] == [("+79161234567", ""), ("+74951234567", "12")]
    assert phones.numbers("123-45-67") == ()
    assert emails.addresses("Иван <Ivan@MAIL.ru>; b@x.ru") == ("ivan@mail.ru", "b@x.ru")


@pytest.mark.parametrize(
    ("column", "country"),
    [
        (["+1 212 555 0170", "+1 415 555 2671", "(212) 555-0123"], "US"),
        (["+44 20 7946 0958", "+44 20 7946 0959", "+1 212 555 0170"], "GB"),
        (["+7 916 123-45-67", "+7 495 123-45-67", "+1 212 555 0170"], ""),
        (["+7 916 123-45-67", "+1 212 555 0170"], ""),
        (["89161234567", "8 (495) 123-45-67", "+1 212 555 0170"], ""),
        ([89161234567, 79031234567, "+1 212 555 0170"], ""),
        (["89161234567", "+999 1"], ""),
        ([79161234567, None], ""),
    ],
)
def test_the_numbers_with_a_plus_tell_the_country_of_a_column(column: list[CellValue], country: str) -> None:
    assert phones.country_abroad(column) == country


@pytest.mark.parametrize(
    ("value", "abroad", "hint"),
    [
        ("(212) 555-0123", "US", "+1 212-555-0123"),
        (2125550123, "US", "+1 212-555-0123"),
        ("020 7946 0958", "GB", "+44 20 7946 0958"),
        ("(212) 555-0123", "GB", "Сверьте номер"),
        ("8 (212) 555-01-23", "US", "Сверьте номер"),
    ],
)
def test_a_number_that_cannot_be_here_may_be_of_the_country_of_its_column(value: CellValue, abroad: str, hint: str) -> None:
    verdict = phones.judge(value, abroad=abroad)
    assert isinstance(verdict, Doubt)
    assert hint in verdict.hint.ru
    assert (f"settings.phones.region: {abroad}" in verdict.hint.ru) is hint.startswith("+")


def test_a_number_that_may_be_of_either_country_is_left_to_a_person() -> None:
    assert isinstance(phones.judge("(401) 355-0123"), Repair)
    verdict = phones.judge("(401) 355-0123", abroad="US")
    assert isinstance(verdict, Doubt)
    assert "+7 401 355-01-23" in verdict.message.ru
    assert "+1 401-355-0123" in verdict.hint.ru
    for certain in ("89161234567", "+1 (401) 355-0123", "+7 (401) 355-01-23", "001 401 355 0123"):
        assert isinstance(phones.judge(certain, PhoneSettings(style="national"), "US"), Repair)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("8 (212) 555-01-23", "в стране US"),
        ("+44 7700 900123", "+44"),
        ("+7 916 123-45", "цифр 9"),
        ("+999 123 45 67", "код страны"),
    ],
)
def test_outside_russia_only_russian_numbers_are_explained_as_such(value: CellValue, says: str) -> None:
    verdict = phones.judge(value, PhoneSettings(region="US"))
    assert isinstance(verdict, Doubt)
    said = f"{verdict.message.ru}. {verdict.hint.ru}"
    assert says in said
    assert ("российском" in said) is str(value).startswith("+7")


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ([], "03/04/2024", date(2024, 4, 3)),
        (["12/31/2023"], "03/04/2024", date(2024, 3, 4)),
        (["31/12/2023"], "03/04/2024", date(2024, 4, 3)),
        (["12/31/2023"], "03.04.2024", date(2024, 4, 3)),
        (["12/31/2023"], "03-04-2024", date(2024, 3, 4)),
        (["31/12/2023", "12/31/2023"], "03/04/2024", None),
        (["31/12/2023", "12/31/2023"], "05/05/2024", date(2024, 5, 5)),
        (["31/12/2023", "12/31/2023"], "12/31/2023", date(2023, 12, 31)),
        ([f"{day}/01/2023" for day in range(13, 32)] + ["13/02/2023", "12/31/2023"], "03/04/2024", date(2024, 4, 3)),
        ([f"{day}/01/2023" for day in range(13, 32)] + ["13/02/2023", "12/31/2023"], "12/31/2023", None),
    ],
    ids=[
        "nothing known: day first",
        "the column is American",
        "the column is Russian",
        "dots are not slashes",
        "dashes follow slashes",
        "a contradictory column",
        "a day equal to its month",
        "unambiguous by itself",
        "one stray does not count",
        "the stray itself may be a slip",
    ],
)
def test_the_unambiguous_dates_of_a_column_decide_its_order(column: list[CellValue], value: str, expected: date | None) -> None:
    verdict = dates.judge(value, dates.column_order(column), dates.DEFAULT, TODAY, future_allowed=False)
    assert (verdict.value if isinstance(verdict, Repair) else None) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (45000, date(2023, 3, 15)),
        (45000.5, datetime(2023, 3, 15, 12)),
        (20240131, date(2024, 1, 31)),
        (2024, None),
        (5, None),
        (-1.5, None),
        (999999, None),
    ],
)
def test_a_number_in_a_date_column_is_a_date_only_in_a_plausible_range(value: CellValue, expected: date | None) -> None:
    verdict = past(value)
    assert (verdict.value if isinstance(verdict, Repair) else None) == expected
    assert verdict is not None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (42000, date(2018, 12, 28)),
        (42000.25, datetime(2018, 12, 28, 6)),
        ("42000", date(2018, 12, 28)),
        (20240131, date(2024, 1, 31)),
        ("12.03.2024", date(2024, 3, 12)),
        (45000, None),
    ],
)
def test_a_bare_number_counts_from_1904_where_the_workbook_does(value: CellValue, expected: date | None) -> None:
    verdict = dates.judge(value, dates.column_order([], date1904=True), dates.DEFAULT, TODAY, future_allowed=False)
    assert (verdict.value if isinstance(verdict, Repair) else None) == expected


def test_a_day_number_that_cannot_be_is_told_as_the_day_that_it_stands_for() -> None:
    verdict = past(47000)
    assert isinstance(verdict, Doubt)
    assert "47000 (04.09.2028)" in verdict.message.ru


def test_a_real_date_is_fine_unless_it_cannot_be() -> None:
    assert past(date(2024, 1, 31)) is None
    assert past(datetime(2024, 1, 31, 15, 30)) is None
    assert past(TODAY) is None
    assert isinstance(past(date(2026, 6, 16)), Doubt)
    assert dates.judge(date(2026, 6, 16), dates.UNKNOWN, dates.DEFAULT, TODAY, future_allowed=True) is None
    assert isinstance(past(date(1899, 12, 31)), Doubt)


@pytest.mark.parametrize(
    ("column", "habit", "comma", "point"),
    [
        (["1 234,50", "5 руб."], "comma", None, "1234"),
        (["1,234.50"], "point", "1234", None),
        (["1,234,567"], "point", "1234", None),
        (["12,5", "12.5"], "mixed", None, None),
        (["1,234", "100", 12.5], "unknown", None, None),
    ],
)
def test_the_habit_of_a_column_decides_one_ambiguous_amount(
    column: list[CellValue], habit: str, comma: str | None, point: str | None
) -> None:
    found = amounts.column_habit(column)
    assert found == habit
    for value, expected in (("1,234", comma), ("1.234", point)):
        verdict = amounts.judge(value, found)
        assert (str(verdict.value) if isinstance(verdict, Repair) else None) == expected


def test_numbers_are_fine_as_amounts_while_they_are_whole_kopecks() -> None:
    assert amounts.judge(0.1 + 0.2) is None
    assert amounts.judge(-1200.55) is None
    assert isinstance(amounts.judge(33.333), Doubt)
    assert isinstance(amounts.judge(10**20), Doubt)
    assert isinstance(amounts.judge(TODAY), Doubt)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ООО Ромашка", "company"),
        ("«Ромашка»", "company"),
        ("Smith LLC", "company"),
        ("ИП Иванов И.И.", "company"),
        ("Сбер Банк", "company"),
        ("Иванов Иван", "person"),
        ("Иванова Анна Петровна", "person"),
        ("Иванов И.И.", "person"),
        ("Роза Ветров", None),
        ("Ромашка", None),
        ("John Smith", None),
        ("МТС", None),
        ("", None),
    ],
)
def test_company_or_person_only_when_the_name_tells(name: str, kind: str | None) -> None:
    assert names.kind_of(name) == kind


SERVICES = Choices(
    ["Поддерживающая уборка", "Генеральная уборка", "Мытьё окон", "Химчистка дивана", "Стрижка мужская", "Стрижка женская"],
    Text("Услуги", "Services"),
)


@pytest.mark.parametrize(
    ("said", "near"),
    [
        ("Генеральная уборкаа", "Генеральная уборка"),
        ("Мытье окна", "Мытьё окон"),
        ("уборка генеральная", "Генеральная уборка"),
        ("Ген. уборка", "Генеральная уборка"),
        ("Химчистка", "Химчистка дивана"),
        ("стрижка муж.", "Стрижка мужская"),
        ("Генеральная уборка офиса", "Генеральная уборка"),
        ("Уборка снега", None),
        ("Уборка", None),
        ("Стрижка", None),
        ("Химчистка ковра", None),
        ("Окна", None),
        ("Дизайн интерьера", None),
    ],
)
def test_only_an_entry_that_shares_most_letters_is_proposed(said: str, near: str | None) -> None:
    assert choices.nearest(said, SERVICES) == near
    verdict = choices.judge(said, SERVICES)
    assert isinstance(verdict, Doubt)
    assert ("Возможно" in verdict.hint.ru) is (near is not None)


DAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")


@pytest.mark.parametrize(("text", "moments"), load("hours").items(), ids=str)
def test_working_hours_are_read_and_never_rewritten(text: str, moments: list[str] | str) -> None:
    read = hours.parse(text)
    if read is None:
        assert moments == "unreadable"
        assert isinstance(hours.judge(text), Doubt)
        return
    assert hours.judge(text) is None
    for moment in moments:
        day, _, clock = moment[1:].partition(" ")
        at = datetime.strptime(clock, "%H:%M").time()  # noqa: DTZ007
        assert read.open_at(DAYS.index(day), at) is (moment[0] == "+"), moment
