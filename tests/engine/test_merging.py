"""Clients become one, and nothing that anybody typed is lost: whatever the book, whatever the order, and all the way back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from twins import (
    ARCHIVE,
    CLIENTS,
    HEADER,
    NOW,
    ORDERS,
    TAB,
    TWINS,
    Line,
    book_of,
    cells,
    choose,
    ids,
    keys_in_tab,
    nightly,
    one_of,
    said,
)

from sheets_crm.books.memory import MemoryBook
from sheets_crm.engine.merging import merge, named_groups
from sheets_crm.engine.run import run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.engine.undo.redrawing import redrawn
from sheets_crm.engine.undo.undo import undo
from sheets_crm.errors import UsageError
from sheets_crm.matching.normal.phones import phones
from sheets_crm.model.config import ConfigFile
from sheets_crm.model.settings import DuplicateSettings, Settings

NAMES = ["Сухова Анна Львовна", "Сухова А. Л.", "Сухова Анна", "ООО «Ромашка»", "Ким Олег", None]
PHONES = [
    "+7 916 123-45-67",
    "+7 916 123-45-67; +7 495 111-22-33",
    "+7 495 111-22-33",
    79031112233,
    "звонить жене 8 916 765-43-21",
    None,
]
EMAILS = ["anna@example.ru", "anna@example.ru; kim@work.ru", "kim@work.ru", None]
COMMENTS = ["любит чай", "любит чай; звонить после 18", "скидка 5%", "дом 3\nкод 12", None]
DAYS = [date(2026, 1, 15), date(2026, 10, 5), "весной", None]
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

clients = st.lists(
    st.tuples(
        *(st.sampled_from(pool) for pool in (NAMES, PHONES, EMAILS, COMMENTS, ["A", "C", None], DAYS, DAYS, ["синий", None]))
    ),
    min_size=4,
    max_size=7,
)
orders = st.lists(st.tuples(st.sampled_from(DAYS[:2]), st.integers(0, 6), st.integers(1, 9), st.booleans()), max_size=6)


@contextmanager
def folder() -> Iterator[Path]:
    with TemporaryDirectory() as made:
        yield Path(made)


def words(texts: Sequence[str]) -> set[str]:
    return {word for text in texts for word in re.findall(r"[^\s;]+", text)}


@QUICK
@given(clients, orders, st.data())
def test_any_merges_taken_back_in_reverse_give_back_every_cell(
    rows: list[Line], bought: list[tuple[date, int, int, bool]], data: st.DataObject
) -> None:
    with folder() as made:
        book = book_of(made, rows, bought)
        before, runs = cells(book), []
        for _ in range(data.draw(st.integers(1, 3))):
            keys = ids(book)
            if len(keys) > 1:
                runs.append(one_of(book, *data.draw(st.lists(st.sampled_from(keys), min_size=2, max_size=3, unique=True))))
        for run in reversed(runs):
            result = undo(book, run, Config(), NOW, make_reports=redrawn)
            assert (result.kept, result.failed) == ((), ())
        assert cells(book) == before
        assert [text for (_, row, _), text in cells(book, ARCHIVE).items() if row > 4] == [], "nothing is left in the archive"


@QUICK
@given(clients, orders, st.data())
def test_nothing_that_anybody_typed_is_lost(
    rows: list[Line], bought: list[tuple[date, int, int, bool]], data: st.DataObject
) -> None:
    with folder() as made:
        book = book_of(made, rows, bought)
        before = book_of(made, rows, bought)
        chosen = data.draw(st.lists(st.sampled_from(ids(book)), min_size=2, max_size=4, unique=True))
        one_of(book, *chosen)
        assert words(said(before)) <= words(said(book, CLIENTS, ORDERS, ARCHIVE))
        lost = Counter(map(str, cells(before, CLIENTS).values())) - Counter(map(str, cells(book, CLIENTS, ARCHIVE).values()))
        assert all(any(text in now for now in said(book, CLIENTS)) for text in lost), "joined with others, or in the archive"
        assert {number for row in rows for number in phones(str(row[1] or ""))} == {
            number
            for (_, row, column), value in cells(book, CLIENTS).items()
            if column == 2 and row > 1
            for number in phones(str(value))
        }, "every phone is still in the book"
        sold = [(row, value) for (_, row, column), value in cells(book, ORDERS).items() if column == 4 and row > 1]
        assert {value for _, value in sold} <= set(ids(book)), "no order leads to a client who went"
        amounts = [[value for (_, row, column), value in cells(one, ORDERS).items() if column == 3] for one in (before, book)]
        assert amounts[0] == amounts[1]


@QUICK
@given(clients, st.data())
def test_the_order_of_the_rows_does_not_matter(rows: list[Line], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(rows))))
    with folder() as one, folder() as other:
        first, second = book_of(one, rows), book_of(other, rows)
        moved = second.sheets[CLIENTS]
        second.sheets[CLIENTS] = {
            (row if row == 1 else order.index(row - 2) + 2, column): cell for (row, column), cell in moved.items()
        }
        keys = ids(first)[:3]
        one_of(first, *keys)
        one_of(second, *keys)
        assert {tuple(line) for line in lines(first)} == {tuple(line) for line in lines(second)}


def lines(book: MemoryBook, sheet: str = CLIENTS) -> list[list[str]]:
    rows: dict[int, list[str]] = {}
    for (row, column), cell in sorted(book.sheets[sheet].items()):
        if cell.value is not None:
            rows.setdefault(row, []).append(f"{column} {cell.value!r}")
    return list(rows.values())


@pytest.fixture
def book(tmp_path: Path) -> MemoryBook:
    made = book_of(tmp_path, TWINS)
    nightly(made)
    return made


def test_what_staff_chose_happens_once(book: MemoryBook) -> None:
    choose(book, "K-00001", "объединить")
    assert nightly(book) > 0
    assert ids(book) == ["K-00001", "K-00003", "K-00004", "K-00005"]
    assert nightly(book) == 0
    assert "K-00001" not in keys_in_tab(book)


def test_nothing_is_merged_without_a_word(book: MemoryBook) -> None:
    assert nightly(book) == 0
    choose(book, "K-00001", "потом")
    assert nightly(book) == 0
    assert len(ids(book)) == len(TWINS)


def test_the_config_may_say_that_it_happens_by_itself(book: MemoryBook) -> None:
    surely = Settings(duplicates=DuplicateSettings(merge_automatically_above=0.9))
    choose(book, "K-00003", "потом")
    assert nightly(book, Config(None, ConfigFile(settings=surely))) > 0
    assert ids(book) == ["K-00001", "K-00003", "K-00004", "K-00005"]


def test_whom_staff_told_apart_never_comes_back_until_they_say_so(book: MemoryBook) -> None:
    choose(book, "K-00002", "разные")
    nightly(book)
    del book.sheets[TAB]
    nightly(book)
    assert {"≠K-00001", "≠K-00002", "K-00003", "K-00004"} == keys_in_tab(book)
    choose(book, "≠K-00001", "")
    nightly(book)
    assert {"K-00001", "K-00002", "K-00003", "K-00004"} == keys_in_tab(book)


def test_a_row_that_became_another_client_is_not_merged(book: MemoryBook) -> None:
    choose(book, "K-00001", "объединить")
    for column, value in enumerate(("ЗАО «Лютик»", "+7 495 777-88-99", "info@lutik.ru"), 1):
        book.put(CLIENTS, 3, column, value)
    result = run_job(book, load_job("nightly"), Config(), NOW)
    assert len(ids(book)) == len(TWINS)
    assert [one.rule for one in result.plan.findings if one.rule == "merges"] == ["merges"]


def test_an_undo_after_somebody_wrote_into_the_archive_keeps_what_they_wrote(book: MemoryBook) -> None:
    choose(book, "K-00001", "объединить")
    nightly(book)
    before = max(row for row, _ in book.sheets[ARCHIVE])
    book.put(ARCHIVE, before, 6, "Сухова, просила не звонить")
    undo(book, None, Config(), NOW, make_reports=redrawn)
    assert ids(book) == ["K-00001", "K-00002", "K-00003", "K-00004", "K-00005"]
    assert "Сухова, просила не звонить" in said(book, ARCHIVE)


@pytest.mark.parametrize("typed", [{1: "Новый Клиент", len(HEADER): "K-00077"}, {1: "Новый Клиент"}], ids=["with ID", "without"])
def test_whose_row_was_taken_meanwhile_comes_back_in_another_one(book: MemoryBook, typed: dict[int, str]) -> None:
    was = lines(book)[2]
    choose(book, "K-00001", "объединить")
    nightly(book)
    for column, value in typed.items():
        book.put(CLIENTS, 3, column, value)
    result = undo(book, None, Config(), NOW, make_reports=redrawn)
    assert (result.kept, result.failed) == ((), ())
    assert book.value(CLIENTS, 3, 1) == "Новый Клиент"
    assert book.value(CLIENTS, 3, 2) is None
    assert lines(book)[-1] == was
    assert "K-00002 вернулся в строку 7" in result.notes[-1].ru
    assert "Сухова А. Л." not in said(book, ARCHIVE)


@QUICK
@given(clients, orders, st.data())
def test_merges_may_be_taken_back_in_any_order(
    rows: list[Line], bought: list[tuple[date, int, int, bool]], data: st.DataObject
) -> None:
    with folder() as made:
        book = book_of(made, rows, bought)
        before, runs = cells(book), []
        for _ in range(data.draw(st.integers(2, 3))):
            keys = ids(book)
            if len(keys) > 1:
                runs.append(one_of(book, *data.draw(st.lists(st.sampled_from(keys), min_size=2, max_size=3, unique=True))))
        for run in data.draw(st.permutations(runs)):
            undo(book, run, Config(), NOW, make_reports=redrawn)
        assert cells(book) == before
        assert [text for (_, row, _), text in cells(book, ARCHIVE).items() if row > 4] == [], "nothing is left in the archive"


def test_the_values_that_stay(tmp_path: Path) -> None:
    rows: list[Line] = [
        ("Сухова А. Л.", "+7 916 123-45-67", "anna@example.ru", "любит чай", "вип", date(2026, 3, 1), date(2026, 4, 1), None),
        (
            "Сухова Анна Львовна",
            "8 916 123-45-67; +7 495 111-22-33",
            "kim@work.ru",
            "код 12",
            "B",
            date(2026, 1, 1),
            "весной",
            None,
        ),
    ]
    book = book_of(tmp_path, rows)
    one_of(book, "K-00001", "K-00002")
    assert ids(book) == ["K-00001"]
    stays = [book.value(CLIENTS, 2, column) for column in range(1, 8)]
    assert stays == [
        "Сухова Анна Львовна",
        "+7 916 123-45-67; +7 495 111-22-33",
        "anna@example.ru; kim@work.ru",
        "любит чай; код 12",
        "вип",
        date(2026, 1, 1),
        date(2026, 4, 1),
    ]


@pytest.mark.parametrize("words", [["K-00001"], ["K-00001,K-00001"], ["K-00001,K-00002", "K-00002,K-00003"]])
def test_what_cannot_be_meant(words: list[str]) -> None:
    with pytest.raises(UsageError):
        named_groups(words)


@pytest.mark.parametrize(
    ("words", "keep"), [(["K-00001,K-00002"], ["K-00003"]), (["K-00001,K-00002,K-00003"], ["K-00001", "K-00003"])]
)
def test_who_cannot_stay(words: list[str], keep: list[str]) -> None:
    with pytest.raises(UsageError):
        named_groups(words, keep)


@pytest.mark.parametrize("stays", ["K-00001", "K-00002"])
def test_whoever_is_named_stays(book: MemoryBook, stays: str) -> None:
    merge(book, [["K-00001", "K-00002"], ["K-00003", "K-00004"]], Config(), NOW, keep=[stays], apply=True)
    assert [one for one in ids(book) if one in ("K-00001", "K-00002")] == [stays]


def test_somebody_who_is_not_there(book: MemoryBook) -> None:
    with pytest.raises(UsageError, match="K-00099"):
        merge(book, [["K-00001", "K-00099"]], Config(), NOW, apply=True)
