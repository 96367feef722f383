"""The parts of the summary that tell of orders: by month, by service, and what is owed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sheets_crm.ledger.clients import NOBODY
from sheets_crm.ledger.columns import day_of
from sheets_crm.ledger.money import average, roubles, shares, sums
from sheets_crm.ledger.names import label
from sheets_crm.ledger.orders import Orders
from sheets_crm.model.calendar import months_before
from sheets_crm.model.report import ReportCell, Style
from sheets_crm.model.serials import to_serial
from sheets_crm.model.text import Lang, Text
from sheets_crm.reports.links import NAMELESS
from sheets_crm.reports.page import BLANK, Row, header, or_no_data, part
from sheets_crm.reports.words import counted, month

MONTHS = 12
TOP = 10
ORDERS, REVENUE = Text(ru="Заказов", en="Orders"), Text(ru="Выручка", en="Revenue")
AVERAGE, SHARE = Text(ru="Средний чек", en="Average order"), Text(ru="Доля", en="Share")
TOTAL = Text(ru="Всего", en="Total")
BY_MONTH, MONTH = Text(ru="Выручка по месяцам", en="Revenue by month"), Text(ru="Месяц", en="Month")
EARLIER = Text(ru="раньше", en="earlier")
UNDATED = Text(ru="без даты или с датой в будущем", en="without a date, or dated in the future")
BY_SERVICE, SERVICE = Text(ru="Выручка по услугам", en="Revenue by service"), Text(ru="Услуга", en="Service")
NO_SERVICE = Text(ru="услуга не указана", en="no service given")
DEBTS = Text(ru="Кто должен больше всех", en="Who owes most")
DEBT_COLUMNS = (
    Text(ru="Клиент", en="Client"),
    Text(ru="Дата заказа", en="Order date"),
    Text(ru="Сумма", en="Amount"),
    Text(ru="Оплачено", en="Paid"),
    Text(ru="Долг", en="Debt"),
)


def months(orders: Orders, today: date, lang: Lang) -> tuple[list[Row], int, int]:
    """Return the last 12 months up to this one, all other orders below them, and the first and last row of the months."""
    starts = [months_before(today.replace(day=1), MONTHS - 1 - back) for back in range(MONTHS)]
    edges = np.array([0.0, *(to_serial(start) for start in starts), to_serial(today) + 1])
    group = np.searchsorted(edges, orders.day, side="right") - 1
    group = np.where(np.isnan(orders.day) | (group < 0) | (group > MONTHS), MONTHS + 1, group)
    counts, money = np.bincount(group, minlength=MONTHS + 2).tolist(), sums(orders.amount, group, MONTHS + 2)
    readable = np.bincount(group, weights=~orders.unread, minlength=MONTHS + 2).astype(int).tolist()
    names = [EARLIER.in_(lang), *(month(start.year, start.month, lang) for start in starts), UNDATED.in_(lang)]
    rows = [(ReportCell(BY_MONTH.in_(lang), "heading"),), header((MONTH, ORDERS, REVENUE, AVERAGE), (1, 2, 3), lang=lang)]
    shown = (*range(1, MONTHS + 1), *(at for at in (0, MONTHS + 1) if counts[at]))
    rows += [_month(names[at], counts[at], money[at], readable[at], lang) for at in shown]
    return [*rows, _sum_row(len(orders), sum(money), average(sum(money), sum(readable)), "total_amount", lang)], 3, MONTHS + 2


def _month(name: str, count: int, amount: int, readable: int, lang: Lang) -> Row:
    check = or_no_data(average(amount, readable), "amount", lang) if count else BLANK
    return (ReportCell(name), ReportCell(count, "integer"), ReportCell(roubles(amount), "amount"), check)


def _sum_row(count: int, amount: int, last: Decimal | None, style: Style, lang: Lang) -> Row:
    numbers = (ReportCell(count, "total_integer"), ReportCell(roubles(amount), "total_amount"))
    return (ReportCell(TOTAL.in_(lang), "total"), *numbers, ReportCell(last, style))


def services(orders: Orders, lang: Lang) -> list[Row]:
    """Return the revenue of the ten best services and of all others together; the shares add up to 100.00 %."""
    codes, distinct = pd.factorize(orders.texts("service"))
    names = [str(name) or NO_SERVICE.in_(lang) for name in distinct]
    counts, money = np.bincount(codes, minlength=len(names)).tolist(), sums(orders.amount, codes, len(names))
    lines = sorted(zip(names, counts, money, strict=True), key=lambda line: (-line[2], line[0]))
    if len(lines) > TOP + 1:
        rest = lines[TOP:]
        lines = [*lines[:TOP], (_rest(len(rest), lang), sum(line[1] for line in rest), sum(line[2] for line in rest))]
    parts = shares([amount for _, _, amount in lines])
    rows = [(ReportCell(BY_SERVICE.in_(lang), "heading"),), header((SERVICE, ORDERS, REVENUE, SHARE), (1, 2, 3), lang=lang)]
    for at, (name, count, amount) in enumerate(lines):
        rows.append(
            (ReportCell(name), ReportCell(count, "integer"), ReportCell(roubles(amount), "amount"), part(parts, at, lang))
        )
    return [*rows, _sum_row(len(orders), sum(money), sum(parts, Decimal(0)) if parts else None, "total_percent", lang)]


def _rest(count: int, lang: Lang) -> str:
    said = counted(count, ("услуга", "услуги", "услуг"), ("service", "services"), lang)
    return f"ещё {said}" if lang == "ru" else f"{said} more"


def debts(orders: Orders, lang: Lang) -> list[Row]:
    """Return the orders with the largest unpaid rest, and the sum of all; nothing where nobody notes payments."""
    if not orders.tells_paid:
        return []
    left = orders.amount - orders.paid
    owing = np.flatnonzero(left > 0)
    rows = [(ReportCell(DEBTS.in_(lang), "heading"),), header(DEBT_COLUMNS, (2, 3, 4), lang=lang)]
    top = sorted(owing.tolist(), key=lambda at: (-int(left[at]), at))[:TOP]
    rows += [_debt(orders, at, lang) for at in top]
    if len(owing) > len(top):
        others = np.setdiff1d(owing, top)
        rows.append((ReportCell(_other_orders(len(others), lang), "muted"), BLANK, *_amounts(orders, others, "amount")))
    return [*rows, (ReportCell(TOTAL.in_(lang), "total"), ReportCell(None, "total"), *_amounts(orders, owing, "total_amount"))]


def _debt(orders: Orders, at: int, lang: Lang) -> Row:
    table, row = orders.place(at)
    who = int(orders.client[at])
    name = label(table, row) or (orders.clients.names[who] if who != NOBODY else "") or NAMELESS.in_(lang)
    link = (table.sheet, table.address(row, "amount"))
    return (
        ReportCell(name, "link", link),
        ReportCell(day_of(orders.day[at]), "date"),
        *_amounts(orders, np.array([at]), "amount"),
    )


def _amounts(orders: Orders, which: NDArray[np.intp], style: Style) -> tuple[ReportCell, ...]:
    """Return amount, paid and debt of some orders together."""
    alone = np.zeros(len(which), np.intp)
    amount, paid = (sums(column[which], alone, 1)[0] for column in (orders.amount, orders.paid))
    return tuple(ReportCell(roubles(value), style) for value in (amount, paid, amount - paid))


def _other_orders(count: int, lang: Lang) -> str:
    said = counted(count, ("заказ", "заказа", "заказов"), ("order", "orders"), lang)
    return f"ещё {said}" if lang == "ru" else f"{said} more"
