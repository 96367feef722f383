"""Dates, times and durations under a pattern."""

import math
from datetime import date, timedelta

from sheets_server.locales import Locale
from sheets_server.patterns import Section, Token, said

EPOCH = date(1899, 12, 30)
DAY = 86_400_000
"""Milliseconds."""
SIZES = {"h": 3_600_000, "m": 60_000, "s": 1000}


def moment(number: float, part: Section, locale: Locale) -> str:
    """A serial number as the section's date, time or duration."""
    places = fraction_places(part.tokens)
    step = 10 ** (3 - places)
    total = math.floor(number * DAY / step + 0.5) * step
    days, inside = divmod(total, DAY)
    try:
        day = EPOCH + timedelta(days=days)
    except OverflowError:
        return "#" * 8
    noon, shown = part.has("half"), []
    alone = not any(kind == "moment" and text.lower() in {"d", "dd"} for kind, text in part.tokens)
    for place, (kind, text) in enumerate(part.tokens):
        if kind == "elapsed":
            shown.append(elapsed(part.tokens, place, total))
        elif kind == "half":
            shown.append(half(text, inside))
        elif kind == "moment" and (text[0] in "hsHS" or is_minute(part.tokens, place)):
            shown.append(clock(text.lower(), inside, noon=noon))
        elif kind == "moment":
            shown.append(calendar(text.lower(), day, locale, alone=alone))
        elif kind == "digit":
            run = len(leading_zeros(part.tokens[place:]))
            shown.append(f"{inside % 1000:03d}"[places - run : places - run + 1])
        else:
            shown.append(locale.decimal if kind == "point" and follows(part.tokens, place) else said(kind, text))
    return "".join(shown)


def fraction_places(tokens: tuple[Token, ...]) -> int:
    """How many digits of a second are shown, at most 3."""
    return min(sum(kind == "digit" for kind, _ in tokens), 3)


def leading_zeros(tokens: tuple[Token, ...]) -> str:
    """The digits that come next without anything between."""
    count = next((index for index, (kind, _) in enumerate(tokens) if kind != "digit"), len(tokens))
    return "0" * count


def follows(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether digits of a second come next."""
    return tokens[place + 1 : place + 2] != () and tokens[place + 1][0] == "digit"


def elapsed(tokens: tuple[Token, ...], place: int, total: int) -> str:
    """Whole hours, minutes or seconds since nothing; behind a greater unit, what that one leaves."""
    letters = tokens[place][1]
    before = [text[0].lower() for kind, text in tokens[:place] if kind == "elapsed"]
    left = abs(total) % min((SIZES[letter] for letter in before), default=abs(total) + 1)
    minus = "-" if total < 0 and not before else ""
    return f"{minus}{left // SIZES[letters[0].lower()]:0{len(letters)}d}"


def half(text: str, inside: int) -> str:
    """AM or PM; a or p, great where the pattern has it great."""
    later = inside >= DAY // 2
    if text.lower() == "a/p":
        letter = "p" if later else "a"
        return letter.upper() if text[2 if later else 0].isupper() else letter
    return "PM" if later else "AM"


def is_minute(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether an m is a minute: an hour or its elapsed kind came before it, or seconds come after it."""
    if tokens[place][1][0] not in "mM" or len(tokens[place][1]) > 2:
        return False
    timely = [(kind, text[0].lower(), index) for index, (kind, text) in enumerate(tokens) if kind in {"moment", "elapsed"}]
    before = [letter for _, letter, index in timely if index < place]
    after = [letter for _, letter, index in timely if index > place]
    return before[-1:] == ["h"] or after[:1] == ["s"]


def clock(letters: str, inside: int, *, noon: bool) -> str:
    """Hours, minutes or seconds within a day."""
    if letters[0] == "h":
        count = inside // 3_600_000
        count = (count % 12 or 12) if noon else count
    else:
        count = inside // 60_000 % 60 if letters[0] == "m" else inside // 1000 % 60
    return f"{count:0{min(len(letters), 2)}d}"


def calendar(letters: str, day: date, locale: Locale, *, alone: bool) -> str:
    """The year, month or day; a month's name stands otherwise where no day stands beside it."""
    count = len(letters)
    if letters[0] == "y":
        return f"{day.year % 100:02d}" if count <= 2 else str(day.year)
    number = day.month if letters[0] == "m" else day.day
    if count <= 2:
        return f"{number:0{count}d}"
    if letters[0] == "d":
        return (locale.days_short if count == 3 else locale.days)[day.weekday()]
    full = (locale.months_alone if alone else locale.months)[day.month - 1]
    return {3: locale.months_short[day.month - 1], 5: full[:1].upper()}.get(count, full)
