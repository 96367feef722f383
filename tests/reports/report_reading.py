"""Reports as tests read them: rows of plain values, and what stands beside a label."""

from __future__ import annotations

from sheets_crm.model.cells import CellValue
from sheets_crm.model.report import Report, ReportCell


def lines(report: Report | None) -> list[list[CellValue]]:
    """Return the values of all rows."""
    assert report is not None
    return [[cell.value for cell in row] for row in report.rows]


def beside(report: Report | None, label: str, *, column: int = 2) -> CellValue:
    """Return what stands in a column (from 1) of the only row that begins with this label."""
    found = [row for row in lines(report) if row and isinstance(row[0], str) and row[0].strip() == label]
    assert len(found) == 1, f"{label}: {len(found)} rows"
    return found[0][column - 1]


def section(report: Report | None, heading: str) -> list[list[CellValue]]:
    """Return the rows below a heading, its header left out, down to the next empty row."""
    rows = lines(report)
    start = next(at for at, row in enumerate(rows) if row and row[0] == heading)
    end = next((at for at in range(start, len(rows)) if not rows[at]), len(rows))
    return rows[start + 2 : end]


def linked(report: Report | None, text: str) -> tuple[str, str]:
    """Return where the only link of this text leads."""
    assert report is not None
    found: list[ReportCell] = [cell for row in report.rows for cell in row if cell.link and cell.value == text]
    assert len(found) == 1, f"{text}: {len(found)} links"
    assert found[0].link
    return found[0].link
