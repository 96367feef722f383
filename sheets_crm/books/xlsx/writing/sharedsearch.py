"""Who can take a shared formula over when its head is written over: looked for only when a plan does that.

The formula goes to the first cell of the group that the plan leaves alone, moved there by two programs that know nothing of
each other. Where they disagree, or the group is not written as Excel writes it, its head must stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module

from sheets_crm.books.xlsx.cells.areas import reference
from sheets_crm.books.xlsx.cells.strings import ESCAPE
from sheets_crm.books.xlsx.reading.shared_formulas import SharedFormula
from sheets_crm.books.xlsx.writing.guards import Edits, Place
from sheets_crm.books.xlsx.writing.sharedcells import Formula, UnsureError, shared_formulas
from sheets_crm.books.xlsx.writing.sharedhome import Homes, SharedHome
from sheets_crm.model.addresses import address
from sheets_crm.model.snapshot import Area

LONGEST = 8192
"""Characters of a formula in Excel."""
UNUSUAL = re.compile(r"[\x00-\x08\x0b-\x1f]")


@dataclass(slots=True)
class Group:
    """A head that is written over, and what was seen of the cells that follow it; `certain` while they stand as in Excel."""

    head: Formula
    last: Place
    home: Place | None = None
    spread: Area | None = None
    certain: bool = True

    def add(self, place: Place, *, edited: bool) -> None:
        """Take a cell that follows the head."""
        self.certain = self.certain and self.last < place and inside(place, self.head.area)
        self.last = place
        if not edited:
            self.home = self.home or place
            self.spread = with_cell(self.spread, place)

    def handed_on(self) -> SharedHome | None:
        """Return what the new head gets; None where that is not certain."""
        if self.home is None or self.spread is None or not self.certain:
            return None
        text = moved(self.head.text, self.head.place, self.home)
        alone = (self.spread.first_row, self.spread.first_column) == (self.spread.last_row, self.spread.last_column)
        return SharedHome(text, address(*self.home) if alone else reference(self.spread)) if text else None


def find_homes(pieces: Iterable[bytes], edits: Edits) -> Homes:
    """Look through a sheet for the shared formulas whose heads the edits write over, and for who can take them over."""
    groups: dict[int, Group] = {}
    known: set[int] = set()
    try:
        for formula in shared_formulas(pieces):
            group, first = groups.get(formula.group), formula.group not in known
            known.add(formula.group)
            if group and formula.is_head:
                group.certain = False
            elif group or (first and formula.is_head):
                row, column = place = formula.place
                edited = column in edits.get(row, ())
                if group:
                    group.add(place, edited=edited)
                elif edited:
                    groups[formula.group] = Group(formula, place)
    except UnsureError:
        return Homes()
    return _homes(groups.values())


def _homes(groups: Iterable[Group]) -> Homes:
    cells: dict[Place, tuple[Place, SharedHome]] = {}
    heads: set[Place] = set()
    for group in groups:
        home = group.handed_on()
        if group.home and home:
            cells[group.home] = group.head.place, home
        if home or (group.certain and not group.home):
            heads.add(group.head.place)
    return Homes(cells, frozenset(heads))


def moved(text: str, start: Place, to: Place) -> str | None:
    """Return a formula as it stands in another cell; None unless openpyxl moves it to just the same."""
    if not text.strip() or text != text.strip() or UNUSUAL.search(text) or ESCAPE.search(text):
        return None
    mine = SharedFormula(text, *start).at(*to)
    translate = import_module("openpyxl.formula.translate")  # slow to load, and seldom needed
    try:
        other = translate.Translator(f"={text}", address(*start)).translate_formula(address(*to))
    except Exception:  # noqa: BLE001 - whatever stops it is a doubt
        return None
    same = "".join(f"={mine}".split()) == "".join(other.split())  # openpyxl drops some white space
    return mine if same and len(mine) <= LONGEST else None


def inside(place: Place, area: Area | None) -> bool:
    """Whether a cell stands in an area."""
    row, column = place
    return area is not None and area.first_row <= row <= area.last_row and area.first_column <= column <= area.last_column


def with_cell(area: Area | None, place: Place) -> Area:
    """Return the area that spans another one and a cell."""
    row, column = place
    if area is None:
        return Area(row, column, row, column)
    return Area(min(area.first_row, row), min(area.first_column, column), max(area.last_row, row), max(area.last_column, column))
