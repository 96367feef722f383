"""The start tags of cells, many at once: their addresses, styles and types."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from sheets_crm.books.xlsx.cells.areas import LAST_COLUMN, LAST_ROW
from sheets_crm.books.xlsx.reading.numerals import Bytes, Mask, Places, begins, digits
from sheets_crm.books.xlsx.reading.row_heads import ROW_DIGITS, RowHeads
from sheets_crm.books.xlsx.reading.tags import OddError, Tags
from sheets_crm.model.addresses import parse_address

TYPES = {"": 0, "s": 1, "n": 2, "b": 3, "e": 4, "d": 5, "str": 6, "inlineStr": 7}
OTHER = len(TYPES)
COLUMN_LETTERS, STYLE_DIGITS = 3, 5
ADDRESSED = re.compile(rb"<c\s(?:[^<>]*\s)?r\s*=")


@dataclass(frozen=True, eq=False)
class Heads:
    """What the start tags of cells say: `tags` are their numbers among the tags; `types` are places in TYPES."""

    tags: Places
    rows: Places
    columns: Places
    styles: Places
    types: Places


def read_heads(tags: Tags, live: Places, places: tuple[Places, Places] | None) -> Heads:
    """Read the attributes of cells; `places` (rows, columns) is None when they have addresses, and OddError when one has not."""
    raw, at = tags.raw, tags.starts[live] + 2
    if places:
        (rows, columns), fine = places, np.ones(len(live), bool)
    else:
        fine = begins(raw, at, b' r="')
        columns, at = letters(raw, at + 4)
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
        read_head(tags, heads, odd, addressed=places is None)
    if len(live) and (rows.min() < 1 or rows.max() > LAST_ROW or columns.max() > LAST_COLUMN):
        raise OddError
    return heads


def read_head(tags: Tags, heads: Heads, at: int, *, addressed: bool) -> None:
    """Read the attributes of one cell, in whatever order."""
    attributes = tags.attributes(int(heads.tags[at]))
    if addressed:
        if "r" not in attributes:
            raise OddError
        heads.rows[at], heads.columns[at] = parse_address(attributes["r"])
    heads.styles[at] = int(attributes.get("s") or 0)
    if heads.styles[at] < 0:
        raise OddError
    heads.types[at] = TYPES.get(attributes.get("t", ""), OTHER)


def counted(tags: Tags, cells: Places, rows: RowHeads) -> tuple[Places, Places]:
    """Return rows and columns of cells that have no addresses; OddError when one has, or stands before the first row."""
    holders = np.searchsorted(rows.tags, cells) - 1
    if ADDRESSED.search(tags.block) or (holders < 0).any():
        raise OddError
    firsts = np.searchsorted(cells, rows.tags)
    return rows.numbers[holders], np.arange(1, len(cells) + 1) - firsts[holders]


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
