"""The page of `audit --html`: what is in it, and how it behaves in a browser."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browser import needs_chromium, opened
from drawn import snapshot
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_crm.audit.audit import findings_in
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.page.areas import rectangles
from sheets_crm.audit.page.document import document
from sheets_crm.audit.page.render import page
from sheets_crm.audit.page.shown import plain
from sheets_crm.audit.registry import CHECKS
from sheets_crm.audit.workbook import workbook_of
from sheets_crm.model.cells import Vector
from sheets_crm.model.snapshot import Grid, Snapshot, SparseColumn
from sheets_crm.model.text import Lang, Text

TITLES = {check.name: check.title for check in CHECKS}
TEMPLATE = resources.files("sheets_crm.audit.page").joinpath("page.html").read_text(encoding="utf-8")
TODAY = date(2026, 11, 22)
SALES = """
    | 'Month | 'Orders | 'Price | 'Sales          | 'Paid            |
    | 'Jan   | 3       | 101    | =B2*C2 → 303    | =D2+1 → 304      |
    | 'Feb   | 7       | 103    | =B3*C3 → 721    | =D3+1 → 722      |
    | 'Mar   | 9       | 107    | 963             | =D4+1 → 964      |
    | 'Apr   | 4       | 109    | =B5*C5 → 436    | =D5+2 → 438      |
    | 'May   | 5       | 113    | =B6*C6 → 565    | =D6+1 → 566      |
    | 'Jun   | 6       | 127    | =B7*C7 → 762    | =D7+1 → 763      |
"""
BROKEN = """
    | 1 | 0 | =A1/B1 → #DIV/0! | =C1+1 → #DIV/0! |
