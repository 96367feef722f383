"""Which clients are to become one: whom staff chose to merge, and of whom the settings say so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sheets_crm.ledger.clients import Clients
from sheets_crm.ledger.compared import groups_of, parted
from sheets_crm.ledger.decisions import all_keys, apart_of, decisions_of, places_of
from sheets_crm.model.context import Context
from sheets_crm.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Group:
    """Clients who are to become one, by their positions among all clients, and whose row stays, where somebody chose that."""

    members: tuple[int, ...]
    keeper: int | None = None


Groups = Sequence[Group]


def decided(snapshot: Snapshot, clients: Clients, searched: bytes) -> tuple[list[Group], list[int]]:
    """Return the groups that staff chose to merge, and of each in which some are no longer alike the last one of these."""
    chosen = list(decisions_of(snapshot).merges())
    if not chosen:
        return [], []
    places = places_of(snapshot)
    near = _near(clients, searched)
    wanted, unlike = list[Group](), list[int]()
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
            unlike.append(([at for at in found if at not in linked] or found)[-1])
    return _disjoint(wanted), unlike


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


def automatic(snapshot: Snapshot, context: Context, clients: Clients, wanted: Groups) -> list[Group]:
    """Return the groups, beside those wanted, that are likelier one client than the settings ask."""
    least = context.settings.duplicates.merge_automatically_above
    if least is None:
        return []
    keys = all_keys(clients.tables)
    apart, later = apart_of(snapshot, context.memory, keys), decisions_of(snapshot).later
    found = groups_of(clients.tables, context.memory.searched)
    groups = [part for one in found if not one.doubtful and one.score > least for part in parted(one, keys, apart)]
    sure = [Group(one.members) for one in groups if not any(keys[at] in later for at in one.members)]
    return _disjoint([*wanted, *sure])[len(wanted) :]
