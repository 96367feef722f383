"""What staff decided about possible duplicates, in the tab «Дубли»: who is one client, who is not, and what can wait."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import combinations, groupby
from typing import Literal

from sheets_crm.ledger.compared import Apart, pair
from sheets_crm.mapping.comparable import comparable
from sheets_crm.model.cells import CellValue, encode
from sheets_crm.model.memory import Memory
from sheets_crm.model.report import FILLED_BY
from sheets_crm.model.snapshot import Grid, Snapshot, Table
from sheets_crm.model.text import Text

TITLE = Text(ru="Дубли", en="Duplicates")
DECISION = Text(ru="Решение", en="Decision")
KEY = Text(ru="Запись", en="Record")
PLACE = Text(ru="Группа", en="Group")
Decision = Literal["merge", "keep", "different", "later"]
WORDS: Mapping[Decision, Text] = {
    "merge": Text(ru="объединить", en="merge"),
    "keep": Text(ru="объединить сюда", en="merge into this"),
    "different": Text(ru="разные", en="different"),
    "later": Text(ru="потом", en="later"),
}
DIFFERENT = "≠"
"""What the keys of those begin with who were told apart earlier."""
HEADER_WITHIN = 12
SHIFTED = 5
"""So many rows people may have put in above the title of a tab."""
MERGES = frozenset({"merge", "keep"})
AT = re.compile(r"(\d+) · (\d+)")
"""Which group a row is of, and where it stands there: staff may sort the tab, and put rows and columns in."""
Keys = Sequence[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One client in the tab: the key, what was typed beside it, the decision that holds for it, and whether it was told apart."""

    key: str
    typed: str
    decision: Decision | None
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """The keys of those who are to become one client, and whose row stays, where somebody chose that."""

    keys: tuple[str, ...]
    keeper: str | None = None


@dataclass(frozen=True)
class Decisions:
    """The groups of the tab, as people left them."""

    groups: tuple[tuple[Line, ...], ...] = ()

    def typed(self, group: Sequence[str], known: AbstractSet[str]) -> Mapping[str, str]:
        """Return what goes on standing beside the clients of a group, by their keys; `known` are the keys of all clients.

        «разные» is remembered elsewhere by now. What was carried out is done with, and whoever is new in a group has not been
        decided on.
        """
        for lines in self.groups:
            keys = {line.key for line in lines}
            if not lines[0].settled and keys.issuperset(group):
                done = not keys <= known
                return {
                    line.key: line.typed
                    for line in lines
                    if line.typed and decision(line.typed) != "different" and not (done and line.decision in MERGES)
                }
        return {}

    @property
    def later(self) -> frozenset[str]:
        """Who can wait."""
        return frozenset(line.key for group in self.groups for line in group if line.decision == "later")

    def merges(self) -> Iterator[Chosen]:
        """Yield those who are to become one client.

        The first client of a group speaks for all of them, and so does «объединить сюда» in any row; any other row speaks for
        itself, and means the first one too, unless that says otherwise.
        """
        for group in self.groups:
            chosen = [line for line in group if line.decision in MERGES]
            if chosen and not group[0].decision:
                chosen.insert(0, group[0])
            if len(chosen) > 1:
                kept = [line.key for line in chosen if line.decision == "keep"]
                yield Chosen(tuple(line.key for line in chosen), kept[0] if len(kept) == 1 else None)

    def apart(self, known: Apart, heir: Callable[[str], str] = str) -> Apart:
        """Return who is told apart from now on: those known, without those that somebody took back, and those told now.

        `heir` returns the key by which a client is known now: what was said of a row that was merged holds for the other.
        """
        told: dict[bool, set[tuple[str, str]]] = {True: set(), False: set()}
        for group in self.groups:
            for one, other in combinations(group, 2):
                said = "different" in (one.decision, other.decision)
                if said or (one.settled and other.settled):
                    told[said].add(pair(one.key, other.key))
        still = {(one, other) for one, other in known if pair(heir(one), heir(other)) not in told[False]}
        return frozenset(still | told[True])


def decisions_of(snapshot: Snapshot) -> Decisions:
    """Read the tab, under whatever name it stands in the book; no decisions where there is none."""
    grid = own_tab(snapshot, TITLE)
    found = _columns(grid) if grid else None
    if grid is None or found is None:
        return Decisions()
    header, *columns = found
    rows = (tuple(_text(grid.value(row, column)) for column in columns) for row in range(header + 1, grid.last_row + 1))
    placed = [(tuple(map(int, at.groups())), key, typed) for typed, key, told in rows if key and (at := AT.fullmatch(told))]
    once = {place: (key, typed) for place, key, typed in sorted(placed, key=lambda one: (one[0], one[2]))}
    groups = groupby(once.items(), key=lambda one: one[0][0])
    return Decisions(tuple(_group([line for _, line in lines]) for _, lines in groups))


