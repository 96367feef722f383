"""Every cell stands on its own record: a sort, shift or paste that took only some columns is told first of all (G5, A14)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import numpy as np

from sheets_crm.diff.scrambles.find import Scramble, find_scrambles
from sheets_crm.diff.scrambles.mend import Mended, mend, unclear
from sheets_crm.model.addresses import address
from sheets_crm.model.context import Context
from sheets_crm.model.difference import SheetDiff
from sheets_crm.model.plan import Changes, Finding, Held
from sheets_crm.model.snapshot import Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.rules.rule import Rule, Yield

NAME = "partial_sort"
BOOK = Text("КНИГА", "BOOK")
HINT = Text(
    f"Посмотрите, что вернётся на место: sheets-crm unscramble {BOOK.ru}; вернуть: с ключом --apply, оставить как есть: --keep. "
    "До тех пор эти столбцы программа не правит и дублей не объединяет",
    f"See what would go back: sheets-crm unscramble {BOOK.en}; to do it: --apply, to leave it as it is: --keep. "
    "Until then the program repairs nothing in these columns, and merges no duplicates",
)
BACK = Text(
    "на свою запись: отсортировали или сдвинули не все столбцы", "back to its record: only some columns were sorted or shifted"
)


def check(snapshot: Snapshot, context: Context) -> Iterator[Yield]:
    """Tell of each set of columns that was moved without the rest of its rows since the last run, and hold these columns."""
    for sheet in context.since.sheets if context.since else ():
        if sheet.heading:
            yield _heading(sheet)
            yield from (Held(sheet.after.sheet, one.name) for one in sheet.after.fields)
    for table, sheet, one in _scrambles(snapshot, context):
        yield _finding(sheet, one, context.memory.last_seen)
        for back in (_changes(table, sheet, mended) for mended in mend(one)):
            yield Held(back.sheet, back.column, back=back)


def unscramble(snapshot: Snapshot, context: Context) -> Iterator[Yield]:
    """Give every moved cell back to its record; tell where something typed meanwhile may be another's."""
    for table, sheet, one in _scrambles(snapshot, context):
        for mended in mend(one):
            yield _changes(table, sheet, mended)
            yield from _unsure(sheet, mended, one)


def _scrambles(snapshot: Snapshot, context: Context) -> Iterator[tuple[Table, SheetDiff, Scramble]]:
    for sheet in context.since.sheets if context.since else ():
        table = snapshot.table(sheet.after.sheet)
        if table is not None:
            yield from ((table, sheet, one) for one in find_scrambles(sheet))


def _heading(sheet: SheetDiff) -> Finding:
    titles, row = [str(one.after[0]) for one in sheet.heading], int(sheet.heading[0].rows[-1])
    message = Text(
        f"Шапку отсортировали вместе со строками: {_quoted(titles, '«»')} теперь в строке {row}, а на месте шапки чужие данные",
        f"The heading was sorted with the rows: {_quoted(titles, '“”')} stand in row {row} now, and a record's data on top",
    )
    place = address(row, sheet.heading[0].letter_index)
    return Finding(sheet.after.sheet, "", place, NAME, "error", message, HINT)


def _finding(sheet: SheetDiff, scramble: Scramble, seen: datetime | None) -> Finding:
    rows = sheet.after.rows[scramble.rows]
    titles = [column.field.after.title for column in scramble.columns]
    where = f"{rows[0]}–{rows[-1]}"
    since_ru, since_en = (f" после {seen:%d.%m.%Y %H:%M}", f" since {seen:%d.%m.%Y %H:%M}") if seen else ("", "")
    message = Text(
        f"Отсортировали, сдвинули или вставили не все столбцы{since_ru}: {_quoted(titles, '«»')} теперь не у своих записей. "
        f"Таких строк: {len(rows)} (строки {where})",
        f"Not all columns were sorted, shifted or pasted{since_en}: {_quoted(titles, '“”')} no longer stand with their records. "
        f"Such rows: {len(rows)} (rows {where})",
    )
    first = scramble.columns[0]
    at = int(first.places[0])
    return Finding.at(sheet.after, at, first.field.after.name, NAME, "error", message, HINT)


def _quoted(titles: Sequence[str], marks: str) -> str:
    """Name columns by their headers; those that have none are not named."""
    return ", ".join(f"{marks[0]}{one}{marks[1]}" for one in titles)


def _changes(table: Table, sheet: SheetDiff, mended: Mended) -> Changes:
    """Return what puts a column right; a row in which nothing was left is no record of the table any more."""
    one, rows = mended.column.field, sheet.after.rows[mended.rows]
    there = np.isin(rows, table.rows)
    held = [one.before.cells.entered(at) if at >= 0 else None for at in mended.sources[there].tolist()]
    return Changes.at(table, one.after.name, NAME, np.searchsorted(table.rows, rows[there]).tolist(), held, BACK)


def _unsure(sheet: SheetDiff, mended: Mended, scramble: Scramble) -> Iterator[Finding]:
    """Tell of the cells typed meanwhile, and of the records that may miss what was typed for them."""
    title, name = mended.column.field.after.title, mended.column.field.after.name
    stays = set(mended.unsure.tolist())
    letter = mended.column.field.after.letter_index
    typed = ", ".join(address(int(sheet.after.rows[at]), letter) for at in sorted(stays)[:5])
    for at in np.flatnonzero(unclear(mended, scramble)).tolist():
        message = (
            Text(
                f"«{title}»: набрано после прошлого прогона; если до сортировки, то это значение другой записи",
                f"“{title}”: typed since the last run; if before the sort, it is another record's",
            )
            if at in stays
            else Text(
                f"«{title}»: вернётся прежнее; если его меняли до сортировки, новое стоит в {typed}",
                f"“{title}”: what was there comes back; if it was changed before the sort, the new value stands in {typed}",
            )
        )
        hint = Text("Сверьте сами: по книге этого не узнать", "Look for yourself: the book does not tell")
        yield Finding.at(sheet.after, at, name, NAME, "warning", message, hint)


RULE = Rule(NAME, Text("Столбцы у своих строк", "Columns with their rows"), check)
MEND = Rule(NAME, RULE.title, unscramble, decided=True)
