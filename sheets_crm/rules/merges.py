"""Clients whom staff decided to be one become one: a decision of people, carried out (K4, rule 5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sheets_crm.ledger.clients import Clients, clients_of
from sheets_crm.ledger.columns import days, said
from sheets_crm.ledger.compared import groups_of, parted
from sheets_crm.ledger.decisions import all_keys, apart_of, decisions_of, keys_of, places_of
from sheets_crm.ledger.merging import Merged, Side, merged
from sheets_crm.ledger.names import folded
from sheets_crm.ledger.references import Place, References, by_column
from sheets_crm.model.addresses import address
from sheets_crm.model.cells import CellValue, Kind
from sheets_crm.model.context import Context
from sheets_crm.model.plan import Became, Changes, Finding
from sheets_crm.model.snapshot import Field, Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.rules.rule import Rule, Yield

NAME = "merges"
ACTIVITY = ("registered", "first_order", "last_order", "last_touch", "status_date")


REPLACE = Text(
    "Поправьте ячейку: программа не знает, что здесь имелось в виду",
    "Mend the cell: the program does not know what is meant here",
)


@dataclass(frozen=True, slots=True)
class Group:
    """Clients who are to become one, by their positions among all clients, and whose row stays, where somebody chose that."""

    members: tuple[int, ...]
    keeper: int | None = None


Groups = Sequence[Group]


def check(snapshot: Snapshot, context: Context) -> Iterator[Yield]:
    """Merge those of whom staff chose «объединить» in «Дубли», and those of whom the settings say so.

    Only clients who still are possible duplicates are merged: a row may have become another client since.
    """
    clients = clients_of(snapshot)
    if clients is None:
        return
    wanted, findings = _decided(snapshot, clients, context.memory.searched)
    yield from findings
    yield from merges(snapshot, context, clients, [*wanted, *_automatic(snapshot, context, clients, wanted)])


def merges(snapshot: Snapshot, context: Context, clients: Clients, groups: Groups) -> Iterator[Yield]:
    """Make one client of each of these groups, in all sheets that name them."""
    references = References(snapshot, context.layout, context.memory)
    yield from _left_behind(references)
    if not groups:
        return
    book = _Book(snapshot, context, clients)
    done = []
    for group in groups:
        sides = [book.side(at) for at in group.members]
        blocked = [side for side in sides if _blocked(side)]
        if blocked:
            yield _formulas(blocked[0])
        else:
            keeper = None if group.keeper is None else group.members.index(group.keeper)
            done.append((group.members, merged(sides, book.known, book.sums, keeper)))
    batches = _Batches()
    for members, one in done:
        batches.of_clients(one)
        batches.of_others(book, members, one)
        yield from _became(book, one)
    batches.of_references(references, [one for _, one in done])
    yield from batches.made()


def _became(book: _Book, one: Merged) -> Iterator[Became]:
    now = book.key(one.keeper)
    yield from (Became(book.key(side), now) for side in one.losers)


@dataclass(frozen=True, eq=False)
class _Book:
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


class _Batches:
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

    def of_others(self, book: _Book, group: Sequence[int], one: Merged) -> None:
        """Lead orders and touches to the client who stays, by the ID and by the name."""
        keeper = one.keeper
        wanted = str(one.values.get("name", (keeper.name,))[0] or "")
        row_id = "" if keeper.row_id.startswith("#") else keeper.row_id
        named = {folded(side.name) for side in (keeper, *one.losers)}
        theirs = {at for at, name in enumerate(book.clients.names.tolist()) if folded(name) in named} <= set(group)
        reason = _led_to(one)
        for table, who in book.others:
            mine = np.isin(who, group)
            names = said(table.cells("client"))
            if theirs:
                mine |= (who < 0) & np.array([folded(name) in named for name in names.tolist()], bool)
            for at in np.flatnonzero(mine).tolist():
                if row_id and table.field("client_id") and table.cells("client_id")[at] not in (None, row_id):
                    self.put(table, "client_id", at, row_id, reason)
                if wanted and folded(names[at]) in named and names[at] != wanted:
                    self.put(table, "client", at, wanted, reason)

    def of_references(self, references: References, done: Sequence[Merged]) -> None:
        """Lead every other column to the clients who stay: those of which it is certain that they hold IDs of clients."""
        keepers = {side.row_id: one for one in done for side in one.losers if not one.keeper.row_id.startswith("#")}
        going = {side.place for one in done for side in one.losers}
        for column, found in references.leading(keepers.keys()) if keepers else ():
            at = [one for one in found if (column.sheet, int(column.rows[one])) not in going]
            before = [str(column.texts[one]) for one in at]
            rows, reasons = column.rows[at], [_led_to(keepers[text]) for text in before]
            ids, after = [f"#{row}" for row in rows.tolist()], [keepers[text].keeper.row_id for text in before]
            table = references.snapshot.table(column.sheet)
            ids = [table.ids[one] for one in at] if table is not None else ids
            where = column.sheet, column.name, column.letter_index, NAME
            self.elsewhere.append(Changes(*where, rows, ids, column.cells.take(np.array(at, np.intp)).values(), after, reasons))

    def made(self) -> Iterator[Changes]:
        """Yield all of them; the IDs last."""
        yield from self.elsewhere
        for (sheet, name), batch in sorted(self.by_field.items(), key=lambda one: one[0][1] == "id"):
            yield Changes.at(self.tables[sheet], name, NAME, batch.at, batch.after, batch.reasons)


def _decided(snapshot: Snapshot, clients: Clients, searched: bytes) -> tuple[list[Group], list[Finding]]:
    """Return the groups that staff chose to merge and that can be merged, and what must be said of the others."""
    chosen = list(decisions_of(snapshot).merges())
    if not chosen:
        return [], []
    places = places_of(snapshot)
    near = _near(clients, searched)
    wanted, findings = list[Group](), list[Finding]()
    for one in chosen:
        at = {key: places[key][0] for key in one.keys if len(places.get(key, ())) == 1}
        found = list(at.values())
        if len(found) < 2:  # noqa: PLR2004 - the others are merged already, or deleted
            continue
        linked = _linked(found, near)
        if len(linked) > 1:
            keeper = at.get(one.keeper or "")
            wanted.append(Group(linked, keeper if keeper in linked else None))
        if len(linked) < len(found):
            findings.append(_unlike(clients, [at for at in found if at not in linked] or found))
    return _disjoint(wanted), findings


def _near(clients: Clients, searched: bytes) -> set[tuple[int, int]]:
    return {(a, b) for group in groups_of(clients.tables, searched) for a in group.members for b in group.members if a != b}


def _linked(found: Sequence[int], near: set[tuple[int, int]]) -> tuple[int, ...]:
    """Return the first client with those who still are possible duplicates of one of them."""
    linked = [found[0]]
    for _ in found:
        linked += [at for at in found if at not in linked and any((at, one) in near for one in linked)]
    return tuple(linked) if len(linked) > 1 else ()


def _disjoint(groups: Iterable[Group]) -> list[Group]:
    """Leave out clients who stand in an earlier group already: their turn comes with the next run."""
    taken: set[int] = set()
    out = []
    for group in groups:
        if taken.isdisjoint(group.members):
            out.append(group)
            taken.update(group.members)
    return out


def _automatic(snapshot: Snapshot, context: Context, clients: Clients, wanted: Groups) -> list[Group]:
    least = context.settings.duplicates.merge_automatically_above
    if least is None:
        return []
    keys = all_keys(clients.tables)
    apart, later = apart_of(snapshot, context.memory, keys), decisions_of(snapshot).later
    found = groups_of(clients.tables, context.memory.searched)
    groups = [part for one in found if not one.doubtful and one.score > least for part in parted(one, keys, apart)]
    sure = [Group(one.members) for one in groups if not any(keys[at] in later for at in one.members)]
    return _disjoint([*wanted, *sure])[len(wanted) :]


def _blocked(side: Side) -> bool:
    """Say whether a formula shows a text in the row: it cannot be moved, and the row would go on to look like a client."""
    return any(side.at in one.cells.formulas and one.cells.kinds[side.at] == Kind.TEXT for one in side.table.fields)


def _gone_to(one: Merged) -> Text:
    named = one.called
    return Text(
        f"объединён с {named.ru}; строка — на вкладке «Архив»", f"merged with {named.en}; the row is in the tab “Archive”"
    )


def _led_to(one: Merged) -> Text:
    named = one.called
    return Text(f"клиент объединён с {named.ru}", f"the client was merged with {named.en}")


def _left_behind(references: References) -> Iterator[Finding]:
    """Tell where those who went are named still, and which formulas look at their rows: only people know what is meant."""
    for place, count in by_column(references.mentions()):
        yield _at(place, _told(Text("Здесь назван", "This names"), place.ids, references), count)
    for place, count in by_column(references.formulas()):
        blank = Text(
            "Формула смотрит на пустую строку: клиента объединили", "A formula looks at a blank row: the client was merged"
        )
        what = _told(Text("В формуле или списке стоит", "A formula or list names"), place.ids, references) if place.ids else blank
        yield _at(place, what, count)


def _told(what: Text, ids: Sequence[str], references: References) -> Text:
    ru = ", ".join(f"{one} (теперь {references.heir(one)})" for one in ids)
    en = ", ".join(f"{one} (now {references.heir(one)})" for one in ids)
    return Text(f"{what.ru} {ru}: записи объединили", f"{what.en} {en}: the records were merged")


def _at(place: Place, what: Text, count: int) -> Finding:
    message = Text(f"{what.ru}{_more(count).ru}", f"{what.en}{_more(count).en}")
    return Finding(place.sheet, f"#{place.row}", address(place.row, place.column), NAME, "warning", message, REPLACE)


def _more(count: int) -> Text:
    others = count - 1
    return Text(f"; таких ячеек в столбце ещё {others}", f"; {others} more such cells in the column") if others else Text("", "")


def _formulas(side: Side) -> Finding:
    message = Text(
        "Эту строку не объединить: в ней есть формула, которая показывает текст",
        "This row cannot be merged: it holds a formula that shows text",
    )
    hint = Text("Замените формулу значением и запустите ещё раз", "Replace the formula by its value, and run again")
    return Finding.at(side.table, side.at, "name", NAME, "warning", message, hint)


def _unlike(clients: Clients, those: Sequence[int]) -> Finding:
    table, at = clients.place(those[-1])
    message = Text(
        f"Решено объединить «{clients.names[those[-1]]}», но с тех пор строки изменились и больше не похожи",
        f"“{clients.names[those[-1]]}” was to be merged, but the rows have changed since and are no longer alike",
    )
    hint = Text(
        "Если это всё же один клиент: sheets-crm duplicates КНИГА --merge ID,ID",
        "If they are one client all the same: sheets-crm duplicates BOOK --merge ID,ID",
    )
    return Finding.at(table, at, "name", NAME, "warning", message, hint)


def rule_for(groups: Callable[[Snapshot, Clients], Groups]) -> Rule:
    """Return a rule that merges the groups that a person named."""

    def named(snapshot: Snapshot, context: Context) -> Iterator[Yield]:
        clients = clients_of(snapshot)
        if clients is not None:
            yield from merges(snapshot, context, clients, groups(snapshot, clients))

    return Rule(NAME, RULE.title, named, decided=True)


RULE = Rule(NAME, Text("Объединение дублей", "Duplicates merged"), check, decided=True)
