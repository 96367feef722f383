"""Clients who stand in the book twice, as far as can be told without asking (K4)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sheets_crm.ledger.clients import Clients, clients_of
from sheets_crm.ledger.columns import said
from sheets_crm.ledger.compared import Group, groups_of, parted
from sheets_crm.ledger.decisions import all_keys, apart_of, decisions_of
from sheets_crm.ledger.names import folded
from sheets_crm.model.cells import Vector
from sheets_crm.model.context import Context
from sheets_crm.model.plan import Finding
from sheets_crm.model.snapshot import Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.rules.rule import Rule

SHARED = {"phone": Text("телефон", "phone"), "email": Text("e-mail", "e-mail")}
SWITCHBOARD = 3
SHORTEST = 5
REASONS = 3
Bearers = Mapping[tuple[str, str], Sequence[tuple[int, Table, int]]]


def check(snapshot: Snapshot, context: Context) -> Iterator[Finding]:
    """Report each client who very likely stands further up already, with the reasons.

    Nobody is told of whom staff told apart or put off, nor of whoever only may be one: these stand in the tab «Дубли».
    Clients of one name in two sheets (last year's and this year's) are told once a pair of sheets. A phone or an e-mail of
    more than three different clients is told once: it may be a switchboard, or a mistake.
    """
    clients = clients_of(snapshot)
    if clients is None:
        return
    groups = [group for group in groups_of(clients.tables, context.memory.searched) if not group.doubtful]
    yield from _crowds(clients, groups)
    across = Counter[tuple[str, str]]()
    certain = [group for group in groups if group.certain]
    for group in _open(certain, snapshot, clients, context):
        first, *others = group.members
        for later in others:
            table, other = clients.place(later)[0], clients.place(first)[0]
            if table.sheet != other.sheet and folded(clients.names[later]) == folded(clients.names[first]):
                across[table.sheet, other.sheet] += 1
            else:
                yield _twice(clients, later, first, group)
    for (sheet, other_sheet), count in across.items():
        yield _in_both(sheet, other_sheet, count)


def _open(groups: Sequence[Group], snapshot: Snapshot, clients: Clients, context: Context) -> Iterator[Group]:
    """Leave out whom staff told apart, and whom they put off."""
    keys = all_keys(clients.tables)
    apart, later = apart_of(snapshot, context.memory, keys), decisions_of(snapshot).later
    for group in groups:
        for part in parted(group, keys, apart):
            if not any(keys[member] in later for member in part.members):
                yield part


def _twice(clients: Clients, later: int, first: int, group: Group) -> Finding:
    (table, at), (other, place) = clients.place(later), clients.place(first)
    name = clients.names[first]
    where = f"{other.sheet}!{other.address(place, 'name')}"
    why = group.reasons[:REASONS]
    ru, en = (f" «{name}»", f" “{name}”") if name else ("", "")
    message = Text(
        f"Похоже, этот клиент уже есть:{ru} {where} ({'; '.join(one.ru for one in why)})",
        f"This client may be here already:{en} {where} ({'; '.join(one.en for one in why)})",
    )
    hint = Text("Решите на вкладке «Дубли»: объединить или разные", "Decide in the tab “Duplicates”: merge or different")
    return Finding.at(table, at, _telling(table, at), RULE.name, "warning", message, hint)


def _telling(table: Table, at: int) -> str:
    """Return the first column in which a client says anything that can be compared."""
    names = ("name", "surname", *SHARED)
    return next((name for name in names if table.field(name) and table.cells(name).kinds[at]), "name")


def _crowds(clients: Clients, groups: Sequence[Group]) -> Iterator[Finding]:
    """Tell of each phone and e-mail that more than three clients share, however often each of them stands there."""
    one_of = np.arange(len(clients))
    for group in groups:
        one_of[list(group.members)] = group.members[0]
    for (key, value), bearers in _bearers(clients, one_of).items():
        count = len({who for who, _, _ in bearers})
        if count > SWITCHBOARD:
            yield _crowd(bearers[0], key, value, count)


def _bearers(clients: Clients, one_of: NDArray[np.intp]) -> Bearers:
    """Return each phone and e-mail that stands in more than three cells, and who bears it."""
    columns = [(table, here, one.key, one.cells) for table, here in clients.sheets() for one in table.fields if one.key in SHARED]
    times = {key: Counter(part for *_, like, cells in columns if like == key for _, part in _parts(cells)) for key in SHARED}
    out: dict[tuple[str, str], list[tuple[int, Table, int]]] = defaultdict(list)
    for table, here, key, cells in columns:
        for at, part in _parts(cells):
            if times[key][part] > SWITCHBOARD:
                out[key, part].append((int(one_of[here.start + at]), table, at))
    return out


def _parts(cells: Vector) -> Iterator[tuple[int, str]]:
    """Give every phone or e-mail of a column as it is compared, and where it stands."""
    for at, text in enumerate(said(cells).tolist()):
        if len(text) >= SHORTEST:
            value = text.casefold()
            for part in dict.fromkeys(value.split("; ")) if "; " in value else (value,):
                if len(part) >= SHORTEST:
                    yield at, part


def _crowd(first: tuple[int, Table, int], key: str, value: str, count: int) -> Finding:
    _, table, at = first
    shared = SHARED[key]
    message = Text(
        f"Общий {shared.ru} {value}: клиентов с ним {count}", f"A common {shared.en} {value}: clients with it: {count}"
    )
    hint = Text(
        "Проверьте, не вписан ли он по ошибке вместо личного", "Check that it was not entered by mistake instead of their own"
    )
    return Finding.at(table, at, key, RULE.name, "note", message, hint)


def _in_both(sheet: str, other: str, count: int) -> Finding:
    message = Text(
        f"Клиентов, которые есть и в листе «{other}», и в листе «{sheet}»: {count}",
        f"Clients who are both in the sheet “{other}” and in the sheet “{sheet}”: {count}",
    )
    hint = Text(
        "Если это списки разных лет, всё в порядке; если список один, соедините листы",
        "If these are lists of different years, all is well; if it is one list, join the sheets",
    )
    return Finding(sheet, "", "", RULE.name, "note", message, hint)


RULE = Rule("duplicates", Text("Возможные дубли", "Possible duplicates"), check)
