"""A workbook's zip is opened safely: whatever the file is, it either opens or is refused in words that help."""

from __future__ import annotations

import os
import struct
import zipfile
from pathlib import Path

import pytest
from parts import MAIN, PACKAGE, RELATIONS, STRICT, pack, parts

from sheets_crm.books.xlsx.opc.package import Package, Relation, SheetPart
from sheets_crm.books.xlsx.reading.reader import read_snapshot
from sheets_crm.errors import UnreadableError

STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
SHEET = "xl/worksheets/sheet1.xml"


def test_what_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no such file"):
        Package.open(tmp_path / "none.xlsx")
    with pytest.raises(UnreadableError, match="a folder"):
        Package.open(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_told(tmp_path: Path) -> None:
    path = pack(tmp_path / "book.xlsx", parts())
    path.chmod(0)
    with pytest.raises(UnreadableError, match="may not be read"):
        Package.open(path)


def test_sheets_and_relations_are_found_whatever_the_spelling(tmp_path: Path) -> None:
    members = {
        "[content_types].XML": parts()["[Content_Types].xml"],
        "_RELS/.rels": parts()["_rels/.rels"].replace("xl/workbook.xml", "\\XL\\Workbook.xml"),
        "xl\\workbook.xml": f'<x:workbook xmlns:x="{STRICT}" xmlns:rel="{STRICT_RELATIONS}"><x:sheets>'
        '<x:sheet name="Один" sheetId="1" rel:id="a"/><x:sheet name="Два" sheetId="2" state="veryHidden" rel:id="b"/>'
        '<x:sheet name="Три" sheetId="3" rel:id="c" state="shown"/></x:sheets></x:workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="a" Type="{STRICT_RELATIONS}/worksheet" Target="../XL/Sheets\\one%20.xml"/>'
        f'<Relationship Id="b" Type="{RELATIONS}/chartsheet" Target="/xl/two.xml#here"/>'
        f'<Relationship Id="c" Type="{RELATIONS}/worksheet" TargetMode="External" Target="file:///etc/passwd"/>'
        f'<Relationship Id="d" Type="{RELATIONS}/theme" Target="../../../../etc/passwd"/></Relationships>',
        "xl/sheets/one .xml": "<a/>",
        "xl/two.xml": "<a/>",
    }
    with Package.open(pack(tmp_path / "book.xlsx", members)) as package:
        assert package.sheets == (
            SheetPart("Один", "visible", "xl/sheets/one .xml", "worksheet"),
            SheetPart("Два", "veryHidden", "xl/two.xml", "chartsheet"),
            SheetPart("Три", "visible", "", "worksheet"),
        )
        assert package.related("xl\\workbook.xml", "Theme") == (Relation("d", "theme", "etc/passwd"),)
        assert package.find("/XL/TWO.XML") == "xl/two.xml"


@pytest.mark.parametrize(
    "part", ["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", SHEET]
)
@pytest.mark.parametrize("doctype", ['<!DOCTYPE x [<!ENTITY a "aaaa">]>', '<!DOCTYPE x SYSTEM "file:///etc/passwd">'])
def test_a_doctype_is_refused_in_every_part(tmp_path: Path, part: str, doctype: str) -> None:
    members = parts("<sheetData><row r='1'><c r='A1'><v>1</v></c></row></sheetData>")
    members[part] = members[part].replace("?>\n", f"?>{doctype}") if "?>" in members[part] else doctype + members[part]
    with pytest.raises(UnreadableError, match="DOCTYPE"):
        read_snapshot(pack(tmp_path / "book.xlsx", members))


def test_a_bomb_is_refused_before_it_swells(tmp_path: Path) -> None:
    members = parts()
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            with archive.open(name, "w") as part:
                part.write(text.encode())
                for _ in range(80 if name == SHEET else 0):
                    part.write(b" " * (1 << 20))
    with pytest.raises(UnreadableError, match="zip bomb"):
        read_snapshot(path)


def test_parts_that_lie_on_one_another_are_a_bomb(tmp_path: Path) -> None:
    path = pack(tmp_path / "book.xlsx", parts())
    data = bytearray(path.read_bytes())
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 20 : entry + 24] = struct.pack("<I", 10_000_000)
    path.write_bytes(data)
    with pytest.raises(UnreadableError, match="zip bomb"):
        Package.open(path)


def flip(path: Path, name: str) -> None:
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(name)
    data = bytearray(path.read_bytes())
    entry = data.index(name.encode(), data.index(b"PK\x01\x02")) - 46
    data[entry + 16 : entry + 20] = struct.pack("<I", info.CRC ^ 1)
    path.write_bytes(data)


def test_damage_in_a_part_that_is_not_needed_does_not_stop_the_reading(tmp_path: Path) -> None:
    path = pack(tmp_path / "book.xlsx", parts() | {"xl/media/image1.png": "picture"})
    flip(path, "xl/media/image1.png")
    assert list(read_snapshot(path).grids) == ["Клиенты"]


def test_damage_in_a_part_that_is_needed_is_told(tmp_path: Path) -> None:
    path = pack(tmp_path / "book.xlsx", parts())
    flip(path, SHEET)
    with pytest.raises(UnreadableError, match=r"sheet1.xml.*damaged.*CRC"):
        read_snapshot(path)


def test_a_sheet_without_its_part_is_told(tmp_path: Path) -> None:
    members = parts()
    del members[SHEET]
    with pytest.raises(UnreadableError, match="no part"):
        read_snapshot(pack(tmp_path / "book.xlsx", members))


def test_two_sheets_of_one_name_are_damage(tmp_path: Path) -> None:
    twice = "|" + f'<sheets xmlns="{MAIN}"><sheet name="Клиенты" sheetId="2" r:id="rId1"/></sheets>'
    with pytest.raises(UnreadableError, match="two sheets"):
        read_snapshot(pack(tmp_path / "book.xlsx", parts(workbook=twice)))


def test_a_book_without_sheets_is_told(tmp_path: Path) -> None:
    members = parts()
    members["xl/workbook.xml"] = f'<workbook xmlns="{MAIN}"><sheets/></workbook>'
    with pytest.raises(UnreadableError, match="no sheets"):
        read_snapshot(pack(tmp_path / "book.xlsx", members))
