"""Ctrl+Z and version history as the people of the chaos use them: what the program wrote elsewhere meanwhile stays in its row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("gspread")
pytest.importorskip("formualizer")

from chaos.backwards import moment, restores_version, takes_back
from chaos.base import CLIENTS
from chaos.night import Night
from chaos.person import Colleague
from sheets_server.people import grid_range, span
from sheets_server.requests.batch import batch_update
from sheets_server.requests.work import Caller
from sheets_server.running import OWNER, Running
from sheets_server.spreadsheet import Json, Sheet

PHONE = 2


@pytest.fixture
def who(server: Running, tmp_path: Path) -> Colleague:
    return Night(server, server.key_file(tmp_path), tmp_path, 7).person


def does(who: Colleague, deed: Any) -> None:
    """Let them do this and nothing else."""
    whole = who._acted  # noqa: SLF001 - what is chosen at random otherwise
    who._acted = lambda: str(deed())  # type: ignore[method-assign]  # noqa: SLF001 - the same
    who.act()
    who._acted = whole  # type: ignore[method-assign]  # noqa: SLF001 - the same


def program_writes(who: Colleague, row: int, text: str) -> None:
    """Put a text into a client's phone in the program's name."""
    start = {"sheetId": CLIENTS, "rowIndex": row, "columnIndex": PHONE}
    rows = [{"values": [{"userEnteredValue": {"stringValue": text}}]}]
    request = {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}
    who.file.book, _ = batch_update(who.book, {"requests": [request]}, Caller(OWNER, OWNER))


def sheet(who: Colleague) -> Sheet:
    return who.book.sheet(CLIENTS)


def rows(who: Colleague) -> list[list[Json | None]]:
    """What was entered in the first rows below the header, formulas left out."""
    return [[sheet(who).entered((row, column)) for column in (1, PHONE, 3, 17)] for row in range(1, 6)]


DEEDS = {
    "types": lambda who: who.enter(sheet(who), {(2, 3): "моё"}),
    "sorts": lambda who: who.ask(
        {
            "sortRange": {
                "range": grid_range(sheet(who), 1, 6, 0, 20),
                "sortSpecs": [{"dimensionIndex": 1, "sortOrder": "DESCENDING"}],
            }
        }
    ),
    "deletes a row": lambda who: who.deletes_rows(sheet(who)),
    "inserts a row": lambda who: who.ask({"insertDimension": {"range": span(sheet(who), "ROWS", 1, 2)}}),
    "moves a row": lambda who: who.ask({"moveDimension": {"source": span(sheet(who), "ROWS", 1, 2), "destinationIndex": 4}}),
    "pastes a block": lambda who: who.ask(
        {"copyPaste": {"source": grid_range(sheet(who), 1, 2, 0, 20), "destination": grid_range(sheet(who), 6, 7, 0, 20)}}
    ),
    "merges": lambda who: who.ask({"mergeCells": {"range": grid_range(sheet(who), 1, 3, 3, 4), "mergeType": "MERGE_ALL"}}),
}


@pytest.mark.parametrize("deed", list(DEEDS))
def test_a_deed_taken_back_leaves_what_was_before_and_what_the_program_wrote_elsewhere(who: Colleague, deed: str) -> None:
    was, known = rows(who), dict(who.journal.typed)
    does(who, lambda: DEEDS[deed](who))
    stayed = next(row for row in range(1, 8) if sheet(who).entered((row, 1)) == was[4][0])
    program_writes(who, stayed, "+7 999")
    does(who, lambda: takes_back(who, sheet(who)))
    was[4][1] = {"stringValue": "+7 999"}
    assert rows(who) == was
    assert who.journal.typed == known


def test_what_one_changed_oneself_goes_back_also_where_the_program_has_written_since(who: Colleague) -> None:
    was = rows(who)
    does(who, lambda: who.enter(sheet(who), {(2, PHONE): "8 999"}))
    program_writes(who, 2, "+7 999")
    does(who, lambda: takes_back(who, sheet(who)))
    assert rows(who) == was


def test_columns_that_moved_before_the_program_wrote_stay(who: Colleague) -> None:
    does(who, lambda: who.ask({"moveDimension": {"source": span(sheet(who), "COLUMNS", 5, 6), "destinationIndex": 10}}))
    program_writes(who, 2, "+7 999")
    now = rows(who)
    does(who, lambda: takes_back(who, sheet(who)))
    assert rows(who) == now


def test_an_older_version_brings_all_back_but_the_version_number(who: Colleague) -> None:
    was, version, typed = who.book.copy(), who.file.version, dict(who.journal.typed)
    who.versions = [moment(who)]
    does(who, lambda: who.enter(sheet(who), {(2, PHONE): "8 999"}))
    does(who, lambda: who.ask({"deleteSheet": {"sheetId": 8}}))
    restores_version(who, sheet(who))
    assert [one.cells for one in who.book.sheets] == [one.cells for one in was.sheets]
    assert who.journal.typed == typed
    assert who.file.version > version + 2
