"""A spreadsheet asked for over the network: in one request, or in parts when it is too much for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sheets_crm.books.google import failures
from sheets_crm.books.google.addressing import book_name
from sheets_crm.books.google.client import GoogleClient
from sheets_crm.books.google.failures import GoogleError
from sheets_crm.books.google.reading.copies import Copies
from sheets_crm.books.google.reading.portions import TOO_MUCH, Portions
from sheets_crm.books.google.reading.snapshot import Reading, to_reading
from sheets_crm.model.witness import Saved, local_moment

ABOUT = (
    "spreadsheetId,properties(title,locale,timeZone,iterativeCalculationSettings),namedRanges,"
    "sheets(properties(sheetId,title,index,sheetType,hidden,gridProperties),merges,protectedRanges,basicFilter,tables,"
    "charts(chartId,spec){data})"
)
CELLS = "effectiveValue,userEnteredValue,formattedValue,effectiveFormat.numberFormat,textFormatRuns,chipRuns,pivotTable.source"
RULES = "dataValidation.condition"
"""Not asked for where a book is so large that it is read in parts: they take a third of an answer, and are there to be shown."""
HIDDEN = "hiddenByFilter,hiddenByUser"
DATA = "data(startRow,startColumn,rowData.values({cells}),rowMetadata({hidden}),columnMetadata({hidden}))"
PART = DATA.format(cells=CELLS, hidden=HIDDEN)
EVERYTHING = ABOUT.format(data="," + DATA.format(cells=f"{CELLS},{RULES}", hidden=HIDDEN))
ALL_BUT_CELLS = ABOUT.format(data="")
STANDING = "version,size,modifiedTime,lastModifyingUser(displayName,me),mimeType"
SPREADSHEET = "application/vnd.google-apps.spreadsheet"
BIG = 10_000_000
"""Bytes that Drive counts for a spreadsheet from which on one answer would be too much for Google, and for this computer."""
TIMES = 3
BY_US = " by us"


@dataclass(frozen=True)
class Standing:
    """Which state a spreadsheet is in: `version` grows with every change, `modified` is when that was (RFC 3339, UTC).

    `by` is the name of who changed it last, `by_us` whether that was this account; `size` is in bytes, 0 when it is not told.
    """

    version: str
    modified: str = ""
    by: str = ""
    by_us: bool = False
    size: int = 0

    @property
    def identity(self) -> str:
        """The state as a snapshot's identity."""
        return spelled(self.version, by_us=self.by_us)

    @property
    def saved(self) -> Saved | None:
        """The last edit of a person; None where that cannot be known, since this account has changed it after them."""
        at = local_moment(self.modified)
        return Saved(at, self.by) if at and not self.by_us else None


def spelled(version: str | int, *, by_us: bool) -> str:
    """Return the identity of a state by its version, and whether it was this account that made it."""
    return f"version {version}{BY_US if by_us else ''}"


def after_writes(identity: str, writes: int) -> str:
    """Return the identity that a book of this one has after so many writes of ours, if nobody else writes in between.

    Every change makes the version grow, so that anybody else's makes it larger than that. Where Google counts more than one
    for a write of ours, this identity never comes, and the next run reads the book. "" for an identity without a number.
    """
    number = identity.removeprefix("version ").removesuffix(BY_US)
    return spelled(int(number) + writes, by_us=True) if number.isdecimal() else ""


def standing(client: GoogleClient, identifier: str) -> Standing:
    """Ask Drive which state a spreadsheet is in: one small call. GoogleError when it cannot be reached."""
    file = client.drive_file(identifier, STANDING)
    if file.get("mimeType", SPREADSHEET) != SPREADSHEET:
        raise failures.office_file(book_name(identifier))
    by = file.get("lastModifyingUser", {})
    return Standing(
        str(file["version"]),
        file.get("modifiedTime", ""),
        by.get("displayName", ""),
        bool(by.get("me")),
        int(file.get("size", 0)),
    )


def read_book(client: GoogleClient, identifier: str, known: Standing | None = None, copies: Copies | None = None) -> Reading:
    """Read everything that rules and writers need; `known` is a standing asked for just before, which saves a call.

    The standing is from before the cells, so that a change in between makes the identity too old rather than too new. `copies`
    keeps what was answered.
    """
    now = known or standing(client, identifier)
    kept = Copies() if copies is None else copies
    kept.forget()
    if now.size > BIG:
        return read_parts(client, identifier, kept, now)
    try:
        book = client.spreadsheet(identifier, EVERYTHING, keep=kept.keep)
    except GoogleError as error:
        if error.trouble not in TOO_MUCH:
            raise
        return read_parts(client, identifier, kept)
    return to_reading(book, now.identity, now.saved)


def read_parts(client: GoogleClient, identifier: str, copies: Copies, known: Standing | None = None) -> Reading:
    """Read a spreadsheet in parts that belong together: nothing was changed between the first and the last of them.

    `known` is a standing asked for just before.
    """

    def ask(ranges: Sequence[str]) -> tuple[Mapping[str, Any], int]:
        sizes: list[int] = []

        def keep(answer: bytes) -> None:
            sizes.append(len(answer))
            copies.keep(answer)

        return client.spreadsheet(identifier, f"sheets(properties.sheetId,{PART})", ranges, keep), sizes[-1]

    for _ in range(TIMES):
        copies.forget()
        before, known = known or standing(client, identifier), None
        about = client.spreadsheet(identifier, ALL_BUT_CELLS, keep=copies.keep)
        reading = to_reading(about, before.identity, before.saved, Portions(about.get("sheets", ()), ask).of)
        after = standing(client, identifier)
        if after.version == before.version:
            return reading
        known = after
    raise failures.restless(book_name(identifier))
