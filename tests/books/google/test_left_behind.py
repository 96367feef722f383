"""What a run leaves of a Google spreadsheet is what the next one reads, but for what people did: each of these is told once."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("gspread")
pytest.importorskip("formualizer")

from sheets_server.running import Running
from test_calls import NOW, Office

from sheets_crm.diff.books import compare
from sheets_crm.engine.applying import WRITING
from sheets_crm.engine.home.places import memory_folder
from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.journal.tables.stored import last_of
from sheets_crm.engine.reading import read_bound
from sheets_crm.engine.run import run_job
from sheets_crm.engine.settings.resources import load_job, load_layout
from sheets_crm.model.cells import CellValue
from sheets_crm.model.text import Text

LAYOUT = load_layout("extended")
Told = set[tuple[str, str, CellValue, CellValue]]


@pytest.fixture
def office(server: Running, tmp_path: Path) -> Office:
    made = Office(server, tmp_path)
    made.types(
        "Sheet1!A33",
        [["=1+1", "тел. 12", "a@b.ru; c@d.ru", "вип", "свой"], ["ООО  «Ромашка»", 89161234567, "X@Y.RU", None, None]],
    )
    return made


def journal(office: Office) -> JournalReader:
    found = JournalReader.open_to_read(memory_folder(office.book.name, office.config))
    assert found is not None
    return found


def edits(office: Office) -> Told:
    with journal(office) as found:
        return {(one.what, one.column, one.before, one.after) for batch in found.edits() for one in batch}


def test_the_next_run_reads_what_this_one_left(office: Office) -> None:
    assert office.run().receipt is not None
    with journal(office) as found:
        left = last_of(found.db, office.book.name, LAYOUT)
    now = read_bound(office.book, office.config, LAYOUT).snapshot
    assert left is not None
    assert left.snapshot.identity == now.identity
    assert compare(left.snapshot, now).empty
    assert [list(one.ids) for one in left.snapshot.tables] == [list(one.ids) for one in now.tables]


def test_what_a_person_types_beside_a_run_is_theirs_and_told_by_the_next_one(office: Office) -> None:
    def typing(what: Text, _step: int, _steps: int) -> None:
        if what == WRITING:
            office.types("Sheet1!A2", [["Иванов Пётр", "12"]])

    result = run_job(office.book, load_job("nightly"), office.config, NOW, progress=typing)
    assert result.receipt is not None
    assert result.receipt.kept
    office.run()
    assert edits(office) == {
        ("cells", "name", "Иванов Иван 0", "Иванов Пётр"),
        ("cells", "phone", "8 916 123-45-00", "12"),
    }


def test_a_sort_by_a_person_is_no_edit(office: Office) -> None:
    office.run()
    span = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 34}
    office.owner.batch_update(
        office.file.id,
        {"requests": [{"sortRange": {"range": span, "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]}}]},
    )
    office.types("Sheet1!B2", [["+7 916 000-00-00"]])
    office.run()
    assert len(edits(office)) == 1
