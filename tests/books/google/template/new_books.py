"""A book that was made in an empty spreadsheet, and who makes it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sheets_server.drive import File
from sheets_server.running import Running
from sheets_server.spreadsheet import Sheet

from sheets_crm.books.google.account import sign_in
from sheets_crm.books.google.client import GoogleClient
from sheets_crm.model.layout import Layout
from sheets_crm.model.settings import GoogleSettings
from sheets_crm.model.text import Lang
from sheets_crm.reports.registry import REPORTS

TABS = tuple((report.title, report.about) for report in REPORTS if report.expected)


@dataclass
class Book:
    """A book that was made in an empty spreadsheet, for tests that only look."""

    layout: Layout
    lang: Lang
    file: File
    client: GoogleClient

    @property
    def sheets(self) -> list[Sheet]:
        assert self.file.book is not None
        return self.file.book.sheets

    def sheet(self, title: str) -> Sheet:
        return next(one for one in self.sheets if one.title == title)

    def cell(self, kind: str, key: str, row: int = 1) -> dict[str, Any]:
        """The cell of a column as it is kept; rows count from 0."""
        one = self.layout.sheet(kind)
        return self.sheet(one.title.in_(self.lang)).cells.get((row, one.template.index(key)), {})


def client_of(server: Running, folder: Path) -> GoogleClient:
    settings = GoogleSettings(key_file=str(server.key_file(folder)), sheets_url=server.base, drive_url=server.base)
    return GoogleClient(sign_in(settings), settings, sleep=lambda _: None)
