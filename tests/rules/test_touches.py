"""Touches leave a result and a comment, and the last one shows in the client's row."""

from __future__ import annotations

from datetime import date

import pytest
from making import context, snapshot, table

from sheets_crm.model.cells import CellValue
from sheets_crm.model.plan import Finding
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.rules import touches

MAY, JUNE = date(2026, 5, 4), date(2026, 6, 8)


def book(last_touch: CellValue, *days: CellValue) -> Snapshot:
    client = {"id": "K-00001", "name": "Иванов", "last_touch": last_touch}
    made = [{"date": day, "client": "Иванов", "client_id": "K-00001"} for day in days]
    return snapshot(table("clients", [client]), table("touches", made, columns=["date", "client", "client_id"]))


@pytest.mark.parametrize(
    ("had", "days", "gets", "findings"),
    [
        (None, [MAY, JUNE], JUNE, 0),
        (MAY, [JUNE], JUNE, 0),
        (JUNE, [JUNE, MAY], JUNE, 0),
        ("давно", [JUNE], JUNE, 0),
        (JUNE, [MAY], JUNE, 1),
        (JUNE, [], JUNE, 1),
        (date(2027, 1, 1), [MAY], MAY, 0),
        (None, [date(2027, 1, 1)], None, 0),
    ],
    ids=["first", "newer", "the same", "typed over", "a touch is missing", "all are missing", "the future", "not yet"],
)
def test_the_last_touch(had: CellValue, days: list[CellValue], gets: CellValue, findings: int) -> None:
    said = list(touches.check_last(book(had, *days), context()))
    changed = [change.after for batch in said if not isinstance(batch, Finding) for change in batch]
    assert changed == ([] if gets == had else [gets])
    assert sum(isinstance(one, Finding) for one in said) == findings


@pytest.mark.parametrize(
    ("result", "comment", "day", "cells"),
    [
        ("интерес", "перезвонить в мае", MAY, []),
        (None, "перезвонить в мае", MAY, ["D2"]),
        ("интерес", None, MAY, ["E2"]),
        (None, "  ", MAY, ["D2", "E2"]),
        (None, None, date(2027, 1, 1), []),
    ],
)
def test_a_touch_leaves_a_result_and_a_comment(result: CellValue, comment: CellValue, day: date, cells: list[str]) -> None:
    row = {"date": day, "client": "Иванов", "manager": "Белов", "result": result, "comment": comment}
    found = list(touches.check_touches(snapshot(table("touches", [row])), context()))
    assert [one.cell for one in found] == cells
    assert all("Белов" in one.message.ru for one in found)
