"""A native column chart of a report, as a part of the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sheets_crm.books.xlsx.cells.cellxml import escaped, number_text
from sheets_crm.model.addresses import letters
from sheets_crm.model.report import Chart, Report

NAMESPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
INK, GREY, LINE, BARS = "26323F", "7A8590", "E3E7EB", "5B84A8"
CATEGORIES, VALUES = 111111111, 222222222


def chart_xml(report: Report, chart: Chart) -> bytes:
    """Write the chart with its numbers cached, so that it shows before anything is calculated."""
    rows = report.rows[chart.first_row - 1 : chart.last_row]
    names = [str(row[chart.names_column - 1].value or "") for row in rows]
    values = [row[chart.values_column - 1].value for row in rows]
    numbers = [value if isinstance(value, (int, float, Decimal)) else None for value in values]
    series = (
        '<c:ser><c:idx val="0"/><c:order val="0"/>'
        f'<c:spPr><a:solidFill><a:srgbClr val="{BARS}"/></a:solidFill></c:spPr><c:invertIfNegative val="0"/>'
        f"<c:cat><c:strRef><c:f>{_range(report, chart, chart.names_column)}</c:f>{_names(names)}</c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>{_range(report, chart, chart.values_column)}</c:f>{_numbers(numbers)}</c:numRef></c:val></c:ser>"
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<c:chartSpace {NAMESPACES}><c:roundedCorners val="0"/>'
        f'<c:chart>{_title(chart.title)}<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>'
        f'<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>{series}'
        f'<c:gapWidth val="55"/><c:axId val="{CATEGORIES}"/><c:axId val="{VALUES}"/></c:barChart>{_axes()}'
        '</c:plotArea><c:plotVisOnly val="0"/><c:dispBlanksAs val="gap"/></c:chart>'
        f'<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln w="9525">{_fill(LINE)}</a:ln></c:spPr>'
        "</c:chartSpace>"
    ).encode()


def sheet_reference(name: str) -> str:
    """Write a sheet's name as formulas and links quote it."""
    return "'" + name.replace("'", "''") + "'"


def _range(report: Report, chart: Chart, column: int) -> str:
    letter = letters(column)
    return escaped(f"{sheet_reference(report.sheet)}!${letter}${chart.first_row}:${letter}${chart.last_row}")


def _names(names: Sequence[str]) -> str:
    points = "".join(f'<c:pt idx="{at}"><c:v>{escaped(name)}</c:v></c:pt>' for at, name in enumerate(names))
    return f'<c:strCache><c:ptCount val="{len(names)}"/>{points}</c:strCache>'


def _numbers(numbers: Sequence[int | float | Decimal | None]) -> str:
    known = ((at, number) for at, number in enumerate(numbers) if number is not None)
    points = "".join(f'<c:pt idx="{at}"><c:v>{number_text(number)}</c:v></c:pt>' for at, number in known)
    return f'<c:numCache><c:formatCode>#,##0</c:formatCode><c:ptCount val="{len(numbers)}"/>{points}</c:numCache>'


def _fill(color: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{color}"/></a:solidFill>'


def _letters(size: int, color: str, *, bold: bool = False) -> str:
    return f'<a:defRPr sz="{size * 100}" b="{int(bold)}">{_fill(color)}</a:defRPr>'


def _title(title: str) -> str:
    run = f'<a:r><a:rPr sz="1200" b="1">{_fill(INK)}</a:rPr><a:t>{escaped(title)}</a:t></a:r>'
    rich = f"<c:rich><a:bodyPr/><a:p><a:pPr>{_letters(12, INK, bold=True)}</a:pPr>{run}</a:p></c:rich>"
    return f'<c:title><c:tx>{rich}</c:tx><c:overlay val="0"/></c:title>'


def _axes() -> str:
    words = f"<c:txPr><a:bodyPr/><a:p><a:pPr>{_letters(9, GREY)}</a:pPr><a:endParaRPr/></a:p></c:txPr>"
    upright = '<c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
    return (
        f'<c:catAx><c:axId val="{CATEGORIES}"/>{upright}<c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'<c:spPr><a:ln w="9525">{_fill(LINE)}</a:ln></c:spPr>{words}'
        f'<c:crossAx val="{VALUES}"/><c:crosses val="autoZero"/></c:catAx>'
        f'<c:valAx><c:axId val="{VALUES}"/>{upright}<c:axPos val="l"/>'
        f'<c:majorGridlines><c:spPr><a:ln w="6350">{_fill(LINE)}</a:ln></c:spPr></c:majorGridlines>'
        f'<c:numFmt formatCode="#,##0" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="nextTo"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{words}'
        f'<c:crossAx val="{CATEGORIES}"/><c:crosses val="autoZero"/><c:crossBetween val="between"/></c:valAx>'
    )
