"""Lists of words of many rows as arrays: every word is known by a hash of it, so that no order of rows can matter."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Ids = NDArray[np.int32]
NONE = -1
_ODD = np.uint64(0x9E3779B97F4A7C15)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SHIFTS = np.uint64(30), np.uint64(27), np.uint64(31)


def hash_of(word: str) -> int:
    """Return the 64-bit hash of a word, the same in every run."""
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def hashes_of(words: Collection[str]) -> Hashes:
    """Return the hashes of words."""
    return np.fromiter(map(hash_of, words), np.uint64, len(words))


def mixed(*parts: Hashes) -> Hashes:
    """Mix hashes into one, elementwise; their order matters."""
    out = np.zeros(parts[0].shape, np.uint64)
    for part in parts:
        out = (out ^ part) + _ODD
        out = (out ^ (out >> _SHIFTS[0])) * _MIX_1
        out = (out ^ (out >> _SHIFTS[1])) * _MIX_2
        out ^= out >> _SHIFTS[2]
    return out


def salted(number: int) -> np.uint64:
    """Return a hash that stands for a kind of thing."""
    return np.uint64(hash_of(f"\0{number}"))


@dataclass(frozen=True, eq=False)
class Lists:
    """A list of words for each value: `words` are known ones with `hashes`, `flat` places there, `lengths` how many each has."""

    words: list[str]
    hashes: Hashes
    flat: NDArray[np.int32]
    lengths: NDArray[np.int32]

    @staticmethod
    def of(lists: Iterable[Iterable[str]]) -> Lists:
        """Gather lists of words."""
        known: dict[str, int] = {}
        flat: list[int] = []
        lengths: list[int] = []
        for one in lists:
            before = len(flat)
            flat.extend([known.setdefault(word, len(known)) for word in one])
            lengths.append(len(flat) - before)
        return Lists(list(known), hashes_of(known), np.array(flat, np.int32), np.array(lengths, np.int32))

    @staticmethod
    def chained(parts: Sequence[Lists]) -> Lists:
        """Put lists behind each other."""
        if len(parts) == 1:
            return parts[0]
        words = [word for part in parts for word in part.words]
        shifts = np.cumsum([0, *(len(part.words) for part in parts)])
        flat = [part.flat + np.int32(shift) for part, shift in zip(parts, shifts.tolist(), strict=False)]
        return Lists(
            words,
            np.concatenate([part.hashes for part in parts]),
            np.concatenate(flat),
            np.concatenate([part.lengths for part in parts]),
        )

    def some(self, values: NDArray[np.int32]) -> Lists:
        """Pick the lists of some values, in this order; words that none of them has are left out."""
        ends = np.cumsum(self.lengths)
        lengths = self.lengths[values]
        steps = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        flat = self.flat[np.repeat((ends - self.lengths)[values], lengths) + steps]
        used = np.zeros(len(self.words), bool)
        used[flat] = True
        place = np.cumsum(used, dtype=np.int32) - np.int32(1)
        words = [self.words[at] for at in np.flatnonzero(used).tolist()]
        return Lists(words, self.hashes[used], place[flat], lengths)


@dataclass(frozen=True, eq=False)
class Words:
    """Distinct words in the order of their hashes; a word's id is its place."""

    hashes: Hashes
    texts: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.hashes)

    @staticmethod
    def of(*many: Lists) -> Words:
        """Gather the distinct words of some lists."""
        every = np.concatenate([np.zeros(0, np.uint64), *(lists.hashes for lists in many)])
        hashes, first = np.unique(every, return_index=True)
        texts = [word for lists in many for word in lists.words]
        objects = np.empty(len(texts), object)
        objects[:] = texts
        return Words(hashes, objects[first])

    def ids(self, lists: Lists) -> Ids:
        """Return the ids of the words of some lists, in their order."""
        return np.searchsorted(self.hashes, lists.hashes).astype(np.int32)

    def hashed(self, ids: Ids) -> Hashes:
        """Return the hashes of words by id, 0 for NONE."""
        return np.append(self.hashes, np.uint64(0))[ids]

    def that(self, test: Callable[[str], bool]) -> NDArray[np.bool_]:
        """Return which words pass a test, with one more for NONE, which does not."""
        return np.array([*map(test, self.texts), False], bool)

    @cached_property
    def lengths(self) -> NDArray[np.int16]:
        """How many letters each word has; 0 for NONE behind them."""
        return np.array([*map(len, self.texts), 0], np.int16)

    @cached_property
    def letters(self) -> NDArray[np.uint64]:
        """Which letters and digits each word has, as two numbers whose bits differ by at most two for each slip.

        A letter that stands there n times has n bits, but no more than there is room for; nothing stands behind, for NONE.
        """
        return _letters(self.texts.tolist())


ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
ROOM = (*(2,) * 26, *(6,) * 10)
"""Bits for each letter and digit: all 52 of the letters in the first number, all 60 of the digits in the second."""


