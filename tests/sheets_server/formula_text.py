"""Formulas as Google Sheets writes them, made into ones that an Excel engine reads.

What is Google's own is translated: the locale's separators, open ranges (`A2:A`), arrays of ranges (`{A1:A3;"x"}`), one value
where a range stands (outside ARRAYFORMULA, the one in the same row), and ARRAYFORMULA itself, which becomes a plain formula in
each cell.
"""

from dataclasses import dataclass, field

from sheets_server.errors import ApiError
from sheets_server.formula_kinds import RENAMED, SPILLING, Frame, is_order, may_be_blank, takes_whole
from sheets_server.formula_tokens import ParseError, Token, closing, cut, outer, tokens
from sheets_server.locales import locale_of
from sheets_server.ranges import Area, letters, spanned, whole_name
from sheets_server.spreadsheet import Place, Sheet, Spreadsheet


class UnresolvedError(Exception):
    """A reference to a sheet that is not there; IFERROR may catch it."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A range of which each cell of the result takes its own cell."""

    sheet: str
    top: int
    left: int
    rows: int
    columns: int
    turned: str = ""
    """`ROW` or `COLUMN` where only that number is asked for."""

    def at(self, row: int, column: int) -> str:
        """The cell for one cell of the result; a single row or column serves all of them."""
        down, right = 0 if self.rows == 1 else row, 0 if self.columns == 1 else column
        if down >= self.rows or right >= self.columns:
            return "NA()"
        if self.turned:
            return str((self.top + down if self.turned == "ROW" else self.left + right) + 1)
        return f"{self.sheet}{letters(self.left + right)}{self.top + down + 1}"


Piece = str | Spread


