"""People as bags of words without order: surname, given name and patronymic stand in any order, whole or as initials."""

from __future__ import annotations

import re
from functools import cache

from sheets_crm.formats.given_names import GIVEN_NAMES
from sheets_crm.formats.people import PATRONYMIC, SURNAME
from sheets_crm.formats.people import words as listed
from sheets_crm.matching.normal.diminutives import known_as, patronymics
from sheets_crm.matching.normal.legal_forms import BY_WORD
from sheets_crm.matching.normal.noise import alone
from sheets_crm.matching.normal.spelling import HAS_CYRILLIC, one_text, retyped, skeleton, words

INITIAL, OF_GIVEN, OF_PATRONYMIC = ".", "1", "2"
"""Of two initials the first is that of the given name; a lone one may be of either."""
MOST_WORDS = 5
MOST_PEOPLE = 3
WORDS_OF_PERSON = (2, 3, 4)
LATIN_PATRONYMIC = re.compile(r"(?:[oe]vich|[oe]vna|inichna|(?:il|kuzm|luk|fom|nikit|sav|iakovl)(?:i?ich|ichna))$")
RUSSIAN = re.compile(r".{2}(?:[oe]va?|ina?|[sc]ki|[sc]kaia|enko|chuk|ian)$")
TWO_CAPITALS = re.compile(r"[A-ZА-ЯЁ]{2}\.?")
REMARK = re.compile(r"\(.*?\)|[;/].*$|\bг-(?:н|жа|же|ну)\b", re.IGNORECASE)
AND = re.compile(r"(?<=\w)\s+(?:и|and|&)\s.*$", re.IGNORECASE | re.DOTALL)
SEVERAL = re.compile(r"[;/\n]|,\s|\s(?:и|and|&)\s", re.IGNORECASE)
POSTS = listed(
    """
    директор гендиректор генеральный менеджер бухгалтер главбух секретарь снабженец инженер заместитель зам мастер прораб
    руководитель начальник отдела управляющий управляющая помощник администратор господин госпожа тел моб mr mrs ms
    miss dr prof sir lord lady jr sr esq md phd dds director manager ceo owner
    """
)


@cache
def given_names() -> frozenset[str]:
    """Return the skeletons of given names and of what they are shortened to."""
    return frozenset(skeleton(name) for name in GIVEN_NAMES) | frozenset(known_as())


def is_patronymic(word: str) -> bool:
    """Whether a skeleton is that of a patronymic."""
    return LATIN_PATRONYMIC.search(word) is not None


def stem(word: str) -> str:
    """Return a skeleton without the ending that tells a man from a woman: Иванов and Иванова have one stem."""
    for ending, left in GENDERED:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + left
    return word


GENDERED = (
    ("ovna", "ov"), ("evna", "ev"), ("ovich", "ov"), ("evich", "ev"), ("ichna", "ich"), ("inichna", "inich"),
    ("skaia", "sk"), ("ckaia", "ck"), ("skoi", "sk"), ("ski", "sk"), ("cki", "ck"),
    ("ova", "ov"), ("eva", "ev"), ("ina", "in"),
)  # fmt: skip


def person(text: str) -> tuple[str, ...]:
    """Return the words of a person's name as skeletons, sorted; an initial is its letter and a full stop."""
    return bag(meant(REMARK.sub(" ", alone(one_text(text)))))


def people(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the people whom a cell names, each as `person` does: of several, those of whom it says more than a word."""
    parts = SEVERAL.split(alone(text))
    told = tuple(one for part in parts if len(one := person(part)) > 1) if len(parts) > 1 else ()
    return told[:MOST_PEOPLE] if len(told) > 1 else (person(AND.sub("", text)),)


def bag(text: str) -> tuple[str, ...]:
    """Return the words of a text as a person's, sorted."""
    spoken = [word for word in words(text) if word.rstrip(INITIAL).lower() not in POSTS]
    return tuple(sorted(_tokens(spoken))[:MOST_WORDS])


def _tokens(spoken: list[str]) -> list[str]:
    mixed = any(not word.isupper() for word in spoken)
    whole: list[str] = []
    initials: list[str] = []
    for word in spoken:
        plain = word.rstrip(INITIAL)
        if mixed and TWO_CAPITALS.fullmatch(word):
            initials += [said[0] for letter in plain if (said := skeleton(letter))]
        elif said := skeleton(plain):
            (initials if _is_initial(word) else whole).append(said[0] if _is_initial(word) else patronymics().get(said, said))
    if len(initials) == 1:
        return [*whole, initials[0] + INITIAL]
    return whole + [letter + INITIAL + (OF_GIVEN if at == 0 else OF_PATRONYMIC) for at, letter in enumerate(initials)]


def _is_initial(word: str) -> bool:
    return len(word) == 1 or (word.endswith(INITIAL) and len(word) <= 3)  # noqa: PLR2004 - «А.», «Ю.», «Дм.»


def meant(text: str) -> str:
    """Read a name typed in the wrong keyboard layout as what was meant, where that is a name and the other is none."""
    other = retyped(text)
    if other is None or any(skeleton(word.rstrip(INITIAL)) in given_names() for word in words(text)):
        return text
    said = other.split()
    known = [word for word in said if _is_name(word) or word in BY_WORD]
    return other if 2 * len(known) >= len(said) > 0 else text


def _is_name(word: str) -> bool:
    return skeleton(word) in given_names() or bool(PATRONYMIC.fullmatch(word) or SURNAME.fullmatch(word))


def certainly_person(tokens: tuple[str, ...], text: str) -> bool:
    """Whether the words of a client's name are those of a person, in Russian letters or in Latin ones."""
    if len(tokens) not in WORDS_OF_PERSON:
        return len(tokens) == 1 and tokens[0] in given_names()
    if HAS_CYRILLIC.search(text):
        return any(word in given_names() or is_patronymic(word) or INITIAL in word for word in tokens)
    given = [word for word in tokens if word in given_names()]
    return any(is_patronymic(word) for word in tokens) or bool(given and any(RUSSIAN.search(word) for word in tokens))
