"""The pivot tables of a workbook, and what their caches say of where the data came from."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import fsum

from sheets_crm.books.xlsx.cells.areas import parse_area
from sheets_crm.books.xlsx.opc.markup import parse
from sheets_crm.books.xlsx.opc.package import Package
from sheets_crm.books.xlsx.reading.charts import parts_of
from sheets_crm.books.xlsx.reading.margins import TRUE
from sheets_crm.errors import UnreadableError
from sheets_crm.model.grids import PivotTable
from sheets_crm.model.serials import from_serial

DEFINITION, CACHE, SOURCE = "pivotTableDefinition", "pivotCacheDefinition", "worksheetSource"
MOST_BYTES = 32 << 20


def read_pivots(package: Package) -> tuple[PivotTable, ...]:
    """Read every pivot table on every sheet; those in damaged parts are left out."""
    found: list[PivotTable] = []
    caches: dict[str, _Cache] = {}
    for sheet in package.sheets:
        for part in parts_of(package, sheet.part, "pivotTable") if sheet.part else ():
            with suppress(UnreadableError):
                shown = read_pivot(package, part, sheet.name)
                for cache in parts_of(package, part, "pivotCacheDefinition"):
                    if cache not in caches:
                        caches[cache] = _Cache()
                        caches[cache].read(package, cache)
                    shown = caches[cache].put_into(shown)
                found.append(shown)
    return tuple(found)


def read_pivot(package: Package, part: str, sheet: str) -> PivotTable:
    """Read the name and the place of a pivot table."""
    names: list[str] = []
    places: list[str] = []
    values: list[int] = []

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        if tag == DEFINITION:
            names.append(attributes.get("name", ""))
        elif tag == "location":
            places.append(attributes.get("ref", ""))
        elif tag == "dataField":
            values.append(int(attributes.get("fld", 0)))

    parse(package.stream(part), f"{package.path}: {part}", start)
    return PivotTable("".join(names[:1]), sheet, parse_area("".join(places[:1])), values=tuple(values))


@dataclass
class _Cache:
    """What one cache says; several pivot tables may share it."""

    about: Mapping[str, str] = field(default_factory=dict)
    source: Mapping[str, str] | None = None
    columns: list[str] = field(default_factory=list)
    shared: list[list[float | None]] = field(default_factory=list)
    sums: tuple[float | None, ...] = ()

    def read(self, package: Package, part: str) -> None:
        path: list[str] = []

        def start(tag: str, attributes: Mapping[str, str]) -> None:
            if tag == CACHE:
                self.about = attributes
            elif tag == SOURCE and path[-1:] == ["cacheSource"]:
                self.source = attributes
            elif tag == "cacheField":
                self.columns.append(attributes.get("name", ""))
                self.shared.append([])
            elif self.shared and path[-1:] == ["sharedItems"]:
                self.shared[-1].append(figure(tag, attributes))
            path.append(tag)

        parse(package.stream(part), f"{package.path}: {part}", start, lambda _: path.pop())
        for records in parts_of(package, part, "pivotCacheRecords"):
            if package.info(records).file_size <= MOST_BYTES:
                self.sums = self.added_up(package, records)

    def added_up(self, package: Package, part: str) -> tuple[float | None, ...]:
        """Add up the numbers of each column over all records; a record's values stand in the order of the columns."""
        numbers: list[list[float]] = [[] for _ in self.columns]
        at = [-1, 0]

        def start(tag: str, attributes: Mapping[str, str]) -> None:
            if tag == "r":
                at[:] = 0, at[1] + 1
            elif 0 <= at[0] < len(numbers):
                shared = self.shared[at[0]]
                item = int(attributes.get("v", 0)) if tag == "x" else 0
                value = figure(tag, attributes) if tag != "x" else shared[item] if item < len(shared) else None
                if value is not None:
                    numbers[at[0]].append(value)
                at[0] += 1

        parse(package.stream(part), f"{package.path}: {part}", start)
        return tuple(fsum(column) if column else None for column in numbers) if at[1] else ()

    def put_into(self, pivot: PivotTable) -> PivotTable:
        source, count = self.source or {}, self.about.get("recordCount", "")
        return replace(
            pivot,
            source_sheet=source.get("sheet", ""),
            source_area=parse_area(source.get("ref", "")),
            source_name=source.get("name", ""),
            external=self.source is None or "r:id" in source,
            columns=tuple(self.columns),
            records=int(count) if count.isascii() and count.isdigit() else None,
            refreshed=moment(self.about),
            refresh_on_open=self.about.get("refreshOnLoad") in TRUE,
            sums=self.sums,
        )


def figure(tag: str, attributes: Mapping[str, str]) -> float | None:
    """Return the number that one item of a cache holds; None for text, dates and blanks."""
    return float(attributes.get("v", 0)) if tag == "n" else None


def moment(about: Mapping[str, str]) -> datetime | None:
    """Return when a cache was refreshed; None when it does not say, or nothing that is a moment."""
    try:
        if said := about.get("refreshedDateIso"):
            return datetime.fromisoformat(said).replace(tzinfo=None)
        found = from_serial(float(about.get("refreshedDate") or "nan"))
    except (ValueError, OverflowError):
        return None
    return found if isinstance(found, datetime) else None
