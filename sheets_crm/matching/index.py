"""A table that is known already: new rows are matched against all of it in time that grows with what is new."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from sheets_crm.matching.arrays import Hashes
from sheets_crm.matching.blocking import candidates
from sheets_crm.matching.columns import Contacts
from sheets_crm.matching.explain import spoken
from sheets_crm.matching.features import Features, features
from sheets_crm.matching.find import ALMOST, Found, find
from sheets_crm.matching.keys import Columns, keys
from sheets_crm.matching.known import Known
from sheets_crm.matching.reading import Spread, one_by_one
from sheets_crm.matching.scoring import ONE_BIT, Records, evidence, scores
from sheets_crm.model.text import Text

MOST_BEARERS = 200
"""A key that more records of the table share brings nobody to compare with: their rarer keys do."""


@dataclass(frozen=True, slots=True)
class Match:
    """A new row and a row of the table (or another new one, with `among_new`), both from 0, that may be one client.

    Above 0 bits that is likelier than that they are two.
    """

    new: int
    row: int
    among_new: bool
    bits: float
    reasons: tuple[Text, ...]


class Index:
    """Keeps a table, the keys by which its records are found, and how rare everything in it is."""

    def __init__(self, contacts: Contacts, found: Found) -> None:
        """Take a table, and what `find` found in it."""
        self.contacts, self.known = contacts, Known(found.table, found.rare)
        self._row_of = np.unique(found.table.record_of, return_index=True)[1]
        self._keys = [_in_order(columns) for _, columns in keys(found.table)]

    @staticmethod
    def of(contacts: Contacts, spread: Spread = one_by_one) -> Index:
        """Make an index of a table by finding its duplicates."""
        return Index(contacts, find(contacts, spread))

    def match(self, new: Contacts) -> tuple[Match, ...]:
        """Match new rows, with the same columns as the table, against it and each other: by new row, the likeliest first."""
        rows = self._met(features(new, lore=self.known.lore))
        table = features(_below(new, self.contacts, rows), lore=self.known.lore)
        fresh = np.zeros(len(table), bool)
        fresh[table.record_of[: new.rows]] = True
        one, other = candidates(table)
        some = fresh[one] | fresh[other]
        again = np.flatnonzero(fresh & (table.times > 1)).astype(np.int32)
        return self._matches(table, np.concatenate([one[some], again]), np.concatenate([other[some], again]), rows, new.rows)

    def _met(self, new: Features) -> list[int]:
        """Return the rows of the table that share a key with new ones, one row of each record."""
        met: set[int] = set()
        for (_, columns), (hashes, records) in zip(keys(new), self._keys, strict=True):
            wanted = np.unique(np.concatenate([np.zeros(0, np.uint64), *columns]))
            first, last = (np.searchsorted(hashes, wanted[wanted != 0], side) for side in ("left", "right"))
            for start, end in zip(first.tolist(), last.tolist(), strict=True):
                if end - start <= MOST_BEARERS:
                    met.update(records[start:end].tolist())
        return sorted(self._row_of[list(met)].tolist())

    def _matches(self, table: Features, one: Records, other: Records, rows: list[int], new: int) -> tuple[Match, ...]:
        rare = self.known.rarity(table)
        bits = scores(table, rare, one, other)
        near = bits > ALMOST
        one, other, bits = one[near], other[near], bits[near]
        said = evidence(table, rare, one, other)
        where: dict[int, list[int]] = defaultdict(list)
        for row, record in enumerate(table.record_of.tolist()):
            where[record].append(row)
        out = {}
        for at, (a, b, score) in enumerate(zip(one.tolist(), other.tolist(), bits.tolist(), strict=True)):
            for x, y in ((x, y) for x in where[a] for y in where[b] if x != y):
                fresh, old = min(x, y), max(x, y)
                if fresh < new:
                    row = old if old < new else rows[old - new]
                    out[fresh, row, old < new] = Match(fresh, row, old < new, score / ONE_BIT, spoken(said, at))
        return tuple(sorted(out.values(), key=lambda one: (one.new, -one.bits, one.among_new, one.row)))


def _in_order(columns: Columns) -> tuple[Hashes, Records]:
    """Return all keys of a kind in order, and who bears each."""
    some = [np.flatnonzero(column).astype(np.int32) for column in columns]
    hashes = np.concatenate([np.zeros(0, np.uint64), *(column[at] for column, at in zip(columns, some, strict=True))])
    order = np.argsort(hashes)
    return hashes[order], np.concatenate([np.zeros(0, np.int32), *some])[order]


def _below(new: Contacts, old: Contacts, rows: list[int]) -> Contacts:
    """Put rows of the table under new ones."""
    columns = {
        key: tuple([*fresh, *(known[row] for row in rows)] for fresh, known in zip(new.of(key), known_columns, strict=True))
        for key, known_columns in old.columns.items()
    }
    return Contacts(new.rows + len(rows), columns, old.others)
