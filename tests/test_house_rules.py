"""House rules 7, 8 and 9, on workbooks as they lie on disk: only the plan changes, nothing typed is lost, twice is once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from strategies import contents

from sheets_crm.books.xlsx import XlsxBook
from sheets_crm.books.xlsx.reading.reader import read_snapshot
from sheets_crm.books.xlsx.template.workbook import create_workbook
from sheets_crm.engine.history import changes_of
from sheets_crm.engine.reading import OWN_TABS
from sheets_crm.engine.run import RunResult, add_columns, run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job, load_layout
from sheets_crm.engine.undo.undo import undo
from sheets_crm.mapping.program import program_columns_missing
from sheets_crm.model.addresses import address
from sheets_crm.model.cells import CellValue

NOW = datetime(2026, 11, 20, 3)
LAYOUT = load_layout("extended")
NIGHTLY = load_job("nightly")
Cells = dict[tuple[str, str], CellValue]
CAREFUL = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a workbook a step: shrinking would take many minutes
)


def people_see(path: Path) -> Cells:
    """Every cell of the sheets that people keep; the program's own tabs are left out."""
    out: Cells = {}
    for name, grid in read_snapshot(path).grids.items():
        if name not in OWN_TABS:
            for index, column in grid.columns.items():
                for row, value in zip(column.rows.tolist(), column.cells.values(), strict=True):
                    if value is not None:
                        out[name, address(row, index)] = value
    return out


def nightly(path: Path) -> RunResult:
    return run_job(XlsxBook(path), NIGHTLY, Config(), NOW, afresh=True)


def differing(one: Cells, other: Cells) -> set[tuple[str, str]]:
    return {place for place in one.keys() | other.keys() if one.get(place) != other.get(place)}


def planned(result: RunResult) -> Cells:
    return {(one.sheet, address(one.row, one.letter_index)): one.after for batch in result.plan.changes for one in batch}


@contextmanager
def folder() -> Iterator[Path]:
    with TemporaryDirectory() as made:
        yield Path(made)


def must_hold(path: Path) -> None:
    """Run the nightly job on a book, once more, and take it back: the three rules."""
    before = people_see(path)
    first = nightly(path)
    after = people_see(path)
    assert not (first.receipt and first.receipt.failed)
    assert differing(before, after) == set(planned(first)), "rule 7: the cells of the plan change, and no others"
    bytes_after = path.read_bytes()
    second = nightly(path)
    assert second.plan.empty, (
        f"rule 9: a second run changes nothing: {planned(second)} {[one.sheet for one in second.plan.reports]}"
    )
    assert path.read_bytes() == bytes_after, "rule 9: and writes nothing"
    if first.run is None:
        return
    told = {(one.sheet, address(one.row, one.letter_index)): one.before for one in changes_of(str(path), first.run, Config())}
    assert told == {place: before.get(place) for place in planned(first)}, "rule 8: what was replaced stands in the journal"
    if planned(first):
        undo(XlsxBook(path), first.run, Config(), NOW)
        assert differing(before, people_see(path)) == set(), "rule 8: undo gives back every cell"


@CAREFUL
@given(contents())
def test_on_books_that_people_filled_in_badly(content: dict[str, list[dict[str, CellValue]]]) -> None:
    with folder() as made:
        path = made / "clients.xlsx"
        create_workbook(path, LAYOUT, "ru", content, NOW)
        must_hold(path)


SCHOOL = "samples/ru_language_school"
REAL = ["Client.xlsx", "Service.xlsx", "clientservice_a_import.xlsx", "product_s_import.xlsx", "productsale_s_import.xlsx"]


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("adopted", [False, True], ids=["as it is", "with the program's columns"])
def test_on_real_books(name: str, shared_data: Callable[[str], Path], tmp_path: Path, *, adopted: bool) -> None:
    path = tmp_path / name
    shutil.copyfile(shared_data(SCHOOL) / name, path)
    if adopted:
        book, seen = XlsxBook(path), run_job(XlsxBook(path), NIGHTLY, Config(), NOW, dry_run=True).snapshot
        missing = program_columns_missing(seen, LAYOUT)
        before = people_see(path)
        add_columns(book, missing, seen, Config(), NOW)
        headers = {(one.sheet, address(one.header_row, one.letter_index)): one.title for one in missing}
        assert people_see(path) == before | headers
    must_hold(path)
