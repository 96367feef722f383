"""Requests to Sheets and Drive: each with a time-out, reads repeated with patience, no write that may have been done."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from functools import partial
from itertools import count
from json import loads
from typing import Any

from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import Request
from gspread.http_client import FileType, HTTPClient, ParamsType
from requests import Response, Session
from requests.exceptions import RequestException

from sheets_crm.books.google.account import Account
from sheets_crm.books.google.answers import UNAUTHORIZED, never_sent, of_answer, of_exception
from sheets_crm.books.google.failures import GoogleError, may_have_landed
from sheets_crm.model.settings import GoogleSettings

SHEETS, DRIVE = "https://sheets.googleapis.com", "https://www.googleapis.com"
TIMEOUTS = 10.0, 190.0
"""Seconds to connect, and to wait for data: Google gives up on a request of its own after 180."""
TRIES = 7
TRIES_OFFLINE = 4
PATIENCE = 150.0
"""Seconds that waiting may take in all; quotas are filled up every minute."""
READ_BY_POST = ("ByDataFilter",)
AGENT = "sheets-crm (gzip)"
"""Google compresses its answers only for those who say gzip here, too."""


class GoogleClient(HTTPClient):
    """gspread's client with our manners; gspread's own objects (`Client`, `Spreadsheet`) work over it as well."""

    def __init__(
        self,
        account: Account,
        settings: GoogleSettings,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
        patience: float = PATIENCE,
    ) -> None:
        """Take the account, and the addresses; nothing is sent yet. `chance` yields numbers from 0 to 1; `patience` is in s."""
        super().__init__(account.credentials, Session())
        self.auth = account.credentials
        self.account = account
        self.token_request = partial(Request(Session()), timeout=TIMEOUTS[0])
        self.bases = ((SHEETS, settings.sheets_url.rstrip("/")), (DRIVE, settings.drive_url.rstrip("/")))
        self.sleep, self.clock, self.chance, self.patience = sleep, clock, chance, patience
        self.session.headers["User-Agent"] = AGENT
        self.set_timeout(TIMEOUTS)

    def request(
        self,
        method: str,
        endpoint: str,
        params: ParamsType | None = None,
        data: bytes | None = None,
        json: Mapping[str, Any] | None = None,
        files: FileType = None,
        headers: MutableMapping[str, str] | None = None,
    ) -> Response:
        """Send one request and return its answer, or raise a GoogleError.

        Reads are repeated while the trouble is a passing one; a write only when it surely was not done. A write that got no
        clear answer raises MayHaveLandedError.
        """
        reading = is_read(method, endpoint)
        about = {"params": params, "data": data, "json": json, "files": files, "headers": headers}
        began = self.clock()
        for attempt in count():
            found, again = self._try(method, endpoint, about, reading=reading)
            if isinstance(found, Response):
                return found
            wait = max(found.wait or 0, 2**attempt + self.chance())
            tries = TRIES_OFFLINE if found.trouble == "network" else TRIES
            if not again or attempt + 1 >= tries or self.clock() - began + wait > self.patience:
                raise found
            self.sleep(wait)
        raise AssertionError

    def spreadsheet(
        self, identifier: str, fields: str, ranges: Sequence[str] = (), keep: Callable[[bytes], None] | None = None
    ) -> dict[str, Any]:
        """Return a spreadsheet as far as `fields` asks for it; `ranges` (A1) None of them is all sheets.

        `keep` gets the answer as it came.
        """
        params: ParamsType = {"fields": fields, "prettyPrint": "false"}
        if ranges:
            params["ranges"] = list(ranges)
        answer = self.request("get", f"{SHEETS}/v4/spreadsheets/{identifier}", params).content
        if keep:
            keep(answer)
        return dict(loads(answer))

    def drive_file(self, identifier: str, fields: str) -> dict[str, Any]:
        """Return what Drive knows of a file, as far as `fields` asks for it."""
        params: ParamsType = {"fields": fields, "supportsAllDrives": "true"}
        return dict(self.request("get", f"{DRIVE}/drive/v3/files/{identifier}", params).json())

    def _try(self, method: str, endpoint: str, about: Mapping[str, Any], *, reading: bool) -> tuple[Response | GoogleError, bool]:
        """Send a request once; with an error goes whether it may be sent again."""
        where, email = place_of(endpoint), self.account.email
        try:
            answer = self._send(method, endpoint, about)
        except (RequestException, GoogleAuthError) as error:
            wrong, safe = of_exception(error, where, email), reading or never_sent(error)
        else:
            found = of_answer(answer, where, email, reading=reading)
            if found is None:
                return answer, False
            wrong, safe = found, reading or found.trouble == "quota"
        if wrong.passing and not safe:
            return may_have_landed(wrong), False
        return wrong, wrong.passing

    def _send(self, method: str, endpoint: str, about: Mapping[str, Any]) -> Response:
        """Send a signed request; a token that Google no longer takes is renewed once (nothing was done with it).

        google-auth's own session would do it, too, but asks a third service in the background for what Workspace never uses.
        """
        if not self.auth.valid:
            self._renew()
        answer = self._signed(method, endpoint, **about)
        if answer.status_code == UNAUTHORIZED:
            self._renew()
            answer = self._signed(method, endpoint, **about)
        return answer

    def _renew(self) -> None:
        self.auth.refresh(self.token_request)  # type: ignore[no-untyped-call]

    def _signed(self, method: str, endpoint: str, headers: Mapping[str, str] | None = None, **about: Any) -> Response:  # noqa: ANN401
        signed = dict(headers or {})
        self.auth.apply(signed)  # type: ignore[no-untyped-call]
        return self.session.request(method, self._moved(endpoint), headers=signed, timeout=self.timeout, **about)

    def _moved(self, endpoint: str) -> str:
        for usual, base in self.bases:
            if endpoint.startswith(f"{usual}/"):
                return base + endpoint.removeprefix(usual)
        return endpoint


def is_read(method: str, endpoint: str) -> bool:
    """Say whether a request changes nothing, so that it may be repeated."""
    verb = endpoint.rpartition(":")[2]
    return method.upper() in {"GET", "HEAD"} or (verb.startswith(("get", "batchGet")) and verb.endswith(READ_BY_POST))


def place_of(endpoint: str) -> str:
    """Return the name of the book that an endpoint is about, for messages; "" when it is about none."""
    parts = endpoint.split("/")
    for folder in ("spreadsheets", "files"):
        if folder in parts[:-1]:
            return f"google:{parts[parts.index(folder) + 1].partition(':')[0].partition('?')[0]}"
    return ""
