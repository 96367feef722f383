"""What Drive says of a file: to whom it belongs, what changed it, and what a query finds."""

from collections.abc import Iterator
from typing import Any

import pytest

from sheets_server.auth import Accounts, Token
from sheets_server.drive import World
from sheets_server.running import OWNER, Running, serve

requests = pytest.importorskip("requests")
GUEST = "guest@example.com"


@pytest.fixture
def server() -> Iterator[Running]:
    world = World()
    with serve(world, Accounts(anybody=OWNER)) as running:
        running.accounts.tokens["guest"] = Token(GUEST, world.clock().replace(year=2999), ())
        yield running


def ask(server: Running, verb: str, path: str, *, token: str = "anything", **options: Any) -> Any:
    return requests.request(verb, server.base + path, headers={"Authorization": f"Bearer {token}"}, timeout=60, **options)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("name = 'Клиенты 2025'", ["Клиенты 2025"]),
        ("name contains '2025'", ["Клиенты 2025", "Заказы 2025"]),
        ("name contains 'лиенты'", []),
        ("not name contains 'Клиенты' and trashed = false", ["It's", "Заказы 2025"]),
        ("name = 'It\\'s' or name = 'Заказы 2025'", ["It's", "Заказы 2025"]),
        ("'me' in owners and (mimeType = 'text/plain' or starred = true)", []),
        (f"'{GUEST}' in writers", ["Заказы 2025"]),
    ],
)
def test_a_query_finds_files(server: Running, query: str, names: list[str]) -> None:
    for name in ("Клиенты 2025", "It's", "Заказы 2025"):
        server.spreadsheet(name, shared_with=GUEST if name.startswith("Заказы") else "")
    found = ask(server, "GET", "/drive/v3/files", params={"q": query, "orderBy": "createdTime"}).json()["files"]
    assert [file["name"] for file in found] == names


def test_a_query_that_cannot_be_read_is_refused(server: Running) -> None:
    answer = ask(server, "GET", "/drive/v3/files", params={"q": "name ~ 'x'"})
    assert (answer.status_code, answer.json()["error"]["errors"][0]["location"]) == (400, "q")


def test_long_lists_come_in_pages(server: Running) -> None:
    for number in range(5):
        server.spreadsheet(str(number))
    names, token = [], ""
    while True:
        page = ask(server, "GET", "/drive/v3/files", params={"pageSize": 2, "pageToken": token, "orderBy": "name"}).json()
        names += [file["name"] for file in page["files"]]
        token = page.get("nextPageToken", "")
        if not token:
            break
    assert names == ["0", "1", "2", "3", "4"]


def test_what_is_not_shared_is_not_there_for_drive_and_forbidden_for_sheets(server: Running) -> None:
    file = server.spreadsheet(shared_with="")
    assert ask(server, "GET", f"/drive/v3/files/{file.id}", token="guest").status_code == 404
    assert ask(server, "GET", f"/v4/spreadsheets/{file.id}", token="guest").status_code == 403


@pytest.mark.parametrize(("role", "reads", "writes"), [("reader", 200, 403), ("commenter", 200, 403), ("writer", 200, 200)])
def test_a_role_says_who_may_write(server: Running, role: str, reads: int, writes: int) -> None:
    file = server.spreadsheet(shared_with="")
    share = {"type": "user", "role": role, "emailAddress": GUEST, "withLink": False}
    assert ask(server, "POST", f"/drive/v3/files/{file.id}/permissions", json=share).status_code == 200
    path = f"/v4/spreadsheets/{file.id}/values/A1"
    assert ask(server, "GET", path, token="guest").status_code == reads
    written = ask(server, "PUT", f"{path}?valueInputOption=RAW", token="guest", json={"values": [["x"]]})
    assert written.status_code == writes


def test_a_taken_back_permission_closes_the_file(server: Running) -> None:
    file = server.spreadsheet(shared_with=GUEST)
    listed = ask(server, "GET", f"/drive/v3/files/{file.id}/permissions", params={"fields": "permissions(id,emailAddress)"})
    (mine,) = [one["id"] for one in listed.json()["permissions"] if one["emailAddress"] == GUEST]
    assert ask(server, "DELETE", f"/drive/v3/files/{file.id}/permissions/{mine}").status_code == 204
    assert ask(server, "GET", f"/v4/spreadsheets/{file.id}", token="guest").status_code == 403


def test_a_copy_goes_its_own_way(server: Running) -> None:
    file = server.spreadsheet()
    first = f"/v4/spreadsheets/{file.id}/values/A1"
    ask(server, "PUT", f"{first}?valueInputOption=RAW", json={"values": [["before"]]})
    twin = ask(server, "POST", f"/drive/v3/files/{file.id}/copy", json={"name": "Копия"}).json()
    ask(server, "PUT", f"{first}?valueInputOption=RAW", json={"values": [["after"]]})
    assert ask(server, "GET", f"/v4/spreadsheets/{twin['id']}/values/A1").json()["values"] == [["before"]]
    assert ask(server, "GET", f"/v4/spreadsheets/{twin['id']}").json()["properties"]["title"] == "Копия"


def test_each_write_counts_and_names_its_writer_but_a_refused_one_does_not(server: Running) -> None:
    file = server.spreadsheet(shared_with=GUEST)
    path = f"/v4/spreadsheets/{file.id}/values/A1?valueInputOption=RAW"
    version = file.version
    ask(server, "PUT", path, token="guest", json={"values": [["x"]]})
    assert (file.version, file.modifier) == (version + 1, GUEST)
    ask(server, "PUT", path.replace("A1", "A1001"), json={"values": [["x"]]})
    assert (file.version, file.modifier) == (version + 1, GUEST)


@pytest.mark.parametrize("path", ["/v4/spreadsheets/{id}?fields=nothing", "/drive/v3/files/{id}?fields=nothing"])
def test_fields_that_are_not_there_are_refused(server: Running, path: str) -> None:
    answer = ask(server, "GET", path.replace("{id}", server.spreadsheet().id))
    assert answer.status_code == 400
    assert "nothing" in answer.text
    server.world.misfits.clear()


def test_a_new_spreadsheet_has_the_tabs_and_cells_sent_along(server: Running) -> None:
    cell = {"userEnteredValue": {"stringValue": "x"}}
    tab = {"properties": {"title": "Клиенты"}, "data": [{"startRow": 1, "rowData": [{"values": [cell]}]}]}
    made = ask(server, "POST", "/v4/spreadsheets", json={"properties": {"title": "База"}, "sheets": [tab]}).json()
    assert [sheet["properties"]["title"] for sheet in made["sheets"]] == ["Клиенты"]
    values = ask(server, "GET", f"/v4/spreadsheets/{made['spreadsheetId']}/values/Клиенты").json()
    assert values == {"range": "'Клиенты'!A1:Z1000", "majorDimension": "ROWS", "values": [[], ["x"]]}


def test_a_query_too_long_for_an_address_may_come_in_the_body(server: Running) -> None:
    file = server.spreadsheet()
    headers = {"X-HTTP-Method-Override": "GET", "Content-Type": "application/x-www-form-urlencoded", "Authorization": "Bearer x"}
    address = f"{server.base}/v4/spreadsheets/{file.id}/values:batchGet"
    answer = requests.post(address, data="ranges=A1&ranges=B1%3AC2", headers=headers, timeout=60)
    assert [one["range"] for one in answer.json()["valueRanges"]] == ["Sheet1!A1", "Sheet1!B1:C2"]
