"""Names of clients and staff (A5, G3): spaces, stray letter case, quotes and legal forms; the order of ФИО is never guessed."""

from __future__ import annotations

import re
from typing import Literal

from sheets_crm.formats.clean import not_text, says_nothing, squeeze
from sheets_crm.formats.given_names import GIVEN_NAMES
from sheets_crm.formats.verdict import Doubt, Repair, Verdict
from sheets_crm.model.cells import CellError, CellValue
from sheets_crm.model.text import Text

Whose = Literal["client", "person"]
Kind = Literal["company", "person"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NAME = Text("имени", "a name")
TIDIED = Text("имя приведено к единому виду", "name tidied")
SPACES = Text("лишние пробелы убраны", "stray spaces removed")

FORMS = _words("ООО ОАО ЗАО ПАО НАО АО ИП ТОО ОДО ГУП МУП ФГУП ГБУ МБУ МБОУ МКУ ФГБУ АНО НКО КФХ ТСЖ ПК ЧП")
SAFE_FORMS = _words("ООО ОАО ЗАО ПАО АО ИП ТОО ГУП МУП ФГУП АНО")
"""Forms that are no words of their own, so that «ооо» can only be one of them."""
LATIN_FORMS = re.compile(r"\b(?:LLC|Ltd|Inc|GmbH|Corp|LLP|PLC|S\.A\.|s\.r\.o\.)(?=\W|$)", re.IGNORECASE)
COMPANY_WORDS = _words("""
    банк завод фабрика магазин школа клиника салон студия фирма компания корпорация холдинг агентство кафе ресторан отель
    гостиница аптека больница поликлиника университет институт администрация фонд союз ассоциация кооператив предприятие
    комбинат типография автосервис стоматология""")
PARTICLES = _words("оглы кызы де фон ван дер да ди ибн бин эль аль заде")
PATRONYMIC = re.compile(
    r"[а-яё]{2,}(?:ович|евич|ьич|иевич|овна|евна|ична|инична)|ильич|фомич|лукич|кузьмич|саввич|никитич", re.IGNORECASE
)
SURNAME = re.compile(
    r"[а-яё]{2,}(?:ов|ев|ёв|ин|ын|ова|ева|ёва|ина|ына|ский|ская|цкий|цкая|ской|цкой|енко|чук|юк|ян|дзе|швили|ых|их|ич|ой|ая)",
    re.IGNORECASE,
)
MALE = re.compile("(?:[оеё]в|[иы]н|[сц]кий|[сц]кой)$")
MEN_LIKE_WOMEN = _words("никита илья савва данила вася игорь лазарь")
INITIALS = re.compile(r"(?:[А-ЯЁ]\.\s?){1,2}", re.IGNORECASE)
CYRILLIC_WORD = re.compile(r"[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*")
HAS_CYRILLIC, HAS_LATIN = re.compile("[А-Яа-яЁё]"), re.compile("[A-Za-z]")

TO_CYRILLIC = dict(zip("aceopxyABCEHKMOPTXY", "асеорхуАВСЕНКМОРТХУ", strict=True))
TO_LATIN = {cyrillic: latin for latin, cyrillic in TO_CYRILLIC.items()}
WORD = re.compile(r"[A-Za-zА-Яа-яЁё]+")
PAIRED = tuple(
    re.compile(rf"(?<![\w.])(?:{opening})(?=\S)(?P<inside>[^«»\"“”„‟]+?)(?<=\S)(?:{closing})(?![\w])")
    for opening, closing in (('"', '"'), ("“", "”"), ("„", "[“”]"), ("<<", ">>"), ("''", "''"))
)
GLUED = re.compile(rf"\b({'|'.join(sorted(FORMS))})(?=[«\"“„])")
LOOSE = re.compile(r"«\s+|\s+»")
FIO = (2, 3, 4)


def judge(value: CellValue, whose: Whose = "client") -> Verdict:
    """Judge a name: what is certain is mended, a cell without any letter or digit is a doubt."""
    if isinstance(value, CellError) or not isinstance(value, str):
        return not_text(value, NAME)
    text = "\n".join(filter(None, map(squeeze, value.splitlines())))
    if not text:
        return None
    if says_nothing(text) or not any(c.isalnum() for c in text):
        return Doubt(
            Text(f"Вместо имени «{text}»", f"“{text}” instead of a name"),
            Text("Впишите, кто это, или оставьте ячейку пустой", "Type who it is, or leave the cell empty"),
        )
    said = _same_letters(text)
    if whose == "client":
        said = _forms(_quotes(said))
    said = _cased(said, whose)
    if said == value:
        return None
    return Repair(said, SPACES if said == text else TIDIED)


def kind_of(name: str) -> Kind | None:
    """Say whether a client is a company or a person, None when the name does not tell for certain (A5).

    A sole trader (ИП) counts as a company: contracts and invoices are made out to him as to one.
    """
    said = squeeze(name)
    words = [word.casefold() for word in WORD.findall(said)]
    if any(word.upper() in FORMS for word in WORD.findall(said) if word.isupper()) or LATIN_FORMS.search(said):
        return "company"
    if re.search('[«»„“”"0-9]', said):
        return "company" if re.search('«.+»|".+"|“.+”', said) else None
    if _is_fio(said):
        return "person"
    return "company" if COMPANY_WORDS.intersection(words) else None


def _same_letters(text: str) -> str:
    """Put a word that mixes alphabets by letters of one look into the alphabet that its other letters certainly belong to."""
    if not (HAS_LATIN.search(text) and HAS_CYRILLIC.search(text)):
        return text
    return WORD.sub(lambda found: _one_alphabet(found[0]), text)


def _one_alphabet(word: str) -> str:
    latin = [c for c in word if c.isascii()]
    cyrillic = [c for c in word if not c.isascii()]
    if not latin or not cyrillic:
        return word
    if len(latin) < len(cyrillic) and all(c in TO_CYRILLIC for c in latin) and not all(c in TO_LATIN for c in cyrillic):
        said = "".join(TO_CYRILLIC.get(c, c) for c in word)
    elif len(cyrillic) < len(latin) and all(c in TO_LATIN for c in cyrillic) and not all(c in TO_CYRILLIC for c in latin):
        said = "".join(TO_LATIN.get(c, c) for c in word)
    else:
        return word
    # a brand such as «ЭкоCAR» changes alphabet on purpose, and its letter case with it
    return said if said.isupper() or said.islower() or said.istitle() else word


def _quotes(text: str) -> str:
    """Bring paired quotes around Russian names to «»; inches, apostrophes and unpaired quotes stay."""
    if not HAS_CYRILLIC.search(text):
        return text
    text = GLUED.sub(r"\1 ", text)
    if text.count('"') <= 2:  # noqa: PLR2004 - quotes within quotes are beyond certainty
        for pattern in PAIRED:
            text = pattern.sub(r"«\g<inside>»", text)
    return LOOSE.sub(lambda found: found[0].strip(), text)


def _forms(text: str) -> str:
    """Write the legal form in capitals where it stands, first or last."""
    words = text.split(" ")
    if len(words) == 1:
        return text
    for at in (0, -1):
        cyrillic = "".join(TO_CYRILLIC.get(c, c) for c in words[at].upper().replace("3AO", "ЗАО").replace("3АО", "ЗАО"))
        others = words[1:] if at == 0 else words[:-1]
        if cyrillic in SAFE_FORMS and HAS_CYRILLIC.search(" ".join(others)):
            words[at] = cyrillic
    return " ".join(words)


def _cased(text: str, whose: Whose) -> str:
    """Give a ФИО its capitals where it certainly is one; all other letter case may be a brand's own."""
    form, _, rest = text.partition(" ")
    if form == "ИП" and rest:
        return f"{form} {_cased(rest, whose)}"
    if not _is_fio(text) and not (whose == "person" and _is_one_name(text)):
        return text
    words = text.split(" ")
    return " ".join(_capital(word, first=at == 0) for at, word in enumerate(words))


def _capital(word: str, *, first: bool) -> str:
    if INITIALS.fullmatch(word):
        return word.upper()
    if word.casefold() in PARTICLES and not first:
        return word.lower() if word.isupper() else word
    return "-".join(_title(part) for part in word.split("-")) if word.isupper() or word.islower() or _caps_lock(word) else word


def _title(part: str) -> str:
    return part.lower() if part.casefold() in PARTICLES else part.capitalize()


def _caps_lock(word: str) -> bool:
    return len(word) > 2 and word[0].islower() and word[1:].isupper()  # noqa: PLR2004


def _is_one_name(text: str) -> bool:
    return bool(CYRILLIC_WORD.fullmatch(text)) and (
        text.casefold() in GIVEN_NAMES or bool(PATRONYMIC.fullmatch(text)) or bool(SURNAME.fullmatch(text) and len(text) > 4)  # noqa: PLR2004
    )


def _is_fio(text: str) -> bool:
    """Whether text certainly is a person: a patronymic, initials behind or before a surname, or a given name beside a surname."""
    surname = re.sub(rf"^{INITIALS.pattern}|\s{INITIALS.pattern}$", "", text, flags=re.IGNORECASE).strip()
    if surname != text:
        return bool(CYRILLIC_WORD.fullmatch(surname)) and surname.upper() not in FORMS and len(surname) > 2  # noqa: PLR2004
    words = text.split(" ")
    if len(words) not in FIO or not all(CYRILLIC_WORD.fullmatch(word) for word in words):
        return False
    if any(word.upper() in FORMS or word.casefold() in COMPANY_WORDS for word in words):
        return False
    given = [at for at, word in enumerate(words) if word.casefold() in GIVEN_NAMES]
    if any(PATRONYMIC.fullmatch(word) for word in words):
        return len(words) > 2 or bool(given)  # noqa: PLR2004
    return len(words) == 2 and any(_agree(words[at].casefold(), words[1 - at].casefold()) for at in given)  # noqa: PLR2004


def _agree(given: str, surname: str) -> bool:
    """Whether these can be one person's: «Роза Ветров» is none."""
    woman = given[-1] in "аяь" and given not in MEN_LIKE_WOMEN
    return bool(SURNAME.fullmatch(surname)) and not (woman and MALE.search(surname))
