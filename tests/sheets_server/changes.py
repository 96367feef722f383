"""What formulas depend on, and what of it is other than last time; cells that nobody touched are the same objects."""

from dataclasses import dataclass

from sheets_server.spreadsheet import Json, Place, Sheet, Spreadsheet

Inputs = list[tuple[int, str, int, int, dict[Place, Json]]]
"""Of each sheet: ID, title, rows, columns, and its cells."""


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that holds something else than last time; None for nothing."""

    sheet: Sheet
    place: Place
    old: Json | None
    new: Json | None


def inputs_of(spreadsheet: Spreadsheet) -> Inputs:
    """All that results depend on, as it is now."""
    return [(sheet.id, sheet.title, sheet.row_count, sheet.column_count, dict(sheet.cells)) for sheet in spreadsheet.sheets]


def entered(cell: Json | None) -> Json | None:
    """What was typed into a cell; None for nothing."""
    return cell.get("userEnteredValue") or None if cell else None


def changes_of(before: Inputs, now: Inputs, spreadsheet: Spreadsheet) -> list[Change] | None:
    """The cells that hold something else; None where the sheets themselves are others, or of another size."""
    if [entry[:4] for entry in before] != [entry[:4] for entry in now]:
        return None
    triples = zip(before, now, spreadsheet.sheets, strict=True)
    return [change for (*_, old), (*_, new), sheet in triples for change in differing(sheet, old, new)]


def differing(sheet: Sheet, old: dict[Place, Json], new: dict[Place, Json]) -> list[Change]:
    """The cells of a sheet that hold something else."""
    known = old.get
    touched = [(place, known(place), cell) for place, cell in new.items() if known(place) is not cell]
    touched += [(place, cell, None) for place, cell in old.items() if place not in new]
    changes = [Change(sheet, place, entered(was), entered(cell)) for place, was, cell in touched]
    return [change for change in changes if change.old != change.new]
