"""Makes a new client book in a spreadsheet that a person made and shared: in one write, or out of sight until it is whole.

Nothing can be overwritten: every sheet but the first is put in as a new one, and the guide goes into rows that are put in at
the top of the only sheet that was there. No write can be done twice: whatever is put in has a number or a name that only one
can have, so that Google refuses it the second time, whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count, islice

from sheets_crm.books.google.addressing import book_name
from sheets_crm.books.google.client import SHEETS, GoogleClient
from sheets_crm.books.google.failures import GoogleError, MayHaveLandedError
from sheets_crm.books.google.template.checks import named_lists
from sheets_crm.books.google.template.content import Filling, Rows, packed
from sheets_crm.books.google.template.found import UNFINISHED, Found, look, refuse_unless_empty
from sheets_crm.books.google.template.howto import RUNNING, Guide
from sheets_crm.books.google.template.pages import TAB_COLUMNS, TAB_ROWS, Page, tab_requests
from sheets_crm.books.google.writing.batch import Request
from sheets_crm.books.starter.guide import TITLE, write_guide
from sheets_crm.errors import UsageError
from sheets_crm.model.layout import Layout
from sheets_crm.model.text import Lang, Text

LARGEST = 1_900_000
"""Bytes of one write: Google advises to keep below two megabytes."""
MOST_CELLS = 10_000_000
TRIES = 4
LOCALES = {"ru": "ru_RU", "en": "en_US"}
Landed = Callable[[Found], bool]


@dataclass(frozen=True)
class Made:
    """What a new book's spreadsheet is set to: `former_locale` is "" when that was left as it was."""

    locale: str
    former_locale: str
    time_zone: str


@dataclass(frozen=True)
class Draft:
    """A book to be made in a spreadsheet that was found empty; `account` is who keeps the program's own tabs ("" unknown)."""

    found: Found
    layout: Layout
    lang: Lang
    content: Mapping[str, Rows]
    tabs: Sequence[tuple[Text, Text]]
    book: str
    account: str

    @property
    def pages(self) -> list[Page]:
        """The data sheets, in their order."""
        shown = [sheet for sheet in self.layout.sheets if sheet.template]
        ids = self._free_ids()
        return [Page(sheet, next(ids), self.layout, self.lang, len(self.content.get(sheet.kind, ()))) for sheet in shown]

    @property
    def tab_ids(self) -> list[int]:
        """The numbers of the program's own tabs."""
        first = len(self.pages)
        return list(islice(self._free_ids(), first, first + len(self.tabs)))

    def _free_ids(self) -> Iterator[int]:
        return (number for number in count(1) if number not in self.found.sheets)

    def begun(self, *, hidden: bool) -> Iterator[Request]:
        """Put in the data sheets; what an earlier attempt left goes."""
        yield from ({"deleteSheet": {"sheetId": number}} for number in self.found.unfinished)
        for page in self.pages:
            yield page.added(f"{UNFINISHED}{page.title}" if hidden else page.title, hidden=hidden)
            yield from page.formats()

    def filled(self) -> Iterator[Request]:
        """Write the records."""
        for page in self.pages:
            rows = self.content.get(page.sheet.kind, ())
            yield from Filling(page.title, page.sheet_id, page.sheet.shown, rows, self.lang).requests()

    def finished(self, *, hidden: bool) -> Iterator[Request]:
        """Set everything else; from here on people see the book."""
        if self.locale:
            yield {"updateSpreadsheetProperties": {"properties": {"locale": self.locale}, "fields": "locale"}}
        if hidden:
            yield from (page.shown() for page in self.pages)
        for page in self.pages:
            yield from page.laid_out()
        yield from named_lists(self.layout, {page.sheet.kind: page.sheet_id for page in self.pages})
        for tab_id, (title, about) in zip(self.tab_ids, self.tabs, strict=True):
            yield from tab_requests(tab_id, title, about, self.lang, self.account)
        yield from self._guide()

    def _guide(self) -> Iterator[Request]:
        ids = {page.title: page.sheet_id for page in self.pages}
        ids |= {title.in_(self.lang): tab_id for tab_id, (title, _) in zip(self.tab_ids, self.tabs, strict=True)}
        guide = Guide(ids)
        write_guide(guide, self.layout, self.lang, self.tabs, self.book, RUNNING)
        yield from guide.requests(self.found.blank, TITLE.in_(self.lang), self.found.columns)

    @property
    def locale(self) -> str:
        """The locale to be set: that of the book's language, or "" where the spreadsheet has one of this language already."""
        return "" if self.found.locale.partition("_")[0] == self.lang else LOCALES[self.lang]

    @property
    def cells(self) -> int:
        """How many cells the new sheets have, empty ones too."""
        pages = sum(page.row_count * len(page.sheet.shown) for page in self.pages)
        return pages + len(self.tabs) * TAB_ROWS * TAB_COLUMNS

    def writes(self) -> Iterator[tuple[list[str], Landed]]:
        """Yield the writes, each with how to tell from the spreadsheet whether it was done.

        What fits into one is one write. Else the sheets are filled out of sight, and the last write shows them all.
        """
        whole = [packed(one) for one in self.finished(hidden=False)]
        room = LARGEST - sum(map(size, whole))
        rest = chain(map(packed, self.begun(hidden=False)), map(packed, self.filled()))
        begun, left = taken(rest, room)
        if left is None:
            yield [*begun, *whole], self._is_made
            return
        yield from self._parts()

    def _parts(self) -> Iterator[tuple[list[str], Landed]]:
        rest: Iterator[str] = chain(map(packed, self.begun(hidden=True)), map(packed, self.filled()))
        landed: Landed = self._is_begun
        left: str | None = next(rest)
        while left is not None:
            part, left = taken(chain([left], rest), LARGEST)
            yield part, landed
            landed = _never
        yield [packed(one) for one in self.finished(hidden=True)], self._is_made

    def _is_begun(self, now: Found) -> bool:
        return {page.sheet_id for page in self.pages} <= set(now.unfinished)

    def _is_made(self, now: Found) -> bool:
        return not now.unfinished and {*(page.sheet_id for page in self.pages), *self.tab_ids} <= now.sheets


