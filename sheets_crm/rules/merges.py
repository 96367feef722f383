"""Clients whom staff decided to be one become one: a decision of people, carried out (K4, rule 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from sheets_crm.ledger.clients import Clients, clients_of
from sheets_crm.ledger.merged_book import NAME, Batches, MergedBook
from sheets_crm.ledger.merging import Merged, Side, merged
from sheets_crm.ledger.references import Naming, Place, References, by_column
from sheets_crm.ledger.wanted import Groups, automatic, decided
from sheets_crm.model.addresses import address
from sheets_crm.model.cells import Kind
from sheets_crm.model.context import Context
from sheets_crm.model.plan import Became, Finding
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.rules.rule import Rule, Yield

MOST_ROWS = 12
REPLACE = Text(
    "Поправьте ячейку: программа не знает, что здесь имелось в виду",
    "Mend the cell: the program does not know what is meant here",
)


def check(snapshot: Snapshot, context: Context) -> Iterator[Yield]:
    """Merge those of whom staff chose «объединить» in «Дубли», and those of whom the settings say so.

    Only clients who still are possible duplicates are merged: a row may have become another client since.
    """
    clients = clients_of(snapshot)
    if clients is None:
        return
    wanted, unlike = decided(snapshot, clients, context.memory.searched)
    yield from (_unlike(clients, one) for one in unlike)
    yield from merges(snapshot, context, clients, [*wanted, *automatic(snapshot, context, clients, wanted)])


def merges(snapshot: Snapshot, context: Context, clients: Clients, groups: Groups) -> Iterator[Yield]:
    """Make one client of each of these groups, in all sheets that name them."""
    references = References(snapshot, context.layout, context.memory)
    yield from _left_behind(references)
    if not groups:
        return
    book = MergedBook(snapshot, context, clients)
    done = []
    for group in groups:
        sides = [book.side(at) for at in group.members]
        blocked = [side for side in sides if _blocked(side)]
        if blocked:
            yield _formulas(blocked[0])
        else:
            keeper = None if group.keeper is None else group.members.index(group.keeper)
            done.append((group.members, merged(sides, book.known, book.sums, keeper)))
    batches, named = Batches(), list[Naming]()
    for members, one in done:
        batches.of_clients(one)
        batches.of_others(book, members, one)
        named += batches.of_own_names(book, references, members, one)
        yield from _became(book, one)
    yield from _still_named(named)
    batches.of_references(references, [one for _, one in done])
    yield from batches.made()


def _became(book: MergedBook, one: Merged) -> Iterator[Became]:
    now = book.key(one.keeper)
    yield from (Became(book.key(side), now) for side in one.losers)


def _blocked(side: Side) -> bool:
    """Say whether a formula shows a text in the row: it cannot be moved, and the row would go on to look like a client."""
    return any(side.at in one.cells.formulas and one.cells.kinds[side.at] == Kind.TEXT for one in side.table.fields)


def _left_behind(references: References) -> Iterator[Finding]:
    """Tell where those who went are named still, and which formulas look at their rows: only people know what is meant."""
    yield from _still_named(references.named(references.former()))
    for place, others in by_column(references.mentions()):
        yield _at(place, _told(Text("Здесь назван", "This names"), place.ids, references), others)
    for place, others in by_column(references.formulas()):
        blank = Text(
            "Формула смотрит на пустую строку: клиента объединили", "A formula looks at a blank row: the client was merged"
        )
        what = _told(Text("В формуле или списке стоит", "A formula or list names"), place.ids, references) if place.ids else blank
        yield _at(place, what, others)


def _still_named(namings: Iterable[Naming]) -> Iterator[Finding]:
    """Tell where those who went stand by the name, and may be somebody else."""
    for one, others in by_column(namings):
        what = Text(
            f"Здесь назван клиент «{one.name}», а его запись объединили: теперь это {one.now.ru}",
            f"This names the client “{one.name}”, whose record was merged: now it is {one.now.en}",
        )
        yield _at(one, what, others)


def _told(what: Text, ids: Sequence[str], references: References) -> Text:
    ru = ", ".join(f"{one} (теперь {references.heir(one)})" for one in ids)
    en = ", ".join(f"{one} (now {references.heir(one)})" for one in ids)
    return Text(f"{what.ru} {ru}: записи объединили", f"{what.en} {en}: the records were merged")


def _at(place: Place | Naming, what: Text, others: Sequence[int]) -> Finding:
    message = Text(f"{what.ru}{_more(others).ru}", f"{what.en}{_more(others).en}")
    return Finding(place.sheet, f"#{place.row}", address(place.row, place.column), NAME, "warning", message, REPLACE)


def _more(others: Sequence[int]) -> Text:
    if not others:
        return Text("", "")
    rows = ", ".join(map(str, others[:MOST_ROWS])) + ("…" if len(others) > MOST_ROWS else "")
    return Text(f"; в этом столбце ещё {len(others)}: строки {rows}", f"; {len(others)} more in the column: rows {rows}")


def _formulas(side: Side) -> Finding:
    message = Text(
        "Эту строку не объединить: в ней есть формула, которая показывает текст",
        "This row cannot be merged: it holds a formula that shows text",
    )
    hint = Text("Замените формулу значением и запустите ещё раз", "Replace the formula by its value, and run again")
    return Finding.at(side.table, side.at, "name", NAME, "warning", message, hint)


def _unlike(clients: Clients, one: int) -> Finding:
    table, at = clients.place(one)
    message = Text(
        f"Решено объединить «{clients.names[one]}», но с тех пор строки изменились и больше не похожи",
        f"“{clients.names[one]}” was to be merged, but the rows have changed since and are no longer alike",
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
