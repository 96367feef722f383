"""Files that are uploaded through Google's own client and become spreadsheets."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import openpyxl
import pytest

pytest.importorskip("googleapiclient")
from googleapiclient.discovery import build
from googleapiclient.http import MediaInMemoryUpload

from sheets_server.auth import Accounts
from sheets_server.drive import SPREADSHEET, World
from sheets_server.exports import XLSX
from sheets_server.running import OWNER, Running, serve


@pytest.fixture
def server() -> Iterator[Running]:
    with serve(World(), Accounts(anybody=OWNER)) as running:
        yield running


class Bearer:
    """Sends everything to the local server with somebody's token."""

    def __init__(self, base: str) -> None:
        import httplib2  # noqa: PLC0415 - only with Google's own client

        self.base, self.inner = base, httplib2.Http()

    def request(self, uri: str, method: str = "GET", body: Any = None, headers: Any = None, **rest: Any) -> Any:
        local = self.base + "/" + uri.split("/", 3)[3]
        return self.inner.request(local, method, body, (headers or {}) | {"authorization": "Bearer x"}, **rest)

    def close(self) -> None:
        self.inner.close()


def uploaded(server: Running, content: bytes, kind: str, *, resumable: bool) -> Any:
    drive = build("drive", "v3", http=Bearer(server.base), static_discovery=True)
    media = MediaInMemoryUpload(content, kind, resumable=resumable)
    file = drive.files().create(body={"name": "Люди", "mimeType": SPREADSHEET}, media_body=media, fields="id").execute()
    book = server.world.files[file["id"]].book
    assert book is not None
    return book


@pytest.mark.parametrize("resumable", [False, True])
def test_a_csv_is_read_as_if_it_were_typed(server: Running, resumable: bool) -> None:  # noqa: FBT001
    book = uploaded(server, "Имя,Код\nОля,007\n".encode(), "text/csv", resumable=resumable)
    assert [sheet.title for sheet in book.sheets] == ["Люди"]
    assert book.sheets[0].entered((1, 1)) == {"numberValue": 7}


def test_a_workbook_keeps_tabs_formulas_and_formats(server: Running) -> None:
    workbook = openpyxl.Workbook()
    page = workbook.worksheets[0]
    page.title = "Клиенты"
    page.append(["Имя", "Дата", "Код"])
    page.append(["Оля", date(2026, 2, 3), "007"])
    page["D2"] = "=B2+1"
    page.freeze_panes = "A2"
    workbook.create_sheet("Заказы")
    out = io.BytesIO()
    workbook.save(out)
    book = uploaded(server, out.getvalue(), XLSX, resumable=True)
    first = book.sheets[0]
    assert [sheet.title for sheet in book.sheets] == ["Клиенты", "Заказы"]
    assert first.properties["gridProperties"]["frozenRowCount"] == 1
    assert [first.entered((1, column)) for column in range(4)] == [
        {"stringValue": "Оля"},
        {"numberValue": 46056},
        {"stringValue": "007"},
        {"formulaValue": "=B2+1"},
    ]
    assert first.cells[1, 1]["userEnteredFormat"]["numberFormat"] == {"type": "DATE", "pattern": "yyyy-mm-dd"}
