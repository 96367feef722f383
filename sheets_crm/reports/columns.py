"""Cells as plain arrays: texts, days, and the keys of fixed choices."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sheets_crm.model.cells import Kind, Vector
from sheets_crm.model.snapshot import Table

Texts = NDArray[np.object_]
Days = NDArray[np.float64]
OTHER = "?"


def said(cells: Vector) -> Texts:
    """Return what each cell says as stripped text; "" where nothing stands, and where an error does."""
    out = np.full(len(cells), "", object)
    texts = np.flatnonzero(cells.kinds == Kind.TEXT)
    out[texts] = [text.strip() for text in cells.texts[texts]]
    for at in np.flatnonzero((cells.kinds == Kind.NUMBER) | (cells.kinds == Kind.BOOL) | (cells.kinds == Kind.DATE)):
        out[at] = str(cells[int(at)])
    return out


def days(cells: Vector) -> Days:
    """Return each date as its serial without the time of day; NaN where no date stands."""
    out: Days = np.floor(np.where(cells.kinds == Kind.DATE, cells.numbers, np.nan))
    return out


def choice_keys(table: Table, name: str) -> Texts:
    """Return the key of the fixed choice that each cell names: "" where it is empty, `OTHER` where it names none of them."""
    one = table.field(name)
    if one is None or one.column is None:
        return np.full(len(table), "", object)
    codes, distinct = pd.factorize(said(one.cells))
    keys = [(one.column.choice_key(text) or OTHER) if text else "" for text in distinct]
    out: Texts = np.array(keys, object)[codes] if len(codes) else np.empty(0, object)
    return out


def names(table: Table) -> Texts:
    """Return each client's name: of the column for it, else put together from surname, first name and patronymic."""
    whole = said(table.cells("name"))
    missing = np.flatnonzero(whole == "")
    if len(missing):
        parts = [said(table.cells(part))[missing] for part in ("surname", "given_name", "middle_name")]
        whole[missing] = [" ".join(filter(None, person)) for person in zip(*parts, strict=True)]
    return whole


def label(table: Table, at: int) -> str:
    """Return what people call one record: the client's name, the client of an order, the title of an entry; "" for none."""
    columns = ("name", "client", "title") if table.field("name") or table.kind != "clients" else ("surname", "given_name")
    found = [str(value).strip() for value in (table.cells(name)[at] for name in columns) if value is not None]
    return " ".join(found)
