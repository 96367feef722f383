"""The JSON of a spreadsheet as a Snapshot: a pure function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sheets_crm.books.google.reading.columns import Looks, SheetCells, gather, read_columns, read_looks, read_waiting
from sheets_crm.books.google.reading.drawings import read_charts, read_pivots
from sheets_crm.books.google.reading.numberformats import NumberFormats
from sheets_crm.books.google.reading.references import SheetSize, area_of, reference_to, size_of
from sheets_crm.books.google.reading.validations import read_validations
from sheets_crm.model.snapshot import Calculation, Grid, ListObject, Snapshot
from sheets_crm.model.witness import Saved

Json = Mapping[str, Any]
BOUNDS = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")


@dataclass(frozen=True, eq=False)
class SheetAbout:
    """What the API says of a sheet beside its cells: `about` is its JSON without them."""

    sheet_id: int
    size: SheetSize
    about: Json


@dataclass(frozen=True, eq=False)
class Reading:
    """A snapshot, and what of the spreadsheet only a writer needs; `sheets` go by their names.

    `looks` is what the numbers and days of a column look like, by its sheet and number; `waiting` are by the same the rows of
    its empty cells that are formatted as plain text.
    """

    snapshot: Snapshot
    sheets: Mapping[str, SheetAbout]
    locale: str
    time_zone: str
    looks: Mapping[tuple[str, int], Looks]
    waiting: Mapping[tuple[str, int], NDArray[np.int32]]


def own_data(sheet: Json) -> Iterable[Json]:
    """Return the grid data that stands in a sheet's JSON itself."""
    found: Iterable[Json] = sheet.get("data", ())
    return found


def to_reading(
    book: Json, identity: str, saved: Saved | None = None, data: Callable[[Json], Iterable[Json]] = own_data
) -> Reading:
    """Turn a spreadsheet's JSON into a snapshot; sheets that are no grids are left out, as are chart sheets of workbooks.

    `saved` is the last edit, as far as Drive tells of it; `data` yields the grid data of a sheet.
    """
    sheets = book.get("sheets", ())
    grids = [sheet for sheet in sheets if sheet["properties"].get("sheetType", "GRID") == "GRID"]
    sizes = {sheet["properties"].get("sheetId", 0): size_of(sheet["properties"]) for sheet in grids}
    formats = NumberFormats()
    cells = {sheet["properties"].get("title", ""): gather(data(sheet), formats) for sheet in grids}
    properties = book.get("properties", {})
    snapshot = Snapshot(
        book=properties.get("title", ""),
        identity=identity,
        grids={name: to_grid(sheet, cells[name]) for name, sheet in zip(cells, grids, strict=True)},
        defined_names=dict(named_ranges(book, sizes)),
        last_modified_by=saved.by if saved else "",
        last_modified_at=saved.at if saved else None,
        calculation=Calculation(iterative="iterativeCalculationSettings" in properties),
        number_formats=formats.codes,
        charts=tuple(chart for sheet in sheets for chart in read_charts(sheet, sizes)),
        pivots=tuple(pivot for name in cells for pivot in read_pivots(cells[name], name, sizes)),
    )
    abouts = {name: about_of(sheet) for name, sheet in zip(cells, grids, strict=True)}
    looks = {(name, column): one for name in cells for column, one in read_looks(cells[name]).items()}
    waiting = {(name, column): rows for name in cells for column, rows in read_waiting(cells[name]).items()}
    return Reading(snapshot, abouts, properties.get("locale", ""), properties.get("timeZone", ""), looks, waiting)


def to_grid(sheet: Json, cells: SheetCells) -> Grid:
    """Turn one sheet's JSON into a grid."""
    size = size_of(sheet["properties"])
    return Grid(
        name=size.name,
        columns=read_columns(cells),
        state="hidden" if sheet["properties"].get("hidden") else "visible",
        protected=any(map(keeps_out, sheet.get("protectedRanges", ()))),
        hidden_rows=cells.hidden_rows,
        hidden_columns=cells.hidden_columns,
        merged=tuple(area_of(one, size) for one in sheet.get("merges", ())),
        tables=tuple(read_table(one, size) for one in sheet.get("tables", ())),
        validations=read_validations(cells),
        key=str(sheet["properties"].get("sheetId", 0)),
    )


def about_of(sheet: Json) -> SheetAbout:
    """Keep what is said of a sheet beside its cells."""
    about = {name: value for name, value in sheet.items() if name != "data"}
    return SheetAbout(sheet["properties"].get("sheetId", 0), size_of(sheet["properties"]), about)


def keeps_out(protection: Json) -> bool:
    """Say whether a protection covers its whole sheet, and keeps the account that asks from editing it."""
    whole = "range" in protection and not any(bound in protection["range"] for bound in BOUNDS)
    return whole and not protection.get("warningOnly") and not protection.get("requestingUserCanEdit")


def read_table(table: Json, size: SheetSize) -> ListObject:
    """Return a table; one with a coloured footer has totals there."""
    footer = "footerColorStyle" in table.get("rowsProperties", {})
    return ListObject(table.get("name", ""), area_of(table.get("range", {}), size), totals_row=footer)


def named_ranges(book: Json, sizes: Mapping[int, SheetSize]) -> Iterator[tuple[str, str]]:
    """Yield the named ranges whose sheets are there."""
    for one in book.get("namedRanges", ()):
        if reference := reference_to(one.get("range", {}), sizes):
            yield one["name"], reference
