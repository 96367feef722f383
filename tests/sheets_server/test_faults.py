"""Faults over HTTP: what the client sees, and whether the request had its effect."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests

from sheets_server.auth import Accounts
from sheets_server.drive import File
from sheets_server.faults import PATH, Fault, Faults, dropped, expired, faults_of, landed, lost, too_many
from sheets_server.running import OWNER, Running, serve
from sheets_server.spreadsheet import Spreadsheet


@dataclass
class Desk:
    """A spreadsheet, what goes wrong with it, and a client."""

    server: Running
    file: File
    faults: Faults
    client: requests.Session

    @property
    def url(self) -> str:
        return f"{self.server.base}/v4/spreadsheets/{self.file.id}/values/A1"

    @property
    def book(self) -> Spreadsheet:
        assert self.file.book is not None
        return self.file.book

    def read(self) -> requests.Response:
        return self.client.get(self.url, timeout=60)

    def write(self, text: str, timeout: float = 60) -> requests.Response:
        return self.client.put(f"{self.url}?valueInputOption=RAW", json={"values": [[text]]}, timeout=timeout)

    @property
    def cell(self) -> object:
        with self.server.world.lock:
            return (self.book.sheets[0].entered((0, 0)) or {}).get("stringValue")


@pytest.fixture
def desk() -> Iterator[Desk]:
    with serve(accounts=Accounts(anybody=OWNER)) as server, requests.Session() as client:
        client.headers["Authorization"] = "Bearer any"
        yield Desk(server, server.spreadsheet(), faults_of(server.world), client)


@pytest.mark.parametrize(
    ("fault", "status", "name"),
    [
        (too_many(), 429, "RESOURCE_EXHAUSTED"),
        (Fault(status=500), 500, "INTERNAL"),
        (Fault(status=503), 503, "UNAVAILABLE"),
        (expired(), 401, "UNAUTHENTICATED"),
    ],
)
def test_a_refusal_has_no_effect_and_passes(desk: Desk, fault: Fault, status: int, name: str) -> None:
    desk.faults.add(fault)
    answer = desk.write("первый")
    assert (answer.status_code, answer.json()["error"]["status"], desk.cell) == (status, name, None)
    assert desk.write("второй").status_code == 200
    assert (desk.cell, len(desk.faults.struck)) == ("второй", 1)


def test_429_names_the_quota_and_when_to_come_back(desk: Desk) -> None:
    desk.faults.add(too_many(retry_after=7), too_many(retry_after=None))
    answer = desk.read()
    assert answer.headers["Retry-After"] == "7"
    assert "Read requests per minute per user" in answer.json()["error"]["message"]
    assert "Retry-After" not in desk.read().headers


def test_an_answer_lost_before_the_effect(desk: Desk) -> None:
    desk.faults.add(lost(delay=2, verb="PUT"))
    with pytest.raises(requests.Timeout):
        desk.write("пропало", timeout=0.2)
    assert desk.cell is None


def test_an_answer_lost_after_the_effect(desk: Desk) -> None:
    desk.faults.add(landed(delay=2, verb="PUT"))
    with pytest.raises(requests.Timeout):
        desk.write("записано", timeout=0.2)
    until = time.monotonic() + 60
    while desk.cell is None and time.monotonic() < until:
        time.sleep(0.01)
    assert desk.cell == "записано"


@pytest.mark.parametrize(("after", "cell"), [(False, None), (True, "да")])
def test_a_broken_connection(desk: Desk, *, after: bool, cell: str | None) -> None:
    desk.faults.add(dropped(after=after))
    with pytest.raises(requests.ConnectionError):
        desk.write("да")
    assert desk.cell == cell


def test_a_server_error_that_hides_success(desk: Desk) -> None:
    desk.faults.add(Fault(status=503, after=True))
    assert desk.write("да").status_code == 503
    assert desk.cell == "да"


def test_only_matching_requests_are_struck_and_only_so_many(desk: Desk) -> None:
    desk.faults.add(Fault(status=500, times=2, skip=1, verb="GET", path="/values/A1"))
    assert [desk.read().status_code for _ in range(4)] == [200, 500, 500, 200]
    assert desk.write("да").status_code == 200


def test_people_edit_between_two_requests(desk: Desk) -> None:
    desk.faults.edit(2, lambda: desk.book.sheets[0].put((0, 0), userEnteredValue={"stringValue": "чужое"}))
    desk.write("моё")
    assert desk.cell == "моё"
    assert desk.read().json()["values"] == [["чужое"]]


def test_faults_are_ordered_over_http(desk: Desk) -> None:
    url = desk.server.base + PATH
    assert requests.post(url, json=[{"status": 500}, {"status": 503}], timeout=60).status_code == 200
    assert [desk.read().status_code for _ in range(3)] == [500, 503, 200]
    assert len(requests.get(url, timeout=60).json()["struck"]) == 2
    requests.post(url, json={"status": 500}, timeout=60)
    requests.delete(url, timeout=60)
    assert desk.read().status_code == 200
    assert requests.post(url, json={"what": 1}, timeout=60).status_code == 400
