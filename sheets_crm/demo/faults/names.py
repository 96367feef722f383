"""Names with stray spaces, stray case and typewriter quotes."""

from __future__ import annotations

import re

from sheets_crm.demo.faults.fault import Fault, Hand, Typed
from sheets_crm.model.cells import CellValue

PLACES = (("clients", "name"),)
RATE = 0.01
PERSON = re.compile(r"[А-ЯЁA-Z][а-яёa-z]+(?: [А-ЯЁA-Z][а-яёa-z]+){2}")
FORM = re.compile(r"(ООО|АО|ПАО|АНО|ИП|ТСЖ)\b")
LOOKALIKES = dict(zip("аеорсухАВЕКМНОРСТХ", "aeopcyxABEKMHOPCTX", strict=True))
PAIRS = (('"', '"'), ("“", "”"), ("„", "“"))


def double_space(value: CellValue, hand: Hand) -> Typed | None:
    """Strike the space bar twice."""
    gaps = [at for at, letter in enumerate(str(value)) if letter == " "]
    if not gaps:
        return None
    at = hand.dice.pick(gaps)
    return Typed(f"{str(value)[:at]} {str(value)[at:]}")


def edge_space(value: CellValue, hand: Hand) -> Typed:
    """Leave a space before or after."""
    return Typed(hand.dice.pick((f" {value}", f"{value} ", f"{value}   ")))


def hard_space(value: CellValue, hand: Hand) -> Typed | None:
    """Paste a name with spaces that are none."""
    return Typed(hand.dice.pick((str(value).replace(" ", "\u00a0", 1), f"{value}\u00a0"))) if " " in str(value) else None


def capitals(value: CellValue, _hand: Hand) -> Typed | None:
    """Leave caps lock on: people alone, since companies may be called so, and Russian ones, of whom none is a McDonald."""
    return Typed(str(value).upper()) if PERSON.fullmatch(str(value)) else None


def small(value: CellValue, _hand: Hand) -> Typed | None:
    """Type a person's name all in small letters."""
    return Typed(str(value).lower()) if PERSON.fullmatch(str(value)) else None


def one_small(value: CellValue, hand: Hand) -> Typed | None:
    """Type one of a person's names in small letters."""
    words = str(value).split(" ")
    if not PERSON.fullmatch(str(value)):
        return None
    at = hand.dice.below(len(words))
    return Typed(" ".join([*words[:at], words[at].lower(), *words[at + 1 :]]))


def lookalike(value: CellValue, hand: Hand) -> Typed | None:
    """Type one letter of a person's name with the English keyboard on: it looks the same."""
    text = str(value)
    places = [at for at, letter in enumerate(text) if letter in LOOKALIKES] if PERSON.fullmatch(text) else []
    if not places:
        return None
    at = hand.dice.pick(places)
    return Typed(f"{text[:at]}{LOOKALIKES[text[at]]}{text[at + 1 :]}")


def small_form(value: CellValue, hand: Hand) -> Typed | None:
    """Write ооо for ООО."""
    found = FORM.match(str(value))
    return Typed(hand.dice.pick((found[0].lower(), found[0].capitalize())) + str(value)[found.end() :]) if found else None


def quotes(value: CellValue, hand: Hand) -> Typed | None:
    """Write the quotes that the keyboard or a letter program gives."""
    if "«" not in str(value):
        return None
    opening, closing = hand.dice.pick(PAIRS)
    return Typed(str(value).replace("«", opening).replace("»", closing))


FAULTS = (
    Fault("name_double_space", "names", PLACES, "repair", RATE, double_space),
    Fault("name_edge_space", "names", PLACES, "repair", RATE, edge_space),
    Fault("name_hard_space", "names", PLACES, "repair", RATE, hard_space),
    Fault("name_capitals", "names", PLACES, "repair", RATE, capitals, ("ru",)),
    Fault("name_small", "names", PLACES, "repair", 0.006, small, ("ru",)),
    Fault("name_one_small", "names", PLACES, "repair", 0.005, one_small, ("ru",)),
    Fault("name_lookalike", "names", PLACES, "repair", 0.004, lookalike, ("ru",)),
    Fault("name_small_form", "names", PLACES, "repair", RATE, small_form, ("ru",)),
    Fault("name_quotes", "names", PLACES, "repair", 0.03, quotes, ("ru",)),
)
