"""A file that is no workbook of ours is told for what it is, in both languages, with how to make one of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from parts import pack, parts

from sheets_crm.books.xlsx import XlsxBook, write_cells
from sheets_crm.books.xlsx.opc.package import Package
from sheets_crm.errors import UnreadableError

OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)
SAVE = ("сохраните как «Книга Excel (.xlsx)»", "save it as “Excel Workbook (.xlsx)”")
FETCH = ("Скачайте или скопируйте файл ещё раз", "Download or copy the file again")
CLOUD = ("Всегда хранить на этом устройстве", "Always keep on this device")
RENAME = ("Переименуйте его в .csv", "Rename it to .csv")
PAGE = "<table><tr><td>Имя</td></tr></table>"
FILES: dict[str, tuple[bytes, tuple[str, str], tuple[str, str]]] = {
    "of 0 bytes": (b"", ("файл пуст", "the file is empty"), CLOUD),
    "of zeros": (bytes(9000), ("файл пуст", "the file is empty"), CLOUD),
    "encrypted": (
        OLE + "EncryptedPackage".encode("utf-16-le"),
        ("задан пароль", "asks for a password"),
        ("снимите пароль", "take the password off"),
    ),
    "xls": (OLE + "Workbook".encode("utf-16-le"), ("(.xls)", "(.xls)"), SAVE),
    "xls of Excel 5": (OLE + "Book".encode("utf-16-le"), ("(.xls)", "(.xls)"), SAVE),
    "xls of Excel 4": (bytes.fromhex("0904060000001000"), ("(.xls)", "(.xls)"), SAVE),
    "doc": (OLE + "WordDocument".encode("utf-16-le"), ("не книга Excel", "not a workbook"), SAVE),
    "cut short": (b"PK\x03\x04" + bytes(700), ("обрезан", "cut short"), FETCH),
    "a web page": (f"<html><body>{PAGE}".encode(), ("веб-страница", "a web page"), SAVE),
    "a web page with a mark": (b"\xef\xbb\xbf\r\n" + PAGE.encode(), ("веб-страница", "a web page"), SAVE),
    "a web page in UTF-16": (f"<HTML>{PAGE}".encode("utf-16"), ("веб-страница", "a web page"), SAVE),
    "a web page in windows-1251": (f"<meta charset=windows-1251>{PAGE}".encode("cp1251"), ("веб-страница", "a web page"), SAVE),
    "a web archive": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", ("веб-страница", "a web page"), SAVE),
    "XML of 2003": (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', ("XML 2003", "XML Spreadsheet 2003"), SAVE),
    "CSV": ("Имя;Телефон\r\nАнна;1".encode(), ("(CSV)", "(CSV)"), RENAME),
    "CSV in windows-1251": ("Имя;Телефон\r\nАнна;1".encode("cp1251"), ("(CSV)", "(CSV)"), RENAME),
    "tabs in UTF-16": ("Имя\tТелефон\r\n".encode("utf-16"), ("(CSV)", "(CSV)"), RENAME),
    "a shortcut": (
        b'{"url": "https://docs.google.com/open?id=1"}',
        ("ярлык Google", "a shortcut"),
        ("скачайте её", "download it"),
    ),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(99), ("не книга Excel", "not an Excel workbook"), SAVE),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm"])
def test_a_file_under_a_wrong_name_is_told_for_what_it_is(tmp_path: Path, name: str, suffix: str) -> None:
    content, what, mend = FILES[name]
    path = tmp_path / f"клиенты{suffix}"
    path.write_bytes(content)
    with pytest.raises(UnreadableError) as caught:
        XlsxBook(path).read()
    for at, lang in enumerate(("ru", "en")):
        told = caught.value.told(lang)  # type: ignore[arg-type]
        assert path.name in told
        assert what[at] in told
        assert mend[at] in told


@pytest.mark.parametrize(
    ("member", "what"),
    [
        ("content.xml", ("(.ods)", "(.ods)")),
        ("xl/workbook.bin", ("(.xlsb)", "(.xlsb)")),
        ("word/document.xml", ("Word", "Word")),
        ("Index/Document.iwa", ("Numbers", "Numbers")),
        ("photo.jpg", ("архив", "archive")),
    ],
)
def test_a_zip_that_is_no_workbook_is_told_for_what_it_is(tmp_path: Path, member: str, what: tuple[str, str]) -> None:
    with Package.open(pack(tmp_path / "book.xlsx", {member: "x"})) as package, pytest.raises(UnreadableError) as caught:
        package.sheets  # noqa: B018 - asking is what fails
    assert what[0] in caught.value.told("ru")
    assert SAVE[0] in caught.value.told("ru")
    assert what[1] in caught.value.told("en")
    assert SAVE[1] in caught.value.told("en")


def test_a_file_that_stayed_in_icloud_is_told(tmp_path: Path) -> None:
    (tmp_path / ".book.xlsx.icloud").write_bytes(b"bplist00")
    with pytest.raises(UnreadableError, match="in iCloud") as caught:
        Package.open(tmp_path / "book.xlsx")
    assert "Finder" in caught.value.told("ru")


def test_a_file_cut_anywhere_is_told(tmp_path: Path) -> None:
    whole = pack(tmp_path / "book.xlsx", parts()).read_bytes()
    path = tmp_path / "cut.xlsx"
    for size in range(4, len(whole), 97):
        path.write_bytes(whole[:size])
        with pytest.raises(UnreadableError, match="cut short"):
            XlsxBook(path).read()


MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
VBA = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Override'
KINDS: dict[str, Callable[[dict[str, str]], dict[str, str | bytes]]] = {
    ".xlsm": lambda members: {
        **members,
        "[Content_Types].xml": members["[Content_Types].xml"]
        .replace(MAIN_TYPE, "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
        .replace("<Override", VBA, 1),
        "xl/_rels/workbook.xml.rels": members["xl/_rels/workbook.xml.rels"].replace(
            "</Relationships>",
            '<Relationship Id="v" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
            'Target="vbaProject.bin"/></Relationships>',
        ),
        "xl/vbaProject.bin": OLE + b"macros",
    },
    ".xltx": lambda members: {
        **members,
        "[Content_Types].xml": members["[Content_Types].xml"].replace("sheet.main", "template.main"),
    },
    ".xltm": lambda members: {
        **members,
        "[Content_Types].xml": members["[Content_Types].xml"].replace(
            MAIN_TYPE, "application/vnd.ms-excel.template.macroEnabled.main+xml"
        ),
    },
}


@pytest.mark.parametrize("suffix", KINDS)
def test_books_with_macros_and_templates_are_read_and_written(tmp_path: Path, suffix: str) -> None:
    members = KINDS[suffix](parts('<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row></sheetData>'))
    path = pack(tmp_path / f"book{suffix}", members)
    write_cells(path, path, {"Клиенты": {"B1": "новое"}})
    grid = XlsxBook(path).read().grids["Клиенты"]
    assert (grid.value(1, 1), grid.value(1, 2)) == (1, "новое")
    with Package.open(path) as package:
        changed = {name for name in members if package.read(name) != str_to_bytes(members[name])}
    assert changed <= {"xl/worksheets/sheet1.xml"}


def str_to_bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()
