"""Two records among two hundred strangers: are they one client, and what is said of them?"""

from __future__ import annotations

import pytest
from contact_rows import Rows
from strangers import judged

from sheets_crm.demo.words import ru_companies

IVANOV = {"name": "Иванов Пётр Семёнович", "phone": "8 (903) 111-22-33", "email": "ivanov@mail.ru"}
VEKTOR = {"name": "ООО «Колесникторг»", "person": "Лосева Анна", "phone": "8 (495) 222-33-44", "email": "info@kolesniktorg.ru"}

SAME = [
    ({"name": "Петр Иванов", "phone": "+79031112233"}, "тот же телефон"),
    ({"name": "Иванов П.С.", "phone": "+79031112233"}, "фамилия и инициалы совпадают"),
    ({"name": "Петя Иванов", "phone": "+79031112233"}, "имя совпадает с уменьшительным"),
    ({"name": "Иванва Пётр", "phone": "9031112233"}, "тот же телефон"),
    ({"name": "Ивнаов Пётр Семёнович", "phone": "9031112233"}, "имя совпадает с опечаткой"),
    ({"name": "Ivanov Petr", "email": "ivanov@mail.ru"}, "тот же e-mail"),
    ({"name": "Bdfyjd Gtnh", "email": "ivanov@mail.ru"}, "тот же e-mail"),
    ({"name": "Ивaнoв Пётp", "phone": "7.9031112233e10"}, "тот же телефон"),
    ({"name": "ИП Иванов Пётр Семёнович", "phone": "8903-111-22-33, 84951110000"}, "то же имя"),
    ({"name": "Иванов Пётр Семёнович", "phone": "+7 903 111-22-34"}, "телефон отличается одной цифрой"),
    ({"name": "Иванов Пётр Семёнович", "email": "Ivanov@Mail,ru"}, "тот же e-mail"),
    ({"phone": "89031112233"}, "тот же телефон"),
]
OTHERS = [
    {"name": "Иванова Мария", "phone": "+79031112233"},
    {"name": "Иванов Семён", "phone": "+79031112233", "email": "ivanov@mail.ru"},
    {"name": "Иванов А.С.", "phone": "+79031112233"},
    {"name": "Иванов Пётр Андреевич", "phone": "+79031112233"},
    {"name": "Сидоров Олег", "phone": "+79031112233"},
    {"name": "Иванов", "phone": "+79167778899"},
    {"name": "Пётр"},
]
SAME_FIRM = [
    ({"name": "Колесникторг ООО", "phone": "84952223344"}, "то же название"),
    ({"name": "Колесникторг", "email": "zakaz@kolesniktorg.ru"}, "тот же сайт"),
    ({"name": "Kolesniktorg LLC", "person": "Losyova Anna"}, "то же название"),
    ({"name": "ООО Колесниктрог", "phone": "84952223344"}, "название совпадает с опечаткой"),
    ({"name": "Колесник торг", "phone": "84952223344 доб. 12"}, "то же название"),
    ({"name": "Общество с ограниченной ответственностью “Колесникторг”", "person": "Лосева А."}, "то же название"),
]
OTHER_FIRMS = [
    {"name": "ПАО «Колесникторг»", "phone": "84957778899"},
    {"name": "ООО «Колесникторг 2»", "phone": "84952223344"},
    {"name": "ООО «Рассвет»", "phone": "84952223344", "email": "info@rassvet.ru"},
    {"name": "Лосева Анна", "phone": "89167778899"},
]


@pytest.mark.parametrize(("other", "why"), SAME)
def test_one_person(other: dict[str, str], why: str) -> None:
    same, reasons = judged(IVANOV, other)
    assert same, reasons
    assert why in reasons


@pytest.mark.parametrize("other", OTHERS)
def test_two_people(other: dict[str, str]) -> None:
    assert not judged(IVANOV, other)[0]


@pytest.mark.parametrize(("other", "why"), SAME_FIRM)
def test_one_company(other: dict[str, str], why: str) -> None:
    same, reasons = judged(VEKTOR, other)
    assert same, reasons
    assert why in reasons


@pytest.mark.parametrize("other", OTHER_FIRMS)
def test_two_companies(other: dict[str, str]) -> None:
    assert not judged(VEKTOR, other)[0]


