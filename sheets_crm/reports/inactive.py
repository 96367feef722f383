"""The tab «Неактивные»: clients who have not ordered for too long, those who brought most first (A18, A19, X5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from sheets_crm.ledger.columns import day_of
from sheets_crm.ledger.money import roubles
from sheets_crm.ledger.past import Past, past_of
from sheets_crm.ledger.silence import missed
from sheets_crm.model.calendar import full_months
from sheets_crm.model.context import Context
from sheets_crm.model.report import Report, ReportCell
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Lang, Text
from sheets_crm.reports.kind import Evidence, ReportKind
from sheets_crm.reports.links import client_link
from sheets_crm.reports.page import BLANK, EMPTY, Row, head, header, more, tab_name
from sheets_crm.reports.words import counted

TITLE = Text(ru="Неактивные", en="Inactive")
ABOUT = Text(ru="Кто давно не заказывал и кого стоит вернуть", en="Who has not ordered for long, and whom to win back")
CAP = 2000
LONG_GONE = 24
COLUMNS: dict[str, tuple[Text, float]] = {
    "name": (Text(ru="Клиент", en="Client"), 36),
    "phone": (Text(ru="Телефон", en="Phone"), 24),
    "manager": (Text(ru="Менеджер", en="Manager"), 28),
    "last": (Text(ru="Последний заказ", en="Last order"), 18),
    "months": (Text(ru="Молчит, мес.", en="Silent, months"), 12),
    "total": (Text(ru="Сумма заказов", en="Orders total"), 17),
    "tier": (Text(ru="Важность", en="Tier"), 11),
    "status_reason": (Text(ru="Причина", en="Reason"), 34),
    "hint": (Text(ru="Что сделать", en="What to do"), 62),
}
NUMBERS = ("months", "total")
OPTIONAL = ("phone", "manager", "tier", "status_reason")
TOTAL = Text(ru="Всего", en="Total")
CALL = Text(
    ru="Позвонить лично: важный клиент. Узнать, что изменилось",
    en="Call in person: an important client. Ask what has changed",
)
OFFER = Text(ru="Позвонить и предложить: раньше заказывал «{}»", en="Call with an offer: used to order “{}”")
ASK = Text(ru="Позвонить и спросить, чем помочь", en="Call and ask how to help")
WRITE = Text(ru="Написать: телефона нет, есть почта", en="Write: there is no phone, but an e-mail")
FIND = Text(
    ru="Найти телефон или почту: связаться пока нельзя", en="Find a phone or an e-mail: there is no way to reach them yet"
)
LEAVE = Text(
    ru="Последняя попытка; если не ответит, поставить статус «архив»",
    en="One last try; no answer: set the status “archived”",
)


def build(snapshot: Snapshot, evidence: Evidence, context: Context) -> Report | None:
    """List the clients who are silent past the limit, or were marked inactive; None when nothing tells of orders or status."""
    del evidence
    past = past_of(snapshot, context.today)
    if past is None:
        return None
    lang, clients = snapshot.lang, past.clients
    if past.orders is None and not (clients.has("last_order") or clients.has("status")):
        return None
    quiet = missed(past, context.settings.silence)
    listed = _sorted(past, np.flatnonzero(quiet | (clients.keys("status") == "inactive")))
    lines = _Lines.of(past, lang)
    top = [*head(TITLE, context, lang), _lead(past, int(quiet.sum()), len(listed), context, lang), EMPTY, lines.header()]
    rows = [*top, *(lines.row(at) for at in listed[:CAP])]
    under = (len(top), len(rows))
    if len(listed) > CAP:
        rows.append(lines.rest(listed[CAP:]))
    rows.append(lines.total(listed))
    return Report("inactive", tab_name(TITLE, snapshot), lines.widths(), tuple(rows), len(top), None, under, lang)


def _sorted(past: Past, who: np.ndarray) -> list[int]:
    """Order by money, then the latest order first: who left last comes back most easily."""

    def rank(at: int) -> tuple[int, float, str, int]:
        last = float(past.latest[at])
        return (-past.of(at), np.inf if np.isnan(last) else -last, past.clients.names[at], at)

    return sorted(who.tolist(), key=rank)


def _lead(past: Past, quiet: int, listed: int, context: Context, lang: Lang) -> Row:
    silence = context.settings.silence
    many = counted(quiet, ("клиент", "клиента", "клиентов"), ("client", "clients"), lang)
    tiers = sorted(silence.by_tier.items()) if past.clients.has("tier") else []
    if lang == "ru":
        strict = "".join(f", важность {tier}: {months}" for tier, months in tiers) + ("." if tiers else "")
        said = f"{many} без заказов дольше {silence.months} мес.{strict} Сверху те, кто принёс больше."
        also = f" Отмечены неактивными по другой причине: {listed - quiet}." if listed > quiet else ""
    else:
        strict = "".join(f", tier {tier}: {months}" for tier, months in tiers)
        said = f"{many} without orders for over {silence.months} months{strict}. Those who brought most come first."
        also = f" Marked inactive for another reason: {listed - quiet}." if listed > quiet else ""
    return (ReportCell(said + also, "lead"),)


@dataclass(frozen=True, eq=False)
class _Lines:
    """The lines of the list, with the columns that the book has something for."""

    past: Past
    lang: Lang
    texts: dict[str, np.ndarray]
    shown: tuple[str, ...]

    @staticmethod
    def of(past: Past, lang: Lang) -> _Lines:
        """Gather what a line of the tab says of each client."""
        clients = past.clients
        texts = {name: clients.texts(name) for name in (*OPTIONAL, "email", "service")} | {"tier_key": clients.keys("tier")}
        absent = {name for name in OPTIONAL if not clients.has(name)} | ({"total"} if past.total is None else set())
        return _Lines(past, lang, texts, tuple(name for name in COLUMNS if name not in absent))

    def widths(self) -> tuple[float, ...]:
        return tuple(COLUMNS[name][1] for name in self.shown)

    def header(self) -> Row:
        right = [at for at, name in enumerate(self.shown) if name in NUMBERS]
        return header((COLUMNS[name][0] for name in self.shown), right, lang=self.lang)

    def row(self, at: int) -> Row:
        """Return one client's line."""
        last = day_of(self.past.latest[at])
        known = {
            "name": client_link(self.past.clients, at, self.lang),
            "last": ReportCell(last, "date"),
            "months": ReportCell(full_months(last, self.past.today), "integer") if last else BLANK,
            "total": ReportCell(roubles(self.past.of(at)), "amount"),
            "hint": ReportCell(self._hint(at, last).in_(self.lang), "wrap"),
        }
        return tuple(known.get(name) or ReportCell(self.texts[name][at] or None, "wrap") for name in self.shown)

    def rest(self, left_out: list[int]) -> Row:
        """Return the row that stands for those left out, with their sum: what is shown adds up."""
        (said,) = more(len(left_out), self.lang)
        known = {"name": said}
        if self.past.total is not None:
            known["total"] = ReportCell(roubles(sum(self.past.of(at) for at in left_out)), "amount")
        return tuple(known.get(name, ReportCell(None)) for name in self.shown)

    def total(self, listed: list[int]) -> Row:
        """Return the last line: how many they are, and what they brought."""
        known = {"name": ReportCell(f"{TOTAL.in_(self.lang)}: {len(listed)}", "total")}
        if self.past.total is not None:
            known["total"] = ReportCell(roubles(sum(self.past.of(at) for at in listed)), "total_amount")
        return tuple(known.get(name, ReportCell(None, "total")) for name in self.shown)

    def _hint(self, at: int, last: date | None) -> Text:
        if not self.texts["phone"][at]:
            return WRITE if self.texts["email"][at] else FIND
        if self.texts["tier_key"][at] == "A":
            return CALL
        if last and full_months(last, self.past.today) >= LONG_GONE:
            return LEAVE
        service = self.texts["service"][at]
        return Text(OFFER.ru.format(service), OFFER.en.format(service)) if service else ASK


KIND = ReportKind("inactive", TITLE, ABOUT, build)
