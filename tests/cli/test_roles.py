"""A newcomer's first week, through the command line: roles, a copy out and back, the owner's word, and the way back (H8)."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from commands_run import Run

from sheets_crm.cli import language

OFFICE = shutil.which("soffice")


def typed(path: Path, cells: dict[str, object], sheet: str = "Клиенты") -> None:
    workbook = openpyxl.load_workbook(path)
    for place, value in cells.items():
        workbook[sheet][place] = value
    workbook.save(path)


def value(path: Path, place: str, sheet: str = "Клиенты") -> object:
    return openpyxl.load_workbook(path)[sheet][place].value


@pytest.fixture
def book(run: Run, tmp_path: Path) -> Path:
    """Give a book with five clients, tidied; row 7 is the first blank one, B the name and C the phone."""
    path = tmp_path / "база.xlsx"
    run("new", path, "--demo", 5, "--lang", "ru")
    run("run", "nightly", path)
    return path


def test_the_story(run: Run, book: Path, tmp_path: Path) -> None:
    assert "--init" in run("roles", book).out
    assert run("roles", book, "--init").status == 0
    said = run("roles", book)
    assert (said.status, "Аня (стажёр)" in said.out, "Касания: весь лист" in said.out) == (0, True, True)

    out = run("handout", book, "--for", "аня", "--json").json
    copy = Path(out["copy"])
    assert (out["person"], copy.name) == ("Аня", "база — Аня.xlsx")
    assert "Клиенты" in out["open"]
    assert "Сводка" not in out["open"]

    phone, name = value(book, "C2"), value(book, "B7")
    assert name is None
    typed(copy, {"B7": "ООО «Новый»", "C7": "8 916 000-11-22", "C2": "8 999 111-22-33"})
    shown = run("takeback", book, copy, "--json")
    assert (shown.status, shown.json["run"], shown.json["rows"], len(shown.json["proposals"])) == (1, None, 1, 1)
    taken = run("takeback", book, copy, "--apply")
    assert (taken.status, "новых строк 1" in taken.out, "ждут вашего решения 1" in taken.out) == (0, True, True)
    assert (value(book, "B7"), value(book, "C2")) == ("ООО «Новый»", phone)
    assert "нет ничего нового" in run("takeback", book, copy, "--apply").out

    waits = run("proposals", book, "--json")
    assert (waits.status, [one["kind"] for one in waits.json["proposals"]], waits.json["proposals"][0]["now"]) == (
        1,
        ["change"],
        phone,
    )
    assert run("proposals", book, "--accept", 1).status == 0
    assert value(book, "C2") == "8 999 111-22-33"
    assert run("proposals", book).status == 0

    assert run("undo", book).status == 0
    assert value(book, "C2") == phone
    assert run("proposals", book, "--drop", 1, "--json").json["decided"] == [{"number": 1, "decision": "drop"}]
    assert [one["state"] for one in run("proposals", book, "--all", "--json").json["proposals"]] == ["drop"]
    assert (value(book, "C2"), value(book, "B7")) == (phone, "ООО «Новый»")


def test_the_same_in_english(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language._SPEECH, "lang", "en")  # noqa: SLF001 - what --lang sets once in a process
    book = tmp_path / "base.xlsx"
    run("new", book, "--demo", 3, "--lang", "en")
    run("roles", book, "--init")
    assert "everybody else" in run("roles", book).out
    run("handout", book, "--for", "Anna", "--to", tmp_path / "copy.xlsx")
    typed(tmp_path / "copy.xlsx", {"B2": "Someone else"}, "Clients")
    said = run("takeback", book, tmp_path / "copy.xlsx", "--apply")
    assert "waiting for your word 1" in said.out
    rows = [cell.value for cell in openpyxl.load_workbook(book)["Proposals"]["G"]]
    assert (rows[4], rows[5] is not None) == ("In the book now", True)


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not on this machine")
def test_a_copy_that_went_through_libreoffice_brings_what_was_typed_and_nothing_else(
    run: Run, book: Path, tmp_path: Path
) -> None:
    copy = Path(run("handout", book, "--for", "Аня", "--json").json["copy"])
    typed(copy, {"B7": "ООО «Новый»", "C7": "8 916 000-11-22", "C2": "8 999 111-22-33"})
    through_libreoffice(copy, tmp_path)
    said = run("takeback", book, copy, "--apply", "--json").json
    landed = {(one["column"], one["after"]) for one in said["changes"] if one["rule"] == "takeback"}
    assert landed == {("name", "ООО «Новый»"), ("phone", "8 916 000-11-22")}
    assert [one["cells"][0]["proposed"] for one in said["proposals"]] == ["8 999 111-22-33"]


def through_libreoffice(path: Path, folder: Path) -> None:
    """Open a workbook in LibreOffice and save it there."""
    profile, out = f"-env:UserInstallation={(folder / 'profile').as_uri()}", folder / "saved"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    (out / path.name).replace(path)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("handout", "база.xlsx", "--for", "Аня", "--to", "база.xlsx"), "такой файл уже есть"),
        (("takeback", "база.xlsx", "нет.xlsx"), "такого файла нет"),
        (("proposals", "база.xlsx", "--accept", "7"), "предложения 7 нет"),
        (("proposals", "база.xlsx", "--accept", "1", "--drop", "1"), "противоречат"),
        (("proposals", "база.xlsx", "--accept-all", "--drop-all"), "противоречат"),
        (("roles", "база.xlsx", "--apply"), "закрывает столбцы в Google"),
    ],
)
def test_slips_are_told(run: Run, book: Path, words: tuple[str, ...], says: str) -> None:
    said = run(*words)
    assert (said.status, says in said.err) == (2, True), said.err
    assert book.exists()


def test_an_example_is_not_written_over_a_file_of_roles(run: Run, book: Path) -> None:
    book.with_name("roles.yaml").write_text("roles: {}\n", encoding="utf-8")
    assert run("roles", book, "--init").status == 2
    assert book.with_name("roles.yaml").read_text(encoding="utf-8") == "roles: {}\n"


def test_names_that_the_book_does_not_have_end_with_1(run: Run, book: Path) -> None:
    book.with_name("roles.yaml").write_text("roles: {a: {change: {Клиенты: [Тлефон]}}}\n", encoding="utf-8")
    said = run("roles", book)
    assert (said.status, "Вы имели в виду «Телефон»?" in said.out) == (1, True)
