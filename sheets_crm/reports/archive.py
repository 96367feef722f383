"""The tab «Архив»: the rows that went when clients were merged, and what the rows that stayed said before (rule 5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sheets_crm.ledger.decisions import own_tab
from sheets_crm.ledger.former import ARCHIVE as TITLE
from sheets_crm.ledger.former import HEADER_ROW
from sheets_crm.ledger.joining import with_words
from sheets_crm.ledger.merging import JOINED, OWN
from sheets_crm.model.cells import CellValue, encode
from sheets_crm.model.context import Context
from sheets_crm.model.plan import Change, Changes
from sheets_crm.model.report import FILLED_BY, Report, ReportCell, Style
from sheets_crm.model.snapshot import Grid, Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.reports.kind import Evidence, ReportKind
from sheets_crm.reports.page import EMPTY, Row, tab_name

ABOUT = Text(ru="Строки, которые ушли: объединены или удалены", en="The rows that went: merged, or deleted")
NOTE = Text(
    ru=f"{FILLED_BY.ru}: сюда переезжает всё, что при объединении дублей не осталось в листах, и удалённые строки.",
    en=f"{FILLED_BY.en}: whatever does not stay in the sheets when duplicates are merged moves here, and so do deleted rows.",
)
WHEN, SHEET, RECORD = Text(ru="Когда", en="When"), Text(ru="Лист", en="Sheet"), Text(ru="Запись", en="Record")
WHAT, WHY = Text(ru="Что это", en="What it is"), Text(ru="Куда ушло", en="Where it went")
FIXED = (WHEN, SHEET, RECORD, WHAT, WHY)
WHOLE = Text(ru="вся строка", en="the whole row")
FORMER = Text(ru="прежние значения", en="former values")
MERGED = "merges"
DELETING = frozenset({"proposals", "takeback"})
"""Rules by which whole records are deleted that a person wanted deleted."""
WIDTHS = (12, 14, 12, 18, 46)
WIDTH = 22


@dataclass(frozen=True)
class Kept:
    """One row of the archive: the fixed cells, and the archived values by the titles of their columns."""

    fixed: tuple[CellValue, ...]
    values: Mapping[str, CellValue]

    @property
    def record(self) -> tuple[str, str]:
        """The sheet, and the record's ID or row."""
        return str(self.fixed[1] or ""), str(self.fixed[2] or "")


def build(snapshot: Snapshot, evidence: Evidence, context: Context) -> Report | None:
    """Keep the rows that are there and add those of this run; a row that stands in the book again goes. None before the first."""
    grid = own_tab(snapshot, TITLE)
    old = list(_read(grid)) if grid else []
    new = list(_archived(evidence.changes, snapshot, context.today))
    if grid is None and not new:
        return None
    lang = snapshot.lang
    back = _Back(snapshot)
    rows = [*(one for one in old if not back.stands(one)), *new]
    said = dict.fromkeys(title for one in rows for title in one.values)
    known = dict.fromkeys(one.title for table in snapshot.of_kind("clients") for one in table.fields if one.title in said)
    titles = [*known, *(title for title in said if title not in known)]
    head: list[Row] = [(ReportCell(TITLE.in_(lang), "title"),), (ReportCell(NOTE.in_(lang), "note"),), EMPTY]
    header = tuple(ReportCell(title, "header") for title in (*(one.in_(lang) for one in FIXED), *titles))
    lines = [*head, header, *(_line(one, titles) for one in rows)]
    last = (HEADER_ROW, len(lines)) if rows else None
    sheet = grid.name if grid else tab_name(TITLE, snapshot)
    return Report(
        "archive", sheet, (*WIDTHS, *(WIDTH for _ in titles)), tuple(lines), HEADER_ROW, None, last, lang, keeps_rows=True
    )


def _line(one: Kept, titles: Sequence[str]) -> Row:
    fixed = (ReportCell(value, _style(value)) for value in one.fixed)
    return (*fixed, *(ReportCell(one.values.get(title), _style(one.values.get(title))) for title in titles))


