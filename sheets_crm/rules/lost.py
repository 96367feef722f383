"""Nothing goes missing unnoticed: deleted rows and columns, cells emptied in bulk or dragged over since the last run (D35, D7).

A few rows or cells that somebody deleted are told for a week and then left at that; what is large is told until people bring it
back or say that it is meant so. Until then nothing is repaired in such a column, and no clients are merged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sheets_crm.ledger.losses import names_of, open_ones, place_of
from sheets_crm.model.context import Context
from sheets_crm.model.noticed import Accident, Noticed
from sheets_crm.model.plan import Changes, Finding, Held
from sheets_crm.model.severity import Severity
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.rules.accidents import HINT, MANY, finding, is_fresh, money, seen_words, some, spelled, to_tell, where
from sheets_crm.rules.recover import plan_back
from sheets_crm.rules.rule import Rule, Yield

NAME = "lost"
ROWS: tuple[Accident, ...] = ("rows gone",)
SUMS = ("amount", "orders_total")
FEW, SHARE = 3, 0.1


def check(snapshot: Snapshot, context: Context) -> Iterator[Yield]:
    """Tell of each loss once, the rows first; hold the columns in which much is lost, and let all else reckon as if it stood."""
    yield from _rows(snapshot, context)
    read = _as_read(snapshot, context)
    for one, large in to_tell(read, context, "column gone", "cleared", "overwritten"):
        severity: Severity = "error" if large else "note"
        yield finding(one, read, NAME, severity, SAYS[one.what](one, read))
        place = place_of(one, read)
        if place and large:
            back = next((each for each in plan_back([one], read, formulas=True) if isinstance(each, Changes)), None)
            yield Held(place[0].sheet, place[1].name, remembered=False, back=back)


def _as_read(snapshot: Snapshot, context: Context) -> Snapshot:
    """Return the book as it was read: later passes of a run see held columns as if they stood right."""
    if context.since is None:
        return snapshot
    return replace(snapshot, tables=(*(one.after for one in context.since.sheets), *context.since.new))


def _rows(snapshot: Snapshot, context: Context) -> Iterator[Finding]:
    groups = defaultdict[tuple[int | None, str], list[Noticed]](list)
    for one in open_ones(snapshot, context, ROWS):
        groups[one.run, one.sheet].append(one)
    for (_, sheet), group in groups.items():
        names = names_of(group)
        table = snapshot.table(sheet)
        large = len(names) >= MANY or (len(names) >= FEW and len(names) >= SHARE * (len(table) + len(names) if table else 0))
        if large or is_fresh(group[0], context):
            said = _deleted(names, group)
            row_id = next(iter(names)) if len(names) == 1 else ""
            yield Finding(sheet, row_id, "", NAME, "error" if large else "note", said, HINT)


def _deleted(names: Mapping[str, str], group: Sequence[Noticed]) -> Text:
    who, seen = some(list(names.values())), seen_words(group[0])
    amount = sum((money(one.before) for one in group if one.column in SUMS), start=money(group[0].before.cut(0, 0)))
    worth = spelled(amount)
    sum_ru, sum_en = (f", на сумму {worth.ru}", f", worth {worth.en}") if amount else ("", "")
    count = len(names)
    return Text(f"Строк удалено: {count}{sum_ru} ({who.ru}); {seen.ru}", f"Rows deleted: {count}{sum_en} ({who.en}); {seen.en}")


def _column(one: Noticed, _snapshot: Snapshot) -> Text:
    seen = seen_words(one)
    return Text(
        f"Столбец «{one.title}» удалён, в нём было заполнено ячеек: {len(one)}; {seen.ru}",
        f"The column “{one.title}” is deleted, cells filled in it: {len(one)}; {seen.en}",
    )


def _cleared(one: Noticed, snapshot: Snapshot) -> Text:
    place, seen = where(one, snapshot), seen_words(one)
    return Text(
        f"«{one.title}»: очищено разом ({place.ru}); {seen.ru}", f"“{one.title}”: emptied at one go ({place.en}); {seen.en}"
    )


def _overwritten(one: Noticed, snapshot: Snapshot) -> Text:
    place, seen = where(one, snapshot), seen_words(one)
    return Text(
        f"«{one.title}»: поверх разных значений протянули одно или ряд ({place.ru}); {seen.ru}",
        f"“{one.title}”: one value or a series was filled down over different ones ({place.en}); {seen.en}",
    )


SAYS = {"column gone": _column, "cleared": _cleared, "overwritten": _overwritten}
RULE = Rule(NAME, Text("Ничего не пропало", "Nothing went missing"), check)
