"""What surrounds the commands: help at once, in two languages, and a README that knows them all."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sheets_crm.cli.app import COMMANDS
from sheets_crm.rules.registry import RULES

ROOT = Path(__file__).parents[2]
NAMES = [name for name, _ in COMMANDS]


def test_help_needs_nothing_heavy() -> None:
    heavy = "{'pandas', 'numpy', 'openpyxl', 'phonenumbers', 'pydantic', 'rich', 'yaml'}"
    code = f"import sys, sheets_crm.cli.app; print(sorted({heavy} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


@pytest.mark.parametrize(("lang", "word"), [("ru", "книга"), ("en", "the book")])
def test_help_speaks_the_language_of_the_person(lang: str, word: str) -> None:
    command = [sys.executable, "-c", "from sheets_crm.cli.main import main; main()", "check", "--help", "--lang", lang]
    said = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "200"})
    assert word in said.stdout


@pytest.mark.parametrize("name", NAMES)
def test_every_command_stands_in_the_readme_in_both_languages(name: str) -> None:
    russian, english = (ROOT / "README.md").read_text(encoding="utf-8").split('<a name="in-english"></a>')
    assert f"sheets-crm {name}" in russian
    assert f"sheets-crm {name}" in english


def test_the_readme_names_no_command_that_is_not_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`sheets-crm (\w+)", text)) <= set(NAMES)


def test_the_readme_tells_of_every_rule_in_both_languages() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for rule in RULES:
        assert f"`{rule.name}`" in text, rule.name
        assert rule.title.ru in text
        assert rule.title.en in text


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_says_what_it_does_and_why(rule: object) -> None:
    module = sys.modules[rule.check.__module__]  # type: ignore[attr-defined]
    assert re.search(r"[A-Z]\d+", module.__doc__ or "") or rule.name in {"duplicates", "totals"}, "names its requirement row"  # type: ignore[attr-defined]
    assert len((rule.check.__doc__ or "").strip()) > 30  # type: ignore[attr-defined]
