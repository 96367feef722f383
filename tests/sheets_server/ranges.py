"""Ranges in A1 and R1C1 notation, GridRanges, and what they come to on a sheet."""

import re
from dataclasses import dataclass, replace

from sheets_server.errors import invalid
from sheets_server.spreadsheet import Json, Place, Sheet, Spreadsheet

A1_CELL = re.compile(r"\$?([A-Za-z]{1,3})?\$?([1-9]\d{0,7})?")
R1C1_CELL = re.compile(r"(?:[Rr](\d+))?(?:[Cc](\d+))?")


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a sheet, from 0, ends exclusive; None where the range is open."""

    sheet: Sheet
    top: int | None = None
    left: int | None = None
    bottom: int | None = None
    right: int | None = None

    def bounded(self) -> tuple[int, int, int, int]:
        """Top, left, bottom, right with open sides and ends taken from the grid."""
        bottom = self.sheet.row_count if self.bottom is None else min(self.bottom, self.sheet.row_count)
        right = self.sheet.column_count if self.right is None else min(self.right, self.sheet.column_count)
        return self.top or 0, self.left or 0, bottom, right

    def places(self) -> list[Place]:
        """Every cell's row and column, row by row."""
        top, left, bottom, right = self.bounded()
        return [(row, column) for row in range(top, bottom) for column in range(left, right)]

    def has(self, place: Place) -> bool:
        """Whether the cell lies inside."""
        top, left, bottom, right = self.bounded()
        return top <= place[0] < bottom and left <= place[1] < right

    def grid_range(self) -> Json:
        """The GridRange, with sheetId written out and open sides left out."""
        ends = {
            "startRowIndex": self.top,
            "endRowIndex": self.bottom,
            "startColumnIndex": self.left,
            "endColumnIndex": self.right,
        }
        return {"sheetId": self.sheet.id} | {key: value for key, value in ends.items() if value is not None}

    def a1(self) -> str:
        """The range as answers write it: `Sheet1!A1:B2`, one cell as `Sheet1!A1`."""
        top, left, bottom, right = self.bounded()
        first, last = cell_a1(top, left), cell_a1(bottom - 1, right - 1)
        return f"{quoted(self.sheet.title)}!{first}" + ("" if first == last else f":{last}")

    def asked(self) -> str:
        """The range as refusals write it: as far as it was asked for, also beyond the grid, open ends left open."""
        first = ("" if self.left is None else letters(self.left)) + ("" if self.top is None else str(self.top + 1))
        last = ("" if self.right is None else letters(self.right - 1)) + ("" if self.bottom is None else str(self.bottom))
        cells = ":".join(dict.fromkeys(part for part in (first, last) if part))
        return f"{quoted(self.sheet.title)}!{cells}" if cells else quoted(self.sheet.title)

    def is_cell(self) -> bool:
        """Whether it names a single cell."""
        return self.sides() is not None and self.bounded_size() == (1, 1)

    def sides(self) -> tuple[int, int, int, int] | None:
        """The four sides if all are given."""
        if self.top is None or self.left is None or self.bottom is None or self.right is None:
            return None
        return self.top, self.left, self.bottom, self.right

    def bounded_size(self) -> tuple[int, int]:
        """Rows and columns."""
        top, left, bottom, right = self.bounded()
        return bottom - top, right - left

    def on_grid(self) -> "Area":
        """The same range cut to the grid; refuses one that begins beyond it."""
        rows, columns = self.sheet.row_count, self.sheet.column_count
        if (self.top or 0) >= rows or (self.left or 0) >= columns:
            raise invalid(f"Range ({self.asked()}) exceeds grid limits. Max rows: {rows}, max columns: {columns}")
        cut = {"bottom": self.bottom and min(self.bottom, rows), "right": self.right and min(self.right, columns)}
        return replace(self, **cut)


