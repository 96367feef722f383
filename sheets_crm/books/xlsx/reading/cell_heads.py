"""The start tags of cells, many at once: their addresses, styles and types."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sheets_crm.books.xlsx.cells.areas import LAST_COLUMN, LAST_ROW
from sheets_crm.books.xlsx.reading.numerals import Bytes, Mask, Places, digits
from sheets_crm.books.xlsx.reading.tags import OddError, Tags
from sheets_crm.model.addresses import parse_address

TYPES = {"": 0, "s": 1, "n": 2, "b": 3, "e": 4, "d": 5, "str": 6, "inlineStr": 7}
OTHER = len(TYPES)
COLUMN_LETTERS, ROW_DIGITS, STYLE_DIGITS = 3, 7, 5


@dataclass(frozen=True, eq=False)
class Heads:
    """What the start tags of cells say: `tags` are their numbers among the tags; `types` are places in TYPES."""

    tags: Places
    rows: Places
    columns: Places
    styles: Places
    types: Places


def read_heads(tags: Tags, live: Places) -> Heads:
    """Read the attributes of cells; OddError when one has no address."""
    raw, at = tags.raw, tags.starts[live] + 3
    fine = begins(raw, at, b'r="')
    columns, at = letters(raw, at + 3)
    rows, at = digits(raw, at, ROW_DIGITS)
    fine &= (raw[at] == ord('"')) & (columns > 0) & (rows > 0)
    at += 1
    styles, types = np.zeros(len(live), np.int64), np.zeros(len(live), np.int64)
    for _ in range(2):
        take_style(raw, at, styles, fine)
        take_type(raw, at, types)
    fine &= at == tags.ends[live]
    heads = Heads(live, rows, columns, styles, types)
    for odd in np.flatnonzero(~fine).tolist():
        read_head(tags, heads, odd)
    if len(live) and (rows.max() > LAST_ROW or columns.max() > LAST_COLUMN):
        raise OddError
    return heads


def read_head(tags: Tags, heads: Heads, at: int) -> None:
    """Read the attributes of one cell, in whatever order."""
    attributes = tags.attributes(int(heads.tags[at]))
    if "r" not in attributes:
        raise OddError
    heads.rows[at], heads.columns[at] = parse_address(attributes["r"])
    heads.styles[at] = int(attributes.get("s") or 0)
    if heads.styles[at] < 0:
        raise OddError
    heads.types[at] = TYPES.get(attributes.get("t", ""), OTHER)


def begins(raw: Bytes, at: Places, text: bytes) -> Mask:
    """Tell at which places this text stands."""
    found: Mask = raw[at] == text[0]
    for step, byte in enumerate(text[1:], 1):
        found &= raw[at + step] == byte
    return found


def letters(raw: Bytes, at: Places) -> tuple[Places, Places]:
    """Read a column's letters at each place; return its number and the place after."""
    number, at = np.zeros(len(at), np.int64), at.copy()
    for _ in range(COLUMN_LETTERS):
        letter = raw[at] - np.uint8(ord("A"))
        more = letter < 26  # noqa: PLR2004 - as unsigned bytes all but capital letters are greater
        number = np.where(more, number * 26 + letter + 1, number)
        at += more
    return number, at


def take_style(raw: Bytes, at: Places, styles: Places, fine: Mask) -> None:
    """Read `s="12"` where it stands, moving `at` behind it."""
    here = np.flatnonzero(begins(raw, at, b' s="'))
    if len(here):
        styles[here], after = digits(raw, at[here] + 4, STYLE_DIGITS)
        fine[here] &= raw[after] == ord('"')
        at[here] = after + 1


def take_type(raw: Bytes, at: Places, types: Places) -> None:
    """Read `t="s"` where it stands, moving `at` behind it; types that it does not know stay where they are."""
    here = np.flatnonzero(begins(raw, at, b' t="'))
    for name, number in TYPES.items():
        if name and len(here):
            found = begins(raw, at[here] + 4, name.encode() + b'"')
            types[here[found]] = number
            at[here[found]] += len(name) + 5
            here = here[~found]
