"""The tab «Сводка»: the numbers of the book, exact to the kopeck, and one chart."""

from __future__ import annotations

from collections import Counter

import numpy as np

from sheets_crm.ledger.clients import Clients
from sheets_crm.ledger.columns import OTHER
from sheets_crm.ledger.money import average, roubles, shares, total
from sheets_crm.ledger.orders import Orders
from sheets_crm.ledger.past import Past, past_of
from sheets_crm.ledger.silence import missed
from sheets_crm.model.context import Context
from sheets_crm.model.report import Chart, Report, ReportCell
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Lang, Text
from sheets_crm.reports.kind import Evidence, ReportKind
from sheets_crm.reports.page import EMPTY, Row, head, header, or_no_data, part, tab_name
from sheets_crm.reports.sales import BY_MONTH, debts, months, services

TITLE = Text(ru="Сводка", en="Summary")
ABOUT = Text(ru="Главные числа книги: клиенты, заказы, выручка, долги", en="The book in numbers: clients, orders, revenue, debts")
WIDTHS = (38, 15, 18, 18, 18, 4, 14)
CHART_COLUMN = "G"
CLIENTS, SHARE, TOTAL = Text(ru="Клиентов", en="Clients"), Text(ru="Доля", en="Share"), Text(ru="Всего", en="Total")
BREAKDOWNS = (
    ("status", Text(ru="Клиенты по статусам", en="Clients by status"), Text(ru="Статус", en="Status")),
    ("kind", Text(ru="Клиенты по виду", en="Clients by kind"), Text(ru="Вид", en="Kind")),
    ("tier", Text(ru="Клиенты по важности", en="Clients by tier"), Text(ru="Важность", en="Tier")),
)
UNSET = Text(ru="не указано", en="not set")
ANOTHER = Text(ru="другое", en="other")
MAIN = Text(ru="Главное", en="At a glance")
WITH_TASK = Text(ru="со следующей задачей", en="with a next task")
WITHOUT_TASK = Text(ru="без задачи (кроме отказов и архива)", en="without a task (refused and archived aside)")
SILENT = Text(ru="молчат дольше предела", en="silent past the limit")
NEVER = Text(ru="без единого заказа", en="without a single order")
ORDERS = Text(ru="Заказов", en="Orders")
CANCELLED = Text(ru="и отменённых, они не считаются", en="and cancelled ones, which do not count")
UNREAD = Text(ru="без суммы, в выручку не вошли", en="without an amount, not in the revenue")
REVENUE = Text(ru="Выручка", en="Revenue")
AVERAGE = Text(ru="Средний чек", en="Average order")
PAID = Text(ru="Оплачено", en="Paid")
DEBT = Text(ru="Долг клиентов", en="Owed by clients")
OVERPAID = Text(ru="Переплата клиентов", en="Overpaid by clients")


def build(snapshot: Snapshot, evidence: Evidence, context: Context) -> Report | None:
    """Draw up the numbers of the book; None without clients."""
    del evidence
    past = past_of(snapshot, context.today)
    if past is None:
        return None
    lang, clients, orders = snapshot.lang, past.clients, past.orders
    rows: list[Row] = [*head(TITLE, context, lang), EMPTY]
    rows += [(ReportCell(MAIN.in_(lang), "heading"),), *_people(past, context, lang), *_money(orders, lang), EMPTY]
    chart = None
    if orders is not None and len(orders):
        by_month, first, last = months(orders, context.today, lang)
        chart = Chart(BY_MONTH.in_(lang), 1, 3, len(rows) + first, len(rows) + last, f"{CHART_COLUMN}4")
        rows += [*by_month, EMPTY, *services(orders, lang), EMPTY]
        owed = debts(orders, lang)
        rows += [*owed, EMPTY] if owed else []
    for name, title, column in BREAKDOWNS:
        section = _breakdown(clients, name, title, column, lang)
        if section and chart is None:
            chart = Chart(title.in_(lang), 1, 2, len(rows) + 3, len(rows) + len(section) - 1, f"{CHART_COLUMN}4")
        rows += [*section, EMPTY] if section else []
    return Report("summary", tab_name(TITLE, snapshot), WIDTHS, tuple(rows), 2, chart, lang=lang)


