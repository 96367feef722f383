"""Which parts of a workbook a tab uses, so that writing it again piles up no orphans."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import count

from sheets_crm.books.xlsx.opc.package import Package
from sheets_crm.books.xlsx.tabs.render import Places, relations_of


def places_for(package: Package, sheet: str | None, taken: Collection[str] = ()) -> Places:
    """Return where a tab goes: into the parts that it has now (`sheet` is its worksheet part), else into new names.

    `taken` are names that the same edit uses already.
    """
    names = {name.casefold() for name in (*package.names, *taken)}
    old = package.related(sheet, "drawing") if sheet else ()
    drawing = next((one.target for one in old if package.find(one.target)), None)
    charts = package.related(drawing, "chart") if drawing else ()
    chart = next((one.target for one in charts if package.find(one.target)), None)
    return Places(
        sheet or _free("xl/worksheets/sheet{}.xml", names),
        drawing or _free("xl/drawings/drawing{}.xml", names),
        chart or _free("xl/charts/chart{}.xml", names),
    )


def left_behind(package: Package, sheet: str, written: Collection[str]) -> frozenset[str]:
    """Return the parts that only this worksheet leads to and that are not `written` anew, with their relations: to be dropped."""
    elsewhere = _reached(package, ("",), without=sheet)
    mine = _reached(package, (sheet,), without=None) - elsewhere
    rels = (package.find(relations_of(part)) for part in mine)
    gone = mine | {name for name in rels if name}
    kept = {name.casefold() for name in written}
    return frozenset(name for name in gone if name.casefold() not in kept and name != sheet)


def _reached(package: Package, starts: Iterable[str], without: str | None) -> set[str]:
    reached, waiting = set[str](), list(starts)
    while waiting:
        part = waiting.pop()
        if part in reached or part == without:
            continue
        reached.add(part)
        waiting += [found for one in package.related(part) if not one.external and (found := package.find(one.target))]
    return reached - {""}


def _free(pattern: str, names: set[str]) -> str:
    return next(name for number in count(1) if (name := pattern.format(number)).casefold() not in names)
