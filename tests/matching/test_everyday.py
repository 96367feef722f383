"""How people write one thing every day: addresses, phones, names, companies, models; each pair among two hundred strangers."""

from __future__ import annotations

import pytest
from strangers import judged

WORK, OWN = "8 (495) 222-33-44", "8 903 111-22-33"
ADDRESSES = [
    (
        {"name": "Лосев Игорь", "address": "ул. Лесная 5-3", "phone": OWN},
        {"name": "Лосев Игорь", "address": "Лесная, д. 5, кв. 3", "phone": OWN},
    ),
    (
        {"name": "Лосев Игорь Павлович", "address": "г. Тверь, ул. Верхнеполевая, 5-3"},
        {"name": "Лосев Игорь Павлович", "address": "Верхнеполевая ул., д.5 кв.3"},
    ),
    (
        {"name": "Лосев Игорь Павлович", "address": "ул. Верхнеполевая, д. 5, корп. 3"},
        {"name": "Лосев Игорь Павлович", "address": "Верхнеполевая 5к3"},
    ),
    (
        {"name": "Лосев Игорь Павлович", "address": "ул. Верхнеполевая, 5/3"},
        {"name": "Лосев Игорь Павлович", "address": "Верхнеполевая ул 5 к 3"},
    ),
    ({"name": "Лосев Игорь", "address": "ул. 8-го Марта, 15"}, {"name": "Лосев Игорь", "address": "8 марта д15"}),
    (
        {"name": "Лосев Игорь Павлович", "address": "2-я Верхнеполевая ул., 15"},
        {"name": "Лосев Игорь Павлович", "address": "ул. 2я Верхнеполевая, д. 15"},
    ),
    (
        {"name": "Лосев Игорь Павлович", "address": "Ленинградский пр-т, д. 15а"},
        {"name": "Лосев Игорь Павлович", "address": "проспект Ленинградский 15 А"},
    ),
    (
        {"name": "Лосев Игорь Павлович", "address": "170100, Тверская обл., г. Тверь, ул. Верхнеполевая, дом № 5, кв. 3"},
        {"name": "Лосев Игорь Павлович", "address": "Тверь, Верхнеполевая 5, 3"},
    ),
    (
        {"name": "Лосев Игорь Павлович", "address": "ул. им. Гагарина Ю.А., 12"},
        {"name": "Лосев Игорь Павлович", "address": "ул. Гагарина, 12"},
    ),
]
ADDRESSES_OF_OTHERS = [
    ({"name": "ООО Колесник", "address": "ул. Лесная, 5"}, {"name": "ООО Колесник-Сервис", "address": "ул. Лесная, 17 офис 5"}),
    ({"name": "ООО Вектор", "address": "ул. 8 Марта, 15"}, {"name": "ООО Вектор Плюс", "address": "ул. 8 Марта, 27"}),
]
PHONES = [
    ({"name": "Колесникторг", "phone": "8(495)222-33-44 доб.123"}, {"name": "ООО «Колесникторг»", "phone": "+7 495 2223344 #45"}),
    ({"name": "Колесникторг", "phone": "84952223344,123"}, {"name": "ООО «Колесникторг»", "phone": "8 495 222 33 44"}),
    ({"name": "Лосев", "phone": "89031112233\n84952223344"}, {"name": "Лосев Игорь", "phone": "+7(903)111-22-33"}),
    ({"name": "Лосев", "phone": "8 903 111-22-33 8 495 222-33-44"}, {"name": "Лосев Игорь", "phone": "84952223344"}),
    ({"name": "Лосев", "phone": "моб. 8-903-111-22-33 (Игорь), раб. 222-33-44"}, {"name": "Лосев Игорь", "phone": "9031112233"}),
    ({"name": "Колесникторг", "phone": "(495) 222-33-44, 222-33-45"}, {"name": "ООО «Колесникторг»", "phone": "84952223345"}),
    ({"name": "Колесникторг", "phone": "(495) 222-33-44/45"}, {"name": "ООО «Колесникторг»", "phone": "84952223344"}),
    ({"name": "Лосев Игорь", "phone": "8-10-375-29-111-22-33"}, {"name": "Лосев Игорь", "phone": "+375 29 1112233"}),
    ({"name": "Smith John", "phone": "0049 30 12345678"}, {"name": "John Smith", "phone": "+49 30 12345678"}),
    ({"name": "Лосев Игорь", "phone": "+7 8 903 111-22-33"}, {"name": "Лосев Игорь", "phone": "89031112233"}),
    ({"name": "Лосев Игорь", "phone": "WhatsApp +79031112233"}, {"name": "Игорь", "phone": "89031112233 вотсап"}),
]
COMPANIES = [
    ({"name": "Колесникторг, ООО", "phone": WORK}, {"name": 'ООО "Колесникторг"', "phone": WORK}),
    ({"name": "ООО «ТД «Колесникторг»"}, {"name": "Торговый дом Колесникторг ООО"}),
    ({"name": "Kolesniktorg Co., Ltd."}, {"name": "Kolesniktorg Ltd"}),
    ({"name": "Колесникторг (ООО)"}, {"name": "ООО Колесникторг"}),
    ({"name": "ТОО «Колесникторг»"}, {"name": "Kolesniktorg LLP"}),
    ({"name": "ГК Колесникторг"}, {"name": "Группа компаний «Колесникторг»"}),
    ({"name": "ООО «Колесникторг» Тверской филиал", "phone": WORK}, {"name": "ООО «Колесникторг»", "phone": WORK}),
    ({"name": "ИП Лосев И.П.", "phone": OWN}, {"name": "Лосев Игорь Павлович ИП", "phone": OWN}),
    ({"name": "Индивидуальный предприниматель Лосев Игорь Павлович"}, {"name": "ИП Лосев Игорь Павлович"}),
    ({"name": "ИП Глава КФХ Лосев Игорь Павлович"}, {"name": "ИП Лосев Игорь Павлович"}),
    ({"name": "Самозанятый Лосев Игорь Павлович", "phone": OWN}, {"name": "Лосев Игорь Павлович", "phone": OWN}),
    ({"name": "Пекарня «Булочная №1» (ООО «Хлебторг»)", "phone": WORK}, {"name": "ООО «Хлебторг»", "phone": WORK}),
    ({"name": "Кафе «Мамины пирожки», ИП Лосев И.П.", "phone": WORK}, {"name": "ИП Лосев Игорь Павлович", "phone": WORK}),
    ({"name": "ООО «Колесникторг» (бывш. ООО «Шинторг»)", "phone": WORK}, {"name": "ООО Колесникторг", "phone": WORK}),
    ({"name": "Стоматология «Улыбка»", "phone": WORK}, {"name": "Улыбка, стоматологическая клиника", "phone": WORK}),
    ({"name": "ООО «Юпитер-Щит»"}, {"name": "Yupiter-Schit LLC"}),
    ({"name": "ООО «Юпитер-Щит»"}, {"name": "Jupiter-Shchit LLC"}),
    ({"name": "МБОУ СОШ №15"}, {"name": "МБОУ СОШ N 15"}),
    ({"name": "1. Лосев Игорь Павлович"}, {"name": "Лосев Игорь Павлович"}),
    ({"name": "12) ООО «Колесникторг»", "phone": WORK}, {"name": "Колесникторг", "phone": WORK}),
    ({"name": "ООО «1С-Колесник»", "phone": WORK}, {"name": "1С Колесник", "phone": WORK}),
]
COMPANIES_OF_OTHERS = [
    (
        {"name": "ООО «Колесникторг», филиал в г. Тверь", "phone": "84822111111"},
        {"name": "ООО «Колесникторг», филиал в г. Рязань", "phone": "84912222222"},
    ),
    ({"name": "Школа №5", "phone": WORK}, {"name": "Школа № 7", "phone": WORK}),
]
PEOPLE = [
    ({"name": "Петрова-Водкина Анна Сергеевна"}, {"name": "Петрова Водкина Анна Сергеевна"}),
    ({"name": "Лосева-Градова Анна Сергеевна", "phone": OWN}, {"name": "Лосева Анна Сергеевна", "phone": OWN}),
    ({"name": "Лосева (Градова) Анна Сергеевна", "phone": OWN}, {"name": "Градова Анна Сергеевна", "phone": OWN}),
    (
        {"name": "Лосева Анна Сергеевна", "phone": OWN, "email": "anna.loseva@mail.ru"},
        {"name": "Градова Анна Сергеевна", "phone": OWN, "email": "anna.loseva@mail.ru"},
    ),
    (
        {"name": "Лосева Анна Сергеевна", "phone": OWN, "birth_date": "1985-03-07"},
        {"name": "Градова Анна Сергеевна", "phone": OWN, "birth_date": "07.03.1985"},
    ),
    ({"name": "Лосев Игорь П.", "phone": OWN}, {"name": "Лосев Игорь Павлович", "phone": OWN}),
    ({"name": "Лосев Игорь Павл.", "phone": OWN}, {"name": "Лосев Игорь Павлович", "phone": OWN}),
    ({"name": "Лосев Игорь Палыч", "phone": OWN}, {"name": "Лосев Игорь Павлович", "phone": OWN}),
    ({"name": "Лосев Алекс. Павл.", "phone": OWN}, {"name": "Лосев Александр Павлович", "phone": OWN}),
    ({"name": "Лосев Сан Саныч", "phone": OWN}, {"name": "Лосев Александр Александрович", "phone": OWN}),
    ({"name": "Yushchenko Evgeniy Shchukin"}, {"name": "Ющенко Евгений Щукин"}),
    ({"name": "Tsoi Iuliia"}, {"name": "Цой Юлия"}),
    ({"name": "Khrushcheva Kseniia Dmitrievna"}, {"name": "Хрущёва Ксения Дмитриевна"}),
    ({"name": "Khrushchyova Xenia Dmitriyevna"}, {"name": "Хрущёва Ксения Дмитриевна"}),
    ({"name": "Zhukov Dmitry Alexeyevich"}, {"name": "Жуков Дмитрий Алексеевич"}),
    ({"name": "Alexander Losev", "phone": OWN}, {"name": "Лосев Александр", "phone": OWN}),
    ({"name": "Ilya Losev"}, {"name": "Лосев Илья"}),
    ({"name": "Семёнов Пётр Фёдорович"}, {"name": "СЕМЕНОВ ПЕТР ФЕДОРОВИЧ"}),
    ({"name": "Лосєв Ігор Павлович"}, {"name": "Лосев Игорь Павлович"}),
    ({"name": "Алиев Рашид Мамед оглы", "phone": OWN}, {"name": "Алиев Рашид Мамедович", "phone": OWN}),
    ({"name": "директор Лосев Игорь Павлович"}, {"name": "Лосев Игорь Павлович"}),
    ({"name": "Лосев Игорь Павлович (постоянный)"}, {"name": "Лосев Игорь Павлович"}),
    ({"name": "Игорь Лосев т. 89031112233"}, {"name": "Лосев Игорь Павлович", "phone": OWN}),
]
PEOPLE_OF_OTHERS = [
    ({"name": "Лосева Анна Сергеевна", "phone": OWN}, {"name": "Лосева Алина Сергеевна", "phone": OWN}),
    ({"name": "Лосев Игорь П.", "phone": "8 916 555-44-33"}, {"name": "Лосев Игорь Сергеевич", "phone": OWN}),
    (
        {"name": "Лосев Игорь Павлович", "phone": OWN, "email": "losev@mail.ru"},
        {"name": "Лосева Мария Петровна", "phone": OWN, "email": "losev@mail.ru"},
    ),
    (
        {"name": "Лосев Игорь Павлович", "phone": OWN, "address": "ул. Лесная, 5"},
        {"name": "Лосев Павел Игоревич", "phone": OWN, "address": "ул. Лесная, 5"},
    ),
]
MAILBOXES_AND_NUMBERS = [
    ({"name": "Лосев", "email": "losev@gmial.com"}, {"name": "Лосев Игорь", "email": "losev@gmail.com"}),
    ({"name": "Лосев", "email": "losev@mail.ru, i.losev@work.ru"}, {"name": "Лосев Игорь", "email": "I.Losev@work.ru"}),
    ({"name": "Лосев", "email": "Игорь Лосев <losev@mail.ru>"}, {"name": "Лосев Игорь", "email": "losev@mail.ru"}),
    ({"name": "Лосев", "email": "lоsev@mail.ru"}, {"name": "Лосев Игорь", "email": "losev@mail.ru"}),
    ({"name": "Лосев", "email": "losev(собака)mail.ru"}, {"name": "Лосев Игорь", "email": "losev@mail.ru"}),
    ({"name": "кафе Ромашка", "phone": WORK, "city": "г. Санкт-Петербург"}, {"name": "Ромашка", "phone": WORK, "city": "СПб"}),
    (
        {"name": "Колесникторг", "tax_id": "7707083893/770701001"},
        {"name": "ООО «Колесникторг-М»", "tax_id": "ИНН 7707083893 КПП 770701001"},
    ),
    ({"name": "Колесникторг", "tax_id": "7707083893.0"}, {"name": "ООО «Колесникторг»", "tax_id": "7707083893"}),
]
MODELS_AND_TITLES = [
    ({"name": "Насос циркуляционный Grundfos UPS25-40"}, {"name": "Grundfos UPS 25-40, насос"}),
    ({"name": "Кино - Группа крови"}, {"name": "Группа крови (Кино)"}),
]
MODELS_AND_TITLES_OF_OTHERS = [
    ({"name": "Насос Grundfos UPS 25-40 180"}, {"name": "Grundfos UPS 25-60 180 насос"}),
    ({"name": "Толстой Л.Н. Война и мир. Том 1"}, {"name": "Толстой Л.Н. Война и мир. Том 2"}),
    ({"name": "История дипломатии том I"}, {"name": "История дипломатии том II"}),
]


@pytest.mark.parametrize(("one", "other"), [*ADDRESSES, *PHONES, *COMPANIES, *PEOPLE, *MAILBOXES_AND_NUMBERS, *MODELS_AND_TITLES])
def test_one_client(one: dict[str, str], other: dict[str, str]) -> None:
    same, why = judged(one, other)
    assert same, why


@pytest.mark.parametrize(
    ("one", "other"), [*ADDRESSES_OF_OTHERS, *COMPANIES_OF_OTHERS, *PEOPLE_OF_OTHERS, *MODELS_AND_TITLES_OF_OTHERS]
)
def test_two_clients(one: dict[str, str], other: dict[str, str]) -> None:
    same, why = judged(one, other)
    assert not same, why
