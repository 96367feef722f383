"""Gives each column of a sheet at most one key, and each key (save those that may repeat) at most one column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sheets_crm.mapping.fits import fit
from sheets_crm.mapping.profiles import Profile
from sheets_crm.mapping.sheets import Studied
from sheets_crm.mapping.words import bag, meaningless, tokens
from sheets_crm.model.layout import Sheet

THRESHOLD = 0.6
SUPPORT = 0.6
"""How much of the doubt that a header leaves is taken away by contents that fully support it."""
REPEATED = frozenset({"phone", "email", "address", "comment", "persons"})
SURE_AGAIN = 0.75
DISTINCT = 0.5
OF_COMPANY = bag("компания компании организация организации фирма наименование название company organization organisation firm")


@dataclass(frozen=True, order=True)
class Guess:
    """That a column is a key: how sure, how well its contents fit, how full it is, and (negative) how far to the right."""

    confidence: float
    fits: float
    fullness: float
    place: int
    key: str

    @property
    def column(self) -> int:
        """The column's number."""
        return -self.place


Assigned = Mapping[int, Guess]


def assign(studied: Studied, sheet: Sheet) -> Assigned:
    """Give out the keys of one kind of sheet, the surest first."""
    given: dict[int, Guess] = {}
    taken: set[str] = set()
    for guess in sorted(_guesses(studied, sheet), reverse=True):
        if guess.column in given or guess.confidence < THRESHOLD:
            continue
        if guess.key in taken and (guess.key not in REPEATED or guess.confidence < SURE_AGAIN):
            continue
        given[guess.column] = guess
        taken.add(guess.key)
    return _name_of_client(studied, sheet, given) if sheet.kind == "clients" else given


def _guesses(studied: Studied, sheet: Sheet) -> Iterator[Guess]:
    rows = max(studied.last_row - studied.header_row, 1)
    for column in studied.columns:
        title = studied.titles.get(column)
        if title is None or not studied.matched or meaningless(title.full):
            if sheet.kind == "clients":
                yield from _by_contents(studied.profile(column), column, rows)
            continue
        for key, strength in studied.meanings(column, sheet.kind).items():
            contents = studied.profile(column)
            fits = fit(sheet.column(key), sheet.kind, contents)
            if fits > CONTRADICTED:
                sure = strength + (1 - strength) * SUPPORT * max(fits, 0.0)
                yield Guess(round(sure, 2), fits, contents.filled / rows, -column, key)


CONTRADICTED = -0.5


def _by_contents(contents: Profile, column: int, rows: int) -> Iterator[Guess]:
    """Guess from contents alone, where the header is missing or tells nothing: only what is unmistakable."""
    if contents.drawn < 2:  # noqa: PLR2004 - one value proves nothing
        return
    fullness = contents.filled / rows
    full_phones = contents.share("phone") if contents.share("marked", "phone") == contents.share("phone") else 0.0
    alone = {
        "email": 0.9 * contents.share("email"),
        "phone": 0.85 * full_phones,
        "tax_id": 0.8 * contents.share("inn"),
        "website": 0.75 * contents.share("url"),
        "name": 0.75 * contents.share("full_name", "company"),
    }
    key, sure = max(alone.items(), key=lambda pair: pair[1])
    if contents.distinct >= DISTINCT:
        yield Guess(round(sure, 2), sure, fullness, -column, key)


def _name_of_client(studied: Studied, sheet: Sheet, given: dict[int, Guess]) -> Assigned:
    """Choose who the client is: the company before its contact person, and a lone name or surname where there is nothing else."""
    keys = {guess.key: column for column, guess in given.items()}
    if "name" not in keys:
        return _lone_part(studied, given, keys)
    others = [
        guess
        for guess in _guesses(studied, sheet)
        if guess.key == "name" and guess.confidence >= THRESHOLD and guess.column not in given
    ]
    return _company_first(studied, given, keys["name"], others)


def _lone_part(studied: Studied, given: dict[int, Guess], keys: Mapping[str, int]) -> Assigned:
    parts = [key for key in ("given_name", "surname", "middle_name") if key in keys]
    if len(parts) != 1 or parts == ["middle_name"]:
        return given
    column = keys[parts[0]]
    full = studied.profile(column).share("person", "company") >= DISTINCT
    sure = given[column].confidence * (0.95 if full else 0.85)
    return {**given, column: Guess(round(sure, 2), given[column].fits, given[column].fullness, -column, "name")}


def _company_first(studied: Studied, given: dict[int, Guess], chosen: int, others: list[Guess]) -> Assigned:
    """Where one column names the company and another the person, the fuller company is the client, the person its contact."""
    columns = [given[chosen], *others]
    companies = [one for one in columns if _of_company(studied, one.column)]
    people = [one for one in columns if one not in companies]
    if not companies or not people:
        return given
    company, person = max(companies), max(people)
    if company.fullness < DISTINCT * person.fullness:
        return {**given, person.column: person} if chosen == person.column else _swap(given, chosen, person, None)
    as_contact = Guess(round(person.confidence * 0.9, 2), person.fits, person.fullness, person.place, "persons")
    return _swap(given, chosen, company, as_contact)


def _swap(given: dict[int, Guess], chosen: int, name: Guess, contact: Guess | None) -> Assigned:
    kept = {column: guess for column, guess in given.items() if column != chosen}
    return {**kept, name.column: name, **({contact.column: contact} if contact else {})}


def _of_company(studied: Studied, column: int) -> bool:
    title = studied.titles.get(column)
    said = title is not None and any(word in OF_COMPANY for word in tokens(title.text))
    contents = studied.profile(column)
    return contents.share("company") >= DISTINCT or (said and contents.share("full_name") < DISTINCT)
