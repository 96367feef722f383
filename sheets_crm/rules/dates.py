"""Dates as dates, and working hours that can be read (G3, D1, B7)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sheets_crm.formats import dates, hours
from sheets_crm.model.context import Context
from sheets_crm.model.settings import DateSettings
from sheets_crm.model.snapshot import Field, Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.rules.columns import Judge, judge_fields, texts
from sheets_crm.rules.rule import Rule, Yield

MAY_LIE_AHEAD = frozenset({"next_date", "term", "status_date"})
BIRTHDAY = "birthday"


def check(snapshot: Snapshot, context: Context) -> Iterator[Yield]:
    """Turn text and day numbers into dates where they can mean one day alone; impossible and future ones are findings."""

    def judge_for(_table: Table, one: Field) -> Judge:
        key = one.key or ""
        order = dates.column_order(texts(one.cells), date1904=snapshot.date1904)
        settings, future = _settings(key, context), key in MAY_LIE_AHEAD
        return partial(dates.judge, order=order, settings=settings, today=context.today, future_allowed=future)

    yield from judge_fields(snapshot, {"date", "datetime"}, RULE.name, judge_for)
    yield from judge_fields(snapshot, {"hours"}, RULE.name, lambda _table, _field: hours.judge)


def _settings(key: str, context: Context) -> DateSettings:
    """Return the settings of one column: nobody was born in the future, so a birthday of '45 is in 1945."""
    settings = context.settings.dates
    return settings.model_copy(update={"pivot": context.today.year % 100}) if key == BIRTHDAY else settings


RULE = Rule("dates", Text("Даты и часы работы", "Dates and working hours"), check, "dates")
