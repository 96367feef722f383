"""Formulas stay formulas, and go on asking for the same cells: what changed in them since the last run (G1, G3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sheets_crm.diff.formulas import shifted
from sheets_crm.ledger.losses import place_of, positions
from sheets_crm.model.cells import Vector
from sheets_crm.model.context import Context
from sheets_crm.model.noticed import Accident, Noticed
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.rules.accidents import finding, seen_words, to_tell, where
from sheets_crm.rules.rule import Rule, Yield


def check(snapshot: Snapshot, context: Context) -> Iterator[Yield]:
    """Tell column by column which formulas became values, which values formulas, and which formulas ask for other cells."""
    for one, _ in to_tell(snapshot, context, *SAYS):
        yield finding(one, snapshot, RULE.name, "warning", SAYS[one.what](one, snapshot))


def _lost(one: Noticed, snapshot: Snapshot) -> Text:
    place, seen = where(one, snapshot), seen_words(one)
    was = _first(one.before, one, snapshot)
    return Text(
        f"«{one.title}»: вместо формул теперь значения ({place.ru}), была {was}; {seen.ru}",
        f"“{one.title}”: values in place of formulas ({place.en}), it was {was}; {seen.en}",
    )


def _put(one: Noticed, snapshot: Snapshot) -> Text:
    place, seen = where(one, snapshot), seen_words(one)
    now = _first(one.after, one, snapshot)
    return Text(
        f"«{one.title}»: вместо введённого теперь формулы ({place.ru}): {now}; {seen.ru}",
        f"“{one.title}”: formulas in place of what was typed ({place.en}): {now}; {seen.en}",
    )


def _moved(one: Noticed, snapshot: Snapshot) -> Text:
    place, seen = where(one, snapshot), seen_words(one)
    was, now = _first(one.before, one, snapshot), _first(one.after, one, snapshot)
    return Text(
        f"«{one.title}»: ссылка сместилась ({place.ru}): была {was}, стала {now}; {seen.ru}",
        f"“{one.title}”: the reference moved ({place.en}): it was {was}, now it is {now}; {seen.en}",
    )


def _first(cells: Vector, one: Noticed, snapshot: Snapshot) -> str:
    """Return the first formula as it reads where its record stands now."""
    at, place = next(iter(cells.formulas), None), place_of(one, snapshot)
    if at is None or place is None:
        return ""
    now = int(positions(one, place[0])[at])
    step = int(place[0].rows[now]) - int(one.rows[at]) if now >= 0 else 0
    return shifted(cells.formulas[at], step)


SAYS: Mapping[Accident, Callable[[Noticed, Snapshot], Text]] = {
    "formula lost": _lost,
    "formula put": _put,
    "formula moved": _moved,
}
RULE = Rule("formula_changes", Text("Формулы на месте", "Formulas kept"), check)
