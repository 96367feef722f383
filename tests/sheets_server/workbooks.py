"""A spreadsheet as an xlsx workbook: values, formulas, formats, sizes, merged cells, lists, filters, charts."""

import io
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import AreaChart, BarChart, LineChart, PieChart, Reference, ScatterChart, Series
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sheets_server.ranges import cell_a1, of_grid_range
from sheets_server.rendering import ERRORS
from sheets_server.spreadsheet import Json, Place, Sheet, Spreadsheet

USUAL_FORMATS = {"DATE": "yyyy-mm-dd", "DATE_TIME": "yyyy-mm-dd hh:mm:ss", "TIME": "hh:mm:ss", "TEXT": "@", "PERCENT": "0.00%"}
CHARTS: dict[str, Callable[[], Any]] = {
    "AREA": AreaChart,
    "BAR": BarChart,
    "COLUMN": BarChart,
    "LINE": LineChart,
    "SCATTER": ScatterChart,
    "COMBO": BarChart,
    "STEPPED_AREA": AreaChart,
}
PIXELS_A_LETTER = 7
POINTS_A_PIXEL = 0.75


def xlsx(book: Spreadsheet) -> bytes:
    """The whole spreadsheet; sheets that are charts are left out."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet in book.sheets:
        if "gridProperties" in sheet.properties:
            fill(workbook.create_sheet(sheet.title[:31]), book, sheet)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def fill(page: Worksheet, book: Spreadsheet, sheet: Sheet) -> None:
    """One tab."""
    for place, cell in sheet.cells.items():
        put(page, sheet, place, cell)
    for place, value in sheet.results.items():
        if place not in sheet.cells:
            page.cell(place[0] + 1, place[1] + 1).value = plain(value)
    grid = sheet.properties["gridProperties"]
    frozen = (grid.get("frozenRowCount", 0), grid.get("frozenColumnCount", 0))
    page.freeze_panes = cell_a1(*frozen) if any(frozen) else None
    page.sheet_state = "hidden" if sheet.properties.get("hidden") else "visible"
    for merged in sheet.merges:
        page.merge_cells(of_grid_range(book, merged).a1().rpartition("!")[2])
    for at, line in sheet.rows.items():
        page.row_dimensions[at + 1].hidden = bool(line.get("hiddenByUser") or line.get("hiddenByFilter"))
        page.row_dimensions[at + 1].height = line["pixelSize"] * POINTS_A_PIXEL if "pixelSize" in line else None
    for at, line in sheet.columns.items():
        page.column_dimensions[get_column_letter(at + 1)].hidden = bool(line.get("hiddenByUser"))
        if "pixelSize" in line:
            page.column_dimensions[get_column_letter(at + 1)].width = line["pixelSize"] / PIXELS_A_LETTER
    if sheet.basic_filter:
        page.auto_filter.ref = of_grid_range(book, sheet.basic_filter["range"]).a1().rpartition("!")[2]
    lists(page, sheet)
    conditional(page, book, sheet)
    for chart in sheet.charts.values():
        draw(page, book, chart)


def plain(value: Json | None) -> Any:
    """A value as a workbook holds it."""
    if not value:
        return None
    if "errorValue" in value:
        return ERRORS.get(value["errorValue"].get("type", ""), "#ERROR!")
    return next(iter(value.values()))


def put(page: Worksheet, sheet: Sheet, place: Place, cell: Json) -> None:
    """One cell with its looks."""
    target = page.cell(place[0] + 1, place[1] + 1)
    typed = sheet.entered(place)
    target.value = plain(typed)
    if typed and "stringValue" in typed:
        target.data_type = "s"
    style = cell.get("userEnteredFormat", {})
    kind = style.get("numberFormat", {})
    if kind:
        target.number_format = kind.get("pattern") or USUAL_FORMATS.get(kind.get("type", ""), "General")
    text = style.get("textFormat", {})
    if text:
        color = hexadecimal(text["foregroundColor"]) if "foregroundColor" in text else None
        size, name = text.get("fontSize"), text.get("fontFamily")
        underline = "single" if text.get("underline") else None
        target.font = Font(
            name, size, text.get("bold"), text.get("italic"), color=color, u=underline, strike=text.get("strikethrough")
        )
    if "backgroundColor" in style:
        target.fill = PatternFill("solid", hexadecimal(style["backgroundColor"]))
    side = style.get("horizontalAlignment", "").lower() or None
    if side or style.get("wrapStrategy") == "WRAP":
        target.alignment = Alignment(horizontal=side, wrap_text=style.get("wrapStrategy") == "WRAP")


def hexadecimal(color: Json) -> str:
    """A colour in six hexadecimal digits."""
    return "".join(f"{round(color.get(name, 0) * 255):02X}" for name in ("red", "green", "blue"))


def lists(page: Worksheet, sheet: Sheet) -> None:
    """Data validation by lists and ranges."""
    rules: dict[str, DataValidation] = {}
    for place, cell in sheet.cells.items():
        condition = cell.get("dataValidation", {}).get("condition", {})
        texts = [value.get("userEnteredValue", "") for value in condition.get("values", [])]
        source = {"ONE_OF_LIST": f'"{",".join(texts)}"', "ONE_OF_RANGE": texts[0] if texts else ""}.get(condition.get("type", ""))
        if source:
            rules.setdefault(source, DataValidation("list", source, allow_blank=True)).add(cell_a1(*place))
    for rule in rules.values():
        page.add_data_validation(rule)


def conditional(page: Worksheet, book: Spreadsheet, sheet: Sheet) -> None:
    """Conditional formats by formulas of one's own."""
    for rule in sheet.conditional_formats:
        condition = rule.get("booleanRule", {}).get("condition", {})
        if condition.get("type") != "CUSTOM_FORMULA":
            continue
        style = rule["booleanRule"].get("format", {})
        fills = PatternFill(bgColor=hexadecimal(style["backgroundColor"])) if "backgroundColor" in style else None
        formula = [condition["values"][0]["userEnteredValue"].removeprefix("=")]
        areas = " ".join(of_grid_range(book, one).a1().rpartition("!")[2] for one in rule["ranges"])
        page.conditional_formatting.add(areas, FormulaRule(formula, fill=fills))


