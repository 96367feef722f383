"""A table that is known already: new rows are matched against all of it in time that grows with what is new."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from sheets_crm.matching.arrays import Hashes
from sheets_crm.matching.blocking import candidates, gathered
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
    """Keeps a table, the keys by which its records are found, and how rare everything in it is.

    How rare things are stays as it was in the table with which it began, however much is added.
    """

    def __init__(self, contacts: Contacts, found: Found) -> None:
        """Take a table, and what `find` found in it."""
        columns = {key: tuple(list(texts) for texts in many) for key, many in contacts.columns.items()}
        self._columns, self._others, self.rows = columns, contacts.others, contacts.rows
        self._known = Known(found.table, found.rare)
        self._row_of = np.unique(found.table.record_of, return_index=True)[1]
        self._keys = {kind: _in_order(columns, len(found.table)) for kind, columns in _by_kind(found.table).items()}
        self._added: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))

    @staticmethod
    def of(contacts: Contacts, spread: Spread = one_by_one) -> Index:
        """Make an index of a table by finding its duplicates."""
        return Index(contacts, find(contacts, spread))

    def add(self, new: Contacts) -> None:
        """Put rows with the same columns behind those of the table; what comes later is matched against them too."""
        table = features(new, lore=self._known.lore)
        for kind, columns in _by_kind(table).items():
            for column in columns:
                borne = column[table.record_of]  # by every row, so that it is one whether equal rows come together or apart
                for row in np.flatnonzero(borne).tolist():
                    self._added[kind][int(borne[row])].append(self.rows + row)
        for key, many in self._columns.items():
            for texts, more in zip(many, new.of(key), strict=True):
                texts.extend(more)
        self.rows += new.rows

    def match(self, new: Contacts) -> tuple[Match, ...]:
        """Match new rows, with the same columns as the table, against it and each other: by new row, the likeliest first."""
        rows = self._met(features(new, lore=self._known.lore))
        table = features(self._below(new, rows), lore=self._known.lore)
        fresh = np.zeros(len(table), bool)
        fresh[table.record_of[: new.rows]] = True
        one, other = candidates(table, fresh=fresh)
        again = np.flatnonzero(fresh & (table.times > 1)).astype(np.int32)
        return self._matches(table, np.concatenate([one, again]), np.concatenate([other, again]), rows, new.rows)

    def _met(self, new: Features) -> list[int]:
        """Return the rows of the table that share a key with new ones, one row of each record."""
        met: set[int] = set()
        nothing = np.zeros(0, np.uint64), np.zeros(0, np.int32)
        for kind, columns in _by_kind(new).items():
            (hashes, records), added = self._keys.get(kind, nothing), self._added[kind]
            wanted = np.unique(np.concatenate([nothing[0], *columns]))
            wanted = wanted[wanted != 0]
            first, last = (np.searchsorted(hashes, wanted, side).tolist() for side in ("left", "right"))
            for key, start, end in zip(wanted.tolist(), first, last, strict=True):
                later = added.get(key, ())
                if end - start + len(later) <= MOST_BEARERS:
                    met.update(self._row_of[records[start:end]].tolist())
                    met.update(later)
        return sorted(met)

    def _below(self, new: Contacts, rows: list[int]) -> Contacts:
        """Put rows of the table under new ones."""
        columns = {
            key: tuple([*fresh, *(known[row] for row in rows)] for fresh, known in zip(new.of(key), many, strict=True))
            for key, many in self._columns.items()
        }
        return Contacts(new.rows + len(rows), columns, self._others)

    def _matches(self, table: Features, one: Records, other: Records, rows: list[int], new: int) -> tuple[Match, ...]:
        rare = self._known.rarity(table)
        bits = scores(table, rare, one, other)
        near = bits > ALMOST
        one, other, bits = one[near], other[near], bits[near]
        said = spoken(evidence(table, rare, one, other))
        where: dict[int, list[int]] = defaultdict(list)
        for row, record in enumerate(table.record_of.tolist()):
            where[record].append(row)
        out = {}
        for at, (a, b, score) in enumerate(zip(one.tolist(), other.tolist(), bits.tolist(), strict=True)):
            for x, y in ((x, y) for x in where[a] for y in where[b] if x != y):
                fresh, old = min(x, y), max(x, y)
                if fresh < new:
                    row = old if old < new else rows[old - new]
                    out[fresh, row, old < new] = Match(fresh, row, old < new, score / ONE_BIT, said[at])
        return tuple(sorted(out.values(), key=lambda one: (one.new, -one.bits, one.among_new, one.row)))


def _by_kind(table: Features) -> dict[str, list[Hashes]]:
    """Return the keys of each kind; some kinds come in several parts."""
    out: dict[str, list[Hashes]] = defaultdict(list)
    for kind, columns in keys(table):
        out[kind] += columns
    return out


def _in_order(columns: Columns, size: int) -> tuple[Hashes, Records]:
    """Return all keys of a kind in order, and who bears each."""
    hashes, records = gathered(columns, np.arange(size, dtype=np.int32))
    order = np.argsort(hashes)
    return hashes[order], records[order]
