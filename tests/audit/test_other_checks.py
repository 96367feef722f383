"""Errors with their roots, hidden cells in sums, numbers as text, formulas that count themselves, settings of the book."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest
from audit.drawn import cells, snapshot, workbook

from sheets_crm.audit.audit import audit
from sheets_crm.audit.checks import calculation, circular, error_values, hidden_rows, text_numbers
from sheets_crm.audit.registry import CHECKS
from sheets_crm.audit.workbook import workbook_of
from sheets_crm.model.snapshot import Calculation, Snapshot

FIRST = """
| Rate | Sum             | Twice            |
| 0    | =10/A2 → #DIV/0! | =B2*2 → #DIV/0! |
"""
SECOND = "| =SUM(First!B1:C9) → #DIV/0! |"


def test_one_error_is_told_once_with_its_root_and_all_its_victims() -> None:
    (finding,) = error_values.check(workbook(First=FIRST, Second=SECOND))
    assert (finding.sheet, finding.cells) == ("First", ["B2", "C2"])
    assert finding.message.en.startswith("B2: #DIV/0!")
    assert "cells on other sheets: 1" in finding.message.en
    assert "Mend B2" in finding.hint.en


def test_the_same_error_in_many_copies_is_one_finding() -> None:
    drawing = "| 0 | =1/A1 → #DIV/0! |\n| 0 | =1/A2 → #DIV/0! |\n| 0 | =1/A3 → #DIV/0! |"
    (finding,) = error_values.check(workbook(Sheet=drawing))
    assert finding.message.ru.startswith("B1:B3: #DIV/0!")


def test_errors_that_go_in_a_circle_end() -> None:
    drawing = "| =B1 → #REF! | =A1 → #REF! |"
    assert cells(error_values.check(workbook(Sheet=drawing))) == {"A1", "B1"}


SUMS = """
| 10               | 1                    |
| 20               | 2                    |
| 30               | 3                    |
| =SUM(A1:A3) → 60 | =SUBTOTAL(109,B1:B3) → 4 |
"""


def hiding(book: Snapshot, **hidden: frozenset[int]) -> Snapshot:
    return replace(book, grids={name: replace(grid, **hidden) for name, grid in book.grids.items()})


@pytest.mark.parametrize(
    ("hidden", "wrong"), [({}, set()), ({"hidden_rows": frozenset({2})}, {"A4"}), ({"hidden_rows": frozenset({7})}, set())]
)
def test_hidden_rows_in_a_sum(hidden: dict[str, frozenset[int]], wrong: set[str]) -> None:
    found = list(hidden_rows.check(workbook_of(hiding(snapshot(Sheet=SUMS), **hidden))))
    assert cells(found) == wrong
    assert all("20" in one.message.ru for one in found)


@pytest.mark.parametrize(
    ("text", "wrong"), [("'1 250,50", {"A2"}), ("'12", {"A2"}), ("about 12", set()), ("12", set()), ("'1.2.3", set())]
)
def test_numbers_kept_as_text_in_a_sum(text: str, wrong: set[str]) -> None:
    assert cells(text_numbers.check(workbook(Sheet=f"| 5 |\n| {text} |\n| =SUM(A1:A2) → 5 |"))) == wrong


def test_text_that_nobody_sums_is_left_alone() -> None:
    assert cells(text_numbers.check(workbook(Sheet="| '12 | 5 |\n| x | =SUM(B1:B1) → 5 |"))) == set()


@pytest.mark.parametrize(
    ("formula", "wrong"),
    [("=SUM(A1:A3)", {"A3"}), ("=SUM(A1:A2)", set()), ("=ROW(A3)", set()), ("=Sheet!A3+1", {"A3"}), ("=Other!A3", set())],
)
def test_a_formula_that_counts_itself(formula: str, wrong: set[str]) -> None:
    book = snapshot(Sheet=f"| 1 |\n| 2 |\n| {formula} → 0 |")
    assert cells(circular.check(workbook_of(book))) == wrong
    assert not list(circular.check(workbook_of(replace(book, calculation=Calculation(iterative=True)))))


def test_settings_of_the_book_that_make_its_figures_doubtful() -> None:
    book = snapshot(Sheet="| 1 |")
    assert not audit(book)
    doubtful = replace(book, full_precision=False, calculation=Calculation(manual=True))
    assert [one.severity for one in calculation.check(workbook_of(doubtful))] == ["error", "warning"]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_every_check_says_why_and_how_to_mend(check: object) -> None:
    told = sys.modules[check.find.__module__].__doc__ or ""  # type: ignore[attr-defined]
    assert "Why: " in told
    assert "How to mend: " in told
