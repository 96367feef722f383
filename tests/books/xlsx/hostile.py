"""Workbooks made to hurt whoever reads them; each maker takes the path to write to."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from parts import HEAD, MAIN, RELATIONS, pack, parts

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
MB = 1 << 20
Maker = Callable[[Path], object]
LOCAL = struct.Struct("<4sHHHHHLLLHH")
CENTRAL = struct.Struct("<4sBBBBHHHHLLLHHHHHLL")


def written(part: str, pieces: Iterable[bytes], *, stored: bool = False) -> Maker:
    """A workbook in which one part is streamed from these pieces; `stored` without compression."""

    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, text in parts().items():
                if name != part:
                    archive.writestr(name, text)
            with archive.open(part, "w", force_zip64=True) as file:
                for piece in pieces:
                    file.write(piece)

    return make


def sheet(before: str, middle: Iterable[bytes], after: str) -> Iterator[bytes]:
    yield f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}">{before}'.encode()
    yield from middle
    yield f"{after}</worksheet>".encode()


def cells(middle: Iterable[bytes], *, stored: bool = False) -> Maker:
    return written(SHEET, sheet("<sheetData>", middle, "</sheetData>"), stored=stored)


def in_cell(middle: Iterable[bytes]) -> Maker:
    cell = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>', "</t></is></c></row></sheetData>"
    return written(SHEET, sheet(cell[0], middle, cell[1]), stored=True)


def doctype(part: str, declared: str) -> Maker:
    def make(path: Path) -> None:
        members = parts('<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&z;</t></is></c></row></sheetData>')
        pack(path, members | {part: members[part].replace("?>\n", f"?>{declared}", 1)})

    return make


def related(target: str, mode: str) -> Maker:
    """A workbook whose only sheet is said to be somewhere else."""

    def make(path: Path) -> None:
        members = parts()
        rels = "xl/_rels/workbook.xml.rels"
        pack(path, members | {rels: members[rels].replace('Target="worksheets/sheet1.xml"', f'Target="{target}" {mode}')})

    return make


def lying(size: int, *, field: int = 24) -> Maker:
    """A workbook whose directory tells a wrong size of its sheet: at `field` 20 the packed one, at 24 the true one."""

    def make(path: Path) -> None:
        data = bytearray(pack(path, parts()).read_bytes())
        at = data.index(SHEET.encode(), data.index(b"PK\x01\x02")) - 46 + field
        data[at : at + 4] = struct.pack("<I", size)
        path.write_bytes(data)

    return make


def crowded(count: int) -> Maker:
    """A zip with so many members that its directory alone fills the memory."""

    def make(path: Path) -> None:
        names = [b"x%07d" % number for number in range(count)]
        local = LOCAL.pack(b"PK\3\4", 20, 0, 0, 0, 33, 0, 0, 0, 8, 0)
        entries = [
            CENTRAL.pack(b"PK\1\2", 20, 0, 20, 0, 0, 0, 0, 33, 0, 0, 0, 8, 0, 0, 0, 0, 0, number * (len(local) + 8)) + name
            for number, name in enumerate(names)
        ]
        body, directory = b"".join(local + name for name in names), b"".join(entries)
        end64 = struct.pack("<4sQHHLLQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, count, count, len(directory), len(body))
        locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(body) + len(directory), 1)
        end = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
        path.write_bytes(body + directory + end64 + locator + end)

    return make


def quoted(path: Path) -> None:
    """A zip in which every member's data are the same bytes (the bomb that overlaps itself)."""
    data = pack(path, parts("<sheetData/>" + " " * MB)).read_bytes()
    start, end = data.index(b"PK\x01\x02"), data.rindex(b"PK\x05\x06")
    entry = next(one for one in data[start:end].split(b"PK\x01\x02") if SHEET.encode() in one)
    copies = [b"PK\x01\x02" + entry.replace(b"sheet1", b"%06d" % number) for number in range(50_000)]
    directory = data[start:end] + b"".join(copies)
    path.write_bytes(
        data[:start] + directory + struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, 50_007, 50_007, len(directory), start, 0)
    )


