"""Many numbers at once out of the bytes of a sheet."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]
Mask = NDArray[np.bool_]

ZERO, NINE, DOT, MINUS = b"09.-"
EXACT_DIGITS = 15
POWERS = 10.0 ** np.arange(EXACT_DIGITS + 2)


def begins(raw: Bytes, at: Places, text: bytes) -> Mask:
    """Tell at which places this text stands."""
    found: Mask = raw[at] == text[0]
    for step, byte in enumerate(text[1:], 1):
        found &= raw[at + step] == byte
    return found


def digits(raw: Bytes, at: Places, most: int) -> tuple[Places, Places]:
    """Read up to `most` digits at each place; return the numbers and the places after them."""
    number, at = np.zeros(len(at), np.int64), at.copy()
    for _ in range(most):
        digit = raw[at] - np.uint8(ZERO)
        more = digit <= 9  # noqa: PLR2004 - as unsigned bytes all but digits are greater
        if not more.any():
            break
        number = np.where(more, number * 10 + digit, number)
        at += more
    return number, at


def decimals(raw: Bytes, start: Places, end: Places) -> tuple[NDArray[np.float64], Mask]:
    """Read the decimal numbers between `start` and `end`; return them, and which of them could be read.

    Exact, as Python's `float` is: at most 15 digits make a whole number below 2**53, and it is divided by a power of ten
    that a float holds exactly, so that only one rounding happens. Longer ones and those with an exponent are left to others.
    """
    negative = raw[start] == MINUS
    at = start + negative
    size = end - at
    fits = (size > 0) & (size <= EXACT_DIGITS + 1)
    number, scale, count = np.zeros(len(at), np.int64), np.zeros(len(at), np.int64), np.zeros(len(at), np.int64)
    pointed = np.zeros(len(at), bool)
    for step in range(int(size[fits].max(initial=0))):
        here = fits & (step < size)
        byte = raw[np.where(here, at + step, 0)]
        digit = byte - np.uint8(ZERO)
        is_digit = here & (digit <= 9)  # noqa: PLR2004 - as unsigned bytes all but digits are greater
        is_point = here & (byte == DOT) & ~pointed
        fits &= ~here | is_digit | is_point
        number = np.where(is_digit, number * 10 + digit, number)
        scale += is_digit & pointed
        count += is_digit
        pointed |= is_point
    fits &= (count > 0) & (count <= EXACT_DIGITS)
    values = number / POWERS[np.where(fits, scale, 0)]
    return np.where(negative, -values, values), fits


def floats(block: bytes, start: Places, end: Places) -> NDArray[np.float64]:
    """Read the numbers that `decimals` leaves, one by one; NaN for what is none, and for what no float can hold."""
    return np.array([_float(block[first:last]) for first, last in zip(start.tolist(), end.tolist(), strict=True)], np.float64)


def _float(written: bytes) -> float:
    try:
        return float(written) if b"_" not in written else np.nan
    except ValueError:
        return np.nan
