"""From how a person names a spreadsheet, and how the config says to sign in, to a book."""

from __future__ import annotations

from pathlib import Path

from sheets_crm.books.google.account import sign_in
from sheets_crm.books.google.addressing import spreadsheet_id
from sheets_crm.books.google.book import GoogleBook
from sheets_crm.books.google.client import GoogleClient
from sheets_crm.books.google.person import Speak
from sheets_crm.model.settings import GoogleSettings


def open_google(name: str, settings: GoogleSettings, folder: Path = Path(), speak: Speak | None = None) -> GoogleBook:
    """Return the spreadsheet that a person named, signed in to but not asked for yet.

    A relative key file starts from `folder`; `speak` is needed for a person's first consent, None where nobody sits.
    UsageError when the name holds no ID, GoogleError when the key file is wrong.
    """
    identifier = spreadsheet_id(name)
    return GoogleBook(identifier, GoogleClient(sign_in(settings, folder, speak), settings))
