"""What a new workbook lets people type: dropdowns that grow with their lists, checks with plain messages, hints.

A dropdown refers to a defined name, and the name to `A2:INDEX(A2:A1000, last filled row)` of the list's column. Excel and
LibreOffice evaluate it whenever the list opens, so it grows and shrinks with what people type, gaps included, and never shows
blank lines; a table's own column grows in Excel alone, a fixed range shows blanks at its end (and then lets anything pass).
Google Sheets knows no names with formulas and leaves such a cell free when it imports the file; the rules check it all the same.
"""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sheets_crm.books.starter.checks import LARGEST, WRITE_DATE, WRITE_NUMBER, add_first, list_name, list_sources, one_of
from sheets_crm.books.xlsx.template.decor import quoted, reach
from sheets_crm.model.addresses import letters
from sheets_crm.model.layout import Column, Layout, Sheet
from sheets_crm.model.text import Lang, Text

LIST_ROWS = 100_000
LONGEST_MESSAGE, LONGEST_TITLE, LONGEST_LIST = 255, 32, 255
NOT_LISTED = Text(ru="Нет в списке", en="Not in the list")
NO_DATE = Text(ru="Это не дата", en="This is not a date")
NO_NUMBER = Text(ru="Это не число", en="This is not a number")
FIRST_DAY, LAST_DAY = 1, 109575  # 1900-01-01 and 2200-01-01 as Excel counts days


def name_lists(book: Workbook, layout: Layout, lang: Lang, counts: dict[str, int]) -> None:
    """Define a name for every list that some dropdown of this layout offers (A1, A9, B1)."""
    for source in list_sources(layout):
        kind, _, key = source.partition(".")
        area = _growing(layout.sheet(kind), key, lang, counts.get(kind, 0))
        book.defined_names[list_name(source)] = DefinedName(list_name(source), attr_text=area)


def _growing(sheet: Sheet, key: str, lang: Lang, rows: int) -> str:
    letter = letters(sheet.template.index(key) + 1)
    tab = quoted(sheet.title.in_(lang))
    column = f"{tab}!${letter}$2:${letter}${max(LIST_ROWS, reach(rows))}"
    last = f'SUMPRODUCT(MAX(({column}<>"")*ROW({column})))'
    return f"{tab}!${letter}$2:INDEX({column},MAX(1,{last}-1))"


def validate(page: Worksheet, sheet: Sheet, layout: Layout, lang: Lang, rows: int) -> None:
    """Put checks and hints on every column that people fill, from the first row to far below the last (D2)."""
    for at, column in enumerate(sheet.shown, 1):
        if column.owner == "program" or column.hidden:
            continue
        check = _check(column, layout, lang)
        if column.hint:
            check = check or DataValidation()
            check.showInputMessage = True
            check.promptTitle = column.title.in_(lang)[:LONGEST_TITLE]
            check.prompt = column.hint.in_(lang)[:LONGEST_MESSAGE]
        if check:
            check.allowBlank = True
            check.add(f"{letters(at)}2:{letters(at)}{reach(rows)}")
            page.add_data_validation(check)


def _check(column: Column, layout: Layout, lang: Lang) -> DataValidation | None:
    if column.format in ("date", "datetime"):
        return _stop(
            DataValidation("date", str(FIRST_DAY), str(LAST_DAY), operator="between"), NO_DATE, WRITE_DATE.in_(lang), lang
        )
    if column.format in ("amount", "number", "integer"):
        limits = DataValidation("decimal", str(-LARGEST), str(LARGEST), operator="between")
        return _stop(limits, NO_NUMBER, WRITE_NUMBER.in_(lang), lang)
    if column.choices_from:
        return _from_list(column.choices_from, layout, lang)
    return _from_choices(column, lang) if column.choices else None


def _from_list(source: str, layout: Layout, lang: Lang) -> DataValidation | None:
    kind, _, key = source.partition(".")
    if key not in layout.sheet(kind).template:
        return None
    return _stop(DataValidation("list", list_name(source)), NOT_LISTED, add_first(source, layout, lang), lang)


def _from_choices(column: Column, lang: Lang) -> DataValidation | None:
    titles = [choice.title.in_(lang) for choice in column.choices]
    offered = ",".join(titles)
    if len(offered) + 2 > LONGEST_LIST or any("," in title or '"' in title for title in titles):
        return None
    return _stop(DataValidation("list", f'"{offered}"'), NOT_LISTED, one_of(column, lang, LONGEST_MESSAGE), lang)


def _stop(check: DataValidation, title: Text, message: str, lang: Lang) -> DataValidation:
    check.showErrorMessage, check.errorStyle = True, "stop"
    check.errorTitle, check.error = title.in_(lang), message[:LONGEST_MESSAGE]
    return check
