"""Backups go by age, and the oldest of what is too much together; never the newest ones, nor what alone leads back (G9)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_books import NOW, book_of, config_of, run

from sheets_crm.books.memory import MemoryBook
from sheets_crm.engine.home.backups import WHEN, list_backups
from sheets_crm.engine.home.places import backup_folder, memory_folder
from sheets_crm.engine.home.pruning import MEGABYTE, prune
from sheets_crm.engine.journal.journal import Journal
from sheets_crm.engine.run import add_columns
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.undo.restore import restore
from sheets_crm.model.layout import Column
from sheets_crm.model.plan import NewColumn


@pytest.fixture
def book(tmp_path: Path) -> MemoryBook:
    return book_of(tmp_path, ("id", "phone"), ["K-1", "0"])


def nights(book: MemoryBook, many: int, megabytes: int, config: Config) -> None:
    """Put a backup there for each of the last nights, the newest of the highest run; the files take no room on the disk."""
    folder = backup_folder(book.name, config)
    folder.mkdir(parents=True, exist_ok=True)
    for run_number in range(1, many + 1):
        made = NOW - timedelta(days=many - run_number)
        with (folder / f"clients {made.strftime(WHEN)} run {run_number}.xlsx").open("wb") as file:
            file.truncate(megabytes * MEGABYTE)


def kept(book: MemoryBook, config: Config) -> list[int]:
    return [one.run for one in reversed(list_backups(book.name, config))]


@pytest.mark.parametrize(
    ("megabytes", "limit", "left"),
    [
        (60, 2000, list(range(58, 91))),  # 33 of 60 MB: the shortfall of old, 90 of them, came to 5 GB
        (60, 1980, list(range(58, 91))),
        (60, 1979, list(range(59, 91))),
        (60, 600, list(range(61, 91))),  # the newest thirty, whatever they take
        (60, None, list(range(1, 91))),
        (1, 2000, list(range(1, 91))),
    ],
)
def test_the_oldest_go_while_all_take_too_much(book: MemoryBook, megabytes: int, limit: int | None, left: list[int]) -> None:
    config = config_of(backups={"megabytes": limit})
    nights(book, 90, megabytes, config)
    prune(book.name, config, NOW)
    assert kept(book, config) == left


def test_what_alone_leads_back_stays(book: MemoryBook) -> None:
    config = config_of(backups={"megabytes": 100, "keep": 2})
    nights(book, 10, 60, config)
    prune(book.name, config, NOW, {3})
    assert kept(book, config) == [3, 9, 10]


def test_new_columns_a_restore_and_what_is_cut_short_have_no_other_way_back(book: MemoryBook) -> None:
    run(book, {(2, "phone"): "1"})
    column = Column.model_validate({"key": "status", "title": {"ru": "Статус", "en": "Status"}, "owner": "program"})
    added = add_columns(book, [NewColumn("Клиенты", 1, 3, "Статус", column)], book.read(), Config(), NOW)
    run(book, {(2, "phone"): "2"})
    restored = restore(book, 1, Config(), NOW)
    with Journal.open(memory_folder(book.name, Config())) as journal:
        assert journal.only_ways_back() == {added.run, restored.run}


def test_a_run_says_what_went_before_its_time_and_is_silent_otherwise(book: MemoryBook) -> None:
    config = config_of(backups={"megabytes": 100, "keep": 1})
    for night in range(4):
        assert run(book, {(2, "phone"): f"+7 {night}"}, config).notes == ()
    for one in list_backups(book.name, config):
        with one.path.open("wb") as file:
            file.truncate(60 * MEGABYTE)
    (note,) = run(book, {(2, "phone"): "+7 4"}, config).notes
    assert note.ru == (
        "Резервные копии занимали больше 100 МБ: самые старые удалены (3, 180 МБ), осталось 60 МБ."
        " Предел задаёт настройка backups: megabytes"
    )
    assert kept(book, config) == [4, 5]


def test_a_crash_amid_it_leaves_the_rest_to_the_next_run(book: MemoryBook, monkeypatch: pytest.MonkeyPatch) -> None:
    config = config_of(backups={"megabytes": 100, "keep": 1})
    nights(book, 6, 60, config)
    real, calls = Path.unlink, 0

    def unlink(path: Path, *, missing_ok: bool = False) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise KeyboardInterrupt
        real(path, missing_ok=missing_ok)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", unlink)
        with pytest.raises(KeyboardInterrupt):
            prune(book.name, config, NOW)
    assert kept(book, config) == [3, 4, 5, 6]
    prune(book.name, config, NOW)
    assert kept(book, config) == [6]


@settings(max_examples=40, deadline=None)
@given(
    ages=st.lists(st.integers(0, 200), max_size=12),
    sizes=st.lists(st.integers(0, 50), min_size=12, max_size=12),
    keep=st.integers(1, 6),
    days=st.integers(0, 100),
    limit=st.none() | st.integers(1, 120),
    needed=st.frozensets(st.integers(1, 12)),
)
def test_whatever_the_settings(
    tmp_path_factory: pytest.TempPathFactory,
    ages: list[int],
    sizes: list[int],
    keep: int,
    days: int,
    limit: int | None,
    needed: frozenset[int],
) -> None:
    book = book_of(tmp_path_factory.mktemp("pruned"), ("id", "phone"), ["K-1", "0"])
    config = config_of(backups={"megabytes": limit, "keep": keep, "days": days})
    folder = backup_folder(book.name, config)
    folder.mkdir(parents=True)
    made = dict(enumerate(sorted(ages, reverse=True), 1))
    for number, age in made.items():
        with (folder / f"clients {(NOW - timedelta(days=age)).strftime(WHEN)} run {number}.xlsx").open("wb") as file:
            file.truncate(sizes[number - 1] * MEGABYTE)
    prune(book.name, config, NOW, needed)
    left = set(kept(book, config))
    always = set(sorted(made)[-keep:]) | (needed & made.keys())
    assert always <= left, "the newest, and what alone leads back, always stay"
    spare = sorted(left - always)
    assert all(made[one] <= days for one in spare)
    taken = sum(sizes[one - 1] for one in left)
    assert limit is None or taken <= limit or not spare, "too much only where nothing more may go"
    young = [one for one in sorted(made.keys() - left) if made[one] <= days]
    if young:
        assert limit is not None
        assert taken + sizes[young[-1] - 1] > limit, "not one more went than had to"
