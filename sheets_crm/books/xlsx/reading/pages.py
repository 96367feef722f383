"""A whole workbook, read page by page."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from sheets_crm.books.xlsx.opc.markup import damaged, parse
from sheets_crm.books.xlsx.opc.package import Package
from sheets_crm.books.xlsx.reading.cell_values import Workings
from sheets_crm.books.xlsx.reading.charts import read_charts
from sheets_crm.books.xlsx.reading.margins import TRUE
from sheets_crm.books.xlsx.reading.pivots import read_pivots
from sheets_crm.books.xlsx.reading.shared_strings import shared_strings
from sheets_crm.books.xlsx.reading.sheet import read_grid
from sheets_crm.books.xlsx.reading.styles import read_styles
from sheets_crm.errors import UnreadableError
from sheets_crm.model.grids import Calculation, Grid, Pages
from sheets_crm.model.witness import local_moment


def read_pages(path: Path, *, quick: bool = True) -> Pages:
    """Read every worksheet of a workbook; `quick` False leaves all to the XML parser. UnreadableError when it cannot be read."""
    with Package.open(path) as package:
        if not package.sheets:
            raise damaged(str(path), "no sheets")
        about = read_about(package)
        saved_by, saved_at = last_saved(package)
        workings = Workings(shared_strings(package), read_styles(package), since_1904=about.since_1904)
        grids: dict[str, Grid] = {}
        for sheet in package.sheets:
            if sheet.name in grids:
                raise damaged(str(path), f"two sheets are called {sheet.name}")
            if sheet.kind == "worksheet":
                grids[sheet.name] = read_grid(package, sheet, workings, quick=quick)
        return Pages(
            book=path.name,
            identity=package.digest(),
            grids=grids,
            defined_names=about.names,
            full_precision=about.full_precision,
            last_modified_by=saved_by,
            last_modified_at=saved_at,
            date1904=about.since_1904,
            calculation=about.calculation,
            number_formats=workings.styles.codes,
            charts=read_charts(package),
            pivots=read_pivots(package),
            links=linked_books(package, about.linked),
        )


@dataclass
class About:
    """What the workbook's own part says beside its sheets; `names` are those that hold for the whole book.

    `linked` are the relations to other workbooks, in the order in which formulas number them.
    """

    since_1904: bool = False
    full_precision: bool = True
    calculation: Calculation = field(default_factory=Calculation)
    names: dict[str, str] = field(default_factory=dict)
    linked: list[str] = field(default_factory=list)


def read_about(package: Package) -> About:
    """Read the workbook's own part."""
    about = About()
    pieces: list[str] = []
    name: list[str] = []

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "workbookPr":
            about.since_1904 = attributes.get("date1904") in TRUE
        elif tag == "calcPr":
            about.full_precision = attributes.get("fullPrecision", "1") in TRUE
            about.calculation = Calculation(attributes.get("calcMode") == "manual", attributes.get("iterate") in TRUE)
        elif tag == "externalReference":
            about.linked.append(attributes.get("r:id", ""))
        elif tag == "definedName" and "localSheetId" not in attributes:
            name.append(attributes.get("name", ""))
            pieces.clear()

    def end(tag: str) -> None:
        if tag == "definedName" and name:
            about.names[name.pop()] = "".join(pieces)

    part = package.workbook_part
    parse(package.stream(part), f"{package.path}: {part}", start, end, pieces.append)
    return about


def linked_books(package: Package, relations: list[str]) -> tuple[str, ...]:
    """Return where each linked workbook lies, as its part says; "" where that cannot be read."""
    parts = {relation.id: package.find(relation.target) for relation in package.related(package.workbook_part, "externalLink")}
    found = []
    for relation in relations:
        part, paths = parts.get(relation), []
        if part:
            with suppress(UnreadableError):
                paths = [one.target for one in package.related(part) if one.external]
        found.append(unquote(paths[0]) if paths else "")
    return tuple(found)


def last_saved(package: Package) -> tuple[str, datetime | None]:
    """Return who the workbook says saved it last, and when, in local time; "" and None when it does not say."""
    pieces: list[str] = []
    found: dict[str, str] = {}

    def start(_tag: str, _: Mapping[str, str]) -> None:
        pieces.clear()

    def end(tag: str) -> None:
        found[tag] = "".join(pieces)

    for relation in package.related("", "core-properties")[:1]:
        if package.find(relation.target):
            parse(package.stream(relation.target), f"{package.path}: {relation.target}", start, end, pieces.append)
    return found.get("cp:lastModifiedBy", ""), local_moment(found.get("dcterms:modified", ""))
