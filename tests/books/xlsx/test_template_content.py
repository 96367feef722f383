"""Content goes into a new workbook exactly as given, however messy, and however much of it there is."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import overload

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.utils.escape import unescape

from sheets_crm.books.xlsx.template.workbook import create_workbook
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.errors import RefusedError
from sheets_crm.model.cells import CellError, CellValue, RichText
from sheets_crm.model.layout import Layout

LAYOUT = load_layout("extended")
LETTERS = {key: "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[at] for at, key in enumerate(LAYOUT.sheet("clients").template[:26])}


def written(folder: Path, *rows: Mapping[str, CellValue]) -> Path:
    path = folder / "clients.xlsx"
    path.unlink(missing_ok=True)
    create_workbook(path, LAYOUT, "ru", {"clients": rows})
    return path


def cell(folder: Path, key: str, value: CellValue) -> Cell:
    found = load_workbook(written(folder, {key: value}))["Клиенты"][f"{LETTERS[key]}2"]
    assert isinstance(found, Cell)
    return found


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://evil")', "+79991234567", "-5", "@mention", "'=1", "{=A1}"])
@pytest.mark.parametrize("key", ["name", "phone", "comment", "orders_total", "next_date"])
def test_text_is_text_whatever_it_begins_with(text: str, key: str, tmp_path: Path) -> None:
    found = cell(tmp_path, key, text)
    assert (found.value, found.data_type) == (text, "s")


def test_text_like_a_formula_stays_text_when_a_person_edits_it(tmp_path: Path) -> None:
    assert cell(tmp_path, "comment", "=1+1").quotePrefix
    assert not cell(tmp_path, "comment", "1+1").quotePrefix
    assert cell(tmp_path, "phone", "+7").number_format == "@"


@pytest.mark.parametrize(
    ("key", "value", "stands", "shown_as"),
    [
        ("next_date", date(2026, 3, 14), datetime(2026, 3, 14), "dd.mm.yyyy"),
        ("next_date", datetime(2026, 3, 14, 15, 30), datetime(2026, 3, 14, 15, 30), "dd.mm.yyyy hh:mm"),
        ("comment", date(1900, 3, 1), datetime(1900, 3, 1), "dd.mm.yyyy"),
        ("next_date", "14.03.26", "14.03.26", "dd.mm.yyyy"),
        ("next_date", 46095, datetime(2026, 3, 14), "dd.mm.yyyy"),
        ("birthday", date(1812, 9, 7), "1812-09-07", "dd.mm.yyyy"),
        ("orders_total", Decimal("3820.50"), 3820.5, "#,##0.00"),
        ("orders_total", "3 820,50 ₽", "3 820,50 ₽", "#,##0.00"),
        ("orders_total", Decimal("0.1") + Decimal("0.2"), 0.3, "#,##0.00"),
        ("phone", 79161234567, 79161234567, "@"),
        ("phone", 7.9161234567e10, 79161234567, "@"),
        ("comment", True, True, "General"),
        ("comment", CellError("#N/A"), "#N/A", "General"),
        ("comment", RichText("да нет", "<r><rPr><b/></rPr><t>да</t></r><r><t> нет</t></r>"), "да нет", "General"),
        ("comment", "  пробелы  ", "  пробелы  ", "General"),
        ("comment", "строка\nещё", "строка\nещё", "General"),
        ("comment", "<b>&amp;</b>", "<b>&amp;</b>", "General"),
    ],
)
def test_values_stand_as_given(key: str, value: CellValue, stands: object, shown_as: str, tmp_path: Path) -> None:
    found = cell(tmp_path, key, value)
    assert (found.value, found.number_format) == (stands, shown_as)


def test_a_time_keeps_its_clock(tmp_path: Path) -> None:
    found = cell(tmp_path, "comment", time(9, 30))
    assert found.value == time(9, 30)


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_any_text_comes_back(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert unescape(str(cell(Path(folder), "comment", text).value)) == text


@pytest.mark.parametrize(
    "value", ["я" * 32768, float("nan"), float("inf"), Decimal("NaN")], ids=["too long", "NaN", "infinity", "Decimal NaN"]
)
def test_what_no_cell_can_hold_is_refused_with_its_place_and_nothing_is_left(value: CellValue, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match=f"{LETTERS['comment']}3"):
        written(tmp_path, {"name": "Анна"}, {"comment": value})
    assert list(tmp_path.iterdir()) == []


def test_the_table_and_all_checks_grow_with_the_content(tmp_path: Path) -> None:
    page = load_workbook(written(tmp_path, *({"name": f"Клиент {n}"} for n in range(7000))))["Клиенты"]
    assert page.tables["Клиенты"].ref == "A1:AA7001"
    assert page.max_row == 7001
    assert all(str(check.sqref).endswith("12000") for check in page.data_validations.dataValidation)


class Countless(Sequence[Mapping[str, CellValue]]):
    """Rows that exist only while they are being written."""

    def __init__(self, count: int) -> None:
        self.length = count

    def __len__(self) -> int:
        return self.length

    @overload
    def __getitem__(self, at: int) -> Mapping[str, CellValue]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Mapping[str, CellValue]]: ...
    def __getitem__(self, at: int | slice) -> Mapping[str, CellValue] | Sequence[Mapping[str, CellValue]]:
        raise AssertionError("rows are read once, in order")

    def __iter__(self) -> Iterator[Mapping[str, CellValue]]:
        for number in range(self.length):
            yield {"number": number + 1, "name": f"Клиент {number}", "orders_total": Decimal(number)}


def test_rows_are_read_once_and_in_order(tmp_path: Path) -> None:
    path = tmp_path / "clients.xlsx"
    create_workbook(path, LAYOUT, "ru", {"clients": Countless(10_000)})
    with zipfile.ZipFile(path) as archive:
        part = archive.read("xl/worksheets/sheet2.xml").decode()
    assert part.count("<row ") == 10_001
    assert '<dimension ref="A1:AA10001"' in part


def test_an_empty_text_is_an_empty_cell(simple: Layout, tmp_path: Path) -> None:
    create_workbook(tmp_path / "new.xlsx", simple, "en", {"clients": [{"name": "", "phone": None}]})
    page = load_workbook(tmp_path / "new.xlsx")["Clients"]
    assert [one.value for one in page[2] if one.value is not None] == []
