"""A formula's text, split into its smallest parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sheets_crm.audit.formulas.references import CELL, SHEET

TOKEN = re.compile(
    rf"(?P<space>\s+)"
    rf'|(?P<text>"(?:[^"]|"")*")'
    rf"|(?P<error>#(?:REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!))"
    rf"|(?P<reference>(?:{SHEET})?{CELL}(?::{CELL})?)"
    rf"|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[Ee][+-]?\d+)?(?![\w.:]))"
    rf"|(?P<call>[^\W\d][\w.]*\()"
    rf"|(?P<name>(?:{SHEET})?[\w$\\.\[\]]+(?::[\w$]+)?)"
    rf"|(?P<operator><=|>=|<>|[-+*/^&=<>%(),;{{}}:!@#])"
    rf"|(?P<odd>.)",
    re.DOTALL,
)


class Token(NamedTuple):
    """One part: its kind (a group of TOKEN) and its text."""

    kind: str
    text: str


def tokens(formula: str) -> Iterator[Token]:
    """Yield the parts of a formula (with or without its `=`), white space left out."""
    for found in TOKEN.finditer(formula.removeprefix("=")):
        kind = found.lastgroup or "odd"
        if kind != "space":
            yield Token(kind, found.group())
