"""Every client is active, inactive, refused or archived, with the reason and the day (B3, B5, A18, X8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sheets_crm.ledger.columns import OTHER, Days, Texts
from sheets_crm.ledger.past import Past, past_of
from sheets_crm.ledger.silence import limits, silent
from sheets_crm.ledger.touches import Touches, last_touches
from sheets_crm.model.cells import CellValue
from sheets_crm.model.context import Context
from sheets_crm.model.layout import Column
from sheets_crm.model.plan import Changes
from sheets_crm.model.snapshot import Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.rules.rule import Rule

DEFAULT = Text("по умолчанию", "by default")
SILENT = Text("нет заказов дольше", "no orders for over")
NO_REACTION = Text("нет реакции", "no reaction")
REFUSED = Text("отказ в разговоре", "refused in a talk")
ORDERED = Text("новый заказ", "a new order")
OURS = (SILENT, NO_REACTION, REFUSED, ORDERED)
GIVEN_UP = ("inactive", "refused")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status that a client should have, and why."""

    key: str
    why: Text


OUTCOMES = {"refused": Verdict("refused", REFUSED), "no_reaction": Verdict("inactive", NO_REACTION)}
"""What the last touch makes of a client who has not ordered since (B5)."""


def check(snapshot: Snapshot, context: Context) -> Iterator[Changes]:
    """Fill an empty status with «активный», and move it when the client falls silent, does not react, refuses or orders.

    A status that a person chose with a reason of their own stays, but a later order makes the client active again;
    «архив» always stays, and so does a whole column in which people keep statuses of their own.
    """
    past = past_of(snapshot, context.today)
    if past is None:
        return
    facts = _Facts.of(snapshot, past, context)
    for table, here in past.clients.sheets():
        one = table.field("status")
        if one is None or one.column is None or _own_words(facts.status[here]):
            continue
        moved = _moved(table, here.start, facts, context)
        if moved:
            yield from _changes(table, one.column, moved, context.today)


def _own_words(keys: Texts) -> bool:
    """Say whether a column holds statuses, and none that we know."""
    return bool((keys == OTHER).any() and np.isin(keys.astype(str), ("", OTHER)).all())


@dataclass(frozen=True)
class _Facts:
    """What decides, by client: the key of the status, the day it was set, orders and touches; days as serials, NaN where none."""

    status: Texts
    since: Days
    last_order: Days
    silent: NDArray[np.bool_]
    limit: NDArray[np.int64]
    touch: Touches

    @staticmethod
    def of(snapshot: Snapshot, past: Past, context: Context) -> _Facts:
        """Gather what the status of each client follows from."""
        clients, settings = past.clients, context.settings.silence
        touches = last_touches(snapshot, clients, context.today)
        since, limit = clients.days("status_date"), limits(clients, settings)
        return _Facts(clients.keys("status"), since, past.latest, silent(past, settings), limit, touches)

    @cached_property
    def may_move(self) -> NDArray[np.bool_]:
        """Who may need another status: most clients have theirs, and are not looked at one by one."""
        due = np.where(self.silent, "inactive", "active").astype(object)
        for result, verdict in OUTCOMES.items():
            due[(self.touch.result == result) & ~(self.last_order >= self.touch.day)] = verdict.key
        status = self.status.astype(str)
        ordered = np.isin(status, GIVEN_UP) & (self.last_order > self.since)
        moving: NDArray[np.bool_] = ~np.isin(status, ("archived", OTHER)) & ((due != self.status) | ordered)
        return moving


def _moved(table: Table, start: int, facts: _Facts, context: Context) -> list[tuple[int, Verdict]]:
    out = []
    for at in np.flatnonzero(facts.may_move[start : start + len(table)]).tolist():
        key = facts.status[start + at]
        persons = key in GIVEN_UP and not _ours(table, at, context)
        verdict = _given_up(start + at, facts) if persons else _verdict(start + at, facts)
        if verdict and verdict.key != key:
            out.append((at, verdict))
    return out


def _ours(table: Table, at: int, context: Context) -> bool:
    """Say whether the program gave this status, so that the program may change it."""
    filled = context.memory.filled.get((table.sheet, table.ids[at], "status"))
    by_us = filled is not None and filled.by(RULE.name, table.cells("status")[at])
    return by_us or is_ours(table.cells("status_reason")[at])


def _given_up(who: int, facts: _Facts) -> Verdict | None:
    """Return the verdict on a client whom a person has given up: only a later order changes that."""
    return Verdict("active", ORDERED) if facts.last_order[who] > facts.since[who] else None


def _verdict(who: int, facts: _Facts) -> Verdict:
    outcome = OUTCOMES.get(facts.touch.result[who])
    if outcome and not facts.last_order[who] >= facts.touch.day[who]:
        return outcome
    if facts.silent[who]:
        months = facts.limit[who]
        return Verdict("inactive", Text(f"{SILENT.ru} {months} мес.", f"{SILENT.en} {months} months"))
    return Verdict("active", ORDERED if facts.status[who] else DEFAULT)


def is_ours(reason: CellValue) -> bool:
    """Say whether a reason is one that the program writes, so that the program may change it."""
    return reason is not None and str(reason).startswith(tuple(words for one in OURS for words in (one.ru, one.en)))


def _changes(table: Table, column: Column, moved: list[tuple[int, Verdict]], today: date) -> Iterator[Changes]:
    at = [position for position, _ in moved]
    reasons = [verdict.why for _, verdict in moved]
    titles = [column.choice(verdict.key, table.lang) for _, verdict in moved]
    yield Changes.at(table, "status", RULE.name, at, titles, reasons)
    told = [k for k, (_, verdict) in enumerate(moved) if verdict.why is not DEFAULT]
    said = table.cells("status_reason").values()
    free = [k for k in told if said[at[k]] is None or is_ours(said[at[k]])]
    if free and table.field("status_reason"):
        words = [reasons[k].in_(table.lang) for k in free]
        yield Changes.at(table, "status_reason", RULE.name, [at[k] for k in free], words, [reasons[k] for k in free])
    if told and table.field("status_date"):
        where = [at[k] for k in told]
        yield Changes.at(table, "status_date", RULE.name, where, [today] * len(told), [reasons[k] for k in told])


RULE = Rule("status", Text("Статус клиента", "The client's status"), check, "silence")
