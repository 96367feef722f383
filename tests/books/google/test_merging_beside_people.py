"""A merge in a Google spreadsheet leads the sheets in which no table is recognised, too; and an undo leads them back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("gspread")
pytest.importorskip("formualizer")

from sheets_server.running import OWNER, Running
from test_calls import NOW, Office

from sheets_crm.engine.merging import merge
from sheets_crm.engine.undo.undo import undo

NOTES = [
    ["Наши записки", None, None],
    [None, "Кто", "Плательщик"],
    ["пн", "K-00002", "Иванов Иван 1"],
    ["вт", "K-00003", "Иванов Иван 2"],
    ["ср", "K-00002", "Иванов Иван 0"],
]


@pytest.fixture
def office(server: Running, tmp_path: Path) -> Office:
    made = Office(server, tmp_path)
    made.owner.batch_update(made.file.id, {"requests": [{"addSheet": {"properties": {"title": "Записки"}}}]})
    made.types("Записки!A1", NOTES)
    made.run()
    return made


def notes(office: Office) -> list[list[Any]]:
    return [
        [*(cell or None for cell in row), None, None, None][:3]
        for row in office.owner.values_get(office.file.id, "Записки!A1:C9")["values"]
    ]


def test_columns_where_no_table_is_recognised_follow_and_come_back(office: Office) -> None:
    assert notes(office) == NOTES
    made = merge(office.book, [["K-00001", "K-00002"]], office.config, NOW, keep=["K-00001"], apply=True)
    assert made.receipt is not None
    assert not made.receipt.kept
    called = office.owner.values_get(office.file.id, "Sheet1!A2")["values"][0][0]
    assert called in {"Иванов Иван 0", "Иванов Иван 1"}
    led = [
        [
            row[0],
            row[1] if row[1] != "K-00002" else "K-00001",
            row[2] if row[2] not in {"Иванов Иван 0", "Иванов Иван 1"} else called,
        ]
        for row in NOTES
    ]
    assert notes(office) == led
    undo(office.book, None, office.config, NOW)
    assert notes(office) == NOTES


def test_what_somebody_types_there_meanwhile_stays(office: Office) -> None:
    done: list[str] = []

    def types(verb: str, target: str) -> None:
        if verb == "POST" and "batchUpdate" in target and not done:
            done.append(target)
            assert office.file.book is not None
            office.file.book.sheets[1].put((2, 1), userEnteredValue={"stringValue": "K-00007"})
            office.server.world.touch(office.file, OWNER)

    office.server.world.before.append(types)
    try:
        merge(office.book, [["K-00001", "K-00002"]], office.config, NOW, keep=["K-00001"], apply=True)
    finally:
        office.server.world.before.remove(types)
    assert [row[1] for row in notes(office)][2:] == ["K-00007", "K-00003", "K-00001"]
