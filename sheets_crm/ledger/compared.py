"""Which clients of a book may be one: groups of them with the reasons, as `matching` finds them (K4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sheets_crm.mapping.comparable import comparable
from sheets_crm.matching.columns import KEYS, Contacts
from sheets_crm.matching.duplicates import Duplicates
from sheets_crm.matching.nights import find_again
from sheets_crm.model.cells import Kind, Vector
from sheets_crm.model.memo import remembered
from sheets_crm.model.snapshot import Table
from sheets_crm.model.text import Text

CERTAIN = 0.95
"""From this likelihood on a group is shown among the certain ones."""
TELLING = frozenset(KEYS) - {"other", "city", "region", "postcode", "house"}
Columns = tuple[tuple[str, str, Vector], ...]
Apart = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Group:
    """Clients (by their position among all, ascending) that are, or may be, one; how likely (0..1), and why."""

    members: tuple[int, ...]
    score: float
    reasons: tuple[Text, ...]
    doubtful: bool

    @property
    def certain(self) -> bool:
        """Whether hardly any doubt is left."""
        return not self.doubtful and self.score >= CERTAIN

    def without(self, members: Sequence[int]) -> Group:
        """Return the group with these members alone."""
        return Group(tuple(members), self.score, self.reasons, self.doubtful)


def groups_of(tables: Sequence[Table], kept: bytes = b"") -> tuple[Group, ...]:
    """Find who may be whom among the clients of all sheets, the likely groups first and the doubtful pairs after them.

    `kept` is what was kept of the last search, if any: only what is new since is compared.
    """
    found, _ = _searched(tables, kept)
    likely = [Group(one.rows, one.score, one.reasons, doubtful=False) for one in found.clusters]
    return (*likely, *(Group(one.rows, one.score, one.reasons, doubtful=True) for one in found.doubtful))


def kept_of(tables: Sequence[Table], kept: bytes) -> bytes:
    """Return what to keep of a search of `groups_of`."""
    return _searched(tables, kept)[1]


def _searched(tables: Sequence[Table], kept: bytes) -> tuple[Duplicates, bytes]:
    columns = tuple(tuple((key, one.title, one.cells) for key, one in comparable(table)) for table in tables)
    if sum(map(len, tables)) < 2 or not any(key in TELLING for sheet in columns for key, _, _ in sheet):  # noqa: PLR2004
        return Duplicates(0, (), ()), b""
    return _found(columns, tuple(len(table) for table in tables), kept)


def parted(group: Group, keys: Sequence[str], apart: Apart) -> Iterator[Group]:
    """Split a group so that none of its parts holds two clients whom somebody told apart; parts of one client are no group."""
    parts: list[list[int]] = []
    for member in group.members:
        home = next((part for part in parts if not any(told_apart(keys[member], keys[one], apart) for one in part)), None)
        if home is None:
            parts.append([member])
        else:
            home.append(member)
    yield from (group.without(part) for part in parts if len(part) > 1)


def told_apart(one: str, other: str, apart: Apart) -> bool:
    """Say whether a person decided that two clients, by their keys, are not one."""
    return pair(one, other) in apart


def pair(one: str, other: str) -> tuple[str, str]:
    """Return two keys in the order in which they are remembered."""
    return (one, other) if one < other else (other, one)


@lru_cache(maxsize=2)  # a job asks once a pass, and most passes change nothing of what is compared
def _found(columns: tuple[Columns, ...], counts: tuple[int, ...], kept: bytes) -> tuple[Duplicates, bytes]:
    sheets = [
        (count, [(key, title, texts_of(cells)) for key, title, cells in sheet])
        for count, sheet in zip(counts, columns, strict=True)
    ]
    return find_again(stacked(sheets), kept)


def stacked(sheets: Sequence[tuple[int, Sequence[tuple[str, str, list[str]]]]]) -> Contacts:
    """Put sheets (the number of rows; columns as key, title, texts) under each other: columns of one key in their order.

    A column is left blank where a sheet has fewer.
    """
    total, before = sum(count for count, _ in sheets), 0
    out: dict[str, list[list[str]]] = defaultdict(list)
    others: list[str] = []
    for count, columns in sheets:
        used: dict[str, int] = defaultdict(int)
        for key, title, texts in columns:
            if key == "other" and title not in others:
                others.append(title)
            at = others.index(title) if key == "other" else used[key]
            while len(out[key]) <= at:
                out[key].append([""] * total)
            out[key][at][before : before + count] = texts
            used[key] += 1
        before += count
    return Contacts(total, {key: tuple(many) for key, many in out.items()}, tuple(others))


@remembered
def texts_of(cells: Vector) -> list[str]:
    """Return a column as texts: numbers and dates as they would be typed."""
    texts: list[str] = [text or "" for text in cells.texts.tolist()]
    for at in np.flatnonzero((cells.kinds != Kind.TEXT) & (cells.kinds != Kind.EMPTY)).tolist():
        texts[at] = "" if cells.kinds[at] in {Kind.ERROR, Kind.BOOL} else str(cells[at])
    return texts
