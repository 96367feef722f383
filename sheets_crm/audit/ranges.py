"""Many cells, told in few words."""

from __future__ import annotations

from collections.abc import Iterable

from sheets_crm.audit.workbook import Place
from sheets_crm.model.addresses import address

FEW = 4


def told(places: Iterable[Place]) -> str:
    """Return cells as people write them: `B7:B12, D7`, and `…` after the fourth piece."""
    pieces = [address(*first) if first == last else f"{address(*first)}:{address(*last)}" for first, last in _joined(set(places))]
    return ", ".join(pieces[:FEW]) + (", …" if len(pieces) > FEW else "")


def _joined(places: set[Place]) -> list[tuple[Place, Place]]:
    across = [_runs(places, 1, 0), _runs(places, 0, 1)]
    return min(across, key=len)


def _runs(places: set[Place], down: int, right: int) -> list[tuple[Place, Place]]:
    found: list[tuple[Place, Place]] = []
    for row, column in sorted(places, key=lambda place: place if right else place[::-1]):
        if found and (found[-1][1][0] + down, found[-1][1][1] + right) == (row, column):
            found[-1] = found[-1][0], (row, column)
        else:
            found.append(((row, column), (row, column)))
    return found
