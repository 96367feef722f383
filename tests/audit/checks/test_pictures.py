"""Pivot tables and charts that do not show what stands in the cells (G6), read from workbooks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from audit.pivoted import Row, with_pivot
from openpyxl.chart import BarChart, Reference, Series

from sheets_crm.audit.checks import charts, pivots
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.workbook import workbook_of
from sheets_crm.books.xlsx.reading.pages import read_pages

HEAD: Row = ("Город", "Сумма")
ROWS: list[Row] = [HEAD, ("Омск", 100.5), ("Тверь", 200), ("Омск", 300), ("Пермь", 400)]
MORE: list[Row] = [*ROWS, ("Пермь", 50), ("Омск", 60)]
TOTAL: Row = ("Итого", 1000.5)
ALL = 'ref="A1:B5" sheet="Продажи"'


def of_pivot(path: Path) -> list[Finding]:
    return list(pivots.check(workbook_of(read_pages(path))))


@pytest.mark.parametrize(
    ("rows", "read", "source", "said", "money"),
    [
        (MORE, ROWS, ALL, "rows 6-7 are left out; “Сумма” in them makes 110", 110),
        ([*MORE, TOTAL], ROWS, ALL, "rows 6-7 are left out", 110),
        (MORE, ROWS, 'ref="A1:B7" sheet="Продажи"', "it holds 4 rows, and its source 6 (refreshed 01.05.2024)", None),
        ([*ROWS[:4], ("Пермь", 450)], ROWS, ALL, "“Сумма” makes 1,000.50 in it, and 1,050.50 in its source", 50),
        ([*ROWS, TOTAL], [*ROWS, TOTAL], 'ref="A1:B6" sheet="Продажи"', "takes in the row of totals 6", 1000.5),
        ([("Город", "Оборот"), *ROWS[1:]], ROWS, ALL, "“Сумма” of its source is called “Оборот” now", None),
        (ROWS, ROWS, 'ref="A1:B5" sheet="Январь"', "its source, the sheet “Январь”, is gone", None),
    ],
)
def test_a_pivot_table_that_misses_data(
    tmp_path: Path, rows: list[Row], read: list[Row], source: str, said: str, money: float | None
) -> None:
    (finding,) = of_pivot(with_pivot(tmp_path / "book.xlsx", rows, read, source))
    assert said in finding.message.en.replace("\u00a0", " ")
    assert finding.money is None if money is None else float(finding.money or 0) == money
    assert (finding.sheet, finding.cells) == ("Сводка", ["A3"])


@pytest.mark.parametrize(
    ("rows", "source", "about", "table"),
    [
        (ROWS, ALL, "", ""),
        (ROWS, 'ref="A:B" sheet="Продажи"', "", ""),
        ([*ROWS, TOTAL], ALL, "", ""),
        ([("Город", " Сумма"), *ROWS[1:]], ALL, "", ""),
        ([*ROWS, (None, None), ("Заметки", "нет")], ALL, "", ""),
        (ROWS, 'name="Продажи"', "", "A1:B5"),
        (ROWS, 'name="Нигде"', "", ""),
        ([*ROWS[:4], ("Пермь", 450)], ALL, 'refreshOnLoad="1"', ""),
    ],
)
def test_a_pivot_table_as_it_should_be(tmp_path: Path, rows: list[Row], source: str, about: str, table: str) -> None:
    assert not of_pivot(with_pivot(tmp_path / "book.xlsx", rows, ROWS, source, about=about, table=table))


def test_a_table_that_grew_since_the_refresh(tmp_path: Path) -> None:
    (finding,) = of_pivot(with_pivot(tmp_path / "book.xlsx", MORE, ROWS, 'name="Продажи"', table="A1:B7"))
    assert "it holds 4 rows, and its source 6" in finding.message.en


def test_dates_of_the_source_are_no_figures(tmp_path: Path) -> None:
    rows: list[Row] = [("Город", "Сумма", "День"), ("Омск", 1, date(2024, 5, 1)), ("Тверь", 2, date(2024, 5, 2))]  # type: ignore[list-item]
    read: list[Row] = [("Город", "Сумма", "День"), ("Омск", 1, "2024-05-01"), ("Тверь", 2, 3.5)]
    found = of_pivot(with_pivot(tmp_path / "book.xlsx", rows, read, 'ref="A1:C3" sheet="Продажи"'))
    assert [one.message.en for one in found if "Сумма" in one.message.en] == []


MONTHS: list[Row] = [
    ("Месяц", "План", "Факт"),
    ("янв", 10, 11),
    ("фев", 20, 21),
    ("мар", 30, 31),
    ("апр", 40, 41),
    ("май", 50, 51),
]


def charted(
    path: Path, rows: list[Row], first: int, last: int, names: tuple[int, int], columns: tuple[int, ...] = (2, 3)
) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "План"
    for row in rows:
        sheet.append(row)
    chart = BarChart()
    for column in columns:
        chart.series.append(Series(Reference(sheet, min_col=column, min_row=first, max_row=last), title=str(column)))
    chart.set_categories(Reference(sheet, min_col=1, min_row=names[0], max_row=names[1]))
    sheet.add_chart(chart, "E2")
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("rows", "first", "last", "names", "wrong"),
    [
        (MONTHS, 2, 4, (2, 4), {"B5", "B6", "C5", "C6"}),
        (MONTHS, 3, 6, (3, 6), {"B2", "C2"}),
        (MONTHS, 2, 6, (3, 7), {f"B{row}" for row in range(2, 7)}),
        (MONTHS, 2, 6, (2, 5), {f"B{row}" for row in range(2, 7)}),
        (MONTHS, 2, 6, (2, 6), set()),
        ([*MONTHS, ("Итого", 150, 155)], 2, 6, (2, 6), set()),
        ([*MONTHS, ("Всего за год", 150, 155)], 2, 6, (2, 6), set()),
        ([*MONTHS, ("год", 150, 155)], 2, 6, (2, 6), set()),
        ([*MONTHS, ("июн", None, None)], 2, 6, (2, 6), set()),
    ],
)
def test_a_chart(tmp_path: Path, rows: list[Row], first: int, last: int, names: tuple[int, int], wrong: set[str]) -> None:
    found = list(charts.check(workbook_of(read_pages(charted(tmp_path / "book.xlsx", rows, first, last, names)))))
    assert {cell for one in found for cell in one.cells} == wrong
    assert len(found) == bool(wrong)


def test_years_above_a_chart_are_no_data(tmp_path: Path) -> None:
    rows: list[Row] = [("Месяц", 2023, 2024), *MONTHS[1:]]
    path = charted(tmp_path / "book.xlsx", rows, 2, 6, (2, 6))
    assert not list(charts.check(workbook_of(read_pages(path))))
