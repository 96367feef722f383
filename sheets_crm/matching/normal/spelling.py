"""Words as skeletons: one Latin spelling for Берёзка, Berezka and БEPEЗКA, so that only what was meant is compared."""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

LATIN_TWINS = dict(zip("aceopxyABCEHKMOPTXYk", "асеорхуАВСЕНКМОРТХУк", strict=True))
CYRILLIC_TWINS = {cyrillic: latin for latin, cyrillic in LATIN_TWINS.items()}
HAS_LATIN, HAS_CYRILLIC = re.compile("[A-Za-z]"), re.compile("[А-Яа-яЁё]")
TO_CYRILLIC, TO_LATIN = str.maketrans(LATIN_TWINS), str.maketrans(CYRILLIC_TWINS)
LETTERS = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i", "к": "k",
        "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "c",
        "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia", "і": "i", "ї": "i", "є": "e",
        "ґ": "g", "ў": "u",
    }
)  # fmt: skip
SPELLINGS = (
    ("shch", "sh"), ("sch", "sh"), ("kh", "h"), ("ts", "c"), ("tz", "c"), ("yu", "iu"), ("ju", "iu"), ("ya", "ia"), ("ja", "ia"),
    ("yo", "e"), ("ye", "e"), ("x", "ks"), ("j", "i"), ("y", "i"), ("ph", "f"), ("w", "v"), ("ck", "k"),
)  # fmt: skip
"""Different systems of transliteration, and what the ear does not tell apart."""
ODD = re.compile("[^a-z0-9]")
REPEATED = re.compile(r"i+|([a-z])\1+")
WORD = re.compile(r"[^\W_]+(?:['’`][^\W_]+)?\.?")
GLUED = re.compile("(?<=[а-яё]{2})(?=[А-ЯЁ][а-яё]{2})")
KEYBOARD = str.maketrans("qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюё")
TYPED = re.compile(r"[a-z\[\];',.` -]+")
VOWEL = re.compile("[aeiou]")


def one_alphabet(word: str) -> str:
    """Put letters of the wrong alphabet right that look the same: a word that mixes them was meant in one."""
    if word.isascii() or not (HAS_LATIN.search(word) and HAS_CYRILLIC.search(word)):
        return word
    latin = [letter for letter in word if letter.isascii() and letter.isalpha()]
    cyrillic = [letter for letter in word if not letter.isascii()]
    if all(letter in CYRILLIC_TWINS for letter in cyrillic) and not all(letter in LATIN_TWINS for letter in latin):
        return word.translate(TO_LATIN)
    return word.translate(TO_CYRILLIC)


def one_text(text: str) -> str:
    """Put every word of a text into one alphabet; one that could be either takes that of the others."""
    if text.isascii() or not HAS_LATIN.search(text):
        return text
    words = [one_alphabet(word) for word in text.split()]
    if HAS_CYRILLIC.search("".join(words)):
        words = [_as_others(word) for word in words]
    return " ".join(words)


def _as_others(word: str) -> str:
    letters = [letter for letter in word if letter.isalpha()]
    return word.translate(TO_CYRILLIC) if letters and all(letter in LATIN_TWINS for letter in letters) else word


@lru_cache(maxsize=500_000)
def skeleton(word: str) -> str:
    """Return the one Latin spelling of a word, small letters and digits only; "" when nothing is left."""
    plain = one_alphabet(word).lower().translate(LETTERS)
    if not plain.isascii():
        plain = anyascii(plain).lower()
    for spelt, meant in SPELLINGS:
        if spelt in plain:
            plain = plain.replace(spelt, meant)
    return REPEATED.sub(lambda run: run[1] or "i", ODD.sub("", plain))


def words(text: str) -> list[str]:
    """Split a text into words, each with the full stop behind it; names glued together (ИванПетров) come apart."""
    return WORD.findall(GLUED.sub(" ", text))


def retyped(text: str) -> str | None:
    """Return what was meant if the keyboard was left in English: `Bdfyjd` is `иванов`; None where that cannot be.

    Only a text of Latin letters most of which have no vowels, as no name has, can be such a slip.
    """
    low = text.lower()
    if not low.isascii() or not TYPED.fullmatch(low):
        return None
    letters = sum(letter.isalpha() for letter in low)
    vowels = len(VOWEL.findall(low))
    return low.translate(KEYBOARD) if letters >= LEAST_TYPED and vowels * VOWELS_AT_LEAST <= letters else None


LEAST_TYPED = 4
VOWELS_AT_LEAST = 3
"""Latin names have a vowel in every three letters; Russian ones typed in the wrong layout seldom do."""
