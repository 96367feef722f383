"""Addresses as bags of words, house numbers apart: «ул. Ленина, д. 5, кв. 3» is {lenina} and 5, 3."""

from __future__ import annotations

import re

from sheets_crm.formats.people import words as listed
from sheets_crm.matching.normal.spelling import one_text, skeleton

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
NUMBER = re.compile(r"\d+(?:[a-zа-я]|st|nd|rd|th)?")
SLASHED = re.compile(r"(?<=\d)\s*(?:/|-|к(?:орп(?:ус)?)?\.?|стр(?:оение)?\.?)\s*(?=\d)")
MOST_WORDS, MOST_NUMBERS = 8, 4
SAME = {
    word: said
    for said, spellings in {
        "": "ул улица д дом кв квартира оф офис г гор город корп корпус стр строение обл область р н рн район п пос поселок с "
        "село дер деревня пом помещение эт этаж литер лит россия рф of the near at between btw and",
        "prosp": "пр просп проспект пркт пр-т",
        "per": "пер переулок",
        "pl": "пл площадь",
        "sh": "ш шоссе",
        "bulv": "бул бульвар б-р бр",
        "nab": "наб набережная",
        "st": "street str st",
        "ave": "avenue ave av",
        "blvd": "boulevard blvd bl",
        "rd": "road rd",
        "dr": "drive dr",
        "ln": "lane ln",
        "place": "place pl.",
        "ct": "court ct",
        "sq": "square sq",
        "hwy": "highway hwy",
        "pkwy": "parkway pkwy",
        "n": "north n",
        "s": "south s",
        "e": "east e",
        "w": "west w",
        "1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth", "6th": "sixth", "7th": "seventh",
        "8th": "eighth", "9th": "ninth", "10th": "tenth", "11th": "eleventh", "12th": "twelfth",
    }.items()
    for word in spellings.split()
}  # fmt: skip
KINDS = frozenset(map(skeleton, listed("prosp per pl sh bulv nab st ave blvd rd dr ln place ct sq hwy pkwy n s e w")))
"""What a street is, and where: many streets are called something else and are the same."""


def address(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of an address as skeletons, sorted, and its numbers (house, flat, numbered street), sorted."""
    low = SLASHED.sub("k", one_text(text).lower().replace("ё", "е"))
    spoken = [SAME.get(word, word) for word in WORD.findall(low)]
    numbers = {skeleton(word) for word in spoken if word[:1].isdigit()}
    kept = {said for word in spoken if not word[:1].isdigit() and (said := skeleton(word))}
    return tuple(sorted(kept)[:MOST_WORDS]), tuple(sorted(numbers - {""})[:MOST_NUMBERS])


def place(text: str) -> str:
    """Return a city, region, postcode or anything else that is compared as one value."""
    low = one_text(text).lower().replace("ё", "е")
    return "".join(skeleton(word) for word in WORD.findall(low) if word not in PLACE_WORDS)


PLACE_WORDS = listed(
    """
    г гор город обл область край респ республика р н район пос с село дер
    """
)
