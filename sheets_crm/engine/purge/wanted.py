"""Which texts are one person's: some tell of nobody else wherever they stand, others only as the whole of a cell."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from sheets_crm.ledger.names import folded
from sheets_crm.model.cells import CellValue, Formula

SUFFIX = re.compile(r"_\d+$")
NAMES = frozenset({"name", "client", "surname", "given_name", "middle_name", "persons"})
QUOTED = re.compile("«([^«»]+)»|“([^“”]+)”")
TELLING = frozenset({"phone", "email", "address", "tax_id", "website"})
DIGITS, LETTERS = 7, 4
"""The fewest digits of a number, and signs of a text, by which anybody can be known."""


def text_of(value: CellValue) -> str:
    """Return what a cell says, a whole number without its decimals; "" where it says nothing."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, Formula):
        return text_of(value.result)
    if isinstance(value, (float, Decimal)) and math.isfinite(value) and value == int(value):
        return str(int(value))
    return str(value).strip()


def _is_telling(text: str, column: str) -> bool:
    """Say whether a text names the person inside of longer ones, too."""
    if "@" in text or sum(letter.isdigit() for letter in text) >= DIGITS:
        return True
    key = SUFFIX.sub("", column)
    return (key in TELLING or (key in NAMES and len(text.split()) > 1)) and len(text) >= LETTERS


@dataclass(frozen=True)
class Wanted:
    """Texts of one person that no other record holds; `telling` are those of them by which the person is known anywhere."""

    texts: frozenset[str] = frozenset()
    telling: frozenset[str] = frozenset()

    @staticmethod
    def of(said: Iterable[tuple[str, str]], others: frozenset[str]) -> Wanted:
        """Take (column, text) of the person's own records, and the folded texts of all other records."""
        own = {(column, text) for column, text in said if len(text) >= LETTERS and folded(text) not in others}
        return Wanted(frozenset(text for _, text in own), frozenset(text for column, text in own if _is_telling(text, column)))

    @cached_property
    def _whole(self) -> frozenset[str]:
        return frozenset(map(folded, self.texts))

    @cached_property
    def _inside(self) -> re.Pattern[str] | None:
        words = sorted(self.telling, key=len, reverse=True)
        return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words), re.IGNORECASE) if words else None

    def tells(self, value: CellValue) -> bool:
        """Say whether a cell is this person's by what stands in it."""
        if isinstance(value, Formula) and self.tells(str(value)):
            return True
        text = text_of(value)
        if len(text) < LETTERS:
            return False
        return self.is_whole(text) or bool(self._inside and self._inside.search(text))

    def is_whole(self, text: str) -> bool:
        """Say whether a text is one of the person's, and nothing else."""
        return folded(text) in self._whole

    def is_quoted(self, text: str) -> bool:
        """Say whether a text, such as a finding of ours, quotes one of the person's."""
        return any(folded(one or other) in self._whole for one, other in QUOTED.findall(text))
