"""An empty spreadsheet that a person shared, and a client that never really waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from new_books import TABS, Book, client_of
from sheets_server.drive import File
from sheets_server.running import Running, serve

from sheets_crm.books.google.client import GoogleClient
from sheets_crm.books.google.template.spreadsheet import Made, create_spreadsheet
from sheets_crm.engine.settings.resources import load_layout, names
from sheets_crm.model.cells import CellValue
from sheets_crm.model.text import Lang

Content = Mapping[str, Sequence[Mapping[str, CellValue]]]


@pytest.fixture(scope="package")
def looked_at() -> Iterator[Running]:
    with serve() as running:
        yield running
        assert running.world.crashes == []


@pytest.fixture(scope="package")
def books(looked_at: Running, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Lang], Book]:
    """Give a new book of a layout, made once."""
    client = client_of(looked_at, tmp_path_factory.mktemp("key"))

    @cache
    def make(layout: str, lang: Lang) -> Book:
        file = looked_at.spreadsheet()
        create_spreadsheet(client, file.id, load_layout(layout), lang, None, TABS)
        return Book(load_layout(layout), lang, file, client)

    return make


@pytest.fixture(params=[(layout, lang) for layout in names("templates") for lang in get_args(Lang)], ids="-".join)
def each(request: pytest.FixtureRequest, books: Callable[[str, Lang], Book]) -> Book:
    return books(*request.param)


@pytest.fixture
def book(books: Callable[[str, Lang], Book]) -> Book:
    return books("extended", "ru")


@pytest.fixture
def server() -> Iterator[Running]:
    with serve() as running:
        yield running
        assert running.world.crashes == []


@pytest.fixture
def file(server: Running) -> File:
    return server.spreadsheet()


@pytest.fixture
def client(server: Running, tmp_path: Path) -> GoogleClient:
    return client_of(server, tmp_path)


@pytest.fixture
def create(client: GoogleClient, file: File) -> Callable[..., Made]:
    """Make a book in the spreadsheet."""

    def make(content: Content | None = None, layout: str = "extended", lang: Lang = "ru") -> Made:
        return create_spreadsheet(client, file.id, load_layout(layout), lang, content, TABS)

    return make
