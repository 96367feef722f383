"""The tab «Журнал»: what the program and people changed, when, why, and what stood there before (G10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

import numpy as np

from sheets_crm.ledger.names import label
from sheets_crm.model.cells import CellValue
from sheets_crm.model.context import Context
from sheets_crm.model.memory import NUMBERING, Typed
from sheets_crm.model.plan import Held
from sheets_crm.model.report import Report, ReportCell
from sheets_crm.model.snapshot import Snapshot, Table
from sheets_crm.model.text import Lang, Text
from sheets_crm.reports.journal_people import done_by_people
from sheets_crm.reports.kind import Evidence, ReportKind
from sheets_crm.reports.page import EMPTY, Row, head, header, tab_name
from sheets_crm.reports.words import shown, whole

TITLE = Text(ru="Журнал", en="Journal")
ABOUT = Text(ru="Что изменили программа и люди, когда и почему", en="What the program and people changed, when and why")
CAP = 1000
WIDTHS = (17, 17, 10, 32, 22, 30, 30, 60)
COLUMNS = (
    Text(ru="Когда", en="When"),
    Text(ru="Лист", en="Sheet"),
    Text(ru="Ячейка", en="Cell"),
    Text(ru="Запись", en="Record"),
    Text(ru="Столбец", en="Column"),
    Text(ru="Было", en="Before"),
    Text(ru="Стало", en="After"),
    Text(ru="Кто и почему", en="Who and why"),
)
EMPTY_CELL = Text(ru="пусто", en="empty")
NOTHING = Text(ru="Ничего ещё не менялось.", en="Nothing has been changed yet.")


@dataclass(frozen=True, slots=True)
class Entry:
    """One change, of this run or an earlier one; `called` and `title` are known of what may no longer be in the book."""

    at: datetime
    sheet: str
    row_id: str
    column: str
    before: CellValue
    after: CellValue
    reason: str
    called: str = ""
    title: str = ""


def build(snapshot: Snapshot, evidence: Evidence, context: Context) -> Report | None:
    """List this run's changes and then those of the memory, newest run first, and of each what people had done before it.

    None without clients. A later run that changes nothing lists exactly the same lines.
    """
    if not snapshot.of_kind("clients"):
        return None
    lang = snapshot.lang
    entries = list(islice(_entries(evidence, context, lang), CAP))
    ids = _given_ids(entries)
    lines = [_line(one, snapshot, ids, lang) for one in entries]
    rows = [*head(TITLE, context, lang), _lead(len(entries), lang), EMPTY, header(COLUMNS, lang=lang), *lines]
    return Report("journal", tab_name(TITLE, snapshot), WIDTHS, tuple(rows), 5, None, (5, 5 + len(lines)), lang)


def _lead(count: int, lang: Lang) -> Row:
    if not count:
        return (ReportCell(NOTHING.in_(lang), "lead"),)
    most = whole(CAP, lang)
    return (
        ReportCell(
            f"Последние изменения, не больше {most}. Все: sheets-crm history. Вернуть, как было: sheets-crm undo."
            if lang == "ru"
            else f"The latest changes, {most} at most. All of them: sheets-crm history. Take them back: sheets-crm undo.",
            "lead",
        ),
    )


def _entries(evidence: Evidence, context: Context, lang: Lang) -> Iterator[Entry]:
    """Yield all changes, the last first: of each run the program's, which came after what people had done before it."""
    written, typed = defaultdict[int, list[Entry]](list), defaultdict[int, list[Typed]](list)
    for one in context.memory.history:
        entry = Entry(one.at, one.sheet, one.row_id, one.column, one.before, one.after, one.reason)
        written[one.run].append(entry if one.count == 1 else _summed(entry, one.count, lang))
    for batch in context.memory.typed:
        if batch.until != context.now or Held(batch.sheet, batch.column) not in evidence.held:  # else a later run tells of it
            typed[batch.run].append(batch)
    yield from _of_this_run(evidence, context, lang)
    for run in sorted(written.keys() | typed.keys(), reverse=True):
        yield from written[run]
        for done in done_by_people(typed[run], lang):
            values = done.before, done.after, done.why, done.called, done.title
            yield Entry(done.at, done.sheet, done.row_id, done.column, *values)


def _of_this_run(evidence: Evidence, context: Context, lang: Lang) -> Iterator[Entry]:
    for batch in reversed(evidence.changes):
        summed = batch.rule == NUMBERING and len(batch) > 1
        for at in range(len(batch) - 1, len(batch) - 2 if summed else -1, -1):
            values = (batch.before[at], batch.after[at], batch.reasons[at].in_(lang))
            entry = Entry(context.now, batch.sheet, batch.ids[at], batch.column, *values)
            yield _summed(entry, len(batch), lang) if summed else entry


def _summed(one: Entry, count: int, lang: Lang) -> Entry:
    """Tell in one line that a column was numbered anew: a deleted row at the top would fill the whole tab."""
    said = {"ru": (f"ячеек: {whole(count, lang)}", "по порядку"), "en": (f"cells: {whole(count, lang)}", "in order")}[lang]
    return replace(one, row_id="", before=said[0], after=said[1])


def _given_ids(entries: list[Entry]) -> Mapping[tuple[datetime, str, str], str]:
    """Know the records that were only row numbers before the same run gave them an ID."""
    return {(one.at, one.sheet, one.row_id): str(one.after) for one in entries if one.column == "id" and one.after}


def _line(one: Entry, snapshot: Snapshot, ids: Mapping[tuple[datetime, str, str], str], lang: Lang) -> Row:
    table = snapshot.table(one.sheet)
    at = _position(one, table, ids)
    moment = one.at.replace(second=0, microsecond=0, tzinfo=None)
    known = table.field(one.column) if table else None
    return (
        ReportCell(moment, "datetime"),
        ReportCell(one.sheet),
        _cell(one, table, at),
        ReportCell(((label(table, at) if table and at is not None else one.called) or _unnamed(one.row_id, lang)), "wrap"),
        ReportCell(known.title if known else one.title or one.column),
        _value(one.before, lang),
        _value(one.after, lang),
        ReportCell(one.reason, "wrap"),
    )


def _position(one: Entry, table: Table | None, ids: Mapping[tuple[datetime, str, str], str]) -> int | None:
    """Find the record today: by its ID; by its row only while that still shows what was written."""
    if table is None:
        return None
    row_id = ids.get((one.at, one.sheet, one.row_id), one.row_id)
    if row_id in table.position and not row_id.startswith("#"):
        return table.position[row_id]
    if not row_id[1:].isdigit() or not row_id.startswith("#"):
        return None
    at = int(np.searchsorted(table.rows, int(row_id[1:])))
    there = at < len(table) and int(table.rows[at]) == int(row_id[1:])
    return at if there and shown(table.cells(one.column)[at], "en") == shown(one.after, "en") else None


def _cell(one: Entry, table: Table | None, at: int | None) -> ReportCell:
    if table is None or at is None or (one.column and table.field(one.column) is None):
        return ReportCell(None)
    where = table.address(at, one.column)
    return ReportCell(where, "link", (one.sheet, where))


def _unnamed(row_id: str, lang: Lang) -> str:
    if not row_id.startswith("#"):
        return row_id
    return f"строка {row_id[1:]}" if lang == "ru" else f"row {row_id[1:]}"


def _value(value: CellValue, lang: Lang) -> ReportCell:
    said = shown(value, lang)
    return ReportCell(said, "wrap") if said else ReportCell(EMPTY_CELL.in_(lang), "muted")


KIND = ReportKind("journal", TITLE, ABOUT, build)
