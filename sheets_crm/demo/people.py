"""People and companies with names that are never the same twice, and Latin spellings for their e-mails."""

from __future__ import annotations

import re
from typing import NamedTuple

from sheets_crm.demo.dice import Dice
from sheets_crm.demo.words.listed import listed
from sheets_crm.demo.words.vocabulary import Vocabulary

SPELT = listed(
    "а:a б:b в:v г:g д:d е:e ё:e ж:zh з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh ц:ts ч:ch ш:sh щ:sch"
    " ъ: ы:y ь: э:e ю:yu я:ya"
)
LETTERS = {letter: spelt for letter, _, spelt in (pair.partition(":") for pair in SPELT)}
TRIES, MANY_TRIES = 4, 40
"""Failures after which a company gets a third word to its name, and a fourth."""


class Person(NamedTuple):
    """One person's names, in the gender that fits."""

    surname: str
    given: str
    middle: str
    woman: bool


def feminine(surname: str) -> str:
    """Return the feminine form of a Russian surname: Иванов is Иванова, Высоцкий is Высоцкая, Мороз stays."""
    if surname.endswith(("ов", "ев", "ёв", "ин", "ын")):
        return surname + "а"
    return surname[:-2] + "ая" if surname.endswith(("ий", "ой")) else surname


def latin(text: str) -> str:
    """Return a name in plain Latin letters and digits, words joined by hyphens, as addresses write it."""
    spelt = "".join(LETTERS.get(letter, letter) for letter in text.lower())
    return re.sub("[^a-z0-9]+", "-", spelt).strip("-")


class Registry:
    """Makes people and companies; full names and company names are given once only."""

    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self.taken: set[str] = set()

    def anybody(self, dice: Dice, *, woman: bool | None = None) -> Person:
        """Return a person, who may have a namesake."""
        names = self.words.names
        female = dice.chance(0.55) if woman is None else woman
        surname, (his, her) = dice.pick(names.surnames), dice.pick(names.middle)
        if self.words.lang == "ru":
            surname = feminine(surname) if female else surname
        return Person(surname, dice.pick(names.women if female else names.men), her if female else his, female)

    def person(self, dice: Dice, *, woman: bool | None = None) -> Person:
        """Return a person whose full name nobody else in the book bears."""
        while True:
            someone = self.anybody(dice, woman=woman)
            if self._free(self.full(someone)):
                return someone

    def full(self, person: Person) -> str:
        """Return the full name as the language writes it."""
        if self.words.lang == "ru":
            return f"{person.surname} {person.given} {person.middle}"
        return f"{person.given} {person.middle} {person.surname}"

    def company(self, dice: Dice) -> tuple[str, str]:
        """Return a company's name and the stem of it that its site and mail bear."""
        words, tries = self.words.companies, 0
        joint = "-" if self.words.lang == "ru" else " "
        while True:
            stem, double = dice.pick(words.stems), dice.chance(0.6) or tries > 0
            if double and " " not in stem:
                stem = joint.join([stem, *(dice.pick(words.tails) for _ in range(1 + (tries > TRIES) + (tries > MANY_TRIES)))])
            if self._free(stem):
                return self._dressed(dice, stem, double=double), stem
            tries += 1

    def _dressed(self, dice: Dice, stem: str, *, double: bool) -> str:
        words = self.words.companies
        if not double and dice.chance(0.5):
            return dice.pick(words.houses).format(stem)
        form = dice.pick(words.forms)
        return f"{form} «{stem}»" if self.words.lang == "ru" else f"{stem} {form}"

    def _free(self, name: str) -> bool:
        if name in self.taken:
            return False
        self.taken.add(name)
        return True
