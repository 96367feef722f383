"""One change a cell: what several rules did to it, one after another, becomes a single before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from sheets_crm.model.plan import Change, Changes
from sheets_crm.model.text import Text
from sheets_crm.planning.guard import same


def merged(batches: Iterable[Changes]) -> tuple[Changes, ...]:
    """Chain the changes of each cell: the first before, the last after; the rule and the reasons of all are named.

    Changes that cancel out are gone. Batches of a column that one rule alone touched come out as they went in.
    """
    columns: dict[tuple[str, str], list[Changes]] = defaultdict(list)
    for batch in batches:
        if len(batch):
            columns[batch.sheet, batch.column].append(batch)
    return tuple(out for group in columns.values() for out in _column(group) if len(out))


def _column(group: list[Changes]) -> list[Changes]:
    if len(group) == 1:
        return group
    rows = np.concatenate([batch.rows for batch in group])
    numbers, times = np.unique(rows, return_counts=True)
    shared = set(numbers[times > 1].tolist())
    if not shared:
        return group
    alone = [batch.pick([at for at, row in enumerate(batch.rows.tolist()) if row not in shared]) for batch in group]
    chains: dict[int, list[Change]] = defaultdict(list)
    for batch in group:
        for change in batch:
            if change.row in shared:
                chains[change.row].append(change)
    return [*alone, *(_chain(links, group[-1]) for links in chains.values() if not same(links[0].before, links[-1].after))]


def _chain(links: list[Change], like: Changes) -> Changes:
    reasons = list(dict.fromkeys(link.reason for link in links))
    last = links[-1]
    return replace(
        like,
        rule="+".join(dict.fromkeys(link.rule for link in links)),
        rows=np.array([last.row], np.int32),
        ids=[last.row_id],
        before=[links[0].before],
        after=[last.after],
        reasons=[Text("; ".join(one.ru for one in reasons), "; ".join(one.en for one in reasons))],
        formats=None,
    )