def letters(column: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_number(name: str) -> int:
    """The column counted from 0 of its letters."""
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def cell_a1(row: int, column: int) -> str:
    """The A1 name of a cell counted from 0."""
    return f"{letters(column)}{row + 1}"


def quoted(title: str) -> str:
    """A tab's title as ranges write it: in quotes unless it is a plain word that no cell is called by."""
    plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", title) and not looks_like_range(title)
    return title if plain else "'" + title.replace("'", "''") + "'"


def looks_like_range(text: str) -> bool:
    """Whether a cell could be called so, in A1 or R1C1 notation."""
    return bool(re.fullmatch(r"[A-Za-z]{1,3}\d+", text) or re.fullmatch(r"[Rr]\d*[Cc]\d*|[Rr]\d*|[Cc]\d*", text))


def split(text: str) -> tuple[str | None, str]:
    """The tab's title (None if the range names none) and the rest."""
    if text.startswith("'"):
        found = re.fullmatch(r"'((?:[^']|'')*)'(?:!(.*))?", text, re.DOTALL)
        if not found:
            raise invalid(f"Unable to parse range: {text}")
        return found[1].replace("''", "'"), found[2] or ""
    title, bang, rest = text.rpartition("!")
    return (title, rest) if bang else (None, text)


def corner(text: str) -> tuple[int | None, int | None] | None:
    """Row and column from 0 of one end of a range, either may be missing; None if it is neither A1 nor R1C1."""
    found = A1_CELL.fullmatch(text)
    if found and text:
        return found[2] and int(found[2]) - 1, found[1] and column_number(found[1])  # type: ignore[return-value]
    found = R1C1_CELL.fullmatch(text)
    if found and text and "0" not in (found[1], found[2]):
        return found[1] and int(found[1]) - 1, found[2] and int(found[2]) - 1  # type: ignore[return-value]
    return None


def spanned(sheet: Sheet, text: str) -> Area | None:
    """The area of a range without a tab's title, or None if it cannot be read."""
    first, colon, second = text.partition(":")
    start = corner(first)
    end = corner(second) if colon else start
    if start is None or end is None or (not colon and None in start and not R1C1_CELL.fullmatch(first)):
        return None
    top, bottom = ordered(start[0], end[0])
    left, right = ordered(start[1], end[1])
    return Area(sheet, top, left, bottom, right)


def ordered(first: int | None, second: int | None) -> tuple[int | None, int | None]:
    """Both ends of one dimension in order, the second exclusive; an open end stays open."""
    if first is None or second is None:
        return (first if second is None else second), None
    return min(first, second), max(first, second) + 1


def resolve(spreadsheet: Spreadsheet, text: str) -> Area:
    """The area that a range of a request means: a named range, a tab, or a part of one; refused as Google refuses it."""
    title, rest = split(text)
    if title is None:
        return whole_name(spreadsheet, text)
    sheet = spreadsheet.titled(title)
    area = (spanned(sheet, rest) if rest else Area(sheet)) if sheet else None
    if area is None and sheet:
        named = named_area(spreadsheet, rest)
        area = named if named and named.sheet is sheet else None
    if area is None:
        raise invalid(f"Unable to parse range: {text}")
    return area


def named_area(spreadsheet: Spreadsheet, name: str) -> Area | None:
    """The area of a named range, whatever the case of its letters; the names of tables are no ranges."""
    for named in spreadsheet.named_ranges.values():
        if named["name"].lower() == name.lower():
            return of_grid_range(spreadsheet, named.get("range", {}))
    return None


def whole_name(spreadsheet: Spreadsheet, text: str) -> Area:
    """A range without `!`: a named range, a tab's title, or cells of the first tab."""
    named = named_area(spreadsheet, text)
    if named:
        return named
    area = spanned(spreadsheet.sheets[0], text)
    sheet = spreadsheet.titled(text)
    if sheet and (area is None or not re.search(r"\d|:", text)):
        return Area(sheet)
    if area is None:
        raise invalid(f"Unable to parse range: {text}")
    return area


def of_grid_range(spreadsheet: Spreadsheet, given: Json) -> Area:
    """The area of a GridRange; a missing sheetId is 0, as in the API."""
    sheet = spreadsheet.sheet(int(given.get("sheetId", 0)))
    return Area(
        sheet, given.get("startRowIndex"), given.get("startColumnIndex"), given.get("endRowIndex"), given.get("endColumnIndex")
    )
