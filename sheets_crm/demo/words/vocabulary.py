"""All the words of one language, in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from types import ModuleType
from typing import Final

from sheets_crm.demo.words import en_names, en_places, en_talk, en_trade, ru_companies, ru_names, ru_places, ru_talk, ru_trade
from sheets_crm.model.text import Lang

Words = Sequence[str]
Service = tuple[str, str, int, int, int, str]


@dataclass(frozen=True)
class Names:
    """Of people: surnames (masculine), given names, and middle names as (men's, women's)."""

    surnames: Words
    men: Words
    women: Words
    middle: Sequence[tuple[str, str]]

    @cached_property
    def middle_names(self) -> frozenset[str]:
        """All middle names."""
        return frozenset(name for pair in self.middle for name in pair)


@dataclass(frozen=True)
class Companies:
    """Of companies: what names are made of, legal forms, kinds of houses that bear a name, posts of their people."""

    stems: Words
    tails: Words
    forms: Words
    houses: Words
    posts: Words
    women_only: Words
    men_only: Words


@dataclass(frozen=True)
class Places:
    """Towns as (name, area code or "", weight), mobile codes, streets, mail houses, working hours."""

    towns: Sequence[tuple[str, str, int]]
    mobile: Words
    streets: Words
    mail: Words
    hours: Words


@dataclass(frozen=True)
class Trade:
    """The company: services as (title, what was agreed on, price in kopecks, weights with companies and people, note),
    channels as (title, note, weight), staff as (post, woman, works, share of clients).
    """  # noqa: D205

    services: Sequence[Service]
    too_many: tuple[str, int, str]
    channels: Sequence[tuple[str, str, int]]
    staff: Sequence[tuple[str, bool, bool, int]]
    domain: str


@dataclass(frozen=True)
class Talk:
    """What people write: about clients and orders, after touches by their result, as tasks, as reasons of a status.

    Lines of touches for everybody, and more for people and for companies; a refusal and its reason stand at the same place.
    """

    about_people: Words
    about_companies: Words
    about_orders: Words
    touches: Mapping[str, Words]
    touches_people: Mapping[str, Words]
    touches_companies: Mapping[str, Words]
    days: Words
    parts: Words
    whose_phone: Words
    tasks: Words
    greeting: str
    silent: str
    no_reaction: str
    refused: Words


@dataclass(frozen=True)
class Slips:
    """What people type where something else belongs."""

    old_services: Words
    phones: Words
    amounts: Words
    dates: Words
    months: Words
    short_months: Words
    synonyms: Mapping[str, Words]


@dataclass(frozen=True)
class Vocabulary:
    """One language."""

    lang: Lang
    names: Names
    companies: Companies
    places: Places
    trade: Trade
    talk: Talk
    slips: Slips
    extension: str


def _talk(words: ModuleType) -> Talk:
    return Talk(**{one.name: getattr(words, one.name.upper()) for one in fields(Talk)})


RU: Final = Vocabulary(
    "ru",
    Names(ru_names.SURNAMES, ru_names.MEN, ru_names.WOMEN, ru_names.PATRONYMICS),
    Companies(
        ru_companies.STEMS,
        ru_companies.TAILS,
        ru_companies.FORMS,
        ru_companies.HOUSES,
        ru_companies.POSTS,
        ru_companies.WOMEN_ONLY,
        ru_companies.MEN_ONLY,
    ),
    Places(ru_places.TOWNS, ru_places.MOBILE, ru_places.STREETS, ru_places.MAIL, ru_places.HOURS),
    Trade(ru_trade.SERVICES, ru_trade.SERVICE_TOO_MANY, ru_trade.CHANNELS, ru_trade.STAFF, ru_trade.STAFF_DOMAIN),
    _talk(ru_talk),
    Slips(
        ru_trade.OLD_SERVICES,
        ru_trade.SAID_PHONE,
        ru_trade.SAID_AMOUNT,
        ru_trade.SAID_DATE,
        ru_trade.MONTHS,
        ru_trade.SHORT_MONTHS,
        ru_trade.SYNONYMS,
    ),
    ru_trade.EXTENSION,
)
EN: Final = Vocabulary(
    "en",
    Names(
        en_names.SURNAMES, en_names.MEN, en_names.WOMEN, tuple(zip(en_names.MIDDLE_OF_MEN, en_names.MIDDLE_OF_WOMEN, strict=True))
    ),
    Companies(en_places.STEMS, en_places.TAILS, en_places.FORMS, en_places.HOUSES, en_places.POSTS, (), ()),
    Places(en_places.TOWNS, en_places.MOBILE, en_places.STREETS, en_places.MAIL, en_places.HOURS),
    Trade(en_trade.SERVICES, en_trade.SERVICE_TOO_MANY, en_trade.CHANNELS, en_trade.STAFF, en_trade.STAFF_DOMAIN),
    _talk(en_talk),
    Slips(
        en_trade.OLD_SERVICES,
        en_trade.SAID_PHONE,
        en_trade.SAID_AMOUNT,
        en_trade.SAID_DATE,
        en_trade.MONTHS,
        en_trade.SHORT_MONTHS,
        en_trade.SYNONYMS,
    ),
    en_trade.EXTENSION,
)
VOCABULARIES: Final[Mapping[Lang, Vocabulary]] = {"ru": RU, "en": EN}
