"""Workbooks to begin with, and ways to spoil them: all by chance, all reproducible."""

from __future__ import annotations

import io
import os
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

DATA = Path(os.environ.get("SHEETS_CRM_DATA", Path(__file__).parents[2] / "shared" / "data"))
LARGEST = 60_000
SPICE = (b"<", b">", b'"', b"&", b"\0", b"\xff", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"</row>", b"</c>", b"<c>", b"<row/>")
SPICE += (
    b"-1",
    b"9" * 40,
    b"1e999",
    b"&#xD800;",
    b"&amp;",
    b"_x0000_",
    b'r="A1"',
    b"xmlns=''",
    b"<?a?>",
    b" ",
    b"\r\n",
    b"x:",
    b"",
)
VALUES = (
    b"",
    b"0",
    b"-1",
    b"1",
    b"true",
    b"A1",
    b"A1:XFD1048576",
    b"XFD1048577",
    b"4294967296",
    b"NaN",
    b"../a.xml",
    b"shared",
    b"array",
)
ATTRIBUTE = re.compile(rb"""=("[^"]*"|'[^']*')""")
TAG = re.compile(rb"<[^<>]+>")
Parts = dict[str, bytes]


def full() -> bytes:
    """A workbook with a little of everything that openpyxl can write."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Клиенты"
    for row in (
        ("ID", "Имя", "Сумма", "Дата"),
        (1, "Анна", 10.5, 45292),
        (2, "Пётр & Ко", "=C2*2", 45293),
        (3, None, "=SUM(C2:C3)", None),
    ):
        sheet.append(row)
    sheet["B5"] = CellRichText("обычный ", TextBlock(InlineFont(b=True), "жирный"))
    sheet["D2"].number_format = "dd.mm.yyyy"
    sheet["F1"] = ArrayFormula("F1:F3", "=C1:C3*2")
    sheet["A2"].comment = Comment("заметка", "кто-то")
    sheet.merge_cells("H1:J2")
    sheet.add_table(Table(displayName="Таблица", ref="A1:D4"))
    check = DataValidation(type="list", formula1='"да,нет"')
    check.add("E2:E9")
    sheet.add_data_validation(check)
    sheet.conditional_formatting.add("C2:C9", CellIsRule(operator="greaterThan", formula=["5"]))
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["G"].hidden = True
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=1, max_row=4), titles_from_data=True)
    sheet.add_chart(chart, "K1")
    book.create_sheet("Заказы").append(["№", "Клиент"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rewritten(book: bytes, rewrite: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with its first sheet written in another way."""
    parts = unpacked(book)
    name = "xl/worksheets/sheet1.xml"
    return packed(parts | {name: rewrite(parts[name])})


def prefixed(xml: bytes) -> bytes:
    return re.sub(rb"<(/?)([a-z])", rb"<\1x:\2", xml).replace(b"xmlns=", b"xmlns:x=")


def nameless(xml: bytes) -> bytes:
    return re.sub(rb'(<(?:row|c)\b[^>]*?) r="[A-Z0-9]+"', rb"\1", xml)


def pretty(xml: bytes) -> bytes:
    return re.sub(rb"(<(?:row|c|/row|v|f)\b)", rb"\n  \1", xml)


def beginnings(data: Path | None) -> list[bytes]:
    """The workbooks that are spoiled: ours, and the small ones of a folder of real ones."""
    book = full()
    ours = [book, *(rewritten(book, how) for how in (prefixed, nameless, pretty, lambda xml: pretty(nameless(prefixed(xml)))))]
    folder = data or DATA / "workbooks"
    real = [path.read_bytes() for path in sorted(folder.rglob("*.xls[xm]")) if path.stat().st_size <= LARGEST]
    return ours + real


def unpacked(book: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(parts: Parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def spoiled(book: bytes, chance: random.Random) -> bytes:
    """Spoil a workbook: the bytes of its zip, what stands in one or two parts, or which parts there are."""
    try:
        parts = unpacked(book) if chance.random() < 0.85 else {}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError):
        parts = {}
    if not parts:
        return bytes_spoiled(book, chance)
    if chance.random() < 0.12:
        parts_spoiled(parts, chance)
    else:
        xml = [name for name in parts if name.endswith((".xml", ".rels"))] or list(parts)
        sheets = [name for name in xml if "worksheets/sheet" in name] or xml
        for _ in range(chance.randint(1, 2)):
            name = chance.choice(sheets if chance.random() < 0.5 else xml)
            parts[name] = chance.choice(WAYS)(parts[name], chance)
    return packed(parts)


def bytes_spoiled(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        if chance.random() < 0.2:
            data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
        else:
            data = data[:at] + chance.choice(SPICE) + data[at + chance.randint(0, 6) :]
    return data[: chance.randrange(len(data) + 1)] if chance.random() < 0.05 else data


def attribute_spoiled(xml: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 3)):
        found = list(ATTRIBUTE.finditer(xml))
        if found:
            one, other = chance.choice(found), chance.choice(found)[1]
            value = other if chance.random() < 0.4 else b'"' + chance.choice(VALUES) + b'"'
            xml = xml[: one.start(1)] + value + xml[one.end(1) :]
    return xml


def tags_spoiled(xml: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 3)):
        found = list(TAG.finditer(xml))
        if not found:
            return xml
        first, second = sorted((chance.choice(found), chance.choice(found)), key=re.Match.start)
        stretch = xml[first.start() : second.end()][:20_000]
        way = chance.randrange(3)
        if way == 0:
            xml = xml[: first.start()] + xml[first.end() :]
        elif way == 1:
            xml = xml[: second.end()] + stretch + xml[second.end() :]
        else:
            xml = xml[: first.start()] + second[0] + xml[first.end() :]
    return xml


def parts_spoiled(parts: Parts, chance: random.Random) -> None:
    one, other = chance.choice(list(parts)), chance.choice(list(parts))
    way = chance.randrange(4)
    if way == 0:
        del parts[one]
    elif way == 1:
        parts[one], parts[other] = parts[other], parts[one]
    elif way == 2:
        parts[chance.choice((one.upper(), f"/{one}", one.replace("/", "\\"), "../" + one))] = parts.pop(one)
    else:
        parts[one] = b""


WAYS = (bytes_spoiled, attribute_spoiled, attribute_spoiled, attribute_spoiled, tags_spoiled)
