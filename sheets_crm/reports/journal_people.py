"""What people did before a run, as lines of the tab «Журнал»: cell by cell, a whole row in one line, the rest summed up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sheets_crm.model.cells import CellValue
from sheets_crm.model.memory import Typed
from sheets_crm.model.text import Lang, Text
from sheets_crm.model.witness import saved_last
from sheets_crm.reports.words import shown, whole

FEW = 20
"""So many cells of a column, and so many rows, are told one by one."""
NAMES = ("name", "client", "title", "surname", "given_name")
WHOLE_ROW = Text(ru="вся строка", en="the whole row")
WHOLE = {
    "rows gone": Text(ru="строку удалили", en="the row was deleted"),
    "rows new": Text(ru="новая строка", en="a new row"),
    "column gone": Text(ru="столбец удалили", en="the column was deleted"),
    "column new": Text(ru="новый столбец", en="a new column"),
    "sheet gone": Text(ru="лист удалили", en="the sheet was deleted"),
    "sheet new": Text(ru="новый лист", en="a new sheet"),
    "column renamed": Text(ru="столбец переименовали", en="the column was renamed"),
    "sheet renamed": Text(ru="лист переименовали", en="the sheet was renamed"),
}


@dataclass(frozen=True, slots=True)
class Done:
    """One line: a record ("" for a whole column or sheet), what people call it where it is gone, the column, and what became."""

    at: datetime
    sheet: str
    row_id: str
    called: str
    column: str
    title: str
    before: CellValue
    after: CellValue
    why: str


def done_by_people(batches: Sequence[Typed], lang: Lang) -> Iterator[Done]:
    """Yield the lines of what people did before one run."""
    rows = defaultdict[tuple[str, str], list[Typed]](list)
    for one in batches:
        if one.what in ("rows gone", "rows new"):
            rows[one.what, one.sheet].append(one)
    yield from (line for (what, _), parts in rows.items() for line in _rows(what, parts, lang))
    for one in batches:
        if one.what.endswith((" gone", " new", " renamed")) and not one.what.startswith("rows"):
            yield _whole(one, lang)
        elif not one.what.startswith("rows"):
            yield from _cells(one, lang)


def _cells(one: Typed, lang: Lang) -> Iterator[Done]:
    why = _who(one, lang)
    for at, row_id in enumerate(one.ids[:FEW]):
        values = one.before.entered(at), one.after.entered(at)
        yield Done(one.until, one.sheet, row_id, "", one.column, one.title, *values, why)
    if one.count > FEW:
        yield _rest(one, one.title, one.count - min(FEW, len(one.ids)), why, lang)


def _rows(what: str, parts: Sequence[Typed], lang: Lang) -> Iterator[Done]:
    """Yield one line for each row that came or went, with what stood in it."""
    cells = defaultdict[str, dict[str, str]](dict)
    first = parts[0]
    for part in parts:
        side = part.before if what == "rows gone" else part.after
        for at, row_id in enumerate(part.ids):
            cells[row_id][part.column] = shown(side[at], lang)
    why = f"{WHOLE[what].in_(lang)}; {_who(first, lang)}"
    for row_id in list(cells)[:FEW]:
        said = " · ".join(filter(None, cells[row_id].values()))
        before, after = (said, None) if what == "rows gone" else (None, said)
        yield Done(first.until, first.sheet, row_id, _called(cells[row_id]), "", WHOLE_ROW.in_(lang), before, after, why)
    most = max(len(cells), *(part.count for part in parts))
    if most > FEW:
        yield _rest(first, WHOLE_ROW.in_(lang), most - FEW, why, lang)


def _called(cells: Mapping[str, str]) -> str:
    return " ".join(cells[name] for name in NAMES if cells.get(name))


def _whole(one: Typed, lang: Lang) -> Done:
    """Return the line of a column or sheet that came, went, or got another name."""
    why = f"{WHOLE[one.what].in_(lang)}; {_who(one, lang)}"
    if one.what.endswith("renamed"):
        return Done(one.until, one.sheet, "", "", "", one.title, one.before[0], one.after[0], why)
    filled = {"ru": f"заполненных ячеек: {whole(one.count, lang)}", "en": f"filled cells: {whole(one.count, lang)}"}[lang]
    before, after = (filled, None) if one.what.endswith("gone") else (None, filled)
    return Done(one.until, one.sheet, "", "", "", one.title, before, after, why)


def _rest(one: Typed, title: str, count: int, why: str, lang: Lang) -> Done:
    more = {
        "ru": f"… и ещё {whole(count, lang)}: sheets-crm history",
        "en": f"… and {whole(count, lang)} more: sheets-crm history",
    }
    return Done(one.until, one.sheet, "", "", "", title, None, more[lang], why)


def _who(one: Typed, lang: Lang) -> str:
    since, until = f"{one.since:%d.%m.%Y %H:%M}", f"{one.until:%d.%m.%Y %H:%M}"
    saved = saved_last(one.saved_by, one.saved_at, one.since, one.until)
    if lang == "ru":
        return f"люди, между {since} и {until}" + (f", {saved.ru}" if saved else "")
    return f"people, between {since} and {until}" + (f"; {saved.en}" if saved else "")
