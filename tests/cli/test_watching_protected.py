"""`sheets-crm watch` on a book whose memory is encrypted: it works with the key at hand, and says plainly where there is none."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from watched import OFTEN, book, watching

from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.engine.protecting import protect
from sheets_crm.engine.secrecy.age import Identity
from sheets_crm.engine.settings.config import load_config

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are asked to end as on Unix")
PASSPHRASE = "SHEETS_CRM_PASSPHRASE"
KEY = Identity.generate().text
"""A secret that needs no second of stretching."""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a protected book; nobody is at hand who could be asked for the passphrase."""
    monkeypatch.setenv(PASSPHRASE, KEY)
    (tmp_path / "sheets-crm.yaml").write_text(OFTEN, encoding="utf-8")
    protect(XlsxBook(book(tmp_path / "clients.xlsx")), load_config(tmp_path / "sheets-crm.yaml", "clients.xlsx"))
    return tmp_path


def answers(folder: Path) -> dict[str, Any]:
    """Return the first thing that came of the book."""
    with watching(folder) as watch:
        return watch.until(lambda event: event.get("outcome") is not None)


def is_repaired(folder: Path) -> bool:
    return openpyxl.load_workbook(folder / "clients.xlsx").worksheets[0]["B2"].value == "+7 916 123-45-67"


def in_the_clear(folder: Path) -> list[str]:
    """Return the files beside the book that any program would open."""
    files = [path for path in (folder / "clients.crm").rglob("*") if path.is_file()]
    assert {"journal.sqlite", "keys.age"} <= {path.name for path in files}
    return [path.name for path in files if path.read_bytes().startswith((b"SQLite", b"PK"))]


def test_with_the_passphrase_in_the_environment_it_repairs_the_book_and_leaves_nothing_in_the_clear(desk: Path) -> None:
    assert answers(desk)["outcome"] == "done"
    assert is_repaired(desk)
    assert [path.suffix for path in (desk / "clients.crm" / "backups").iterdir()] == [".age"]
    assert in_the_clear(desk) == []


def test_a_key_file_does_as_well(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk / "secret.txt").write_text(KEY, encoding="utf-8")
    (desk / "sheets-crm.yaml").write_text(f"{OFTEN}settings: {{protection: {{key_file: secret.txt}}}}\n", encoding="utf-8")
    monkeypatch.delenv(PASSPHRASE)
    assert answers(desk)["outcome"] == "done"


@pytest.mark.parametrize(("passphrase", "says"), [(None, PASSPHRASE), (Identity.generate().text, "")], ids=["none", "another"])
def test_without_the_right_secret_nothing_is_written_and_the_log_says_what_to_do(
    desk: Path, monkeypatch: pytest.MonkeyPatch, passphrase: str | None, says: str
) -> None:
    monkeypatch.delenv(PASSPHRASE) if passphrase is None else monkeypatch.setenv(PASSPHRASE, passphrase)
    before = (desk / "clients.xlsx").read_bytes()
    told = answers(desk)
    assert told["outcome"] == "failed"
    assert says in str(told)
    assert KEY not in str(told)
    assert (desk / "clients.xlsx").read_bytes() == before
