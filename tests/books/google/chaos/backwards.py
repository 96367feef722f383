"""What people take back: their last deeds one by one (Ctrl+Z), and the whole spreadsheet to an older version of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sheets_server.journal import MARK, Typed
from sheets_server.requests.batch import batch_update
from sheets_server.requests.work import Caller
from sheets_server.spreadsheet import LISTS, MAPS, Json, Place, Sheet, Spreadsheet

if TYPE_CHECKING:
    from chaos.person import Colleague

AT = "_at"
"""The key of an invisible mark on each cell: where it stood before a deed was done once more, to see where it went."""
PARTS = ("properties", "basic_filter", *LISTS, *(name for name in MAPS if name not in {"cells", "results"}))


class TooLateError(Exception):
    """What the program wrote since and what is to be taken back cannot be told apart."""


@dataclass(frozen=True)
class Moment:
    """The spreadsheet as it was, what of it people had typed, and what the program had made of that."""

    book: Spreadsheet
    typed: dict[str, Typed]
    deleted: dict[str, Typed]
    became: dict[str, Any]


@dataclass(frozen=True)
class Step:
    """One deed: who did it, by which requests, and what was before and after it."""

    email: str
    requests: list[Json]
    before: Moment
    after: Moment


def moment(who: Colleague) -> Moment:
    """Return all that there is just now."""
    return Moment(who.book.copy(), dict(who.journal.typed), dict(who.journal.deleted), dict(who.became))


def takes_back(who: Colleague, _sheet: Sheet) -> str:
    """Press Ctrl+Z: what one's last deed changed is as it was before; what the program wrote elsewhere meanwhile stays."""
    if not who.steps:
        return "nothing to take back"
    step, now = who.steps.pop(), moment(who)
    try:
        book, kept = taken_back(step, now.book)
    except TooLateError as late:
        return f"not possible any more: {late}"
    who.email = step.email
    became = step.before.became | {mark: now.became[mark] for mark in kept if mark in now.became}
    return return_to(who, Moment(book, step.before.typed, step.before.deleted, became))


def restores_version(who: Colleague, _sheet: Sheet) -> str:
    """Restore an older version: all tabs, hidden ones too, and all else; what was typed since then is gone with what was done."""
    if who.restored or not who.versions:
        return "not now"
    who.restored, who.email, who.steps = True, who.file.owner, []
    at = who.random.randrange(len(who.versions))
    return f"{at} of {len(who.versions)}: {return_to(who, who.versions[at])}"


def return_to(who: Colleague, then: Moment) -> str:
    """Let all be as it was at that moment, in a version of its own."""
    who.file.book = then.book.copy()
    who.journal.typed, who.journal.deleted = dict(then.typed), dict(then.deleted)
    who.became.clear()
    who.became.update(then.became)
    who.world.touch(who.file, who.email)
    return "done"


def taken_back(step: Step, now: Spreadsheet) -> tuple[Spreadsheet, set[str]]:
    """Return the spreadsheet without a deed, and the marks of the cells that keep what was written into them since."""
    before, after = step.before.book, step.after.book
    went, kept = whence(step), set[str]()
    book = merged_tabs(before, after, now)
    for part in ("properties", "named_ranges", "metadata"):
        setattr(book, part, merged(part, *(getattr(one, part) for one in (before, after, now))))
    known = [{sheet.id: sheet for sheet in one.sheets} for one in (before, after, now)]
    for sheet in book.sheets:
        three = [one[sheet.id] for one in known if sheet.id in one]
        if len(three) == 3:
            for part in PARTS:
                setattr(sheet, part, merged(part, *(getattr(one, part) for one in three)))
            kept |= merge_cells(sheet, went, *three)
    if kept and any("COLUMNS" in str(request) for request in step.requests):
        raise TooLateError("columns were moved")
    return book, kept


def merged_tabs(before: Spreadsheet, after: Spreadsheet, now: Spreadsheet) -> Spreadsheet:
    """Return the spreadsheet with the tabs that are to stay, as they are now."""
    was, meant, have = ([sheet.id for sheet in one.sheets] for one in (before, after, now))
    if meant not in (was, have):
        raise TooLateError("tabs came or went")
    book = now.copy()
    if was != meant:
        book.sheets = [book.sheet(one) if one in have else before.sheet(one).copy() for one in was]
    return book


def merged(part: str, before: Any, after: Any, now: Any) -> Any:
    """Return a part without what the deed did to it."""
    if after not in (before, now):
        raise TooLateError(part)
    return now if before == after else before


def whence(step: Step) -> dict[tuple[int, Place], tuple[int, Place]]:
    """Return where each cell stood before a deed: it is done once more with cells that can be told apart."""
    book = step.before.book.copy()
    for sheet in book.sheets:
        for place in [(row, column) for row in range(sheet.row_count) for column in range(sheet.column_count)]:
            sheet.put(place, **{AT: (sheet.id, place)})
    book, _ = batch_update(book, {"requests": step.requests}, Caller(step.email, step.email))
    found = {(sheet.id, place): cell[AT] for sheet in book.sheets for place, cell in sheet.cells.items() if AT in cell}
    times = Counter(found.values())
    return {here: there if times[there] == 1 else here for here, there in found.items()}


def merge_cells(
    sheet: Sheet, went: dict[tuple[int, Place], tuple[int, Place]], before: Sheet, after: Sheet, now: Sheet
) -> set[str]:
    """Give a tab its former cells, and what was written since into those that the deed did not change; return their marks."""
    sheet.cells, kept = dict(before.cells), set()
    for place in after.cells.keys() | now.cells.keys():
        done, written = after.cells.get(place, {}), now.cells.get(place, {})
        home = went.get((sheet.id, place))
        if done == written or home is None or home[0] != sheet.id:
            continue
        former = before.cells.get(home[1], {})
        if {**former, MARK: None} == {**done, MARK: None}:
            sheet.cells.pop(home[1], None)
            sheet.put(home[1], **written | {MARK: former.get(MARK)})
            kept.add(former.get(MARK, ""))
    return kept
