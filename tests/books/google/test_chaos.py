"""Beside a person at work, on a network that fails, in processes that die: nothing typed is lost or hit, whatever the order.

`SHEETS_CRM_SEEDS=2000 python -m pytest tests/books/google/test_chaos.py -k typed` is the long run, `-m slow` tries all mutants.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

pytest.importorskip("gspread")
pytest.importorskip("formualizer")

from chaos.mutants import MUTANTS, sent_again, shouting
from chaos.night import NOW, Night
from sheets_server import faults as server_faults
from sheets_server.requests import find_replace as server_side
from sheets_server.running import Running

from sheets_crm.books.google.book import GoogleBook
from sheets_crm.books.google.writing.reasons import EMPTY_STILL
from sheets_crm.engine.reading import read_bound
from sheets_crm.engine.run import run_job
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.model.plan import NewColumn, Plan

SEEDS = int(os.environ.get("SHEETS_CRM_SEEDS", "20"))
FIRST = int(os.environ.get("SHEETS_CRM_FIRST_SEED", "0"))
PARTS = 4
CAUGHT_WITHIN = 40
QUICK = frozenset({"by position", "one replacement, whoever else shows that text"})


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_typed_is_lost_or_hit(server: Running, tmp_path: Path, part: int) -> None:
    key, met, bad = server.key_file(tmp_path), Counter[str](), dict[int, list[str]]()
    for seed in range(FIRST + part, FIRST + SEEDS, PARTS):
        night = Night(server, key, tmp_path, seed, troubles=met)
        if found := night.spent():
            bad[seed] = found
        server.world.forget(night.file)
    assert not server.world.crashes
    assert not bad, (len(bad), sorted(bad), dict(list(bad.items())[:3]), dict(met))


@pytest.mark.parametrize("name", [pytest.param(one, marks=() if one in QUICK else pytest.mark.slow) for one in MUTANTS])
def test_a_weaker_protocol_is_caught(server: Running, tmp_path: Path, name: str) -> None:
    within, writer = MUTANTS[name]
    with within():
        for seed in range(CAUGHT_WITHIN):
            night = Night(server, server.key_file(tmp_path), tmp_path, seed, writer=writer)
            if night.spent():
                return
            server.world.forget(night.file)
    pytest.fail(f"{CAUGHT_WITHIN} seeds did not catch it")


def test_what_differs_in_case_alone_is_another_text(server: Running, tmp_path: Path) -> None:
    with shouting():
        for seed in range(2):
            assert not Night(server, server.key_file(tmp_path), tmp_path, seed).spent()


@contextmanager
def blanks_are_not_found() -> Iterator[None]:
    """Let Google's findReplace pass over empty cells, whatever the pattern."""
    honest = server_side.places

    def filled(work, area, pattern, ask):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - as the server has it
        return [place for place in honest(work, area, pattern, ask) if area.sheet.entered(place)]

    with patch.object(server_side, "places", filled):
        yield


def test_should_google_find_no_empty_cells_nothing_is_filled_and_nothing_harmed(server: Running, tmp_path: Path) -> None:
    with blanks_are_not_found():
        night = Night(server, server.key_file(tmp_path), tmp_path, 7)
        assert not [one for one in night.spent() if "second run" not in one]
        left = run_job(night.open(), night.job, night.config, NOW).receipt
    assert left is not None
    assert {one.why for one in left.kept if one.change.before is None} == {EMPTY_STILL}


@pytest.mark.parametrize(("within", "times"), [(nullcontext, 1), (sent_again, 2)], ids=["the protocol", "sent again"])
def test_a_write_whose_answer_is_lost_is_not_made_again(server: Running, tmp_path: Path, within: Any, times: int) -> None:
    night = Night(server, server.key_file(tmp_path), tmp_path, 3)
    book = GoogleBook(night.file.id, night.open().client)
    snapshot = read_bound(book, night.config, load_layout("extended")).snapshot
    column = load_layout("extended").sheet("clients").column("status_reason")
    new = NewColumn("Клиенты", 1, 19, "Причина статуса", column)
    faults = server_faults.Faults(server.world)
    faults.add(server_faults.dropped(after=True, verb="POST", path="batchUpdate"))
    try:
        with within():
            book.write(Plan(snapshot.identity, new_columns=(new,)), snapshot, lambda _: None)
    finally:
        faults.remove()
    assert faults.struck
    after = book.read().grids["Клиенты"]
    assert [after.value(1, at) for at in after.columns].count("Причина статуса") == times
