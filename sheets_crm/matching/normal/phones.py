"""Phones as digits without the country's prefix; a cell may hold several."""

from __future__ import annotations

import re

SHORTEST, IN_TOWN, FULL, LONGEST = 6, 7, 10, 15
EXTENSION = re.compile(r"[\s,;(]*(?:доб(?:авочный)?|вн(?:утр\w*)?|ext(?:ension)?|[xх#])[\s.:]*\d{1,7}\s*\)?", re.IGNORECASE)
HOURS = re.compile(r"(?<!\w)(?:с|до|после|от|from|till|until|after)\s+\d{1,2}(?::\d\d)?(?!\d)", re.IGNORECASE)
LAST = re.compile(r"\(\s*\d{1,4}(?:\s*[,;/]\s*\d{1,4})*\s*\)\s*$")
"""When to call; and other last digits, or an extension, in brackets."""
ABROAD = re.compile(r"(?:810|00)(?=\d{10})")
AS_NUMBER = re.compile(r"(\d{6,15})[.,]0*|\d[.,]?\d*[eе]\+?\d\d", re.IGNORECASE)
BETWEEN = re.compile(r"[,;/|\n]|\s(?:и|или|and|or)\s|(?<=\d)\s+(?=\+|8[\s(-]?\(?9)", re.IGNORECASE)
NOT_DIGIT = re.compile(r"\D")
FEW_KINDS = 2


def phones(text: str) -> tuple[str, ...]:
    """Return the numbers of a cell as digits, sorted; a filler such as 0000000 is none."""
    said = text.strip()
    if AS_NUMBER.fullmatch(said):
        return _known(_unfloat(said))
    said = LAST.sub(" ", HOURS.sub(" ", EXTENSION.sub(" ", said)))
    parts = [digits for part in BETWEEN.split(said) if (digits := NOT_DIGIT.sub("", part))]
    if any(len(digits) < SHORTEST for digits in parts):
        parts = [digits for digits in parts if len(digits) >= FULL] or [NOT_DIGIT.sub("", said)]
    known = [number for digits in parts for number in _known(digits)]
    return tuple(sorted({_in_town(number, known[0]) for number in known}))


def _in_town(number: str, first: str) -> str:
    """Give a number without the code of its town that of the first: (495) 222-33-44, 222-33-45."""
    of_town = len(first) == FULL and first[0] != "9"
    return first[: FULL - IN_TOWN] + number if of_town and len(number) == IN_TOWN else number


def _unfloat(said: str) -> str:
    plain = said.replace(",", ".").lower().replace("е", "e")
    return str(round(float(plain))) if "e" in plain else plain.partition(".")[0]


def _known(digits: str) -> tuple[str, ...]:
    """Take off the prefix of the country, or of long distance; two numbers written as one come apart."""
    if len(digits) in {2 * FULL, 2 * FULL + 2} and len(digits) > LONGEST:
        half = len(digits) // 2
        return (*_known(digits[:half]), *_known(digits[half:]))
    if len(digits) > LONGEST - 2:
        digits = ABROAD.sub("", digits, count=1) if ABROAD.match(digits) else digits
    if len(digits) == FULL + 2 and digits.startswith("78"):
        digits = digits[1:]
    if len(digits) == FULL + 1 and digits[0] in "781":
        digits = digits[1:]
    if not SHORTEST <= len(digits) <= LONGEST or len(set(digits[-SHORTEST:])) < FEW_KINDS or digits in FILLERS:
        return ()
    return (digits,)


FILLERS = frozenset({"1234567", "1234567890", "9123456789", "123456", "0123456789"})
