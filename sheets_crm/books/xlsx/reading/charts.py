"""The charts of a workbook: which cells each of them shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress

from sheets_crm.books.xlsx.opc.markup import parse
from sheets_crm.books.xlsx.opc.package import Package
from sheets_crm.errors import UnreadableError
from sheets_crm.model.grids import Chart, Series

ROLES = {
    "c:tx": "name",
    "c:cat": "categories",
    "c:xVal": "categories",
    "c:val": "values",
    "c:yVal": "values",
}


def read_charts(package: Package) -> tuple[Chart, ...]:
    """Read every chart on every sheet, in their order; those in damaged parts are left out."""
    found: list[Chart] = []
    for sheet in package.sheets:
        for drawing in parts_of(package, sheet.part, "drawing") if sheet.part else ():
            with suppress(UnreadableError):
                found += [Chart(name, sheet.name, read_series(package, part)) for part, name in charts_on(package, drawing)]
    return tuple(found)


def parts_of(package: Package, owner: str, kind: str) -> Iterator[str]:
    """Yield the parts of one kind that a part is related to, as far as they are there and the relations can be read."""
    with suppress(UnreadableError):
        for relation in package.related(owner, kind):
            if not relation.external and (part := package.find(relation.target)):
                yield part


def charts_on(package: Package, drawing: str) -> list[tuple[str, str]]:
    """Return part and name of each chart of a drawing."""
    related = {relation.id: relation for relation in package.related(drawing, "chart")}
    found: list[tuple[str, str]] = []
    name = [""]

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "xdr:cNvPr":
            name[0] = attributes.get("name", "")
        elif tag == "c:chart" and (relation := related.get(attributes.get("r:id", ""))) and not relation.external:
            part = package.find(relation.target)
            found.extend([(part, name[0])] if part else [])

    parse(package.stream(drawing), f"{package.path}: {drawing}", start)
    return found


def read_series(package: Package, part: str) -> tuple[Series, ...]:
    """Read the references of a chart's series; UnreadableError when the part is damaged."""
    found: list[Series] = []
    told: dict[str, list[str]] = {}
    path: list[str] = []

    def start(tag: str, _: Mapping[str, str]) -> None:
        path.append(tag)
        if tag == "c:ser":
            told.clear()

    def chars(text: str) -> None:
        if path[-1:] == ["c:f"] and "c:ser" in path:
            role = next((ROLES[tag] for tag in path[path.index("c:ser") :] if tag in ROLES), "")
            told.setdefault(role, []).append(text)

    def end(tag: str) -> None:
        path.pop()
        if tag == "c:ser":
            found.append(Series(**{role: "".join(told.get(role, ())).strip() for role in ("values", "categories", "name")}))

    parse(package.stream(part), f"{package.path}: {part}", start, end, chars)
    return tuple(found)
