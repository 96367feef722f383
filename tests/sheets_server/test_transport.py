"""What goes over the wire: layout, packing, headers, parameters that every method has, scopes, and the check of it all."""

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest

from sheets_server.auth import Accounts, Token
from sheets_server.drive import ANYONE, World, permission
from sheets_server.running import OWNER, Running, serve

requests = pytest.importorskip("requests")


@pytest.fixture
def server() -> Iterator[Running]:
    with serve(World(), Accounts(anybody=OWNER)) as running:
        yield running


def ask(server: Running, verb: str, path: str, token: str = "Bearer anything", **options: Any) -> Any:
    headers = {"Authorization": token} if token else {}
    return requests.request(verb, server.base + path, headers=headers | options.pop("headers", {}), timeout=60, **options)


def test_json_is_laid_out_unless_somebody_does_not_want_it(server: Running) -> None:
    path = f"/v4/spreadsheets/{server.spreadsheet().id}?fields=properties.title"
    assert ask(server, "GET", path).text == '{\n  "properties": {\n    "title": "Клиенты"\n  }\n}\n'
    assert "\n" not in ask(server, "GET", path + "&prettyPrint=false").text


def test_answers_are_packed_for_who_takes_that(server: Running) -> None:
    path = f"/v4/spreadsheets/{server.spreadsheet().id}"
    packed = ask(server, "GET", path, headers={"Accept-Encoding": "gzip"}, stream=True)
    plain = ask(server, "GET", path, headers={"Accept-Encoding": "identity"})
    assert (packed.headers["Content-Encoding"], plain.headers.get("Content-Encoding")) == ("gzip", None)
    assert json.loads(gzip.decompress(packed.raw.read())) == plain.json()
    assert plain.headers["Content-Type"] == "application/json; charset=UTF-8"
    assert plain.headers["Cache-Control"] == "private"


def test_a_mask_may_come_in_a_header(server: Running) -> None:
    path = f"/v4/spreadsheets/{server.spreadsheet().id}"
    assert ask(server, "GET", path, headers={"X-Goog-FieldMask": "properties.locale"}).json() == {
        "properties": {"locale": "en_US"}
    }


@pytest.mark.parametrize(
    ("verb", "path", "body", "said"),
    [
        ("GET", "?speed=high", None, 'Unknown name "speed": Cannot bind query parameter.'),
        (
            "POST",
            ":batchUpdate",
            {"requests": [{"addShet": {}}]},
            "Unknown name \"addShet\" at 'requests[0]': Cannot find field.",
        ),
        ("POST", ":batchUpdate", {"requests": ["x"]}, "(type.googleapis.com/google.apps.sheets.v4.BatchUpdateSpreadsheetRequest"),
        ("PUT", "/values/A1?valueInputOption=TYPED", {"values": []}, "Invalid value at 'value_input_option'"),
    ],
)
def test_what_google_does_not_know_is_refused_and_fails_the_test_that_sent_it(verb: str, path: str, body: Any, said: str) -> None:
    world = World()

    def send() -> None:
        with serve(world, Accounts(anybody=OWNER)) as running:
            answer = ask(running, verb, f"/v4/spreadsheets/{running.spreadsheet().id}{path}", json=body)
            assert answer.status_code == 400
            assert said in answer.json()["error"]["message"]

    with pytest.raises(AssertionError, match="against Google's description"):
        send()
    assert len(world.misfits) == 1


def test_an_answer_that_google_never_gives_fails_the_test() -> None:
    def read() -> None:
        with serve(World(), Accounts(anybody=OWNER)) as server:
            file = server.spreadsheet()
            assert file.book is not None
            file.book.sheets[0].properties |= {"colour": "red"}
            ask(server, "GET", f"/v4/spreadsheets/{file.id}")

    with pytest.raises(AssertionError, match="SheetProperties has no field 'colour'"):
        read()


def test_a_key_alone_reads_what_everybody_may_read_and_writes_nothing(server: Running) -> None:
    private, public = server.spreadsheet(), server.spreadsheet()
    public.permissions[ANYONE] = permission("anyone", "writer")
    assert ask(server, "GET", f"/v4/spreadsheets/{private.id}?key=abc", token="").status_code == 403
    assert ask(server, "GET", f"/v4/spreadsheets/{public.id}?key=abc", token="").status_code == 200
    answer = ask(server, "POST", f"/v4/spreadsheets/{public.id}/values/A1:clear?key=abc", token="")
    assert (answer.status_code, answer.json()["error"]["status"]) == (401, "UNAUTHENTICATED")
    assert ask(server, "GET", f"/v4/spreadsheets/{public.id}", token="").status_code == 403


@pytest.mark.parametrize(
    ("verb", "path", "status"),
    [("GET", "", 200), ("GET", "/values/A1", 200), ("POST", "/values/A1:clear", 403), ("POST", ":getByDataFilter", 403)],
)
def test_a_token_for_reading_reads_by_ranges_only(server: Running, verb: str, path: str, status: int) -> None:
    later = server.world.clock().replace(year=2999)
    server.accounts.tokens["reader"] = Token(OWNER, later, ("spreadsheets.readonly",))
    answer = ask(server, verb, f"/v4/spreadsheets/{server.spreadsheet().id}{path}", token="Bearer reader", json={})
    assert answer.status_code == status
