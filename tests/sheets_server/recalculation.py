"""Calculating again what is large: the engine of the last time is kept, and only told what has changed."""

from typing import Any

from sheets_server.changes import Change
from sheets_server.formula_text import Template, UnresolvedError
from sheets_server.formula_tokens import ParseError
from sheets_server.formulas import CIRCULAR, Calculation, enter, take_over, worth
from sheets_server.spreadsheet import Json, Place, Spreadsheet


def told(made: Calculation, changes: list[Change], spreadsheet: Spreadsheet) -> list[dict[Place, Json]] | None:
    """The results after the engine was told what has changed; None where it must begin anew."""
    if made.refused or made.spilling or made.volatile or circular(made):
        return None
    made.spreadsheet = spreadsheet
    plans = [planned(made, change) for change in changes]
    if any(plan is None for plan in plans):
        return None
    for change, plan in zip(changes, plans, strict=True):
        tell(made, change, plan)
    if made.refused:
        return None
    made.engine.evaluate_all()
    made.results = {sheet.id: {} for sheet in spreadsheet.sheets}
    take_over(made)
    return None if circular(made) else [made.results[sheet.id] for sheet in spreadsheet.sheets]


def circular(made: Calculation) -> bool:
    """Whether formulas ask for each other in a circle, of which the engine may lose sight when it is told of changes."""
    errors = (value.get("errorValue") for found in made.results.values() for value in found.values())
    return any(error and error.get("message") == CIRCULAR for error in errors)


def planned(made: Calculation, change: Change) -> Any:
    """The template of a cell's new formula, or False for a plain value; None where more than this cell is concerned."""
    if change.place in made.wanted[change.sheet.id] and not (change.old or {}).get("formulaValue"):
        return None
    found: Any = False
    for value in (change.old, change.new):
        text = (value or {}).get("formulaValue")
        found = alone(made, change, text) if text else False
        if found is None:
            return None
    return found


def alone(made: Calculation, change: Change, text: str) -> Template | None:
    """The template of a formula that fills its own cell only, whatever the clock says."""
    try:
        templates = made.templates(text, change.sheet, change.place)
    except (ParseError, UnresolvedError):
        return None
    first = templates[0]
    simple = len(templates) == 1 and first.rows == first.columns == 1
    return first if simple and not (first.spills or first.volatile or first.unresolved) else None


def tell(made: Calculation, change: Change, plan: Any) -> None:
    """Give the engine what a cell now holds."""
    number, (row, column) = change.sheet.id, change.place
    made.wanted[number].pop(change.place, None)
    if plan:
        made.wanted[number][change.place] = plan.at(0, 0)
        enter(made, number, change.place, made.wanted[number][change.place])
        return
    made.engine.set_value(f"S{number}", row + 1, column + 1, worth(change.new) if change.new else None)
