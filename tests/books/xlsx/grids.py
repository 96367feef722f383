"""Grids compared cell by cell, and parts that arrive in small pieces."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from sheets_crm.books.xlsx.opc.package import Package
from sheets_crm.model.snapshot import Grid

STREAM = Package.stream


def same(one: Grid, other: Grid) -> bool:
    """Whether two grids hold the same cells and hide the same rows."""
    return (
        one.hidden_rows == other.hidden_rows
        and list(one.columns) == list(other.columns)
        and all(
            np.array_equal(one.columns[at].rows, other.columns[at].rows)
            and np.array_equal(one.columns[at].cells.kinds, other.columns[at].cells.kinds)
            and np.array_equal(one.columns[at].cells.numbers, other.columns[at].cells.numbers, equal_nan=True)
            and one.columns[at].cells.texts.tolist() == other.columns[at].cells.texts.tolist()
            and one.columns[at].cells.formulas == other.columns[at].cells.formulas
            for at in one.columns
        )
    )


def cut_parts(patch: pytest.MonkeyPatch, size: int) -> None:
    """Let every part arrive in pieces of this many bytes."""

    def stream(package: Package, name: str) -> Iterator[bytes]:
        whole = b"".join(STREAM(package, name))
        return (whole[at : at + size] for at in range(0, len(whole), size))

    patch.setattr(Package, "stream", stream)
