"""Parts of a spreadsheet closed to some of the people who edit it, by protected ranges (H8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from sheets_crm.books.google.book import GoogleBook
from sheets_crm.books.google.client import SHEETS
from sheets_crm.books.google.failures import GoogleError

DESCRIPTION = "sheets-crm: roles"
"""By what the ranges are known that are ours to replace."""
FIELDS = "sheets(properties(sheetId,title),protectedRanges(protectedRangeId,range,description,editors))"
EDITING = frozenset({"owner", "organizer", "fileOrganizer", "writer"})


class Part(Protocol):
    """Cells in which only some may write: rows (the last one None: to the end) and columns from 1, both ends included."""

    @property
    def sheet(self) -> str:
        """The sheet's name."""
        ...

    @property
    def first_row(self) -> int:
        """The first row."""
        ...

    @property
    def last_row(self) -> int | None:
        """The last row."""
        ...

    @property
    def first_column(self) -> int:
        """The first column."""
        ...

    @property
    def last_column(self) -> int:
        """The last column."""
        ...

    @property
    def editors(self) -> frozenset[str]:
        """Who may write there."""
        ...


def editors(book: GoogleBook) -> frozenset[str] | None:
    """Return the accounts that may edit a spreadsheet; None where Drive does not tell that to us."""
    try:
        told = book.client.drive_file(book.identifier, "permissions(type,role,emailAddress)").get("permissions")
    except GoogleError as error:
        if error.trouble in ("not_shared", "scopes", "api_disabled"):
            return None
        raise
    if told is None:
        return None
    return frozenset(str(one["emailAddress"]) for one in told if one.get("role") in EDITING and one.get("emailAddress"))


def close(book: GoogleBook, parts: Iterable[Part]) -> int:
    """Close these parts, and open what we closed before and is not among them; return how many ranges changed."""
    about = book.client.spreadsheet(book.identifier, FIELDS)
    ids = {str(one["properties"]["title"]): int(one["properties"].get("sheetId", 0)) for one in about.get("sheets", ())}
    wanted = [_range(ids[one.sheet], one, book.client.account.email) for one in parts if one.sheet in ids]
    there = [
        one
        for sheet in about.get("sheets", ())
        for one in sheet.get("protectedRanges", ())
        if one.get("description") == DESCRIPTION
    ]
    kept = [one for one in there if any(_same(one, other) for other in wanted)]
    requests: list[dict[str, Any]] = [
        {"deleteProtectedRange": {"protectedRangeId": one["protectedRangeId"]}} for one in there if one not in kept
    ]
    requests += [{"addProtectedRange": {"protectedRange": one}} for one in wanted if not any(_same(other, one) for other in kept)]
    if requests:
        url = f"{SHEETS}/v4/spreadsheets/{book.identifier}:batchUpdate"
        book.client.request("post", url, json={"requests": requests})
    return len(requests)


def _range(sheet: int, one: Part, account: str) -> dict[str, Any]:
    end = {} if one.last_row is None else {"endRowIndex": one.last_row}
    where = {
        "sheetId": sheet,
        "startRowIndex": one.first_row - 1,
        **end,
        "startColumnIndex": one.first_column - 1,
        "endColumnIndex": one.last_column,
    }
    who = sorted(one.editors | ({account} if account else set()))
    return {"range": where, "description": DESCRIPTION, "editors": {"users": who}}


def _same(there: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Say whether a range is as wanted; Google leaves out what is 0, and always lets the owner in."""
    place = tuple(_places(there["range"])) == tuple(_places(wanted["range"]))
    users, more = set(there.get("editors", {}).get("users", ())), set(wanted["editors"]["users"])
    return place and more <= users and len(users - more) <= 1


def _places(where: dict[str, Any]) -> Iterator[int | None]:
    for name in ("sheetId", "startRowIndex", "startColumnIndex"):
        yield int(where.get(name, 0))
    for name in ("endRowIndex", "endColumnIndex"):
        yield where.get(name)
