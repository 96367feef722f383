"""Charts and pivot tables: which cells each of them shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sheets_crm.books.google.reading.columns import SheetCells
from sheets_crm.books.google.reading.references import SheetSize, area_of, reference_to
from sheets_crm.model.snapshot import Area, Chart, PivotTable, Series

Json = Mapping[str, Any]
Sizes = Mapping[int, SheetSize]


def read_charts(sheet: Json, sizes: Sizes) -> Iterator[Chart]:
    """Yield the charts of a sheet; a chart's name is its title."""
    for chart in sheet.get("charts", ()):
        spec = chart.get("spec", {})
        yield Chart(spec.get("title", ""), sheet["properties"].get("title", ""), tuple(series_of(spec, sizes)))


def series_of(spec: Json, sizes: Sizes) -> Iterator[Series]:
    """Yield the series of a chart; of kinds of charts without series, every range that they show."""
    if basic := spec.get("basicChart"):
        domains = basic.get("domains", ())
        categories = source(domains[0].get("domain", {}), sizes) if domains else ""
        yield from (Series(source(one.get("series", {}), sizes), categories) for one in basic.get("series", ()))
    elif pie := spec.get("pieChart"):
        yield Series(source(pie.get("series", {}), sizes), source(pie.get("domain", {}), sizes))
    else:
        yield from (Series(source({"sourceRange": one}, sizes)) for one in sources_in(spec))


def sources_in(spec: object) -> Iterator[Json]:
    """Yield every source range that stands anywhere in a chart's specification."""
    if isinstance(spec, Mapping):
        for name, value in spec.items():
            if name == "sourceRange":
                yield value
            else:
                yield from sources_in(value)
    elif isinstance(spec, list):
        for one in spec:
            yield from sources_in(one)


def source(data: Json, sizes: Sizes) -> str:
    """Write the ranges that ChartData shows, with commas between them."""
    ranges = data.get("sourceRange", {}).get("sources", ())
    return ",".join(filter(None, (reference_to(one, sizes) for one in ranges)))


def read_pivots(cells: SheetCells, sheet: str, sizes: Sizes) -> Iterator[PivotTable]:
    """Yield the pivot tables of a sheet; the API tells only the cell in which one starts. They are always up to date."""
    for (row, column), pivot in cells.pivots.items():
        bounds = pivot.get("source")
        size = sizes.get(bounds.get("sheetId", 0)) if bounds else None
        yield PivotTable(
            name="",
            sheet=sheet,
            area=Area(row, column, row, column),
            source_sheet=size.name if size else "",
            source_area=area_of(bounds, size) if bounds and size else None,
            external=size is None,
        )
