"""E-mail addresses as their mailboxes: aliases of one mailbox are one."""

from __future__ import annotations

import re

from anyascii import anyascii

from sheets_crm.formats.people import words as listed
from sheets_crm.matching.normal.spelling import TO_LATIN

BETWEEN = re.compile(r"[;/|\s]+|,(?=[^,@]*@)")
SPACES = re.compile(r"\s*([@.,])\s*")
LABEL = re.compile(r"^(?:e-?mail|mail|почта|mailto)\s*:\s*", re.IGNORECASE)
BRACKETED = re.compile(r".*<([^<>]*@[^<>]*)>.*")
YANDEX = frozenset({"ya.ru", "yandex.com", "narod.ru", "yandex.by", "yandex.kz", "yandex.ua"})
DOTLESS = frozenset({"gmail.com"})
MISTYPED = {
    "gmail.com": "gmial.com gmai.com gmal.com gamil.com gmail.co gmail.con gmail.cm gmail.om gmail.ru gmaill.com gnail.com",
    "mail.ru": "mail.ri mail.tu mail.ry mai.ru mail.r maill.ru mial.ru meil.ru mail.rru",
    "yandex.ru": "yandeks.ru yadex.ru yandx.ru yndex.ru yandex.ri yandex.tu yandex.r yanex.ru yandexru jandex.ru yndx.ru",
    "rambler.ru": "ramler.ru rambler.ri ramblr.ru rambller.ru",
    "bk.ru": "bk.ri", "list.ru": "list.ri lst.ru", "inbox.ru": "inbox.ri inbx.ru imbox.ru",
}  # fmt: skip
"""How people mistype the domains where most have their mailbox."""
SAME_MAILBOX = {
    **dict.fromkeys(YANDEX, "yandex.ru"),
    "googlemail.com": "gmail.com",
    **{slip: meant for meant, slips in MISTYPED.items() for slip in slips.split()},
}
SPELT_AT = re.compile(r"\s*[(\[{]\s*(?:собака|at|эт)\s*[)\]}]\s*")
PUBLIC = listed(
    """
    gmail.com yandex.ru mail.ru bk.ru list.ru inbox.ru rambler.ru lenta.ru ro.ru hotmail.com outlook.com live.com yahoo.com
    icloud.com me.com aol.com internet.ru vk.com ukr.net tut.by msn.com gmx.de web.de proton.me protonmail.com
    """
)


def emails(text: str) -> tuple[str, ...]:
    """Return the mailboxes of a cell, sorted; what has no @ is none."""
    said = LABEL.sub("", SPACES.sub(r"\1", SPELT_AT.sub("@", text.strip().lower())))
    parts = (BRACKETED.sub(r"\1", part) for part in BETWEEN.split(said))
    return tuple(sorted({mailbox(part) for part in parts if "@" in part}))


def mailbox(address: str) -> str:
    """Return the mailbox that an address delivers to: no plus tag, no dots where they do not count, one of several domains."""
    plain = address.translate(TO_LATIN)
    plain = (plain if plain.isascii() else anyascii(plain)).replace(",", ".").strip("'\"<>().:;")
    local, _, domain = plain.partition("@")
    domain = SAME_MAILBOX.get(domain, domain)
    local = local.partition("+")[0] or local
    if domain in DOTLESS:
        local = local.replace(".", "")
    if domain == "yandex.ru":
        local = local.replace("-", ".")
    return f"{local}@{domain}"


def own_domain(address: str) -> str:
    """Return the domain of a mailbox or website if a company may own it; "" for those where anybody has a mailbox."""
    domain = address.rpartition("@")[2]
    return "" if domain in PUBLIC or "." not in domain else domain
