"""No client without a next task (C7), set by what the last touch promised (C8, F3 in the small)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from sheets_crm.ledger.columns import OTHER, day_of
from sheets_crm.ledger.names import PARTS
from sheets_crm.ledger.past import Past, past_of
from sheets_crm.ledger.touches import Touch, Touches, last_touches
from sheets_crm.model.calendar import deferred_contact, working_day_from
from sheets_crm.model.cells import CellValue, Kind
from sheets_crm.model.context import Context
from sheets_crm.model.memory import Filled
from sheets_crm.model.plan import Changes
from sheets_crm.model.snapshot import Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.rules.rule import Rule

MEET = Text("Позвонить и познакомиться", "Call and get acquainted")
AGAIN = Text("Перезвонить: в прошлый раз не дозвонились", "Call again: nobody answered last time")
RETURN = Text("Вернуться к разговору: клиент просил подождать до", "Take up the talk: the client asked to wait until")
OFFER = Text("Позвонить: клиент проявил интерес", "Call: the client showed interest")
CARE = Text("Спросить, всё ли хорошо после заказа", "Ask whether all is well after the order")
KEEP = Text("Плановый звонок", "A regular call")
SILENT = Text("Напомнить о себе: давно не заказывал", "Say hello: no orders for long")
NAMING = ("name", *PARTS)
DATED = Text("Связаться с клиентом", "Get in touch with the client")


@dataclass(frozen=True, slots=True)
class Task:
    """What to do and when; `urgent` tasks keep their day, others may be spread over the coming days."""

    words: Text
    day: date
    urgent: bool = True


def check(snapshot: Snapshot, context: Context) -> Iterator[Changes]:
    """Give a next task to every client that is neither refused nor archived and has none.

    A half-filled task gets its missing half. A task that the program set itself is renewed once a touch came after it; one
    that a person wrote stays until the person takes it away. Of tasks without a day of their own, no manager gets more
    than `tasks.per_day` for one working day.
    """
    past = past_of(snapshot, context.today)
    if past is None:
        return
    touches = last_touches(snapshot, past.clients, context.today)
    for table, here in past.clients.sheets():
        if table.field("next_task") and table.field("next_date"):
            made = _Row.tasks(table, here.start, past, touches, context)
            yield from _changes(table, "next_task", [(at, task.words.in_(table.lang), task.words) for at, task in made])
            yield from _changes(table, "next_date", [(at, task.day, task.words) for at, task in made])


def _changes(table: Table, name: str, wanted: list[tuple[int, CellValue, Text]]) -> Iterator[Changes]:
    has = table.cells(name)
    new = [one for one in wanted if has[one[0]] != one[1] and _day(has[one[0]]) != one[1]]
    if new:
        at, values, reasons = zip(*new, strict=True)
        yield Changes.at(table, name, RULE.name, at, values, reasons)


@dataclass(frozen=True)
class _Row:
    """One client as the tasks see it."""

    status: str
    task: CellValue
    day: CellValue
    ordered: date | None
    touch: Touch | None
    filled: tuple[Filled | None, Filled | None]

    @staticmethod
    def tasks(table: Table, start: int, past: Past, touches: Touches, context: Context) -> list[tuple[int, Task]]:
        """Return the tasks to be set, by position in the table."""
        spread, out = None, []
        for at, row in _rows(table, start, past, touches, context):
            task = row.wanted(context)
            if task and not task.urgent:
                spread = spread or _Spread.of(table, context)
                task = Task(task.words, spread.day_for(at))
            if task:
                out.append((at, task))
        return out

    def wanted(self, context: Context) -> Task | None:
        """Return the task that this client lacks; None when there is one to be kept."""
        if self.task is not None and self.day is not None:
            return _natural(self, context) if self._done() else None
        if self.task is not None:
            return Task(Text(str(self.task), str(self.task)), working_day_from(context.today, context.settings.calendar))
        if self.day is not None:
            day = _day(self.day)
            return Task(DATED, day) if day else None
        task = _natural(self, context)
        return task if task.day > context.today else Task(task.words, context.today, urgent=False)

    def _done(self) -> bool:
        """Say whether the program set this task, and a touch has come since."""
        words, day = self.filled
        return (
            self.touch is not None
            and words is not None
            and day is not None
            and words.by(RULE.name, self.task)
            and day.by(RULE.name, self.day)
            and self.touch.day >= day.at.date()
        )


def _rows(table: Table, start: int, past: Past, touches: Touches, context: Context) -> Iterator[tuple[int, _Row]]:
    """Give each client whose task may have to change, and the position in the table.

    Left out are those with a whole task that nothing can have done: no touch came, or a person set it. So are the refused,
    the archived, those whose status says what we do not know («чёрный список»), and rows of a sheet that is not ours in which
    nothing stands but a name (a heading, a remark).
    """
    clients, filled = past.clients, context.memory.filled
    tasks, days, status = table.cells("next_task"), table.cells("next_date"), clients.keys("status")
    here = slice(start, start + len(table))
    whole = (tasks.kinds != Kind.EMPTY) & (days.kinds != Kind.EMPTY)
    settled = whole & np.isnan(touches.day[here])
    for at in np.flatnonzero(clients.open[here] & (status[here] != OTHER) & _told(table) & ~settled).tolist():
        who, row_id = start + at, table.ids[at]
        marks = filled.get((table.sheet, row_id, "next_task")), filled.get((table.sheet, row_id, "next_date"))
        if all(marks) or not whole[at]:
            yield at, _Row(status[who], tasks[at], days[at], day_of(past.latest[who]), touches.of(who), marks)


def _told(table: Table) -> NDArray[np.bool_]:
    """Say of which records more is known than a name."""
    if table.ours:
        return np.ones(len(table), bool)
    people = [one for one in table.fields if one.column is None or one.column.owner == "staff"]
    told = [one.cells.filled for one in people if one.key not in NAMING]
    return np.logical_or.reduce(told) if told else np.zeros(len(table), bool)


def _natural(row: _Row, context: Context) -> Task:
    """Return what the last touch, the last order or the silence calls for, and its day, which may have passed."""
    settings, touch = context.settings.tasks, row.touch
    if touch is None or row.status == "inactive":
        if row.status == "inactive":
            return Task(SILENT, context.today)
        if row.ordered is None:
            return Task(MEET, _later(context.today, 0, context))
        return Task(KEEP, _later(row.ordered, settings.after_touch_days, context))
    if touch.result == "deferred" and touch.term:
        words = Text(f"{RETURN.ru} {touch.term:%d.%m.%Y}", f"{RETURN.en} {touch.term:%Y-%m-%d}")
        return Task(words, deferred_contact(touch.day, touch.term, settings.deferred_share, context.settings.calendar))
    words, days = {
        "no_answer": (AGAIN, settings.after_no_answer_days),
        "interest": (OFFER, settings.after_interest_days),
        "order": (CARE, settings.after_order_days),
    }.get(touch.result, (KEEP, settings.after_touch_days))
    return Task(words, _later(touch.day, days, context))


def _later(day: date, days: int, context: Context) -> date:
    return working_day_from(day + timedelta(days=days), context.settings.calendar)


@dataclass(frozen=True)
class _Spread:
    """How many tasks each manager has on each day, so that new ones go where there is room.

    `reached` is the day up to which a manager's days are full.
    """

    managers: list[CellValue]
    load: Counter[tuple[CellValue, date]]
    context: Context
    reached: dict[CellValue, date] = field(default_factory=dict)

    @staticmethod
    def of(table: Table, context: Context) -> _Spread:
        """Count what each manager has on each day already."""
        managers, days = table.cells("manager").values(), table.cells("next_date").values()
        load = Counter((who, day) for who, day in zip(managers, map(_day, days), strict=True) if day)
        return _Spread(managers, load, context)

    def day_for(self, at: int) -> date:
        """Return the next working day on which the client's manager has room, and take the place."""
        calendar, who = self.context.settings.calendar, self.managers[at]
        day = self.reached.get(who) or working_day_from(self.context.today, calendar)
        while self.load[who, day] >= self.context.settings.tasks.per_day:
            day = working_day_from(day + timedelta(days=1), calendar)
        self.load[who, day] += 1
        self.reached[who] = day
        return day


def _day(value: CellValue) -> date | None:
    """Return the day of a date or of a date with a time."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


RULE = Rule("tasks", Text("Следующая задача", "Next task"), check, "tasks")