def create_spreadsheet(
    client: GoogleClient,
    identifier: str,
    layout: Layout,
    lang: Lang,
    content: Mapping[str, Rows] | None = None,
    tabs: Sequence[tuple[Text, Text]] = (),
) -> Made:
    """Make a new book in an empty spreadsheet (A1-A14, B1-B9): one read, and one write unless it holds many records.

    `content` maps a sheet's kind to its records, by column key; `tabs` are the titles of the tabs that the program fills later,
    and what will stand there. RefusedError when the spreadsheet is not empty, GoogleError when Google cannot be reached:
    then the same call may be made again. UsageError when the content is more than Google takes.
    """
    if unknown := (content or {}).keys() - {sheet.kind for sheet in layout.sheets if sheet.template}:
        raise UsageError(f"the layout {layout.name!r} shows no sheet {min(unknown)!r}", where="content")
    found = look(client, identifier)
    refuse_unless_empty(found, identifier)
    draft = Draft(found, layout, lang, content or {}, tabs, book_name(identifier), client.account.email)
    refuse_too_much(draft, identifier)
    for requests, landed in draft.writes():
        send(client, identifier, requests, landed)
    return Made(draft.locale or found.locale, found.locale if draft.locale else "", found.time_zone)


def send(client: GoogleClient, identifier: str, requests: list[str], landed: Landed) -> None:
    """Send one write until it is done; where its answer is lost, look whether it was before sending it again."""
    body = f'{{"requests":[{",".join(requests)}]}}'.encode("utf-8", "replace")
    url, headers = f"{SHEETS}/v4/spreadsheets/{identifier}:batchUpdate", {"Content-Type": "application/json"}
    for attempt in range(1, TRIES + 1):
        try:
            client.request("post", url, {"fields": "spreadsheetId"}, data=body, headers=headers)
        except MayHaveLandedError:
            if landed(look(client, identifier)):
                return
            if attempt == TRIES:
                raise
            client.sleep(2**attempt + client.chance())
        except GoogleError as error:
            if error.trouble != "refused":
                raise
            now = look(client, identifier)
            if attempt > 1 and landed(now):
                return
            refuse_unless_empty(now, identifier)
            raise
        else:
            return


def refuse_too_much(draft: Draft, identifier: str) -> None:
    """Raise UsageError when a book would have more cells than a spreadsheet can hold."""
    if draft.cells > MOST_CELLS:
        what = Text(
            f"в Google Таблицу помещается {MOST_CELLS} ячеек, а здесь {draft.cells}",
            f"a spreadsheet holds {MOST_CELLS} cells, here are {draft.cells}",
        )
        mend = Text("Возьмите меньше клиентов", "Take fewer clients")
        raise UsageError(what, where=book_name(identifier), mend=mend)


def taken(requests: Iterator[str], room: int) -> tuple[list[str], str | None]:
    """Take requests as long as there is room for them (bytes), at least one; also return the first that did not fit."""
    part: list[str] = []
    for one in requests:
        room -= size(one)
        if part and room < 0:
            return part, one
        part.append(one)
    return part, None


def size(request: str) -> int:
    """Return how many bytes a request takes, with the comma after it."""
    return len(request.encode("utf-8", "replace")) + 1


def _never(_: Found) -> bool:
    """Say that a write of records may always be sent again: it writes the same into the same cells, out of sight."""
    return False
