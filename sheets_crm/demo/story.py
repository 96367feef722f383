"""What happened between the company and one client: orders, talks, and how it stands today. Days are proleptic ordinals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeVar

from sheets_crm.demo.dice import Dice, Weighted
from sheets_crm.demo.words.vocabulary import Vocabulary
from sheets_crm.model.calendar import months_before

Event = TypeVar("Event")
ROOM = 1_000_000
"""Orders or touches that a sheet of Excel holds, with some room for people to go on."""
ROWS_EACH = 3
"""As many orders as clients have on average, rounded up; they have fewer touches."""
HISTORY = 1100
LONGEST = 90
GAPS = (7, 14, 14, 21, 30, 30, 45, 60, 90)
FACTORS = (1.0, 1.0, 1.0, 1.0, 0.9, 0.95, 1.15, 1.25, 1.5, 2.0)
SUNDAY = 0  # of an ordinal modulo 7
MEANS = {
    "order": ("call", "call", "call", "messenger", "meeting"),
    "interest": ("call", "call", "offer", "email", "messenger", "meeting"),
    "deferred": ("call", "call", "messenger"),
    "no_answer": ("call",),
    "no_reaction": ("offer", "email"),
    "refused": ("call", "call", "messenger"),
}


class Order(NamedTuple):
    """One order: `paid` and `kopecks` in whole kopecks, the service by its place in the price list."""

    day: int
    client: int
    service: int
    kopecks: int
    stage: str
    paid: int | None


class Touch(NamedTuple):
    """One talk or letter; `term` is the day by which the client promised to decide."""

    day: int
    client: int
    means: str
    result: str
    term: int | None
    comment: str


@dataclass(slots=True)
class Story:
    """One client's history, and the status that follows from it."""

    joined: int
    company: bool
    tier: str | None = None
    service: int = 0
    orders: list[Order] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)
    status: str = "active"
    reason: str | None = None
    since: int | None = None


def crowded(clients: int, room: int = ROOM) -> bool:
    """Say whether so many clients do more than the sheets of orders and touches have room for."""
    return clients * ROWS_EACH > room


class Ration:
    """Shares out the `room` of a sheet among clients as they come; what one does not need, those after it may take."""

    def __init__(self, room: int, clients: int) -> None:
        self.room, self.clients, self.taken = room, clients, 0

    def last(self, client: int, events: list[Event]) -> list[Event]:
        """Return as many of the client's latest events as there is room for."""
        left = (client + 1) * self.room // self.clients - self.taken
        kept = events[-left:] if left > 0 else []
        self.taken += len(kept)
        return kept


