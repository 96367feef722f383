"""The number format a cell shows with: the one it was given, or for a formula the one that follows from what it is made of."""

import re

from sheets_server.formula_tokens import ParseError, Token, closing, cut, tokens
from sheets_server.locales import Locale, locale_of
from sheets_server.ranges import Area, resolve, spanned
from sheets_server.spreadsheet import Json, Place, Sheet, Spreadsheet

MOMENTS = {"DATE", "TIME", "DATE_TIME"}
MADE = {
    "DATE": ["TODAY", "DATE", "EDATE", "EOMONTH", "DATEVALUE", "TO_DATE", "WORKDAY"],
    "DATE_TIME": ["NOW"],
    "TIME": ["TIME", "TIMEVALUE"],
    "PERCENT": ["TO_PERCENT"],
}
KINDS = {name: kind for kind, names in MADE.items() for name in names}
"""What functions come to whatever they are given."""
FIRST = [
    "MIN",
    "MAX",
    "SUM",
    "AVERAGE",
    "MEDIAN",
    "FILTER",
    "SORT",
    "UNIQUE",
    "ARRAYFORMULA",
    "INDEX",
    "ABS",
    "ROUND",
    "ROUNDUP",
    "ROUNDDOWN",
    "LARGE",
    "SMALL",
    "MODE",
]
ARGUMENTS: dict[str, list[int]] = {name: [0] for name in [*FIRST, "SUMIFS", "AVERAGEIFS", "MAXIFS", "MINIFS", "N"]} | {
    "IF": [1, 2],
    "IFERROR": [0, 1],
    "IFNA": [0, 1],
    "SUMIF": [2, 0],
    "AVERAGEIF": [2, 0],
    "XLOOKUP": [2],
    "LOOKUP": [2, 1],
}
"""Functions whose result looks like one of their arguments: the first of these that looks like anything."""
DEEPEST = 8
Found = Json
"""A NumberFormat, or an empty one."""


def number_format(book: Spreadsheet, sheet: Sheet, place: Place, depth: int = 0) -> Found:
    """The format that was given to the cell, else the one its formula comes to, else an empty one."""
    cell = sheet.cells.get(place)
    if cell is None:
        return {}
    given: Found = cell.get("userEnteredFormat", {}).get("numberFormat", {})
    formula = cell.get("userEnteredValue", {}).get("formulaValue")
    if given or not formula or depth > DEEPEST:
        return given
    locale = locale_of(book.properties.get("locale", "en_US"))
    try:
        return Reader(book, sheet, locale, depth).of(list(tokens(formula[1:], locale.decimal)))
    except ParseError:
        return {}


class Reader:
    """Finds out what one formula looks like."""

    def __init__(self, book: Spreadsheet, sheet: Sheet, locale: Locale, depth: int) -> None:
        self.book, self.sheet, self.locale, self.depth = book, sheet, locale, depth

    def of(self, given: list[Token]) -> Found:
        """The format of a formula or a part of one."""
        while given and given[0] == ("mark", "(") and closing(given, 0) == len(given) - 1:
            given = given[1:-1]
        if len(given) > 1 and given[0][0] == "function" and closing(given, 1) == len(given) - 1:
            return self.function(given[0][1].upper(), cut(given[2:-1], {",", ";"}))
        if len(given) == 1:
            return self.reference(given[0][1]) if given[0][0] in {"range", "name"} else {}
        if len(cut(given, {"=", "<", ">", "<=", ">=", "<>", "&", "^"})) > 1:
            return {}
        return self.reckoned(given)

    def reckoned(self, given: list[Token]) -> Found:
        """The format of a sum or a product; the difference of two dates is a plain number."""
        for marks in ({"+", "-"}, {"*", "/"}):
            parts = [part for part in cut(given, marks) if part]
            if len(parts) > 1:
                found = [one for part in parts if (one := self.of(part))]
                moments = [one for one in found if one["type"] in MOMENTS]
                return {} if len(moments) > 1 or (moments and "*" in marks) or not found else (moments or found)[0]
        return {}

    def function(self, name: str, arguments: list[list[Token]]) -> Found:
        """The format of what a function comes to."""
        if name in KINDS:
            return self.usual(KINDS[name])
        if name == "VLOOKUP" and len(arguments) > 2 and arguments[1]:
            number = arguments[2][0][1] if arguments[2] else ""
            return self.reference(arguments[1][0][1], int(number) - 1) if number.isdigit() else {}
        found = (self.of(arguments[at]) for at in ARGUMENTS.get(name, []) if at < len(arguments))
        return next((one for one in found if one), {})

    def usual(self, kind: str) -> Found:
        """The locale's pattern for that kind."""
        day, clock = self.locale.date_pattern, self.locale.time_pattern
        patterns = {"DATE": day, "TIME": clock, "DATE_TIME": f"{day} {clock.removesuffix(' am/pm')}", "PERCENT": "0.00%"}
        return {"type": kind, "pattern": patterns[kind]}

    def reference(self, text: str, along: int = 0) -> Found:
        """The format of the first cell of a range that has one, its header aside."""
        area = self.area(text)
        if area is None:
            return {}
        top, left, bottom, _ = area.bounded()
        places = [(row, left + along) for row in range(top, min(top + 2, bottom))]
        found = (number_format(self.book, area.sheet, place, self.depth + 1) for place in places)
        return next((one for one in found if one), {})

    def area(self, text: str) -> Area | None:
        """The area that a reference or a name means."""
        title, bang, rest = text.rpartition("!")
        sheet = self.book.titled(title.strip("'").replace("''", "'")) if bang else self.sheet
        if sheet is None:
            return None
        if re.search(r"\d|:", rest) and (area := spanned(sheet, rest)):
            return area
        named = any(one["name"].lower() == rest.lower() for one in self.book.named_ranges.values())
        return resolve(self.book, rest) if named else None