def _letters(texts: Sequence[str]) -> NDArray[np.uint64]:
    place = np.full(256, len(ALPHABET), np.int64)
    place[np.frombuffer(ALPHABET.encode(), np.uint8)] = np.arange(len(ALPHABET))
    raw = "".join(texts).encode("ascii", "replace")
    owner = np.repeat(np.arange(len(texts)), np.fromiter(map(len, texts), np.int64, len(texts)))
    width = len(ALPHABET) + 1
    codes = owner * width + place[np.frombuffer(raw, np.uint8)]
    times = np.bincount(codes, minlength=len(texts) * width).reshape(len(texts), width)
    out = np.zeros((len(texts) + 1, 2), np.uint64)
    shift = [0, 0]
    for at, room in enumerate(ROOM):
        number = int(room > ROOM[0])
        bits = (np.uint64(1) << np.minimum(times[:, at], room).astype(np.uint64)) - np.uint64(1)
        out[:-1, number] |= bits << np.uint64(shift[number])
        shift[number] += room
    return out


Codes = TypeVar("Codes", NDArray[np.int64], Hashes)


def distinct(codes: Codes) -> Codes:
    """Return the distinct numbers in ascending order; sorting is many times faster than what numpy does for this by hashing."""
    ordered = np.sort(codes)
    first = np.ones(len(ordered), bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]


def table_of(lists: Lists, words: Words, codes: NDArray[np.int32], most: int) -> Ids:
    """Lay lists out as rows of a matrix of word ids, NONE where a list is shorter; row r has the list of value `codes[r]`."""
    width = min(int(lists.lengths.max(initial=0)), most)
    out = np.full((len(lists.lengths), width), NONE, np.int32)
    starts = np.concatenate(([0], np.cumsum(lists.lengths[:-1]))) if len(lists.lengths) else np.zeros(0, np.int64)
    ids = words.ids(lists)[lists.flat]
    for at in range(width):
        has = lists.lengths > at
        out[has, at] = ids[starts[has] + at]
    return out[codes]


def joined(tables: Sequence[Ids], rows: int, most: int) -> Ids:
    """Join matrices side by side: each row's distinct ids in ascending order, NONE behind them, at most so many."""
    if not tables:
        return np.full((rows, 0), NONE, np.int32)
    both = np.concatenate(tables, axis=1)
    if both.shape[1] > 1:
        big = np.iinfo(np.int32).max
        both = np.sort(np.where(both == NONE, big, both), axis=1)
        both[:, 1:][both[:, 1:] == both[:, :-1]] = big
        both = np.sort(both, axis=1)
        both[both == big] = NONE
    width = int((both != NONE).sum(axis=1).max(initial=0))
    return np.ascontiguousarray(both[:, : min(width, most)])


def coded(texts: Sequence[str]) -> tuple[list[str], NDArray[np.int32]]:
    """Return the distinct texts of a column and, for each row, which of them stands there."""
    known: dict[str, int] = {}
    codes = np.fromiter((known.setdefault(text, len(known)) for text in texts), np.int32, len(texts))
    return list(known), codes
