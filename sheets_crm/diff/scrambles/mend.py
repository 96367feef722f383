"""Which cells go back to their record after a sort that took only some columns, and which nobody can tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sheets_crm.diff.cells import Flags
from sheets_crm.diff.scrambles.columns import NOWHERE, Column
from sheets_crm.diff.scrambles.find import Scramble
from sheets_crm.diff.scrambles.links import joined
from sheets_crm.model.difference import Positions


@dataclass(frozen=True, eq=False)
class Mended:
    """One column: the later rows that get back what their record held (`sources`: its earlier position, -1 where there is no
    record and the cell is emptied), and the rows where something was typed meanwhile, so that a person has to say whose it is.
    """  # noqa: D205

    column: Column
    rows: Positions
    sources: Positions
    unsure: Positions


def mend(scramble: Scramble) -> Iterator[Mended]:
    """Give every moved cell back to its record; what was typed since stays where it stands."""
    source = _completed(scramble)
    for one in scramble.columns:
        places = one.places
        came = source[places]
        known = came >= 0
        moved = np.where(known, one.new[places] == one.old[came], one.old_counts[one.new[places]] > 0)
        moved |= one.new[places] == 0
        spilled = scramble.spilled[one.new[scramble.spilled] != 0]
        rows = np.concatenate([places[moved], spilled])
        yield Mended(one, rows, one.own[rows], places[~moved])


def _completed(scramble: Scramble) -> Positions:
    """Find the sources that are still unknown by what all columns of the scramble hold together, one of them left out in turn."""
    source = scramble.source
    for left_out in (None, *scramble.columns) if len(scramble.columns) > 2 else (None,):  # noqa: PLR2004
        used = [one for one in scramble.columns if one is not left_out]
        source = _matched(used, source, several=left_out is None)
    return source


def _matched(used: Sequence[Column], source: Positions, *, several: bool) -> Positions:
    free = np.ones(len(used[0].old), bool)
    free[source[source >= 0]] = False
    rows, earlier = np.flatnonzero(source == NOWHERE), np.flatnonzero(free)
    if not (len(rows) and len(earlier)):
        return source
    old, new = joined([one.old[earlier] for one in used], [one.new[rows] for one in used])
    mates = _listed(old)
    out = source.copy()
    for value, places in _listed(new).items():
        found = mates.get(value, [])
        if len(found) == len(places) and (several or len(found) == 1):
            out[rows[places]] = earlier[found]
    return out


def _listed(values: np.ndarray[tuple[int], np.dtype[np.int64]]) -> dict[int, list[int]]:
    out = defaultdict[int, list[int]](list)
    for at, value in enumerate(values.tolist()):
        out[value].append(at)
    return out


def unclear(mended: Mended, scramble: Scramble) -> Flags:
    """Say of which later rows a person has to look: those with something typed, and those whose cell that would have been."""
    out = np.zeros(len(mended.column.own), bool)
    lost = scramble.source[mended.unsure]
    out[mended.unsure] = True
    home = {int(one): at for at, one in enumerate(mended.column.own.tolist()) if one >= 0}
    for one in lost[lost >= 0].tolist():
        if one in home:
            out[home[one]] = True
    return out
