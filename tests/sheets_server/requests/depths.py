"""Groups of rows or columns as the depth of each row or column: Google's rules of joining, splitting and nesting follow."""

from collections import Counter
from collections.abc import Callable

from sheets_server.spreadsheet import Json

IndexMap = Callable[[int], int | None]


def depths_of(groups: list[Json]) -> Counter[int]:
    """How many groups each row or column is in."""
    out: Counter[int] = Counter()
    for group in groups:
        span = group["range"]
        out.update(range(span.get("startIndex", 0), span["endIndex"]))
    return out


def groups_of(depths: Counter[int], sheet_id: int, dimension: str, before: list[Json]) -> list[Json]:
    """The groups of these depths, the outer ones first; what was collapsed and still is the same group stays so."""
    collapsed = {(one["range"].get("startIndex", 0), one["depth"]) for one in before if one.get("collapsed")}
    out = []
    for depth in range(1, max(depths.values(), default=0) + 1):
        for start, end in runs(sorted(index for index, found in depths.items() if found >= depth)):
            span = {"sheetId": sheet_id, "dimension": dimension, "startIndex": start, "endIndex": end}
            out.append({"range": span, "depth": depth} | ({"collapsed": True} if (start, depth) in collapsed else {}))
    return out


def runs(indexes: list[int]) -> list[tuple[int, int]]:
    """Neighbouring numbers as stretches, the end exclusive."""
    out: list[tuple[int, int]] = []
    for index in indexes:
        if out and out[-1][1] == index:
            out[-1] = (out[-1][0], index + 1)
        else:
            out.append((index, index + 1))
    return out


def mapped(groups: list[Json], sheet_id: int, dimension: str, index_of: IndexMap) -> list[Json]:
    """The groups after their rows or columns went elsewhere; what opens up inside a group belongs to it."""
    out: Counter[int] = Counter()
    for group in groups:
        span = group["range"]
        found = [to for at in range(span.get("startIndex", 0), span["endIndex"]) if (to := index_of(at)) is not None]
        contiguous = found and max(found) - min(found) >= len(found)
        out.update(range(min(found), max(found) + 1) if contiguous else found)
    return groups_of(out, sheet_id, dimension, groups) if groups else []
