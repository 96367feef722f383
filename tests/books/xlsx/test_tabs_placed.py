"""Tabs put into workbooks that others made: nobody's sheet is taken for one of ours, nor ours for theirs."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from parts import pack, parts

from sheets_crm.books.xlsx.opc.package import Package
from sheets_crm.books.xlsx.reading.reader import read_snapshot
from sheets_crm.books.xlsx.tabs.placing import write_tab
from sheets_crm.books.xlsx.writing.edit import WorkbookEdit
from sheets_crm.books.xlsx.writing.write import save
from sheets_crm.errors import RefusedError
from sheets_crm.model.report import Report, ReportCell

DATA = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'


def tab(sheet: str, value: int) -> Report:
    return Report("now", sheet, (20,), ((ReportCell(value),),))


def tabbed(source: Path, target: Path, value: int) -> Path:
    with Package.open(source) as package, WorkbookEdit(package, target.parent) as edit:
        for sheet in ("Сводка", "Сейчас"):
            write_tab(edit, tab(sheet, value))
        edit.finish()
        save(edit, target)
    return target


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def first_cells(path: Path) -> dict[str, object]:
    return {name: grid.value(1, 1) for name, grid in read_snapshot(path).grids.items()}


@pytest.mark.parametrize("slash", ["/", "\\"])
def test_tabs_are_added_once_and_rewritten_in_their_place(tmp_path: Path, slash: str) -> None:
    members = {name.replace("/", slash): text for name, text in parts(DATA).items()}
    once = tabbed(pack(tmp_path / "a.xlsx", members), tmp_path / "b.xlsx", 2)
    again = tabbed(once, tmp_path / "c.xlsx", 3)
    assert first_cells(once) == {"Клиенты": 1, "Сводка": 2, "Сейчас": 2}
    assert first_cells(again) == {"Клиенты": 1, "Сводка": 3, "Сейчас": 3}
    assert names(again) == names(once)


def test_a_book_without_styles_opens_elsewhere_with_its_tabs(tmp_path: Path) -> None:
    bare = {name: text for name, text in parts(DATA).items() if "styles" not in name}
    del bare["xl/sharedStrings.xml"]
    relations = bare["xl/_rels/workbook.xml.rels"].partition('<Relationship Id="rId2"')[0]
    source = pack(tmp_path / "a.xlsx", bare | {"xl/_rels/workbook.xml.rels": relations + "</Relationships>"})
    book = openpyxl.load_workbook(tabbed(source, tmp_path / "b.xlsx", 2))
    assert [sheet["A1"].value for sheet in book.worksheets] == [1, 2, 2]


def test_a_sheet_that_shares_its_part_with_another_is_not_written_over(tmp_path: Path) -> None:
    members = parts(DATA)
    twice = members["xl/workbook.xml"].replace("</sheets>", '<sheet name="Сводка" sheetId="2" r:id="rId1"/></sheets>')
    made = tabbed(pack(tmp_path / "a.xlsx", members | {"xl/workbook.xml": twice}), tmp_path / "b.xlsx", 2)
    assert first_cells(made) == {"Клиенты": 1, "Сводка": 1, "Сводка (2)": 2, "Сейчас": 2}


def test_sheets_that_would_be_taken_for_one_another_are_not_written(tmp_path: Path) -> None:
    with Package.open(pack(tmp_path / "a.xlsx", parts(DATA))) as package, WorkbookEdit(package, tmp_path) as edit:
        write_tab(edit, tab("Сводка", 2))
        edit.workbook.add_sheet("Сейчас", "rId1")
        edit.finish()
        with pytest.raises(RefusedError, match="taken for one another"):
            save(edit, tmp_path / "b.xlsx")
    assert not (tmp_path / "b.xlsx").exists()


@pytest.mark.parametrize("encoding", ["windows-1251", "iso-8859-1"])
def test_names_of_tabs_suit_a_book_in_another_encoding(tmp_path: Path, encoding: str) -> None:
    members: dict[str, str | bytes] = {
        name: text.replace("UTF-8", encoding).encode(encoding, "xmlcharrefreplace") for name, text in parts(DATA).items()
    }
    once = tabbed(pack(tmp_path / "a.xlsx", members), tmp_path / "b.xlsx", 2)
    assert first_cells(once) == {"Клиенты": 1, "Сводка": 2, "Сейчас": 2}
    assert names(tabbed(once, tmp_path / "c.xlsx", 3)) == names(once)
