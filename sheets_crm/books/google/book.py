"""A client book that is a Google spreadsheet, edited by people while the program is at work."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gspread.http_client import ParamsType

from sheets_crm.books.google.addressing import book_name
from sheets_crm.books.google.client import SHEETS, GoogleClient
from sheets_crm.books.google.failures import GoogleError, MayHaveLandedError
from sheets_crm.books.google.reading.book import Standing, after_writes, read_book, standing
from sheets_crm.books.google.reading.collecting import uncollected
from sheets_crm.books.google.reading.copies import Copies, read_copy
from sheets_crm.books.google.reading.snapshot import Reading
from sheets_crm.books.google.reading.versions import history_of
from sheets_crm.books.google.writing.bare import with_bare_tables
from sheets_crm.books.google.writing.batch import ANSWER, CELLS, Batch, Step, encoded
from sheets_crm.books.google.writing.facts import GoogleSnapshot, SheetFacts, Shown
from sheets_crm.books.google.writing.leftovers import leftovers, settled_grids
from sheets_crm.books.google.writing.outcome import Outcome
from sheets_crm.books.google.writing.parting import SHOWN, together
from sheets_crm.books.google.writing.pieces import pieces_of
from sheets_crm.books.google.writing.plain import plainly
from sheets_crm.books.google.writing.protocol import requests_of
from sheets_crm.books.google.writing.showing import columns_of
from sheets_crm.errors import RefusedError
from sheets_crm.model.plan import Plan, Receipt
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.model.witness import Saved

TRIES = 3
READ_ANEW = Text("Запустите ещё раз", "Run it again")
BY_HAND = Text(
    "Откройте таблицу: «Файл → История версий» вернёт её, какой она была до прогона; копия лежит в папке резервных копий",
    "Open the spreadsheet: “File → Version history” brings back what it was before the run; a copy lies among the backups",
)


class Sending:
    """Which state the book is in after each of our writes, as long as nobody else writes and every answer comes."""

    def __init__(self, identity: str, on_ready: Callable[[str], None]) -> None:
        """Take the state before the first of them."""
        self._read, self._on_ready = identity, on_ready
        self.writes, self.is_lost = 0, False

    @property
    def identity(self) -> str:
        """The state by now; one that never comes where that cannot be known."""
        known = "" if self.is_lost else after_writes(self._read, self.writes)
        return known or f"after {self._read}"

    def next(self) -> None:
        """Tell which state comes with the write that is about to be sent."""
        self.writes += 1
        self._on_ready(self.identity)

    def lost(self) -> None:
        """Note that it is not known what became of a write."""
        self.is_lost = True


class GoogleBook:
    """A Google spreadsheet; `name` is `google:ID`. What people do between any two requests is neither lost nor hit."""

    beside_people = True

    def __init__(self, identifier: str, client: GoogleClient) -> None:
        """Take the spreadsheet's ID and a signed-in client; nothing is asked yet."""
        self.identifier, self.client = identifier, client
        self.name = book_name(identifier)
        self._known: Standing | None = None
        self._copies = Copies()

    def read(self) -> GoogleSnapshot:
        """Read everything that rules need in one request, and tidy up what a run that was cut short left behind.

        Somebody may copy a tab with marks just before these are settled: then the copy's are settled, too.
        """
        snapshot = self._read()
        for _ in range(TRIES):
            batch = leftovers(snapshot)
            if not batch.steps:
                break
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
        the receipt, and what `on_ready` is told before each request, is the one that the book has if nobody but us has changed
        it since it was read.
        """
        if not isinstance(snapshot, GoogleSnapshot):
            raise TypeError(type(snapshot).__name__)
        snapshot = with_bare_tables(snapshot, plan.changes)
        batch, outcome = requests_of(plan, snapshot), Outcome(plan, snapshot)
        if not (batch.steps or batch.later):
            on_ready(snapshot.identity)
            return outcome.receipt(batch, snapshot.identity)
        sending = Sending(snapshot.identity, on_ready)
        pieces, tabs = pieces_of(batch, snapshot)
        second = self._piece_by_piece(pieces, outcome, sending)
        if len(pieces) == 1 or not sending.is_lost:  # IDs are taken away only after everything that is known by them
            second = Batch((*second.steps, *batch.later))
        settled, drawn = self._second(second, tabs, sending)
        outcome.settled(second, settled, lost=sending.is_lost)
        if outcome.unsure and len(pieces) > 1:
            outcome.look_again(self._shown(columns_of(outcome.unsure, snapshot, SHOWN)))
        return outcome.receipt(batch, sending.identity, drawn=drawn)

    def backup(self, folder: Path, name: str) -> Path:
        """Keep what was read, as Google told it; asked for only where nothing was read."""
        folder.mkdir(parents=True, exist_ok=True)
        if not self._copies:
            self._read()
        return self._copies.write(folder, name)

    def read_backup(self, path: Path) -> Snapshot:
        """Read the spreadsheet as it was when this copy was made; UnreadableError when the copy is damaged."""
        return plainly(settled_grids(google_snapshot(read_copy(path), "")))

    def versions(self) -> tuple[Saved, ...]:
        """Ask Drive for the version history: one call, made only where somebody wants to know who changed what."""
        return history_of(self.client, self.identifier)

    def restore(self, backup: Path) -> None:
        """Refuse: a spreadsheet in which people work cannot be put back in one step without losing what they typed since."""
        what = Text("Google Таблицу программа целиком не возвращает", "the program does not put a whole Google spreadsheet back")
        raise RefusedError(what, where=f"{self.name} ({backup.name})", mend=BY_HAND)

    def _read(self) -> GoogleSnapshot:
        known, self._known = self._known, None
        with uncollected():
            reading = read_book(self.client, self.identifier, known, self._copies)
        return google_snapshot(reading, self.client.account.email)

    def _piece_by_piece(self, pieces: Sequence[Batch], outcome: Outcome, sending: Sending) -> Batch:
        """Send one piece after the other, each settled before the next; return what settles the last of them.

        Once the answer to one is lost, those after it are left for the next run.
        """
        second = Batch()
        for piece in pieces:
            if second.steps:
                outcome.settled(second, self._settle(second, sending), lost=sending.is_lost)
            second = outcome.see(piece, self._first(piece, sending))
            if sending.is_lost:
                break
        return second

    def _first(self, piece: Batch, sending: Sending) -> Mapping[str, Any]:
        """Send a piece; where its answer is lost, look into the sheet instead, and never send it again."""
        try:
            sending.next()
            return self._send(piece)
        except MayHaveLandedError:
            sending.lost()
            return self._shown([piece.ranges])
        except GoogleError as error:
            if error.trouble != "refused" or sending.writes > 1:
                raise
            what = Text(f"Google не принял запись ({error.said('ru')})", f"Google did not take the write ({error.said('en')})")
            raise RefusedError(what, where=self.name, mend=READ_ANEW) from error

    def _shown(self, ranges: Iterable[Sequence[str]]) -> Mapping[str, Any]:
        """Return what stands in some ranges, asked for one group after the other."""
        answers = [self.client.spreadsheet(self.identifier, CELLS, group) for group in ranges if group]
        return {"sheets": [sheet for answer in answers for sheet in answer.get("sheets", ())]}

    def _second(self, second: Batch, tabs: Sequence[Step], sending: Sending) -> tuple[Mapping[str, Any], bool]:
        """Send the second write with the report tabs that go with it; say what it answered, and whether the tabs are drawn.

        Whatever becomes of the tabs, the marks are settled.
        """
        if not tabs:
            return (self._settle(second, sending) if second.steps else {}), True
        replies: list[Any] = []
        try:
            for part in together(Batch((*second.steps, *tabs))):
                sending.next()
                replies += self._send(part).get("replies", ())
        except GoogleError as error:
            sending.lost()
            rest = Batch(second.steps[len(replies) :])
            if rest.steps:
                replies += self._settle(rest, sending).get("replies", ())
            if not isinstance(error, MayHaveLandedError):
                raise
            return {"replies": replies}, False
        return {"replies": replies}, True

    def _settle(self, batch: Batch, sending: Sending | None = None) -> Mapping[str, Any]:
        """Send the second write, again if need be: it names nothing but marks, so that twice does no more than once."""
        for last in range(1, TRIES + 1):
            try:
                if sending:
                    sending.next()
                return self._send(batch)
            except MayHaveLandedError:
                if sending:
                    sending.lost()
                if last == TRIES:
                    raise
        raise AssertionError

    def _send(self, batch: Batch) -> Mapping[str, Any]:
        url = f"{SHEETS}/v4/spreadsheets/{self.identifier}:batchUpdate"
        headers = {"Content-Type": "application/json"}
        query: ParamsType = {"fields": ANSWER, "prettyPrint": "false"}
        told = self.client.request("post", url, query, data=encoded(batch.body), headers=headers).content
        with uncollected():
            answer: dict[str, Any] = json.loads(told)
        return answer


def google_snapshot(reading: Reading, account: str) -> GoogleSnapshot:
    """Return a reading as the snapshot that writing needs."""
    facts = {name: SheetFacts.of(one) for name, one in reading.sheets.items()}
    known = {name: getattr(reading.snapshot, name) for name in Snapshot.__dataclass_fields__}
    return GoogleSnapshot(
        **known,
        facts=facts,
        locale=reading.locale or "en_US",
        account=account,
        shown=Shown(reading.looks),
        waiting=reading.waiting,
    )
