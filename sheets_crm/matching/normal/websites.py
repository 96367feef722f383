"""Websites as domains, so that www.vektor.ru, http://vektor.ru/kontakty and info@vektor.ru meet."""

from __future__ import annotations

import re

from sheets_crm.matching.normal.emails import PUBLIC

HOST = re.compile(r"(?:[a-z]+://)?(?:www\.)?(?:[^\s/@]*@)?([^\s/:?#@]+\.[^\s/:?#@.]+)")
SHARED_HOSTS = PUBLIC | {
    "vk.com",
    "instagram.com",
    "facebook.com",
    "t.me",
    "ok.ru",
    "youtube.com",
    "avito.ru",
    "2gis.ru",
    "wa.me",
}


def domains(text: str) -> tuple[str, ...]:
    """Return the domains of a cell that belong to somebody, sorted; pages in social networks do not."""
    found = (HOST.fullmatch(part.partition("/")[0]) or HOST.match(part) for part in re.split(r"[;,\s]+", text.lower()))
    hosts = {one[1].removeprefix("www.") for one in found if one}
    return tuple(sorted(hosts - SHARED_HOSTS))
