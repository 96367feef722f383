"""gspread, untouched, over real HTTP against the local server: what works with Google must work here."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sheets_server.running import OWNER, ROBOT, Running, serve

gspread = pytest.importorskip("gspread")
exceptions = pytest.importorskip("google.auth.exceptions")


@pytest.fixture
def server() -> Iterator[Running]:
    with serve() as running:
        yield running


@pytest.fixture
def client(server: Running, tmp_path: Path) -> Any:
    return signed_in(server, server.key_file(tmp_path))


def signed_in(server: Running, key: Path) -> Any:
    """gspread with nothing changed but the addresses of Google."""
    made = gspread.service_account(filename=str(key))
    send = made.http_client.session.request

    def redirected(method: str, url: str, *args: Any, **options: Any) -> Any:
        for host in ("https://sheets.googleapis.com", "https://www.googleapis.com"):
            url = url.replace(host, server.base, 1)
        return send(method, url, *args, **options)

    made.http_client.session.request = redirected
    return made


@pytest.fixture
def book(server: Running, client: Any) -> Any:
    return client.open_by_key(server.spreadsheet("Клиенты").id)


def test_a_shared_spreadsheet_opens_by_id_by_name_and_by_address(server: Running, client: Any) -> None:
    file = server.spreadsheet("База клиентов")
    address = f"https://docs.google.com/spreadsheets/d/{file.id}/edit#gid=0"
    assert [client.open_by_key(file.id).title, client.open("База клиентов").id, client.open_by_url(address).id] == [
        "База клиентов",
        file.id,
        file.id,
    ]


def test_a_spreadsheet_that_is_not_there_and_one_that_is_not_shared_are_told_apart(server: Running, client: Any) -> None:
    private = server.spreadsheet("Чужая", shared_with="")
    with pytest.raises(gspread.exceptions.SpreadsheetNotFound):
        client.open_by_key("1" + "x" * 43)
    with pytest.raises(PermissionError):
        client.open_by_key(private.id)


def test_values_are_written_and_read_back(book: Any) -> None:
    sheet = book.sheet1
    sheet.update([["Имя", "Сумма"], ["Анна", 1500.5], ["Пётр", 12]], "A1")
    assert sheet.get("A1:B3") == [["Имя", "Сумма"], ["Анна", "1500.5"], ["Пётр", "12"]]
    assert sheet.get("A2:B3", value_render_option="UNFORMATTED_VALUE") == [["Анна", 1500.5], ["Пётр", 12]]
    assert sheet.get_all_records() == [{"Имя": "Анна", "Сумма": 1500.5}, {"Имя": "Пётр", "Сумма": 12}]


def test_raw_text_never_becomes_a_formula(book: Any) -> None:
    sheet = book.sheet1
    sheet.update([["=1+1", "01.02.2025"]], "A1", raw=True)
    sheet.update([["=1+1"]], "A2", raw=False)
    assert sheet.get("A1:B2") == [["=1+1", "01.02.2025"], ["2"]]
    assert sheet.get("A2", value_render_option="FORMULA") == [["=1+1"]]


def test_a_write_may_answer_with_what_stands_there_now(book: Any) -> None:
    params = {
        "valueInputOption": "USER_ENTERED",
        "includeValuesInResponse": "true",
        "responseValueRenderOption": "UNFORMATTED_VALUE",
    }
    answer = book.values_update("A1:C1", params, {"values": [[2, "=A1*3", None]]})
    assert answer["updatedData"]["values"] == [[2, 6]]
    assert (answer["updatedRange"], answer["updatedCells"]) == ("Sheet1!A1:C1", 2)


def test_rows_are_appended_below_the_table(book: Any) -> None:
    sheet = book.sheet1
    sheet.update([["ID", "Имя"], ["1", "Анна"]], "B2")
    answer = sheet.append_rows([["2", "Пётр"], ["3", "Ольга"]], table_range="B2:C3")
    assert answer["updates"]["updatedRange"] == "Sheet1!B4:C5"
    assert answer["tableRange"] == "Sheet1!B2:C3"
    assert sheet.get("B2:C5") == [["ID", "Имя"], ["1", "Анна"], ["2", "Пётр"], ["3", "Ольга"]]


def test_appending_makes_the_grid_longer_when_it_is_full(book: Any) -> None:
    sheet = book.add_worksheet("Коротко", rows=2, cols=2)
    sheet.update([["a", "b"], ["c", "d"]], "A1")
    sheet.append_row(["e", "f"])
    sheet.append_row(["g", "h"], insert_data_option="INSERT_ROWS")
    assert sheet.get_all_values() == [["a", "b"], ["c", "d"], ["e", "f"], ["g", "h"]]


def test_formats_are_kept_and_shown(book: Any) -> None:
    sheet = book.sheet1
    sheet.update([[0.25, 45000]], "A1")
    sheet.format("A1", {"numberFormat": {"type": "PERCENT", "pattern": "0%"}, "textFormat": {"bold": True}})
    assert sheet.get("A1:B1") == [["25%", "45000"]]
    params = {"ranges": "A1", "fields": "sheets.data.rowData.values.userEnteredFormat.textFormat"}
    found = book.fetch_sheet_metadata(params)["sheets"][0]["data"][0]["rowData"][0]["values"][0]
    assert found == {"userEnteredFormat": {"textFormat": {"bold": True}}}


def test_a_batch_is_done_whole_or_not_at_all(book: Any) -> None:
    rename = {"updateSheetProperties": {"properties": {"sheetId": 0, "title": "Другое имя"}, "fields": "title"}}
    with pytest.raises(gspread.exceptions.APIError, match=r"Invalid requests\[1\]"):
        book.batch_update({"requests": [rename, {"deleteSheet": {"sheetId": 777}}]})
    assert [sheet.title for sheet in book.worksheets()] == ["Sheet1"]
    book.batch_update({"requests": [rename]})
    assert [sheet.title for sheet in book.worksheets()] == ["Другое имя"]


def test_many_ranges_are_read_and_written_in_one_call(server: Running, book: Any) -> None:
    sheet = book.sheet1
    server.world.log.clear()
    sheet.batch_update([{"range": "A1:B1", "values": [["a", "b"]]}, {"range": "D4", "values": [["d"]]}])
    assert sheet.batch_get(["A1:B1", "D4", "F1"]) == [[["a", "b"]], [["d"]], []]
    assert len(server.world.log) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Нет такого!A1", "Unable to parse range: Нет такого!A1"),
        ("Sheet1!A1001", "Range (Sheet1!A1001) exceeds grid limits. Max rows: 1000, max columns: 26"),
        ("Sheet1!AB1:AC2", "Range (Sheet1!AB1:AC2) exceeds grid limits. Max rows: 1000, max columns: 26"),
    ],
)
def test_impossible_ranges_are_refused_in_googles_words(book: Any, text: str, message: str) -> None:
    with pytest.raises(gspread.exceptions.APIError) as caught:
        book.values_get(text)
    assert (caught.value.response.status_code, caught.value.error["message"]) == (400, message)


def test_values_must_fit_the_range_they_are_written_to(book: Any) -> None:
    with pytest.raises(gspread.exceptions.APIError, match="Requested writing within range"):
        book.sheet1.update([["a", "b", "c"]], "A1:B1")


def test_csv_is_exported_as_people_see_it(book: Any) -> None:
    book.sheet1.update([["Имя", "Доля"], ["Анна; Ко", "50%"]], "A1", raw=False)
    assert book.export(gspread.utils.ExportFormat.CSV).decode() == "Имя,Доля\r\nАнна; Ко,50%"


def test_sharing_and_the_last_change_are_seen_through_drive(server: Running, book: Any, client: Any) -> None:
    assert [(one["emailAddress"], one["role"]) for one in book.list_permissions()] == [(ROBOT, "writer"), (OWNER, "owner")]
    before = client.http_client.request("get", f"{server.base}/drive/v3/files/{book.id}", params={"fields": "version"}).json()
    book.sheet1.update_acell("A1", "x")
    asked = {"fields": "version,lastModifyingUser(emailAddress)"}
    after = client.http_client.request("get", f"{server.base}/drive/v3/files/{book.id}", params=asked).json()
    assert int(after["version"]) > int(before["version"])
    assert after["lastModifyingUser"] == {"emailAddress": ROBOT}


def test_reading_changes_no_version(server: Running, book: Any) -> None:
    before = server.world.files[book.id].version
    book.sheet1.get_all_values()
    assert server.world.files[book.id].version == before


def test_a_token_that_is_over_is_renewed_without_a_word(server: Running, book: Any) -> None:
    server.accounts.expire()
    assert book.sheet1.get("A1") == [[]]
    assert server.world.log.count("POST /token") == 2


def test_a_revoked_key_does_not_sign_in(server: Running, tmp_path: Path) -> None:
    key = server.key_file(tmp_path)
    server.accounts.revoke(ROBOT)
    with pytest.raises(exceptions.RefreshError, match="invalid_grant"):
        signed_in(server, key).open_by_key("1" + "x" * 43)


def test_a_key_signed_by_somebody_else_does_not_sign_in(server: Running, tmp_path: Path) -> None:
    key = server.key_file(tmp_path)
    (public,) = server.accounts.keys[ROBOT]
    server.key_file(tmp_path, "other@example-project.iam.gserviceaccount.com")
    server.accounts.keys[ROBOT][public] = next(
        iter(server.accounts.keys["other@example-project.iam.gserviceaccount.com"].values())
    )
    with pytest.raises(exceptions.RefreshError, match="Invalid JWT Signature"):
        signed_in(server, key).open_by_key("1" + "x" * 43)


def test_a_clock_that_is_an_hour_off_does_not_sign_in(server: Running, tmp_path: Path) -> None:
    server.world.clock = lambda: datetime.now(UTC) + timedelta(hours=2)
    with pytest.raises(exceptions.RefreshError, match="reasonable timeframe"):
        signed_in(server, server.key_file(tmp_path)).open_by_key("1" + "x" * 43)


def test_an_api_that_is_switched_off_says_so(server: Running, book: Any) -> None:
    server.world.disabled.add("sheets.googleapis.com")
    with pytest.raises(gspread.exceptions.APIError, match="has not been used in project"):
        book.values_get("A1")


def test_one_connection_serves_many_requests(server: Running) -> None:
    with socket.create_connection(("127.0.0.1", int(server.base.rpartition(":")[2]))) as line:
        for _ in range(3):
            line.sendall(b"GET /v4/spreadsheets/x HTTP/1.1\r\nHost: here\r\n\r\n")
            assert line.recv(4096).startswith(b"HTTP/1.1 403")
