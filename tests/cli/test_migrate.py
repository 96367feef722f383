"""`migrate` and the other commands on a database, as people and scripts use them; an address keeps its secrets."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from commands_run import Run

pytest.importorskip("sqlalchemy")

SECRET = "postgresql://anna:s3cret@127.0.0.1:9/clients"
BASE = "sqlite:///clients.db"


@pytest.fixture
def messy(run: Run, tmp_path: Path) -> str:
    run("new", "clients.xlsx", "--demo", 30, "--seed", 3)
    return "clients.xlsx"


def test_a_book_goes_into_a_database_and_home_again(run: Run, messy: str, tmp_path: Path) -> None:
    trial = run("migrate", messy, BASE, "--check")
    assert (trial.status, (tmp_path / "clients.db").exists()) == (0, False)
    assert "Ничего не записано: это проверка" in trial.out or "Nothing was written: a check" in trial.out
    there = run("migrate", messy, BASE, "--json")
    assert (there.status, there.json["agrees"], there.json["written"]) == (0, True, True)
    assert {one["sheet"]: one["new"] for one in there.json["sheets"]}["Клиенты"] >= 30
    assert all(one["agrees"] for one in there.json["counts"])
    back = run("migrate", BASE, "home.xlsx")
    assert back.status == 0
    assert run("diff", messy, "home.xlsx").status == 0


def test_parts_of_a_kopeck_are_shown_and_explained_with_one_sign(run: Run, tmp_path: Path) -> None:
    run("new", "clients.xlsx")
    book = openpyxl.load_workbook(tmp_path / "clients.xlsx")
    sheet = book["Заказы"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, heads["Сумма"], 1445914.765)
    book.save(tmp_path / "clients.xlsx")
    said = run("migrate", "clients.xlsx", BASE, "--lang", "ru").out
    assert re.search(r"1445914\.765 +1445914\.77 +\+0\.005 +✓", said)
    assert "(+0.005)" in said


def test_jobs_history_undo_and_restore_work_on_a_database(run: Run, messy: str) -> None:
    run("migrate", messy, BASE)
    first = run("check", BASE, "--json", "--today", "2026-11-20").json
    done = run("run", "nightly", BASE, "--json", "--today", "2026-11-20").json
    assert done["receipt"]["written"] == len(first["changes"])
    assert run("run", "nightly", BASE, "--json", "--today", "2026-11-20").json["changes"] == []
    assert [one["run"] for one in run("history", BASE, "--json").json["runs"]][:1] == [1]
    assert run("undo", BASE).status == 0
    again = run("migrate", messy, BASE, "--check", "--json").json["sheets"]
    assert {(one["new"], one["changed"]) for one in again} == {(0, 0)}
    assert run("restore", BASE).status == 0


def test_a_database_in_which_people_worked_is_not_written_over(run: Run, messy: str) -> None:
    run("migrate", messy, BASE)
    run("run", "formats", BASE)
    refused = run("migrate", messy, BASE)
    assert refused.status == 3
    assert "migrate --over" in refused.err
    assert run("migrate", messy, BASE, "--over").status == 0


@pytest.mark.parametrize(
    "words",
    [
        ("migrate", "clients.xlsx", SECRET),
        ("migrate", SECRET, "home.xlsx"),
        ("migrate", "clients.xlsx", "mysql://anna:s3cret@127.0.0.1/clients"),
        *(
            (name, SECRET)
            for name in ("check", "history", "undo", "restore", "duplicates", "audit", "diff", "adopt", "new", "doctor")
        ),
        ("run", "nightly", SECRET),
        ("blame", SECRET, "Клиенты!A2"),
    ],
    ids=lambda words: words[0],
)
def test_no_command_tells_the_secret_of_an_address(run: Run, messy: str, words: tuple[str, ...], tmp_path: Path) -> None:
    said = run(*words)
    assert said.status in {2, 3, 4}
    assert "s3cret" not in said.out + said.err
    assert "127.0.0.1" in said.out + said.err
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"s3cret" in path.read_bytes()]


def test_a_target_that_cannot_be_says_what_can(run: Run, messy: str) -> None:
    assert run("migrate", messy, "clients.csv").status == 2
    assert run("migrate", messy, messy).status == 3
