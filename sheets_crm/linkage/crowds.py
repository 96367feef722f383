"""Components of so many records that they are not compared pair by pair: of these everything that was compared must be known."""

from __future__ import annotations

from typing import Any

import numpy as np

from sheets_crm.linkage.model import RECORD
from sheets_crm.matching.partition import WHOLE, components
from sheets_crm.matching.scoring import Records, Scores

CROWD = "crowd"


def crowds(size: int, one: Records, other: Records, bits: Scores) -> dict[str, Any]:
    """Return the records of such components, and which component each is of."""
    of = components(size, one[bits > 0], other[bits > 0])
    some = np.flatnonzero(np.bincount(of, minlength=size)[of] > WHOLE)
    return {RECORD: some.astype(np.int64), CROWD: of[some].astype(np.int64)}


def inside(pairs: str, members: str) -> str:
    """Return the query for all pairs whose two records are of one crowd, from the table of pairs and that of the crowds."""
    both = f"SELECT p.{RECORD}_l, p.{RECORD}_r FROM {pairs} p JOIN {members} a ON a.{RECORD} = p.{RECORD}_l"
    return f"{both} JOIN {members} b ON b.{RECORD} = p.{RECORD}_r WHERE a.{CROWD} = b.{CROWD}"
