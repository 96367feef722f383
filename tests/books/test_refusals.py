"""Each reason for which a book is refused stands in docs/refusals.md, word for word and in both languages, and no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]
ELSEWHERE = ("memory.py", "template", "starter")
"""Books of tests, and the making of new ones: nothing there refuses a file that somebody has."""
TECHNICAL = {"UnsafeSheetError": 0, "MalformedXmlError": 0, "unsafe": 2}
"""What makes an error whose detail is told in brackets, and which of its arguments that is."""


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call of a plain name in the code of books."""
    for path in (HOME / "sheets_crm" / "books").rglob("*.py"):
        if not any(word in path.parts for word in ELSEWHERE):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    yield node.func.id, node


def template(node: ast.expr) -> str | None:
    """A string as it stands in the code, with dots for what is put in; None for anything else."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    return None


def plain(text: str) -> str:
    """A sentence without what its place in a message or a table adds."""
    return re.sub("…+", "…", text).strip().strip("`").rstrip(".")


def told(lang: str) -> set[str]:
    """What the code can say in a language: the sentences, and what they advise."""
    found = {template(one.value) for name, call in calls() if name == "Text" for one in call.keywords if one.arg == lang}
    return {plain(text) for text in found if text}


def details() -> set[str]:
    """What the code can say in brackets."""
    found = {
        template(call.args[TECHNICAL[name]]) for name, call in calls() if name in TECHNICAL and len(call.args) > TECHNICAL[name]
    }
    return {plain(text) for text in found if text}


def tables(lang: str) -> list[list[str]]:
    """The rows of the tables in a language's half of the page, without their heads."""
    halves = re.split(r"^# ", (HOME / "docs" / "refusals.md").read_text("utf-8"), flags=re.MULTILINE)[1:]
    lines = halves[("ru", "en").index(lang)].splitlines()
    rows = [line for at, line in enumerate(lines[:-1]) if line.startswith("| ") and not lines[at + 1].startswith("|---")]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in [*rows, lines[-1]] if line.startswith("| ")]


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_page_holds_just_what_the_code_can_say(lang: str) -> None:
    rows = [row for row in tables(lang) if len(row) == 3]
    assert {plain(cell) for says, _, advice in rows for cell in (says, advice)} == told(lang)


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_page_explains_each_detail_in_brackets(lang: str) -> None:
    assert {plain(row[0]) for row in tables(lang) if len(row) == 2} == details()


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_every_row_says_why(lang: str) -> None:
    assert all(cell for row in tables(lang) for cell in row)


def test_both_readmes_lead_there() -> None:
    assert (HOME / "README.md").read_text("utf-8").count("docs/refusals.md") == 2
