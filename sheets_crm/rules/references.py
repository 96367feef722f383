"""Orders and touches know their client by ID, so that two clients of one name are never mixed up (D4, H3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sheets_crm.ledger.clients import Clients, clients_of
from sheets_crm.model.cells import CellValue
from sheets_crm.model.context import Context
from sheets_crm.model.identity import own_id
from sheets_crm.model.memory import Memory
from sheets_crm.model.plan import Changes, Finding
from sheets_crm.model.snapshot import Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.rules.rule import Rule, Yield

FOUND = Text("ID найден по имени клиента", "the ID found by the client's name")


def check(snapshot: Snapshot, context: Context) -> Iterator[Yield]:
    """Fill the client's ID where the name is that of one client; report names of several, unknown IDs, and contradictions.

    An ID that the program filled in follows the name when a person chooses another client.
    """
    clients = clients_of(snapshot)
    if clients is None:
        return
    for kind in ("orders", "touches"):
        for table in snapshot.of_kind(kind):
            if table.field("client_id") and table.field("client"):
                yield from _table(table, clients, context.memory)


def _table(table: Table, clients: Clients, memory: Memory) -> Iterator[Yield]:
    at, ids = [], []
    pairs = zip(table.cells("client").values(), table.cells("client_id").values(), strict=True)
    for position, (name, said) in enumerate(pairs):
        told = str(said).strip() if said is not None else ""
        named = _bearers(name, clients)
        if told in named or not (named or told):
            continue
        if len(named) == 1 and _ours(table, position, told, memory):
            at.append(position)
            ids.append(named[0])
        elif named or told not in clients.by_id:
            yield _finding(table, position, name, told, named)
    if at:
        yield Changes.at(table, "client_id", RULE.name, at, ids, FOUND)


def _bearers(name: CellValue, clients: Clients) -> Sequence[str]:
    """Return the IDs of the clients of a name; nothing where the only one has no ID yet."""
    ids = [clients.ids[who] for who in clients.named(str(name))] if name is not None else []
    return ids if len(ids) != 1 or own_id(ids[0]) else []


def _ours(table: Table, at: int, told: str, memory: Memory) -> bool:
    if not told:
        return True
    filled = memory.filled.get((table.sheet, table.ids[at], "client_id"))
    return filled is not None and filled.by(RULE.name, told)


def _finding(table: Table, at: int, name: CellValue, told: str, named: Sequence[str]) -> Finding:
    if len(named) > 1:
        message = Text(
            f"Клиентов с именем «{name}» несколько: {', '.join(named)}", f"Several clients are “{name}”: {', '.join(named)}"
        )
        hint = Text("Впишите в «ID клиента» нужный ID", "Enter the right one's ID into “Client ID”")
    elif named:
        message = Text(
            f"«{name}» имеет ID {named[0]}, а здесь стоит {told}", f"“{name}” has the ID {named[0]}, but {told} stands here"
        )
        hint = Text("Исправьте имя клиента или ID", "Mend the client's name or the ID")
    else:
        message = Text(f"Клиента с ID {told} нет в базе", f"There is no client with the ID {told}")
        hint = Text(
            "Проверьте ID или сотрите его: программа найдёт клиента по имени",
            "Check the ID, or delete it: the program finds the client by name",
        )
    return Finding.at(table, at, "client_id", RULE.name, "warning", message, hint)


RULE = Rule("references", Text("Заказы и касания связаны с клиентами", "Orders and touches know their clients"), check)
