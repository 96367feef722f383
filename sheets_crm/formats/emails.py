"""E-mails (A8, G3): the address as it must be written; what only looks like one is a doubt with the likely address."""

from __future__ import annotations

import re

from email_validator import EmailNotValidError, validate_email

from sheets_crm.formats.clean import LOOKALIKES, NOTHING, not_text, squeeze
from sheets_crm.formats.verdict import Doubt, Repair, Verdict
from sheets_crm.model.cells import CellError, CellValue
from sheets_crm.model.text import Text

EMAIL = Text("адреса e-mail", "an e-mail address")
TIDIED = Text("адрес e-mail приведён к единому виду", "e-mail address tidied")

PLAIN = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}")
LONGEST, LONGEST_LOCAL, LONGEST_LABEL = 254, 64, 63
ADDRESS = re.compile(r"[^\s<>()\[\]{},;:|/\\\"«»„“”]+@[^\s<>()\[\]{},;:|/\\\"«»„“”]+")
MAILTO = re.compile(r"\bmailto:\s*", re.IGNORECASE)
SPACED = re.compile(r"([^\s@,;<>:]+)\s*@\s*([^\s@,;<>:]+)")
BETWEEN = re.compile(r"[\s;,/|]*(?:\b(?:и|или|and|or)\b)?[\s;,/|]*", re.IGNORECASE)
LABEL = re.compile(r"^(?:(?:e-?mail|mail|почта|эл\.? ?почта)\s*[:.]\s*)", re.IGNORECASE)
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
LATIN = re.compile("[a-z]", re.IGNORECASE)
SPOKEN = re.compile(r"\s*[(\[]\s*(?:at|собака|эт)\s*[)\]]\s*", re.IGNORECASE)
MISSPELLED = {
    wrong: right
    for right, wrongs in {
        "gmail": "gmial gmai gamil gnail gmil gmaill",
        "yandex": "yandx yadnex yndex yandeks",
        "rambler": "ramber ramler",
        "hotmail": "hotmial hotmai",
        "outlook": "outlok",
        "icloud": "iclod iclaud",
        "yahoo": "yaho",
    }.items()
    for wrong in wrongs.split()
}
TYPOS = {
    wrong: right
    for right, wrongs in {
        "gmail.com": "gmail.con gmail.cm gmail.om gmail.coom",
        "mail.ru": "mail.ry mail.tu mail.rru mail.ruu maill.ru",
        "yandex.ru": "yandex.ry yandex.tu yandex.rru",
        "rambler.ru": "rambler.ry rambler.tu",
        "hotmail.com": "hotmail.con",
        "outlook.com": "outlook.con",
        "icloud.com": "icloud.con",
        "yahoo.com": "yahoo.con",
    }.items()
    for wrong in wrongs.split()
}


def judge(value: CellValue) -> Verdict:
    """Judge an e-mail cell (A8): several addresses stay several, and names beside them stay."""
    if isinstance(value, CellError) or not isinstance(value, str):
        return not_text(value, EMAIL)
    if PLAIN.fullmatch(value) and _short_enough(value):
        return _typo(value)
    text = squeeze(value)
    if not text:
        return None
    said = _tidy(text)
    if isinstance(said, Doubt):
        return said
    if said == value:
        return None
    return Repair(said, TIDIED) if _tidy(said) == said else _unreadable(text)


def addresses(value: CellValue) -> tuple[str, ...]:
    """Return the addresses that a cell certainly holds, lower-case, for comparing; none when the cell is doubtful."""
    verdict = judge(value)
    text = verdict.value if isinstance(verdict, Repair) else value
    if isinstance(verdict, Doubt) or not isinstance(text, str):
        return ()
    return tuple(found[0].lower() for found in ADDRESS.finditer(text))


def _tidy(text: str) -> str | Doubt:
    text = LABEL.sub("", MAILTO.sub("", text)).strip(" ;,'’`")
    spaced = SPACED.fullmatch(text.rstrip("."))
    return _rewrite(f"{spaced[1]}@{spaced[2]}" if spaced else text)


def _rewrite(text: str) -> str | Doubt:
    """Put every address of a cell right, in place, and keep the words around; or say what stands in the way."""
    found = list(ADDRESS.finditer(text))
    if not found or text.count("@") != len(found):
        return _unreadable(text)
    out, end = "", 0
    for one in found:
        address = _address(one[0])
        if not isinstance(address, str):
            return address or _unreadable(text if len(found) == 1 else one[0])
        words = text[end : one.start()]
        if len(found) == 1 and not words.strip(" <") and not text[one.end() :].strip(" >.,;"):
            return address
        if end and not words.strip(" <>;,/|"):
            words = f"{'>' if '>' in words else ''}; {'<' if '<' in words else ''}"
        elif end and BETWEEN.fullmatch(words):
            words = "; "
        out, end = out + words + address, one.end()
    rest = text[end:]
    if len(found) == 1 and re.match(r",\s*\w{2,4}$", rest) and _likely(text):
        return _wrong(text, _likely(text) or "")
    return (out + rest).strip()


