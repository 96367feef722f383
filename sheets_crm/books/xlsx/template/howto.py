"""The first tab of a new workbook, one screen that says how to use it, and the tabs that the program fills later."""

from __future__ import annotations

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Color, Font
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from sheets_crm.books.starter.guide import EMPTY_YET, tab_note
from sheets_crm.books.starter.looks import GREY, GUIDE_TAB, HEADERS, INK, LINK, PROGRAM_TAB
from sheets_crm.books.xlsx.template.decor import header_style, print_fitted, quoted
from sheets_crm.model.layout import Owner
from sheets_crm.model.text import Lang, Text

FILE = Text(ru="клиенты.xlsx", en="clients.xlsx")
RUNNING = Text(
    ru="Ночью по расписанию или когда захотите. Файл в Excel закройте; его копию программа сохранит сама.",
    en="At night on schedule, or whenever you like. Close the file in Excel; the program keeps a copy of it.",
)


class Guide:
    """Writes the first tab from the top down."""

    def __init__(self, page: Worksheet) -> None:
        """Take the empty tab."""
        self.page, self.row = page, 0
        page.sheet_view.showGridLines = False
        page.sheet_properties.tabColor = GUIDE_TAB
        for letter, width in (("A", 2), ("B", 26), ("C", 104)):
            page.column_dimensions[letter].width = width
        print_fitted(page)

    def line(self, left: str, right: str = "", *, font: Font | None = None, height: float = 18) -> int:
        """Write one line; return its row."""
        self.row += 1
        for column, text in ((2, left), (3, right)):
            cell = self.page.cell(self.row, column, text or None)
            cell.alignment = Alignment(vertical="center")
            cell.font = font if font and column == 2 else Font(name="Calibri", size=11, color=INK)  # noqa: PLR2004 - column B
        self.page.row_dimensions[self.row].height = height
        return self.row

    def headline(self, text: str) -> None:
        """Write the name of the tab, large."""
        self.line(text, font=Font(name="Calibri", size=18, bold=True, color=INK), height=34)

    def lead(self, text: str) -> None:
        """Write what all of it is about."""
        self.line(text, height=20)

    def section(self, title: str) -> None:
        """Begin a new part of the guide."""
        self.line(title, font=Font(name="Calibri", size=12, bold=True, color=HEADERS["staff"][1]), height=26)

    def sheet(self, title: str, says: str) -> None:
        """Write one line with a link to a sheet."""
        row = self.line(title, says, font=Font(name="Calibri", size=11, color=LINK, underline="single"))
        self.page.cell(row, 2).hyperlink = Hyperlink(ref=f"B{row}", location=f"{quoted(title)}!A1", display=title)

    def command(self, title: str, command: str, says: str) -> None:
        """Write what to type for something, and what it does."""
        row = self.line(title)
        typed = InlineFont(rFont="Consolas", sz=11, color=Color(HEADERS["staff"][1]), b=True)
        plain = InlineFont(rFont="Calibri", sz=11, color=Color(INK))
        self.page.cell(row, 3).value = CellRichText(TextBlock(typed, command), TextBlock(plain, f"   {says}"))

    def owner(self, owner: Owner, title: str, says: str) -> None:
        """Show what one header colour means, on a header like those of the sheets."""
        row = self.line(title, says, height=20)
        header_style(self.page.cell(row, 2), owner)
        self.page.cell(row, 3).alignment = Alignment(horizontal="left", vertical="center", indent=1)


def write_tab(page: Worksheet, title: Text, about: Text, lang: Lang) -> None:
    """Prepare a tab that the program fills: protected without a password, and saying what will stand there."""
    page["A1"], page["A2"], page["A3"] = (
        title.in_(lang),
        tab_note(about, lang),
        EMPTY_YET.in_(lang),
    )
    page["A1"].font = Font(name="Calibri", size=16, bold=True, color=INK)
    page["A2"].font, page["A3"].font = Font(name="Calibri", size=11, color=INK), Font(name="Calibri", size=11, color=GREY)
    page.row_dimensions[1].height = 30
    page.sheet_view.showGridLines = False
    page.sheet_properties.tabColor = PROGRAM_TAB
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.sort = page.protection.autoFilter = False
    print_fitted(page)
