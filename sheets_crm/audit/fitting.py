"""Whether a typed number is what a formula would give, and how much that says."""

from __future__ import annotations

import math
from typing import NamedTuple

BITS_A_DIGIT = math.log2(10)
MOST_DIGITS = 4
COPIED_BITS = 1.0
ZERO_BITS = 0.5
LEAST_SCALE = 12
RELATIVE = 1e-9
NEARLY = 0.01


class Fit(NamedTuple):
    """A typed number beside what the formula gives. `copied`: the result is just one of the numbers it is made of."""

    typed: float
    computed: float
    copied: bool

    @property
    def fits(self) -> bool:
        """Whether the typed number is the result, rounded to the digits that were typed."""
        off = abs(self.computed - self.typed)
        return off <= 0.5000001 * 10.0 ** -decimals(self.typed) or off <= RELATIVE * max(1.0, abs(self.computed))

    @property
    def nearly(self) -> bool:
        """Whether the typed number is within a hundredth of the result, as a result put right by hand is."""
        return abs(self.computed - self.typed) <= NEARLY * abs(self.typed)

    @property
    def bits(self) -> float:
        """How much a fit says against chance: each digit a tenth; a zero or a copied number next to nothing."""
        if self.typed == 0:
            return ZERO_BITS
        return COPIED_BITS if self.copied else BITS_A_DIGIT * min(digits(self.typed), MOST_DIGITS)


def decimals(value: float) -> int:
    """Return how many decimals a number was typed with."""
    text = f"{value:.15g}"
    if "e" in text:
        return LEAST_SCALE
    return len(text.partition(".")[2])


def digits(value: float) -> int:
    """Return how many digits of a number mean something: 3 for 1.05, 2 for 1200."""
    return len(f"{abs(value):.15g}".partition("e")[0].replace(".", "").strip("0"))
