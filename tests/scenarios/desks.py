"""Where a book lies while a story happens to it: a workbook on disk, or a spreadsheet of the local server."""

from __future__ import annotations

import io
import json
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from unittest.mock import patch

from openpyxl import load_workbook
from sheets_server.drive import File
from sheets_server.formulas import calculate
from sheets_server.requests.batch import batch_update
from sheets_server.requests.work import Caller
from sheets_server.running import OWNER, Running
from sheets_server.spreadsheet import Json, Spreadsheet
from workbooks import exported, imported, update

from sheets_crm.cli.main import main


@dataclass(frozen=True)
class Said:
    """What a command left behind: its exit status and both streams."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The document that it wrote."""
        assert self.out, self.err
        return json.loads(self.out)


class Desk(Protocol):
    """A book and the folder in which commands on it are given; `name` is what they call the book."""

    name: str
    folder: Path

    def open(self) -> Spreadsheet:
        """Return the book as it is."""
        ...

    def do(self, requests: list[Json]) -> None:
        """Change the book as a person does."""
        ...


def sheets_crm(desk: Desk, *words: object) -> Said:
    """Give a command as a person does in a terminal."""
    out, err, status = io.StringIO(), io.StringIO(), 0
    argv = ["sheets-crm", *map(str, words)]
    with chdir(desk.folder), redirect_stdout(out), redirect_stderr(err), patch.object(sys, "argv", argv):
        try:
            main()
        except SystemExit as end:
            status = int(end.code or 0)
    return Said(status, out.getvalue(), err.getvalue())


class XlsxDesk:
    """A workbook; people edit it in a program that keeps it as Google keeps a spreadsheet."""

    def __init__(self, folder: Path, book: Spreadsheet | None, config: str = "", locale: str = "ru_RU") -> None:
        """Put the book on the desk, if there is one already."""
        self.folder, self.name = folder, "clients.xlsx"
        self.path, self.locale = folder / self.name, book.properties["locale"] if book else locale
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "sheets-crm.yaml").write_text(config, encoding="utf-8")
        if book is not None:
            exported(book, self.path)

    def open(self) -> Spreadsheet:
        """Return the book as it is."""
        return imported(self.path, self.locale)

    def do(self, requests: list[Json]) -> None:
        """Change the book as a person does."""
        before = self.open()
        after, _ = batch_update(before, {"requests": requests}, Caller(OWNER, OWNER))
        update(load_workbook(self.path), before, after, self.path)


class GoogleDesk:
    """A spreadsheet of the local server, which the program reaches over HTTP with a key of its own."""

    def __init__(self, folder: Path, book: Spreadsheet | None, server: Running, config: str = "", locale: str = "ru_RU") -> None:
        """Put the book on the desk, if there is one already; else the spreadsheet is empty, as people make them."""
        self.folder, self.server = folder, server
        folder.mkdir(parents=True, exist_ok=True)
        self.file: File = server.spreadsheet()
        self.name = f"google:{self.file.id}"
        key = server.key_file(folder)
        told = f"google: {{key_file: {key.name}, sheets_url: '{server.base}', drive_url: '{server.base}'}}\n"
        (folder / "sheets-crm.yaml").write_text(told + config, encoding="utf-8")
        if book is None:
            self.do([{"updateSpreadsheetProperties": {"properties": {"locale": locale}, "fields": "locale"}}])
        else:
            self.put(book)

    def put(self, book: Spreadsheet) -> None:
        """Let the owner put a whole book into the file, as an import does."""
        with self.server.world.lock:
            self.file.book = book.copy()
            self.file.book.id = self.file.id
            self.server.world.touch(self.file, OWNER)

    def open(self) -> Spreadsheet:
        """Return the book as it is."""
        with self.server.world.lock:
            assert self.file.book is not None
            found = self.file.book.copy()
        calculate(found)
        return found

    def do(self, requests: list[Json]) -> None:
        """Change the book as a person does."""
        with self.server.world.lock:
            assert self.file.book is not None
            self.file.book, _ = batch_update(self.file.book, {"requests": requests}, Caller(OWNER, OWNER))
            self.server.world.touch(self.file, OWNER)
