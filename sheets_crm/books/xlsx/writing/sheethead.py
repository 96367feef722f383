"""What stands before a sheet's cells: the names its elements are written with, its dimension, the formats of its columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sheets_crm.books.xlsx.cells.areas import parse_area
from sheets_crm.books.xlsx.cells.cellxml import CellEdit
from sheets_crm.books.xlsx.opc.xmltree import MAIN, MAIN_STRICT, Edit, MalformedXmlError, apply, parse
from sheets_crm.model.addresses import address
from sheets_crm.model.plan import NewColumn
from sheets_crm.model.snapshot import Area

OPENING = re.compile(rb"<((?:[^\s/>:<!?]+:)?)sheetData(?=[\s/>])[^>]*>")
ROOT = re.compile(rb"<([^\s/>!?]+)")
COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
DECLARED = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*["']([^"']+)""")
UTF8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
ASCII_LIKE = re.compile(r"(iso-8859-\d+|windows-125\d|koi8-[ru])")


class UnsafeSheetError(ValueError):
    """A sheet's part is written in a way that cannot be spliced safely."""


@dataclass(frozen=True)
class Head:
    """The bytes up to and with the opening tag of `sheetData`, and what they say; `empty` when that tag closes itself."""

    xml: bytes
    size: int
    prefix: bytes
    empty: bool
    ascii_only: bool
    dimension: tuple[int, int, bytes, Area] | None
    column_formats: tuple[tuple[int, int, int], ...]
    columns_end: int
    has_columns: bool
    one_name: bool = field(init=False)
    """Whether the head gives the main namespace one name, so that another prefix must be declared among the cells."""
    row_opening: bytes = field(init=False)
    row_closing: bytes = field(init=False)
    closing: bytes = field(init=False)
    formula_end: bytes = field(init=False)
    row_tags: re.Pattern[bytes] = field(init=False)
    row_heads: re.Pattern[bytes] = field(init=False)
    row_numbers: re.Pattern[bytes] = field(init=False)
    formula_areas: re.Pattern[bytes] = field(init=False)
    merged: re.Pattern[bytes] = field(init=False)

    def __post_init__(self) -> None:
        p = self.prefix
        number = rb"""(?:\s[^>]*?)?"""
        tag = b"<" + p + rb"""row(?=[\s/>])(?:[^>]*?\sr\s*=\s*["'](\d+)["'])?[^>]*>"""
        made = {
            "one_name": self.xml.count(MAIN.encode()) + self.xml.count(MAIN_STRICT.encode()) == 1 and b"&#" not in self.xml,
            "row_opening": b"<" + p + b"row",
            "row_closing": b"</" + p + b"row",
            "closing": b"</" + p + b"sheetData",
            "formula_end": b"</" + p + b"f>",
            "row_tags": re.compile(tag),
            "row_numbers": re.compile(b"<" + p + rb"""row(?: r="([0-9]+)"(?![^>]*><""" + p + rb"""c r="[A-Z]+(?!\1")))?"""),
            "row_heads": re.compile(tag + rb"(?:\s*<" + p + rb"""c r="[A-Z]+([0-9]+)")?"""),
            "formula_areas": re.compile(b"<" + p + rb"""f\s[^>]*?\bref\s*=\s*["']([^"']+)[^>]*>"""),
            "merged": re.compile(b"<" + p + b"mergeCell" + number + rb"""\sref\s*=\s*["']([^"']+)"""),
        }
        for name, value in made.items():
            object.__setattr__(self, name, value)

    def has_foreign_rows(self, held: bytes, cut: int) -> bool:
        """Whether rows are written with another prefix than the sheet's own."""
        if self.one_name and not (held.find(b"m", 0, cut) >= 0 and held.find(b"xmlns", 0, cut) >= 0):
            return False
        if self.prefix:
            return re.compile(rb"<row[\s/>]").search(held, 0, cut) is not None if held.find(b"<row", 0, cut) >= 0 else False
        if held.find(b":", 0, cut) < 0 or held.find(b":row", 0, cut) < 0:
            return False
        return re.compile(rb"<[^\s/>:]+:row[\s/>]").search(held, 0, cut) is not None

    def grown(self, edits: Mapping[int, Mapping[int, CellEdit]], columns: bytes = b"") -> bytes:
        """Return the head's bytes, with a dimension that also spans the cells of the edits, and with further columns' widths."""
        return apply(self.xml, [*self._spanning(edits), (self.columns_end, self.columns_end, columns)])

    def widths(self, columns: Sequence[NewColumn]) -> bytes:
        """Return what to put at `columns_end` for new columns at the right that have no width yet."""
        last = max((last for _, last, _ in self.column_formats), default=0)
        inner = b"".join(
            b'<%scol min="%d" max="%d" width="%g"%s customWidth="1"/>'
            % (self.prefix, at, at, column.column.width, b' hidden="1"' if column.column.hidden else b"")
            for at, column in sorted((one.letter_index, one) for one in columns)
            if at > last
        )
        if self.has_columns or not inner:
            return inner
        return b"<%scols>%s</%scols>" % (self.prefix, inner, self.prefix)

    def _spanning(self, edits: Mapping[int, Mapping[int, CellEdit]]) -> list[Edit]:
        if self.dimension is None:
            return []
        start, end, tag, area = self.dimension
        rows = [row for row, cells in edits.items() if any(edit.value is not None for edit in cells.values())]
        columns = [column for row in rows for column, edit in edits[row].items() if edit.value is not None]
        if not rows:
            return []
        first = address(min(area.first_row, *rows), min(area.first_column, *columns))
        last = address(max(area.last_row, *rows), max(area.last_column, *columns))
        new = re.sub(rb"""(\sref\s*=\s*["'])[^"']*""", rb"\g<1>" + (first if first == last else f"{first}:{last}").encode(), tag)
        return [(start, end, new)]

    def column_format(self, column: int) -> int:
        """Return the cell format that an empty cell of a column has."""
        return next((xf for first, last, xf in self.column_formats if first <= column <= last), 0)


