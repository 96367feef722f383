"""Who is meant: the client of an order or a touch, and the client's orders and touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sheets_crm.model.cells import CellValue, Kind, Vector
from sheets_crm.model.snapshot import Snapshot, Table

PARTS = ("surname", "given_name", "middle_name")
FOLD = str.maketrans("ёЁ\u00a0", "еЕ ")


def folded(name: CellValue) -> str:
    """Return a name as it is compared: case, ё and spaces do not matter."""
    return " ".join(str(name).translate(FOLD).casefold().split()) if name is not None else ""


def client_names(table: Table) -> list[str]:
    """Return each client's name; joined from surname, first name and patronymic where the sheet has these instead."""
    parts = [table.cells(key).values() for key in (("name",) if table.field("name") else PARTS)]
    return [" ".join(str(part).strip() for part in row if part is not None) for row in zip(*parts, strict=True)]


@dataclass(frozen=True)
class Who:
    """How clients can be found: `ids` holds all of them, `named` the IDs that bear a folded name."""

    ids: frozenset[str]
    named: Mapping[str, tuple[str, ...]]

    @staticmethod
    def of(snapshot: Snapshot) -> Who:
        """Gather the clients of all client sheets of a book."""
        named: dict[str, list[str]] = defaultdict(list)
        for table in snapshot.of_kind("clients"):
            for row_id, name in zip(table.ids, client_names(table), strict=True):
                if name:
                    named[folded(name)].append(row_id)
        ids = frozenset(row_id for table in snapshot.of_kind("clients") for row_id in table.ids)
        return Who(ids, {name: tuple(found) for name, found in named.items()})

    def one(self, name: CellValue) -> str | None:
        """Return the ID of the only client of that name; None when there is none, or several."""
        found = self.named.get(folded(name), ())
        return found[0] if len(found) == 1 else None


def client_of(table: Table, who: Who) -> list[str | None]:
    """Return the client's ID for each record of an order or touch table: by the ID it names, else by a unique name."""
    names, ids = table.cells("client").values(), table.cells("client_id").values()
    return [
        str(said).strip() if said is not None and str(said).strip() in who.ids else who.one(name)
        for said, name in zip(ids, names, strict=True)
    ]


def events(snapshot: Snapshot, kind: str, date_field: str = "date") -> pd.DataFrame:
    """Return all dated records of a kind with a known client.

    Columns: `client` (ID), `serial` (whole days of the 1900 system), `table` (its place among the tables of the kind) and
    `at` (position in it); in the order of the sheets.
    """
    who, parts = Who.of(snapshot), []
    for number, table in enumerate(snapshot.of_kind(kind)):
        cells = table.cells(date_field)
        frame = pd.DataFrame({"client": pd.Series(client_of(table, who), dtype=object), "serial": days(cells)})
        parts.append(frame.assign(table=number, at=np.arange(len(table))).dropna(subset=["client", "serial"]))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["client", "serial", "table", "at"])


def days(cells: Vector) -> np.ndarray:
    """Return the whole-day serials of real dates (float64), NaN where none stands."""
    return np.where(cells.kinds == Kind.DATE, np.floor(cells.numbers), np.nan)
