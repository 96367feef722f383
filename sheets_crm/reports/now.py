"""The tab «Сейчас»: whom to call first, manager by manager (C4, C7, F7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sheets_crm.ledger.clients import Clients, clients_of
from sheets_crm.ledger.columns import day_of
from sheets_crm.model.addresses import address
from sheets_crm.model.context import Context
from sheets_crm.model.report import Report, ReportCell, Style
from sheets_crm.model.serials import to_serial
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Lang, Text
from sheets_crm.reports.kind import Evidence, ReportKind
from sheets_crm.reports.links import client_link
from sheets_crm.reports.page import EMPTY, Row, head, header, more, tab_name
from sheets_crm.reports.words import whole

TITLE = Text(ru="Сейчас", en="Now")
ABOUT = Text(
    ru="Кому звонить и писать: просрочено, сегодня, на неделе, без задачи",
    en="Whom to call and write to: overdue, today, this week, without a task",
)
WEEK = 7
CAP = 200
MOST_MANAGERS = 100
LAST = "\uffff"
OVERDUE, TODAY, SOON, UNDATED, NO_TASK, LATER = range(6)
BUCKETS: tuple[tuple[Text, Style], ...] = (
    (Text(ru="Просрочено", en="Overdue"), "bad"),
    (Text(ru="Сегодня", en="Today"), "warning"),
    (Text(ru="7 дней", en="7 days"), "good"),
    (Text(ru="Без срока", en="No date"), "text"),
    (Text(ru="Без задачи", en="No task"), "muted"),
)
WIDTHS = (36, 24, 14, 13, 14, 14, 62)
COLUMNS = (
    Text(ru="Клиент", en="Client"),
    Text(ru="Телефон", en="Phone"),
    Text(ru="Когда", en="When"),
    Text(ru="Срок", en="Due"),
    Text(ru="Общались", en="Last touch"),
    Text(ru="Важность", en="Tier"),
    Text(ru="Задача", en="Task"),
)
MANAGER = Text(ru="Менеджер", en="Manager")
NOBODY = Text(ru="Без менеджера", en="No manager")
ALL = Text(ru="Всего", en="Total")
NOTHING = Text(ru="Срочных дел нет", en="Nothing is urgent")


@dataclass(frozen=True, eq=False)
class Stream:
    """Every client and what it awaits; all arrays are parallel to the clients."""

    clients: Clients
    bucket: NDArray[np.intp]
    due: NDArray[np.float64]
    touched: NDArray[np.float64]
    manager: NDArray[np.object_]
    phone: NDArray[np.object_]
    task: NDArray[np.object_]
    tier: NDArray[np.object_]

    def counts(self) -> dict[str, list[int]]:
        """Count each manager's clients by bucket; the managers by name, clients without one last."""
        codes, found = pd.factorize(self.manager)
        table = np.bincount(codes * (LATER + 1) + self.bucket, minlength=len(found) * (LATER + 1)).reshape(-1, LATER + 1)
        names = [str(name) for name in found]
        order = sorted(range(len(names)), key=lambda at: (not names[at], names[at].casefold(), names[at]))
        return {names[at]: table[at, :LATER].tolist() for at in order}

    def lines(self) -> dict[str, list[int]]:
        """Give each manager's first clients of each bucket: oldest first, then by tier and name."""
        keys = {"manager": self.manager, "bucket": self.bucket, "due": self.due, "tier": self.tier, "name": self.clients.names}
        waiting = pd.DataFrame(keys)[self.bucket != LATER]
        waiting["tier"] = waiting["tier"].where(waiting["tier"] != "", LAST)
        waiting["name"] = waiting["name"].str.casefold()
        waiting = waiting.sort_values(["bucket", "due", "tier", "name"], kind="stable")
        shown = waiting.groupby(["manager", "bucket"], sort=False).head(CAP)
        return {str(name): [int(at) for at in mine.index] for name, mine in shown.groupby("manager", sort=False)}


