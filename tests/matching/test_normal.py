"""What is compared: before and after, value by value."""

from __future__ import annotations

import pytest

from sheets_crm.matching.normal.addresses import address, place
from sheets_crm.matching.normal.births import births
from sheets_crm.matching.normal.companies import client
from sheets_crm.matching.normal.emails import emails, own_domain
from sheets_crm.matching.normal.identifiers import identifiers, tax_ids
from sheets_crm.matching.normal.legal_forms import CODES
from sheets_crm.matching.normal.people import people, person, stem
from sheets_crm.matching.normal.phones import phones
from sheets_crm.matching.normal.spelling import skeleton
from sheets_crm.matching.normal.websites import domains


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Берёзка", "Березка"),
        ("Берёзка", "БEPEЗКA"),
        ("Берёзка", "Berezka"),
        ("Щукин", "Shchukin"),
        ("Щукин", "Schukin"),
        ("Юлия", "Yuliya"),
        ("Юлия", "Julia"),
        ("Цветков", "Tsvetkov"),
        ("Цветков", "Cvetkov"),
        ("Харитонов", "Kharitonov"),
        ("Алексей", "Aleksey"),
        ("Алексей", "Alexei"),
        ("Соловьёв", "Solovev"),
        ("Анна", "Ana"),
        ("Müller", "Muller"),
        ("Київ", "Kiiv"),
    ],
)
def test_one_word_in_any_spelling(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other) != ""


@pytest.mark.parametrize(("one", "other"), [("Иванов", "Петров"), ("Маша", "Миша"), ("Вектор", "Вектра"), ("Зуев", "Жуев")])
def test_other_words_stay_others(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Иванов Пётр Семёнович", ("ivanov", "petr", "semenovich")),
        ("пётр семёнович ИВАНОВ", ("ivanov", "petr", "semenovich")),
        ("Petr Ivanov", ("ivanov", "petr")),
        ("Лyкин Пимeн", ("lukin", "pimen")),
        ("Иванов И.П.", ("i.1", "ivanov", "p.2")),
        ("И. П. Иванов", ("i.1", "ivanov", "p.2")),
        ("Иванов ИП", ("i.1", "ivanov", "p.2")),
        ("Иванов И.", ("i.", "ivanov")),
        ("АристархСилин", ("aristarh", "silin")),
        ("Bdfyjd Gtnh", ("ivanov", "petr")),
        ("bdfyjd gtnh ctvtyjdbx", ("ivanov", "petr", "semenovich")),
        ("Smith Lynch", ("linch", "smith")),
        ("Иванова Анна (жена)", ("ana", "ivanova")),
        ("Иванов Иван, директор", ("ivan", "ivanov")),
        ("г-н Иванов", ("ivanov",)),
        ("Ivanov, Petr", ("ivanov", "petr")),
        ("", ()),
        ("—", ()),
    ],
)
def test_people(text: str, words: tuple[str, ...]) -> None:
    assert person(text) == words


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Иванов Пётр, Петрова Анна", ["ivanov petr", "ana petrova"]),
        ("Иванов П.С., Петрова А.И.", ["ivanov p.1 s.2", "a.1 i.2 petrova"]),
        ("Иванов Пётр (директор); Сидорова Ольга (бух.)", ["ivanov petr", "olga sidorova"]),
        ("Петр Иванов и Анна Петрова", ["ivanov petr", "ana petrova"]),
        ("J. Mora, M. Carlson & A. Cisneros", ["i. mora", "carlson m.", "a. cisneros"]),
        ("Иванов, Пётр", ["ivanov petr"]),
        ("Иванов Пётр и Мария", ["ivanov petr"]),
        ("Лосева Анна, директор", ["ana loseva"]),
        ("Smith, John A.", ["a. iohn smith"]),
        ("И. Иванов", ["i. ivanov"]),
        ("John Smith, 1st Baronet", ["iohn smith"]),
    ],
)
def test_several_people_in_a_cell(text: str, named: list[str]) -> None:
    assert [" ".join(one) for one in people(text)] == named


def test_a_peer_is_a_person() -> None:
    assert client("Victor George, 1st Baronet") == client("Victor George")
    assert client("Sir Victor George").person == client("Victor George").person


@pytest.mark.parametrize(
    ("man", "woman"),
    [
        ("Иванов", "Иванова"),
        ("Ильинский", "Ильинская"),
        ("Лукин", "Лукина"),
        ("Петрович", "Петровна"),
        ("Сергеевич", "Сергеевна"),
    ],
)
def test_the_ending_of_a_man_and_of_a_woman(man: str, woman: str) -> None:
    assert stem(skeleton(man)) == stem(skeleton(woman))


