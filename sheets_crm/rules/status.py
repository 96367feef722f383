"""Every client is active, inactive, refused or archived, with the reason and the day (B3, B5, A18, X8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sheets_crm.model.cells import CellValue
from sheets_crm.model.context import Context
from sheets_crm.model.layout import Column
from sheets_crm.model.plan import Changes
from sheets_crm.model.snapshot import Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.rules.clients import days, events
from sheets_crm.rules.rule import Rule
from sheets_crm.rules.silence import limits, silent

DEFAULT = Text("по умолчанию", "by default")
SILENT = Text("нет заказов дольше", "no orders for over")
NO_REACTION = Text("нет реакции", "no reaction")
REFUSED = Text("отказ в разговоре", "refused in a talk")
ORDERED = Text("новый заказ", "a new order")
OURS = (SILENT, NO_REACTION, REFUSED, ORDERED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status that a client should have, and why."""

    key: str
    why: Text


def check(snapshot: Snapshot, context: Context) -> Iterator[Changes]:
    """Fill an empty status with «активный», and move it when the client falls silent, does not react, refuses or orders.

    A status that a person chose with a reason of their own stays, but a later order makes the client active again;
    «архив» always stays.
    """
    outcomes = _last_outcomes(snapshot)
    for table in snapshot.of_kind("clients"):
        one = table.field("status")
        if one is None or one.column is None:
            continue
        moved = _moved(table, one.column, outcomes, context)
        if moved:
            yield from _changes(table, one.column, moved, context.today)


def _moved(table: Table, column: Column, outcomes: dict[str, tuple[float, str]], context: Context) -> list[tuple[int, Verdict]]:
    out = []
    lists = _Lists.of(table, context)
    keys = {value: column.choice_key(value) for value in set(lists.status)}
    for at, said in enumerate(lists.status):
        key = keys[said]
        if key == "archived" or (said is not None and key is None):
            continue
        verdict = _verdict(at, table.ids[at], key, lists, outcomes)
        if verdict and verdict.key != key:
            out.append((at, verdict))
    return out


@dataclass(frozen=True)
class _Lists:
    """The client rows' columns that decide, parallel; days as serials, NaN where none stands."""

    status: Sequence[CellValue]
    since: NDArray[np.float64]
    last_order: NDArray[np.float64]
    silent: NDArray[np.bool_]
    limit: NDArray[np.int64]
    ours: Sequence[bool]

    @staticmethod
    def of(table: Table, context: Context) -> _Lists:
        status, reason = table.cells("status").values(), table.cells("status_reason").values()
        return _Lists(
            status,
            days(table.cells("status_date")),
            days(table.cells("last_order")),
            silent(table, context),
            limits(table, context),
            [
                is_ours(why) or _filled(table, row_id, said, context)
                for row_id, said, why in zip(table.ids, status, reason, strict=True)
            ],
        )


def _filled(table: Table, row_id: str, said: CellValue, context: Context) -> bool:
    filled = context.memory.filled.get((table.sheet, row_id, "status"))
    return said is not None and filled is not None and filled.by(RULE.name, said)


def _verdict(at: int, row_id: str, key: str | None, lists: _Lists, outcomes: dict[str, tuple[float, str]]) -> Verdict | None:
    last_order = lists.last_order[at]
    if key in ("inactive", "refused") and not lists.ours[at]:
        return Verdict("active", ORDERED) if last_order > lists.since[at] else None
    touched, outcome = outcomes.get(row_id, (np.nan, ""))
    if outcome and not last_order >= touched:
        return Verdict("refused", REFUSED) if outcome == "refused" else Verdict("inactive", NO_REACTION)
    if lists.silent[at]:
        months = lists.limit[at]
        return Verdict("inactive", Text(f"{SILENT.ru} {months} мес.", f"{SILENT.en} {months} months"))
    return Verdict("active", ORDERED if key else DEFAULT)


def is_ours(reason: CellValue) -> bool:
    """Say whether a reason is one that the program writes, so that the program may change it."""
    return reason is not None and str(reason).startswith(tuple(words for one in OURS for words in (one.ru, one.en)))


def _last_outcomes(snapshot: Snapshot) -> dict[str, tuple[float, str]]:
    """Return by client the day and the result of the last touch, where that was a refusal or no reaction (B5)."""
    touches, tables = events(snapshot, "touches"), snapshot.of_kind("touches")
    last = touches.sort_values(["serial", "table", "at"], kind="stable").groupby("client").tail(1)
    out = {}
    for client, serial, number, at in zip(last["client"], last["serial"], last["table"], last["at"], strict=True):
        one = tables[number].field("result")
        result = one.column.choice_key(one.cells.texts[at]) if one and one.column else None
        if result in ("refused", "no_reaction"):
            out[str(client)] = (float(serial), result)
    return out


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
