"""What a fault is: where it may strike, how often, which rule ought to see it, and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from sheets_crm.demo.dice import Dice
from sheets_crm.demo.words.vocabulary import Vocabulary
from sheets_crm.model.cells import CellValue
from sheets_crm.model.text import Lang

Outcome = Literal["repair", "finding"]
Place = tuple[str, str]
"""(kind of sheet, column key)."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One fault: in which cell (`row` counts from 0), which rule ought to see it, and what stood there before.

    `expected` is the value after the repair; None where only a finding is right. `twin` is the row that a duplicate repeats.
    """

    kind: str
    row: int
    column: str
    fault: str
    rule: str
    outcome: Outcome
    clean: CellValue
    planted: CellValue
    expected: CellValue = None
    twin: int | None = None


class Typed(NamedTuple):
    """What somebody typed instead of the clean value; None is a cell left empty."""

    value: CellValue


class Hand(NamedTuple):
    """What a fault may draw on: chance, the words of the language, the day."""

    dice: Dice
    words: Vocabulary
    today: date


@dataclass(frozen=True)
class Fault:
    """A fault of one cell. `rate` is its share of the filled cells of `places`; `make` returns None where it does not fit.

    A repair brings the clean value back. `middle` faults keep off the first and the last order of a client, and the last
    touch: their loss would change more than their own cell.
    """

    name: str
    rule: str
    places: tuple[Place, ...]
    outcome: Outcome
    rate: float
    make: Callable[[CellValue, Hand], Typed | None]
    langs: tuple[Lang, ...] = ("ru", "en")
    middle: bool = False