class Teller:
    """Tells the clients' stories, up to today; in a book of more `clients` than have room for all they do, the latest of it."""

    def __init__(self, words: Vocabulary, today: date, *, buyers_only: bool, clients: int = 0, room: int = ROOM) -> None:
        self.words, self.today, self.buyers_only = words, today.toordinal(), buyers_only
        rationed = not buyers_only and crowded(clients, room)
        self.orders = Ration(room, clients) if rationed else None
        self.touches = Ration(room, clients) if rationed else None
        places = range(len(words.trade.services))
        self.services = {
            company: Weighted(places, [service[3] if company else service[4] for service in words.trade.services])
            for company in (True, False)
        }
        talk = words.talk
        self.said = {
            company: {result: (*lines, *more.get(result, ())) for result, lines in talk.touches.items()}
            for company, more in ((True, talk.touches_companies), (False, talk.touches_people))
        }
        self.silent_before = {tier: months_before(today, 3 if tier == "A" else 6).toordinal() for tier in ("A", "B", "C", None)}

    def tell(self, dice: Dice, client: int, joined: int, *, company: bool) -> Story:
        """Make up the story of a client who came on the day `joined`."""
        story = Story(joined, company, service=self.services[company].draw(dice))
        days = self._order_days(dice, joined)
        if self.orders:
            days = self.orders.last(client, days)
        for number, day in enumerate(days):
            story.orders.append(self._order(dice, story, client, day, middle=0 < number < len(days) - 1))
        story.tier = self._tier(dice, len(days))
        self._status(dice, story)
        self._talks(dice, story, client)
        if self.touches:
            story.touches = self.touches.last(client, story.touches)
        return story

    def _order_days(self, dice: Dice, joined: int) -> list[int]:
        if not self.buyers_only and dice.chance(0.17):
            return []
        count = min(int((1 - dice.roll()) ** -0.68), LONGEST)
        first = min(joined + dice.below(12), self.today)
        span = self.today - first
        if dice.chance(0.45) and span > LONGEST:
            count = max(count, span // 120 + 2)
            days = [first + int(span * (number + dice.roll() * 0.7) / count) for number in range(count)]
        else:
            gap, days = dice.pick(GAPS), [first]
            while len(days) < count:
                days.append(days[-1] + 1 + int(gap * (0.6 + 0.8 * dice.roll())))
        return [day - (day % 7 == SUNDAY and day > joined) for day in days if day <= self.today]

    def _order(self, dice: Dice, story: Story, client: int, day: int, *, middle: bool) -> Order:
        service = story.service if dice.chance(0.7) else self.services[story.company].draw(dice)
        kopecks = int(self.words.trade.services[service][2] * dice.pick(FACTORS))
        if dice.chance(0.3):
            kopecks += dice.between(-kopecks // 8, kopecks // 8)
        else:
            kopecks -= kopecks % 5000
        age = self.today - day
        if middle and dice.chance(0.04):
            return Order(day, client, service, kopecks, "cancelled", None)
        if age > 12 or dice.chance(0.3):  # noqa: PLR2004 - nearly all of what is two weeks old is done
            return Order(day, client, service, kopecks, "done", kopecks if age > 40 or dice.chance(0.8) else kopecks // 200 * 100)  # noqa: PLR2004
        stage = dice.pick(("new", "invoiced", "invoiced", "paid"))
        return Order(day, client, service, kopecks, stage, kopecks if stage == "paid" else None)

    def _tier(self, dice: Dice, orders: int) -> str | None:
        chances = (0.3, 0.8, 0.9) if orders > 7 else (0.03, 0.4, 0.7) if orders > 2 else (0.0, 0.05, 0.4)  # noqa: PLR2004
        roll = dice.roll()
        return next((tier for tier, up_to in zip("ABC", chances, strict=True) if roll < up_to), None)

    def _status(self, dice: Dice, story: Story) -> None:
        talk, last = self.words.talk, story.orders[-1].day if story.orders else None
        if last is None:
            if story.joined < self.today - 45 and dice.chance(0.35):
                self._leave(dice, story, story.joined + dice.between(7, 40))
        elif last < self.silent_before[story.tier]:
            if dice.chance(0.35):
                self._leave(dice, story, last + dice.between(10, 60))
            else:
                quiet = (92 if story.tier == "A" else 184) + dice.between(1, 9)
                story.status, story.reason, story.since = "inactive", talk.silent, min(last + quiet, self.today)
            if dice.chance(0.08):
                story.status = "archived"

    def _leave(self, dice: Dice, story: Story, day: int) -> None:
        talk = self.words.talk
        refused = dice.chance(0.45)
        story.status, story.since = ("refused" if refused else "inactive"), min(day, self.today)
        story.reason = dice.pick(talk.refused) if refused else talk.no_reaction

    def _talks(self, dice: Dice, story: Story, client: int) -> None:
        recent = {order.day for order in story.orders[-5:]}
        if story.joined not in recent and dice.chance(0.4):
            self._talk(dice, story, client, story.joined, "interest")
        for order in story.orders[-5:]:
            if dice.chance(0.35):
                self._talk(dice, story, client, order.day, "order", order.service)
        end = story.since if story.since is not None else self.today
        after = story.orders[-1].day + 1 if story.orders else story.joined
        if story.since is not None and story.reason != self.words.talk.silent:
            refused = story.reason != self.words.talk.no_reaction
            self._talk(dice, story, client, end, "refused" if refused else "no_reaction")
        elif end - after > 2 and dice.chance(0.45 if story.orders else 0.9):  # noqa: PLR2004
            result = dice.pick(("interest", "interest", "deferred", "deferred", "no_answer"))
            self._talk(dice, story, client, max(after, end - int(70 * dice.roll() ** 2)), result)

    def _talk(self, dice: Dice, story: Story, client: int, day: int, result: str, service: int | None = None) -> None:
        talk = self.words.talk
        agreed = self.words.trade.services[story.service if service is None else service][1]
        said = dice.pick(self.said[story.company][result])
        if result == "refused" and story.reason is not None:
            said = self.said[story.company][result][talk.refused.index(story.reason)]
        if "{" in said:
            said = said.format(service=agreed, day=dice.pick(talk.days), part=dice.pick(talk.parts))
        term = day + dice.between(12, 60) if result == "deferred" else None
        story.touches.append(Touch(day, client, dice.pick(MEANS[result]), result, term, said))
