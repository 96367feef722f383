"""Cells of one column that were emptied in bulk: a block, or most of the column (D35)."""

from __future__ import annotations

import numpy as np

from sheets_crm.diff.accidents.cells import Changed, stretches
from sheets_crm.diff.cells import Flags, codes
from sheets_crm.model.cells import Kind
from sheets_crm.model.difference import Positions, SheetDiff
from sheets_crm.model.memo import remembered

MANY = 10
FEW = 4
MOST = 0.8
HALF = 0.5
SEVERAL = 2


def cleared(those: Changed) -> Flags:
    """Say which cells were emptied in bulk; some that a person emptied here and there are none of these.

    What stands in another column of the same row now was moved, and not lost.
    """
    emptied = _emptied(those)
    if not emptied.any():
        return emptied
    emptied &= ~_moved(those, emptied)
    filled = int((those.field.before.cells.kinds[those.sheet.rows.before] != Kind.EMPTY).sum())
    count = int(emptied.sum())
    if count >= (MANY if count < MOST * filled else FEW) and count >= HALF * filled:
        return emptied
    blocks, own = _blocks(those, emptied)
    among = (_in_blocks(those.sheet) - own >= SEVERAL)[those.at]
    return blocks | (emptied & (among | np.isin(those.at, hollow(those.sheet))))


@remembered
def _in_blocks(sheet: SheetDiff) -> Positions:
    """Return of each record in how many columns a block was emptied around it: what else was emptied there went with them."""
    times = np.zeros(len(sheet.rows), np.intp)
    for field in sheet.fields:
        those = Changed(sheet, field, field.differ)
        emptied = _emptied(those)
        if emptied.any():
            times += _blocks(those, emptied & ~_moved(those, emptied))[1]
    return times


@remembered
def hollow(sheet: SheetDiff) -> Positions:
    """Return the places of the records of which people emptied all that they had typed, and left the ID: as good as deleted."""
    lost, left = np.zeros(len(sheet.rows), np.int64), np.zeros(len(sheet.rows), bool)
    fields = [one for one in sheet.fields if one.after.column is None or one.after.column.owner == "staff"]
    for field in fields:
        those = Changed(sheet, field, field.differ)
        lost[those.at[_emptied(those)]] += 1
    for field in fields if lost.any() else ():
        left |= field.after.cells.filled[sheet.rows.after]
    return np.flatnonzero((lost >= SEVERAL) & ~left)


def _emptied(those: Changed) -> Flags:
    emptied: Flags = (those.before.kinds != Kind.EMPTY) & ~those.after.filled & those.plain
    return emptied


def _blocks(those: Changed, emptied: Flags) -> tuple[Flags, Flags]:
    """Return the emptied cells that stand one below the other, in the order of before or of now, with nothing left between.

    The second are the records between the first and the last of a block. Several columns that were emptied in the same rows add
    up, those rows among them in which this one was blank before.
    """
    out, around = np.zeros(len(those), bool), np.zeros(len(those.sheet.rows), bool)
    where = np.flatnonzero(emptied)
    times = _emptied_in_row(those.sheet)
    rows, left = those.sheet.rows, those.field.after.cells.filled
    before = np.zeros(len(those.sheet.before), bool)
    before[rows.before] = left[rows.after]
    for every, standing in ((rows.before, before), (rows.after, left.copy())):
        places = every[those.at]
        standing[places] = True
        weights = np.zeros(len(standing) + 1, np.intp)
        weights[every + 1] = times
        weights = np.cumsum(weights)
        order = where[np.argsort(places[where])]
        for part in stretches(np.cumsum(standing)[places[order]].astype(np.intp)):
            first, last = places[order[part[[0, -1]]]]
            if len(part) >= FEW and weights[last + 1] - weights[first] >= MANY:
                out[order[part]] = True
                around |= (every >= first) & (every <= last)
    return out, around


@remembered
def _emptied_in_row(sheet: SheetDiff) -> Positions:
    """Return of each record in how many columns people emptied its cell."""
    times = np.zeros(len(sheet.rows), np.intp)
    for field in sheet.fields:
        those = Changed(sheet, field, field.differ)
        times[those.at[_emptied(those)]] += 1
    return times


def _moved(those: Changed, emptied: Flags) -> Flags:
    """Say which values stand in another column of their row now, where they did not stand before."""
    at, was = those.at[emptied], those.was[emptied]
    found, rows = np.zeros(len(at), bool), those.sheet.rows.after[at]
    for one in those.sheet.new_fields:
        found |= codes(one.cells.take(rows)) == was
    for field in those.sheet.fields:
        if field is not those.field and len(field.differ):
            typed = np.flatnonzero(np.isin(at, field.differ))
            found[typed] |= codes(field.after.cells.take(rows[typed])) == was[typed]
    out = np.zeros(len(those), bool)
    out[np.flatnonzero(emptied)[found & (was != 0)]] = True
    return out
