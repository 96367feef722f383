"""Chance that comes out the same for a seed on every machine and Python: built on `Random.random()` alone."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import gcd
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Dice:
    """One stream of chance. Streams of one seed are told apart by `stream`, so that a change in one leaves the others."""

    def __init__(self, seed: int, stream: int) -> None:
        self.roll = Random(seed * 1009 + stream).random  # noqa: S311 - a made-up book needs no secrecy

    def chance(self, share: float) -> bool:
        """Say yes with this share, 0 to 1."""
        return self.roll() < share

    def below(self, end: int) -> int:
        """Return a whole number from 0 to end - 1."""
        return int(self.roll() * end)

    def between(self, first: int, last: int) -> int:
        """Return a whole number, both ends included."""
        return first + int(self.roll() * (last - first + 1))

    def pick(self, items: Sequence[T]) -> T:
        """Return one of the items, each as likely as the others."""
        return items[int(self.roll() * len(items))]

    def stroll(self, size: int) -> Iterator[int]:
        """Visit each number below `size` once, here and there, without making a list of them."""
        step = max(int(size * (0.3 + 0.4 * self.roll())), 1)
        while gcd(step, size) > 1:
            step += 1
        at = self.below(size)
        for _ in range(size):
            yield at
            at = (at + step) % size


class Weighted(Generic[T]):
    """Items of different likeliness."""

    def __init__(self, items: Sequence[T], weights: Sequence[int]) -> None:
        self.items = items
        self.sums = list(accumulate(weights))

    def draw(self, dice: Dice) -> T:
        """Return one of the items."""
        return self.items[bisect(self.sums, dice.below(self.sums[-1]))]