def build(snapshot: Snapshot, evidence: Evidence, context: Context) -> Report | None:
    """Draw each manager's stream of tasks; None when the clients have no columns for tasks."""
    del evidence
    clients = clients_of(snapshot)
    if clients is None or not (clients.has("next_task") or clients.has("next_date")):
        return None
    lang = snapshot.lang
    stream = _stream(clients, context.today)
    sheet, top = tab_name(TITLE, snapshot), head(TITLE, context, lang)
    counts, lines = stream.counts(), stream.lines()
    shown = list(counts)[:MOST_MANAGERS]
    sections = [_section(stream, name, counts[name], lines.get(name, []), lang) for name in shown]
    starts = np.cumsum(
        [len(top) + len(shown) + (6 if len(counts) > len(shown) else 5), *(len(section) for section in sections)]
    ).tolist()
    table = [header((MANAGER, *(words for words, _ in BUCKETS)), range(1, 6), lang=lang)]
    table += [_counts(name, counts[name], (sheet, address(start, 1)), lang) for name, start in zip(shown, starts, strict=False)]
    rest = [those for name, those in counts.items() if name not in shown]
    table += [(*more(len(rest), lang), *_sums(rest, "integer"))] if rest else []
    table.append(_totals(counts, lang))
    rows = [*top, EMPTY, *table, EMPTY, *(row for section in sections for row in section)]
    return Report("now", sheet, WIDTHS, tuple(rows), len(top), lang=lang)


def _stream(clients: Clients, today: date) -> Stream:
    due, task = clients.days("next_date"), clients.texts("next_task")
    now = to_serial(today)
    cases = [~clients.open, due < now, due == now, due <= now + WEEK, due > now, task != ""]
    bucket = np.select(cases, [LATER, OVERDUE, TODAY, SOON, LATER, UNDATED], NO_TASK).astype(np.intp)
    manager, phone, tier = (clients.texts(name) for name in ("manager", "phone", "tier"))
    return Stream(clients, bucket, due, clients.days("last_touch"), manager, phone, task, tier)


def _counts(manager: str, counts: list[int], link: tuple[str, str], lang: Lang) -> Row:
    name = ReportCell(manager or NOBODY.in_(lang), "link", link)
    return (name, *(ReportCell(count, "integer") for count in counts))


def _totals(counts: dict[str, list[int]], lang: Lang) -> Row:
    return (ReportCell(ALL.in_(lang), "total"), *_sums(counts.values(), "total_integer"))


def _sums(counts: Iterable[list[int]], style: Style) -> Row:
    sums = [sum(column) for column in zip(*counts, strict=True)] or [0] * LATER
    return tuple(ReportCell(count, style) for count in sums)


def _section(stream: Stream, manager: str, counts: list[int], mine: list[int], lang: Lang) -> list[Row]:
    rows: list[Row] = [(ReportCell(manager or NOBODY.in_(lang), "heading"),)]
    if not mine:
        return [*rows, (ReportCell(NOTHING.in_(lang), "muted"),), EMPTY]
    rows.append(header(COLUMNS, lang=lang))
    for bucket, (words, _) in enumerate(BUCKETS):
        here = [at for at in mine if stream.bucket[at] == bucket]
        rows += [_line(stream, at, lang) for at in here]
        if counts[bucket] > len(here):
            rows.append(_more(words.in_(lang), counts[bucket] - len(here), lang))
    return [*rows, EMPTY]


def _more(words: str, count: int, lang: Lang) -> Row:
    said = f"{words}: и ещё {whole(count, lang)}" if lang == "ru" else f"{words}: and {whole(count, lang)} more"
    return (ReportCell(said, "muted"),)


def _line(stream: Stream, at: int, lang: Lang) -> Row:
    words, style = BUCKETS[stream.bucket[at]]
    return (
        client_link(stream.clients, at, lang),
        ReportCell(stream.phone[at] or None, "wrap"),
        ReportCell(words.in_(lang), style),
        ReportCell(day_of(stream.due[at]), "date"),
        ReportCell(day_of(stream.touched[at]), "date"),
        ReportCell(stream.tier[at] or None),
        ReportCell(stream.task[at] or None, "wrap"),
    )


KIND = ReportKind("now", TITLE, ABOUT, build)
