"""What is kept of a search, as bytes: what was found, what was compared, and what was read, each by itself.

A part is looked at only when somebody asks for it: a book in which nothing changed needs only what was found.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.arrays import Lists, hashes_of
from sheets_crm.matching.duplicates import Cluster, Duplicates
from sheets_crm.matching.past import Past
from sheets_crm.matching.recall import Read, Values
from sheets_crm.model.text import Text

LEVEL = 1
HEAD = 8
"""So many bytes say how long the first part is."""
Arrays = Sequence[NDArray[Any]]
T = TypeVar("T")
DAMAGED = zlib.error, ValueError, KeyError, TypeError, IndexError


@dataclass(frozen=True)
class Night:
    """A search of a table of which `mark` is the hash: what it found, and what the next one begins with, packed."""

    mark: str
    found: bytes
    past: bytes
    values: bytes

    @classmethod
    def of(cls, mark: str, found: Duplicates, past: Past, values: Values) -> Self:
        """Pack a search."""
        return cls(mark, _found(found), _past(past), _values(values))

    def told(self) -> Duplicates | None:
        """Return what was found."""
        return _unpacked(self.found, _as_found)

    def compared(self) -> Past | None:
        """Return what was compared."""
        return _unpacked(self.past, _as_past)

    def read(self) -> Values:
        """Return what was read; nothing where it is damaged."""
        return _unpacked(self.values, _as_values) or {}

    def packed(self) -> bytes:
        """Return all parts as bytes; about 60 for each record."""
        parts = self.found, self.past, self.values
        head = json.dumps([self.mark, *map(len, parts)]).encode()
        return b"".join((len(head).to_bytes(HEAD, "little"), head, *parts))

    @classmethod
    def unpacked(cls, kept: bytes) -> Self | None:
        """Return the night that was packed; None where there is none, or it is damaged."""
        try:
            at = HEAD + int.from_bytes(kept[:HEAD], "little")
            mark, *sizes = json.loads(kept[HEAD:at])
            ends = np.cumsum([at, *sizes]).tolist()
            found, past, values = (kept[start:end] for start, end in pairwise(ends))
        except DAMAGED:
            return None
        return cls(mark, found, past, values) if ends[-1] == len(kept) else None


def _packed(told: object, arrays: Arrays) -> bytes:
    """Return a JSON document and arrays behind it."""
    said = json.dumps([told, [(str(one.dtype), len(one)) for one in arrays]], ensure_ascii=False)
    head = zlib.compress(said.encode("utf-8", "surrogatepass"), LEVEL)
    return len(head).to_bytes(HEAD, "little") + head + zlib.compress(b"".join(one.tobytes() for one in arrays), LEVEL)


def _unpacked(kept: bytes, read: Callable[[Any, Arrays], T]) -> T | None:
    """Return what is read from a packed document and its arrays; None if they are damaged."""
    try:
        end = HEAD + int.from_bytes(kept[:HEAD], "little")
        told, shapes = json.loads(zlib.decompress(kept[HEAD:end]).decode("utf-8", "surrogatepass"))
        body, at, arrays = zlib.decompress(kept[end:]), 0, list[NDArray[Any]]()
        for dtype, length in shapes:
            arrays.append(np.frombuffer(body, dtype, length, at))
            at += arrays[-1].nbytes
        return read(told, arrays)
    except DAMAGED:
        return None


def _found(found: Duplicates) -> bytes:
    known: dict[Text, int] = {}
    clusters = (*found.clusters, *found.doubtful)
    reasons = [[known.setdefault(reason, len(known)) for reason in one.reasons] for one in clusters]
    scores = np.array([one.score for one in clusters], np.float64)
    told = found.rows, len(found.clusters), [(text.ru, text.en) for text in known]
    return _packed(told, (*_flat([one.rows for one in clusters]), scores, *_flat(reasons)))


def _as_found(told: Any, arrays: Arrays) -> Duplicates:  # noqa: ANN401 - any JSON
    (rows, sure, texts), (flat, lengths, scores, said, counts) = told, arrays
    spoken = [Text(ru, en) for ru, en in texts]
    parts = zip(_lists(flat, lengths), scores.tolist(), _lists(said, counts), strict=True)
    clusters = [Cluster(tuple(members), score, tuple(spoken[at] for at in why)) for members, score, why in parts]
    return Duplicates(rows, tuple(clusters[:sure]), tuple(clusters[sure:]))


def _flat(lists: Sequence[Sequence[int]]) -> Arrays:
    return np.array([one for many in lists for one in many], np.int32), np.array([len(many) for many in lists], np.int32)


def _lists(flat: NDArray[Any], lengths: NDArray[Any]) -> list[list[int]]:
    whole, ends = flat.tolist(), np.cumsum(lengths).tolist()
    return [whole[end - length : end] for end, length in zip(ends, lengths.tolist(), strict=True)]


def _past(past: Past) -> bytes:
    steps = np.diff(past.one, prepend=np.int32(0)).astype(np.int32)
    return _packed((past.limits, past.changed), (past.hashes, steps, past.other.astype(np.int32)))


def _as_past(told: Any, arrays: Arrays) -> Past:  # noqa: ANN401 - any JSON
    (limits, changed), (hashes, steps, other) = told, arrays
    return Past(hashes, np.cumsum(steps, dtype=np.int32), other, limits, changed)


def _values(values: Values) -> bytes:
    told = {kind: (read.values, [one.words for one in read.part[0]]) for kind, read in values.items()}
    return _packed(told, [array for read in values.values() for array in (*_laid(read.part[0]), read.part[1])])


def _laid(lists: Sequence[Lists]) -> Arrays:
    return [array for one in lists for array in (one.flat, one.lengths.astype(np.uint8))]


def _as_values(told: Any, arrays: Arrays) -> Values:  # noqa: ANN401 - any JSON
    out, rest = {}, iter(arrays)
    for kind, (values, words) in told.items():
        lists = tuple(Lists(own, hashes_of(own), next(rest), next(rest).astype(np.int32)) for own in words)
        out[kind] = Read(values, (lists, next(rest)))
    return out