def read_head(held: bytes | bytearray) -> Head | None:
    """Read the head once it is all there; None before; UnsafeSheetError when it is no worksheet's or in an odd encoding."""
    if held[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in held[:64]:
        raise UnsafeSheetError("the sheet is written in UTF-16")
    plain = COMMENT.sub(lambda found: b" " * len(found[0]), bytes(held))
    opening = OPENING.search(plain)
    if not opening:
        return None
    xml = bytes(held[: opening.end()])
    root, empty = ROOT.search(plain), opening[0].endswith(b"/>")
    assert root
    closed = xml + (b"" if empty else b"</" + opening[1] + b"sheetData>") + b"</" + root[1] + b">"
    try:
        tree = parse(closed)
    except MalformedXmlError as error:
        raise UnsafeSheetError(str(error)) from error
    data = tree.first("sheetData")
    if tree.name != "worksheet" or tree.space not in (MAIN, MAIN_STRICT) or data is None:
        raise UnsafeSheetError("it is no ordinary worksheet")
    dimension, columns = tree.first("dimension"), tree.first("cols")
    area = parse_area(dimension.attributes.get("ref", "")) if dimension else None
    formats = tuple(
        (int(one.attributes["min"]), int(one.attributes["max"]), int(one.attributes.get("style", "0")))
        for one in (columns.all("col") if columns else [])
        if one.attributes.get("style", "0").isdigit()
        and one.attributes.get("min", "").isdigit()
        and one.attributes.get("max", "").isdigit()
    )
    return Head(
        xml=apply(xml, [(opening.end() - 2, opening.end(), b">")]) if empty else xml,
        size=opening.end(),
        prefix=opening[1],
        empty=empty,
        ascii_only=ascii_only(xml),
        dimension=(dimension.start, dimension.open_end, xml[dimension.start : dimension.open_end], area)
        if dimension and area
        else None,
        column_formats=formats,
        columns_end=columns.close_start if columns else opening.start(),
        has_columns=columns is not None,
    )


def ascii_only(xml: bytes) -> bool:
    """Whether text must be written in ASCII alone; UnsafeSheetError for encodings in which that is not enough."""
    declared = DECLARED.search(xml)
    name = declared[1].decode("ascii", "replace").casefold() if declared else "utf-8"
    if name not in UTF8 and not ASCII_LIKE.fullmatch(name):
        raise UnsafeSheetError(f"the sheet is written in {name}")
    return name not in UTF8
