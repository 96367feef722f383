"""A workbook as Google imports it, and back: what people do to a book is done to one kind of book alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from sheets_server.formulas import calculate
from sheets_server.spreadsheet import Json, Place, Sheet, Spreadsheet, new_sheet, new_spreadsheet

SPARE_ROWS, SPARE_COLUMNS = 30, 6
PLAIN_LIST = re.compile(r'"[^"]*"')
AREA = re.compile(r"=?('(?:[^']|'')+'|[\w.]+)!\$?[A-Z]+\$?\d*(:\$?[A-Z]+\$?\d*)?")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
ERRORS = {"DIVIDE_BY_ZERO": "#DIV/0!", "N_A": "#N/A", "NAME": "#NAME?", "NUM": "#NUM!", "NULL_VALUE": "#NULL!", "REF": "#REF!"}
FORMULA_CELL = re.compile(r'<c r="([A-Z]+)(\d+)"([^>]*)>(<f[^>]*>.*?</f>|<f[^>]*/>)<v ?/?>(?:</v>)?</c>', re.DOTALL)


def imported(path: Path, locale: str = "ru_RU") -> Spreadsheet:
    """Read a workbook as `File - Save as Google Sheets` makes a spreadsheet of it: values, formulas, formats, lists, merges."""
    book = load_workbook(path)
    made = new_spreadsheet("imported", path.stem, locale)
    names = {name: one.attr_text or "" for name, one in book.defined_names.items()}
    made.sheets = [one_sheet(number, page, names) for number, page in enumerate(book.worksheets, 1)]
    calculate(made)
    return made


def one_sheet(number: int, page: Worksheet, names: Mapping[str, str]) -> Sheet:
    """Read one worksheet."""
    rows, columns = filled(page)
    sheet = new_sheet(number, page.title, rows + SPARE_ROWS, columns + SPARE_COLUMNS)
    if page.sheet_state != "visible":
        sheet.properties = sheet.properties | {"hidden": True}
    for line in page.iter_rows(max_row=rows, max_col=columns):
        for cell in line:
            if not isinstance(cell, MergedCell) and (data := cell_data(cell)):
                sheet.cells[cell.row - 1, cell.column - 1] = data
    for rule in page.data_validations.dataValidation:
        if told := validation(rule, names):
            for place in places(rule, sheet):
                sheet.put(place, dataValidation=told)
    sheet.merges = [grid_range(number, *one.bounds) for one in page.merged_cells.ranges]
    sheet.rows = {row - 1: {"hiddenByUser": True} for row, one in page.row_dimensions.items() if one.hidden and row <= rows}
    sheet.columns = {column: {"hiddenByUser": True} for column in hidden_columns(page)}
    return sheet


def filled(page: Worksheet) -> Place:
    """Return how many rows and columns hold anything, one of each at least."""
    held = [(cell.row, cell.column) for line in page.iter_rows() for cell in line if cell.value is not None]
    return max((row for row, _ in held), default=1), max((column for _, column in held), default=1)


def hidden_columns(page: Worksheet) -> Iterator[int]:
    """Yield the hidden columns, from 0; one record may hold for many."""
    for one in page.column_dimensions.values():
        if one.hidden:
            yield from range(one.min - 1, min(one.max, 100))


def grid_range(sheet_id: int, left: int, top: int, right: int, bottom: int) -> Json:
    """Return bounds as openpyxl has them as a GridRange."""
    ends = {"startRowIndex": top - 1, "endRowIndex": bottom, "startColumnIndex": left - 1, "endColumnIndex": right}
    return {"sheetId": sheet_id, **ends}


def cell_data(cell: Cell) -> Json:
    """Return a cell as the API has it; {} for one without a value and a format."""
    made: Json = {}
    if value := extended(cell.value, cell.data_type):
        made["userEnteredValue"] = value
    if number_format := google_format(cell.number_format):
        made["userEnteredFormat"] = {"numberFormat": number_format}
    return made


def extended(value: Any, kind: str = "") -> Json:
    """Return what a cell holds as ExtendedValue; {} for nothing."""
    if value is None or value == "":
        return {}
    if kind == "f":
        return {"formulaValue": str(getattr(value, "text", value))}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, (datetime, date, time, timedelta)):
        return {"numberValue": to_excel(value)}
    return {"stringValue": ESCAPED.sub(unescaped, value)} if isinstance(value, str) else {"numberValue": float(value)}


def unescaped(found: re.Match[str]) -> str:
    """Return the sign for which a workbook has `_x000D_`."""
    return chr(int(found[1], 16))


def google_format(code: str) -> Json:
    """Return a number format as the API has it; {} for the usual one."""
    if code in ("General", ""):
        return {}
    if code == "@":
        return {"type": "TEXT", "pattern": "@"}
    kind = "DATE" if is_date_format(code) else "PERCENT" if "%" in code else "NUMBER"
    return {"type": kind, "pattern": code}


def validation(rule: DataValidation, names: Mapping[str, str]) -> Json | None:
    """Return a dropdown; None for rules that no list makes."""
    source = names.get(rule.formula1 or "", rule.formula1 or "")
    if rule.type != "list":
        return None
    if PLAIN_LIST.fullmatch(source):
        values = [{"userEnteredValue": one.strip()} for one in source.strip('"').split(",")]
        return {"condition": {"type": "ONE_OF_LIST", "values": values}, "showCustomUi": True}
    if not AREA.fullmatch(source):
        return None
    return {"condition": {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": f"={source.removeprefix('=')}"}]}}


def places(rule: DataValidation, sheet: Sheet) -> Iterator[Place]:
    """Yield the cells of a rule that lie on the sheet, from 0."""
    for area in rule.sqref.ranges:
        for row in range(area.min_row - 1, min(area.max_row, sheet.row_count)):
            yield from ((row, column) for column in range(area.min_col - 1, min(area.max_col, sheet.column_count)))


def exported(book: Spreadsheet, path: Path) -> None:
    """Write a spreadsheet as a new workbook."""
    made = Workbook()
    made.remove(made.worksheets[0])
    update(made, new_spreadsheet("none", ""), book, path)


def update(workbook: Workbook, before: Spreadsheet, after: Spreadsheet, path: Path) -> None:
    """Save a workbook that was imported as `before` so that it holds `after`, formulas with what they come to."""
    former = {sheet.id: sheet for sheet in before.sheets}
    for sheet in after.sheets:
        old = former.pop(sheet.id, None)
        page = workbook[old.title] if old and old.title in workbook else workbook.create_sheet(sheet.title)
        page.title = sheet.title
        write_sheet(page, old or new_sheet(sheet.id, sheet.title), sheet)
    for gone in former.values():
        if gone.title in workbook:
            del workbook[gone.title]
    workbook.save(path)
    calculate(after)
    keep_results(path, [page.title for page in workbook.worksheets], after)


def write_sheet(page: Worksheet, old: Sheet, new: Sheet) -> None:
    """Write the cells of a sheet that are not as they were."""
    for place in old.cells.keys() | new.cells.keys():
        data, former = new.cells.get(place, {}), old.cells.get(place, {})
        cell = page.cell(place[0] + 1, place[1] + 1)
        if data.get("userEnteredValue") != former.get("userEnteredValue"):
            put(cell, data.get("userEnteredValue", {}))
        shown, was = (one.get("userEnteredFormat", {}).get("numberFormat", {}).get("pattern") for one in (data, former))
        if shown != was:
            cell.number_format = shown or "General"
    for column, about in new.columns.items():
        page.column_dimensions[get_column_letter(column + 1)].hidden = bool(about.get("hiddenByUser"))
    for row, about in new.rows.items():
        page.row_dimensions[row + 1].hidden = bool(about.get("hiddenByUser"))
    if new.merges != old.merges:
        for one in new.merges:
            bounds = one["startRowIndex"] + 1, one["startColumnIndex"] + 1, one["endRowIndex"], one["endColumnIndex"]
            page.merge_cells(start_row=bounds[0], start_column=bounds[1], end_row=bounds[2], end_column=bounds[3])
    for values, area in dropdowns(new) if not page.data_validations.dataValidation else ():
        rule = DataValidation(type="list", formula1=values)
        rule.add(area)
        page.add_data_validation(rule)


def put(cell: Cell, value: Json) -> None:
    """Put a value into a cell; text that looks like a formula stays text, with the apostrophe that Excel remembers."""
    kind, held = next(iter(value.items()), ("", None))
    cell.value = ESCAPED.sub(r"_x005F\g<0>", held) if kind == "stringValue" else held
    if kind == "stringValue":
        cell.data_type = "s"
        cell.quotePrefix = str(held).startswith(("=", "+", "-", "'"))


def dropdowns(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Yield the source of each dropdown and a cell that has it."""
    for place, data in sheet.cells.items():
        if condition := data.get("dataValidation", {}).get("condition"):
            told = [one["userEnteredValue"] for one in condition["values"]]
            source = told[0].removeprefix("=") if condition["type"] == "ONE_OF_RANGE" else f'"{",".join(told)}"'
            yield source, f"{get_column_letter(place[1] + 1)}{place[0] + 1}"


