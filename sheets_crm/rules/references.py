"""Orders and touches know their client by ID, so that two clients of one name are never mixed up (D4, H3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sheets_crm.ledger.clients import Directory, clients_of
from sheets_crm.ledger.columns import Texts, said, told
from sheets_crm.model.cells import CellValue, Vector
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
                yield from _table(table, clients.directory, context.memory)


def _table(table: Table, clients: Directory, memory: Memory) -> Iterator[Yield]:
    names, cells = table.cells("client"), table.cells("client_id")
    ids_here = told(cells)
    meant = _meant(clients, names)
    at, ids = [], []
    for position in np.flatnonzero((ids_here != meant.usual) | meant.many).tolist():
        this, named = ids_here[position], meant.bearers[meant.codes[position]]
        if this in named:
            continue
        if len(named) == 1 and _ours(table, position, this, memory):
            at.append(position)
            ids.append(named[0])
        elif named or this not in clients.by_id:
            yield _finding(table, position, names[position], this, named)
    if at:
        yield Changes.at(table, "client_id", RULE.name, at, ids, FOUND)


@dataclass(frozen=True, eq=False)
class _Meant:
    """The IDs of the clients whom the names of a column mean.

    By cell: `usual`, the ID of the only bearer of the name, else ""; `many`, whether there are several; `bearers[codes]`, all.
    """

    bearers: Sequence[Sequence[str]]
    codes: NDArray[np.intp]
    usual: Texts
    many: NDArray[np.bool_]


@lru_cache(maxsize=4)
def _meant(clients: Directory, names: Vector) -> _Meant:
    codes, distinct = pd.factorize(said(names))
    bearers = [_bearers(name, clients) for name in distinct]
    usual = np.array([ids[0] if len(ids) == 1 else "" for ids in bearers], object)
    many = np.array([len(ids) > 1 for ids in bearers], bool)
    return _Meant(bearers, codes, usual[codes], many[codes])


def _bearers(name: str, clients: Directory) -> Sequence[str]:
    """Return the IDs of the clients of a name; nothing where the only one has no ID yet."""
    ids = [clients.ids[who] for who in clients.named(name)]
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