def draw(page: Worksheet, book: Spreadsheet, given: Json) -> None:
    """A chart of columns, bars, lines, areas, points or a pie."""
    spec = given["spec"]
    basic, pie = spec.get("basicChart", {}), spec.get("pieChart", {})
    if not basic and not pie:
        return
    chart = PieChart() if pie else CHARTS.get(basic.get("chartType", ""), BarChart)()
    if basic.get("chartType") == "BAR":
        chart.type = "bar"
    chart.title = spec.get("title")
    domain = pie.get("domain") or next((one["domain"] for one in basic.get("domains", []) if "domain" in one), None)
    for data in [pie["series"]] if "series" in pie else [one["series"] for one in basic.get("series", []) if "series" in one]:
        labels = reference(page, book, domain) if domain else None
        if isinstance(chart, ScatterChart):
            chart.series.append(Series(reference(page, book, data), labels, title_from_data=bool(basic.get("headerCount"))))
        else:
            chart.add_data(reference(page, book, data), titles_from_data=bool(basic.get("headerCount")))
    if domain and not isinstance(chart, ScatterChart):
        chart.set_categories(reference(page, book, domain))
    anchor = given.get("position", {}).get("overlayPosition", {}).get("anchorCell", {})
    page.add_chart(chart, cell_a1(anchor.get("rowIndex", 0), anchor.get("columnIndex", 0)))


def reference(page: Worksheet, book: Spreadsheet, data: Json) -> Reference:
    """The cells that a chart's data comes from."""
    area = of_grid_range(book, data.get("sourceRange", {}).get("sources", [{}])[0])
    top, left, bottom, right = area.bounded()
    workbook = page.parent
    source = workbook[area.sheet.title[:31]] if area.sheet.title[:31] in workbook.sheetnames else page
    return Reference(source, left + 1, top + 1, right, bottom)
