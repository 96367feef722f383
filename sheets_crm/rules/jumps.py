"""Figures stay within reason: a number far from what stood there, and beyond all others of its column or client (G8)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from sheets_crm.ledger.losses import place_of, positions
from sheets_crm.model.context import Context
from sheets_crm.model.noticed import Noticed
from sheets_crm.model.plan import Finding
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.rules.accidents import seen_words, spelled, to_tell
from sheets_crm.rules.rule import Rule, Yield

HINT = Text(
    "Не лишний ли нуль, не копейки ли вместо рублей? Прежнее число вернёт sheets-crm recover КНИГА, верное оставит --keep",
    "A nought too many, kopecks for roubles? sheets-crm recover BOOK brings the former figure back, --keep keeps this one",
)


def check(snapshot: Snapshot, context: Context) -> Iterator[Yield]:
    """Tell of each such number, with what stood there and the largest of the others."""
    for one, _ in to_tell(snapshot, context, "jumped"):
        place = place_of(one, snapshot)
        if place is None:
            continue
        table, field = place
        at = positions(one, table)
        others = np.delete(field.cells.numbers, at)
        largest = _number(np.nanmax(others)) if len(others) and not np.isnan(others).all() else None
        for nth, where in enumerate(at.tolist()):
            says = _says(one, nth, largest)
            yield Finding.at(table, where, field.name, RULE.name, "warning", says, HINT)


def _says(one: Noticed, at: int, largest: Text | None) -> Text:
    now, seen = _number(one.after.numbers[at]), seen_words(one)
    was = _number(one.before.numbers[at]) if one.before.kinds[at] else None
    was_ru, was_en = (f", раньше {was.ru}", f", earlier {was.en}") if was else ("", "")
    top_ru, top_en = (
        (f", а самое большое из остальных {largest.ru}", f", the largest of the others is {largest.en}") if largest else ("", "")
    )
    return Text(f"«{one.title}»: {now.ru}{was_ru}{top_ru}; {seen.ru}", f"“{one.title}”: {now.en}{was_en}{top_en}; {seen.en}")


def _number(value: float) -> Text:
    return spelled(Decimal(repr(float(value))))


RULE = Rule("jumps", Text("Числа в пределах разумного", "Figures within reason"), check)
