"""`audit --repair`: formulas put back as a run like any other, to be undone."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_crm.audit.audit import audit
from sheets_crm.books.memory import MemoryBook
from sheets_crm.books.xlsx import XlsxBook
from sheets_crm.books.xlsx.reading.reader import read_snapshot
from sheets_crm.books.xlsx.template.workbook import create_workbook
from sheets_crm.engine.repairing import Repaired, repair
from sheets_crm.engine.run import run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job, load_layout
from sheets_crm.engine.undo.undo import undo
from sheets_crm.errors import UsageError
from sheets_crm.model.addresses import address, by_place, parse_address
from sheets_crm.model.cells import CellValue, Formula
from sheets_crm.model.plan import Changes, Plan
from sheets_crm.model.text import Text

NOW = datetime(2026, 11, 20, 3)
SOFFICE = shutil.which("soffice")
Cells = dict[str, CellValue]


def made(path: Path, cells: Mapping[str, CellValue], sheet: str = "Смета") -> Path:
    """Make a workbook; formulas get the results that stand with them, as Excel leaves them."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for cell, value in cells.items():
        book.active[cell] = None if isinstance(value, Formula) else value
    book.save(path)
    changes = []
    for cell, value in cells.items():
        row, column = parse_address(cell)
        if isinstance(value, Formula):
            rows = np.array([row], np.int32)
            changes.append(Changes(sheet, by_place(column), column, "made", rows, [f"#{row}"], [None], [value], [Text("", "")]))
    one = XlsxBook(path)
    snapshot = one.read()
    one.write(Plan(snapshot.identity, tuple(changes)), snapshot, lambda _: None)
    return path


def standing(path: Path, sheet: str = "Смета") -> Cells:
    """What was entered into each cell of a sheet."""
    grid = read_snapshot(path).grids[sheet]
    return {
        address(row, index): column.cells.entered(at)
        for index, column in grid.columns.items()
        for at, row in enumerate(column.rows.tolist())
        if column.cells.kinds[at] or at in column.cells.formulas
    }


def repaired(path: Path, *only: str, apply: bool = True) -> Repaired:
    return repair(XlsxBook(path), only, Config(), NOW, apply=apply)


def budget(rows: int = 10) -> Cells:
    """A price, its double, and a total of each."""
    cells: Cells = {"A1": "Цена", "B1": "Вдвое"}
    for row in range(2, rows + 2):
        price = row * row + 1.5
        cells |= {f"A{row}": price, f"B{row}": Formula(f"=A{row}*2", price * 2)}
    last = rows + 1
    sums = {letter: Formula(f"=SUM({letter}2:{letter}{last})", 0.0) for letter in "AB"}
    return cells | {f"{letter}{rows + 2}": formula for letter, formula in sums.items()}


def wrong() -> Cells:
    return budget() | {"B5": 50.5, "B8": Formula("=A7*2", 131.0), "B12": Formula("=SUM(B2:B9)", 600.0)}


