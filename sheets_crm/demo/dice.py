"""Chance that comes out the same for a seed on every machine and Python: built on `Random.random()` alone."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
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

    def sample(self, size: int, count: int) -> list[int]:
        """Return `count` different numbers below `size`, in the order drawn (all of them when there are not as many)."""
        if count * 3 >= size:
            return self.shuffled(size)[:count]
        drawn: dict[int, None] = {}
        while len(drawn) < count:
            drawn[self.below(size)] = None
        return list(drawn)

    def shuffled(self, size: int) -> list[int]:
        """Return the numbers below `size` in some order."""
        order = list(range(size))
        for last in range(size - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order


class Weighted(Generic[T]):
    """Items of different likeliness."""

    def __init__(self, items: Sequence[T], weights: Sequence[int]) -> None:
        self.items = items
        self.sums = list(accumulate(weights))

    def draw(self, dice: Dice) -> T:
        """Return one of the items."""
        return self.items[bisect(self.sums, dice.below(self.sums[-1]))]
