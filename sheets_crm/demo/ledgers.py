"""The sheets of orders and touches: all clients' events in the order of their days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sheets_crm.demo.columns import Columns
from sheets_crm.demo.dice import Dice
from sheets_crm.demo.lists import money, numbered
from sheets_crm.demo.story import Story
from sheets_crm.demo.words.vocabulary import Vocabulary
from sheets_crm.model.cells import CellValue
from sheets_crm.model.layout import Layout

LEFT_DAYS = 365
TYPED_DAYS = 3


class Ledgers:
    """Turns stories into the columns of orders and touches; the events of the last days have no IDs yet."""

    def __init__(self, words: Vocabulary, layout: Layout, crew: Sequence[CellValue], today: date) -> None:
        self.words, self.layout, self.today = words, layout, today.toordinal()
        self.gone = next(name for name, (*_, works, _) in zip(crew, words.trade.staff, strict=True) if not works)
        self.days = {self.today: today}

    def orders(self, stories: Sequence[Story], clients: Columns, dice: Dice) -> tuple[Columns, list[int], int]:
        """Return the sheet of orders, the client row of each, and the first row typed lately."""
        told = sorted((order for story in stories for order in story.orders), key=lambda order: order.day)
        names, talk = clients["name"], self.words.talk
        stages, titles = self._choices("orders", "stage"), [title for title, *_ in self.words.trade.services]
        whose, days = [order.client for order in told], [order.day for order in told]
        columns: Columns = {
            "date": self._dates(days),
            "client": [names[at] for at in whose],
            "service": [titles[order.service] for order in told],
            "amount": [money(order.kopecks) for order in told],
            "paid": [money(order.paid) if order.paid is not None else None for order in told],
            "stage": [stages[order.stage] for order in told],
            "manager": self._managers(whose, days, clients, dice),
            "comment": [dice.pick(talk.about_orders) if dice.chance(0.16) else None for _ in told],
        }
        typed = self._identify("orders", columns, whose, days, clients)
        return columns, whose, typed

    def touches(self, stories: Sequence[Story], clients: Columns) -> tuple[Columns, list[int], int]:
        """Return the sheet of touches, the client row of each, and the first row typed lately."""
        told = sorted((touch for story in stories for touch in story.touches), key=lambda touch: touch.day)
        names, means, results = clients["name"], self._choices("touches", "means"), self._choices("touches", "result")
        whose, days = [touch.client for touch in told], [touch.day for touch in told]
        columns: Columns = {
            "date": self._dates(days),
            "client": [names[at] for at in whose],
            "manager": self._managers(whose, days, clients, None),
            "means": [means[touch.means] for touch in told],
            "result": [results[touch.result] for touch in told],
            "term": [self._day(touch.term) if touch.term is not None else None for touch in told],
            "comment": [touch.comment for touch in told],
        }
        typed = self._identify("touches", columns, whose, days, clients)
        return columns, whose, typed

    def _identify(self, kind: str, columns: Columns, whose: list[int], days: list[int], clients: Columns) -> int:
        typed = sum(day <= self.today - TYPED_DAYS for day in days)
        ids, new = clients["id"], len(days) - typed
        columns["client_id"] = [*(ids[at] for at in whose[:typed]), *[None] * new]
        columns["id"] = [*numbered(self.layout.sheet(kind).id_prefix, typed), *[None] * new]
        return typed

    def _managers(self, whose: list[int], days: list[int], clients: Columns, dice: Dice | None) -> list[CellValue]:
        managers = clients.get("manager") or [None] * len(clients["name"])
        if dice is None:
            return [managers[at] for at in whose]
        return [
            self.gone if day < self.today - LEFT_DAYS and dice.chance(0.15) else managers[at]
            for at, day in zip(whose, days, strict=True)
        ]

    def _choices(self, kind: str, key: str) -> dict[str, str]:
        return {choice.key: choice.title.in_(self.words.lang) for choice in self.layout.sheet(kind).column(key).choices}

    def _dates(self, days: list[int]) -> list[CellValue]:
        return [self._day(day) for day in days]

    def _day(self, ordinal: int) -> date:
        if ordinal not in self.days:
            self.days[ordinal] = date.fromordinal(ordinal)
        return self.days[ordinal]