def test_what_belongs_there_is_put_back(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", wrong())
    done = repaired(path)
    assert {address(*one.place): (str(one.before), str(one.after)) for one in done.repairs} == {
        "B5": ("50.5", "=A5*2"),
        "B8": ("=A7*2", "=A8*2"),
        "B12": ("=SUM(B2:B9)", "=SUM(B2:B11)"),
    }
    assert standing(path) == budget()
    assert standing(path)["B5"].result == 53.0  # type: ignore[union-attr]
    assert audit(read_snapshot(path)) == []


def test_nothing_is_written_until_it_is_asked_for(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", wrong())
    before = path.read_bytes()
    done = repaired(path, apply=False)
    assert (len(done.repairs), done.result.run, path.read_bytes()) == (3, None, before)


def test_only_the_cells_that_are_named(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", wrong())
    repaired(path, "смета!b5")
    assert standing(path) == wrong() | {"B5": Formula("=A5*2")}
    with pytest.raises(UsageError, match="B2"):
        repaired(path, "Смета!B2")


def test_a_number_that_may_be_meant_is_left(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", budget() | {"B8": Formula("=A8*3", 196.5)})
    done = repaired(path, apply=False)
    assert done.repairs == ()
    assert [(address(*one.place), one.why.en) for one in done.unsure] == [("B8", "the number in this formula may be meant")]


def test_an_array_formula_is_left(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    cells = budget()
    made(path, cells)
    book = openpyxl.load_workbook(path)
    book["Смета"]["B5"] = openpyxl.worksheet.formula.ArrayFormula("B5", "=A6*2")
    book.save(path)
    before = standing(path)
    assert repaired(path).repairs == ()
    assert standing(path) == before


def test_a_shared_formula_that_slipped_is_repaired_and_its_followers_stay(tmp_path: Path) -> None:
    slipped = {f"B{row}": Formula(f"=A{row - 1}*2", 1.0) for row in (7,)}
    path = made(tmp_path / "book.xlsx", budget() | slipped)
    share(path, "B", 2, 6)
    assert standing(path) == budget() | slipped
    repaired(path)
    assert standing(path) == budget()


def share(path: Path, letter: str, first: int, last: int) -> None:
    """Write formulas as Excel does when they were dragged down: once, with an area."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    for row in range(first, last + 1):
        head = f'<f t="shared" ref="{letter}{first}:{letter}{last}" si="0">A{row}*2</f>'
        formula = head if row == first else '<f t="shared" si="0"/>'
        sheet, times = re.subn(rf'(<c r="{letter}{row}"[^>]*>)<f>[^<]*</f>', rf"\g<1>{formula}", sheet)
        assert times == 1
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


ODDITIES = st.dictionaries(
    st.integers(3, 15),
    st.sampled_from(["typed", "near", "slipped"]),
    min_size=1,
    max_size=3,
)


@settings(deadline=None, max_examples=15)
@given(ODDITIES)
def test_undo_gives_back_every_cell_and_twice_is_once(oddities: dict[int, str]) -> None:
    cells = budget(16)
    for row, kind in oddities.items():
        price = float(cells[f"A{row}"])  # type: ignore[arg-type]
        odd = {"typed": price * 2, "near": price * 2 + 0.01, "slipped": Formula(f"=A{row - 1}*2", price)}
        cells[f"B{row}"] = odd[kind]
    with TemporaryDirectory() as folder:
        path = made(Path(folder) / "book.xlsx", cells)
        before = standing(path)
        done = repaired(path)
        once = path.read_bytes()
        again = repaired(path)
        assert (again.repairs, again.result.run, path.read_bytes()) == ((), None, once)
        if done.repairs:
            undo(XlsxBook(path), None, Config(), NOW)
        assert standing(path) == before
        assert [one.result for one in standing(path).values() if isinstance(one, Formula)] == [
            one.result for one in before.values() if isinstance(one, Formula)
        ]


def test_the_undo_of_an_undo_puts_the_formulas_back(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", wrong())
    repaired(path)
    taken = undo(XlsxBook(path), None, Config(), NOW)
    assert standing(path) == wrong()
    undo(XlsxBook(path), taken.run, Config(), NOW)
    assert standing(path) == budget()


def test_what_a_person_changed_since_is_left_by_the_undo(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", wrong())
    repaired(path)
    book = openpyxl.load_workbook(path)
    book["Смета"]["B5"] = "=A5*2+1"
    book.save(path)
    taken = undo(XlsxBook(path), None, Config(), NOW)
    assert [address(one.change.row, one.change.letter_index) for one in taken.kept] == ["B5"]
    assert standing(path) == wrong() | {"B5": Formula("=A5*2+1")}


def test_no_formulas_are_written_beside_people() -> None:
    book = MemoryBook("google:1")
    book.beside_people = True
    with pytest.raises(UsageError, match="google:1"):
        repair(book, (), Config(), NOW, apply=True)


def test_in_a_client_book_the_repair_is_known_by_its_record_and_is_no_edit_of_a_person(tmp_path: Path) -> None:
    path = tmp_path / "clients.xlsx"
    orders: list[dict[str, CellValue]] = [
        {"id": f"Z-{at:05}", "date": NOW.date(), "client_id": "K-00001", "amount": at * 11} for at in range(1, 13)
    ]
    content = {"clients": [{"id": "K-00001", "name": "Иван"}], "orders": orders}
    create_workbook(path, load_layout("extended"), "ru", content, NOW)
    book = openpyxl.load_workbook(path)
    sheet = book["Заказы"]
    amount, own = (next(cell.column_letter for cell in sheet[1] if cell.value == name) for name in ("Сумма", "Оплачено"))
    for row in range(2, 14):
        sheet[f"{own}{row}"] = f"={amount}{row}*1" if row != 7 else f"={amount}6*1"
    book.save(path)
    run_job(XlsxBook(path), load_job("nightly"), Config(), NOW)
    before = standing(path, "Заказы")
    done = repaired(path)
    assert [one.ids for one in done.result.plan.changes] == [["Z-00006"]]
    assert standing(path, "Заказы") == before | {f"{own}7": Formula(f"={amount}7*1")}
    run_job(XlsxBook(path), load_job("nightly"), Config(), NOW)
    undo(XlsxBook(path), done.result.run, Config(), NOW)
    assert standing(path, "Заказы") == before


@pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice on this computer")
def test_another_program_calculates_what_was_promised(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", wrong())
    promised = {address(*one.place): one.after.result for one in repaired(path).repairs}
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    out = tmp_path / "out"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    seen = read_snapshot(out / "book.xlsx").grids["Смета"]
    assert seen.value(5, 2) == promised["B5"]
    assert seen.value(8, 2) == promised["B8"]
    prices = [row * row + 1.5 for row in range(2, 12)]
    assert seen.value(12, 2) == pytest.approx(2 * sum(prices))
