"""`sheets-crm doctor` on files: what keeps a workbook from being opened or written is told before anybody tries."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from commands_run import Run

from sheets_crm.engine.home.lock import locked

POSIX = pytest.mark.skipif(os.name != "posix", reason="other systems have no such permissions")


@pytest.fixture
def book(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "clients.xlsx"
    assert run("new", path.name, "--demo", 5).status == 0
    return path


def looked(run: Run, path: Path) -> tuple[int, dict[str, dict[str, str]]]:
    said = run("doctor", path.name, "--json")
    assert "Traceback" not in said.err
    return said.status, {one["name"]: one for one in said.json["checks"]}


def digests(folder: Path) -> dict[str, str]:
    return {str(one): hashlib.sha256(one.read_bytes()).hexdigest() for one in sorted(folder.rglob("*")) if one.is_file()}


def test_a_workbook_that_is_well_is_told_to_be_and_left_as_it_is(run: Run, book: Path) -> None:
    before = digests(book.parent)
    status, checks = looked(run, book)
    assert (status, {one["status"] for one in checks.values()}) == (0, {"passed"})
    assert "«Клиенты» — Клиенты" in checks["layout"]["says"]
    assert digests(book.parent) == before


def gone(book: Path) -> None:
    book.unlink()


def a_folder(book: Path) -> None:
    book.unlink()
    book.mkdir()


def cut_short(book: Path) -> None:
    book.write_bytes(book.read_bytes()[:3000])


def a_text(book: Path) -> None:
    book.write_text("Клиент;Телефон\nАнна;1\n", encoding="utf-8")


def encrypted(book: Path) -> None:
    name = "EncryptedPackage".encode("utf-16-le")
    book.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504) + name + bytes(2000))


def open_in_excel(book: Path) -> None:
    owner = "Ольга"
    data = bytes([5]) + b"Olga " + b" " * 48 + len(owner).to_bytes(2, "little") + owner.encode("utf-16-le")
    book.with_name(f"~${book.name}").write_bytes(data)


def open_in_libreoffice(book: Path) -> None:
    book.with_name(f".~lock.{book.name}#").write_text(",Ольга,office,01.02.2026 10:00,file:///x;", encoding="utf-8")


def read_only(book: Path) -> None:
    book.chmod(0o444)


def add_part(book: Path, name: str, text: str) -> None:
    with zipfile.ZipFile(book, "a") as file:
        file.writestr(name, text)


def signed(book: Path) -> None:
    add_part(book, "_xmlsignatures/sig1.xml", "<Signature/>")


def written_twice(book: Path) -> None:
    """Another program left two parts of one name in the zip, of which the program would have to guess one."""
    with zipfile.ZipFile(book) as file:
        sheets = {name: file.read(name).decode() for name in file.namelist() if name.startswith("xl/worksheets/sheet")}
    for name, sheet in sheets.items():
        with pytest.warns(UserWarning, match="Duplicate"):
            add_part(book, name, sheet)


def nothing_known(book: Path) -> None:
    import openpyxl  # noqa: PLC0415 - only this state needs it

    made = openpyxl.Workbook()
    made.active["A1"], made.active["B7"] = "абв", "где"
    made.save(book)


def damaged_journal(book: Path) -> None:
    folder = book.with_suffix(".crm")
    folder.mkdir()
    (folder / "journal.sqlite").write_bytes(b"SQLite format 3\0" + b"broken" * 500)


ILLS: list[tuple[Callable[[Path], None], str, int, str]] = [
    (gone, "file", 4, "такого файла нет"),
    (a_folder, "file", 4, "это папка"),
    (cut_short, "workbook", 4, "обрезан"),
    (a_text, "workbook", 4, "CSV"),
    (encrypted, "workbook", 4, "пароль"),
    (open_in_excel, "closed", 3, "открыта в Excel (Ольга)"),
    (open_in_libreoffice, "closed", 3, "открыта в LibreOffice (Ольга)"),
    pytest.param(read_only, "writable", 3, "только для чтения", marks=POSIX),  # type: ignore[list-item]
    (signed, "lossless", 3, "подписана электронной подписью"),
    (written_twice, "lossless", 3, "изменить её без потерь нельзя"),
    (nothing_known, "layout", 1, "не узнан"),
    (damaged_journal, "home", 3, "журнал не читается"),
]


@pytest.mark.parametrize(("make_ill", "name", "ends", "says"), ILLS)
def test_what_is_wrong_is_told_with_how_to_mend_it(
    run: Run, book: Path, make_ill: Callable[[Path], None], name: str, ends: int, says: str
) -> None:
    make_ill(book)
    status, checks = looked(run, book)
    assert (checks[name]["status"], status) == ("failed", ends), checks
    assert says in checks[name]["says"]
    assert checks[name]["mend"]


def test_what_doctor_says_of_a_refusal_is_what_a_run_says(run: Run, book: Path) -> None:
    signed(book)
    _, checks = looked(run, book)
    refused = run("run", "nightly", book.name)
    assert refused.status == 3
    assert checks["lossless"]["says"] in refused.err


def test_a_csv_file_is_read_but_never_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "clients.csv").write_text("Клиент;Телефон\nАнна;8 916 123-45-67\n", encoding="utf-8")
    status, checks = looked(run, tmp_path / "clients.csv")
    assert status == 3
    assert [one["status"] for one in checks.values()] == ["passed", "passed", "passed", "failed"]
    assert "Книга Excel (.xlsx)" in checks["writable"]["mend"]


def test_a_run_that_is_at_work_is_told_of(run: Run, book: Path) -> None:
    assert run("run", "nightly", book.name).status == 0
    with locked(book.with_suffix(".crm"), book.name, 0):
        status, checks = looked(run, book)
    assert (status, checks["alone"]["status"]) == (1, "warning")
    assert "другой запуск" in checks["alone"]["says"]
    assert looked(run, book)[0] == 0


def test_the_newest_backup_is_tried_and_a_damaged_one_told(run: Run, book: Path) -> None:
    assert run("run", "nightly", book.name).status == 0
    assert "прочитана и цела" in looked(run, book)[1]["backups"]["says"]
    (backup,) = (book.with_suffix(".crm") / "backups").iterdir()
    backup.write_bytes(backup.read_bytes() + b"more")
    status, checks = looked(run, book)
    assert (status, checks["backups"]["status"]) == (1, "warning")
    assert "повреждена" in checks["backups"]["says"]


def test_a_protected_memory_is_told_and_so_is_a_missing_secret(run: Run, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("run", "nightly", book.name).status == 0
    monkeypatch.setenv("SHEETS_CRM_PASSPHRASE", "четыре слова наугад вечером")
    assert run("protect", book.name).status == 0
    assert looked(run, book)[1]["protection"]["says"] == "зашифрованы, ключ подходит"
    monkeypatch.delenv("SHEETS_CRM_PASSPHRASE")
    status, checks = looked(run, book)
    assert (status, checks["home"]["status"]) == (3, "failed")
    assert "SHEETS_CRM_PASSPHRASE" in checks["home"]["mend"]


def test_a_config_that_is_wrong_is_told_with_its_line(run: Run, book: Path) -> None:
    told = "books:\n  clients.xlsx:\n    mapping:\n      sheets:\n        - {sheet: Клиенты, kind: nonsense}\n"
    (book.parent / "sheets-crm.yaml").write_text(told, encoding="utf-8")
    said = run("doctor", book.name)
    assert said.status == 2
    assert "nonsense" in said.err
