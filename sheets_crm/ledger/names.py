"""What people call a record, and when two names are one."""

from __future__ import annotations

import numpy as np

from sheets_crm.ledger.columns import Texts, said
from sheets_crm.model.snapshot import Table

PARTS = ("surname", "given_name", "middle_name")


def folded(name: str) -> str:
    """Return a name as it is compared: case, ё and spaces do not matter."""
    return " ".join(name.split()).casefold().replace("ё", "е")


def names(table: Table) -> Texts:
    """Return each client's name: of the column for it, else put together from surname, first name and patronymic."""
    whole = said(table.cells("name"))
    missing = np.flatnonzero(whole == "")
    if len(missing):
        parts = [said(table.cells(part))[missing] for part in PARTS]
        whole[missing] = [" ".join(filter(None, person)) for person in zip(*parts, strict=True)]
    return whole


def label(table: Table, at: int) -> str:
    """Return what people call one record: the client's name, the client of an order, the title of an entry; "" for none."""
    columns = ("name", "client", "title") if table.field("name") or table.kind != "clients" else ("surname", "given_name")
    found = [str(value).strip() for value in (table.cells(name)[at] for name in columns) if value is not None]
    return " ".join(found)
