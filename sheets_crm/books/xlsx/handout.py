"""A copy of a workbook for somebody who may not do everything in it: what they may not touch is locked (H8).

Locks hold against slips, not against intent: they have no password. What counts is what is compared when the copy comes back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from sheets_crm.books.xlsx.cells.styles import StyleSheet
from sheets_crm.books.xlsx.opc.package import Package
from sheets_crm.books.xlsx.opc.xmltree import retag, unsafe
from sheets_crm.books.xlsx.reading.reader import read_snapshot
from sheets_crm.books.xlsx.writing.edit import WorkbookEdit
from sheets_crm.books.xlsx.writing.write import own_errors, save
from sheets_crm.diff.cells import unlike
from sheets_crm.errors import RefusedError
from sheets_crm.model.addresses import column_number
from sheets_crm.model.grids import Grid
from sheets_crm.model.text import Text

NAME = "_sheets_crm_copy"
"""The hidden name by which a copy is known."""
LAST_COLUMN = 16_384
FLAGS = b'sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0" sort="0" autoFilter="0"'
USUAL = re.compile(rb""" r="([A-Z]{1,3})(\d+)"(?: s="(\d+)")?(.*)""", re.DOTALL)
"""The attributes of a cell as most programs write them."""
ATTRIBUTE = re.compile(rb"""\s([a-zA-Z]+)\s*=\s*["']([^"']*)["']""")


@dataclass(frozen=True)
class Open:
    """What stays open in a sheet: by column number whether empty cells are, and whether filled ones are.

    `others` is the same for all columns not named; cells in the header's row and above stay locked.
    """

    columns: Mapping[int, tuple[bool, bool]] = field(default_factory=dict)
    others: tuple[bool, bool] = (False, False)
    header_row: int = 0

    def of(self, column: int) -> tuple[bool, bool]:
        """Return what is open in a column: empty cells, filled cells."""
        return self.columns.get(column, self.others)


def write_handout(source: Path, target: Path, sheets: Mapping[str, Open], mark: str) -> None:
    """Copy a workbook with everything locked but what `sheets` leave open, marked by a hidden name.

    SheetsCrmError, and no target, when the copy would not hold exactly what the book holds.
    """
    with own_errors(source), Package.open(source) as package, WorkbookEdit(package, target.parent) as edit:
        for one in package.sheets:
            if one.part and one.kind == "worksheet":
                locked = _Sheet(
                    package.read(one.part), edit.styles, sheets.get(one.name, Open()), f"{source}: {one.part}"
                ).locked()
                edit.replace(one.part, locked)
                edit.rewritten.add(one.part)
        edit.workbook.add_hidden_name(NAME, mark)
        edit.workbook.lock_structure()
        edit.rewritten.add(package.workbook_part)
        edit.finish()
        save(edit, target, partial(_refuse_if_different, source))


def mark_of(names: Mapping[str, str]) -> str | None:
    """Return the mark of a copy, by the defined names of a workbook; None for one that is no copy of ours."""
    said = names.get(NAME)
    return said.removeprefix("=").strip('"') if said else None


def _refuse_if_different(source: Path, written: Path) -> None:
    book, copy = read_snapshot(source), read_snapshot(written)
    if book.grids.keys() != copy.grids.keys() or not all(_same(one, copy.grids[name]) for name, one in book.grids.items()):
        what = Text("копия вышла не такой, как книга", "the copy is not what the book is")
        mend = Text("Откройте книгу в Excel, сохраните её и повторите", "Open the workbook in Excel, save it, and try again")
        raise RefusedError(what, where=str(source), mend=mend)


def _same(one: Grid, other: Grid) -> bool:
    if one.columns.keys() != other.columns.keys():
        return False
    pairs = ((mine, other.columns[at]) for at, mine in one.columns.items())
    return all(
        np.array_equal(mine.rows, theirs.rows)
        and not unlike(mine.cells, theirs.cells).any()
        and dict(mine.cells.formulas) == dict(theirs.cells.formulas)
        for mine, theirs in pairs
    )


class _Sheet:
    """The part of one sheet, of which only the formats of cells and columns change."""

    def __init__(self, xml: bytes, styles: StyleSheet, opened: Open, where: str) -> None:
        self.xml, self.styles, self.open, self.where = xml, styles, opened, where
        root = re.search(rb"<([^\s/>!?:]+:)?worksheet\b", xml)
        self.prefix = (root and root[1]) or b""
        self.known: dict[tuple[int, bool], int] = {}
        self.parts: dict[bytes, tuple[bool, bool]] = {}

    def locked(self) -> bytes:
        """Return the sheet with its locks."""
        p = re.escape(self.prefix)
        found = re.search(rb"<" + p + rb"sheetData\b[^>]*?(/)?>", self.xml)
        if found is None or b"<!" in self.xml[found.start() :]:
            raise unsafe(self.where, "", "its cells are written in an unusual way")
        end = found.end() if found[1] else self.xml.rindex(b"</" + self.prefix + b"sheetData>")
        cells = re.compile(rb"<" + p + rb"c\b([^>]*?)(/?)>(?=(</" + p + rb"c>)?)")
        body = cells.sub(self._cell, self.xml[found.end() : end])
        return self._columns(self.xml[: found.start()]) + found[0] + body + self._protected(self.xml[end:])

    def _cell(self, found: re.Match[bytes]) -> bytes:
        about, empty = found[1], bool(found[2]) or found[3] is not None
        usual = USUAL.match(about)
        if usual and b" s=" not in usual[4]:
            column, row, style, rest = usual.groups()
            number = self._style(int(style or 0), is_open=self._is_open(column, int(row), empty=empty))
            return b'<%sc r="%s%s" s="%d"%s%s>' % (self.prefix, column, row, number, rest, found[2])
        told = dict(ATTRIBUTE.findall(about))
        place = re.fullmatch(rb"([A-Za-z]+)(\d+)", told.get(b"r", b""))
        if place is None:
            raise unsafe(self.where, "", "a cell without its address")
        number = self._style(int(told.get(b"s", b"0")), is_open=self._is_open(place[1], int(place[2]), empty=empty))
        return retag(found[0], b"s", str(number))

    def _is_open(self, column: bytes, row: int, *, empty: bool) -> bool:
        if column not in self.parts:
            self.parts[column] = self.open.of(column_number(column.decode()))
        return row > self.open.header_row and self.parts[column][not empty]

    def _style(self, style: int, *, is_open: bool) -> int:
        if (style, is_open) not in self.known:
            self.known[style, is_open] = self.styles.with_lock(style, locked=not is_open)
        return self.known[style, is_open]

    def _columns(self, head: bytes) -> bytes:
        """Return what stands before the cells, with formats of columns that hold for the cells that are not there yet."""
        p = self.prefix
        old = re.search(rb"<" + re.escape(p) + rb"cols\b[^>]*?>(.*?)</" + re.escape(p) + rb"cols>", head, re.DOTALL)
        tags = re.findall(rb"<" + re.escape(p) + rb"col\b[^>]*?/?>", old[1]) if old else []
        made = b"".join(self._made(tags))
        if not made:
            return head
        whole = b"<%scols>%s</%scols>" % (p, made, p)
        return head[: old.start()] + whole + head[old.end() :] if old else head + whole

    def _made(self, tags: list[bytes]) -> Iterator[bytes]:
        following = 1
        for tag in tags:
            about = dict(ATTRIBUTE.findall(tag))
            first, last = int(about[b"min"]), int(about[b"max"])
            yield from self._runs(following, first - 1, None)
            yield from self._runs(first, last, tag)
            following = last + 1
        yield from self._runs(following, LAST_COLUMN, None)

    def _runs(self, first: int, last: int, tag: bytes | None) -> Iterator[bytes]:
        """Yield the columns from first to last in stretches that are open or not; without a tag only the open ones."""
        style = int(dict(ATTRIBUTE.findall(tag)).get(b"style", b"0")) if tag else 0
        for start, end, is_open in _stretches(
            first, last, lambda column: self.open.of(column)[0], max(self.open.columns, default=0)
        ):
            if tag is None and not is_open:
                continue
            made = tag or b'<%scol min="1" max="1" width="9.140625"/>' % self.prefix
            for name, value in ((b"min", start), (b"max", end), (b"style", self._style(style, is_open=is_open))):
                made = retag(made, name, str(value))
            yield made

    def _protected(self, tail: bytes) -> bytes:
        """Return what stands behind the cells, with the sheet protected; a protection that is there stays as it is."""
        p = re.escape(self.prefix)
        there = re.search(rb"<" + p + rb"sheetProtection\b[^>]*>", tail)
        if there:
            return tail[: there.start()] + retag(there[0], b"sheet", "1") + tail[there.end() :]
        at = 0
        for name in (rb"sheetData", rb"sheetCalcPr"):
            found = re.match(rb"\s*(?:</" + p + name + rb">|<" + p + name + rb"\b[^>]*?/>)", tail[at:])
            at += found.end() if found else 0
        return tail[:at] + b"<" + self.prefix + b"sheetProtection " + FLAGS + b"/>" + tail[at:]


def _stretches(first: int, last: int, is_open: Callable[[int], bool], named: int) -> Iterator[tuple[int, int, bool]]:
    """Yield stretches of columns that are alike; beyond the last `named` one all are."""
    start = first
    for column in range(first, min(last, named + 1) + 1):
        if column > start and is_open(column) != is_open(start):
            yield start, column - 1, is_open(start)
            start = column
    if start <= last:
        yield start, last, is_open(start)
