"""Whether a column's contents support what its header says (above 0), contradict it (below 0), or say nothing (0)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from sheets_crm.mapping.profiles import Profile
from sheets_crm.model.layout import Column

CONTRADICTED = -1.0
MOST = 0.6
SOME = 0.3
FEW = 0.2
HARDLY_ANY = 3
UNIQUE = 0.95
ENOUGH = 8
"""Identifiers of which one may stand twice: a row was copied."""

Fit = Callable[[Profile], float]


def fit(column: Column, kind: str, profile: Profile) -> float:
    """Weigh a column's contents (-1..1) against one key of a sheet of this kind."""
    if not profile.drawn:
        return 0.0
    weighed = _weigh(column, kind, profile)
    if profile.drawn < HARDLY_ANY:
        return weighed if abs(weighed) >= 1 else weighed / 2
    return weighed


def _weigh(column: Column, kind: str, profile: Profile) -> float:
    if column.choices:
        return _choice(column, profile)
    if column.choices_from == "clients.name":
        return _client(profile)
    special = BY_KEY.get((kind, column.key)) or BY_KEY.get(("", column.key))
    return (special or BY_FORMAT[column.format])(profile)


def _expect(*wanted: str, least: float = SOME) -> Fit:
    """Demand that at least this share of the values has one of the traits."""

    def weigh(profile: Profile) -> float:
        share = profile.share(*wanted)
        if share < least:
            return CONTRADICTED
        return share if share >= MOST else 0.0

    return weigh


def _words(profile: Profile) -> float:
    """Demand words: neither numbers, dates, phones nor e-mails."""
    return CONTRADICTED if profile.share("number", "date", "time", "phone", "email", "bool", "url") >= MOST else 0.0


def _free(profile: Profile) -> float:
    """Allow anything but a column of dates, phones or e-mails."""
    return CONTRADICTED if profile.share("date", "phone", "email", "bool") >= MOST else 0.0


def _client(profile: Profile) -> float:
    if _words(profile) < 0:
        return CONTRADICTED
    share = profile.share("person", "company")
    return share if share >= SOME else 0.0


def _person(profile: Profile) -> float:
    if _words(profile) < 0 or profile.share("company") >= MOST:
        return CONTRADICTED
    share = profile.share("person", "name_word")
    return share if share >= MOST else 0.0


def _persons(profile: Profile) -> float:
    """Several people with posts, and often their phones, may stand in one cell."""
    if profile.share("number", "date", "time", "email", "phone", "bool") >= MOST:
        return CONTRADICTED
    return max(0.0, profile.share("person"))


def _name_part(profile: Profile) -> float:
    if _words(profile) < 0 or profile.share("company", "long") >= MOST:
        return CONTRADICTED
    share = profile.share("name_word")
    return share if share >= MOST else 0.0


def _phone(profile: Profile) -> float:
    share = profile.share("phone")
    if share < FEW:
        return CONTRADICTED
    return share if share >= MOST else 0.0


def _date(profile: Profile) -> float:
    sure = profile.share("date")
    share = profile.share("date", "serial", "compact_date")
    if share < SOME:
        return CONTRADICTED
    return share if sure >= FEW else share / 2


def _amount(profile: Profile) -> float:
    if profile.share("number") < SOME or profile.share("phone", "date") >= SOME:
        return CONTRADICTED
    return profile.share("number") / 2 + profile.share("money") / 2


def _count(profile: Profile) -> float:
    return CONTRADICTED if profile.share("number") < MOST or profile.share("phone", "date") >= SOME else 0.3


def _sequence(profile: Profile) -> float:
    """Demand 1, 2, 3...: other people's numbers (of contracts, say) must not be renumbered."""
    if profile.share("integer") < MOST:
        return CONTRADICTED
    numbers = np.array([float(str(value)) for value in profile.counts if str(value).strip().isdigit()])
    rising = np.mean(np.diff(numbers) > 0) if len(numbers) > 1 else 1.0
    close = len(numbers) > 0 and numbers.min() <= 10 and numbers.max() <= 2 * profile.filled + 10  # noqa: PLR2004 - gaps are common
    return 0.5 if close and rising >= MOST else CONTRADICTED


def _reference(profile: Profile) -> float:
    """Demand something like an identifier, which may repeat."""
    if profile.share("email", "date", "time", "person", "company", "long", "bool", "money") >= SOME:
        return CONTRADICTED
    return 0.0


def _id(profile: Profile) -> float:
    """Demand what repeats nowhere, but for a row that somebody copied."""
    repeated = round((1 - profile.distinct) * profile.drawn)
    is_copied = repeated == 1 and profile.drawn >= ENOUGH
    return CONTRADICTED if _reference(profile) < 0 or not (profile.distinct >= UNIQUE or is_copied) else 0.5


def _tax_id(profile: Profile) -> float:
    if profile.share("inn") >= MOST:
        return profile.share("inn")
    return CONTRADICTED if profile.share("integer", "text") < SOME or (_free(profile) < 0 and not profile.share("inn")) else 0.0


def _postcode(profile: Profile) -> float:
    if profile.share("date", "email", "long", "person") >= SOME:
        return CONTRADICTED
    return profile.share("postcode") if profile.share("postcode") >= MOST else 0.0


def _address(profile: Profile) -> float:
    return CONTRADICTED if _free(profile) < 0 else max(0.0, profile.share("address"))


def _place(profile: Profile) -> float:
    return CONTRADICTED if _words(profile) < 0 or profile.share("long") >= MOST else 0.0


def _hours(profile: Profile) -> float:
    return profile.share("hours") or (CONTRADICTED if _words(profile) < 0 else 0.0)


def _choice(column: Column, profile: Profile) -> float:
    """Demand that some values are among the fixed choices, or else it is another list under the same name."""
    known = sum(times for value, times in profile.counts.items() if column.choice_key(value))
    share = known / profile.drawn
    if share < FEW:
        return CONTRADICTED
    return share if share >= MOST else 0.0


BY_FORMAT: Mapping[str, Fit] = {
    "text": _words,
    "client": _client,
    "person": _person,
    "phone": _phone,
    "email": _expect("email", least=FEW),
    "date": _date,
    "datetime": _date,
    "amount": _amount,
    "integer": _count,
    "number": _expect("number"),
    "choice": _words,
    "hours": _hours,
    "id": _id,
    "url": _expect("url", "email", least=FEW),
}
BY_KEY: Mapping[tuple[str, str], Fit] = {
    ("", "number"): _sequence,
    ("", "client_id"): _reference,
    ("", "surname"): _name_part,
    ("", "given_name"): _name_part,
    ("", "middle_name"): _name_part,
    ("", "persons"): _persons,
    ("", "tax_id"): _tax_id,
    ("", "postcode"): _postcode,
    ("", "address"): _address,
    ("", "city"): _place,
    ("", "region"): _place,
    ("", "comment"): _free,
    ("", "duration"): _free,
    ("services", "title"): _words,
}
