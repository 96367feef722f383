"""A large write is parted so that what must be seen together stays together."""

from __future__ import annotations

import re
from random import Random

import pytest
from simulated import CLIENTS, Simulated

from sheets_crm.books.google.writing import parting
from sheets_crm.books.google.writing.batch import Batch, Step, Target, find_replace
from sheets_crm.books.google.writing.facts import GoogleSnapshot
from sheets_crm.books.google.writing.marks import mark
from sheets_crm.books.google.writing.pieces import pieces_of
from sheets_crm.model.plan import Change
from sheets_crm.model.text import Text


@pytest.fixture
def snapshot() -> GoogleSnapshot:
    return Simulated.made(Random(3), 40).read()


@pytest.fixture
def batch(snapshot: GoogleSnapshot) -> Batch:
    table = snapshot.table("Клиенты")
    assert table is not None
    repairs, marks = list[Step](), list[Step]()
    for number, key in enumerate(("phone", "comment", "id")):
        one = table.field(key)
        assert one is not None
        for at, row in enumerate(table.rows.tolist()):
            before = one.cells[at]
            if (key == "id") is (before is None):
                after = f"K-9{at:04}" if key == "id" else "x" * 60
                change = Change("Клиенты", table.ids[at], row, key, one.letter_index, before, after, "r", Text("", ""))
                target = Target(number, at, change)
                repair = Step(find_replace(str(before), after, {"sheetId": CLIENTS}), "repair", (target,), 1)
                (repairs if key == "phone" else marks).append(repair if key == "phone" else mark(target, snapshot))
    drawn = Step({"updateCells": {"rows": ["x" * 500], "range": {"sheetId": 9}}}, "tab", tab="Журнал")
    return Batch((*repairs, *marks, drawn), ("'Клиенты'!A:A",))


def test_what_fits_goes_out_as_one(batch: Batch, snapshot: GoogleSnapshot) -> None:
    assert pieces_of(batch, snapshot) == ((batch,), ())


def test_tabs_go_with_the_last_write_once_one_would_be_too_large(
    batch: Batch, snapshot: GoogleSnapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parting, "USUAL", 1_000)
    (whole,), later = pieces_of(batch, snapshot)
    assert (whole.steps, later) == (batch.steps[:-1], batch.steps[-1:])
    assert whole.ranges == batch.ranges


@pytest.mark.parametrize("too_much", ["MOST", "MOST_SHOWN"])
def test_in_pieces_ids_come_first_and_each_mark_stands_in_the_rows_that_its_answer_shows(
    batch: Batch, snapshot: GoogleSnapshot, monkeypatch: pytest.MonkeyPatch, too_much: str
) -> None:
    monkeypatch.setattr(parting, "USUAL", 1_000)
    monkeypatch.setattr(parting, "SHOWN", 60)
    monkeypatch.setattr(parting, too_much, 100)
    pieces, later = pieces_of(batch, snapshot)
    sent = [step for piece in pieces for step in piece.steps]
    assert sorted(map(id, sent)) == sorted(map(id, batch.steps[:-1]))
    assert later == batch.steps[-1:]
    assert all(piece.size <= 1_000 for piece in pieces)
    kinds = [step.targets[0].change.column for step in sent]
    assert list(dict.fromkeys(kinds)) == ["id", "phone", "comment"]
    for piece in pieces:
        marked = [step.targets[0].change.row for step in piece.steps if step.means == "mark"]
        assert bool(piece.ranges) is bool(marked)
        spans = [tuple(map(int, re.findall(r"[A-Z](\d+)", one))) for one in piece.ranges]
        assert all(any(first <= row <= last for first, last in spans[1:]) for row in marked)