@pytest.mark.parametrize(
    ("more", "other", "same"),
    [
        ({"tax_id": "7707083893"}, {"name": "Другой Торг", "tax_id": "7707083893"}, True),
        ({"tax_id": "7707083893"}, {"name": "ООО «Колесникторг»", "phone": "84952223344", "tax_id": "7736050003"}, False),
        ({"tax_id": "7707083893"}, {"name": "ООО «Колесникторг»", "phone": "84952223344", "tax_id": "7707083894"}, True),
        ({"website": "http://kolesniktorg.ru"}, {"name": "Колесникторг", "website": "www.kolesniktorg.ru/about"}, True),
    ],
)
def test_numbers_and_websites(more: dict[str, str], other: dict[str, str], *, same: bool) -> None:
    assert judged({**VEKTOR, **more}, other)[0] is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (
            {"address": "ул. Лесная, д. 5", "birth_date": "1985-03-07"},
            {"address": "улица Лесная, 5", "birth_date": "07.03.1985"},
            True,
        ),
        (
            {"address": "ул. Лесная, д. 5", "birth_date": "1985-03-07"},
            {"address": "ул. Лесная, 17", "birth_date": "1961-11-25"},
            False,
        ),
        ({"birth_date": "1985-03-07"}, {"birth_date": "1985-07-03"}, True),
        (
            {"address": "ул. Лесная, д. 5", "birth_date": "1985"},
            {"address": "улица Лесная, 5", "birth_date": "1985-03-07"},
            True,
        ),
    ],
)
def test_addresses_and_birth_dates(one: dict[str, str], other: dict[str, str], *, same: bool) -> None:
    name = {"name": "Иванов Пётр"}
    assert judged({**name, **one}, {**name, **other})[0] is same


def test_a_switchboard_is_weak_evidence() -> None:
    offices: list[dict[str, str]] = [{"name": f"ООО «{stem}»", "phone": "84952223344"} for stem in ru_companies.STEMS[120:150]]
    assert not judged(
        {"name": "ООО «Вымпел»", "phone": "84952223344"}, {"person": "Лосева Анна", "phone": "84952223344"}, *offices
    )[0]


def test_a_rare_company_name_says_more_than_a_common_one() -> None:
    many: Rows = [{"name": f"ООО «{ru_companies.STEMS[3]}»", "phone": f"8499{at * 31_337:07}"} for at in range(12)]
    common = judged({"name": many[0]["name"], "phone": "84951111111"}, {"name": many[0]["name"], "phone": "84952222222"}, *many)
    rare = judged({"name": "ООО «Колесникторг»"}, {"name": "Колесникторг"})
    assert (common[0], rare[0]) == (False, True)


def said_of(one: dict[str, str], other: dict[str, str]) -> str:
    name = {"name": "Иванов Пётр Семёнович", "phone": "89031112233"}
    return judged({**name, **one}, {**name, **other})[1]


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("1985", "07.03.1985", "даты рождения близки"),
        ("01.01.1985", "07.03.1985", "даты рождения близки"),
        ("1961", "07.03.1985", "разные даты рождения"),
        ("01.01.1961", "07.03.1985", "разные даты рождения"),
        ("01.01.1985", "01.01.1985", "та же дата рождения"),
    ],
)
def test_a_year_alone_says_something(one: str, other: str, why: str) -> None:
    assert why in said_of({"birth_date": one}, {"birth_date": other})


def test_streets_that_share_but_a_common_word() -> None:
    assert "разные адреса" in said_of({"address": "пр. Бехтерева, 5"}, {"address": "пр. Циолковского, 12"})


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("ул. Лесная, д. 5, кв. 3", "Лесная 5, 3", "тот же адрес"),
        ("ул. Лесная, д. 5, кв. 3", "ул. Лесная, д. 5, кв. 7", "адреса почти совпадают"),
        ("ул. Лесная, д. 5, кв. 3", "ул. Лесная, д. 5", "адреса почти совпадают"),
        ("ул. Лесная, д. 5", "ул. Лесная, д. 17", "та же улица, другой дом"),
    ],
)
def test_what_is_said_of_addresses(one: str, other: str, why: str) -> None:
    assert why in said_of({"address": one}, {"address": other})


def test_one_of_several_contact_persons() -> None:
    firm = {"name": "Колесникторг", "phone": "84952223344"}
    reasons = judged({**firm, "person": "Лосева Анна"}, {**firm, "person": "Сидоров Олег, Лосева Анна"})[1]
    assert "то же имя" in reasons
