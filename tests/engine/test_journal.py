"""The journal as a file: private, versioned, fast, and plain about its own troubles."""

from __future__ import annotations

import sqlite3
import time
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from sheets_crm.engine.journal.journal import Journal
from sheets_crm.engine.journal.memory import recall
from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.journal.records import Heading, Outcome
from sheets_crm.errors import RefusedError, UnreadableError
from sheets_crm.model.memory import Memory
from sheets_crm.model.plan import Changes, Left, Plan, Receipt
from sheets_crm.model.text import Text

NOW = datetime(2026, 11, 22, 3, 0)
REASON = Text("приведено к одному виду", "brought to one style")


def heading() -> Heading:
    return Heading("job", "nightly", NOW, NOW, "anna", "office")


def batch(count: int, letter: int = 3) -> Changes:
    rows = np.arange(2, count + 2, dtype=np.int32)
    texts = [f"8 916 {row}" for row in range(count)]
    return Changes(
        "Клиенты",
        f"c{letter}",
        letter,
        "phones",
        rows,
        [f"K-{row}" for row in range(count)],
        texts,
        [f"+7{one}" for one in texts],
        [REASON] * count,
    )


def test_where_there_is_no_journal_nothing_is_made_by_looking(tmp_path: Path) -> None:
    assert JournalReader.open_to_read(tmp_path) is None
    assert recall(None, "ru") == Memory()
    assert list(tmp_path.iterdir()) == []


def test_what_the_book_left_is_told_with_its_reason_and_stands_no_more(tmp_path: Path) -> None:
    changes = batch(3)
    one, other, _ = changes
    kept, failed = Text("человек изменил", "a person changed it"), Text("формула", "a formula")
    with Journal.open(tmp_path) as journal:
        number = journal.begin(heading(), Plan("before", (changes,)))
        receipt = Receipt(
            "after", (changes,), (Left(one, kept),), (Left(other, failed),), former_formats={("Клиенты", "C4"): "0.00"}
        )
        journal.done(number, receipt, NOW)
        told = [(change.outcome, change.why, change.standing, change.former_format) for change in journal.changes(number)]
        entry = journal.run(number)
    assert told == [
        (Outcome.KEPT, kept, False, None),
        (Outcome.FAILED, failed, False, None),
        (Outcome.WRITTEN, None, True, "0.00"),
    ]
    assert entry is not None
    assert (entry.changed, entry.kept, entry.failed, entry.identity_after) == (1, 1, 1, "after")


def test_a_damaged_journal_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    path.write_bytes(b"not a database" * 100)
    for open_it in (Journal.open, JournalReader.open_to_read):
        with pytest.raises(UnreadableError) as raised:
            open_it(tmp_path)
        assert raised.value.where == str(path)
        assert raised.value.mend
    assert path.read_bytes() == b"not a database" * 100


def test_a_journal_of_a_later_version_is_not_written_to(tmp_path: Path) -> None:
    Journal.open(tmp_path).close()
    db = sqlite3.connect(tmp_path / "journal.sqlite")
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(UnreadableError, match="Upgrade"):
        Journal.open(tmp_path)


def test_a_folder_that_cannot_be_written_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RefusedError) as raised:
        Journal.open(tmp_path / "file")
    assert "memory_folder" in raised.value.told("ru")


def test_a_full_disk_is_told_plainly_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    with Journal.open(tmp_path) as journal:
        pages = journal.db.execute("PRAGMA page_count").fetchone()[0]
        journal.db.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(RefusedError, match="full"):
            journal.begin(heading(), Plan("before", (batch(5000),)))
        assert journal.runs() == ()


def test_numbers_of_runs_are_never_used_again(tmp_path: Path) -> None:
    with Journal.open(tmp_path) as journal:
        assert journal.next_number() == journal.begin(heading(), Plan("a")) == 1
        journal.db.execute("DELETE FROM runs")
        assert journal.next_number() == journal.begin(heading(), Plan("a")) == 2


def test_a_hundred_thousand_changes_take_a_second(tmp_path: Path) -> None:
    batches = tuple(batch(10_000, letter) for letter in range(1, 11))
    began = time.process_time()
    with Journal.open(tmp_path) as journal:
        number = journal.begin(heading(), Plan("before", batches))
        journal.done(number, Receipt("after", batches), NOW)
        recall(journal, "ru")
        assert sum(len(one.numbers) for one in journal.standing(number)) == 100_000
    assert time.process_time() - began < 10, "ten times slower than it should be"
