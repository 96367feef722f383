"""Names of people: which text certainly is one, and its capital letters."""

from __future__ import annotations

import re

from sheets_crm.formats.given_names import GIVEN_NAMES


def words(text: str) -> frozenset[str]:
    """Split a list of words."""
    return frozenset(text.split())


FORMS = words("ООО ОАО ЗАО ПАО НАО АО ИП ТОО ОДО ГУП МУП ФГУП ГБУ МБУ МБОУ МКУ ФГБУ АНО НКО КФХ ТСЖ ПК ЧП")
SAFE_FORMS = words("ООО ОАО ЗАО ПАО АО ИП ТОО ГУП МУП ФГУП АНО ТСЖ")
"""Forms that are no words of their own, so that «ооо» can only be one of them."""
COMPANY_WORDS = words("""
    банк завод фабрика магазин школа клиника салон студия фирма компания корпорация холдинг агентство кафе ресторан отель
    гостиница аптека больница поликлиника университет институт администрация фонд союз ассоциация кооператив предприятие
    комбинат типография автосервис стоматология""")
PARTICLES = words("оглы кызы де фон ван дер да ди ибн бин эль аль заде")
PATRONYMIC = re.compile(
    r"[а-яё]{2,}(?:ович|евич|ьич|иевич|овна|евна|ична|инична)|ильич|фомич|лукич|кузьмич|саввич|никитич", re.IGNORECASE
)
SURNAME = re.compile(
    r"[а-яё]{2,}(?:ов|ев|ёв|ин|ын|ова|ева|ёва|ина|ына|ский|ская|цкий|цкая|ской|цкой|енко|чук|юк|ян|дзе|швили|ых|их|ич|ой|ая)",
    re.IGNORECASE,
)
MALE = re.compile("(?:[оеё]в|[иы]н|[сц]кий|[сц]кой)$")
MEN_LIKE_WOMEN = words(
    """никита илья савва данила вася игорь лазарь лука фома женя саша паша миша коля дима серёжа вова володя толя витя костя
    лёша алёша петя гриша лёня боря гена юра федя ваня валя"""
)
INITIALS = re.compile(r"(?:[А-ЯЁ]\.\s?){1,2}", re.IGNORECASE)
CYRILLIC_WORD = re.compile(r"[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*")
FIO = (2, 3, 4)


def capital(word: str, *, first: bool) -> str:
    """Give one word of a name its capitals, where it has none, has nothing else, or was typed with Caps Lock on."""
    if INITIALS.fullmatch(word):
        return word.upper()
    if word.casefold() in PARTICLES and not first:
        return word.lower() if word.isupper() else word
    return "-".join(_title(part) for part in word.split("-")) if word.isupper() or word.islower() or _caps_lock(word) else word


def _title(part: str) -> str:
    return part.lower() if part.casefold() in PARTICLES else part.capitalize()


def _caps_lock(word: str) -> bool:
    return len(word) > 2 and word[0].islower() and word[1:].isupper()  # noqa: PLR2004


def is_one_name(text: str) -> bool:
    """Whether one word certainly is a given name, a patronymic or a surname."""
    return bool(CYRILLIC_WORD.fullmatch(text)) and (
        text.casefold() in GIVEN_NAMES or bool(PATRONYMIC.fullmatch(text)) or bool(SURNAME.fullmatch(text) and len(text) > 4)  # noqa: PLR2004
    )


def is_fio(text: str) -> bool:
    """Whether text certainly is a person: a patronymic, initials behind or before a surname, or a given name beside a surname."""
    surname = re.sub(rf"^{INITIALS.pattern}|\s{INITIALS.pattern}$", "", text, flags=re.IGNORECASE).strip()
    if surname != text:
        return bool(CYRILLIC_WORD.fullmatch(surname)) and surname.upper() not in FORMS and len(surname) > 2  # noqa: PLR2004
    parts = text.split(" ")
    if len(parts) not in FIO or not all(CYRILLIC_WORD.fullmatch(word) for word in parts):
        return False
    if any(word.upper() in FORMS or word.casefold() in COMPANY_WORDS for word in parts):
        return False
    given = [at for at, word in enumerate(parts) if word.casefold() in GIVEN_NAMES]
    if any(PATRONYMIC.fullmatch(word) for word in parts):
        return len(parts) > 2 or bool(given)  # noqa: PLR2004
    return len(parts) == 2 and any(_agree(parts[at].casefold(), parts[1 - at].casefold()) for at in given)  # noqa: PLR2004


def _agree(given: str, surname: str) -> bool:
    """Whether these can be one person's: «Роза Ветров» is none."""
    woman = given[-1] in "аяь" and given not in MEN_LIKE_WOMEN
    return bool(SURNAME.fullmatch(surname)) and not (woman and MALE.search(surname))
