"""`sheets-crm watch` as a process among others: signals, a second one, kill -9, a night that leaves no names."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from commands_run import Run
from watched import COMMAND, OFTEN, PATIENCE, book, crm, watching

from sheets_crm.books.xlsx.reading.reader import read_snapshot
from sheets_crm.cli.doing.notifying import notify
from sheets_crm.cli.doing.watch_child import Stage
from sheets_crm.engine.reading import OWN_TABS
from sheets_crm.engine.settings.config import load_config
from sheets_crm.engine.watch import process as watch_process
from sheets_crm.engine.watch.messages import Order
from sheets_crm.engine.watch.process import JobProcess
from sheets_crm.engine.watch.tasks import tasks_of
from sheets_crm.model.text import Text

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are asked to end as on Unix")


def phone(path: Path) -> object:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return sheet["B2"].value


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    book(tmp_path / "clients.xlsx")
    (tmp_path / "sheets-crm.yaml").write_text(OFTEN, encoding="utf-8")
    return tmp_path


def runs_of(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "clients.crm" / "journal.sqlite") as journal:
        return [state for (state,) in journal.execute("SELECT state FROM runs WHERE changed ORDER BY number")]


def test_it_repairs_a_book_again_and_again_and_ends_when_asked_to(desk: Path) -> None:
    with watching(desk) as watch:
        first = watch.until(lambda event: event["event"] == "ran")
        assert (first["book"], first["job"], first["outcome"]) == ("clients.xlsx", "nightly", "done")
        assert first["changed"] > 0
        watch.until(lambda event: event.get("outcome") == "clean")
        assert phone(desk / "clients.xlsx") == "+7 916 123-45-67"
        assert watch.ended(signal.SIGTERM) == 0
        assert watch.until(lambda event: event["event"] == "stopped")
    assert runs_of(desk) == ["done"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_idle_it_ends_at_any_signal(desk: Path, number: signal.Signals) -> None:
    (desk / "sheets-crm.yaml").write_text("books: {clients.xlsx: }\n", encoding="utf-8")
    with watching(desk) as watch:
        watch.until(lambda event: event["event"] == "started")
        assert watch.ended(number) == 0


def test_a_second_one_says_so_and_leaves_and_the_status_tells_of_the_first(run: Run, desk: Path) -> None:
    (desk / "sheets-crm.yaml").write_text(OFTEN.replace("2 seconds", "20 seconds"), encoding="utf-8")
    with watching(desk) as watch:
        watch.until(lambda event: event["event"] == "started")
        second = run("watch")
        assert second.status == 3
        assert "watch --status" in second.err
        status = run("watch", "--status")
        assert (status.status, "clients.xlsx · nightly (every 20 seconds)" in status.out) == (0, True)
        told = run("watch", "--status", "--json").json
        assert told["watching"] is True
        assert [(one["book"], one["job"], one["failures"]) for one in told["tasks"]] == [("clients.xlsx", "nightly", 0)]
        watch.ended(signal.SIGTERM)
    gone = run("watch", "--status", "--json")
    assert (gone.status, gone.json["watching"]) == (4, False)


def test_before_the_first_start_the_status_says_so(run: Run, desk: Path) -> None:
    told = run("watch", "--status")
    assert (told.status, told.out.startswith("watch "), desk.exists()) == (4, True, True)
    assert run("watch", "--status", "--json").json == {"watching": False, "tasks": []}


def test_killed_and_started_again_it_goes_on_and_nothing_is_done_twice(run: Run, desk: Path) -> None:
    for _ in range(2):
        with watching(desk) as watch:
            watch.until(lambda event: event["event"] == "started")
            time.sleep(1.5)
            watch.process.kill()
    with watching(desk) as watch:
        watch.until(lambda event: event.get("outcome") in ("clean", "done") and event["failures"] == 0)
        watch.ended(signal.SIGTERM)
    assert phone(desk / "clients.xlsx") == "+7 916 123-45-67"
    assert runs_of(desk).count("done") == 1
    assert run("check", "clients.xlsx", "--json").status in (0, 1)


SLOW_RULE = (
    "import time\n\n\ndef slow(snapshot, context):\n"
    "    '''Take long.'''\n    open('begun', 'w').close()\n    time.sleep(600)\n    yield from ()\n"
)


def test_asked_to_stop_before_it_writes_it_gives_the_run_up_and_the_book_is_as_it_was(run: Run, desk: Path) -> None:
    (desk / "my.py").write_text(SLOW_RULE, encoding="utf-8")
    job = "title: {ru: Своё, en: Own}\nschedule: every 1 second\nsteps: [{rule: phones}, {rule: 'my.py:slow'}]\n"
    (desk / "own.yaml").write_text(job, encoding="utf-8")
    config = "jobs: [own.yaml]\nschedules: {nightly: never}\nbooks: {clients.xlsx: {}}\n"
    (desk / "sheets-crm.yaml").write_text(config, encoding="utf-8")
    before = (desk / "clients.xlsx").read_bytes()
    with watching(desk) as watch:
        while not (desk / "begun").exists():
            time.sleep(0.1)
        told = run("watch", "--status", "--json").json
        assert told["tasks"][0]["running"]
        assert watch.ended(signal.SIGTERM) == 0
        assert watch.until(lambda event: event["event"] == "abandoned")["outcome"] == "abandoned"
    assert (desk / "clients.xlsx").read_bytes() == before


@pytest.mark.parametrize(("step", "given_up"), [(1, True), (2, True), (3, False), (4, False)])
def test_a_run_that_backs_up_or_writes_is_let_finish(step: int, given_up: bool) -> None:  # noqa: FBT001
    stage = Stage()
    stage.progress(Text("", ""), step, 4)
    if given_up:
        with pytest.raises(KeyboardInterrupt):
            stage.asked_to_stop(signal.SIGTERM, None)
    stage.asked_to_stop(signal.SIGTERM, None)
    assert stage.asked


def test_a_run_that_hangs_is_ended(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk)
    (desk / "my.py").write_text(SLOW_RULE, encoding="utf-8")
    job = "title: {ru: Своё, en: Own}\nschedule: every 1 second\nsteps: [{rule: 'my.py:slow'}]\n"
    (desk / "own.yaml").write_text(job, encoding="utf-8")
    (desk / "sheets-crm.yaml").write_text("jobs: [own.yaml]\nbooks: {clients.xlsx: {}}\n", encoding="utf-8")
    monkeypatch.setattr(watch_process, "LIMIT", 2.0)
    running = JobProcess(order_of(desk, "own"))
    while (answer := running.answer()) is None:
        pass
    assert answer.outcome == "failed"
    assert answer.why is not None
    assert "не кончился" in answer.why.ru


def order_of(desk: Path, name: str) -> Order:
    config = load_config(desk / "sheets-crm.yaml", "")
    task = next(task for task in tasks_of(config) if task.job.name == name)
    return Order.model_validate(
        {"place": task.place, "job": task.job, "config_path": config.path, "config": config.content, "now": "2026-11-20T03:00:00"}
    )


def test_a_process_that_falls_is_a_failure(desk: Path) -> None:
    running = JobProcess(order_of(desk, "nightly"))
    running.process.kill()
    while (answer := running.answer()) is None:
        pass
    assert answer.why is not None
    assert answer.why.en == "the job's process fell (-9)"


def test_a_book_that_is_open_waits_and_the_others_do_not(run: Run, desk: Path) -> None:
    book(desk / "open.xlsx")
    (desk / "sheets-crm.yaml").write_text(OFTEN + "  open.xlsx:\n  broken.xlsx:\n", encoding="utf-8")
    (desk / "broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    owner = desk / "~$open.xlsx"
    owner.write_bytes(bytes([5]) + b"Petya" + b" " * 100)
    with watching(desk) as watch:
        refused = watch.until(lambda event: event.get("book") == "open.xlsx")
        assert (refused["event"], refused["why"]) == ("failed", "the workbook is open in Excel")
        assert watch.until(lambda event: event.get("book") == "broken.xlsx")["event"] == "failed"
        assert run("watch", "--status").status == 1
        assert [event["outcome"] for event in watch.events if event.get("book") == "clients.xlsx"] == ["done"]
        owner.unlink()
        assert watch.until(lambda event: event.get("book") == "open.xlsx" and event["event"] == "ran")["outcome"] == "done"
        watch.ended(signal.SIGTERM)


def test_for_cron_it_does_what_is_due_and_ends(desk: Path) -> None:
    first = crm(desk, "watch", "--once", "--json")
    assert (first.stdout, first.stderr) == ("", ""), "cron sends a letter with every word"
    time.sleep(2)
    second = crm(desk, "watch", "--once", "--json")
    assert [json.loads(line)["event"] for line in second.stdout.splitlines()] == ["ran"]
    assert (first.returncode, second.returncode) == (0, 0)


@pytest.mark.parametrize("config", ["layout: simple\n", "books: [\n"])
def test_with_nothing_to_run_it_ends_at_once_with_the_remedy(run: Run, desk: Path, config: str) -> None:
    (desk / "sheets-crm.yaml").write_text(config, encoding="utf-8")
    said = run("watch")
    assert said.status == 2
    assert said.err.startswith("sheets-crm.yaml")
    assert len(said.err.splitlines()) == 1


def test_systemd_is_told_that_it_is_ready_and_stops(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(str(desk / "notify"))
        channel.settimeout(30)
        monkeypatch.setenv("NOTIFY_SOCKET", str(desk / "notify"))
        with watching(desk) as watch:
            assert channel.recv(100) == b"READY=1"
            assert channel.recv(100) == b"WATCHDOG=1"
            watch.ended(signal.SIGTERM)
        told = b""
        while told != b"STOPPING=1":
            told = channel.recv(100)
    notify("READY=1")


SECRET = "тайна Мордвинова 4417"
TELLTALE = (
    "def spill(snapshot, context):\n"
    "    '''Say aloud what it sees.'''\n"
    f"    print('{SECRET}', flush=True)\n"
    "    for grid in snapshot.grids.values():\n"
    f"        raise ValueError('{SECRET}', str(grid.value(2, 1)))\n"
    "    yield from ()\n"
)


def typed(paths: list[Path]) -> Iterator[str]:
    """Every value of the books that could give somebody away: texts of some length, and long numbers."""
    for path in paths:
        for name, grid in read_snapshot(path).grids.items():
            for column in grid.columns.values() if name not in OWN_TABS else ():
                for value in column.cells.values():
                    said = str(value).strip()
                    if isinstance(value, str | int | float) and (
                        re.search(r"[^\W\d_]{4}", said) or len(re.sub(r"\D", "", said)) > 6
                    ):
                        yield said


def test_a_night_leaves_no_name_and_no_value_in_the_log_nor_in_the_state(run: Run, tmp_path: Path) -> None:
    for name, seed in (("clients.xlsx", "1"), ("open.xlsx", "2")):
        assert run("new", name, "--demo", "30", "--seed", seed).status == 0
    (tmp_path / "~$open.xlsx").write_bytes(bytes([9]) + "Mordvinov".encode("latin-1") + b" " * 100)
    (tmp_path / "broken.xlsx").write_bytes((tmp_path / "clients.xlsx").read_bytes()[:5000])
    (tmp_path / "my.py").write_text(TELLTALE, encoding="utf-8")
    job = "title: {ru: Своё, en: Own}\nsteps: [{rule: 'my.py:spill'}]\n"
    (tmp_path / "own.yaml").write_text(job, encoding="utf-8")
    books = "books: {clients.xlsx: {schedules: {own: every 1 second}}, open.xlsx: , broken.xlsx: , gone.xlsx: }\n"
    (tmp_path / "sheets-crm.yaml").write_text(
        f"jobs: [own.yaml]\nschedules: {{nightly: every 1 second}}\n{books}", encoding="utf-8"
    )
    before = set(typed([tmp_path / "clients.xlsx", tmp_path / "open.xlsx"]))
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [*COMMAND, "watch", "--lang", "ru"],
            cwd=tmp_path,
            stdout=log,
            stderr=log,
            env={**os.environ, "PYTHONWARNINGS": "always"},
        )
        try:
            until_told(
                tmp_path / "log", ["исправлено", "открыта в Excel", "исправлять нечего", "my.py:", "gone.xlsx", "broken.xlsx"]
            )
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)
    told = (tmp_path / "log").read_text(encoding="utf-8") + (tmp_path / "sheets-crm.watch.json").read_text(encoding="utf-8")
    values = before | set(typed([tmp_path / "clients.xlsx"]))
    assert len(values) > 300
    assert {value for value in values if value.casefold() in told.casefold()} <= {"человек", "Сейчас"}, "the program's own words"
    assert "Mordvinov" not in told
    assert "Мордвинов" not in told
    assert all(
        re.match(r"\d{4}-\d\d-\d\dT[\d:]{8}[+-]\d\d:\d\d ", line) for line in (tmp_path / "log").read_text("utf-8").splitlines()
    )


def until_told(log: Path, words: list[str]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not all(word in log.read_text(encoding="utf-8") for word in words):
        time.sleep(0.2)
    assert [word for word in words if word not in log.read_text(encoding="utf-8")] == []
