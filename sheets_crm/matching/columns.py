"""Which columns can be compared, and a table of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

KEYS = (
    "name",
    "person",
    "given_name",
    "middle_name",
    "surname",
    "phone",
    "email",
    "tax_id",
    "birth_date",
    "birth_year",
    "birth_month",
    "birth_day",
    "address",
    "street",
    "house",
    "city",
    "postcode",
    "region",
    "website",
    "id_number",
    "other",
)
"""What a column can be; each may repeat."""

Texts = Sequence[str]


@dataclass(frozen=True, eq=False)
class Contacts:
    """A table of contacts: for each key its columns, every one of `rows` texts ("" where nothing stands).

    `others` are the titles of the columns of the key `other`, for people to read.
    """

    rows: int
    columns: Mapping[str, tuple[Texts, ...]]
    others: tuple[str, ...] = field(default=())

    def of(self, *keys: str) -> tuple[Texts, ...]:
        """Return the columns of these keys, in order."""
        return tuple(column for key in keys for column in self.columns.get(key, ()))
