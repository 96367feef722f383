"""Formulas stay formulas, and go on asking for the same cells: what changed in them since the last run (G1, G3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

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
    was = next(iter(one.before.formulas.values()), "")
    return Text(
        f"«{one.title}»: вместо формул теперь значения ({place.ru}), была {was}; {seen.ru}",
        f"“{one.title}”: values in place of formulas ({place.en}), it was {was}; {seen.en}",
    )


def _put(one: Noticed, snapshot: Snapshot) -> Text:
    place, seen = where(one, snapshot), seen_words(one)
    now = next(iter(one.after.formulas.values()), "")
    return Text(
        f"«{one.title}»: вместо введённого теперь формулы ({place.ru}): {now}; {seen.ru}",
        f"“{one.title}”: formulas in place of what was typed ({place.en}): {now}; {seen.en}",
    )


def _moved(one: Noticed, snapshot: Snapshot) -> Text:
    place, seen = where(one, snapshot), seen_words(one)
    at = next(iter(one.before.formulas), 0)
    was, now = one.before.formulas.get(at, ""), one.after.formulas.get(at, "")
    return Text(
        f"«{one.title}»: ссылка сместилась ({place.ru}): была {was}, стала {now}; {seen.ru}",
        f"“{one.title}”: the reference moved ({place.en}): it was {was}, now it is {now}; {seen.en}",
    )


SAYS: Mapping[Accident, Callable[[Noticed, Snapshot], Text]] = {
    "formula lost": _lost,
    "formula put": _put,
    "formula moved": _moved,
}
RULE = Rule("formula_changes", Text("Формулы на месте", "Formulas kept"), check)