def _style(value: CellValue) -> Style:
    if isinstance(value, datetime):
        return "datetime"
    if isinstance(value, date):
        return "date"
    return "wrap" if isinstance(value, str) else "text"


def _read(grid: Grid) -> Iterator[Kept]:
    """Read the rows as they stand, whatever people added to them."""
    columns = sorted(grid.columns)
    titles = {at: str(grid.value(HEADER_ROW, at) or f"({at})") for at in columns if at > len(FIXED)}
    for row in range(HEADER_ROW + 1, grid.last_row + 1):
        fixed = tuple(grid.value(row, at + 1) for at in range(len(FIXED)))
        values = {title: value for at, title in titles.items() if (value := grid.value(row, at)) is not None}
        if values or any(value is not None for value in fixed):
            yield Kept(fixed, values)


def _archived(changes: Iterable[Changes], snapshot: Snapshot, today: date) -> Iterator[Kept]:
    """Gather by record what the merges of this run took out of the sheets of clients, and the records that were deleted."""
    lang = snapshot.lang
    titles = {
        (table.sheet, one.name): one.title or one.name for table in snapshot.tables for one in table.fields if one.key not in OWN
    }
    clients = {table.sheet for table in snapshot.of_kind("clients")}
    taken: dict[tuple[str, int], list[tuple[str, Change]]] = {}
    for batch in changes:
        title, rules = titles.get((batch.sheet, batch.column)), set(batch.rule.split("+"))
        merges = MERGED in rules and batch.sheet in clients
        if title is None or not (merges or rules & DELETING):
            continue
        for change in batch:
            if change.before is not None and not _still_said(change) and (merges or _is_gone(change, snapshot)):
                taken.setdefault((batch.sheet, change.row), []).append((title, change))
    for (sheet, row), cells in taken.items():
        row_id = cells[0][1].row_id
        record = f"{row}" if row_id.startswith("#") else row_id
        gone = all(change.after is None for _, change in cells)
        why = cells[0][1].reason.in_(lang).split(";")[0] if gone else None
        fixed = (today, sheet, record, (WHOLE if gone else FORMER).in_(lang), why)
        yield Kept(fixed, _by_title(cells))


def _is_gone(change: Change, snapshot: Snapshot) -> bool:
    """Say whether nothing is left of a changed record."""
    table = snapshot.table(change.sheet)
    return table is not None and change.row not in table.rows


def _by_title(cells: Sequence[tuple[str, Change]]) -> Mapping[str, CellValue]:
    """Name the values by their columns; of columns with one title the later ones get their letters."""
    out: dict[str, CellValue] = {}
    for title, change in cells:
        name = title
        while name in out:
            name += "'"
        out[name] = change.before
    return out


def _still_said(change: Change) -> bool:
    """Say whether what stood in a cell is still part of what stands there."""
    if change.after is None or not isinstance(change.before, str):
        return False
    told = JOINED.get(change.column.rstrip("_0123456789"), with_words)
    return isinstance(change.after, str) and told(change.before) <= told(change.after)


class _Back:
    """Tells of archived rows whether all that they say stands in its record again, as after an undo."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.tables = {table.sheet: table for table in snapshot.tables}

    def stands(self, one: Kept) -> bool:
        """Say whether the record is there with every one of the values."""
        sheet, record = one.record
        table = self.tables.get(sheet)
        at = _position(table, record) if table is not None else None
        if table is None or at is None:
            return False
        titled: dict[str, list[CellValue]] = {}
        for field in table.fields:
            titled.setdefault(field.title or field.name, []).append(field.cells[at])
        return all(any(_same(value, now) for now in titled.get(title.rstrip("'"), ())) for title, value in one.values.items())


def _position(table: Table, record: str) -> int | None:
    at = table.position.get(record)
    return table.position.get(f"#{record}") if at is None else at


def _same(one: CellValue, other: CellValue) -> bool:
    return repr(encode(one)[1:]) == repr(encode(other)[1:])


KIND = ReportKind("archive", TITLE, ABOUT, build)
