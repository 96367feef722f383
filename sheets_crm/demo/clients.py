"""The sheet of clients, in the style that the nightly job leaves it in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sheets_crm.demo.columns import Columns
from sheets_crm.demo.contacts import Contacts
from sheets_crm.demo.dice import Dice, Weighted
from sheets_crm.demo.lists import money
from sheets_crm.demo.people import Person, Registry
from sheets_crm.demo.story import Story
from sheets_crm.demo.words.vocabulary import Vocabulary
from sheets_crm.model.calendar import deferred_contact, working_day_from, working_day_until
from sheets_crm.model.cells import CellValue
from sheets_crm.model.layout import Layout
from sheets_crm.model.settings import CalendarSettings

Row = dict[str, CellValue]
PREFERRED = ("phone", "phone", "whatsapp", "telegram", "telegram", "email", "sms")
WEEK = 7


class Clients:
    """Writes clients' rows; what a person types first, then what the program adds."""

    def __init__(
        self,
        words: Vocabulary,
        layout: Layout,
        registry: Registry,
        contacts: Contacts,
        managers: Sequence[CellValue],
        today: date,
    ) -> None:
        self.words, self.registry, self.contacts, self.today = words, registry, contacts, today
        self.towns = Weighted(words.places.towns, [weight for *_, weight in words.places.towns])
        self.channels = Weighted([title for title, *_ in words.trade.channels], [weight for *_, weight in words.trade.channels])
        self.managers = Weighted(managers, [share for *_, share in words.trade.staff])
        sheet, lang = layout.sheet("clients"), words.lang
        self.said = {
            key: {choice.key: choice.title.in_(lang) for choice in sheet.column(key).choices}
            for key in ("kind", "tier", "status", "preferred_channel")
        }
        self.keys = sheet.template
        self.by_hand = not layout.sheet("orders").template
        self.calendar = CalendarSettings()
        self.dates: dict[int, date] = {}

    def day(self, ordinal: int | None) -> date | None:
        """Return a date; the same object for the same day, since a book holds the same days a thousand times."""
        if ordinal is None:
            return None
        if ordinal not in self.dates:
            self.dates[ordinal] = date.fromordinal(ordinal)
        return self.dates[ordinal]

    def add(self, dice: Dice, story: Story, columns: Columns, *, typed: bool) -> None:
        """Append one client; `typed` ones came today or yesterday and bear only what a person typed."""
        town, code, _ = self.towns.draw(dice)
        row = self._company(dice, code) if story.company else self._person(dice, code)
        row |= self._wishes(dice, story, town)
        if not typed:
            row |= self._kept(dice, story, row)
        elif self.by_hand:
            row |= self._span(story)
        for key, values in columns.items():
            values.append(row.get(key))

    def _person(self, dice: Dice, code: str) -> Row:
        person = self.registry.person(dice)
        trader = dice.chance(0.06) and self.words.lang == "ru"
        return {
            "name": f"ИП {self.registry.full(person)}" if trader else self.registry.full(person),
            "kind": self.said["kind"]["company" if trader else "person"],
            "phone": self._phones(dice, code, company=False),
            "email": self.contacts.of_person(dice, person) if dice.chance(0.6) else None,
            "birthday": self._birthday(dice) if not trader and dice.chance(0.55) else None,
        }

    def _company(self, dice: Dice, code: str) -> Row:
        name, stem = self.registry.company(dice)
        people = [self.registry.anybody(dice) for _ in range(0 if dice.chance(0.12) else 2 if dice.chance(0.2) else 1)]
        posts = self._posts(dice, people)
        emails = [self.contacts.of_company(dice, stem)] if dice.chance(0.82) else []
        if emails and people and dice.chance(0.1):
            emails.append(self.contacts.of_person(dice, people[0]))
        return {
            "name": name,
            "kind": self.said["kind"]["company"],
            "persons": "; ".join(f"{self.registry.full(one)}, {post}" for one, post in zip(people, posts, strict=True)) or None,
            "phone": self._phones(dice, code, company=True),
            "email": "; ".join(emails) or None,
            "hours": dice.pick(self.words.places.hours) if dice.chance(0.6) else None,
        }

    def _posts(self, dice: Dice, people: Sequence[Person]) -> list[str]:
        words = self.words.companies
        posts: list[str] = []
        for person in people:
            post = dice.pick(words.posts)
            while post in posts or post in (words.men_only if person.woman else words.women_only):
                post = dice.pick(words.posts)
            posts.append(post)
        return posts

    def _phones(self, dice: Dice, code: str, *, company: bool) -> str | None:
        roll = dice.roll()
        if roll < 0.03:  # noqa: PLR2004 - some leave no phone
            return None
        if not company:
            mobile = self.contacts.mobile(dice)
            return f"{mobile} ({dice.pick(self.words.talk.whose_phone)})" if roll > 0.95 else mobile  # noqa: PLR2004
        if not code or roll > 0.7:  # noqa: PLR2004
            return self.contacts.mobile(dice)
        fixed = self.contacts.fixed(dice, code)
        if roll > 0.5:  # noqa: PLR2004
            return f"{fixed}; {self.contacts.mobile(dice)}"
        return f"{fixed} {self.words.extension} {dice.between(101, 480)}" if roll < 0.2 else fixed  # noqa: PLR2004

    def _birthday(self, dice: Dice) -> date:
        age = dice.between(21 * 365, 72 * 365)
        born = date.fromordinal(self.today.toordinal() - age)
        if not dice.chance(0.03):
            return born
        soon = self.today + timedelta(days=dice.between(0, WEEK))
        return date(born.year, soon.month, min(soon.day, 28))

    def _wishes(self, dice: Dice, story: Story, town: str) -> Row:
        talk = self.words.talk
        about = talk.about_companies if story.company else talk.about_people
        channel = dice.pick(PREFERRED)
        return {
            "preferred_channel": self.said["preferred_channel"][channel] if dice.chance(0.45) else None,
            "city": town if dice.chance(0.85) else None,
            "address": self._address(dice, company=story.company) if story.orders and dice.chance(0.75) else None,
            "service": self.words.trade.services[story.service][0],
            "channel": self.channels.draw(dice) if dice.chance(0.9) else None,
            "manager": self.managers.draw(dice),
            "comment": dice.pick(about) if dice.chance(0.4) else None,
        }

    def _address(self, dice: Dice, *, company: bool) -> str:
        street, house, door = dice.pick(self.words.places.streets), dice.between(1, 120), dice.between(1, 240)
        if self.words.lang == "en":
            return f"{house} {street}"
        part = f", корп. {dice.between(1, 4)}" if dice.chance(0.2) else ""
        return f"{street}, д. {house}{part}, {'оф.' if company else 'кв.'} {door}"

    def _kept(self, dice: Dice, story: Story, row: Row) -> Row:
        counted = [order for order in story.orders if order.stage != "cancelled"]
        task, when = self._task(dice, story, row)
        return {
            "tier": self.said["tier"][story.tier] if story.tier else None,
            "status": self.said["status"][story.status],
            "status_reason": story.reason,
            "status_date": self.day(story.since),
            **self._span(story),
            "last_touch": self.day(max(touch.day for touch in story.touches)) if story.touches else None,
            "orders_count": len(counted) or None,
            "orders_total": money(sum(order.kopecks for order in counted)) if counted else None,
            "next_task": task,
            "next_date": when,
        }

    def _span(self, story: Story) -> Row:
        days = [order.day for order in story.orders if order.stage != "cancelled"]
        return {"first_order": self.day(days[0]), "last_order": self.day(days[-1])} if days else {}

    def _task(self, dice: Dice, story: Story, row: Row) -> tuple[str | None, date | None]:
        if story.status in ("refused", "archived") or not dice.chance(0.65 if story.status == "active" else 0.2):
            return None, None
        talk, last = self.words.talk, max(story.touches, default=None, key=lambda touch: touch.day)
        born = row.get("birthday")
        if isinstance(born, date):
            party = date(self.today.year, born.month, min(born.day, 28))
            if 0 <= (party - self.today).days <= WEEK:
                return talk.greeting, working_day_until(party, self.calendar)
        if last and last.term is not None and last.term > self.today.toordinal():
            term, touched = date.fromordinal(last.term), date.fromordinal(last.day)
            when = deferred_contact(touched, term, (2, 3), self.calendar)
        else:
            roll = dice.roll()
            ahead = -dice.between(1, 18) if roll < 0.12 else 0 if roll < 0.22 else dice.between(1, 40)  # noqa: PLR2004
            when = working_day_from(self.today + timedelta(days=ahead), self.calendar)
        words = dice.pick(talk.tasks).format(service=self.words.trade.services[story.service][1])
        return words, self.day(when.toordinal())
