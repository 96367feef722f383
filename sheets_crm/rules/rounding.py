"""Amounts keep their kopecks: those that became their own rounding since the last run, and what that adds up to (G7)."""

from __future__ import annotations

from collections.abc import Iterator

from sheets_crm.model.context import Context
from sheets_crm.model.noticed import Noticed
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.rules.accidents import finding, money, seen_words, spelled, to_tell, where
from sheets_crm.rules.rule import Rule, Yield


def check(snapshot: Snapshot, context: Context) -> Iterator[Yield]:
    """Tell how many amounts were rounded in each column, and by how much their sum differs now."""
    for one, _ in to_tell(snapshot, context, "rounded"):
        yield finding(one, snapshot, RULE.name, "warning", _says(one, snapshot))


def _says(one: Noticed, snapshot: Snapshot) -> Text:
    place, seen = where(one, snapshot), seen_words(one)
    drift = money(one.after) - money(one.before)
    by = spelled(abs(drift))
    ru = f"сумма стала {'больше' if drift > 0 else 'меньше'} на {by.ru}" if drift else "сумма осталась прежней"
    en = f"their sum is now {by.en} {'more' if drift > 0 else 'less'}" if drift else "their sum is still the same"
    return Text(
        f"«{one.title}»: суммы округлили ({place.ru}), {ru}; {seen.ru}",
        f"“{one.title}”: amounts were rounded ({place.en}), {en}; {seen.en}",
    )


RULE = Rule("rounding", Text("Копейки на месте", "Kopecks kept"), check)
