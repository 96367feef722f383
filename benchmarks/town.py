"""Made-up clients as they are, before anybody enters them into a list: people, families, companies and what is theirs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate

from sheets_crm.demo.people import feminine
from sheets_crm.demo.words import ru_companies, ru_names
from sheets_crm.demo.words.listed import listed

CITIES = listed(
    """
Москва Санкт-Петербург Екатеринбург Казань Самара Омск Уфа Пермь Воронеж Тюмень Тула Рязань Томск Псков Вологда
"""
)
CODES = listed(
    """
495 812 343 843 846 381 347 342 473 345 487 491 382 811 817
"""
)
MOBILE = listed(
    """
903 905 906 909 910 912 915 916 917 919 920 921 922 925 926 927 929 937 950 951 952 960 961 962 963 964 965 968
"""
)
STREETS = listed(
    """
Ленина Мира Гагарина Садовая Лесная Советская Победы Кирова Пушкина Зелёная Новая Молодёжная Труда Чехова Заводская
"""
)
PUBLIC = listed(
    """
mail.ru yandex.ru gmail.com bk.ru list.ru inbox.ru rambler.ru ya.ru
"""
)
LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщыэюяъь",
        [*listed("a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch y e yu ya"), "", ""],
        strict=True,
    )
)


@dataclass(frozen=True)
class Human:
    """A person, and what is theirs."""

    surname: str
    given: str
    patronymic: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]

    @property
    def whole(self) -> str:
        return f"{self.surname} {self.given} {self.patronymic}"


@dataclass(frozen=True)
class Entity:
    """A client: a person, or a company with its people."""

    people: tuple[Human, ...]
    form: str = ""
    brand: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    tax_id: str = ""
    city: str = ""
    street: str = ""


@dataclass
class Town:
    """All that clients are drawn from; popular things are drawn more often (Zipf)."""

    dice: random.Random
    domains: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shuffled = [
            list(words) for words in (ru_names.SURNAMES, ru_names.MEN, ru_names.WOMEN, ru_companies.STEMS, ru_companies.TAILS)
        ]
        for words in shuffled:
            self.dice.shuffle(words)
        self.surnames, self.men, self.women, self.stems, self.tails = ((words, _zipf(len(words))) for words in shuffled)
        self.patronymics = [name for name in self.men[0] if name[-1] not in "аья"], None

    def pick(self, words: tuple[list[str], list[float]]) -> str:
        return self.dice.choices(words[0], cum_weights=words[1])[0]

    def surname(self) -> str:
        base = self.pick(self.surnames)
        if self.dice.random() < 0.5:
            return base
        made = self.pick(self.men)
        return (
            made[:-1] + self.dice.choice(["енко", "ин", "ев"])
            if made[-1] in "аийь"
            else made + self.dice.choice(["ов", "ский", "енков", "чук"])
        )

    def human(self, surname: str = "", father: str = "", *, woman: bool | None = None) -> Human:
        dice = self.dice
        woman = dice.random() < 0.5 if woman is None else woman
        surname = surname or self.surname()
        father = father or dice.choice(self.patronymics[0])
        given = self.pick(self.women if woman else self.men)
        surname = feminine(surname) if woman else surname
        phones = tuple(self.mobile() for _ in range(1 + (dice.random() < 0.25)))
        emails = tuple(self.mailbox(surname, given) for _ in range(dice.choice([0, 1, 1, 1, 2])))
        return Human(surname, given, _patronymic(father, woman=woman), phones, emails)

    def mobile(self) -> str:
        return self.dice.choice(MOBILE) + f"{self.dice.randrange(10**7):07}"

    def mailbox(self, surname: str, given: str) -> str:
        last, first = latin(surname.lower()), latin(given.lower())
        local = self.dice.choice(
            [f"{last}", f"{first}.{last}", f"{last}{first[0]}", f"{first}{last}", f"{first[0]}.{last}", f"{last}_{first[0]}"]
        )
        if self.dice.random() < 0.75:
            local += str(
                self.dice.choice([self.dice.randrange(60, 100), self.dice.randrange(1950, 2010), self.dice.randrange(1000)])
            )
        return f"{local}@{self.dice.choice(PUBLIC)}"

    def company(self) -> Entity:
        dice, kind = self.dice, self.dice.random()
        if kind < 0.25:
            brand = self.pick(self.stems)
        elif kind < 0.6:
            brand = self.pick(self.stems) + dice.choice([" ", "", "-"]) + self.pick(self.tails)
        elif kind < 0.75:
            brand = self.surname().removesuffix("ов") + self.pick(self.tails).lower()
        elif kind < 0.85:
            brand = f"{dice.choice(['Школа', 'Аптека', 'Детский сад', 'Поликлиника', 'Магазин'])} № {dice.randrange(1, 150)}"
        else:
            brand = self.pick(self.stems) + " " + self.pick(self.stems)
        if "№" not in brand and dice.random() < 0.12:
            brand += dice.choice([f" {dice.randrange(2, 30)}", "-Сибирь", "-Урал", "-Юг", "-М"])
        form = dice.choice(ru_companies.FORMS) if "№" not in brand else dice.choice(["", "МБОУ", "ООО"])
        people = tuple(self.human() for _ in range(dice.choice([1, 1, 1, 2, 3])))
        city = dice.randrange(len(CITIES))
        landline = CODES[city] + f"{dice.randrange(2 * 10**6, 10**7):07}"
        phones = tuple(dict.fromkeys([landline, *(human.phones[0] for human in people)]))
        domain = self.domain(brand)
        emails = (
            dice.choice(["info", "zakaz", "office", "mail"]) + "@" + domain,
            *(human.emails[0] for human in people if human.emails),
        )
        if domain and dice.random() < 0.5:
            emails = (emails[0], f"{latin(people[0].surname.lower())}@{domain}", *emails[1:])
        return Entity(
            people, form, brand, phones, emails, _inn(dice), CITIES[city], f"{dice.choice(STREETS)}, {dice.randrange(1, 90)}"
        )

    def domain(self, brand: str) -> str:
        base = "".join(letter for letter in latin(brand.lower()) if letter.isalnum()) or "firma"
        at = self.domains[base] = self.domains.get(base, -1) + 1
        return base + ((".ru", ".com", "-msk.ru")[at] if at < 3 else f"{at}.ru")

    def entities(self) -> Iterator[Entity]:
        """Give clients for ever: alone, in families, in business centres, and as branches of one company."""
        dice = self.dice
        while True:
            kind = dice.random()
            if kind < 0.40:
                yield self.lone()
            elif kind < 0.46:
                yield from self.family()
            elif kind < 0.93:
                yield self.company()
            elif kind < 0.96:
                yield from self.centre()
            elif kind < 0.98:
                yield from self.branches()
            else:
                yield from self.bookkept()

    def lone(self) -> Entity:
        human, dice = self.human(), self.dice
        form = "ИП" if dice.random() < 0.15 else ""
        return Entity(
            (human,), form, "", human.phones, human.emails, _inn(dice, 12) if form else "", dice.choice(CITIES), self.home()
        )

    def home(self) -> str:
        return f"{self.dice.choice(STREETS)}, {self.dice.randrange(1, 120)}, кв. {self.dice.randrange(1, 200)}"

    def family(self) -> Iterator[Entity]:
        father, phone, home, city = self.human(woman=False), self.mobile(), self.home(), self.dice.choice(CITIES)
        shared_mail = father.emails if self.dice.random() < 0.3 else ()
        yield Entity((father,), "", "", (*father.phones, phone), father.emails, "", city, home)
        known = {father.given}
        for _ in range(self.dice.choice([1, 1, 2, 3])):
            child = self.dice.random() < 0.6
            one = self.human(father.surname, father.given if child and father.given[-1] not in "аья" else "")
            if one.given in known:
                continue
            known.add(one.given)
            yield Entity((one,), "", "", (phone, *one.phones), shared_mail or one.emails, "", city, home)

    def centre(self) -> Iterator[Entity]:
        first = self.company()
        for _ in range(self.dice.randrange(3, 9)):
            one = self.company()
            yield replace(one, phones=(first.phones[0], *one.phones[1:]), city=first.city, street=first.street)

    def branches(self) -> Iterator[Entity]:
        first = self.company()
        for number in range(1, self.dice.randrange(3, 7)):
            one = self.company()
            shared = self.dice.random() < 0.5
            emails = (first.emails[0], *one.emails[1:]) if shared else one.emails
            yield replace(one, form=first.form, brand=f"{first.brand} {number}", emails=emails, tax_id=_inn(self.dice))

    def bookkept(self) -> Iterator[Entity]:
        keeper = self.human(woman=True)
        for _ in range(self.dice.randrange(2, 6)):
            one = self.company()
            yield replace(
                one,
                people=(keeper, *one.people),
                phones=(*one.phones, keeper.phones[0]),
                emails=(*one.emails, *keeper.emails[:1]),
            )


def _zipf(count: int) -> list[float]:
    return list(accumulate(1 / (rank + 3) for rank in range(count)))


def _inn(dice: random.Random, length: int = 10) -> str:
    weights = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
    digits = f"{dice.randrange(1, 90):02}{dice.randrange(10 ** (7 if length == 10 else 8)):0{7 if length == 10 else 8}}"
    while len(digits) < length:
        digits += str(sum(int(d) * w for d, w in zip(digits, weights[-len(digits) :], strict=True)) % 11 % 10)
    return digits


def _patronymic(father: str, *, woman: bool) -> str:
    base = father[:-1] + "ев" if father.endswith(("й", "ь")) else father + "ов"
    base = base.replace("иев", "ьев") if father.endswith("ий") else base
    return base + ("на" if woman else "ич")


def latin(text: str) -> str:
    return "".join(LATIN.get(letter, letter if letter.isascii() else "") for letter in text).replace(" ", "")
