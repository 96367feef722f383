"""The whole audit of one workbook."""

from __future__ import annotations

from decimal import Decimal

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.registry import CHECKS
from sheets_crm.audit.workbook import Place, Sheet, Workbook, workbook_of
from sheets_crm.model.grids import Pages
from sheets_crm.model.report import FILLED_BY


def audit(snapshot: Pages) -> list[Finding]:
    """Return all that the checks find in a workbook, by check, then by sheet."""
    return findings_in(workbook_of(snapshot))


def findings_in(workbook: Workbook) -> list[Finding]:
    """Return all that the checks find in a workbook that is laid out already.

    The same money in the same cells is told once: two checks may see one slip from two sides. A tab of the program's own
    quotes what people typed, so that how its cells are written is nothing to be mended there.
    """
    ours = {name for name, sheet in workbook.sheets.items() if _is_ours(sheet)}
    told: set[tuple[str, frozenset[Place], Decimal | None]] = set()
    found = []
    for one in (finding for check in CHECKS for finding in check.find(workbook)):
        said = (one.sheet, frozenset(one.places), one.money)
        if one.says == "other" and one.sheet in ours:
            continue
        if not one.money or said not in told:
            found.append(one)
            told.add(said)
    return found


def _is_ours(sheet: Sheet) -> bool:
    """Say whether a sheet says of itself, below its title, that the program fills it in."""
    return sheet.texts.get((2, 1), "").startswith((FILLED_BY.ru, FILLED_BY.en))
