"""A formula cut into its parts, in Google's grammar."""

import re
from functools import lru_cache

Token = tuple[str, str]
"""Kind and text."""
GRAMMAR = r"""(?P<space>\s+)
      | (?P<string>"(?:[^"]|"")*")
      | (?P<error>\#(?:REF!|N/A|VALUE!|NAME\?|NUM!|DIV/0!|NULL!|ERROR!))
      | (?P<range>(?:'(?:[^']|'')+'!|[^\W\d][\w.]*!)?
            (?:\$?[A-Z]{1,3}\$?[1-9]\d*(?::\$?[A-Z]{1,3}(?:\$?[1-9]\d*)?|:\$?[1-9]\d*)?
              |\$?[A-Z]{1,3}:\$?[A-Z]{1,3}(?:\$?[1-9]\d*)?|\$?[1-9]\d*:\$?[1-9]\d*)(?![\w(!.]))
      | (?P<number>(?:\d+(?:POINT\d*)?|POINT\d+)(?:E[+-]?\d+)?)
      | (?P<function>[^\W\d][\w.]*(?=\s*\())
      | (?P<name>[^\W\d][\w.]*)
      | (?P<mark><>|<=|>=|[-+*/^&=<>%(){},;\\@!])"""
TOKENS = {point: re.compile(GRAMMAR.replace("POINT", re.escape(point)), re.VERBOSE | re.IGNORECASE) for point in ".,"}


class ParseError(Exception):
    """A formula that cannot be read."""


@lru_cache(maxsize=20_000)
def tokens(text: str, point: str) -> tuple[Token, ...]:
    """The tokens of a formula without its `=`; `point` is the locale's decimal separator."""
    found, place = [], 0
    while place < len(text):
        match = TOKENS[point].match(text, place)
        if match is None:
            raise ParseError
        kind = str(match.lastgroup)
        place = match.end()
        if kind != "space":
            found.append((kind, match[0]))
    return tuple(found)


def outer(given: list[Token], name: str) -> bool:
    """Whether that function is around everything."""
    named = given[:1] and given[0][0] == "function" and given[0][1].upper() == name
    return bool(named) and closing(given, 1) == len(given) - 1


def closing(given: list[Token], start: int) -> int:
    """The place of the bracket that closes the one at `start`, or -1."""
    depth = 0
    for place in range(start, len(given)):
        kind, text = given[place]
        depth += (text in "({") - (text in ")}") if kind == "mark" and len(text) == 1 else 0
        if depth == 0:
            return place
    return -1


def cut(given: list[Token], marks: set[str]) -> list[list[Token]]:
    """The tokens between those marks that stand in no bracket."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for kind, text in given:
        if kind == "mark":
            depth += (text in {"(", "{"}) - (text in {")", "}"})
        if kind == "mark" and depth == 0 and text in marks:
            parts.append([])
        else:
            parts[-1].append((kind, text))
    return parts
