"""How people name a Google spreadsheet: `google:ID`, or the address that the browser shows."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from sheets_crm.errors import UsageError
from sheets_crm.model.text import Text

PREFIX = "google:"
HOSTS = frozenset({"docs.google.com", "drive.google.com", "sheets.google.com"})
ID = re.compile(r"[A-Za-z0-9_-]{10,200}")
IN_PATH = re.compile(r"/d/([^/]+)")
PUBLISHED = re.compile(r"/d/e/")


def is_google(name: str) -> bool:
    """Say whether a book's name means a Google spreadsheet, be it well written or not."""
    return name.startswith(PREFIX) or urlsplit_or_none(name) in HOSTS


def spreadsheet_id(name: str) -> str:
    """Return the ID of the spreadsheet that a name means; UsageError when there is none in it."""
    said = name.strip()
    if said.startswith(PREFIX) and "://" not in said:
        found = said.removeprefix(PREFIX).strip()
    else:
        found = in_address(said.removeprefix(PREFIX))
    if ID.fullmatch(found):
        return found
    raise UsageError(
        Text("в этом адресе нет идентификатора Google Таблицы", "this address holds no ID of a Google spreadsheet"),
        where=name,
        mend=Text(
            "Скопируйте адрес таблицы из строки браузера: он начинается с https://docs.google.com/spreadsheets/d/",
            "Copy the spreadsheet's address from the browser: it starts with https://docs.google.com/spreadsheets/d/",
        ),
    )


def in_address(address: str) -> str:
    """Return the ID in a URL; "" when there is none, UsageError for a page that was published to the web."""
    parts = urlsplit(address)
    if PUBLISHED.search(parts.path):
        raise UsageError(
            Text(
                "это опубликованная копия таблицы, в ней ничего не исправить", "this is a published copy, which cannot be written"
            ),
            where=address,
            mend=Text("Откройте саму таблицу и скопируйте её адрес", "Open the spreadsheet itself and copy its address"),
        )
    found = IN_PATH.search(parts.path)
    return found[1] if found else parse_qs(parts.query).get("id", [""])[0]


def urlsplit_or_none(name: str) -> str | None:
    """Return the host of a URL in lower case; None when it is no URL."""
    try:
        return urlsplit(name).hostname
    except ValueError:
        return None


def book_name(identifier: str) -> str:
    """Return the one name that a spreadsheet goes by in journals and configs, however a person wrote it."""
    return f"{PREFIX}{identifier}"


def known_as(name: str) -> str:
    """Return the one name of a book that lives at an address: two ways to write a spreadsheet's address are one book."""
    try:
        return book_name(spreadsheet_id(name)) if is_google(name) else name
    except UsageError:
        return name
