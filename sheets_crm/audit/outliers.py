"""Which of some numbers can hardly be right beside the others: few and sure, rather than many.

The others may be the rest of a column, or what stood there at earlier times: whoever asks brings them along.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from math import log

FEWEST, FEWEST_POSITIVE = 7, 5
LEAST_FACTOR = 2.5
FEWEST_KINDS = 4
COUNTS = 50
WIDEST = 300
GAP_OF_RANGE = 1.0
MOSTLY = 0.9
UNITS = (1000.0, 100.0)


class Jump(Enum):
    """How a number stands out."""

    THOUSANDFOLD = "a thousandfold"
    HUNDREDFOLD = "a hundredfold"
    HIGH = "far above"
    SIGN = "the other sign"


def jump(value: float, others: Sequence[float]) -> Jump | None:
    """Say how a number stands out from others of its kind; None when it does not, or when they are too few to tell.

    A number is far above when the step from the largest of the others to it is about as long (in logarithms) as they are apart
    from each other, and at least two and a half times; or when it alone has no kopecks and is larger than all.
    """
    sizes = sorted(abs(one) for one in others if one)
    if len(sizes) < (FEWEST if value > 0 else FEWEST_POSITIVE) or len(set(sizes)) < FEWEST_KINDS or not value:
        return None
    if all(one.is_integer() for one in others) and sizes[-1] < COUNTS:
        return None
    if value < 0 and all(one > 0 for one in others):
        ordinary = sizes[0] / 2 <= -value <= 2 * sizes[-1] and sizes[-1] <= WIDEST * sizes[0]
        return Jump.SIGN if ordinary else None
    size, largest = abs(value), sizes[-1]
    if size <= largest or any((one > 0) != (value > 0) for one in others if one):
        return None
    lost_mark = size.is_integer() and sum(not one.is_integer() for one in sizes) >= MOSTLY * len(sizes)
    far = log(size / largest) >= max(log(LEAST_FACTOR), GAP_OF_RANGE * log(largest / sizes[0]))
    if not far and not (lost_mark and _unit(size, sizes)):
        return None
    return _unit(size, sizes) or Jump.HIGH


def _unit(size: float, sizes: Sequence[float]) -> Jump | None:
    """Return the unit that was mistaken, when the number is an ordinary one in the other unit."""
    low, high = sizes[len(sizes) // 10], sizes[-1 - len(sizes) // 10]
    for unit, name in zip(UNITS, (Jump.THOUSANDFOLD, Jump.HUNDREDFOLD), strict=True):
        if low <= size / unit <= high:
            return name
    return None
