"""Addresses as bags of words, house numbers apart: «2-я Лесная ул., д. 5, кв. 3» is {2, lesnaia} and 5, flat 3."""

from __future__ import annotations

import re

from sheets_crm.formats.people import words as listed
from sheets_crm.matching.normal.spelling import one_text, skeleton

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
SLASHED = re.compile(r"(?<=\d)\s*(?:/|,?\s*(?:к(?:орп(?:ус)?)?|стр(?:оение)?)\.?)\s*(?=\d)")
DASHED = re.compile(r"(?<=\d)\s*[-–—]\s*(?=\d)")
LETTER = re.compile(r"(?<=\d)(?:\s+(?=[абг](?!\w))|\s?-\s?(?=[абвгде](?!\w)))")
"""What belongs to a number: a building (5к3, 5/3), and what nobody can tell from a flat (5-3); a letter that stands apart."""
FLAT = re.compile(
    r"(?<!\w)(?:кв|квартира|оф|офис|ком|комн|комната|пом|помещение|каб|кабинет|подъезд|под|эт|этаж|apt|apartment|flat|suite|ste|unit"
    r"|room|rm|floor)[.\s]*(?:№|#|n\s)?\s*(\d+[a-zа-я]?)(?!\w)"
)
BARE = re.compile(r"(\d[a-zа-я]?\s*,\s*)(\d{1,4})\s*$")
"""House and flat without words: «Лесная 5, 3»."""
FLOOR = re.compile(r"(?<![\w-])\d{1,2}(?:-?й)?\s*(?:этаж|эт|floor)(?!\w)")
ORDINAL = re.compile(
    r"(?<![\w-])(\d{1,3})(?:-(?:о?го|[оыи]?й|[аья]?я|о?е|лети[яе])|[йя]|st|nd|rd|th"
    r"|(?=\s+(?:(?:янва|февра|апре|ию[нл]|сентяб|октяб|нояб|декаб)[а-я]*я|марта|мая|августа|лет|линия)(?!\w)))(?!\w)"
)
"""Numbers that name a street: 2-я Лесная, 8 Марта, 40 лет Победы, 5th Avenue."""
GLUED = re.compile(r"(?<!\w)(д|дом|кв|к|корп|стр|оф)\.?(?=\d)")
HYPHENED = re.compile(r"(?<!\w)(п|пр|б|ш|пл|р|наб)-(?:к?т|р|се|дь|н|я)(?!\w)")
"""Words that are written together with what is no part of them: д15, пр-т, б-р."""
POSTCODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
COMPOSED, UNSURE, OF_FLAT = "k", "q", "f"
"""What a number has inside, or in front: a building of a house, a building or a flat, a flat."""
PARTS = re.compile(r"(\d+)[a-z]*?(?:([kq])\d.*)?")
MOST_WORDS, MOST_NUMBERS = 8, 4
SAME = {
    word: said
    for said, spellings in {
        "": "ул улица д дом кв квартира оф офис г гор город корп корпус стр строение обл область р н рн район п пос поселок с "
        "село дер деревня пом помещение эт этаж литер лит россия рф of the near at between btw and",
        "prosp": "пр просп проспект пркт",
        "per": "пер переулок",
        "pl": "пл площадь",
        "sh": "ш шоссе",
        "bulv": "б бул бульвар бр",
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
    }.items()
    for word in spellings.split()
}  # fmt: skip
SPELT = {
    "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7", "eighth": "8",
    "ninth": "9", "tenth": "10", "eleventh": "11", "twelfth": "12",
}  # fmt: skip
KINDS = frozenset(map(skeleton, listed("prosp per pl sh bulv nab st ave blvd rd dr ln place ct sq hwy pkwy n s e w")))
"""What a street is, and where: many streets are called something else and are the same."""


def address(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of an address as skeletons, sorted, and its numbers (house, flat), sorted.

    5k3 is building 3 of house 5, 5-3 may be that or flat 3 there, and f3 certainly is a flat.
    """
    low = POSTCODE.sub(" ", one_text(text).lower().replace("ё", "е"))
    low = HYPHENED.sub(r"\1", GLUED.sub(r"\1 ", low))
    low = BARE.sub(r"\1 кв \2", low)
    flats = {OF_FLAT + skeleton(flat) for flat in FLAT.findall(low)}
    low = FLOOR.sub(" ", FLAT.sub(" ", low))
    streets = ORDINAL.findall(low)
    low = LETTER.sub("", SLASHED.sub(COMPOSED, DASHED.sub(UNSURE, ORDINAL.sub(" ", low))))
    spoken = [SAME.get(word, word) for word in WORD.findall(low)]
    houses = {skeleton(word) for word in spoken if word[:1].isdigit()}
    named = {SPELT.get(word) or skeleton(word) for word in spoken if not word[:1].isdigit()}
    return tuple(sorted((named | {*streets}) - {""})[:MOST_WORDS]), tuple(sorted((houses | flats) - {""})[:MOST_NUMBERS])


def parts(number: str) -> tuple[str, str]:
    """Return the house of a number of an address, and what else there is: a building, what may be a flat, a flat alone."""
    found = PARTS.fullmatch(number)
    return (found[1], found[2] or "") if found else ("", OF_FLAT)


def place(text: str) -> str:
    """Return a city, region, postcode or anything else that is compared as one value."""
    low = one_text(text).lower().replace("ё", "е")
    return "".join(skeleton(word) for word in WORD.findall(low) if word not in PLACE_WORDS)


PLACE_WORDS = listed(
    """
    г гор город обл область край респ республика р н район пос с село дер
    """
)
