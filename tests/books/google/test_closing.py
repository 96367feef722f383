"""Columns of a spreadsheet are closed to a newcomer by Google itself, and open again when the roles say so (H8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sheets_server.drive import File
from sheets_server.running import OWNER, Running, serve

from sheets_crm.books.google.account import sign_in
from sheets_crm.books.google.book import GoogleBook
from sheets_crm.books.google.client import GoogleClient
from sheets_crm.books.google.closing import close, editors
from sheets_crm.books.google.failures import GoogleError
from sheets_crm.engine.handouts.access import Closed, closings
from sheets_crm.engine.reading import read_bound
from sheets_crm.engine.run import run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job, load_layout
from sheets_crm.engine.settings.roles_file import Roles
from sheets_crm.model.roles import Member, Role, RolesFile
from sheets_crm.model.settings import GoogleSettings

ANNA, PETER, GUEST = "anna@example.com", "peter@example.com", "guest@example.com"
ROWS = [["Клиент", "Телефон", "Комментарий"], ["Анна Иванова", "+7 916 123-45-67", ""], ["Олег Петров", "", "чай"]]
LAYOUT = load_layout("extended")
ROLES = Roles(
    Path("roles.yaml"),
    RolesFile(
        roles={"newcomer": Role(), "manager": Role(change={"Sheet1": ("Телефон",)})},
        people={"Анна": Member(role="newcomer", email=ANNA), "Пётр": Member(role="manager", email=PETER)},
    ),
)


@pytest.fixture
def server() -> Iterator[Running]:
    with serve() as running:
        yield running


@pytest.fixture
def file(server: Running) -> File:
    made = server.spreadsheet()
    with server.world.lock:
        for person in (ANNA, PETER, GUEST):
            server.world.share(made, person)
    return made


def client_of(server: Running, folder: Path, email: str) -> GoogleClient:
    settings = GoogleSettings(key_file=str(server.key_file(folder, email)), sheets_url=server.base, drive_url=server.base)
    return GoogleClient(sign_in(settings), settings, sleep=lambda _: None)


@pytest.fixture
def book(server: Running, file: File, tmp_path: Path) -> GoogleBook:
    made = GoogleBook(file.id, client_of(server, tmp_path, "crm@example-project.iam.gserviceaccount.com"))
    made.client.values_update(file.id, "A1", {"valueInputOption": "RAW"}, {"values": ROWS})
    return made


def wanted(book: GoogleBook, roles: Roles = ROLES) -> tuple[Closed, ...]:
    known = editors(book)
    assert known
    return closings(roles, read_bound(book, Config(), LAYOUT).snapshot, LAYOUT, known - {book.client.account.email})


def may_type(server: Running, folder: Path, book: GoogleBook, email: str, place: str) -> bool:
    try:
        client_of(server, folder, email).values_update(
            book.identifier, place, {"valueInputOption": "RAW"}, {"values": [["набрано"]]}
        )
    except GoogleError as refused:
        if refused.trouble != "protected":
            raise
        return False
    return True


@pytest.mark.parametrize(
    ("email", "opened"),
    [
        (ANNA, {"A4", "B4", "C4"}),
        (PETER, {"B2", "B3", "A4", "B4", "C4"}),
        (GUEST, {"A1", "A2", "B2", "B3", "C3", "A4", "B4", "C4"}),
        (OWNER, {"A1", "A2", "B2", "B3", "C3", "A4", "B4", "C4"}),
    ],
)
def test_what_stands_is_closed_to_those_who_may_not_change_it(
    server: Running, tmp_path: Path, book: GoogleBook, email: str, opened: set[str]
) -> None:
    close(book, wanted(book))
    places = ["A1", "A2", "B2", "B3", "C3", "A4", "B4", "C4"]
    assert {place for place in places if may_type(server, tmp_path, book, email, place)} == opened


def test_closing_twice_changes_nothing_and_the_program_goes_on_working(book: GoogleBook, tmp_path: Path) -> None:
    assert close(book, wanted(book))
    assert close(book, wanted(book)) == 0
    config = Config(path=tmp_path / "sheets-crm.yaml")
    run_job(book, load_job("nightly"), config, datetime(2026, 3, 4, 3))


def test_what_was_closed_opens_again_and_other_protections_stay(server: Running, tmp_path: Path, book: GoogleBook) -> None:
    own = {"range": {"sheetId": 0, "startRowIndex": 6, "endRowIndex": 7}, "editors": {"users": []}, "description": "мой"}
    book.client.request(
        "post",
        f"https://sheets.googleapis.com/v4/spreadsheets/{book.identifier}:batchUpdate",
        json={"requests": [{"addProtectedRange": {"protectedRange": own}}]},
    )
    close(book, wanted(book))
    everything = Roles(Path("roles.yaml"), RolesFile(roles={"all": Role(change="all")}, others="all"))
    close(book, wanted(book, everything))
    assert may_type(server, tmp_path, book, ANNA, "A2")
    assert not may_type(server, tmp_path, book, ANNA, "A7")


def test_who_may_not_even_add_is_kept_out_of_blank_rows(server: Running, tmp_path: Path, book: GoogleBook) -> None:
    readers = Roles(
        Path("roles.yaml"), RolesFile(roles={"reader": Role(add="none")}, people={"Анна": Member(role="reader", email=ANNA)})
    )
    close(book, wanted(book, readers))
    assert not may_type(server, tmp_path, book, ANNA, "A4")
    assert may_type(server, tmp_path, book, PETER, "A4")
