"""Cells as plain arrays: texts, days, and the keys of fixed choices."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sheets_crm.model.cells import Kind, Vector
from sheets_crm.model.memo import remembered
from sheets_crm.model.serials import LAST_SERIAL, from_serial
from sheets_crm.model.snapshot import Field, Table

Texts = NDArray[np.object_]
Days = NDArray[np.float64]
OTHER = "?"
FIRST_DAY = 1


@remembered
def said(cells: Vector) -> Texts:
    """Return what each cell says as stripped text; "" where nothing stands, and where an error does."""
    out = np.full(len(cells), "", object)
    texts = np.flatnonzero(cells.kinds == Kind.TEXT)
    out[texts] = [text.strip() for text in cells.texts[texts].tolist()]
    for at in np.flatnonzero((cells.kinds == Kind.NUMBER) | (cells.kinds == Kind.BOOL) | (cells.kinds == Kind.DATE)):
        out[at] = str(cells[int(at)])
    out.flags.writeable = False
    return out


@remembered
def told(cells: Vector) -> Texts:
    """Return what each cell says as `said` does, and the error where one stands."""
    return np.where(cells.kinds == Kind.ERROR, cells.texts, said(cells))


def days(cells: Vector) -> Days:
    """Return each date as its serial without the time of day; NaN where no day stands, and where a time alone does."""
    real = (cells.kinds == Kind.DATE) & (cells.numbers >= FIRST_DAY) & (cells.numbers < LAST_SERIAL + 1)
    out: Days = np.floor(np.where(real, cells.numbers, np.nan))
    return out


def day_of(serial: float) -> date | None:
    """Return the day of one of these serials; None for NaN."""
    day = None if np.isnan(serial) else from_serial(float(serial))
    return day if isinstance(day, date) else None


def choice_keys(table: Table, name: str) -> Texts:
    """Return the key of the fixed choice that each cell names: "" where it is empty, `OTHER` where it names none of them."""
    one = table.field(name)
    return np.full(len(table), "", object) if one is None or one.column is None else _keys(one)


@remembered
def _keys(one: Field) -> Texts:
    assert one.column is not None
    codes, distinct = pd.factorize(said(one.cells))
    keys = [(one.column.choice_key(text) or OTHER) if text else "" for text in distinct]
    out: Texts = np.array(keys, object)[codes] if len(codes) else np.empty(0, object)
    out[one.cells.kinds == Kind.ERROR] = OTHER
    out.flags.writeable = False
    return out