LAUGHS = (
    "<!DOCTYPE l [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefghi", "bcdefghiz", strict=True))
    + "]>"
)
REFUSED: dict[str, tuple[Maker, str]] = {
    "80 MB of spaces": (cells([b" " * MB] * 80), "zip bomb"),
    "a bomb among the strings": (written(STRINGS, [b" " * MB] * 80), "zip bomb"),
    "a bomb among the relations": (written("xl/_rels/workbook.xml.rels", [b" " * MB] * 80), "zip bomb"),
    "members on top of each other": (quoted, "zip bomb"),
    "a directory that fills the memory": (crowded(160_000), "zip bomb"),
    "a billion laughs": (doctype(SHEET, LAUGHS), "DOCTYPE"),
    "an entity of one megabyte": (doctype(SHEET, f"<!DOCTYPE l [<!ENTITY z '{'a' * MB}'>]>"), "DOCTYPE"),
    "an entity from a file": (doctype(SHEET, '<!DOCTYPE l [<!ENTITY z SYSTEM "file:///etc/passwd">]>'), "DOCTYPE"),
    "an entity from the network": (doctype("xl/workbook.xml", '<!DOCTYPE l SYSTEM "http://127.0.0.1:9/z">'), "DOCTYPE"),
    "a parameter entity": (doctype(STRINGS, '<!DOCTYPE l [<!ENTITY % z SYSTEM "file:///etc/passwd"> %z;]>'), "DOCTYPE"),
    "a sheet outside of the zip": (related("file:///etc/passwd", 'TargetMode="External"'), "no part"),
    "a sheet above the zip": (related("../../../../../etc/passwd", ""), "no part"),
    "a sheet in the network": (related("//127.0.0.1/share/sheet.xml", ""), "no part"),
    "a sheet that is the workbook itself": (related("workbook.xml", ""), "no worksheet"),
    "a size that is too small": (lying(20), "damaged"),
    "a size that is too large": (lying(4_000_000_000), ""),
    "a packed size that is too large": (lying(4_000_000_000, field=20), "zip bomb"),
    "a packed size of nothing": (lying(0, field=20), "damaged"),
    "elements nested five million deep": (cells([b"<a>" * (MB // 3)] * 15), "nested"),
    "a tag with a million attributes": (
        written(SHEET, sheet("<sheetData><row", (b' a%d=""' % number for number in range(1_000_000)), "/></sheetData>")),
        "a tag of more than",
    ),
    "an attribute of 12 MB": (written(SHEET, sheet('<cols a="', [b"x" * MB] * 12, '"/>')), "a tag of more than"),
    "a text of 60 MB": (in_cell([b"x" * MB] * 60), "a text of more than"),
    "a text of 60 MB of spaces": (in_cell([b" " * MB] * 60), "a text of more than"),
}
CORNERS = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
STYLED = b'<row r="%d">' + b"".join(b'<c r="%s%%d" s="1"/>' % letter.encode() for letter in "ABCDEFGHIJ") + b"</row>"
MERGES = (b'<mergeCell ref="A%d:B%d"/>' % (row, row + 1) for row in range(1, 400_000, 2))
READ: dict[str, tuple[Maker, int, int]] = {
    "two far corners": (cells([CORNERS]), 2, 0),
    "120 MB of white space": (cells([b"\n  " * (MB // 3)] * 120, stored=True), 0, 0),
    "120 MB of white space between rows": (
        cells([b'<row r="1"><c r="A1"><v>1</v></c></row>' + b" " * MB] * 120, stored=True),
        1,
        0,
    ),
    "200,000 merges": (written(SHEET, sheet("<sheetData/><mergeCells>", MERGES, "</mergeCells>")), 0, 200_000),
    "a million empty styled cells": (cells(STYLED % ((row,) * 11) for row in range(1, 100_001)), 0, 0),
    "a million empty styled cells without addresses": (cells([b"<row>" + b'<c s="1"/>' * 10 + b"</row>"] * 100_000), 0, 0),
}
"""What is read, with how many cells and merged areas it has."""
