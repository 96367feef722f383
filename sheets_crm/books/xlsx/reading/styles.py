"""The number formats of a workbook, and which of its cell styles uses which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sheets_crm.books.xlsx.cells.date_styles import BUILTIN_DATES, BUILTIN_TIMES, Shows, shows
from sheets_crm.books.xlsx.cells.numberformats import BUILTIN, GENERAL
from sheets_crm.books.xlsx.opc.markup import parse
from sheets_crm.books.xlsx.opc.package import Package

BUILTIN_SHOWS = dict.fromkeys(BUILTIN_DATES, Shows.DATE) | dict.fromkeys(BUILTIN_TIMES, Shows.TIME)
MOST_STYLES = 65_535


@dataclass(frozen=True, eq=False)
class CellStyles:
    """What cell styles (by their number in `s`) make of a number: `shows` (uint8, `Shows`) and `formats` (uint16, places in
    `codes`). One more stands at the end of both: what a number beyond them means, which is nothing special.
    """  # noqa: D205

    codes: tuple[str, ...]
    formats: NDArray[np.uint16]
    shows: NDArray[np.uint8]

    def known(self, style: int) -> int:
        """Return a style's place in the arrays."""
        return style if 0 <= style < len(self.shows) else len(self.shows) - 1


def read_styles(package: Package) -> CellStyles:
    """Read the styles part; UnreadableError when it is damaged."""
    custom: dict[int, str] = {}
    styles: list[int] = []
    inside: list[str] = []

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "numFmt" and inside[-1:] == ["numFmts"]:
            custom[int(attributes.get("numFmtId") or -1)] = attributes.get("formatCode", "")
        elif tag == "xf" and inside[-1:] == ["cellXfs"] and len(styles) < MOST_STYLES:
            styles.append(int(attributes.get("numFmtId") or 0))
        inside.append(tag)

    for relation in package.related(package.workbook_part, "styles")[:1]:
        if package.find(relation.target):
            parse(package.stream(relation.target), f"{package.path}: {relation.target}", start, lambda _: inside.pop())
    return numbered(styles, custom)


def numbered(styles: list[int], custom: Mapping[int, str]) -> CellStyles:
    """Give the formats that the styles name their places; `custom` are those of the book's own, by their numbers."""
    codes = {GENERAL: 0}
    formats, shown = [], []
    for number in styles:
        code = custom.get(number, BUILTIN.get(number, GENERAL))
        formats.append(codes.setdefault(code or GENERAL, len(codes)))
        shown.append(shows(code) if number in custom else BUILTIN_SHOWS.get(number, Shows.NUMBER))
    return CellStyles(tuple(codes), np.array([*formats, 0], np.uint16), np.array([*shown, Shows.NUMBER], np.uint8))
