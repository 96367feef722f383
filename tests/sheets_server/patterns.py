"""Number format patterns in Google's syntax, cut into sections and tokens."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from sheets_server.locales import Locale

TOKEN = re.compile(
    r"""(?P<literal>"[^"]*"?|\\.)                    # "text", \x
      | (?P<space>_.)                                # _x: as wide as x
      | (?P<fill>\*.)                                # *x: x repeated to fill the cell
      | \[(?P<elapsed>h+|m+|s+)\]
      | \[\$(?P<currency>[^\]-]*)(?:-[^\]]*)?\]
      | \[(?P<condition>[<>=]{1,2}\s*-?[\d.]+)\]
      | \[(?P<colour>[^\]]*)\]
      | (?P<half>am/pm|a/p)
      | (?P<general>general)
      | (?P<exponent>e[+-]0+)
      | (?P<moment>y+|m+|d+|h+|s+)
      | (?P<digit>[0\#?])
      | (?P<point>\.)
      | (?P<comma>,)
      | (?P<percent>%)
      | (?P<slash>/)
      | (?P<text>@)
      | (?P<other>.)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
WORD = re.compile(r"[a-z]+", re.IGNORECASE)
Token = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Section:
    """One of the parts between semicolons."""

    tokens: tuple[Token, ...]
    condition: str = ""

    def has(self, *kinds: str) -> bool:
        """Whether it has a token of one of these kinds."""
        return any(kind in kinds for kind, _ in self.tokens)

    @property
    def has_text(self) -> bool:
        return self.has("text")

    @property
    def has_digits(self) -> bool:
        return self.has("digit")

    @property
    def is_moment(self) -> bool:
        """Whether it shows a date, a time or a duration."""
        return self.has("moment", "elapsed", "half")

    @property
    def percents(self) -> int:
        return sum(kind == "percent" for kind, _ in self.tokens)

    @property
    def exponent(self) -> str:
        return next((text for kind, text in self.tokens if kind == "exponent"), "")

    @property
    def denominator(self) -> bool:
        """Whether it shows a fraction: a slash with digits on both sides."""
        kinds = [kind for kind, _ in self.tokens]
        return "slash" in kinds and "digit" in kinds[: kinds.index("slash")]

    @property
    def point(self) -> int:
        """The place of the decimal point among the tokens, or behind them all."""
        return next((place for place, (kind, _) in enumerate(self.tokens) if kind == "point"), len(self.tokens))

    @property
    def whole(self) -> str:
        """The digits before the point."""
        return "".join(text for kind, text in self.tokens[: self.point] if kind == "digit")

    @property
    def decimals(self) -> str:
        """The digits after it."""
        return "".join(text for kind, text in self.tokens[self.point :] if kind == "digit")

    @property
    def thousands(self) -> int:
        """Commas right behind the last digit, each of which divides by a thousand."""
        last = max((place for place, (kind, _) in enumerate(self.tokens) if kind == "digit"), default=-1)
        behind = self.tokens[last + 1 :]
        return next((count for count, (kind, _) in enumerate(behind) if kind != "comma"), len(behind))

    @property
    def grouped(self) -> bool:
        """Whether a comma stands between digits before the point."""
        kinds = [kind for kind, _ in self.tokens[: self.point]]
        digits = [place for place, kind in enumerate(kinds) if kind == "digit"]
        return bool(digits) and "comma" in kinds[digits[0] : digits[-1]]

    def literal(self, text: str) -> str:
        """The section around a text, which stands for @ or General."""
        return "".join(text if kind in {"text", "general"} else said(kind, given) for kind, given in self.tokens)

    def filled(self, whole: str, decimals: str, exponent: int, locale: Locale) -> str:
        """The section with the digits put in their places."""
        before = iter(spread(whole, self.whole, locale.group if self.grouped else ""))
        after = iter(trimmed(decimals, self.decimals))
        shown = []
        for place, (kind, text) in enumerate(self.tokens):
            if kind == "digit":
                shown.append(next(before if place < self.point else after))
            elif kind == "point":
                shown.append(locale.decimal if place == self.point else text)
            elif kind == "exponent":
                sign = "-" if exponent < 0 else text[1].replace("-", "")
                shown.append(f"{text[0]}{sign}{abs(exponent):0{len(text) - 2}d}")
            else:
                shown.append("" if kind == "comma" else said(kind, text))
        return "".join(shown)

    def fraction(self, value: Decimal) -> str:
        """A common fraction: `# ??/??`, `# 0/8`."""
        pattern = "".join(text for kind, text in self.tokens if kind in {"digit", "slash", "other"})
        found = re.fullmatch(r"(?:([0#?]+) )?([0#?]+)/([0#?]+|\d+)", pattern)
        if not found:
            return str(value)
        minus, exact = "-" if value < 0 else "", Fraction(abs(value))
        near = exact.limit_denominator(10 ** len(found[3]) - 1)
        whole = int(near) if found[1] else 0
        rest = near - whole
        front = f"{whole} " if found[1] and (whole or found[1][-1] == "0" or not rest) else ""
        if found[1] and not rest:
            return minus + front.rstrip() + " " * (len(found[2]) + len(found[3]) + 2) * ("?" in found[2])
        above = str(rest.numerator).rjust(len(found[2]) if "?" in found[2] else 0)
        below = str(rest.denominator).ljust(len(found[3]) if "?" in found[3] else 0)
        return f"{minus}{front}{above}/{below}"


def said(kind: str, text: str) -> str:
    """What a token shows that has nothing to do with the value."""
    if kind == "literal":
        return text[1:] if text[0] == "\\" else text.strip('"')
    if kind in {"space", "fill"}:
        return " " if kind == "space" else text[1]
    return "" if kind in {"condition", "colour"} else text


def spread(digits: str, places: str, separator: str) -> list[str]:
    """The digits of the whole part, one string for each place of the pattern; the first takes those left over."""
    spare = max(len(digits) - len(places), 0)
    padded = digits[spare:].rjust(len(places), "\0")
    shown, seen = [], False
    for index, (digit, place) in enumerate(zip(padded, places, strict=True)):
        behind = len(places) - index - 1
        own = digits[: spare + 1] if spare and not index else blank(place) if digit == "\0" else digit
        seen = seen or own.strip() != ""
        if separator and not index and spare:
            own = grouped_run(own, behind, separator)
        elif separator and seen and own and behind and behind % 3 == 0:
            own += separator
        shown.append(own)
    return shown


def grouped_run(digits: str, behind: int, separator: str) -> str:
    """Several digits with `behind` more to come, with separators between thousands."""
    count = len(digits)
    marks = [separator if (count - index - 1 + behind) % 3 == 0 and count - index - 1 + behind else "" for index in range(count)]
    return "".join(digit + mark for digit, mark in zip(digits, marks, strict=True))


def trimmed(digits: str, places: str) -> list[str]:
    """The digits after the point; those that say nothing are shown only where the pattern has a 0."""
    shown, idle = [], True
    for digit, place in reversed(list(zip(digits.ljust(len(places), "0"), places, strict=False))):
        idle = idle and digit == "0" and place != "0"
        shown.append(blank(place) if idle else digit)
    return shown[::-1]


def blank(place: str) -> str:
    """What a place without a digit shows."""
    return {"0": "0", "?": " "}.get(place, "")


@lru_cache(maxsize=500)
def sections(pattern: str) -> tuple[Section, ...]:
    """The sections of a pattern, at most four."""
    parts: list[list[Token]] = [[]]
    place = 0
    while place < len(pattern):
        token = token_at(pattern, place)
        place += len(token[2])
        if token[2] == ";":
            parts.append([])
        else:
            parts[-1].append((token[0], token[1]))
    return tuple(section(tokens) for tokens in parts[:4])


def token_at(pattern: str, place: int) -> tuple[str, str, str]:
    """The kind of the token that begins there, its text, and all that it takes up; an unknown word is literal as a whole."""
    word = WORD.match(pattern, place)
    if (
        word
        and not re.fullmatch(r"(?:general|am|pm|e|[ymdhs]+)", word[0], re.IGNORECASE)
        and not re.match(r"a/p|e[+-]0", pattern[place:], re.IGNORECASE)
    ):
        return "other", word[0], word[0]
    if word and word[0].upper() in {"AM", "PM"} and pattern[place:].lower()[:5] != "am/pm":
        return "half", "am/pm", word[0]
    found = TOKEN.match(pattern, place)
    assert found is not None
    kind = str(found.lastgroup)
    return kind, found[kind], found[0]


def section(tokens: list[Token]) -> Section:
    """A section with its condition."""
    return Section(tuple(tokens), next((text for kind, text in tokens if kind == "condition"), ""))


def chosen(parts: list[Section], number: float) -> tuple[Section | None, bool]:
    """The section that shows a number, and whether it shows it without its minus."""
    numeric = [part for part in parts[:3] if not part.has_text or len(parts) == 1] or parts[:1]
    if any(part.condition for part in numeric):
        for part in numeric:
            if not part.condition or fits(number, part.condition):
                return part, part.condition.startswith("<") and number < 0 and len(numeric) > 1
        return None, False
    if number < 0 and len(numeric) > 1:
        return numeric[1], True
    return numeric[2 if number == 0 and len(numeric) > 2 else 0], False


def fits(number: float, condition: str) -> bool:
    """Whether a condition like `>=100` holds."""
    found = re.fullmatch(r"([<>=]{1,2})\s*(-?[\d.]+)", condition)
    assert found is not None
    bound = float(found[2])
    return {
        "<": number < bound,
        ">": number > bound,
        "=": number == bound,
        "<=": number <= bound,
        ">=": number >= bound,
        "<>": number != bound,
    }.get(found[1], False)
