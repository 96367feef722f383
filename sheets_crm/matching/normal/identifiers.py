"""Numbers that somebody gave a client: ИНН and the like with their check digits, contract and passport numbers without."""

from __future__ import annotations

import re
from functools import lru_cache

from stdnum.ru import inn

NOT_SIGN = re.compile(r"[\W_]+")
AS_NUMBER = re.compile(r"(\d+)[.,]0*")
BETWEEN = re.compile(r"[;,/|]|\s{2,}|\n")
WHOLE = re.compile(r"(?<!\d)(?:\d{12}|\d{10})(?!\d)")
"""A taxpayer number among other things: «ИНН 7707083893 КПП 773601001»."""
SHORTEST = 3
OF_COMPANY, OF_PERSON, KPP = 10, 12, 9


def identifiers(text: str) -> tuple[str, ...]:
    """Return the numbers of a cell as their letters and digits, sorted; a number without one real digit is none."""
    whole = AS_NUMBER.fullmatch(text.strip())
    parts = [whole[1]] if whole else BETWEEN.split(text)
    found = {NOT_SIGN.sub("", part).upper() for part in parts}
    return tuple(sorted(one for one in found if len(one) >= SHORTEST and one.strip("0")))


def tax_ids(text: str) -> tuple[str, ...]:
    """Return the taxpayer numbers of a cell, sorted: of ИНН/КПП the first; a zero that Excel ate comes back."""
    plain = {one for one in WHOLE.findall(text) if is_valid(one)}
    if plain:
        return tuple(sorted(plain))
    found = {_restored(one.removeprefix("ИНН").removeprefix("INN")) for one in identifiers(text)}
    longest = {one for one in found if len(one) > KPP}
    return tuple(sorted(longest or found))


def _restored(number: str) -> str:
    lost = number.zfill(OF_COMPANY if len(number) <= OF_COMPANY else OF_PERSON)
    return lost if number.isdigit() and is_valid(lost) else number


@lru_cache(maxsize=1 << 16)
def is_valid(number: str) -> bool:
    """Whether the check digits of a taxpayer number are right."""
    return inn.is_valid(number)