def keep_results(path: Path, titles: list[str], book: Spreadsheet) -> None:
    """Put beside each formula what it comes to, as every spreadsheet program does and openpyxl does not."""
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for number, title in enumerate(titles, 1):
        name, sheet = f"xl/worksheets/sheet{number}.xml", book.titled(title)
        if sheet is not None and sheet.results:
            parts[name] = with_results(parts[name].decode(), sheet).encode()
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def with_results(xml: str, sheet: Sheet) -> str:
    """Fill in the results of formulas."""

    def fill(found: re.Match[str]) -> str:
        letters, row, attributes, formula = found.groups()
        column = sum((ord(letter) - 64) * 26**at for at, letter in enumerate(reversed(letters)))
        kind, shown = result(sheet.results.get((int(row) - 1, column - 1), {}))
        attributes = re.sub(r' t="[^"]*"', "", attributes)
        return f'<c r="{letters}{row}"{attributes}{kind}>{formula}<v>{shown}</v></c>'

    return FORMULA_CELL.sub(fill, xml)


def result(value: Json) -> tuple[str, str]:
    """Return the type and the text of a result."""
    kind, held = next(iter(value.items()), ("stringValue", ""))
    if kind == "errorValue":
        return ' t="e"', ERRORS.get(held["type"], "#VALUE!")
    if kind == "boolValue":
        return ' t="b"', str(int(held))
    if kind == "numberValue":
        return "", repr(held)
    return ' t="str"', str(held).replace("&", "&amp;").replace("<", "&lt;")
