"""Gives each column of a sheet at most one key, and each key (save those that may repeat) at most one column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sheets_crm.mapping.fits import fit
from sheets_crm.mapping.profiles import Profile
from sheets_crm.mapping.sheets import Studied
from sheets_crm.mapping.words import bag, meaningless, tokens
from sheets_crm.model.layout import Sheet

THRESHOLD = 0.6
SUPPORT = 0.6
"""How much of the doubt that a header leaves is taken away by contents that fully support it."""
REPEATED = frozenset({"phone", "email", "address", "comment", "persons"})
OTHERWISE = {"client_id": "client"}
"""What a column is where its contents contradict its header: names under `customer_id` are the clients."""
SURE_AGAIN = 0.75
CONTRADICTED = -0.5
DISTINCT = 0.5
OF_COMPANY = bag("компания компании организация организации фирма предприятие company organization organisation firm business")
OF_PERSON = bag("фио имя фамилия лид лида контакт контакта full first contact person")
OF_CLIENT = bag("клиент клиента client customer покупатель заказчик контрагент")
CLIENT, COMPANY, EITHER, PERSON = 3, 2, 1, 0
MOSTLY = 0.8


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
            if key in OTHERWISE and fits <= CONTRADICTED:
                key = OTHERWISE[key]  # noqa: PLW2901 - the guess goes on under the other key
                fits = fit(sheet.column(key), sheet.kind, contents)
            if fits > CONTRADICTED:
                sure = strength + (1 - strength) * SUPPORT * max(fits, 0.0)
                yield Guess(round(sure, 2), fits, contents.filled / rows, -column, key)


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
    given = _company_first(studied, given, keys["name"], others)
    name = next(column for column, guess in given.items() if guess.key == "name")
    part = keys.get("surname", keys.get("given_name"))
    if part is None or _rank(studied, name) != COMPANY or given[name].fullness >= MOSTLY * given[part].fullness:
        return given
    return {column: guess for column, guess in given.items() if column != name}


def _lone_part(studied: Studied, given: dict[int, Guess], keys: Mapping[str, int]) -> Assigned:
    parts = [key for key in ("given_name", "surname", "middle_name") if key in keys]
    if len(parts) != 1 or parts == ["middle_name"]:
        return given
    column = keys[parts[0]]
    full = studied.profile(column).share("person", "company") >= DISTINCT
    sure = given[column].confidence * (0.95 if full else 0.85)
    return {**given, column: replace(given[column], confidence=round(sure, 2), key="name")}


def _company_first(studied: Studied, given: dict[int, Guess], chosen: int, others: list[Guess]) -> dict[int, Guess]:
    """Where one column names the company and another the person, the client is the company if most rows have one.

    The person is then the company's contact.
    """
    candidates = (given[chosen], *others)
    fullest = max(one.fullness for one in candidates)
    ranked = sorted(((_rank(studied, one.column), one) for one in candidates), reverse=True)
    first, client = next((rank, one) for rank, one in ranked if one.fullness >= MOSTLY * fullest)
    made = {**{column: guess for column, guess in given.items() if column != chosen}, client.column: client}
    last, person = ranked[-1]
    if first == PERSON or last > PERSON:
        return made
    return {**made, person.column: replace(person, confidence=round(person.confidence * 0.9, 2), key="persons")}


def _rank(studied: Studied, column: int) -> int:
    """Say whether a column of names is one of clients in so many words, of companies, of people, or of either."""
    contents, title = studied.profile(column), studied.titles.get(column)
    said = set(tokens(title.text)) if title else set()
    if said & OF_CLIENT and not said & OF_PERSON:
        return CLIENT
    if contents.share("company") >= DISTINCT or said & OF_COMPANY:
        return COMPANY
    return PERSON if contents.share("full_name") >= DISTINCT or said & OF_PERSON else EITHER
