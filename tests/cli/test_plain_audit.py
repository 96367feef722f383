"""The plain form of `audit` starts light, and says what the full form says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from commands_run import Run

from sheets_crm.cli.plain import plain_audit


@pytest.fixture
def book(tmp_path: Path) -> Path:
    made = openpyxl.Workbook()
    made.active.append([1, 2, "=C1+1"])
    made.save(tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


def test_it_loads_nothing_that_it_does_not_need(book: Path) -> None:
    heavy = "{'pandas', 'openpyxl', 'pydantic', 'typer', 'yaml', 'ssl', 'lxml'}"
    code = f"import sys; from sheets_crm.cli.plain import plain_audit as do; do(sys.argv[1:]); print({heavy} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code, "audit", book, "--json"], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[-1] == "set()"


@pytest.mark.parametrize("options", [["--json"], ["--all"], ["--lang", "en"], []])
def test_the_full_form_says_the_same(run: Run, book: Path, options: list[str]) -> None:
    plain, full = run("audit", book, *options), run("audit", *options, "--", book)
    assert plain == full
    assert plain.status == 1


@pytest.mark.parametrize(
    "words",
    [
        "check book.xlsx",
        "audit",
        "audit --help",
        "audit a b",
        "audit a --lang",
        "audit a --lang de",
        "audit a --html b",
        "audit -x",
    ],
)
def test_all_else_is_left_to_the_parser_of_options(words: str) -> None:
    assert plain_audit(words.split()) is None
