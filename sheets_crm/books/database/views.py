"""What people ask of a client base, as views in plain words (H4, H5): in Russian, and in English beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from sheets_crm.model.text import Text


@dataclass(frozen=True)
class View:
    """A question: its name, its columns, and the SQL that answers it, with a `{word}` for each of the days and words below."""

    name: Text
    columns: tuple[Text, ...]
    asked: str


DAYS: Mapping[str, Mapping[str, str]] = {
    "postgresql": {
        "today": "current_date",
        "month": "date_trunc('month', current_date)::date",
        "half_a_year_ago": "(current_date - interval '6 months')::date",
    },
    "sqlite": {
        "today": "date('now', 'localtime')",
        "month": "date('now', 'localtime', 'start of month')",
        # 31 August less six months is the last of February, where SQLite would say 3 March
        "half_a_year_ago": "min(date('now', 'localtime', '-6 months'),"
        " date('now', 'localtime', 'start of month', '-5 months', '-1 day'))",
    },
}
CLIENT, PHONE, AMOUNT = Text("Клиент", "Client"), Text("Телефон", "Phone"), Text("Сумма", "Amount")
MANAGER, DAY = Text("Менеджер", "Manager"), Text("Дата", "Date")
WORDS = {
    "named": "coalesce(c.name, trim(coalesce(c.surname, '') || ' ' || coalesce(c.given_name, '')))",
    "phone": "(select p.value from clients_phones p where p.record_key = c.key order by p.key limit 1)",
    "counted": "o.gone_at is null and coalesce(o.stage, '') <> 'cancelled'",
}
VIEWS = (
    View(
        Text("Покупатели месяца", "Buyers of the month"),
        (CLIENT, PHONE, Text("Заказов", "Orders"), AMOUNT),
        "select {named}, {phone}, count(*), sum(o.amount) from orders o join clients c on c.key = o.client_key"
        " where {counted} and o.date >= {month} and o.date <= {today} group by c.key",
    ),
    View(
        Text("Молчащие клиенты", "Silent clients"),
        (CLIENT, PHONE, MANAGER, Text("Последний заказ", "Last order")),
        "select {named}, {phone}, s.title, max(o.date) from clients c join orders o on o.client_key = c.key"
        " left join staff s on s.key = c.manager_key where {counted} and c.gone_at is null"
        " and coalesce(c.status, '') not in ('refused', 'archived')"
        " group by c.key, s.title having max(o.date) < {half_a_year_ago}",
    ),
    View(
        Text("Задачи на сегодня", "Tasks for today"),
        (DAY, Text("Задача", "Task"), CLIENT, PHONE, MANAGER),
        "select t.due, t.title, {named}, {phone}, s.title from tasks t join clients c on c.key = t.record_key"
        " left join staff s on s.key = c.manager_key where c.gone_at is null and t.due <= {today}",
    ),
    View(
        Text("Карточка клиента", "Client card"),
        (CLIENT, DAY, Text("Что было", "What happened"), AMOUNT, Text("Подробности", "Details")),
        "select {named}, o.date, coalesce(v.title, 'order'), o.amount, o.comment from orders o"
        " join clients c on c.key = o.client_key left join services v on v.key = o.service_key where o.gone_at is null"
        " union all select {named}, h.date, coalesce(h.means, 'call'), null, h.comment from touches h"
        " join clients c on c.key = h.client_key where h.gone_at is null"
        " union all select {named}, t.due, t.title, null, null from tasks t join clients c on c.key = t.record_key"
        " where c.gone_at is null",
    ),
)


NAMES = tuple(name for view in VIEWS for name in (view.name.ru, view.name.en))


def view_statements(dialect: sa.Dialect) -> Iterator[str]:
    """Yield the SQL that makes every view."""
    quote = dialect.identifier_preparer.quote_identifier
    days = DAYS[dialect.name]
    for view in VIEWS:
        for lang in ("ru", "en"):
            columns = ", ".join(quote(column.ru if lang == "ru" else column.en) for column in view.columns)
            name = quote(view.name.ru if lang == "ru" else view.name.en)
            yield f"create view {name} ({columns}) as {view.asked.format(**days, **WORDS)}"
