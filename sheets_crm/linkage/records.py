"""The records of a table as engines join them: a number, and the keys by which it meets others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sheets_crm.linkage.model import RECORD, STRONG, WEAK
from sheets_crm.matching.features import Features
from sheets_crm.matching.meeting import Keys, meeting


def records(table: Features) -> tuple[Any, list[str]]:
    """Return the records as a table of Arrow, and the names of its columns of weak keys, one for each kind."""
    import pyarrow

    keys = meeting(table)
    size, weak = len(table), [one for one in keys if not one.strong]
    names = [f"{WEAK}_{number}" for number in range(len(weak))]
    columns = {
        RECORD: pyarrow.array(np.arange(size)),
        STRONG: _lists([one for one in keys if one.strong], size),
        **({WEAK: _lists(weak, size)} if weak else {}),
        **{name: _lists([one], size) for name, one in zip(names, weak, strict=True)},
    }
    return pyarrow.table(columns), names


def _lists(keys: Sequence[Keys], size: int) -> Any:
    """Return the keys of each record as a list."""
    import pyarrow

    who: NDArray[np.int32] = np.concatenate([np.zeros(0, np.int32), *(one.records for one in keys)])
    hashes = np.concatenate([np.zeros(0, np.uint64), *(one.hashes for one in keys)])
    order = np.argsort(who, kind="stable")
    ends = np.cumsum(np.bincount(who, minlength=size))
    offsets = np.concatenate(([0], ends)).astype(np.int32)
    return pyarrow.ListArray.from_arrays(pyarrow.array(offsets), pyarrow.array(hashes[order].view(np.int64)))
