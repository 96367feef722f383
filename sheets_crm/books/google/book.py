"""A client book that is a Google spreadsheet, edited by people while the program is at work."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sheets_crm.books.google.addressing import book_name
from sheets_crm.books.google.client import DRIVE, SHEETS, GoogleClient
from sheets_crm.books.google.failures import GoogleError, MayHaveLandedError
from sheets_crm.books.google.reading.book import EVERYTHING, Standing, read_book, standing
from sheets_crm.books.google.reading.snapshot import Reading
from sheets_crm.books.google.writing.batch import ANSWER, CELLS, Batch
from sheets_crm.books.google.writing.facts import GoogleSnapshot, SheetFacts
from sheets_crm.books.google.writing.leftovers import leftovers, settled_grids
from sheets_crm.books.google.writing.lookups import plainly
from sheets_crm.books.google.writing.protocol import receipt_of, requests_of, settling
from sheets_crm.books.google.writing.repairs import unshown, with_shown
from sheets_crm.errors import RefusedError
from sheets_crm.model.plan import Plan, Receipt
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TRIES = 3
LARGEST = 2_000_000
"""Google advises to keep a request below two megabytes."""
SHOWN = "sheets(properties(sheetId,title),data(startRow,startColumn,rowData(values(formattedValue))))"
READ_ANEW = Text("Запустите ещё раз", "Run it again")
BY_HAND = Text(
    "Откройте таблицу: «Файл → История версий» вернёт её, какой она была до прогона; копия лежит в папке резервных копий",
    "Open the spreadsheet: “File → Version history” brings back what it was before the run; a copy lies among the backups",
)


class GoogleBook:
    """A Google spreadsheet; `name` is `google:ID`. What people do between any two requests is neither lost nor hit."""

    beside_people = True

    def __init__(self, identifier: str, client: GoogleClient) -> None:
        """Take the spreadsheet's ID and a signed-in client; nothing is asked yet."""
        self.identifier, self.client = identifier, client
        self.name = book_name(identifier)
        self._known: Standing | None = None

    def read(self) -> GoogleSnapshot:
        """Read everything that rules need in one request, and tidy up what a run that was cut short left behind."""
        snapshot = self._read()
        batch = leftovers(snapshot)
        if batch.steps:
            self._settle(batch)
            snapshot = self._read()
        return plainly(settled_grids(snapshot))

    def identity(self) -> str:
        """Return the version that Drive counts: one small call, which the reading after it need not make again."""
        self._known = standing(self.client, self.identifier)
        return self._known.identity

    def write(self, plan: Plan, snapshot: Snapshot, on_ready: Callable[[str], None]) -> Receipt:
        """Write a plan made from this snapshot; what a person has changed meanwhile is left, and the receipt says so.

        RefusedError when the sheets themselves were renamed or deleted meanwhile: then nothing was written. The identity in
        the receipt is one that never comes, because somebody may have edited the book right after the write.
        """
        if not isinstance(snapshot, GoogleSnapshot):
            raise TypeError(type(snapshot).__name__)
        after = f"after {snapshot.identity}"
        snapshot = self._with_shown(plan, snapshot)
        batch = requests_of(plan, snapshot)
        if not (batch.steps or batch.later):
            on_ready(snapshot.identity)
            return receipt_of(plan, snapshot, batch, {}, {}, snapshot.identity)
        on_ready(after)
        answer = self._first(batch) if batch.steps else {}
        second = settling(plan, snapshot, batch, answer)
        settled = self._settle(second) if second.steps else {}
        return receipt_of(plan, snapshot, batch, answer, settled, after)

    def backup(self, folder: Path, name: str) -> Path:
        """Copy the book as it is: as a workbook, or, where it is too large for that, as what the API tells of it."""
        folder.mkdir(parents=True, exist_ok=True)
        try:
            url = f"{DRIVE}/drive/v3/files/{self.identifier}/export"
            path, data = folder / f"{name}.xlsx", self.client.request("get", url, {"mimeType": XLSX}).content
        except GoogleError as error:
            if error.passing:
                raise
            told = self.client.spreadsheet(self.identifier, EVERYTHING)
            path, data = folder / f"{name}.json.gz", gzip.compress(json.dumps(told, ensure_ascii=False).encode())
        path.write_bytes(data)
        return path

    def restore(self, backup: Path) -> None:
        """Refuse: a spreadsheet in which people work cannot be put back in one step without losing what they typed since."""
        what = Text("Google Таблицу программа целиком не возвращает", "the program does not put a whole Google spreadsheet back")
        raise RefusedError(what, where=f"{self.name} ({backup.name})", mend=BY_HAND)

    def _read(self) -> GoogleSnapshot:
        known, self._known = self._known, None
        return google_snapshot(read_book(self.client, self.identifier, known), self.client.account.email)

    def _with_shown(self, plan: Plan, snapshot: GoogleSnapshot) -> GoogleSnapshot:
        """Ask what those cells show of which that cannot be reckoned: formatted numbers and days that are to change."""
        ranges = unshown(plan, snapshot)
        return with_shown(snapshot, self.client.spreadsheet(self.identifier, SHOWN, ranges)) if ranges else snapshot

    def _first(self, batch: Batch) -> Mapping[str, Any]:
        """Send the first write; where its answer is lost, look into the sheet instead, and never send it again."""
        try:
            answers = [self._send(part) for part in batch.parts(LARGEST)]
            shown = next((one for one in answers if "updatedSpreadsheet" in one), {})
            return {**shown, "replies": [reply for one in answers for reply in one.get("replies", ())]}
        except MayHaveLandedError:
            return self.client.spreadsheet(self.identifier, CELLS, batch.ranges)
        except GoogleError as error:
            if error.trouble != "refused":
                raise
            what = Text(f"Google не принял запись ({error.said('ru')})", f"Google did not take the write ({error.said('en')})")
            raise RefusedError(what, where=self.name, mend=READ_ANEW) from error

    def _settle(self, batch: Batch) -> Mapping[str, Any]:
        """Send the second write, again if need be: it names nothing but marks, so that twice does no more than once."""
        for last in range(1, TRIES + 1):
            try:
                return self._send(batch)
            except MayHaveLandedError:
                if last == TRIES:
                    raise
        raise AssertionError

    def _send(self, batch: Batch) -> Mapping[str, Any]:
        url = f"{SHEETS}/v4/spreadsheets/{self.identifier}:batchUpdate"
        body = json.dumps(batch.body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        headers = {"Content-Type": "application/json"}
        answer: dict[str, Any] = self.client.request("post", url, {"fields": ANSWER}, data=body, headers=headers).json()
        return answer


def google_snapshot(reading: Reading, account: str) -> GoogleSnapshot:
    """Return a reading as the snapshot that writing needs."""
    facts = {name: SheetFacts(one.sheet_id, one.size.rows, one.size.columns) for name, one in reading.sheets.items()}
    known = {name: getattr(reading.snapshot, name) for name in Snapshot.__dataclass_fields__}
    return replace(GoogleSnapshot(**known), facts=facts, locale=reading.locale or "en_US", account=account)
