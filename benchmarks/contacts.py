"""Makes messy Russian tables of contacts in which it is known who is who.

    python benchmarks/contacts.py 10000 --difficulty 1.5 --seed 7 --out made/

Writes made/contacts_10000.csv with the truth in the column cluster_id, and adds to made/maps.json what each column is.

People and companies come with what makes telling them apart hard: families with one phone and one mailbox, namesakes,
brands that many companies bear, branches of one brand with numbers, business centres with one switchboard, book-keepers of
several firms, and relatives at one address. A client is entered one to seven times; between two entries phones change, a contact
person leaves, fingers slip. `difficulty` 1 is an ordinary list; 0 has no slips at all, at 2 there are twice as many.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

from town import CITIES, Entity, Human, Town, latin

from sheets_crm.demo.words.listed import listed

COLUMNS = {
    "Клиент": "name",
    "Контактное лицо": "person",
    "Телефон": "phone",
    "Почта": "email",
    "ИНН": "tax_id",
    "Город": "city",
    "Адрес": "address",
    "Услуга": "other",
    "Комментарий": "",
}
SERVICES = listed(
    """
замер доставка монтаж гарантия консультация обучение аренда вывоз
"""
)
NOTES = ["", "", "", "", "постоянный", "перезвонить", "звонить после обеда", "просил скидку", "из рекламы"]
PAIRS = {
    "Александр": "Саша Шура", "Александра": "Саша", "Алексей": "Лёша", "Анастасия": "Настя", "Анна": "Аня", "Дмитрий": "Дима",
    "Евгений": "Женя", "Евгения": "Женя", "Екатерина": "Катя", "Елена": "Лена", "Иван": "Ваня", "Мария": "Маша", "Михаил": "Миша",
    "Наталья": "Наташа", "Николай": "Коля", "Ольга": "Оля", "Павел": "Паша", "Сергей": "Серёжа", "Татьяна": "Таня", "Юлия": "Юля",
    "Юрий": "Юра", "Владимир": "Володя Вова", "Виктор": "Витя", "Андрей": "Андрюша", "Светлана": "Света", "Ирина": "Ира",
}  # fmt: skip
KEYBOARD = dict(zip("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.", strict=True))
TWINS = dict(zip("асеорхуАВСЕНКМОРТХ", "aceopxyABCEHKMOPTX", strict=True))
FULL_FORMS = {
    "ООО": "Общество с ограниченной ответственностью",
    "АО": "Акционерное общество",
    "ПАО": "Публичное акционерное общество",
}


class Clerk:
    """Enters clients into a list, with the slips that people make; `rate` says how often, 1 being an ordinary clerk."""

    def __init__(self, dice: random.Random, rate: float) -> None:
        self.dice, self.rate = dice, rate

    def often(self, chance: float) -> bool:
        """Whether something happens that does so in this share of cases with an ordinary clerk."""
        return self.dice.random() < min(chance * self.rate, 0.9)

    def enter(self, one: Entity) -> list[str]:
        """Return one line about a client."""
        firm = bool(one.brand)
        human = one.people[0] if len(one.people) == 1 or self.dice.random() < 0.7 else self.dice.choice(one.people)
        name = self.firm(one) if firm else self.human(human, "ИП " if one.form and not self.often(0.3) else "")
        person = "" if self.dice.random() < (0.25 if firm else 0.6) else self.human(human)
        phone = (
            ""
            if self.often(0.12)
            else self.phones(self.some(one.phones if not firm or self.dice.random() < 0.7 else human.phones))
        )
        email = (
            ""
            if not one.emails or self.often(0.45)
            else self.email(self.dice.choice(one.emails if self.often(0.4) else one.emails[:1]))
        )
        tax_id = one.tax_id if self.dice.random() < 0.35 else ""
        tax_id = self.slip(tax_id, "0123456789") if tax_id and self.often(0.02) else tax_id
        city = "" if self.often(0.3) else self.case(one.city if not self.often(0.04) else self.dice.choice(CITIES))
        street = "" if self.dice.random() < 0.6 else self.street(one.street)
        return [name, person, phone, email, tax_id, city, street, self.dice.choice(SERVICES), self.dice.choice(NOTES)]

    def some(self, phones: tuple[str, ...]) -> list[str]:
        """Mostly the first phone, sometimes another, sometimes two."""
        if len(phones) > 1 and self.often(0.1):
            return list(phones[:2])
        return [self.dice.choice(phones) if self.often(0.3) else phones[0]]

    def human(self, one: Human, before: str = "") -> str:
        surname, given, patronymic = one.surname, one.given, one.patronymic
        if self.often(0.03) and surname.endswith(("ов", "ова", "ев", "ева", "ин", "ина")):
            surname = surname.removesuffix("а") if surname.endswith("а") else surname + "а"
        surname = self.typo(surname, 0.05)
        kind = self.dice.random()
        if kind < 0.12:
            said = f"{surname} {given[0]}.{self.dice.choice(['', ' '])}{patronymic[0]}."
        elif kind < 0.16:
            said = f"{given[0]}.{patronymic[0]}. {surname}"
        else:
            short = PAIRS.get(given)
            given = self.dice.choice(short.split()) if short and self.often(0.1) else self.typo(given, 0.03)
            words = [surname, given, self.typo(patronymic, 0.03)] if self.dice.random() < 0.5 else [surname, given]
            if self.often(0.06):
                words = words[1:]
            if self.dice.random() < 0.25:
                words = [*words[1:], words[0]]
            said = "".join(words) if self.often(0.01) else " ".join(words)
        return self.letters(before + said)

    def firm(self, one: Entity) -> str:
        brand, form = self.typo(one.brand, 0.07), one.form
        if " " in brand and self.often(0.06):
            brand = brand.replace(" ", self.dice.choice(["", "-"]))
        if self.often(0.02) and form in {"ООО", "АО"}:
            form = "АО" if form == "ООО" else "ПАО"
        form = FULL_FORMS.get(form, form) if self.often(0.05) else form
        quote = self.dice.choice(["«{}»", '"{}"', "{}", "“{}”"]).format(brand)
        kind = self.dice.random()
        said = quote if kind < 0.12 or not form else f"{quote} {form}" if kind < 0.25 else f"{form} {quote}"
        if "№" not in said and self.often(0.04):
            return latin(brand.lower()).title() + self.dice.choice([" LLC", "", " Ltd"])
        return self.letters(said)

    def letters(self, said: str) -> str:
        if self.often(0.004):
            return "".join(KEYBOARD.get(letter, letter) for letter in said.lower())
        if self.often(0.03):
            return "".join(TWINS.get(letter, letter) if self.dice.random() < 0.7 else letter for letter in said)
        if self.often(0.03) and "№" not in said:
            return " ".join(latin(word.lower()).title() for word in said.replace("«", "").replace("»", "").split())
        said = said.replace("ё", "е") if self.dice.random() < 0.6 else said
        return self.case(said.replace(" ", "  ", 1) if self.often(0.03) else said)

    def case(self, said: str) -> str:
        chance = self.dice.random()
        return said.lower() if chance < 0.05 else said.upper() if chance < 0.1 else said

    def typo(self, word: str, chance: float) -> str:
        return self.slip(word, "абвгдеиклмнопрстух") if len(word) > 3 and self.often(chance) else word

    def slip(self, word: str, letters: str) -> str:
        at = self.dice.randrange(len(word) - 1)
        kind = self.dice.randrange(4)
        if kind == 0:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        middle = ("", self.dice.choice(letters), word[at] * 2)[kind - 1]
        return word[:at] + middle + word[at + 1 :]

    def phones(self, numbers: list[str]) -> str:
        return self.dice.choice([", ", "; ", " / "]).join(map(self.phone, numbers))

    def phone(self, number: str) -> str:
        if self.often(0.025):
            at = self.dice.randrange(3, 10)
            number = number[:at] + str(self.dice.randrange(10)) + number[at + 1 :]
        a, b, c, d = number[:3], number[3:6], number[6:8], number[8:]
        said = self.dice.choice(
            [
                f"+7 ({a}) {b}-{c}-{d}",
                f"8{a}{b}{c}{d}",
                f"+7{a}{b}{c}{d}",
                f"8 ({a}) {b}-{c}-{d}",
                f"8-{a}-{b}-{c}-{d}",
                f"{a}{b}{c}{d}",
                f"7{number}.0",
            ]
        )
        return (
            f"{said} доб. {self.dice.randrange(100, 999)}" if number[0] != "9" and ".0" not in said and self.often(0.1) else said
        )

    def email(self, address: str) -> str:
        local, _, domain = address.partition("@")
        local = self.slip(local, "abcdeiklmnoprstuvz") if len(local) > 3 and self.often(0.03) else local
        if self.often(0.02):
            domain = {"yandex.ru": "ya.ru", "ya.ru": "yandex.ru", "mail.ru": "mail,ru"}.get(domain, domain)
        said = f"{local}{'+crm' if self.often(0.01) else ''}@{domain}"
        return said.title() if self.often(0.04) else said

    def street(self, said: str) -> str:
        street, _, rest = said.partition(", ")
        before, number = self.dice.choice(["ул. ", "улица ", "", "ул "]), self.dice.choice(["", "д. ", "д."])
        return f"{before}{self.typo(street, 0.05)}, {number}{rest}"


def rows(count: int, difficulty: float, seed: int) -> Iterator[tuple[int, list[str]]]:
    """Give so many lines about clients in random order, each with the number of its client."""
    dice = random.Random(seed)
    town, clerk = Town(dice), Clerk(dice, difficulty)
    made: list[tuple[int, list[str]]] = []
    for number, one in enumerate(town.entities()):
        times = dice.choices((1, 2, 3, 4, 5, 7), (62, 19, 9, 5, 3, 2))[0]
        made += [(number, clerk.enter(one)) for _ in range(times)]
        if len(made) >= count:
            break
    dice.shuffle(made)
    yield from made[:count]


def write(count: int, difficulty: float, seed: int, folder: Path, columns: Callable[[str], bool] = bool) -> str:
    """Write a table and what its columns are; return its name."""
    name = f"contacts_{count}_{difficulty:g}_{seed}"
    folder.mkdir(parents=True, exist_ok=True)
    kept = [at for at, title in enumerate(COLUMNS) if columns(title)]
    titles = [title for title in COLUMNS if columns(title)]
    with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*titles, "cluster_id"])
        writer.writerows([*(row[at] for at in kept), number] for number, row in rows(count, difficulty, seed))
    index = folder / "maps.json"
    maps = json.loads(index.read_text(encoding="utf-8")) if index.exists() else {}
    maps[name] = [f"{COLUMNS[title]}={title}" for title in titles if COLUMNS[title]]
    index.write_text(json.dumps(maps, ensure_ascii=False, indent=1), encoding="utf-8")
    return name


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("count", type=int)
    ask.add_argument("--difficulty", type=float, default=1.0)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--out", type=Path, required=True)
    ask.add_argument("--columns", nargs="*", default=list(COLUMNS), help="only these columns")
    args = ask.parse_args()
    print(write(args.count, args.difficulty, args.seed, args.out, lambda title: title in args.columns))


if __name__ == "__main__":
    main()
