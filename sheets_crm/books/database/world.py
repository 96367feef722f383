"""Who and what records name: clients, services, channels, staff, by what they are called and by their IDs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sheets_crm.ledger.names import folded


@dataclass(frozen=True)
class Names:
    """The records of one kind: the key of each by its ID (of several sheets that hold it, the first), and by its name where
    only one has it (case and ё aside), as the ledger knows clients. `told` gives the name and the ID of each by its key;
    `several` are the names that more than one has; `twice` the IDs that a sheet which is just being brought in holds twice.
    """  # noqa: D205

    by_id: Mapping[str, int] = field(default_factory=dict)
    by_name: Mapping[str, int] = field(default_factory=dict)
    told: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    several: frozenset[str] = frozenset()
    twice: frozenset[str] = frozenset()

    @staticmethod
    def of(told: Mapping[int, tuple[str, str]]) -> Names:
        """Make it of the name and the ID of each record by its key, either of which may be ""."""
        names = [folded(name) for name, _ in told.values()]
        times = Counter(names)
        return Names(
            {known: key for key, (_, known) in reversed([*told.items()]) if known},
            {name: key for key, name in zip(told, names, strict=True) if name and times[name] == 1},
            told,
            frozenset(one for one, count in times.items() if one and count > 1),
        )


World = Mapping[str, Names]
NOBODY = Names()
