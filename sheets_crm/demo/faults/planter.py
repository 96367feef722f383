"""Puts faults into a clean book, never two into one cell, and writes down the truth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import islice

from sheets_crm.demo.base import Base
from sheets_crm.demo.faults.fault import Fault, Hand, Outcome, Planted
from sheets_crm.model.cells import CellValue

ENOUGH_ROWS = 200
PATIENCE, SMALL = 12, 20_000


@dataclass
class Planter:
    """`planted` is the truth so far; `cells` are those already struck or bound up with a fault, `rows` whole rows of such.

    `sizes` says how many cells of a column were filled when it was first asked.
    """

    base: Base
    hand: Hand
    planted: list[Planted] = field(default_factory=list)
    cells: set[tuple[str, int, str]] = field(default_factory=set)
    rows: set[tuple[str, int]] = field(default_factory=set)
    sizes: dict[tuple[str, str], int] = field(default_factory=dict)

    def count(self, rate: float, among: int) -> int:
        """Return how many faults a rate makes: at least one in a book of some size, so that a demo shows each class."""
        exact = rate * among
        if len(self.base.column("clients", "name")) < ENOUGH_ROWS:
            return int(exact + self.hand.dice.roll())
        return max(1, round(exact))

    def free(self, kind: str, row: int, *keys: str) -> bool:
        """Say whether none of these cells has been touched."""
        return (kind, row) not in self.rows and all((kind, row, key) not in self.cells for key in keys)

    def hold(self, kind: str, row: int, *keys: str) -> None:
        """Keep other faults off cells; off the whole row where no key is named."""
        self.cells.update((kind, row, key) for key in keys)
        if not keys:
            self.rows.add((kind, row))

    def put(
        self,
        fault: tuple[str, str, Outcome],
        place: tuple[str, int, str],
        value: CellValue,
        clean: CellValue,
        *,
        twin: int | None = None,
    ) -> None:
        """Write a fault (name, rule, outcome) into a cell (kind, row, column) and note it; a repair brings `clean` back."""
        (name, rule, outcome), (kind, row, key) = fault, place
        self.base.sheets[kind][key][row] = value
        self.hold(kind, row, key)
        expected = clean if outcome == "repair" else None
        self.planted.append(Planted(kind, row, key, name, rule, outcome, clean, value, expected, twin))

    def strike(self, fault: Fault) -> None:
        """Plant a fault of single cells, at its rate."""
        columns = [(kind, key, self.base.column(kind, key)) for kind, key in fault.places]
        columns = [one for one in columns if one[2]]
        filled = sum(self._filled(kind, key) for kind, key, _ in columns)
        wanted = self.count(fault.rate, filled) if filled else 0
        size = sum(len(column) for _, _, column in columns)
        visits = islice(self.hand.dice.stroll(size), max(wanted * PATIENCE, SMALL)) if wanted else ()
        for visited in visits:
            at = visited
            for kind, key, column in columns:
                if at < len(column):
                    wanted -= self._try(fault, kind, key, at)
                    break
                at -= len(column)
            if not wanted:
                break

    def _filled(self, kind: str, key: str) -> int:
        if (kind, key) not in self.sizes:
            self.sizes[kind, key] = sum(value is not None for value in self.base.column(kind, key))
        return self.sizes[kind, key]

    def _try(self, fault: Fault, kind: str, key: str, row: int) -> bool:
        clean = self.base.column(kind, key)[row]
        if clean is None or not self.free(kind, row, key) or (fault.middle and row in self.ends.get(kind, ())):
            return False
        typed = fault.make(clean, self.hand)
        if typed is None or (typed.value == clean and type(typed.value) is type(clean)):
            return False
        self.put((fault.name, fault.rule, fault.outcome), (kind, row, key), typed.value, clean)
        return True

    @cached_property
    def ends(self) -> Mapping[str, frozenset[int]]:
        """The rows that other sheets take their days from: each client's first and last order, and last touch."""
        first, last = dict[int, int](), dict[int, int]()
        for row, client in enumerate(self.base.order_client):
            first.setdefault(client, row)
            last[client] = row
        touched = {client: row for row, client in enumerate(self.base.touch_client)}
        return {"orders": frozenset({*first.values(), *last.values()}), "touches": frozenset(touched.values())}

    @cached_property
    def days(self) -> Mapping[int, Sequence[date]]:
        """The different days on which each client ordered (cancelled orders aside), ascending, as they were before any fault."""
        stages, dates = self.base.column("orders", "stage"), self.base.column("orders", "date")
        cancelled = self.base.layout.sheet("orders").column("stage").choice("cancelled", self.base.words.lang)
        out: dict[int, list[date]] = defaultdict(list)
        for row, client in enumerate(self.base.order_client if dates else ()):
            day = dates[row]
            if isinstance(day, date) and stages[row] != cancelled and out[client][-1:] != [day]:
                out[client].append(day)
        return out

    @cached_property
    def buyers(self) -> frozenset[int]:
        """The clients who have orders in the book."""
        return frozenset(self.base.order_client if self.base.column("orders", "date") else ())

    @cached_property
    def referred(self) -> frozenset[int]:
        """The clients to whom an order or a touch refers."""
        return self.buyers | frozenset(self.base.touch_client if self.base.column("touches", "date") else ())

    def status(self, key: str) -> str:
        """Return a client's status as the book spells it."""
        return self.base.layout.sheet("clients").column("status").choice(key, self.base.words.lang)
