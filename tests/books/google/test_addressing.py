"""How people name a spreadsheet."""

from __future__ import annotations

import pytest

from sheets_crm.books.google.addressing import book_name, is_google, spreadsheet_id
from sheets_crm.errors import UsageError

ID = "1yOY1U4tsuCpKdLXnrrfpGtUtmIFCHLzXbYVJrbLlmCA"


@pytest.mark.parametrize(
    "name",
    [
        f"google:{ID}",
        f" google:{ID} ",
        f"https://docs.google.com/spreadsheets/d/{ID}",
        f"https://docs.google.com/spreadsheets/d/{ID}/edit",
        f"https://docs.google.com/spreadsheets/d/{ID}/edit?gid=5#gid=5",
        f"https://docs.google.com/spreadsheets/u/1/d/{ID}/edit?usp=sharing",
        f"https://docs.google.com/a/example.com/spreadsheets/d/{ID}/edit",
        f"https://drive.google.com/open?id={ID}",
        f"https://drive.google.com/file/d/{ID}/view",
        f"google:https://docs.google.com/spreadsheets/d/{ID}/edit",
    ],
)
def test_every_way_to_name_a_spreadsheet_leads_to_its_id(name: str) -> None:
    assert is_google(name.strip())
    assert spreadsheet_id(name) == ID
    assert book_name(spreadsheet_id(name)) == f"google:{ID}"


@pytest.mark.parametrize(
    "name", ["clients.xlsx", "postgresql://host/db", "google.xlsx", "C:\\google\\clients.xlsx", "http://[bad", "~/d/x"]
)
def test_other_books_are_not_googles(name: str) -> None:
    assert not is_google(name)


@pytest.mark.parametrize(
    "name", ["google:", "google:clients.xlsx", "https://docs.google.com/spreadsheets/", "https://docs.google.com/document/u/0/"]
)
def test_an_address_without_an_id_says_what_to_copy(name: str) -> None:
    assert is_google(name)
    with pytest.raises(UsageError, match="Copy the spreadsheet's address"):
        spreadsheet_id(name)


def test_a_published_copy_is_told_from_the_spreadsheet() -> None:
    with pytest.raises(UsageError, match="published copy"):
        spreadsheet_id("https://docs.google.com/spreadsheets/d/e/2PACX-1vTabcdefgh/pubhtml")
