"""Columns that a client sheet calls exactly as ours are called, though people write into them as they please."""

from __future__ import annotations

from collections.abc import Mapping

from sheets_crm.mapping.assigning import Assigned, Guess
from sheets_crm.mapping.lexicon import EXACT, SYNONYM
from sheets_crm.mapping.sheets import Studied

UNSURE = 0.7
WORDS = ("word", "text", "name_word", "person")
ALLOWED: Mapping[str, tuple[str, ...]] = {"status": WORDS, "next_date": (*WORDS, "date", "serial")}
"""What may stand in such a column beside what belongs there: a status of one's own («чёрный список»), «завтра» for a day."""
OTHERWISE = ("phone", "email", "url", "company", "full_name", "number")
MOSTLY = 0.6


def with_loose(studied: Studied, kind: str | None, given: Assigned) -> Assigned:
    """Add to the columns of a client sheet its status and the day of its task, whose contents alone spoke against them.

    Else the program would put a second «Статус» beside the one that people keep. That says nothing of what the rows are,
    and so is asked only of a sheet that is known to hold clients.
    """
    if kind != "clients":
        return given
    taken = {guess.key for guess in given.values()}
    found = dict(given)
    for column in studied.columns:
        if column in found or column not in studied.titles:
            continue
        for key, strength in studied.meanings(column, kind).items():
            if key in ALLOWED and key not in taken and strength >= _least(key, taken) and _is_loose(studied, column, key):
                found[column] = Guess(UNSURE, 0.0, 0.0, -column, key)
                taken.add(key)
                break
    return found


def _least(key: str, taken: set[str]) -> float:
    """Demand our own title, but take «Когда» beside a task for its day."""
    return SYNONYM if key == "next_date" and "next_task" in taken else EXACT


def _is_loose(studied: Studied, column: int, key: str) -> bool:
    contents = studied.profile(column)
    return contents.share(*ALLOWED[key]) >= MOSTLY and contents.share(*OTHERWISE) < MOSTLY
