"""How a new workbook looks: colours, number formats, widths, tables, printing and the discreet marks of each data sheet."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from openpyxl.cell import Cell, MergedCell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.properties import Outline, PageSetupProperties
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from sheets_crm.books.starter.looks import (
    CENTRED,
    DATA_TAB,
    DATE,
    DONE_WITH,
    GREY,
    HEADERS,
    INK,
    MUTED,
    PALE,
    RED,
    RULE,
    folded,
    frozen,
    number_format,
)
from sheets_crm.model.addresses import letters
from sheets_crm.model.layout import Column, Owner, Sheet
from sheets_crm.model.text import Lang

PAGE_WIDTH = 215.0
REACH = 5000
PRINT_TITLES = "_xlnm.Print_Titles"


@dataclass(frozen=True)
class Styles:
    """The style numbers that a column's cells may take: `base`, text that looks like a formula, dates and times elsewhere."""

    base: int
    quoted: int
    date: int
    datetime: int


def quoted(title: str) -> str:
    """Return a sheet's name as formulas write it."""
    return "'" + title.replace("'", "''") + "'"


def reach(rows: int) -> int:
    """Return the last row that formats and validations cover: far below the data, yet no sheet so long that Google refuses it."""
    return min(rows + REACH, 2**20)


def header_style(cell: Cell | MergedCell, owner: Owner) -> None:
    """Paint a header by who owns its column."""
    ink, fill = HEADERS[owner]
    cell.font = Font(name="Calibri", size=11, bold=True, color=ink)
    cell.fill = PatternFill("solid", fgColor=fill)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    cell.border = Border(bottom=Side("thin", color=RULE))


def decorate(page: Worksheet, sheet: Sheet, lang: Lang, rows: int) -> tuple[Styles, ...]:
    """Lay out an empty data sheet for `rows` records; return the styles of its columns' cells (A3, A14)."""
    columns = sheet.shown
    for at, column in enumerate(columns, 1):
        header = page.cell(1, at, column.title.in_(lang))
        header_style(header, column.owner)
        _dimension(page.column_dimensions[letters(at)], column, lang)
    page.row_dimensions[1].height = 33
    page.freeze_panes = f"{letters(frozen(columns) + 1)}2"
    page.sheet_properties.tabColor = DATA_TAB
    _group(page, columns)
    _table(page, sheet, lang, rows)
    _marks(page, sheet, lang, rows)
    _printing(page, columns)
    return tuple(_styles(page, at, column, lang) for at, column in enumerate(columns, 1))


def _dimension(dimension: ColumnDimension, column: Column, lang: Lang) -> None:
    dimension.width = column.width
    dimension.hidden = column.hidden
    dimension.number_format = number_format(column.format, lang)
    dimension.font, dimension.alignment = _font(column), _alignment(column)


def _font(column: Column) -> Font:
    return Font(name="Calibri", size=11, color=GREY if column.owner == "program" else INK)


def _alignment(column: Column) -> Alignment:
    if column.format in ("amount", "number"):
        return Alignment(horizontal="right", vertical="center", indent=1)
    return Alignment(horizontal="center" if column.format in CENTRED else None, vertical="center")


def _group(page: Worksheet, columns: tuple[Column, ...]) -> None:
    """Make the columns that the program fills at the right edge fold away; the button stands before them, as IDs are hidden."""
    tail = folded(columns)
    for column in tail:
        page.column_dimensions[letters(columns.index(column) + 1)].outlineLevel = 1
    if tail:
        page.column_dimensions.max_outline = 1
    page.sheet_properties.outlinePr = Outline(summaryRight=False)


def table_name(sheet: Sheet, lang: Lang) -> str:
    """Return the Excel table's name, which people may use in formulas: `=SUM(Заказы[Сумма])`."""
    return "".join(letter if letter.isalnum() else "_" for letter in sheet.title.in_(lang))


def _table(page: Worksheet, sheet: Sheet, lang: Lang, rows: int) -> None:
    area = f"A1:{letters(len(sheet.shown))}{max(rows, 1) + 1}"
    table = Table(displayName=table_name(sheet, lang), ref=area)
    table.autoFilter = AutoFilter(area)
    # given here, or else openpyxl makes every cell of the area to find the headers
    table.tableColumns = [TableColumn(id=at, name=column.title.in_(lang)) for at, column in enumerate(sheet.shown, 1)]
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    page.add_table(table)


def _marks(page: Worksheet, sheet: Sheet, lang: Lang, rows: int) -> None:
    """Grey out the rows that nobody works with any more, and redden a task's day that has passed (C4)."""
    columns = {column.key: (letters(at), column) for at, column in enumerate(sheet.shown, 1)}
    last = reach(rows)
    if sheet.kind in MUTED and MUTED[sheet.kind][0] in columns:
        key, choices = MUTED[sheet.kind]
        letter, column = columns[key]
        area = f"A2:{letters(len(columns))}{last}"
        page.conditional_formatting.add(area, _when(_any(letter, column, choices, lang), Font(color=PALE)))
    if "next_date" in columns:
        day = columns["next_date"][0]
        late = [f"ISNUMBER(${day}2)", f"${day}2<TODAY()"]
        if "status" in columns:
            late.append(f"NOT({_any(*columns['status'], DONE_WITH, lang)})")
        rule = _when(f"AND({','.join(late)})", Font(color=RED))
        page.conditional_formatting.add(f"{day}2:{day}{last}", rule)


def _when(formula: str, font: Font) -> Rule:
    return Rule(type="expression", dxf=DifferentialStyle(font=font), formula=[formula])


def _any(letter: str, column: Column, choices: tuple[str, ...], lang: Lang) -> str:
    tests = ",".join(f'${letter}2="{column.choice(choice, lang)}"' for choice in choices)
    return f"OR({tests})"


def _printing(page: Worksheet, columns: tuple[Column, ...]) -> None:
    """Print landscape with the header on each sheet of paper, as many pages wide as stay readable."""
    pages = ceil(sum(column.width for column in columns if not column.hidden) / PAGE_WIDTH)
    print_fitted(page, pages)
    tab = quoted(page.title)
    repeated = f"{tab}!$A:${letters(frozen(columns) or 1)},{tab}!$1:$1" if pages > 1 else f"{tab}!$1:$1"
    page.defined_names[PRINT_TITLES] = DefinedName(PRINT_TITLES, attr_text=repeated)


def print_fitted(page: Worksheet, pages: int = 1) -> None:
    """Set A4, landscape, `pages` wide and as long as it gets, with the sheet's name and page numbers below."""
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = pages, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top, page.page_margins.bottom = 0.4, 0.7
    page.page_margins.header = page.page_margins.footer = 0.3
    footer = page.oddFooter
    assert footer is not None
    for part, text in ((footer.left, "&A"), (footer.right, "&P / &N")):
        assert part is not None
        part.text = text


def _styles(page: Worksheet, at: int, column: Column, lang: Lang) -> Styles:
    """Register the styles of a column's cells with the workbook, on cells that are never written."""

    def number(shown_as: str, *, as_text: bool = False) -> int:
        cell = Cell(page, 2, at)
        cell.font, cell.alignment = _font(column), _alignment(column)
        cell.number_format = shown_as
        cell.quotePrefix = as_text
        return cell.style_id

    base = number_format(column.format, lang)
    dated = base if base.startswith(DATE[lang]) else DATE[lang]
    return Styles(
        base=number(base),
        quoted=number(base, as_text=base != "@"),
        date=number(dated),
        datetime=number(f"{DATE[lang]} hh:mm"),
    )
