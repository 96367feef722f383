"""Names of clients: a company's legal form apart, quotes and letter case gone, the words as skeletons; or a person."""

from __future__ import annotations

import re
from typing import NamedTuple

from sheets_crm.formats.people import words as listed
from sheets_crm.matching.normal.legal_forms import BY_PHRASE, BY_WORD, CODES, PHRASES
from sheets_crm.matching.normal.people import TITLE, WORDS_OF_PERSON, bag, certainly_person, meant
from sheets_crm.matching.normal.spelling import one_alphabet, one_text, skeleton

QUOTES = re.compile("[«»\"“”„‟'’`]+")
DOTTED = re.compile(r"(?<!\w)(?:\w\.){2,}\w?(?!\w)")
WORD = re.compile(r"[^\W_]+\.?")
SOLE_TRADER = CODES["ip"]
MOST_WORDS = 8
CONNECTING = listed(
    """
    и в на с со к у от для по из при за & and of the at by in on for
    """
)
"""Words that stand in no person's name."""


class Client(NamedTuple):
    """Who a client's name names: the legal form (0: none), the words of a company in order, and those of a person, sorted.

    Both kinds of words stand where only the rest of the table can tell whether this is a person (Jorge Hopkins, Oneal Supply).
    """

    form: int
    company: tuple[str, ...]
    person: tuple[str, ...]


def client(text: str) -> Client:
    """Read the name of a client, company or person; a sole trader (ИП) is a person."""
    said = meant(TITLE.sub("", one_text(text)))
    form, spoken = _form(said)
    company = tuple(found for word in spoken if (found := skeleton(word)))[:MOST_WORDS]
    nobody = any(word.lower() in CONNECTING or any(letter.isdigit() for letter in word) for word in spoken)
    if form not in {0, SOLE_TRADER} or not company or nobody:
        return Client(form, company, ())
    person = bag(" ".join(spoken))
    if certainly_person(person, said) or (form and len(person) > 1):
        return Client(0, (), person)
    return Client(form, company, person if len(person) in WORDS_OF_PERSON else ())


def _form(text: str) -> tuple[int, list[str]]:
    """Return the legal form and the other words of a name, in the letter case that they have."""
    plain = " ".join(QUOTES.sub(" ", text).replace("ё", "е").replace("Ё", "Е").split())
    if "." in plain:
        plain = DOTTED.sub(lambda found: bare if (bare := found[0].replace(".", "")).lower() in BY_WORD else found[0], plain)
    form, phrase = "", PHRASES.search(plain.lower()) if " " in plain else None
    if phrase:
        form = BY_PHRASE[" ".join(phrase[0].split())]
        plain = plain[: phrase.start()] + " " + plain[phrase.end() :]
    spoken = []
    for word in WORD.findall(plain):
        code = _form_word(word.rstrip(".").lower())
        form = form or code
        if not code:
            spoken.append(word)
    return CODES.get(form, 0), spoken


def _form_word(word: str) -> str:
    if len(word) > LONGEST_FORM:
        return ""
    return BY_WORD.get(word) or BY_WORD.get(one_alphabet("я" + word)[1:], "")


LONGEST_FORM = max(map(len, BY_WORD))
