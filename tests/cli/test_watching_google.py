"""`sheets-crm watch` on a Google spreadsheet whose network comes and goes."""

from __future__ import annotations

import signal
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

pytest.importorskip("gspread")

from sheets_server.running import serve
from watched import OFTEN, ROWS, book, watching

from sheets_crm.books.google.account import sign_in
from sheets_crm.books.google.client import GoogleClient
from sheets_crm.model.settings import GoogleSettings

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are asked to end as on Unix")


def test_the_network_may_go_away_and_come_back(tmp_path: Path) -> None:
    book(tmp_path / "clients.xlsx")
    ending = ExitStack()
    with serve() as server:
        world, accounts, port = server.world, server.accounts, int(server.base.rpartition(":")[2])
        key, spreadsheet = server.key_file(tmp_path), server.spreadsheet()
        google = f"google: {{key_file: {key.name}, sheets_url: '{server.base}', drive_url: '{server.base}'}}\n"
        (tmp_path / "sheets-crm.yaml").write_text(f"{google}{OFTEN}  google:{spreadsheet.id}:\n", encoding="utf-8")
        settings = GoogleSettings(key_file=str(key), sheets_url=server.base, drive_url=server.base)
        client = GoogleClient(sign_in(settings), settings)
        client.values_update(spreadsheet.id, "A1", {"valueInputOption": "RAW"}, {"values": ROWS})
        watch = ending.enter_context(watching(tmp_path))
        about = f"google:{spreadsheet.id}"
        watch.until(lambda event: event.get("book") == about and event.get("outcome") == "clean")
    with ending:
        away = watch.until(lambda event: event.get("book") == about and event["event"] == "failed")
        assert away["why"] in ("Google cannot be reached", "Google does not answer")
        watch.until(lambda event: event.get("book") == "clients.xlsx" and event["outcome"] == "clean")
        with serve(world, accounts, port):
            assert watch.until(lambda event: event.get("book") == about and event["event"] == "ran")["failures"] == 0
            assert watch.ended(signal.SIGTERM)[0] == 0
