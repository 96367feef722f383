"""What must be known of a book to merge its clients, and what is written into it when some were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sheets_crm.ledger.clients import Clients
from sheets_crm.ledger.columns import days, said
from sheets_crm.ledger.decisions import keys_of
from sheets_crm.ledger.former import ARCHIVE, MERGED
from sheets_crm.ledger.merging import Merged, Side
from sheets_crm.ledger.names import folded
from sheets_crm.ledger.references import Column, Naming, References
from sheets_crm.model.cells import CellValue, Kind
from sheets_crm.model.context import Context
from sheets_crm.model.plan import Changes
from sheets_crm.model.snapshot import Field, Snapshot, Table
from sheets_crm.model.text import Text

NAME = "merges"
ACTIVITY = ("registered", "first_order", "last_order", "last_touch", "status_date")


@dataclass(frozen=True, eq=False)
class MergedBook:
    """What must be known of a book to merge its clients."""

    snapshot: Snapshot
    context: Context
    clients: Clients

    @cached_property
    def others(self) -> tuple[tuple[Table, NDArray[np.intp]], ...]:
        """The sheets that name clients, and whom each of their rows names."""
        tables = [*self.snapshot.of_kind("orders"), *self.snapshot.of_kind("touches")]
        return tuple((table, self.clients.of(table)) for table in tables)

    @cached_property
    def used(self) -> NDArray[np.intp]:
        """How many orders and touches each client has."""
        count = len(self.clients)
        return sum((np.bincount(who[who >= 0], minlength=count) for _, who in self.others), np.zeros(count, np.intp))

    @cached_property
    def fresh(self) -> NDArray[np.float64]:
        """The last day on which anything happened to each client; 0 where none is known."""
        out = np.zeros(len(self.clients))
        for name in ACTIVITY:
            out = np.fmax(out, self.clients.days(name))
        for table, who in self.others:
            known = who >= 0
            np.fmax.at(out, who[known], days(table.cells("date"))[known])
        return np.nan_to_num(out)

    @cached_property
    def sums(self) -> frozenset[str]:
        """The columns that no other sheet tells, so that merged rows are added up."""
        orders = frozenset[str]() if self.snapshot.of_kind("orders") else frozenset({"orders_count", "orders_total"})
        return orders if self.snapshot.of_kind("touches") else orders | {"last_touch"}

    @cached_property
    def keys(self) -> Mapping[tuple[str, int], str]:
        """By what each client is known in the tab of duplicates, by sheet and row."""
        keys = zip(self.clients.tables, map(keys_of, self.clients.tables), strict=True)
        return {(table.sheet, row): key for table, of in keys for row, key in zip(table.rows.tolist(), of, strict=True)}

    def are_theirs(self, named: AbstractSet[str], group: Sequence[int]) -> bool:
        """Say whether nobody outside a group of clients has one of these (folded) names."""
        return {at for at, name in enumerate(self.clients.names.tolist()) if folded(name) in named} <= set(group)

    def key(self, side: Side) -> str:
        """Return by what a client is known in the tab of duplicates."""
        return self.keys[side.place]

    def side(self, at: int) -> Side:
        """Return one client as a side of a merge."""
        table, here = self.clients.place(at)
        memory = self.context.memory.filled
        ours = set()
        for one in table.fields:
            filled = memory.get((table.sheet, table.ids[here], one.name))
            if filled and one.column and one.column.owner == "either" and filled.value == one.cells[here] and filled.rule != NAME:
                ours.add(one.name)
        return Side(table, here, int(self.used[at]), float(self.fresh[at]), frozenset(ours))

    def known(self, one: Field, value: CellValue) -> bool:
        """Say whether a value stands in the list that its column takes values from."""
        column = one.column
        if column is None or not isinstance(value, str):
            return False
        if column.choices:
            return column.choice_key(value) is not None
        kind, _, key = (column.choices_from or "").partition(".")
        listed = [said(table.cells(key)) for table in self.snapshot.of_kind(kind)]
        return not listed or any(folded(value) in {folded(text) for text in texts.tolist()} for texts in listed)


@dataclass
class _Batch:
    at: list[int] = field(default_factory=list)
    after: list[CellValue] = field(default_factory=list)
    reasons: list[Text] = field(default_factory=list)


class Batches:
    """Changes as they gather, by sheet and field."""

    def __init__(self) -> None:
        self.tables: dict[str, Table] = {}
        self.elsewhere: list[Changes] = []
        self.by_field: dict[tuple[str, str], _Batch] = defaultdict(_Batch)

    def put(self, table: Table, name: str, at: int, after: CellValue, reason: Text) -> None:
        """Note one change."""
        self.tables[table.sheet] = table
        batch = self.by_field[table.sheet, name]
        batch.at.append(at)
        batch.after.append(after)
        batch.reasons.append(reason)

    def of_clients(self, one: Merged) -> None:
        """Fill the row that stays, and empty those that go."""
        for name, (after, reason) in one.values.items():
            self.put(one.keeper.table, name, one.keeper.at, after, reason)
        gone = _gone_to(one)
        for side in one.losers:
            for each in side.table.fields:
                if side.at not in each.cells.formulas and each.cells.kinds[side.at] != Kind.EMPTY:
                    self.put(side.table, each.name, side.at, None, gone)

    def of_others(self, book: MergedBook, group: Sequence[int], one: Merged) -> None:
        """Lead orders and touches to the client who stays, by the ID and by the name."""
        keeper = one.keeper
        row_id = "" if keeper.row_id.startswith("#") else keeper.row_id
        named = {folded(side.name) for side in (keeper, *one.losers)}
        theirs, reason = book.are_theirs(named, group), _led_to(one)
        for table, who in book.others:
            mine = np.isin(who, group)
            names = said(table.cells("client"))
            if theirs:
                mine |= (who < 0) & np.array([folded(name) in named for name in names.tolist()], bool)
            for at in np.flatnonzero(mine).tolist():
                if row_id and table.field("client_id") and table.cells("client_id")[at] not in (None, row_id):
                    self.put(table, "client_id", at, row_id, reason)
                if one.name and folded(names[at]) in named and names[at] != one.name:
                    self.put(table, "client", at, one.name, reason)

    def of_own_names(self, book: MergedBook, references: References, group: Sequence[int], one: Merged) -> Iterable[Naming]:
        """Lead columns of people's own that hold names of clients, if nobody else is called so; return where else they stand."""
        named = {folded(side.name) for side in (one.keeper, *one.losers)} - {folded(one.name), ""}
        if not (one.name and named and book.are_theirs(named, group)):
            return ()
        led = set()
        for column, at in references.naming(named):
            led.add((column.sheet, column.letter_index))
            self._elsewhere(references, column, at, [one.name] * len(at), [_led_to(one)] * len(at))
        going = {side.place for side in one.losers}
        found = references.named(dict.fromkeys(named, one.called))
        return [where for where in found if (where.sheet, where.column) not in led and (where.sheet, where.row) not in going]

    def of_references(self, references: References, done: Sequence[Merged]) -> None:
        """Lead every other column to the clients who stay: those of which it is certain that they hold IDs of clients."""
        keepers = {side.row_id: one for one in done for side in one.losers if not one.keeper.row_id.startswith("#")}
        going = {side.place for one in done for side in one.losers}
        for column, found in references.leading(keepers.keys()) if keepers else ():
            at = [one for one in found if (column.sheet, int(column.rows[one])) not in going]
            merged = [keepers[str(column.texts[one])] for one in at]
            self._elsewhere(references, column, at, [one.keeper.row_id for one in merged], [_led_to(one) for one in merged])

    def _elsewhere(
        self, references: References, column: Column, at: Sequence[int], after: Sequence[str], reasons: Sequence[Text]
    ) -> None:
        if not at:
            return
        rows = column.rows[np.array(at, np.intp)]
        table = references.snapshot.table(column.sheet)
        ids = [f"#{row}" for row in rows.tolist()] if table is None else [table.ids[one] for one in at]
        where = column.sheet, column.name, column.letter_index, NAME
        before = column.cells.take(np.array(at, np.intp)).values()
        self.elsewhere.append(Changes(*where, rows, ids, before, [*after], [*reasons]))

    def made(self) -> Iterator[Changes]:
        """Yield all of them; the IDs last."""
        yield from self.elsewhere
        for (sheet, name), batch in sorted(self.by_field.items(), key=lambda one: one[0][1] == "id"):
            yield Changes.at(self.tables[sheet], name, NAME, batch.at, batch.after, batch.reasons)


def _gone_to(one: Merged) -> Text:
    named = one.called
    return Text(
        f"{MERGED.ru} {named.ru}; строка — на вкладке «{ARCHIVE.ru}»",
        f"{MERGED.en} {named.en}; the row is in the tab “{ARCHIVE.en}”",
    )


def _led_to(one: Merged) -> Text:
    named = one.called
    return Text(f"клиент объединён с {named.ru}", f"the client was merged with {named.en}")
