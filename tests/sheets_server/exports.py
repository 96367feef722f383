"""What a spreadsheet is downloaded as: CSV and TSV of a tab, xlsx, ods, PDF and zipped web pages of all."""

import csv
import html
import io
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import escape

from sheets_server import values_api
from sheets_server.ranges import Area
from sheets_server.spreadsheet import Sheet, Spreadsheet
from sheets_server.workbooks import xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
FORMATS = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "xlsx": XLSX,
    "ods": ODS,
    "pdf": "application/pdf",
    "zip": "application/zip",
}
"""What the address of a spreadsheet's export page calls each of them."""
OFFICE = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
TABLE = 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
TEXT = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
MANIFEST = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
LINES_A_PAGE = 60


def exported(book: Spreadsheet, sheet: Sheet, mime: str) -> bytes | None:
    """The file's bytes, of the tab where the format holds one only; None for formats that there are not."""
    made: dict[str, Callable[[], bytes]] = {
        "text/csv": lambda: separated(book, sheet, ","),
        "text/tab-separated-values": lambda: separated(book, sheet, "\t"),
        XLSX: lambda: xlsx(book),
        ODS: lambda: ods(book),
        "application/x-vnd.oasis.opendocument.spreadsheet": lambda: ods(book),
        "application/pdf": lambda: pdf(book),
        "application/zip": lambda: pages(book),
    }
    return made[mime]() if mime in made else None


def rows(book: Spreadsheet, sheet: Sheet) -> list[list[str]]:
    """What the tab shows, all rows equally long."""
    lines = values_api.get(book, Area(sheet), {}).get("values", [])
    wide = max(map(len, lines), default=0)
    return [[*line, *[""] * (wide - len(line))] for line in lines]


def grids(book: Spreadsheet) -> list[tuple[str, list[list[str]]]]:
    """All tabs with cells: their titles and what they show."""
    return [(sheet.title, rows(book, sheet)) for sheet in book.sheets if "gridProperties" in sheet.properties]


def separated(book: Spreadsheet, sheet: Sheet, mark: str) -> bytes:
    """A tab's formatted values, lines ending in CR LF except for the last."""
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator="\r\n").writerows(rows(book, sheet))
    return out.getvalue().removesuffix("\r\n").encode()


def ods(book: Spreadsheet) -> bytes:
    """What all tabs show, as an OpenDocument spreadsheet."""
    tables = ""
    for title, lines in grids(book):
        cells = "".join(
            "<table:table-row>"
            + "".join(
                f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'
                for text in line
            )
            + "</table:table-row>"
            for line in lines
        )
        tables += f'<table:table table:name="{escape(title, {chr(34): "&quot;"})}">{cells}</table:table>'
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    content = f'<office:document-content {OFFICE} {TABLE} {TEXT} office:version="1.2">{body}</office:document-content>'
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", ODS), ("content.xml", "text/xml"))
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", ODS, zipfile.ZIP_STORED)
        packed.writestr("content.xml", '<?xml version="1.0" encoding="UTF-8"?>' + content)
        packed.writestr("META-INF/manifest.xml", f"<manifest:manifest {MANIFEST}>{entries}</manifest:manifest>")
    return out.getvalue()


def pages(book: Spreadsheet) -> bytes:
    """A web page for each tab, zipped."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for title, lines in grids(book):
            cells = "".join("<tr>" + "".join(f"<td>{html.escape(text)}</td>" for text in line) + "</tr>" for line in lines)
            packed.writestr(f"{title.replace('/', '_')}.html", f"<meta charset=utf-8><table>{cells}</table>")
    return out.getvalue()


def pdf(book: Spreadsheet) -> bytes:
    """What all tabs show, line by line, on plain pages; letters beyond Latin ones become question marks."""
    lines = [line for title, cells in grids(book) for line in [title, *(" | ".join(one) for one in cells)]] or [""]
    texts = [lines[start : start + LINES_A_PAGE] for start in range(0, len(lines), LINES_A_PAGE)]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(texts)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(texts)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
    ]
    for number, part in enumerate(texts):
        shown = " ".join(f"({line.replace(chr(92), '').replace('(', '[').replace(')', ']')}) Tj T*" for line in part)
        stream = f"BT /F1 8 Tf 10 TL 40 800 Td {shown} ET".encode("latin-1", "replace")
        font = "/Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {font} /Contents {5 + 2 * number} 0 R >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    return out + head + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(out))