def _address(written: str) -> str | Doubt | None:
    local, _, domain = written.strip(".'").partition("@")
    address = f"{local}@{domain.rstrip('.').lower()}"
    if _mixed(local, domain):
        return _lookalike(written, "".join(LOOKALIKES.get(c, c) for c in local) + "@" + _latin_domain(domain))
    if "@" in domain or not _valid(address):
        return None
    return _typo(address) or address


def _mixed(local: str, domain: str) -> bool:
    """Whether Cyrillic stands where Latin was meant: both in one word, or a Cyrillic word that reads as a Latin one."""
    if CYRILLIC.search(local) and not CYRILLIC.search(domain):
        return True
    if LATIN.search(local) and CYRILLIC.search(local):
        return True
    labels = domain.split(".")
    if any(LATIN.search(label) and CYRILLIC.search(label) for label in labels):
        return True
    return bool(CYRILLIC.search(labels[-1])) and all(c in LOOKALIKES for c in labels[-1])


def _latin_domain(domain: str) -> str:
    return "".join(LOOKALIKES.get(c, c) for c in domain).lower()


def _valid(address: str) -> bool:
    if PLAIN.fullmatch(address):
        return _short_enough(address)
    labels = address.rpartition("@")[2].split(".")
    if len(labels) == 1 or len(labels[-1]) == 1 or labels[-1].isdigit():
        return False
    try:
        # a client book may hold test and intranet domains: whether mail gets there is not a question of format
        validate_email(address, check_deliverability=False, globally_deliverable=False, strict=False)
    except (EmailNotValidError, ValueError):
        return False
    return True


def _short_enough(address: str) -> bool:
    local, _, domain = address.partition("@")
    return len(address) <= LONGEST and len(local) <= LONGEST_LOCAL and max(map(len, domain.split("."))) <= LONGEST_LABEL


def _likely(text: str) -> str | None:
    """Return the address that was probably meant; None when nothing comes near."""
    tried = SPOKEN.sub("@", text).replace(" ", "")
    tried = re.sub("@+", "@", tried)
    local, _, domain = tried.partition("@")
    domain = re.sub(r"[,;:/]|\.{2,}", ".", domain).strip(".")
    local = re.sub(r"\.{2,}", ".", local).strip(".")
    likely = "".join(LOOKALIKES.get(c, c) for c in local) + "@" + _latin_domain(domain)
    likely = likely.replace("@" + domain, "@" + _spelled(domain))
    return likely if PLAIN.fullmatch(likely) and likely != text else None


def _typo(address: str) -> Doubt | None:
    local, _, domain = address.rpartition("@")
    likely = f"{local}@{_spelled(domain)}"
    if likely == address:
        return None
    return Doubt(
        Text(f"В адресе «{address}», похоже, опечатка", f"The address “{address}” seems to have a typing error"),
        Text(f"Возможно, это {likely}", f"It may be {likely}"),
    )


def _spelled(domain: str) -> str:
    """Return the domain of a great mail service that a misspelled one stands for; any other domain as it is."""
    name, dot, zone = domain.partition(".")
    return TYPOS.get(domain, MISSPELLED.get(name, name) + dot + zone)


def _lookalike(written: str, likely: str) -> Doubt:
    message = Text(
        f"В адресе «{written}» русские буквы вместо латинских",
        f"The address “{written}” has Cyrillic letters in place of Latin ones",
    )
    if PLAIN.fullmatch(likely):
        return Doubt(message, Text(f"Возможно, это {likely}", f"It may be {likely}"))
    return Doubt(message, Text("Наберите адрес латиницей заново", "Type the address again in Latin letters"))


def _wrong(text: str, likely: str) -> Doubt:
    return Doubt(
        Text(f"Адрес «{text}» записан с ошибкой", f"The address “{text}” has an error"),
        Text(f"Возможно, это {likely}", f"It may be {likely}"),
    )


def _unreadable(text: str) -> Doubt:
    if text.casefold().strip(" .") in NOTHING:
        return Doubt(
            Text(f"Вместо адреса e-mail «{text}»", f"“{text}” instead of an e-mail address"),
            Text("Если адреса нет, оставьте ячейку пустой", "Leave the cell empty when there is no address"),
            "note",
        )
    likely = _likely(text)
    if likely:
        return _wrong(text, likely)
    return Doubt(
        Text(f"«{text}» не похоже на адрес e-mail", f"“{text}” does not look like an e-mail address"),
        Text("Адрес пишется так: ivan@example.ru", "An address looks like this: ivan@example.com"),
    )