@pytest.mark.parametrize(
    ("text", "form", "company"),
    [
        ("ООО «Вектор»", "ooo", ("vektor",)),
        ('"Вектор" ООО', "ooo", ("vektor",)),
        ("о.о.о. Вектор", "ooo", ("vektor",)),
        ("OOO BEKTOP", "ooo", ("bektop",)),
        ("OOO BЕКТОР", "ooo", ("vektor",)),
        ("Vektor LLC", "ooo", ("vektor",)),
        ("Общество с  ограниченной ответственностью “Вектор”", "ooo", ("vektor",)),
        ("JJJ Dtrnjh", "ooo", ("vektor",)),
        ("ЗАО Вектор-Юг 5", "zao", ("vektor", "iug", "5")),
        ("Публичное акционерное общество «Вектор»", "pao", ("vektor",)),
        ("АО «Вектор»", "ao", ("vektor",)),
        ("Vektor GmbH", "gmbh", ("vektor",)),
        ("«Кофе и корица»", "", ("kofe", "i", "korica")),
        ("Школа № 5", "", ("shkola", "5")),
    ],
)
def test_companies(text: str, form: str, company: tuple[str, ...]) -> None:
    said = client(text)
    assert (said.form, said.company, said.person) == (CODES.get(form, 0), company, ())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ИП Иванов Пётр", ("ivanov", "petr")),
        ("Индивидуальный предприниматель Иванов П.С.", ("ivanov", "p.1", "s.2")),
        ("Иванов Пётр Семёнович", ("ivanov", "petr", "semenovich")),
        ("ivanov petr", ("ivanov", "petr")),
        ("Саша Иванова", ("ivanova", "sasha")),
        ("Мария", ("maria",)),
    ],
)
def test_clients_who_are_people(text: str, words: tuple[str, ...]) -> None:
    assert client(text) == (0, (), words)


def test_a_name_that_may_be_either_is_both_for_the_table_to_tell() -> None:
    said = client("Oneal Supply")
    assert said.company == ("oneal", "supli")
    assert said.person == ("oneal", "supli")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("+7 (903) 111-22-33", ("9031112233",)),
        ("8-903-111-22-33", ("9031112233",)),
        ("79031112233.0", ("9031112233",)),
        ("7.9031112233e10", ("9031112233",)),
        ("7,9031112233E+10", ("9031112233",)),
        ("8 (495) 123-45-67 доб. 12", ("4951234567",)),
        ("8 (495) 123-45-67, доб. 12", ("4951234567",)),
        ("89031112233, 8 495 123-45-67", ("4951234567", "9031112233")),
        ("89031112233 / 89031112234", ("9031112233", "9031112234")),
        ("+7 903 111 22 33 +7 903 111 22 34", ("9031112233", "9031112234")),
        ("415/775-7036", ("4157757036",)),
        ("222-33-44", ("2223344",)),
        ("+375 29 123-45-67", ("375291234567",)),
        ("84952223344,123", ("4952223344",)),
        ("(495) 222-33-44, 222-33-45", ("4952223344", "4952223345")),
        ("(495) 222-33-44/45", ("4952223344",)),
        ("моб. 8-903-111-22-33 (Игорь), раб. 222-33-44", ("2223344", "9031112233")),
        ("8 903 111 22 33 (с 9 до 18)", ("9031112233",)),
        ("8-10-375-29-123-45-67", ("375291234567",)),
        ("0049 30 12345678", ("493012345678",)),
        ("+7 8 903 111-22-33", ("9031112233",)),
        ("00000000000", ()),
        ("1234567", ()),
        ("нет", ()),
        ("", ()),
    ],
)
def test_phones(text: str, numbers: tuple[str, ...]) -> None:
    assert phones(text) == numbers


