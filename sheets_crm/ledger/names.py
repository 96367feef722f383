"""What people call a record, and when two names are one."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from sheets_crm.ledger.columns import Texts, said
from sheets_crm.model.cells import Vector
from sheets_crm.model.snapshot import Table

PARTS = ("surname", "given_name", "middle_name")


def folded(name: str) -> str:
    """Return a name as it is compared: case, ё and spaces do not matter."""
    return " ".join(name.split()).casefold().replace("ё", "е")


def names(table: Table) -> Texts:
    """Return each client's name: of the column for it, else put together from surname, first name and patronymic."""
    whole, *parts = [one.cells if one else None for one in map(table.field, ("name", *PARTS))]
    return _names(whole, tuple(parts), len(table))


@lru_cache(maxsize=8)  # every rule that looks a client up by name asks for them
def _names(whole: Vector | None, parts: tuple[Vector | None, ...], count: int) -> Texts:
    out = np.full(count, "", object) if whole is None else said(whole).copy()
    missing = np.flatnonzero(out == "")
    if len(missing):
        words = [said(part)[missing] for part in parts if part is not None]
        out[missing] = [" ".join(filter(None, person)) for person in zip(*words, strict=True)] if words else ""
    out.flags.writeable = False
    return out


def label(table: Table, at: int) -> str:
    """Return what people call one record: the client's name, the client of an order, the title of an entry; "" for none."""
    columns = ("name", "client", "title") if table.field("name") or table.kind != "clients" else ("surname", "given_name")
    found = [str(value).strip() for value in (table.cells(name)[at] for name in columns) if value is not None]
    return " ".join(found)
