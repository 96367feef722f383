"""What the arguments and results of functions are: single values, or whole ranges."""

from dataclasses import dataclass

from sheets_server.formula_tokens import Token, closing

CHOICES = "IF IFERROR IFNA IFS SWITCH CHOOSE"
WORDS = (
    "LEN TRIM UPPER LOWER PROPER LEFT RIGHT MID FIND SEARCH SUBSTITUTE REPLACE REPT TEXT VALUE EXACT CLEAN CHAR CODE T N TO_TEXT "
    "REGEXMATCH REGEXEXTRACT REGEXREPLACE HYPERLINK CONCAT DOLLAR FIXED TO_DATE TO_PURE_NUMBER"
)
NUMBERS = "ABS ROUND ROUNDUP ROUNDDOWN INT MOD SIGN SQRT POWER EXP LN LOG LOG10 CEILING FLOOR TRUNC MROUND QUOTIENT EVEN ODD"
DATES = "YEAR MONTH DAY HOUR MINUTE SECOND WEEKDAY DATE TIME DATEDIF EDATE EOMONTH DAYS WEEKNUM DATEVALUE TIMEVALUE ISOWEEKNUM"
TESTS = "ISBLANK ISNUMBER ISTEXT ISERROR ISERR ISNA ISLOGICAL ISNONTEXT ISEMAIL ISURL NOT ROW COLUMN ISDATE"
SCALAR = frozenset(f"{CHOICES} {WORDS} {NUMBERS} {DATES} {TESTS} ARRAYFORMULA".split())
"""Functions all of whose arguments are single values."""
SCALAR_PLACES: dict[str, frozenset[int]] = {
    "VLOOKUP": frozenset({0, 2, 3}),
    "HLOOKUP": frozenset({0, 2, 3}),
    "MATCH": frozenset({0, 2}),
    "XMATCH": frozenset({0, 2, 3}),
    "XLOOKUP": frozenset({0, 3, 4, 5}),
    "LOOKUP": frozenset({0}),
    "COUNTIF": frozenset({1}),
    "SUMIF": frozenset({1}),
    "AVERAGEIF": frozenset({1}),
    "INDEX": frozenset({1, 2}),
}
"""Of functions that take ranges as well: the places of their single values."""
BLANK_BEARING = frozenset(f"{CHOICES} VLOOKUP HLOOKUP XLOOKUP INDEX LOOKUP OFFSET INDIRECT".split())
"""Functions that may give back an empty cell, which shows as nothing, not as 0."""
ARRAYS = "FILTER SORT UNIQUE SEQUENCE TRANSPOSE SPLIT VSTACK HSTACK TOCOL TOROW FLATTEN MAP BYROW BYCOL SORTN QUERY TAKE DROP"
SPILLING = frozenset(ARRAYS.split())
"""Functions that make several cells by themselves."""
RENAMED = {"FLATTEN": "TOCOL", "CONCATENATE": "CONCAT"}


@dataclass(slots=True)
class Frame:
    """An open bracket: whose it is, and at which of its arguments we are."""

    name: str
    argument: int = 0
    whole: bool = False
    """Whether ranges inside stay whole."""


def is_order(frame: Frame) -> bool:
    """Whether this argument is a direction of SORT."""
    return frame.name == "SORT" and frame.argument == 2


def takes_whole(frame: Frame) -> bool:
    """Whether the function takes a range as a whole at this argument."""
    if frame.name in {"", "{"} or frame.name in SCALAR:
        return frame.name == "{"
    return frame.argument not in SCALAR_PLACES.get(frame.name, frozenset())


def may_be_blank(given: list[Token]) -> bool:
    """Whether the formula may give back an empty cell as it is."""
    if len(given) == 1:
        return given[0][0] in {"range", "name"} and given[0][1].upper() not in {"TRUE", "FALSE"}
    around = len(given) > 1 and given[0][0] == "function" and closing(given, 1) == len(given) - 1
    return around and given[0][1].upper() in BLANK_BEARING
