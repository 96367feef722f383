"""Small workbooks, drawn as text: cells between bars, a formula with its result as `=B1+B2 → 3`."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from sheets_crm.audit.workbook import Workbook, workbook_of
from sheets_crm.model.cells import CellError, CellValue, Vector
from sheets_crm.model.snapshot import Grid, Snapshot, SparseColumn


def value(text: str) -> CellValue:
    if text.startswith("#"):
        return CellError(text)
    if text.startswith("'"):
        return text[1:]
    try:
        return float(text)
    except ValueError:
        return text or None


def grid(name: str, drawing: str) -> Grid:
    columns: dict[int, dict[int, CellValue]] = defaultdict(dict)
    formulas: dict[int, dict[int, str]] = defaultdict(dict)
    for row, line in enumerate(drawing.strip().splitlines(), 1):
        for column, cell in enumerate(line.strip().removeprefix("|").removesuffix("|").split("|"), 1):
            written, _, result = cell.strip().partition(" → ")
            if written.startswith("="):
                formulas[column][row] = written
                columns[column][row] = value(result)
            elif written:
                columns[column][row] = value(written)
    return Grid(
        name,
        {
            column: SparseColumn(
                np.array(list(cells), np.int32),
                Vector.of(cells.values(), {at: formulas[column][row] for at, row in enumerate(cells) if row in formulas[column]}),
            )
            for column, cells in columns.items()
        },
    )


def snapshot(**drawings: str) -> Snapshot:
    return Snapshot("drawn.xlsx", "1", {name: grid(name, drawing) for name, drawing in drawings.items()})


def workbook(**drawings: str) -> Workbook:
    return workbook_of(snapshot(**drawings))


def cells(findings: object) -> set[str]:
    return {f"{cell}" for one in findings for cell in one.cells}  # type: ignore[attr-defined]
