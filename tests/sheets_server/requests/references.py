"""The references inside formulas: found, moved with what they point at, or shifted with the cell they stand in."""

import re
from collections.abc import Callable
from functools import lru_cache

from sheets_server.ranges import column_number, letters, quoted
from sheets_server.requests.geometry import Geometry, Rect

END = r"\$?[A-Za-z]{1,3}\$?[1-9]\d{0,7}|\$?[A-Za-z]{1,3}|\$?[1-9]\d{0,7}"
CELL = r"\$?[A-Za-z]{1,3}\$?[1-9]\d{0,7}"
TOKEN = re.compile(
    r'"(?:[^"]|"")*"'  # text, left alone
    rf"|(?<![\w.$#!'])(?P<sheet>'(?:[^']|'')+'!|[^\W\d][\w.]*!)?(?P<ref>(?:{END}):(?:{END})|{CELL})(?![\w.(!:'])"
)
PART = re.compile(r"(\$?)([A-Za-z]{1,3})?(\$?)(\d+)?")
GONE = "#REF!"
Rewrite = Callable[[str | None, Rect], tuple[str | None, Rect] | None]
"""From a sheet's title (None: the formula's own sheet) and rectangle to what they are now; None if the place is gone."""


def rewritten(formula: str, rewrite: Rewrite) -> str:
    """The formula with every reference put through `rewrite`; the rest of its text stays as typed."""

    def one(found: re.Match[str]) -> str:
        if not found["ref"]:
            return found[0]
        title = found["sheet"] and found["sheet"][:-1].strip("'").replace("''", "'")
        before = rect_of(found["ref"])
        after = rewrite(title, before)
        if after is None:
            return GONE
        if after == (title, before):
            return found[0]
        sheet = f"{quoted(after[0])}!" if after[0] is not None else ""
        return sheet + written(found["ref"], after[1])

    return TOKEN.sub(one, formula)


@lru_cache(maxsize=65536)
def rect_of(text: str) -> Rect:
    """The rectangle of a reference without its sheet: `A1`, `A1:B2`, `A2:A`, `A:A`, `1:1`."""
    first, colon, second = text.partition(":")
    top, left = place(first)
    bottom, right = place(second) if colon else (top, left)
    top, bottom = ordered(top, bottom)
    left, right = ordered(left, right)
    return top, left, None if bottom is None else bottom + 1, None if right is None else right + 1


def place(text: str) -> tuple[int | None, int | None]:
    """Row and column from 0 of one end, None for what it leaves open."""
    found = PART.fullmatch(text)
    assert found
    return int(found[4]) - 1 if found[4] else None, column_number(found[2]) if found[2] else None


def ordered(first: int | None, second: int | None) -> tuple[int | None, int | None]:
    """Both ends, the smaller first; open ones stay where they are."""
    if first is None or second is None:
        return first if first is not None else second, None
    return min(first, second), max(first, second)


def written(like: str, rect: Rect) -> str:
    """The rectangle in the form of an earlier reference, with its dollar signs and open ends."""
    first, colon, second = like.partition(":")
    top, left, bottom, right = rect
    start = end_like(first, top, left)
    if not colon:
        return start
    return f"{start}:{end_like(second, None if bottom is None else bottom - 1, None if right is None else right - 1)}"


def end_like(like: str, row: int | None, column: int | None) -> str:
    """One end of a reference, with a dollar sign where it had one."""
    found = PART.fullmatch(like)
    assert found
    # `$5` and `$A` alone: the first dollar sign belongs to whatever follows it
    row_dollar = found[3] if found[2] else found[1]
    letters_part = f"{found[1]}{letters(column)}" if found[2] and column is not None else ""
    row_part = f"{row_dollar}{row + 1}" if found[4] and row is not None else ""
    return letters_part + row_part


def moved(formula: str, own_id: int, new_own_id: int, ids: dict[str, int], titles: dict[int, str], geometry: Geometry) -> str:
    """A formula after a change of places. `own_id` and `new_own_id`: the sheet it stood on and stands on now."""

    def rewrite(title: str | None, rect: Rect) -> tuple[str | None, Rect] | None:
        sheet_id = own_id if title is None else ids.get(title.lower())
        if sheet_id is None:
            return title, rect
        found = geometry.rect(sheet_id, rect)
        if found is None:
            return None
        unsaid = title is None and found[0] == new_own_id
        kept = title is not None and found[0] == sheet_id
        return (None if unsaid else title if kept else titles[found[0]]), found[1]

    return rewritten(formula, rewrite)


def translated(formula: str, rows: int, columns: int) -> str:
    """A formula copied so many rows down and columns right: relative references go along, `$` ones stay."""

    def one(found: re.Match[str]) -> str:
        if not found["ref"]:
            return found[0]
        ends = [end_shifted(end, rows, columns) for end in found["ref"].split(":")]
        return GONE if None in ends else (found["sheet"] or "") + ":".join(str(end) for end in ends)

    return TOKEN.sub(one, formula)


def end_shifted(text: str, rows: int, columns: int) -> str | None:
    """One end of a reference moved along; None if it would fall off the sheet."""
    found = PART.fullmatch(text)
    assert found
    row, column = place(text)
    row_fixed = bool(found[3] if found[2] else found[1])
    row = None if row is None else row + (0 if row_fixed else rows)
    column = None if column is None else column + (0 if found[1] else columns)
    if (row is not None and row < 0) or (column is not None and column < 0):
        return None
    return end_like(text, row, column)


def renamed(formula: str, old: str, new: str) -> str:
    """A formula after a tab got another title."""

    def rewrite(title: str | None, rect: Rect) -> tuple[str | None, Rect]:
        return (new if title is not None and title.lower() == old.lower() else title), rect

    return rewritten(formula, rewrite)