def _number(label: Text, value: int, lang: Lang, *, indent: bool = False) -> Row:
    said = label.in_(lang)
    return (ReportCell(f"   {said}" if indent else said), ReportCell(value, "integer"))


def _people(past: Past, context: Context, lang: Lang) -> list[Row]:
    clients = past.clients
    rows = [_number(CLIENTS, len(clients), lang)]
    if clients.has("next_task") or clients.has("next_date"):
        tasked = (clients.texts("next_task") != "") | ~np.isnan(clients.days("next_date"))
        rows.append(_number(WITH_TASK, int((tasked & clients.open).sum()), lang, indent=True))
        rows.append(_number(WITHOUT_TASK, int((~tasked & clients.open).sum()), lang, indent=True))
    if past.total is not None or clients.has("last_order"):
        rows.append(_number(SILENT, int(missed(past, context.settings.silence).sum()), lang, indent=True))
        rows.append(_number(NEVER, int(np.isnan(past.latest).sum()), lang, indent=True))
    return rows


def _money(orders: Orders | None, lang: Lang) -> list[Row]:
    if orders is None:
        return []
    rows = [_number(ORDERS, len(orders), lang)]
    rows += [_number(CANCELLED, orders.cancelled, lang, indent=True)] if orders.cancelled else []
    unread = int(orders.unread.sum())
    rows += [_number(UNREAD, unread, lang, indent=True)] if unread else []
    revenue, counted = total(orders.amount), len(orders) - unread
    rows.append((ReportCell(REVENUE.in_(lang)), ReportCell(roubles(revenue), "amount")))
    rows.append((ReportCell(AVERAGE.in_(lang)), or_no_data(average(revenue, counted), "amount", lang)))
    return [*rows, *_settled(orders, lang)]


def _settled(orders: Orders, lang: Lang) -> list[Row]:
    """Return what was paid and what is owed: revenue = paid + owed - overpaid, to the kopeck."""
    if not orders.tells_paid:
        return []
    left = orders.amount - orders.paid
    lines = [(PAID, total(orders.paid)), (DEBT, total(left[left > 0]))]
    over = -total(left[left < 0])
    lines += [(OVERPAID, over)] if over else []
    return [(ReportCell(label.in_(lang)), ReportCell(roubles(amount), "amount")) for label, amount in lines]


def _breakdown(clients: Clients, name: str, title: Text, column: Text, lang: Lang) -> list[Row]:
    """Count the clients by a fixed choice, in the order of the layout; the shares add up to 100.00 %."""
    choices = next((one.column.choices for table in clients.tables if (one := table.field(name)) and one.column), None)
    if not choices or not len(clients):
        return []
    times = Counter(clients.keys(name).tolist())
    labels = {choice.key: choice.title.in_(lang) for choice in choices} | {OTHER: ANOTHER.in_(lang), "": UNSET.in_(lang)}
    counts = [(label, times[key]) for key, label in labels.items() if times[key]]
    parts = shares([count for _, count in counts])
    rows: list[Row] = [(ReportCell(title.in_(lang), "heading"),), header((column, CLIENTS, SHARE), (1, 2), lang=lang)]
    rows += [(ReportCell(said), ReportCell(n, "integer"), part(parts, at, lang)) for at, (said, n) in enumerate(counts)]
    whole = ReportCell(sum(parts) if parts else None, "total_percent")
    return [*rows, (ReportCell(TOTAL.in_(lang), "total"), ReportCell(len(clients), "total_integer"), whole)]


KIND = ReportKind("summary", TITLE, ABOUT, build)
