"""`sheets-crm audit` as people and scripts meet it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in (
        ["Step", "One", "Two", "Three", "Four"],
        ["Goal", 5, "=B2+1", "=C2+1", "=D2+1"],
        ["More", 7, "=B3+1", "=C3+2", "=D3+1"],
    ):
        book.active.append(row)
    book.active["F2"] = "=F2+1"
    book.save(tmp_path / "wrong.xlsx")
    return tmp_path / "wrong.xlsx"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return command("audit", *arguments)


def command(*words: str) -> subprocess.CompletedProcess[str]:
    code = "from sheets_crm.cli.main import main; main()"
    return subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)


def test_scripts_get_one_json_document_with_single_cells(wrong: Path) -> None:
    said = run(str(wrong), "--json", "--lang", "en")
    (finding,) = json.loads(said.stdout)["findings"]
    assert said.returncode == 1
    assert set(finding) == {"check", "says", "severity", "sheet", "cells", "message", "hint"}
    assert (finding["check"], finding["cells"]) == ("circular", ["F2"])


@pytest.mark.parametrize(("lang", "words"), [("ru", "считает саму себя"), ("en", "counts itself")])
def test_people_read_it_in_eighty_columns(wrong: Path, lang: str, words: str) -> None:
    said = run(str(wrong), "--lang", lang)
    assert words in " ".join(said.stdout.split())
    assert max(map(len, said.stdout.splitlines())) <= 80


def test_a_workbook_without_errors_ends_well(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append([1, 2, "=A1+B1"])
    book.save(tmp_path / "right.xlsx")
    said = run(str(tmp_path / "right.xlsx"), "--json")
    assert (said.returncode, json.loads(said.stdout)) == (0, {"findings": []})


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_programs_own_tabs_hold_nothing_to_mend(tmp_path: Path, lang: str) -> None:
    book = str(tmp_path / "book.xlsx")
    command("new", book, "--demo", "150", "--seed", "5", "--lang", lang)
    ours = {one["sheet"] for one in json.loads(command("run", "nightly", book, "--json").stdout)["reports"]}
    assert len(ours) >= 5
    assert not ours & {one["sheet"] for one in json.loads(run(book, "--json").stdout)["findings"]}


def test_a_file_that_is_no_workbook_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "odd.xlsx").write_text("not a workbook")
    assert run(str(tmp_path / "odd.xlsx")).returncode == 4


def test_pandas_is_not_needed(wrong: Path) -> None:
    code = "import sys; from sheets_crm.cli.doing.auditing import audit_and_show"
    call = f"audit_and_show({str(wrong)!r}, json=True, everything=False)"
    after = f"{code}; {call}; sys.exit(bool({{'pandas', 'openpyxl'}} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", after], capture_output=True, check=False).returncode == 0


def test_the_bounds_of_the_config_hold(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["Кто", "KPI за май"], ["Анна", 1.1], ["Пётр", 3.85], ["Олег", 0.9]):
        book.active.append(row)
    book.save(tmp_path / "kpi.xlsx")
    (tmp_path / "sheets-crm.yaml").write_text("settings:\n  formulas:\n    bounds:\n      kpi: {least: 0, most: 1.5}\n")
    (finding,) = json.loads(run(str(tmp_path / "kpi.xlsx"), "--json", "--lang", "en").stdout)["findings"]
    assert (finding["check"], finding["cells"]) == ("bounds", ["B3"])
    assert "goes from 0 up to 1.5, and here it is 3.85" in finding["message"]


@pytest.mark.parametrize(("lang", "words"), [("ru", "Страница"), ("en", "The page")])
def test_the_page_is_one_file_that_needs_no_other(wrong: Path, tmp_path: Path, lang: str, words: str) -> None:
    said = run(str(wrong), "--html", str(tmp_path / "page.html"), "--lang", lang)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert words in said.stdout
    assert "counts itself" in page
    assert "считает саму себя" in page
    assert not re.search(r"(?:src|href)\s*=\s*['\"]|url\(|@import|https?://", page)


def test_a_page_that_cannot_be_written_is_told_so(wrong: Path, tmp_path: Path) -> None:
    assert run(str(wrong), "--html", str(tmp_path / "no" / "page.html")).returncode == 4


def test_repairs_are_shown_first_and_written_on_demand(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in range(1, 10):
        book.active.append([row * 7, f"=A{row}*2" if row != 5 else "=A4*2"])
    path = tmp_path / "book.xlsx"
    book.save(path)
    before = path.read_bytes()
    shown = run(str(path), "--repair", "--lang", "en")
    assert shown.returncode == 1
    assert "=A5*2" in shown.stdout
    assert path.read_bytes() == before
    told = json.loads(run(str(path), "--repair", "--apply", "--json").stdout)
    assert [(one["cell"], one["before"], one["after"]) for one in told["repairs"]] == [("B5", "=A4*2", "=A5*2")]
    assert openpyxl.load_workbook(path).active["B5"].value == "=A5*2"
    assert run(str(path)).returncode == 0