"""


def made(book: Snapshot, lang: Lang = "ru") -> str:
    workbook = workbook_of(book)
    return page(TEMPLATE, workbook, findings_in(workbook), TITLES, lang, TODAY)


def data(book: Snapshot) -> Any:
    found = re.search(r'<script id="data" type="application/json">(.*?)</script>', made(book), re.DOTALL)
    assert found
    return json.loads(found[1])


def two_sheets() -> Snapshot:
    return snapshot(Sales=SALES, Broken=BROKEN)


def test_the_gravest_comes_first_and_each_finding_names_its_cells() -> None:
    told = [(one["grade"], one["check"], one["sheet"], one["where"]) for one in data(two_sheets())["findings"]]
    assert told == [
        ("error", "error_values", 1, "C1:D1"),
        ("warning", "missing_formula", 0, "D4"),
        ("warning", "inconsistent", 0, "E5"),
    ]


def test_copies_of_one_formula_are_one_family_across_the_book() -> None:
    told = data(snapshot(One="|1|=A1*2 → 2|", Two="|3|=A1*2 → 6|"))
    assert told["families"] == [2]
    assert [sheet["strips"][0]["cells"][1] for sheet in told["sheets"]] == [[6, 2, "=A1*2"], [6, 6, "=A1*2"]]


def test_money_is_added_up_to_the_kopeck() -> None:
    book = snapshot(Sales=SALES.replace("963 ", "960.55 "))
    told = data(book)
    assert (told["money"], told["counted"]) == ("2.45", 1)


def test_one_slip_that_two_checks_see_is_told_once() -> None:
    short = "|'|'A|'B|\n|'x|1.5|2|\n|'y|3|4|\n|'z|5|6|\n|'Total|=SUM(B2:B4) → 9.5|=SUM(C2:C3) → 6|"
    told = [one for one in data(snapshot(Short=short))["findings"] if one["where"] == "C5"]
    assert [one["money"] for one in told] == ["6.00"]


def column_of(values: list[Any], formulas: dict[int, str] | None = None) -> SparseColumn:
    return SparseColumn(np.arange(1, len(values) + 1, dtype=np.int32), Vector.of(values, formulas))


def long_book(rows: int) -> Snapshot:
    """A price and a sum in each row, one of which is typed."""
    odd = rows // 2
    numbers = [float(10 * at + 13) for at in range(1, rows + 1)]
    formulas = {at: f"=A{at + 1}*3" for at in range(rows) if at != odd}
    columns = {1: column_of(numbers), 2: column_of([number * 3 for number in numbers], formulas)}
    return Snapshot("long.xlsx", "1", {"Long": Grid("Long", columns)})


def test_a_long_sheet_is_bands_with_the_surroundings_of_the_suspect() -> None:
    (sheet,) = data(long_book(5000))["sheets"]
    assert [(strip["row"], strip.get("last")) for strip in sheet["strips"]] == [
        (1, 2498),
        *((row, None) for row in range(2499, 2504)),
        (2504, 5000),
    ]


def test_rows_that_are_all_different_still_make_a_small_page() -> None:
    dice = np.random.default_rng(1)
    columns = {at: column_of([float(one) if one else "x" for one in dice.integers(0, 2, 20_000)]) for at in range(1, 8)}
    book = Snapshot("odd.xlsx", "1", {"Odd": Grid("Odd", columns)})
    (sheet,) = data(book)["sheets"]
    assert len(sheet["strips"]) < 300
    assert sum(strip.get("last", strip["row"]) - strip["row"] + 1 for strip in sheet["strips"]) == 20_000


def test_suspects_in_every_row_do_not_make_it_large() -> None:
    rows = 3000
    book = long_book(rows)
    finding = Finding(
        "inconsistent", "other", "warning", "Long", tuple((at, 2) for at in range(1, rows, 2)), Text("а", "a"), Text("б", "b")
    )
    assert len(json.dumps(document(workbook_of(book), [finding] * 50, TITLES, "ru", TODAY))) < 300_000


def test_a_wide_sheet_keeps_the_columns_of_its_suspects() -> None:
    columns = {at: column_of([float(at)]) for at in range(1, 3001)}
    finding = Finding("inconsistent", "other", "warning", "Wide", ((1, 2500),), Text("а", "a"), Text("б", "b"))
    (sheet,) = document(workbook_of(Snapshot("w", "1", {"Wide": Grid("Wide", columns)})), [finding], TITLES, "ru", TODAY)[
        "sheets"
    ]
    assert len(sheet["columns"]) == 120
    assert {2499, 2500, 2501} <= set(sheet["columns"])


PLACES = st.sets(st.tuples(st.integers(1, 12), st.integers(1, 8)), max_size=60)


@settings(deadline=None, max_examples=60)
@given(PLACES)
def test_rectangles_cover_just_the_cells(places: set[tuple[int, int]]) -> None:
    found = rectangles(places)
    covered = [
        (row, column) for top, left, bottom, right in found for row in range(top, bottom + 1) for column in range(left, right + 1)
    ]
    assert sorted(covered) == sorted(places)


HOSTILE = [
    "</script><script>wrong.push('in')</script>",
    "<img src=x onerror=wrong.push(1)>",
    "<!--<script>",
    "\u202eevil\u202c",
    "\x00\x07\x1b[31m\ufeff",
    "\u2028\u2029",
    "\ud800 half",
    "{{constructor}} %DATA% ${wrong}",
    "'\"`&amp;",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_cannot_be_seen_is_made_visible(text: str) -> None:
    assert not set(plain(text)) & set("\u202e\u202c\x00\x07\x1b\ufeff\ud800")


@settings(deadline=None, max_examples=60)
@given(st.text(st.characters(blacklist_categories=())))
def test_any_text_comes_through_the_page_as_it_was_read(text: str) -> None:
    grid = Grid("S", {1: column_of([text or "x"]), 2: column_of(["y"])})
    said = made(Snapshot("b", "1", {"S": grid}))
    said.encode("utf-8")
    found = data(Snapshot("b", "1", {"S": grid}))
    assert found["sheets"][0]["strips"][0]["cells"][0][1] == plain(text or "x")
    assert said.count("</script>") == TEMPLATE.count("</script>")


def hostile() -> Snapshot:
    drawing = {"Sheet </script><b>": SALES, "\u202eSheet": "|1|"}
    book = snapshot(**drawing)
    texts = Grid(
        "Texts", {1: column_of(HOSTILE), 2: column_of([1.0] * len(HOSTILE), {0: '="</script><script>wrong.push(2)</script>"'})}
    )
    return replace(book, book="/some/<b>book.xlsx", grids={**book.grids, "Texts": texts})


@needs_chromium
def test_hostile_text_is_only_text(tmp_path: Path) -> None:
    script = """return {scripts: document.scripts.length, images: document.images.length,
        bold: document.querySelectorAll("h2 b").length}"""
    seen = opened(made(hostile()), tmp_path, script)
    assert (seen["images"], seen["bold"]) == (0, 0)
    assert seen["scripts"] == TEMPLATE.count("<script") + 2  # and the two of this test


@needs_chromium
def test_it_speaks_both_languages(tmp_path: Path) -> None:
    script = """const said = () => [document.documentElement.lang, document.querySelector("h1").textContent,
          document.querySelectorAll(".finding")[1].textContent, document.title];
        const before = said(); document.querySelector('[data-lang="en"]').click(); return [before, said()]"""
    (russian, english) = opened(made(two_sheets()), tmp_path, script)
    assert russian[:2] == ["ru", "Проверка формул"]
    assert "Верните формулу" in russian[2]
    assert english[:2] == ["en", "Formula check"]
    assert "Put the formula back" in english[2]
    assert "Formula check" in english[3]


@needs_chromium
def test_findings_are_filtered(tmp_path: Path) -> None:
    script = """const shown = () => [...document.querySelectorAll(".finding")].filter((one) => one.offsetParent).length;
        const by = (id, value, event) => {
          const one = document.getElementById(id); one.value = value; one.dispatchEvent(new Event(event)); };
        const counts = [shown()];
        document.querySelector('[data-grade="error"]').click(); counts.push(shown());
        by("by-text", "copy", "input"); counts.push(shown());
        by("by-text", "E5", "input"); counts.push(shown());
        by("by-text", "", "input"); document.querySelector('[data-grade="error"]').click();
        by("by-sheet", "1", "change"); counts.push(shown());
        by("by-sheet", "", "change"); by("by-check", "missing_formula", "change"); counts.push(shown());
        return [counts, document.getElementById("shown").textContent]"""
    counts, said = opened(made(two_sheets(), "en"), tmp_path, script)
    assert counts == [3, 2, 0, 1, 1, 1]
    assert said == "1 of 3 shown"


@needs_chromium
def test_a_finding_leads_to_its_cells_and_a_cell_to_its_finding(tmp_path: Path) -> None:
    script = """const lit = () => [...document.querySelectorAll("td.lit")].map((one) => one.textContent);
        const items = document.querySelectorAll(".finding"), out = {};
        items[1].click(); out.lit = lit(); out.focused = document.activeElement.textContent;
        out.tip = document.getElementById("tip").textContent;
        const key = (name) => document.activeElement.dispatchEvent(
          new KeyboardEvent("keydown", {key: name, bubbles: true}));
        key("ArrowRight"); key("ArrowDown"); out.walked = document.activeElement.textContent; key("Enter");
        out.chosen = document.querySelector(".chosen").textContent; key("Escape");
        out.back = document.activeElement.className;
        return out"""
    seen = opened(made(two_sheets(), "en"), tmp_path, script)
    assert seen["lit"] == ["963"]
    assert seen["focused"] == "963"
    assert "a typed number" in seen["tip"]
    assert "Put the formula back" in seen["tip"]
    assert seen["walked"] == "438"
    assert "=D5+2" in seen["chosen"]
    assert "finding" in seen["back"]


@needs_chromium
def test_a_workbook_without_errors_says_so(tmp_path: Path) -> None:
    script = """return [document.getElementById("lead").textContent, document.querySelector(".list").hidden]"""
    assert opened(made(snapshot(Good="|1|2|=A1+B1 → 3|")), tmp_path, script) == ["Ошибок в формулах не нашлось.", True]


@needs_chromium
def test_maps_far_below_wait_until_a_finding_leads_there(tmp_path: Path) -> None:
    books = {f"Sheet {at}": "\n".join(f"|{row}|=A{row}*2 → {row * 2}|" for row in range(1, 120)) for at in range(20)}
    script = """const drawn = () => document.querySelectorAll("#maps table").length, before = drawn();
        document.querySelector(".finding").click();
        const there = [document.activeElement.textContent, drawn() > before];
        dispatchEvent(new Event("beforeprint")); return [...there, drawn()]"""
    assert opened(made(snapshot(**books, Last=SALES.replace("=D5+2 → 438", "=D5+1 → 437"))), tmp_path, script) == [
        "963",
        True,
        21,
    ]
