"""The commands on a Google spreadsheet: the same words, the same answers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("gspread")

from commands_run import Run
from sheets_server.drive import File
from sheets_server.running import ROBOT, Running, serve

from sheets_crm.books.google.account import sign_in
from sheets_crm.books.google.client import GoogleClient
from sheets_crm.books.google.opening import open_google
from sheets_crm.engine.run import run_job
from sheets_crm.engine.settings.config import load_config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.model.plan import Plan
from sheets_crm.model.settings import GoogleSettings
from sheets_crm.planning.plan import make_plan

NOW = datetime(2026, 3, 4, 3, 0)

ROWS = [["Клиент", "Телефон", "Email"], ["анна иванова", "8 916 123 45 67", "ANNA@EXAMPLE.COM "], ["Олег Петров", "", ""]]


@pytest.fixture
def server() -> Iterator[Running]:
    with serve() as running:
        yield running


@pytest.fixture
def file(server: Running, tmp_path: Path) -> File:
    made = server.spreadsheet()
    key = server.key_file(tmp_path)
    told = f"google: {{key_file: {key.name}, sheets_url: '{server.base}', drive_url: '{server.base}'}}\n"
    (tmp_path / "sheets-crm.yaml").write_text(told, encoding="utf-8")
    settings = GoogleSettings(key_file=str(key), sheets_url=server.base, drive_url=server.base)
    client = GoogleClient(sign_in(settings), settings)
    client.values_update(made.id, "A1", {"valueInputOption": "RAW"}, {"values": ROWS})
    return made


@pytest.mark.parametrize("name", ["google:{}", "https://docs.google.com/spreadsheets/d/{}/edit#gid=0"])
def test_check_reads_a_spreadsheet_however_it_is_named(run: Run, file: File, name: str) -> None:
    said = run("check", name.format(file.id), "--json")
    assert said.status == 1, said.err
    assert {(one["before"], one["after"]) for one in said.json["changes"]} >= {("8 916 123 45 67", "+7 916 123-45-67")}


SUMS = [["Цена", "Вдвое"], *([at * at + 1, f"=A{at}*2"] for at in range(2, 8)), [82, 164], [101, "=A9*2"], [122, "=A10*2"]]


@pytest.fixture
def calculating(file: File, server: Running, tmp_path: Path) -> File:
    settings = GoogleSettings(key_file=str(server.key_file(tmp_path)), sheets_url=server.base, drive_url=server.base)
    client = GoogleClient(sign_in(settings), settings)
    client.values_update(file.id, "A1:C12", {"valueInputOption": "USER_ENTERED"}, {"values": [[*line, ""] for line in SUMS]})
    return file


def test_formulas_of_a_spreadsheet_are_audited(run: Run, calculating: File) -> None:
    said = run("audit", f"google:{calculating.id}", "--json")
    assert [(one["check"], one["cells"]) for one in said.json["findings"]] == [("missing_formula", ["B8"])]


def test_repairs_of_formulas_are_shown_and_left_to_people(run: Run, calculating: File) -> None:
    said = run("audit", f"google:{calculating.id}", "--repair", "--json")
    assert [(one["cell"], one["before"], one["after"]) for one in said.json["repairs"]] == [("B8", 164, "=A8*2")]
    refused = run("audit", f"google:{calculating.id}", "--apply")
    assert refused.status == 2
    assert "формул не пишет" in refused.err


def test_a_spreadsheet_of_others_says_whom_to_share_it_with(run: Run, file: File, server: Running) -> None:
    said = run("check", f"google:{server.spreadsheet(shared_with='').id}")
    assert said.status == 4
    assert ROBOT in said.err


def test_without_a_key_file_it_is_told_what_to_make(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sheets-crm.yaml").write_text("google: {key_file: gone.json}\n", encoding="utf-8")
    said = run("check", "google:0123456789abcdef")
    assert said.status == 4
    assert said.err.startswith("gone.json: ")
    assert "google.key_file" in said.err


def test_an_address_without_an_id_is_a_wrong_usage(run: Run) -> None:
    said = run("check", "https://docs.google.com/spreadsheets/")
    assert said.status == 2
    assert "https://docs.google.com/spreadsheets/d/" in said.err


def test_other_commands_do_not_wait_for_googles_libraries() -> None:
    look = "import sys, sheets_crm.cli.opening; print({'gspread', 'google.auth', 'requests'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"


def test_what_a_person_types_while_the_job_plans_stays_and_all_else_is_repaired(run: Run, file: File) -> None:
    name, config = f"google:{file.id}", load_config(None, f"google:{file.id}")
    book = open_google(name, config.content.google, config.folder)

    def disturbed(*told: Any) -> Plan:
        plan = make_plan(*told)
        book.client.values_update(file.id, "B2", {"valueInputOption": "RAW"}, {"values": [["8 916 765 43 21"]]})
        return plan

    result = run_job(book, load_job("nightly"), config, NOW, planner=disturbed)
    assert result.receipt is not None
    assert [(one.change.before, one.change.after) for one in result.receipt.kept] == [("8 916 123 45 67", "+7 916 123-45-67")]
    assert book.read().grids["Sheet1"].value(2, 2) == "8 916 765 43 21"
    assert book.read().grids["Sheet1"].value(2, 3) == "ANNA@example.com"
    assert run("undo", name).status == 0
    assert book.read().grids["Sheet1"].value(2, 3) == "ANNA@EXAMPLE.COM "
    assert book.read().grids["Sheet1"].value(2, 2) == "8 916 765 43 21"