@pytest.mark.parametrize(
    ("text", "mailboxes"),
    [
        ("Ivan.Petrov+crm@GMAIL.com", ("ivanpetrov@gmail.com",)),
        ("ivan@ya.ru", ("ivan@yandex.ru",)),
        ("ivan-petrov@yandex.com", ("ivan.petrov@yandex.ru",)),
        ("s.karpov@mail,ru", ("s.karpov@mail.ru",)),
        ("ivan @ mail.ru", ("ivan@mail.ru",)),
        ("Иван <ivan@mail.ru>", ("ivan@mail.ru",)),
        ("mailto:ivan@mail.ru", ("ivan@mail.ru",)),
        ("a@b.ru; c@d.ru", ("a@b.ru", "c@d.ru")),
        ("a@b.ru, c@d.ru", ("a@b.ru", "c@d.ru")),
        ("ivаn@mail.ru", ("ivan@mail.ru",)),
        ("ivan@gmial.com", ("ivan@gmail.com",)),
        ("ivan (собака) mail.ru", ("ivan@mail.ru",)),
        ("нет", ()),
    ],
)
def test_emails(text: str, mailboxes: tuple[str, ...]) -> None:
    assert emails(text) == mailboxes


@pytest.mark.parametrize(("mailbox", "domain"), [("info@vektor.ru", "vektor.ru"), ("info@mail.ru", ""), ("x@localhost", "")])
def test_the_domain_that_a_company_owns(mailbox: str, domain: str) -> None:
    assert own_domain(mailbox) == domain


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("http://www.vektor.ru/kontakty", ("vektor.ru",)),
        ("Vektor.ru", ("vektor.ru",)),
        ("https://vk.com/vektor", ()),
        ("нет", ()),
    ],
)
def test_websites(text: str, hosts: tuple[str, ...]) -> None:
    assert domains(text) == hosts


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("7707083893", ("7707083893",)),
        ("7707083893.0", ("7707083893",)),
        ("ИНН 7707083893", ("7707083893",)),
        ("7707083893/773601001", ("7707083893",)),
        ("ИНН 7707083893 КПП 773601001", ("7707083893",)),
        ("274062111", ("0274062111",)),
        ("0", ()),
    ],
)
def test_taxpayer_numbers(text: str, numbers: tuple[str, ...]) -> None:
    assert tax_ids(text) == numbers


def test_other_numbers_keep_their_letters() -> None:
    assert identifiers("45 07 № 123456; ab-12") == ("4507123456", "AB12")


@pytest.mark.parametrize(
    ("text", "words", "numbers"),
    [
        ("ул. Ленина, д. 5, кв. 3", ("lenina",), ("5", "f3")),
        ("ул. Ленина д5 кв3, 2 этаж", ("lenina",), ("5", "f3")),
        ("улица Ленина 5-3", ("lenina",), ("5q3",)),
        ("улица Ленина 5-А", ("lenina",), ("5a",)),
        ("г. Москва, Тверская, 12 к. 2", ("moskva", "tverskaia"), ("12k2",)),
        ("125009, Тверская, 12/2", ("tverskaia",), ("12k2",)),
        ("Тверская, д. 12, стр. 2", ("tverskaia",), ("12k2",)),
        ("2-я Тверская-Ямская ул., 15", ("2", "iamskaia", "tverskaia"), ("15",)),
        ("ул. 8-го Марта, д. 15 офис 4", ("8", "marta"), ("15", "f4")),
        ("40 лет Победы 3", ("40", "let", "pobedi"), ("3",)),
        ("Ленинградский пр-т, 15", ("leningradski", "prosp"), ("15",)),
        ("44 West Fifty Street", ("fifti", "st", "v"), ("44",)),
        ("837 Second Ave, apt 4b", ("2", "ave"), ("837", "f4b")),
        ("12 W 56th St", ("56", "st", "v"), ("12",)),
    ],
)
def test_addresses(text: str, words: tuple[str, ...], numbers: tuple[str, ...]) -> None:
    assert address(text) == (words, numbers)


@pytest.mark.parametrize(
    ("one", "other"), [("г. Москва", "москва"), ("Казань", "Kazan"), ("Самарская обл.", "самарская область")]
)
def test_places(one: str, other: str) -> None:
    assert place(one) == place(other) != ""


@pytest.mark.parametrize(
    ("texts", "dates"),
    [
        (["1985-03-07", "19850307", "07.03.1985", "7 марта 1985", "07.03.85"], [(1985, 3, 7)] * 5),
        (["31113"], [(1985, 3, 7)]),
        (["3/25/1985", "3/7/1985"], [(1985, 3, 25), (1985, 3, 7)]),
        (["1985"], [(1985, 0, 0)]),
        (["?", ""], [(0, 0, 0)] * 2),
    ],
)
def test_birth_dates(texts: list[str], dates: list[tuple[int, int, int]]) -> None:
    assert [tuple(one) for one in births(texts).tolist()] == dates
