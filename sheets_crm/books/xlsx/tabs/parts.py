"""Which parts of a workbook a tab uses, so that writing it again piles up no orphans."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sheets_crm.books.xlsx.opc.package import Package, key
from sheets_crm.books.xlsx.opc.partlinks import free_name, relations_part
from sheets_crm.books.xlsx.tabs.render import Places


def places_for(package: Package, sheet: str | None, taken: Collection[str] = ()) -> Places:
    """Return where a tab goes: into the parts that it has now (`sheet` is its worksheet part), else into new names.

    `taken` are names that the same edit uses already.
    """
    names = {key(name) for name in (*package.names, *taken)}
    old = package.related(sheet, "drawing") if sheet else ()
    drawing = next((one.target for one in old if package.find(one.target)), None)
    charts = package.related(drawing, "chart") if drawing else ()
    chart = next((one.target for one in charts if package.find(one.target)), None)
    return Places(
        sheet or free_name(names, "xl/worksheets/sheet{}.xml"),
        drawing or free_name(names, "xl/drawings/drawing{}.xml"),
        chart or free_name(names, "xl/charts/chart{}.xml"),
    )


def left_behind(package: Package, sheet: str, written: Collection[str]) -> frozenset[str]:
    """Return the parts that only this worksheet leads to and that are not `written` anew, with their relations: to be dropped."""
    elsewhere = _reached(package, ("",), without=sheet)
    mine = _reached(package, (sheet,), without=None) - elsewhere
    rels = (package.find(relations_part(part)) for part in mine)
    gone = mine | {name for name in rels if name}
    kept = {key(name) for name in written}
    return frozenset(name for name in gone if key(name) not in kept and name != sheet)


def _reached(package: Package, starts: Iterable[str], without: str | None) -> set[str]:
    reached, waiting = set[str](), list(starts)
    while waiting:
        part = waiting.pop()
        if part in reached or part == without:
            continue
        reached.add(part)
        waiting += [found for one in package.related(part) if not one.external and (found := package.find(one.target))]
    return reached - {""}
