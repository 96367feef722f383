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

from sheets_crm.matching.arrays import Ids, Lists
from sheets_crm.matching.duplicates import Answer, Groups
from sheets_crm.matching.past import Look, Past, Said
from sheets_crm.matching.recall import Read, Values, together
from sheets_crm.model.text import Text

LEVEL = 1
HEAD = 8
"""So many bytes say how long the first part is."""
Arrays = Sequence[NDArray[Any]]
T = TypeVar("T")
DAMAGED = zlib.error, ValueError, KeyError, TypeError, IndexError


@dataclass(frozen=True)
class Night:
    """A search of a table of which `mark` is the hash: what it found, and what the next one begins with, packed.

    What was read comes in several parts: of the last search of everything, and of each night since.
    """

    mark: str
    found: bytes
    past: bytes
    values: tuple[bytes, ...]

    def answer(self) -> Answer | None:
        """Return what was found."""
        return _unpacked(self.found, _as_found)

    def compared(self) -> tuple[Past, Said] | None:
        """Return what was compared, and what was said of it."""
        return _both(_unpacked(self.past, _as_past), self.answer())

    def read(self) -> Values:
        """Return what was read; nothing where it is damaged."""
        read = [_unpacked(part, _as_values) for part in self.values]
        return together([one for one in read if one]) if all(read) else {}

    def packed(self) -> bytes:
        """Return all parts as bytes; about 100 for each record."""
        parts = self.found, self.past, *self.values
        head = json.dumps([self.mark, *map(len, parts)]).encode()
        return b"".join((len(head).to_bytes(HEAD, "little"), head, *parts))

    @classmethod
    def unpacked(cls, kept: bytes) -> Self | None:
        """Return the night that was packed; None where there is none, or it is damaged."""
        try:
            at = HEAD + int.from_bytes(kept[:HEAD], "little")
            mark, *sizes = json.loads(kept[HEAD:at])
            ends = np.cumsum([at, *sizes]).tolist()
            found, past, *values = (kept[start:end] for start, end in pairwise(ends))
        except DAMAGED:
            return None
        return cls(mark, found, past, tuple(values)) if ends[-1] == len(kept) else None


def _both(past: tuple[Past, Ids, Ids] | None, answer: Answer | None) -> tuple[Past, Said] | None:
    return (past[0], Said(answer.reasons, *past[1:])) if past and answer else None


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


def packed_answer(found: Answer) -> bytes:
    """Pack what was found."""
    known: dict[Text, int] = {}
    reasons = [[known.setdefault(reason, len(known)) for reason in one] for one in found.reasons]
    arrays = [array for one in (found.clusters, found.doubtful) for array in (one.flat, one.lengths, one.scores, one.why)]
    return _packed((found.rows, [(text.ru, text.en) for text in known], reasons), arrays)


def _as_found(told: Any, arrays: Arrays) -> Answer:  # noqa: ANN401 - any JSON
    rows, texts, reasons = told
    spoken = [Text(ru, en) for ru, en in texts]
    return Answer(rows, [tuple(spoken[at] for at in one) for one in reasons], Groups(*arrays[:4]), Groups(*arrays[4:]))


def packed_past(past: Past, said: Said) -> bytes:
    """Pack what was compared, and what was said of it."""
    steps = np.diff(past.one, prepend=np.int32(0)).astype(np.int32)
    looks = [array for look in past.looks for array in (look.prints, look.bits, _apart(look.cluster))]
    told = past.limits, past.changed, [look.world for look in past.looks]
    return _packed(told, (past.hashes, past.coarse, steps, past.other, *looks, said.of_cluster, said.of_pair))


def _as_past(told: Any, arrays: Arrays) -> tuple[Past, Ids, Ids]:  # noqa: ANN401 - any JSON
    (limits, changed, worlds), (hashes, coarse, steps, other, *rest, of_cluster, of_pair) = told, arrays
    parts = zip(worlds, rest[::3], rest[1::3], rest[2::3], strict=True)
    looks = tuple(Look(world, prints, bits, _apart(cluster)) for world, prints, bits, cluster in parts)
    return Past(hashes, coarse, np.cumsum(steps, dtype=np.int32), other, looks, limits, changed), of_cluster, of_pair


def _apart(cluster: Ids) -> Ids:
    """Return how far each record stands from that after which its cluster is named, mostly 0; of that, its cluster again."""
    return np.arange(len(cluster), dtype=np.int32) - cluster


def packed_values(values: Values) -> bytes:
    """Pack what was read."""
    told = {kind: (read.values, [one.words for one in read.part[0]]) for kind, read in values.items()}
    return _packed(told, [array for read in values.values() for array in (*_laid(read.part[0]), read.part[1])])


def _laid(lists: Sequence[Lists]) -> Arrays:
    return [array for one in lists for array in (one.hashes, one.flat, one.lengths.astype(np.uint8))]


def _as_values(told: Any, arrays: Arrays) -> Values:  # noqa: ANN401 - any JSON
    out, rest = {}, iter(arrays)
    for kind, (values, words) in told.items():
        lists = tuple(Lists(own, next(rest), next(rest), next(rest).astype(np.int32)) for own in words)
        out[kind] = Read(values, (lists, next(rest)))
    return out
