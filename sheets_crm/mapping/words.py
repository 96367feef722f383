"""Headers and sheet names as bare words, so that «Тел.\u00a0(раб.) №2» and «телефон» can meet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache


def bag(words: str) -> frozenset[str]:
    """Return a set of words written with spaces between them."""
    return frozenset(words.split())


INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
CAMEL = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")
BRACKETS = re.compile(r"[(\[{].*?[)\]}]")
TOKEN = re.compile(r"[^\W\d_]+|\d+|[№#]")
EMAIL = re.compile(r"\b[eе][\s_-]*(?:mail|мейл|майл|мэйл)s?\b", re.IGNORECASE)
MIXED = re.compile("[a-z][а-я]|[а-я][a-z]")
LATIN_TWINS = str.maketrans("abcehkmoptxy", "авсенкмортху")
CYRILLIC_TWINS = str.maketrans("авсенкмортху", "abcehkmoptxy")

UNITS = bag("руб рубль рублей рубли р ₽ rub rur usd eur долл евро тыс шт мин час ч кг лет дд мм гг гггг dd mm yy yyyy")
MODIFIERS = bag(
    "контактный контактная контактное контактные основной основная главный дополнительный дополнительная доп рабочий "
    "рабочая раб личный личная мобильный моб домашний домашняя дом сотовый сот городской гор другой другая частный "
    "корпоративный корп прямой номер номера первый второй второе текущий для связи рассылок полный полная наш primary main "
    "home work business mobile personal other direct corporate private value additional secondary number full"
)
OF_CLIENT = bag(
    "клиента клиентов покупателя заказчика контакта контакты контакт лида компании организации человека персоны client "
    "clients customer customers contact contacts lead company person"
)
OF_OTHERS = bag(
    "менеджер менеджера сотрудник сотрудника ответственный ответственного поставщик поставщика продавец продавца ассистент "
    "ассистента секретарь сделка сделки факс факса банк банка создал изменил manager assistant staff employee supplier "
    "seller agent deal fax label type display phonetic yomi created modified country страна"
)
MEANINGLESS = re.compile(r"(?:(?:столбец|колонка|поле|column|col|field|unnamed|f|c|x|v)\s*)?\d*|[a-z]", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def tokens(text: str) -> tuple[str, ...]:
    """Split a header into bare lower-case words and numbers: no case, ё, punctuation, or letters of the wrong alphabet."""
    plain = EMAIL.sub(" email ", INVISIBLE.sub("", text))
    plain = CAMEL.sub(" ", plain).casefold().replace("ё", "е").replace("#", "№")
    return tuple(_one_alphabet(word) if MIXED.search(word) else word for word in TOKEN.findall(plain))


def _one_alphabet(word: str) -> str:
    latin = sum("a" <= letter <= "z" for letter in word)
    return word.translate(LATIN_TWINS if 2 * latin <= len(word) else CYRILLIC_TWINS)


@lru_cache(maxsize=20_000)
def phrase(text: str) -> str:
    """Return a header as one string of bare words."""
    return " ".join(tokens(text))


def meaningless(title: str) -> bool:
    """Say whether a header tells nothing: blank, a number, «Столбец3», `Unnamed: 0`, `A`."""
    return MEANINGLESS.fullmatch(phrase(title)) is not None


def readings(title: str, kind: str) -> Iterator[tuple[str, float]]:
    """Yield ever looser readings of a header as phrases, each with how much (0..1) of its certainty is left.

    What stands in brackets, numbers, units and harmless words (рабочий, основной, клиента) fall away, unless a word
    says that the column is about somebody else.
    """
    whole, outside = tokens(title), tokens(BRACKETS.sub(" ", title))
    yield " ".join(whole), 1.0
    if any(word in OF_OTHERS for word in whole):
        return
    spare = MODIFIERS | OF_CLIENT if kind == "clients" else MODIFIERS
    for words, left in ((whole, 0.97), (outside, 0.95)):
        counted = [word for word in words if not word.isdigit() and word not in UNITS and (word != "№" or len(words) == 1)]
        yield " ".join(counted), left
        yield " ".join(word for word in counted if word not in spare), left - 0.06
