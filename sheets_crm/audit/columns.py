"""What the cells of a list's columns hold, as the checks of formats, rounding and plausibility ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sheets_crm.audit.lists import Column, lists_of
from sheets_crm.audit.workbook import Place, Sheet
from sheets_crm.model.addresses import letters
from sheets_crm.model.memo import remembered

LONGEST = 30


@dataclass(frozen=True, eq=False)
class Contents:
    """A column of records: its typed texts, its numbers and its dates (typed or computed), by place."""

    column: Column
    texts: dict[Place, str]
    numbers: dict[Place, float]
    dates: dict[Place, float]

    @property
    def name(self) -> str:
        """The heading, or the letters of the column where there is none."""
        return " ".join(self.column.title.split()) or letters(self.column.number)

    @cached_property
    def figures(self) -> dict[Place, str]:
        """The texts that may be meant for a number or a date: short ones with a digit."""
        return {
            place: text for place, text in self.texts.items() if len(text) <= LONGEST and any(one.isdecimal() for one in text)
        }


@remembered
def columns_of(sheet: Sheet) -> tuple[Contents, ...]:
    """Return every column of every list with headings of its own, with what stands in it, found once."""
    return tuple(_contents(sheet))


def _contents(sheet: Sheet) -> Iterator[Contents]:
    for records in lists_of(sheet):
        for column in () if records.borrowed else records.columns:
            texts: dict[Place, str] = {}
            numbers: dict[Place, float] = {}
            dates: dict[Place, float] = {}
            for place in column.places:
                value = sheet.values.get(place)
                if isinstance(value, float):
                    (dates if place in sheet.dates else numbers)[place] = value
                elif isinstance(value, str) and place in sheet.texts and place not in sheet.formulas:
                    texts[place] = value
            yield Contents(column, texts, numbers, dates)
