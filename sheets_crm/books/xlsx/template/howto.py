"""The first tab of a new workbook, one screen that says how to use it, and the tabs that the program fills later."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Color, Font
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from sheets_crm.books.xlsx.template.decor import GREY, HEADERS, INK, header_style, print_fitted, quoted
from sheets_crm.model.layout import Layout, Owner
from sheets_crm.model.text import Lang, Text

TITLE = Text(ru="Как пользоваться", en="How to use")
LEAD = Text(
    ru="Ведите записи как обычно. Программа проверяет их, исправляет то, в чём уверена, об остальном спросит вас. "
    "Строк она не удаляет.",
    en="Keep your records as you always do. The program checks them, mends what it is sure of, and asks you about the rest. "
    "It never deletes a row.",
)
YOURS = Text(ru="Листы, которые ведёте вы", en="Sheets that you fill in")
SHEETS = {
    "clients": Text(
        ru="Одна строка — один клиент, новый — в первой пустой строке внизу. Для начала хватит названия и телефона.",
        en="One row is one client; add a new one in the first empty row below. A name and a phone are enough to begin with.",
    ),
    "orders": Text(
        ru="Каждый заказ — новая строка. Первый и последний заказ у клиента и его сумму программа посчитает сама.",
        en="Every order is a new row. The program works out each client's first and last order and the total.",
    ),
    "touches": Text(
        ru="Каждый звонок, письмо, встреча — новая строка: с кем, чем кончилось, что сказали.",
        en="Every call, letter or meeting is a new row: with whom, how it ended, what was said.",
    ),
    "services": Text(
        ru="Что вы продаёте, до 10 строк. Отсюда берётся выпадающий список услуг.",
        en="What you sell, up to 10 rows. The dropdown of services comes from here.",
    ),
    "channels": Text(
        ru="Откуда приходят клиенты, до 20 строк: сайт, реклама, рекомендация…",
        en="Where clients come from, up to 20 rows: website, advertising, a friend's advice…",
    ),
    "staff": Text(ru="Кто работает с клиентами.", en="Who works with the clients."),
}
THEIRS = Text(ru="Листы, которые заполняет программа", en="Sheets that the program fills in")
COLOURS = Text(ru="Что значит цвет заголовка", en="What the colour of a header means")
OWNERS: tuple[tuple[Owner, Text, Text], ...] = (
    (
        "staff",
        Text(ru="Пишете вы", en="You write"),
        Text(ru="Программа только поправляет запись.", en="The program only tidies what you wrote."),
    ),
    (
        "either",
        Text(ru="Вы или программа", en="You or the program"),
        Text(
            ru="Программа заполнит, пока пусто. Что вписали вы, остаётся.",
            en="The program fills it in while it is empty. What you wrote stays.",
        ),
    ),
    (
        "program",
        Text(ru="Только программа", en="The program alone"),
        Text(
            ru="Считается само. Если случайно изменить, программа вернёт верное значение.",
            en="Worked out for you. Should you change it by chance, the program puts the right value back.",
        ),
    ),
)
NIGHT = Text(ru="Ночная проверка", en="The nightly check")
COMMANDS = (
    (
        Text(ru="Запустить", en="Run it"),
        "sheets-crm run nightly",
        Text(
            ru="Ночью по расписанию или когда захотите. Файл в Excel закройте; его копию программа сохранит сама.",
            en="At night on schedule, or whenever you like. Close the file in Excel; the program keeps a copy of it.",
        ),
    ),
    (
        Text(ru="Посмотреть заранее", en="Look first"),
        "sheets-crm check",
        Text(ru="Покажет, что изменится. Сам файл не трогает.", en="Shows what would change. Leaves the file alone."),
    ),
    (
        Text(ru="Вернуть как было", en="Take it back"),
        "sheets-crm undo",
        Text(
            ru="Отменит последний запуск; то, что вы написали после него, останется.",
            en="Undoes the last run; what you have written since stays.",
        ),
    ),
)
FILE = Text(ru="клиенты.xlsx", en="clients.xlsx")
FILLED_BY = Text(ru="Заполняет программа.", en="Filled in by the program.")
EMPTY_YET = Text(
    ru="Пока здесь пусто. Лист заполнится после первой проверки и дальше будет обновляться сам; писать на нём не нужно.",
    en="Empty so far. This sheet fills up after the first check and then keeps itself up to date; there is nothing to type here.",
)


class Guide:
    """Writes the first tab from the top down."""

    def __init__(self, page: Worksheet, lang: Lang) -> None:
        """Take the empty tab."""
        self.page, self.lang, self.row = page, lang, 0
        page.sheet_view.showGridLines = False
        page.sheet_properties.tabColor = "C9A227"
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

    def section(self, title: Text) -> None:
        """Begin a new part of the guide."""
        self.line(title.in_(self.lang), font=Font(name="Calibri", size=12, bold=True, color=HEADERS["staff"][1]), height=26)

    def sheet(self, title: str, says: str) -> None:
        """Write one line with a link to a sheet."""
        row = self.line(title, says, font=Font(name="Calibri", size=11, color="FF1F5FA8", underline="single"))
        self.page.cell(row, 2).hyperlink = Hyperlink(ref=f"B{row}", location=f"{quoted(title)}!A1", display=title)

    def command(self, title: str, command: str, says: str) -> None:
        """Write what to type for something, and what it does."""
        row = self.line(title)
        typed = InlineFont(rFont="Consolas", sz=11, color=Color(HEADERS["staff"][1]), b=True)
        plain = InlineFont(rFont="Calibri", sz=11, color=Color(INK))
        self.page.cell(row, 3).value = CellRichText(TextBlock(typed, command), TextBlock(plain, f"   {says}"))

    def owner(self, owner: Owner, title: Text, says: Text) -> None:
        """Show what one header colour means, on a header like those of the sheets."""
        row = self.line(title.in_(self.lang), says.in_(self.lang), height=20)
        header_style(self.page.cell(row, 2), owner)
        self.page.cell(row, 3).alignment = Alignment(horizontal="left", vertical="center", indent=1)


def write_guide(page: Worksheet, layout: Layout, lang: Lang, tabs: Sequence[tuple[Text, Text]]) -> None:
    """Write the tab «Как пользоваться»: what each sheet is for, what the colours mean, how to run and to take back."""
    guide = Guide(page, lang)
    guide.line(TITLE.in_(lang), font=Font(name="Calibri", size=18, bold=True, color=INK), height=34)
    guide.line(LEAD.in_(lang), height=20)
    guide.section(YOURS)
    for sheet in layout.sheets:
        if sheet.template:
            guide.sheet(sheet.title.in_(lang), SHEETS[sheet.kind].in_(lang) if sheet.kind in SHEETS else "")
    guide.section(COLOURS)
    for owner, title, says in OWNERS:
        guide.owner(owner, title, says)
    if tabs:
        guide.section(THEIRS)
    for name, about in tabs:
        guide.sheet(name.in_(lang), _sentence(about.in_(lang)))
    guide.section(NIGHT)
    for name, command, says in COMMANDS:
        guide.command(name.in_(lang), f"{command} {FILE.in_(lang)}", says.in_(lang))


def write_tab(page: Worksheet, title: Text, about: Text, lang: Lang) -> None:
    """Prepare a tab that the program fills: protected without a password, and saying what will stand there."""
    page["A1"], page["A2"], page["A3"] = (
        title.in_(lang),
        f"{FILLED_BY.in_(lang)} {_sentence(about.in_(lang))}",
        EMPTY_YET.in_(lang),
    )
    page["A1"].font = Font(name="Calibri", size=16, bold=True, color=INK)
    page["A2"].font, page["A3"].font = Font(name="Calibri", size=11, color=INK), Font(name="Calibri", size=11, color=GREY)
    page.row_dimensions[1].height = 30
    page.sheet_view.showGridLines = False
    page.sheet_properties.tabColor = "B8BEC4"
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.sort = page.protection.autoFilter = False
    print_fitted(page)


def _sentence(about: str) -> str:
    return about if about.endswith((".", "!", "?")) else f"{about}."
