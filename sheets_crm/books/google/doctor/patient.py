"""The spreadsheet that is looked at, and what the checks before have found out: each question is asked of Google once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from google.auth.exceptions import GoogleAuthError
from requests.exceptions import RequestException

from sheets_crm.books.google.account import Account, sign_in
from sheets_crm.books.google.addressing import book_name, spreadsheet_id
from sheets_crm.books.google.answers import of_exception
from sheets_crm.books.google.book import google_snapshot
from sheets_crm.books.google.client import GoogleClient
from sheets_crm.books.google.failures import GoogleError
from sheets_crm.books.google.keyfiles import KEY_FILE, key_path
from sheets_crm.books.google.person import CLIENT_FILE, Speak, consent_path
from sheets_crm.books.google.reading.book import read_book
from sheets_crm.books.google.reading.snapshot import Reading
from sheets_crm.books.google.writing.plain import plainly
from sheets_crm.mapping.binding import Bound
from sheets_crm.model.checkup import Outcome
from sheets_crm.model.settings import GoogleSettings
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text

PATIENCE = 3.0
"""Seconds: a hiccup of the network is ridden over once, and then told."""
Json = Mapping[str, Any]


@dataclass
class GooglePatient:
    """A spreadsheet as a person named it.

    `bind` finds the tables in what was read, `own_tabs` are the names of the program's tabs, `day_first` how it takes dates.
    `speak` says a message to the person at the terminal; None: nobody sits there.
    """

    named: str
    settings: GoogleSettings
    folder: Path
    bind: Callable[[Snapshot], Bound]
    own_tabs: frozenset[str] = frozenset()
    day_first: bool = True
    speak: Speak | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    account: Account | None = None
    client: GoogleClient | None = None
    clock_off: float | None = None
    """Seconds by which our clock is ahead of Google's; None when it is not known."""
    sheets: Json | GoogleError | None = None
    """What Sheets said when it was asked for the spreadsheet."""
    quota: GoogleError | None = None
    facts: dict[str, Json] = field(default_factory=dict)

    @cached_property
    def identifier(self) -> str:
        """The spreadsheet's ID; UsageError when the name holds none."""
        return spreadsheet_id(self.named)

    @property
    def name(self) -> str:
        """The one name of the book."""
        return book_name(self.identifier)

    @property
    def key(self) -> Path:
        """Where the file lies by which the program signs in."""
        return key_path(self.settings, self.folder, CLIENT_FILE if self.settings.sign_in == "person" else KEY_FILE)

    @property
    def consent(self) -> Path:
        """Where a person's consent lies."""
        return consent_path(self.key)

    @property
    def email(self) -> str:
        """Who we are to Google, as far as it is known."""
        return self.account.email if self.account else ""

    def sign_in(self) -> Account:
        """Sign in and get a token; GoogleError says why that did not work."""
        account = sign_in(self.settings, self.folder, self.speak)
        client = GoogleClient(account, self.settings, patience=PATIENCE)
        try:
            account.credentials.refresh(client.token_request)  # type: ignore[no-untyped-call]
        except (GoogleAuthError, RequestException) as error:
            raise of_exception(error, self.name, account.email) from error
        self.account, self.client = account, client
        return account

    def known_as(self, email: str) -> None:
        """Note who we are, which only Google knows of a person."""
        assert self.client is not None
        assert self.account is not None
        self.account = self.client.account = Account(self.account.credentials, email)

    @property
    def signed_in(self) -> GoogleClient:
        """The client of who is signed in."""
        assert self.client is not None, "the checks that ask Google need the sign-in"
        return self.client

    @cached_property
    def reading(self) -> Reading:
        """The whole spreadsheet."""
        return read_book(self.signed_in, self.identifier)

    @cached_property
    def bound(self) -> Bound:
        """The spreadsheet with its tables."""
        return self.bind(plainly(google_snapshot(self.reading, self.email)))


def asking(look: Callable[[GooglePatient], Outcome]) -> Callable[[GooglePatient], Outcome]:
    """Tell a quota that is used up apart from all that a check is about: then nothing was found out."""

    def looked(patient: GooglePatient) -> Outcome:
        try:
            return look(patient)
        except GoogleError as error:
            if error.trouble != "quota":
                raise
            patient.quota = error
            return Outcome("untried", Text("Google пока не отвечает на вопросы", "Google answers no questions for now"))

    return looked
