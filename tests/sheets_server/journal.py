"""What people last typed in which cell: every cell that a person typed in carries an invisible mark, which moves with it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sheets_server.requests.references import TOKEN
from sheets_server.spreadsheet import Json, Place, Sheet, Spreadsheet

MARK = "_typed"
"""The key of the mark in a cell's CellData; never part of an answer."""
Repaired = Callable[["Typed", Json | None], bool]
"""Whether a value may stand where that was typed, because it is its repair."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person last typed into one cell, wherever it has moved since."""

    mark: str
    value: Json | None
    """As ExtendedValue; None where the cell was emptied."""
    text: str
    sheet_id: int
    column: str
    """The title of the column when it was typed."""
    when: int
    """The number of the action, from 1; 0 for what stood there in the beginning."""


@dataclass(slots=True)
class Journal:
    """What all people together typed and did."""

    typed: dict[str, Typed] = field(default_factory=dict)
    """By mark; what was deleted by a person is not in here."""
    deleted: dict[str, Typed] = field(default_factory=dict)
    actions: list[str] = field(default_factory=list)
    """Everything people did, in words, for the message of a failing test."""
    marks: int = 0

    def adopt(self, book: Spreadsheet, sheets: Iterable[int]) -> None:
        """Take what stands in these sheets for typed by people, formulas aside."""
        for sheet in map(book.sheet, sheets):
            for place, cell in list(sheet.cells.items()):
                value = cell.get("userEnteredValue")
                if place[0] and value and "formulaValue" not in value:
                    self.note(sheet, place, value, str(next(iter(value.values()))), when=0)

    def note(self, sheet: Sheet, place: Place, value: Json | None, text: str, when: int | None = None) -> None:
        """A person has just typed this here, or emptied the cell."""
        mark = sheet.cells.get(place, {}).get(MARK)
        if mark is None:
            self.marks += 1
            mark = f"{self.marks}"
            sheet.put(place, **{MARK: mark})
        moment = len(self.actions) if when is None else when
        self.typed[mark] = Typed(mark, value, text, sheet.id, title_of(sheet, place[1]), moment)

    def forget(self, sheet: Sheet, places: Iterable[Place]) -> None:
        """A person deletes these cells."""
        for place in places:
            mark = sheet.cells.get(place, {}).get(MARK)
            if mark in self.typed:
                self.deleted[mark] = self.typed.pop(mark)

    def places(self, book: Spreadsheet) -> dict[str, tuple[Sheet, Place]]:
        """Where the marked cells are now."""
        return {cell[MARK]: (sheet, place) for sheet in book.sheets for place, cell in sheet.cells.items() if MARK in cell}

    def violations(self, book: Spreadsheet, repaired: Repaired = lambda _typed, _value: False) -> list[str]:
        """Every typed cell that is gone, doubled, or holds neither what was typed nor its repair; in words."""
        found = []
        places = self.places(book)
        held = [cell[MARK] for sheet in book.sheets for cell in sheet.cells.values() if MARK in cell]
        found += [f"{self.told(mark)} stands in several cells" for mark in {mark for mark in held if held.count(mark) > 1}] * (
            len(held) != len(set(held))
        )
        for mark, typed in self.typed.items():
            if mark not in places:
                found.append(f"{self.told(mark)} is gone")
                continue
            sheet, place = places[mark]
            value = sheet.entered(place)
            if not same(typed.value, value) and not repaired(typed, value):
                found.append(f"{self.told(mark)} has become {value} at {sheet.title} {place}")
        return found

    def told(self, mark: str) -> str:
        """What was typed there, in words."""
        typed = self.typed.get(mark) or self.deleted.get(mark)
        return f"{typed.text!r}, typed in {typed.column!r} by action {typed.when}," if typed else f"the cell marked {mark}"


def same(typed: Json | None, value: Json | None) -> bool:
    """Whether the cell still holds what was typed; references in a formula follow what they point at."""
    if typed and value and "formulaValue" in typed and "formulaValue" in value:
        return bare(typed["formulaValue"]) == bare(value["formulaValue"])
    return typed == value


def bare(formula: str) -> str:
    """A formula without what its references say."""
    return TOKEN.sub(lambda found: "@" if found["ref"] else found[0], re.sub(r"(?:'[^']*'!|\w+!)?#REF!", "@", formula))


def title_of(sheet: Sheet, column: int) -> str:
    """What stands in the first row of a column."""
    return str(next(iter((sheet.effective((0, column)) or {"": ""}).values())))
