"""A spreadsheet downloaded: what stands in the file."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest

from sheets_server.auth import Accounts
from sheets_server.drive import World
from sheets_server.exports import ODS, XLSX
from sheets_server.requests import Caller, batch_update
from sheets_server.requests_fixture import span
from sheets_server.running import OWNER, Running, serve

requests = pytest.importorskip("requests")
SOURCE = {"series": {"sourceRange": {"sources": [span("B1:B2")]}}}
CHART = {"title": "Sales", "basicChart": {"chartType": "COLUMN", "series": [SOURCE]}}
DAY = {"numberFormat": {"type": "DATE", "pattern": "dd.mm.yyyy"}, "textFormat": {"bold": True}}
CELLS = [
    {"userEnteredValue": {"numberValue": 46086}, "userEnteredFormat": DAY},
    {"userEnteredValue": {"stringValue": "=1+1"}},
    {"userEnteredValue": {"formulaValue": "=A1+1"}},
]
WISHES: list[dict[str, Any]] = [
    {"updateCells": {"start": {}, "rows": [{"values": CELLS}], "fields": "*"}},
    {"mergeCells": {"range": span("A3:B3")}},
    {"addChart": {"chart": {"spec": CHART, "position": {"overlayPosition": {"anchorCell": {"rowIndex": 4}}}}}},
    {"addSheet": {"properties": {"sheetId": 7, "title": "Два", "gridProperties": {"frozenRowCount": 1}}}},
    {"updateCells": {"start": {"sheetId": 7}, "rows": [{"values": CELLS[:1]}], "fields": "*"}},
]


@pytest.fixture
def server() -> Iterator[Running]:
    with serve(World(), Accounts(anybody=OWNER)) as running:
        yield running


def got(server: Running, path: str) -> bytes:
    file = server.spreadsheet()
    assert file.book is not None
    file.book, _ = batch_update(file.book, {"requests": WISHES}, Caller(OWNER, OWNER))
    file.stale = True
    answer = requests.get(server.base + path.replace("ID", file.id), headers={"Authorization": "Bearer x"}, timeout=60)
    assert answer.status_code == 200
    return bytes(answer.content)


def test_a_workbook_holds_values_formulas_formats_and_charts(server: Running) -> None:
    book = openpyxl.load_workbook(io.BytesIO(got(server, f"/drive/v3/files/ID/export?mimeType={XLSX}")))
    first, second = book.worksheets
    assert (first["A1"].number_format, first["A1"].font.bold) == ("dd.mm.yyyy", True)
    assert [(first[name].value, first[name].data_type) for name in ("B1", "C1")] == [("=1+1", "s"), ("=A1+1", "f")]
    assert [str(one) for one in first.merged_cells.ranges] == ["A3:B3"]
    assert len(first._charts) == 1  # noqa: SLF001 - openpyxl has no other way to ask
    assert (second.title, second.freeze_panes) == ("Два", "A2")


@pytest.mark.parametrize(
    ("path", "begins"),
    [
        ("/spreadsheets/d/ID/export?format=csv", b"05.03.2026,=1+1,06.03.2026"),
        ("/spreadsheets/d/ID/export?format=csv&gid=7", b"05.03.2026"),
        ("/spreadsheets/d/ID/export?format=tsv", b"05.03.2026\t=1+1\t06.03.2026"),
        ("/drive/v3/files/ID/export?mimeType=application/pdf", b"%PDF-1.4"),
    ],
)
def test_what_a_file_begins_with(server: Running, path: str, begins: bytes) -> None:
    assert got(server, path).startswith(begins)


@pytest.mark.parametrize(("mime", "inside"), [(ODS, "content.xml"), ("application/zip", "Два.html")])
def test_packed_files_show_what_cells_show(server: Running, mime: str, inside: str) -> None:
    packed = zipfile.ZipFile(io.BytesIO(got(server, f"/drive/v3/files/ID/export?mimeType={mime}")))
    assert "05.03.2026" in packed.read(inside).decode()
