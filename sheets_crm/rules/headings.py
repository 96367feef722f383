"""Columns stay what they are: a header that was renamed, numbers that became text since the last run (D35, B6)."""

from __future__ import annotations

from collections.abc import Iterator

from sheets_crm.ledger.losses import place_of
from sheets_crm.model.addresses import address
from sheets_crm.model.context import Context
from sheets_crm.model.noticed import Noticed
from sheets_crm.model.plan import Finding
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.rules.accidents import finding, seen_words, to_tell, where
from sheets_crm.rules.rule import Rule, Yield

SAME = Text(
    "Программа ведёт его как прежде. Если это другой столбец, впишите его в настройки: sheets-crm adopt КНИГА",
    "The program goes on with it as before. If it is another column, write it into the config: sheets-crm adopt BOOK",
)


def check(snapshot: Snapshot, context: Context) -> Iterator[Yield]:
    """Tell of renamed headers for some days, and of numbers that are text now until they are numbers again."""
    for one, _ in to_tell(snapshot, context, "column renamed", "retyped"):
        place = place_of(one, snapshot)
        if one.what == "retyped":
            yield finding(one, snapshot, RULE.name, "warning", _retyped(one, snapshot))
        elif place is not None:
            table, field = place
            cell = address(table.header_row, field.letter_index) if table.header_row else ""
            yield Finding(table.sheet, "", cell, RULE.name, "note", _renamed(one), SAME)


def _renamed(one: Noticed) -> Text:
    was, now, seen = one.before[0], one.after[0], seen_words(one)
    return Text(f"Столбец «{was}» теперь называется «{now}»; {seen.ru}", f"The column “{was}” is now called “{now}”; {seen.en}")


def _retyped(one: Noticed, snapshot: Snapshot) -> Text:
    place, seen = where(one, snapshot), seen_words(one)
    return Text(
        f"«{one.title}»: числа и даты стали текстом ({place.ru}), их больше не сложить; {seen.ru}",
        f"“{one.title}”: numbers and dates became text ({place.en}) that cannot be added up; {seen.en}",
    )


RULE = Rule("headings", Text("Столбцы те же", "Columns as they were"), check)
