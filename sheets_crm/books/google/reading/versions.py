"""Who was at work in a spreadsheet, and when, as far as Drive tells: never in which cells (G10)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from gspread.http_client import ParamsType

from sheets_crm.books.google.client import DRIVE, GoogleClient
from sheets_crm.books.google.failures import GoogleError
from sheets_crm.model.witness import Saved, local_moment

FIELDS = "nextPageToken,revisions(modifiedTime,lastModifyingUser(displayName,me))"
MOST = 1000
"""Entries of an answer."""


def history_of(client: GoogleClient, identifier: str) -> tuple[Saved, ...]:
    """Return the version history, oldest first; nothing where Drive does not give it to this account.

    Drive puts edits that follow each other into one entry, under the name of who made the last of them, and thins out old ones.
    """
    with suppress(GoogleError):
        told = [
            (local_moment(one.get("modifiedTime", "")), one.get("lastModifyingUser", {}))
            for one in _revisions(client, identifier)
        ]
        return tuple(Saved(at, "" if by.get("me") else by.get("displayName", "")) for at, by in told if at)
    return ()


def _revisions(client: GoogleClient, identifier: str) -> Iterator[dict[str, Any]]:
    params: ParamsType = {"fields": FIELDS, "pageSize": MOST}
    while True:
        answer = client.request("get", f"{DRIVE}/drive/v3/files/{identifier}/revisions", params).json()
        yield from answer.get("revisions", ())
        if not answer.get("nextPageToken"):
            return
        params["pageToken"] = answer["nextPageToken"]
