"""Phones and e-mails in the style that the nightly job writes, each given once only."""

from __future__ import annotations

from sheets_crm.demo.dice import Dice
from sheets_crm.demo.people import Person, latin
from sheets_crm.demo.words.vocabulary import Vocabulary

LONDON = "20"
RUSSIAN = (2_000_000, 8_000_000)
BRITISH = (2_000_000, 5_000_000)
"""Subscriber numbers that all towns and operators have given out."""


class Contacts:
    """Makes phones and e-mails that fit their owners."""

    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self.phones: set[tuple[str, int]] = set()
        self.emails: set[str] = set()

    def mobile(self, dice: Dice) -> str:
        """Return a mobile number."""
        code = dice.pick(self.words.places.mobile)
        return f"+44 {code} {self._free(dice, code, 200_000, 800_000)}" if self.words.lang == "en" else self._russian(dice, code)

    def fixed(self, dice: Dice, code: str) -> str:
        """Return a number of the town with this area code; a mobile where the town has none of three digits."""
        if not code:
            return self.mobile(dice)
        if self.words.lang == "ru":
            return self._russian(dice, code)
        number = self._free(dice, code, *BRITISH)
        if code == LONDON:
            return f"+44 20 7{number[:3]} {number[3:]}"
        return f"+44 {code} {number[:3]} {number[3:]}"

    def of_person(self, dice: Dice, person: Person) -> str:
        """Return a private e-mail that fits a person."""
        given, surname = latin(person.given), latin(person.surname)
        year = str(dice.between(62, 99))
        forms = (
            f"{given}.{surname}",
            f"{surname}.{given}",
            f"{given[0]}.{surname}",
            f"{surname}{year}",
            f"{given}{surname}",
            f"{surname}-{given[0]}",
        )
        return self._once(dice, dice.pick(forms), dice.pick(self.words.places.mail))

    def of_company(self, dice: Dice, stem: str) -> str:
        """Return an e-mail at a company's own domain, or at a mail house, as small ones have it."""
        name, end = latin(stem), "ru" if self.words.lang == "ru" else "co.uk"
        if dice.chance(0.7):
            return self._once(dice, dice.pick(("info", "office", "mail", "zakaz" if end == "ru" else "hello")), f"{name}.{end}")
        return self._once(dice, name, dice.pick(self.words.places.mail))

    def _russian(self, dice: Dice, code: str) -> str:
        number = self._free(dice, code, *RUSSIAN)
        return f"+7 {code} {number[:3]}-{number[3:5]}-{number[5:]}"

    def _free(self, dice: Dice, code: str, first: int, end: int) -> str:
        while True:
            number = dice.between(first, end - 1)
            if (code, number) not in self.phones:
                self.phones.add((code, number))
                return str(number)

    def _once(self, dice: Dice, local: str, domain: str) -> str:
        email = f"{local}@{domain}"
        while email in self.emails:
            email = f"{local}{dice.between(1, 99999)}@{domain}"
        self.emails.add(email)
        return email