@dataclass(slots=True)
class Template:
    """A formula ready for the engine: texts, with ranges between them of which each cell of the result takes its own."""

    pieces: list[Piece] = field(default_factory=list)
    array: bool = False
    """Whether the result fills one cell for each cell of the spread ranges."""
    spills: bool = False
    """Whether the engine may make several cells of it."""
    volatile: bool = False
    unresolved: str = ""
    """The name of a sheet that is not there."""
    local: bool = False
    """Whether it holds only in the cell that it was written for."""
    text: str = ""
    """The formula, once it is written, of one that is the same wherever it stands."""

    @property
    def rows(self) -> int:
        return max((piece.rows for piece in self.pieces if isinstance(piece, Spread)), default=1) if self.array else 1

    @property
    def columns(self) -> int:
        return max((piece.columns for piece in self.pieces if isinstance(piece, Spread)), default=1) if self.array else 1

    def at(self, row: int = 0, column: int = 0) -> str:
        """The formula of one cell of the result."""
        if not self.array and not self.text:
            self.text = "=" + "".join(piece if isinstance(piece, str) else piece.at(0, 0) for piece in self.pieces)
        return self.text or "=" + "".join(piece if isinstance(piece, str) else piece.at(row, column) for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Home:
    """Where a formula stands."""

    spreadsheet: Spreadsheet
    sheet: Sheet
    place: Place

    @property
    def point(self) -> str:
        return locale_of(str(self.spreadsheet.properties.get("locale", "en_US"))).decimal

    @property
    def comma_decimal(self) -> bool:
        return self.point == ","


def stacked(text: str, home: Home) -> list[Template]:
    """The templates of a formula that stand one below the other: `{"Total";ARRAYFORMULA(...)}` has two, most have one."""
    given = list(tokens(text.removeprefix("="), home.point))
    array = False
    while outer(given, "ARRAYFORMULA"):
        given, array = given[2:-1], True
    if given[:1] == [("mark", "{")] and closing(given, 0) == len(given) - 1:
        parts = cut(given[1:-1], {";"})
        if len(parts) > 1 and not any(columns_inside(part, home) for part in parts):
            return [one for part in parts for one in stacked_part(part, home, array=array)]
    return [Writer(home, array=array).write(given)]


def stacked_part(given: list[Token], home: Home, *, array: bool) -> list[Template]:
    """The template of one element of a stack."""
    while outer(given, "ARRAYFORMULA"):
        given, array = given[2:-1], True
    alone = len(given) == 1 and given[0][0] == "range"
    return [Writer(home, array=array or alone).write(given)]


def columns_inside(given: list[Token], home: Home) -> bool:
    """Whether a row of an array has several columns, or an array of its own."""
    return len(cut(given, {"\\"} if home.comma_decimal else {","})) > 1 or given[:1] == [("mark", "{")]


class Writer:
    """Writes one formula's tokens out for the engine."""

    def __init__(self, home: Home, *, array: bool) -> None:
        self.home, self.array = home, array
        self.frames: list[Frame] = []
        self.made = Template()

    def write(self, given: list[Token]) -> Template:
        """The template of these tokens."""
        place = 0
        while place < len(given):
            place += self.position(given, place) or self.one(*given[place])
        if self.frames:
            raise ParseError
        spread = any(isinstance(piece, Spread) for piece in self.made.pieces)
        self.made.array = self.array and spread
        self.made.spills = self.made.spills or (self.array and not spread)
        if may_be_blank(given):
            self.made.pieces = ["LET(v__,", *self.made.pieces, ',IF(ISBLANK(v__),"",v__))']
        return self.made

    def position(self, given: list[Token], place: int) -> int:
        """Write `ROW(A2:A)` as a number, so that a cell may ask for its own row; how many tokens that took."""
        kinds = [kind for kind, _ in given[place : place + 4]]
        name = given[place][1].upper()
        if kinds != ["function", "mark", "range", "mark"] or name not in {"ROW", "COLUMN"} or self.is_whole():
            return 0
        spread = self.spread(given[place + 2][1])
        self.made.pieces.append(Spread(spread.sheet, spread.top, spread.left, spread.rows, spread.columns, name))
        return 4

    def is_whole(self) -> bool:
        """Whether a range here is taken as a whole."""
        return any(frame.whole or takes_whole(frame) for frame in self.frames)

    def one(self, kind: str, text: str) -> int:
        """Write one token."""
        writers = {
            "range": self.a_range,
            "mark": self.a_mark,
            "function": self.a_function,
            "name": self.a_name,
            "number": self.a_number,
        }
        writers.get(kind, self.made.pieces.append)(text)
        return 1

    def a_number(self, text: str) -> None:
        self.made.pieces.append(text.replace(",", "."))

    def a_name(self, text: str) -> None:
        """TRUE, FALSE, a name that LET gave, or a named range."""
        try:
            area = whole_name(self.home.spreadsheet, text) if text.upper() not in {"TRUE", "FALSE"} else None
        except ApiError:
            area = None
        if area is None or area.sheet.title == text:
            self.made.pieces.append(text)
        else:
            self.an_area(area)

    def a_function(self, text: str) -> None:
        name = text.upper()
        self.made.volatile = self.made.volatile or name in {"TODAY", "NOW", "RAND", "RANDBETWEEN"}
        self.made.spills = self.made.spills or name in SPILLING
        self.made.pieces.append("" if name == "ARRAYFORMULA" else RENAMED.get(name, name))
        self.frames.append(Frame(name))

    def a_mark(self, text: str) -> None:
        separators = {"\\": ","} if self.home.comma_decimal else {}
        if text == "(" and self.frames and self.frames[-1].argument == 0 and self.made.pieces[-1:] == [self.opening()]:
            self.made.pieces.append("(")
        elif text == "(":
            self.frames.append(Frame(""))
            self.made.pieces.append("(")
        elif text == "{":
            self.frames.append(Frame("{", whole=True))
            self.made.spills = True
            self.made.pieces.append("VSTACK(HSTACK(")
        elif text in {")", "}"}:
            self.close(text)
        elif text in {",", ";", "\\"}:
            self.separator(text, separators)
        else:
            self.made.pieces.append(text)

    def opening(self) -> str:
        """What was written for the function whose bracket opens now."""
        name = self.frames[-1].name
        return "" if name == "ARRAYFORMULA" else RENAMED.get(name, name)

    def separator(self, text: str, separators: dict[str, str]) -> None:
        if not self.frames or (text == "," and self.home.comma_decimal):
            raise ParseError
        frame = self.frames[-1]
        self.close_order(frame)
        frame.argument += 1
        if frame.name == "{" and text == ";":
            self.made.pieces.append("),HSTACK(")
        else:
            self.made.pieces.append(separators.get(text, ",") + ("IF(" if is_order(frame) else ""))

    def close_order(self, frame: Frame) -> None:
        """After a direction of SORT, which Google says by TRUE and FALSE and others by 1 and -1."""
        if is_order(frame):
            self.made.pieces.append(",1,-1)")

    def close(self, text: str) -> None:
        if not self.frames or (self.frames[-1].name == "{") != (text == "}"):
            raise ParseError
        frame = self.frames.pop()
        self.close_order(frame)
        if text == "}":
            self.made.pieces.append("))")
        else:
            self.made.pieces.append(',"")' if frame.name in {"IFERROR", "IFNA"} and frame.argument == 0 else ")")

    def a_range(self, text: str) -> None:
        """A cell, or a range: whole, or spread over the cells of the result, or the one in the same row or column."""
        try:
            area = self.area(text)
        except UnresolvedError as missing:
            self.made.unresolved = str(missing)
            self.made.pieces.append("#REF!")
            return
        if ":" not in text:
            top, left, _, _ = self.clipped(area)
            self.made.pieces.append(f"{self.sheet_name(area)}{letters(left)}{top + 1}")
        else:
            self.an_area(area)

    def an_area(self, area: Area) -> None:
        top, left, bottom, right = self.clipped(area)
        if not self.is_whole() and (bottom - top > 1 or right - left > 1):
            if self.array:
                self.made.pieces.append(Spread(self.sheet_name(area), top, left, bottom - top, right - left))
            else:
                self.made.pieces.append(self.crossing(area))
            return
        self.made.pieces.append(f"{self.sheet_name(area)}{letters(left)}{top + 1}:{letters(right - 1)}{bottom}")

    def spread(self, text: str) -> Spread:
        """The range, with what it is for each cell of the result; outside an array, for the formula's own row and column."""
        area = self.area(text)
        top, left, bottom, right = self.clipped(area)
        if self.array:
            return Spread(self.sheet_name(area), top, left, bottom - top, right - left)
        self.made.local = True
        return Spread(self.sheet_name(area), top, left, 1, 1)

    def crossing(self, area: Area) -> str:
        """The one cell of a range that stands in the formula's own row or column."""
        top, left, bottom, right = self.clipped(area)
        row, column = self.home.place
        self.made.local = True
        if right - left == 1 and top <= row < bottom:
            return f"{self.sheet_name(area)}{letters(left)}{row + 1}"
        if bottom - top == 1 and left <= column < right:
            return f"{self.sheet_name(area)}{letters(column)}{top + 1}"
        return "#VALUE!"

    def clipped(self, area: Area) -> tuple[int, int, int, int]:
        """The sides of an area; an open one goes to the end of the grid, at least one cell."""
        top, left = area.top or 0, area.left or 0
        bottom = area.sheet.row_count if area.bottom is None else area.bottom
        right = area.sheet.column_count if area.right is None else area.right
        return top, left, max(bottom, top + 1), max(right, left + 1)

    def sheet_name(self, area: Area) -> str:
        """The engine's name for the sheet: its ID, so that titles need no quoting and may change."""
        return f"S{area.sheet.id}!"

    def area(self, text: str) -> Area:
        """The area that a reference means."""
        title, bang, rest = text.rpartition("!")
        sheet: Sheet | None = self.home.sheet
        if bang:
            name = title[1:-1].replace("''", "'") if title.startswith("'") else title
            sheet = self.home.spreadsheet.titled(name)
            if sheet is None:
                raise UnresolvedError(name)
        assert sheet is not None
        found = spanned(sheet, rest)
        if found is None:
            raise ParseError
        return found
