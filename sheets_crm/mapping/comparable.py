"""Which columns of a table of clients tell who a client is, for finding duplicates: as the layout says, and a few more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sheets_crm.mapping.titles import top
from sheets_crm.mapping.words import phrase
from sheets_crm.model.addresses import column_number
from sheets_crm.model.snapshot import Field, Grid, Table

BY_LAYOUT = {
    "name": "name", "persons": "person", "surname": "surname", "given_name": "given_name", "middle_name": "middle_name",
    "phone": "phone", "email": "email", "tax_id": "tax_id", "birthday": "birth_date", "address": "address", "city": "city",
    "postcode": "postcode", "region": "region", "website": "website", "service": "other", "sex": "other",
}  # fmt: skip
"""What the columns of a layout are compared as."""
TITLES = {
    "birth_year": "год рождения, г р, year of birth, birth year, yob, by",
    "birth_month": "месяц рождения, month of birth, birth month, bm",
    "birth_day": "число рождения, day of birth, birth day, bd",
    "house": "дом, номер дома, house, house number, street number, house no, building",
    "street": "улица, street, street name, road, address 2, адрес 2",
    "id_number": "паспорт, номер паспорта, серия и номер паспорта, снилс, огрн, огрнип, passport, passport number, ssn, "
    "soc sec id, social security number, id number, national id, номер карты, карта клиента, номер договора, loyalty card",
    "person": "второе контактное лицо, contact person 2",
    "website": "соцсети, social, vk, instagram",
}
BY_TITLE: Mapping[str, str] = {phrase(said): key for key, titles in TITLES.items() for said in titles.split(",")}


def comparable(table: Table) -> Iterator[tuple[str, Field]]:
    """Give the columns of a table of clients that can be compared, each with what it is compared as."""
    for one in table.fields:
        key = BY_LAYOUT.get(one.key or "") or ("" if one.key else BY_TITLE.get(phrase(one.title), ""))
        if key:
            yield key, one


def header_with(grid: Grid, titles: tuple[str, ...]) -> tuple[int, Mapping[str, int]] | None:
    """Return the first of the upper rows in which all these titles stand, and in which column each; None when there is none.

    Titles that are column letters of a sheet without such a header count as that column, below row 1.
    """
    wanted = {_plain(title): title for title in titles}
    for row, cells in top(grid).rows.items():
        places = {
            wanted[said]: column for column, value in reversed(list(cells.items())) if (said := _plain(str(value))) in wanted
        }
        if len(places) == len(wanted):
            return row, places
    if all(title.isascii() and title.isupper() and title.isalpha() and len(title) <= LONGEST_LETTERS for title in titles):
        return 1, {title: column_number(title) for title in titles}
    return None


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()


LONGEST_LETTERS = 3
