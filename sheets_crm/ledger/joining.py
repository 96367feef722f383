"""Several texts of one cell as one: everything that is said, nothing twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from sheets_crm.matching.normal.phones import EXTENSION, phones

BETWEEN = re.compile(r"\s*[;\n]\s*")
WORD = re.compile(r"[^\W\d_]+")
Told = frozenset[str]


def joined(first: Sequence[str], more: Sequence[str], elsewhere: Sequence[str], told: Callable[[str], Told]) -> str:
    """Return the texts of `first` with the parts of `more` that say anything new; `elsewhere` is said in other cells already.

    `told` returns what a text says, as it is compared.
    """
    known = frozenset[str]().union(*map(told, (*first, *elsewhere)))
    out = list(first)
    for text in sorted(more):
        for part in filter(None, BETWEEN.split(text.strip())):
            said = told(part)
            if not said <= known:
                out.append(part)
                known |= said
    return "; ".join(out)


def with_phones(text: str) -> Told:
    """Say which numbers a text holds, with their extensions, and which words stand beside them."""
    out: set[str] = set()
    for part in filter(None, BETWEEN.split(text)):
        numbers = phones(part)
        beside = "".join(EXTENSION.findall(part)).strip().casefold()
        words = {word.casefold() for word in WORD.findall(EXTENSION.sub(" ", part))}
        out |= {f"{number} {beside}".strip() for number in numbers} | words if numbers else {part.casefold()}
    return frozenset(out)


def with_emails(text: str) -> Told:
    """Say which addresses and words a text holds."""
    return frozenset(word.strip(" ,<>").casefold() for part in BETWEEN.split(text) for word in part.split() if word.strip(" ,<>"))


def with_words(text: str) -> Told:
    """Say which remarks a text holds."""
    return frozenset(" ".join(part.split()).casefold() for part in BETWEEN.split(text.strip()) if part)
