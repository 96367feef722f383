"""`sheets-crm watch` on a Google spreadsheet whose network comes and goes."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

pytest.importorskip("gspread")

from sheets_server.faults import faults_of
from sheets_server.running import Running, serve
from watched import OFTEN, PATIENCE, ROWS, book, crm, watching

from sheets_crm.books.google.account import sign_in
from sheets_crm.books.google.client import GoogleClient
from sheets_crm.model.settings import GoogleSettings

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are asked to end as on Unix")


def spreadsheet(server: Running, folder: Path) -> str:
    """Make a spreadsheet that waits to be repaired, with a config that names it; return how."""
    key, made = server.key_file(folder), server.spreadsheet()
    google = f"google: {{key_file: {key.name}, sheets_url: '{server.base}', drive_url: '{server.base}'}}\n"
    (folder / "sheets-crm.yaml").write_text(f"{google}{OFTEN}  google:{made.id}:\n", encoding="utf-8")
    settings = GoogleSettings(key_file=str(key), sheets_url=server.base, drive_url=server.base)
    client = GoogleClient(sign_in(settings), settings)
    client.values_update(made.id, "A1", {"valueInputOption": "RAW"}, {"values": ROWS})
    book(folder / "clients.xlsx")
    return f"google:{made.id}"


def test_the_network_may_go_away_and_come_back(tmp_path: Path) -> None:
    with ExitStack() as watched:
        with serve() as server:
            about = spreadsheet(server, tmp_path)
            watch = watched.enter_context(watching(tmp_path))
            watch.until(lambda event: event.get("book") == about and event["outcome"] == "clean")
        away = watch.until(lambda event: event.get("book") == about and event["event"] == "failed")
        assert away["why"] in ("Google cannot be reached", "Google does not answer")
        assert watch.until(lambda event: event.get("book") == "clients.xlsx")["outcome"] in ("clean", "done")
        with serve(server.world, server.accounts, int(server.base.rpartition(":")[2])):
            assert watch.until(lambda event: event.get("book") == about and event["event"] == "ran")["failures"] == 0
            assert watch.ended(signal.SIGTERM) == 0


def test_asked_to_stop_in_the_middle_of_a_write_it_finishes_it(tmp_path: Path) -> None:
    begun = threading.Event()

    def slowly(verb: str, target: str) -> None:
        if verb == "POST" and "batchUpdate" in target and not begun.is_set():
            begun.set()
            time.sleep(3)

    with serve() as server:
        about = spreadsheet(server, tmp_path)
        faults_of(server.world).every.append(slowly)
        with watching(tmp_path) as watch:
            assert begun.wait(PATIENCE)
            status = watch.ended(signal.SIGTERM)
            ran = watch.until(lambda event: event.get("book") == about)
            assert (status, ran["outcome"]) == (0, "done")
            assert [event["event"] for event in watch.events][-2:] == ["stopping", "ran"]
        history = json.loads(crm(tmp_path, "history", about, "--json").stdout)
    assert [run["state"] for run in history["runs"]] == ["done"]
