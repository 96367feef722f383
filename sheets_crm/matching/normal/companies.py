"""Names of clients: a company's legal form apart, quotes and letter case gone, the words as skeletons; or a person."""

from __future__ import annotations

import re
from typing import NamedTuple

from sheets_crm.formats.people import words as listed
from sheets_crm.matching.normal.legal_forms import BETWEEN, BY_PHRASE, BY_WORD, CODES, PHRASES
from sheets_crm.matching.normal.noise import DIGIT, alone
from sheets_crm.matching.normal.people import WORDS_OF_PERSON, bag, certainly_person, meant
from sheets_crm.matching.normal.spelling import one_alphabet, one_text, skeleton

QUOTES = re.compile("[«»\"“”„‟'’`]+")
DOTTED = re.compile(r"(?<!\w)(?:\w\.){2,}\w?(?!\w)")
TRADER_FIRST = re.compile(r"^\W*и\.\s?п\.\s*(?=[^\W\d]{2,}\s+[^\W\d]{2,})", re.IGNORECASE)
"""И.П. before two words and more is no initials."""
WORD = re.compile(r"[^\W_]+\.?")
NUMBER_SIGN = re.compile(r"(?:№|(?<!\w)(?:n|no|номер)(?!\w)\.?)\s*(?=\d)", re.IGNORECASE)
NUMBERS = re.compile(r"0*(\d+)|[^\W\d_]+\.?")
"""Numbers stand apart from letters: UPS25-40 is UPS 25-40."""
SHORTENED = {
    "торговый дом": "тд", "группа компаний": "гк", "строительная компания": "ск", "управляющая компания": "ук",
    "производственно коммерческая фирма": "пкф", "производственно коммерческое предприятие": "пкп",
    "научно производственное объединение": "нпо", "научно производственное предприятие": "нпп",
    "частная охранная организация": "чоо",
    "научно производственная фирма": "нпф", "средняя общеобразовательная школа": "сош", "торговый центр": "тц",
    "торгово развлекательный центр": "трц", "сельскохозяйственный производственный кооператив": "спк", "бизнес центр": "бц",
    "центральная районная больница": "црб", "частное охранное предприятие": "чоп", "гаражно строительный кооператив": "гск",
}  # fmt: skip
IN_FULL = re.compile(r"(?<!\w)(?:" + "|".join(SHORTENED).replace(" ", r"[\s-]+") + r")(?!\w)", re.IGNORECASE)
TRADING_AS = re.compile(r"^.*[\w»\"”]\s*[,(/–—-]\s*(?=(?:ип|индивидуальный предприниматель)\s+[А-ЯЁ])", re.IGNORECASE)
"""What stands before the sole trader who owns it: Кафе «Улыбка», ИП Лосев И. П."""
SOLE_TRADER = CODES["ip"]
MOST_WORDS = 10
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
    said = meant(alone(one_text(text)))
    form, spoken = _form(said)
    company = _fitting([found for word in spoken if (found := skeleton(word))])
    nobody = any(word.lower() in CONNECTING or any(letter.isdigit() for letter in word) for word in spoken)
    if form == SOLE_TRADER and (owner := TRADING_AS.sub("", said)) != said:
        trader = client(owner)
        return trader if trader.person else Client(form, company, ())
    if form not in {0, SOLE_TRADER} or not company or nobody:
        return Client(form, company, ())
    person = bag(" ".join(spoken))
    if certainly_person(person, said) or (form and len(person) > 1):
        return Client(0, (), person)
    return Client(form, company, person if len(person) in WORDS_OF_PERSON else ())


def _fitting(said: list[str]) -> tuple[str, ...]:
    """Leave as many words as are compared: the numbers, by which models and branches differ, and of the others the first."""
    room = MOST_WORDS - min(sum(word.isdigit() for word in said), MOST_WORDS)
    kept = {*[at for at, word in enumerate(said) if not word.isdigit()][:room]}
    return tuple(word for at, word in enumerate(said) if word.isdigit() or at in kept)[:MOST_WORDS]


def _form(text: str) -> tuple[int, list[str]]:
    """Return the legal form and the other words of a name, in the letter case that they have."""
    plain = " ".join(QUOTES.sub(" ", text).replace("ё", "е").replace("Ё", "Е").split())
    if "." in plain:
        plain = DOTTED.sub(_undotted, TRADER_FIRST.sub("ИП ", plain))
    plain = NUMBER_SIGN.sub(" ", plain) if DIGIT.search(plain) else plain
    form, phrase = "", PHRASES.search(plain.lower()) if " " in plain else None
    if phrase:
        form = BY_PHRASE[" ".join(BETWEEN.split(phrase[0]))]
        plain = plain[: phrase.start()] + " " + plain[phrase.end() :]
    plain = IN_FULL.sub(_in_short, plain) if " " in plain else plain
    spoken = []
    for word in WORD.findall(plain):
        code = _form_word(word.rstrip(".").lower())
        form = form or code
        if not code:
            spoken += [found[1] or found[0] for found in NUMBERS.finditer(word)] if DIGIT.search(word) else [word]
    return CODES.get(form, 0), spoken


def _undotted(found: re.Match[str]) -> str:
    """Read О.О.О. as ООО, but И.П. as somebody's initials."""
    bare = found[0].replace(".", "")
    return bare if BY_WORD.get(bare.lower(), "ip") != "ip" else found[0]


def _in_short(found: re.Match[str]) -> str:
    return SHORTENED[" ".join(BETWEEN.split(found[0].lower()))]


def _form_word(word: str) -> str:
    if len(word) > LONGEST_FORM:
        return ""
    return BY_WORD.get(word) or BY_WORD.get(one_alphabet("я" + word)[1:], "")


LONGEST_FORM = max(map(len, BY_WORD))