def apart_told(snapshot: Snapshot, memory: Memory) -> Apart:
    """Return who is told apart, by the keys under which that was decided: what is remembered for good."""
    return decisions_of(snapshot).apart(memory.apart, heirs(memory, set(all_keys(snapshot.of_kind("clients")))))


def apart_of(snapshot: Snapshot, memory: Memory, keys: Sequence[str]) -> Apart:
    """Return which of the clients of these keys are told apart, themselves or as what was merged into them."""
    heir = heirs(memory, set(keys))
    told = (pair(heir(one), heir(other)) for one, other in decisions_of(snapshot).apart(memory.apart, heir))
    return frozenset((one, other) for one, other in told if one != other)


def heirs(memory: Memory, known: AbstractSet[str]) -> Callable[[str], str]:
    """Return what finds the key by which a client who is no longer in the book is known now."""

    def heir(key: str) -> str:
        seen = {key}
        now = key
        while now not in known and (now := memory.became.get(now, key)) not in seen:
            seen.add(now)
        return now if now in known else key

    return heir


def is_own_tab(grid: Grid) -> bool:
    """Say whether a sheet is a tab of the program, under whatever name."""
    return any(_is_note(grid.value(row, 1)) for row in range(2, 2 + SHIFTED))


def own_tab(snapshot: Snapshot, title: Text) -> Grid | None:
    """Return the program's tab of a title, in either language and under any name; None when the book has none."""
    return next((grid for grid in snapshot.grids.values() if _is_own(grid, title)), None)


def _is_own(grid: Grid, title: Text) -> bool:
    return any(grid.value(row, 1) in (title.ru, title.en) and _is_note(grid.value(row + 1, 1)) for row in range(1, 1 + SHIFTED))


def _is_note(value: CellValue) -> bool:
    return isinstance(value, str) and value.startswith((FILLED_BY.ru, FILLED_BY.en))


def keys_of(table: Table, grid: Grid | None = None) -> Keys:
    """Return by what each client is known in the tab: the ID, else a hash of what tells who it is.

    With the sheet as it was read, that is looked at, and not what the rules have made of it since.
    """
    if not any(row_id.startswith("#") for row_id in table.ids):
        return table.ids
    telling = [grid.dense(one.letter_index, table.rows) if grid else one.cells for _, one in comparable(table)]
    return [
        f"#{_hashed([cells[at] for cells in telling])}" if row_id.startswith("#") else row_id
        for at, row_id in enumerate(table.ids)
    ]


def all_keys(tables: Sequence[Table]) -> list[str]:
    """Return the keys of the clients of all sheets, one sheet after the other."""
    return [key for table in tables for key in keys_of(table)]


def places_of(snapshot: Snapshot) -> Mapping[str, Sequence[int]]:
    """Return where the clients of each key stand among all clients: by their ID, and by what was read in their rows."""
    out: dict[str, list[int]] = {}
    before = 0
    for table in snapshot.of_kind("clients"):
        read = keys_of(_nameless(table), snapshot.grids.get(table.sheet))
        for at, keys in enumerate(zip(table.ids, read, strict=True), before):
            for key in set(keys):
                out.setdefault(key, []).append(at)
        before += len(table)
    return out


def _nameless(table: Table) -> Table:
    return replace(table, ids=[f"#{row}" for row in table.rows.tolist()])


def _columns(grid: Grid) -> tuple[int, int, int, int] | None:
    """Return the header row of the tab, and the columns of decisions, of keys, and of places in groups."""
    for row in range(3, HEADER_WITHIN + SHIFTED):
        places = {str(grid.value(row, column)): column for column in grid.columns}
        said, key, at = (places.get(title.ru) or places.get(title.en) for title in (DECISION, KEY, PLACE))
        if said and key and at:
            return row, said, key, at
    return None


def _group(lines: Sequence[tuple[str, str]]) -> tuple[Line, ...]:
    first = "merge" if any(decision(typed) == "keep" for _, typed in lines) else decision(lines[0][1])
    return tuple(
        Line(key.removeprefix(DIFFERENT), typed, decision(typed) or first, key.startswith(DIFFERENT)) for key, typed in lines
    )


def decision(typed: str) -> Decision | None:
    """Return what a word means, in either language; None for any other."""
    said = typed.casefold()
    return next((key for key, text in WORDS.items() if said in (text.ru, text.en)), None)


def _text(value: CellValue) -> str:
    return "" if value is None else str(value).strip()


def _hashed(values: Sequence[CellValue]) -> str:
    told = repr([encode(value)[1:] for value in values]).encode("utf-8", "surrogatepass")
    return blake2b(told, digest_size=6).hexdigest()
