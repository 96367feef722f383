"""The records of a table as engines join them: a number, and the keys by which it meets others."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np

from sheets_crm.linkage.model import KEY, RECORD
from sheets_crm.matching.arrays import Hashes, mixed
from sheets_crm.matching.blocking import Records
from sheets_crm.matching.features import Features
from sheets_crm.matching.meeting import Keys, meeting

SLOTS, SHIFTS = 2, (0, 16, 32)
"""So many slots for each key, found by these parts of it: where two keys share one, both stay for the next part to tell."""
Borne = tuple[Records, Hashes]
"""Who bears which key."""


def records(table: Features) -> Any:
    """Return the records as a table of Arrow: whoever is worth comparing has a key in common."""
    keys = meeting(table)
    weak = [one for one in keys if not one.strong]
    parts = [*((one.records, one.hashes) for one in keys if one.strong), *_twofold(weak)]
    who = np.concatenate([np.zeros(0, np.int32), *(owners for owners, _ in parts)])
    return _lists(who, np.concatenate([np.zeros(0, np.uint64), *(hashes for _, hashes in parts)]), len(table))


def met_again(size: int, one: Records, other: Records) -> Any:
    """Return the records as a table of Arrow in which exactly these pairs meet: each has a key of its own."""
    keys = np.tile(np.arange(len(one), dtype=np.uint64), 2)
    return _lists(np.concatenate([one, other]), keys, size)


def _twofold(weak: list[Keys]) -> Iterator[Borne]:
    """Yield keys that two records share if and only if they share weak keys of two kinds."""
    for (owners, hashes), (others, other_hashes) in combinations(map(_by_record, weak), 2):
        first, end = (np.searchsorted(others, owners, side) for side in ("left", "right"))
        times = end - first
        beside = np.arange(times.sum()) + np.repeat(first - np.cumsum(times) + times, times)
        yield _common(np.repeat(owners, times), mixed(np.repeat(hashes, times), other_hashes[beside]))


def _by_record(keys: Keys) -> Borne:
    order = np.argsort(keys.records, kind="stable")
    return keys.records[order], keys.hashes[order]


def _common(who: Records, hashes: Hashes) -> Borne:
    """Leave out nearly all keys that one record alone bears; the few others do no harm."""
    for shift in SHIFTS:
        slots = 1 << (SLOTS * len(hashes)).bit_length()
        slot = ((hashes >> np.uint64(shift)) & np.uint64(slots - 1)).view(np.int64)
        some = np.bincount(slot, minlength=slots)[slot] > 1
        who, hashes = who[some], hashes[some]
    return who, hashes


def _lists(who: Records, hashes: Hashes, size: int) -> Any:
    """Return each record with its keys as a list."""
    import pyarrow

    order = np.argsort(who, kind="stable")
    ends = np.cumsum(np.bincount(who, minlength=size))
    offsets = pyarrow.array(np.concatenate(([0], ends)).astype(np.int64))
    keys = pyarrow.LargeListArray.from_arrays(offsets, pyarrow.array(hashes[order].view(np.int64)))
    return pyarrow.table({RECORD: pyarrow.array(np.arange(size)), KEY: keys})
