"""Words that mix Cyrillic and Latin letters of one look, as fingers and recognition programs leave them."""

from __future__ import annotations

import re

HAS_CYRILLIC, HAS_LATIN = re.compile("[А-Яа-яЁё]"), re.compile("[A-Za-z]")
TO_CYRILLIC = dict(zip("aceopxyABCEHKMOPTXY", "асеорхуАВСЕНКМОРТХУ", strict=True))
TO_LATIN = {cyrillic: latin for latin, cyrillic in TO_CYRILLIC.items()}
LATIN_INITIAL = re.compile(
    r"\b[ABCEHKMOPTXY](?=\.\s?[А-ЯЁ]\b)|(?<=[А-ЯЁ]\.)[ABCEHKMOPTXY](?=\.)|(?<=[А-ЯЁ]\. )[ABCEHKMOPTXY](?=\.)"
)
WORD = re.compile(r"[A-Za-zА-Яа-яЁё]+")


def same_letters(text: str) -> str:
    """Put a word that mixes alphabets by letters of one look into the alphabet that its other letters certainly belong to."""
    if not (HAS_LATIN.search(text) and HAS_CYRILLIC.search(text)):
        return text
    said = LATIN_INITIAL.sub(lambda found: TO_CYRILLIC[found[0]], WORD.sub(lambda found: _one_alphabet(found[0]), text))
    if said == text or not all(c in TO_CYRILLIC for c in "".join(re.findall("[A-Za-z]", said))):
        return said
    # where one word was certainly meant in Cyrillic, one that reads the same in both alphabets was meant so too
    return "".join(TO_CYRILLIC.get(c, c) for c in said)


def _one_alphabet(word: str) -> str:
    latin = [c for c in word if c.isascii()]
    cyrillic = [c for c in word if not c.isascii()]
    if not latin or not cyrillic:
        return word
    if all(c in TO_CYRILLIC for c in latin) and not all(c in TO_LATIN for c in cyrillic):
        said = "".join(TO_CYRILLIC.get(c, c) for c in word)
    elif all(c in TO_LATIN for c in cyrillic) and not all(c in TO_CYRILLIC for c in latin):
        said = "".join(TO_LATIN.get(c, c) for c in word)
    else:
        return word
    # a brand such as «ЭкоCAR» changes alphabet on purpose, and its letter case with it
    return said if said.isupper() or said.islower() or said.istitle() else word
