"""Where the cells of two columns differ, and by what a cell's value is known again among many."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sheets_crm.model.cells import CellValue, Kind, Vector

Flags = NDArray[np.bool_]
Codes = NDArray[np.uint64]
WORDY = (Kind.TEXT, Kind.ERROR)
ODD, ODDER = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
SHIFT = np.uint64(31)
LOCAL = 10
"""So many digits of a phone number follow the code of its country."""


def unlike(before: Vector, after: Vector) -> Flags:
    """Say where two columns of one length hold other values: 1 is 1.0, but neither the text «1» nor the first day of 1900."""
    out: Flags = before.kinds != after.kinds
    numbers, numbers2 = before.numbers, after.numbers
    if numbers.strides != (0,) and numbers2.strides != (0,):
        out |= (numbers != numbers2) & ~(np.isnan(numbers) & np.isnan(numbers2))
    elif not (numbers.strides == numbers2.strides == (0,)):
        out |= ~(np.isnan(numbers) & np.isnan(numbers2))
    if not (before.texts.strides == after.texts.strides == (0,)):
        out |= (before.texts != after.texts).astype(bool)
    return out


def entered(cells: Vector) -> Flags:
    """Say where anything was entered: a value, or a formula whose result may not be known."""
    out: Flags = cells.kinds != Kind.EMPTY
    out[[*cells.formulas]] = True
    return out


def codes(cells: Vector) -> Codes:
    """Return a number for each cell that all equal values share and, by all odds, no others; 0 for nothing, and for what a
    formula made.
    """  # noqa: D205
    out = np.zeros(len(cells), np.uint64)
    wordy = np.flatnonzero((cells.kinds == Kind.TEXT) | (cells.kinds == Kind.ERROR))
    out[wordy] = np.fromiter(map(hash, cells.texts[wordy].tolist()), np.int64, len(wordy)).view(np.uint64)
    counted = np.flatnonzero((cells.kinds == Kind.NUMBER) | (cells.kinds == Kind.BOOL) | (cells.kinds == Kind.DATE))
    out[counted] = (cells.numbers[counted] + 0.0).view(np.uint64)
    out = mixed(out + cells.kinds.astype(np.uint64) * ODD)
    out[cells.kinds == Kind.EMPTY] = 0
    if cells.formulas:
        out[np.fromiter(cells.formulas, np.intp, len(cells.formulas))] = 0
    return out


def loose_codes(cells: Vector) -> Codes:
    """Return a number for each cell that values share which say the same in another style: case, blanks, signs, +7 or 8."""
    told = [loose(value) if value is not None else "" for value in cells.values()]
    out = np.fromiter(map(hash, told), np.int64, len(told)).view(np.uint64)
    return np.where(np.array(told, object) != "", mixed(out), np.uint64(0))


def loose(value: CellValue) -> str:
    """Return the letters and digits of a value; of a long number the last ten digits."""
    said = "".join(filter(str.isalnum, str(value).casefold()))
    return said[-LOCAL:] if said.isdecimal() else said


def mixed(numbers: Codes) -> Codes:
    """Spread numbers over all 64 bits."""
    out = (numbers ^ (numbers >> SHIFT)) * ODDER
    return out ^ (out >> SHIFT)
