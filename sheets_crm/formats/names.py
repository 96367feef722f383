"""Names of clients and staff (A5, G3): spaces, stray letter case, quotes and legal forms; the order of ФИО is never guessed."""

from __future__ import annotations

import re
from typing import Literal

from sheets_crm.formats.alphabets import HAS_CYRILLIC, TO_CYRILLIC, WORD, same_letters
from sheets_crm.formats.clean import not_text, says_nothing, squeeze
from sheets_crm.formats.people import COMPANY_WORDS, FORMS, SAFE_FORMS, capital, is_fio, is_one_name
from sheets_crm.formats.verdict import Doubt, Repair, Verdict
from sheets_crm.model.cells import CellError, CellValue
from sheets_crm.model.text import Text

Whose = Literal["client", "person"]
Kind = Literal["company", "person"]


NAME = Text("имени", "a name")
TIDIED = Text("имя приведено к единому виду", "name tidied")
SPACES = Text("лишние пробелы убраны", "stray spaces removed")

LATIN_FORMS = re.compile(r"\b(?:LLC|Ltd|Inc|GmbH|Corp|LLP|PLC|S\.A\.|s\.r\.o\.)(?=\W|$)", re.IGNORECASE)

PAIRED = tuple(
    re.compile(rf"(?<![\w.])(?:{opening})(?=\S)(?P<inside>[^«»\"“”„‟]+?)(?<=\S)(?:{closing})(?![\w])")
    for opening, closing in (('"', '"'), ("“", "”"), ("„", "[“”]"), ("<<", ">>"), ("''", "''"))
)
CLEAN = re.compile(
    r"(?!.*Фгуп)[А-ЯЁ][а-яё]{3,}(?: [А-ЯЁ][а-яё]{3,})*"
    rf"|(?:{'|'.join(sorted(SAFE_FORMS))}) «[А-ЯЁа-яё0-9]+(?:[ -][А-ЯЁа-яё0-9]+)*»"
)
GLUED = re.compile(rf"\b({'|'.join(sorted(FORMS))})(?=[«\"“„])")
LOOSE = re.compile(r"«\s+|\s+»")


def judge(value: CellValue, whose: Whose = "client") -> Verdict:
    """Judge a name: what is certain is mended, a cell without any letter or digit is a doubt."""
    if isinstance(value, CellError) or not isinstance(value, str):
        return not_text(value, NAME)
    if CLEAN.fullmatch(value):
        return None
    text = "\n".join(filter(None, map(squeeze, value.splitlines())))
    if not text:
        return None
    if says_nothing(text) or not any(c.isalnum() for c in text):
        return Doubt(
            Text(f"Вместо имени «{text}»", f"“{text}” instead of a name"),
            Text("Впишите, кто это, или оставьте ячейку пустой", "Type who it is, or leave the cell empty"),
        )
    said = same_letters(text)
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
    if is_fio(said):
        return "person"
    return "company" if COMPANY_WORDS.intersection(words) else None


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
    if not is_fio(text) and not (whose == "person" and is_one_name(text)):
        return text
    words = text.split(" ")
    return " ".join(capital(word, first=at == 0) for at, word in enumerate(words))
