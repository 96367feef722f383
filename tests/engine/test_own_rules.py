"""Rules of people's own run as ours do; whatever goes wrong in them is told with the file, the line and the function."""

from __future__ import annotations

from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import Any

import pytest
from small_books import NOW

from sheets_crm.books.memory import MemoryBook
from sheets_crm.engine.reading import read_bound
from sheets_crm.engine.settings import own_rules as module
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.own_rules import own_rules
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.errors import ConfigError
from sheets_crm.model.context import Context
from sheets_crm.model.job import Job, Step
from sheets_crm.model.layout import Words
from sheets_crm.model.plan import Plan
from sheets_crm.planning.plan import make_plan

HEAD = """\
from sheets_crm.model.plan import Changes, Finding
from sheets_crm.model.text import Text
WORDS = Text("нет НДС", "no VAT")
"""
LAYOUT = load_layout("simple")


def plan(folder: Path, text: str, rule: str = "my_rules.py:check") -> Plan:
    (folder / "my_rules.py").write_text(HEAD + text, encoding="utf-8")
    book = MemoryBook.of("b.xlsx", {"Клиенты": [["Клиент", "Телефон"], ["Анна Ким", "8 916 123-45-67"]]})
    job = Job(name="mine", title=Words(ru="Моё", en="Mine"), steps=(Step(rule=rule),))
    snapshot = read_bound(book, Config(), LAYOUT).snapshot
    return make_plan(snapshot, job, Context(NOW, LAYOUT), own_rules(job, folder))


def test_an_own_rule_yields_changes_and_findings(tmp_path: Path) -> None:
    made = plan(
        tmp_path,
        "def check(snapshot, context):\n"
        "    table = snapshot.table('Клиенты')\n"
        "    yield Finding.at(table, 0, 'name', 'vat', 'warning', WORDS, WORDS)\n"
        "    if table.cells('phone')[0] != '1':\n"
        "        yield Changes.at(table, 'phone', 'vat', [0], ['1'], WORDS)\n",
    )
    assert [one.after for batch in made.changes for one in batch] == ["1"]
    assert "vat" in {one.rule for one in made.findings}


def test_a_rule_of_ours_may_stand_in_a_file_too(tmp_path: Path) -> None:
    text = "from sheets_crm.rules.rule import Rule\ncheck = Rule('x', WORDS, lambda snapshot, context: [])\n"
    assert plan(tmp_path, text).changes == ()


CHANGES = "Changes.at(snapshot.tables[0], 'phone', 'r', [0], ['1'], WORDS)"
FINDING = "Finding('Клиенты', '#2', 'A2', 'r', 'note', WORDS, WORDS)"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("def check(snapshot, context):\n    yield from ()\n    raise ValueError('ой')\n", 6, "ValueError: ой"),
        ("def check(snapshot, context):\n    return [len(5)]\n", 5, "TypeError"),
        ("def deep():\n    return 1 / 0\ndef check(snapshot, context):\n    deep()\n", 5, "ZeroDivisionError"),
        ("def check(snapshot, context):\n    raise SystemExit(5)\n", 5, "SystemExit: 5"),
        ("def check(snapshot, context):\n    yield 42\n", 4, "int instead of Changes or a Finding: 42"),
        ("def check(snapshot, context):\n    return None\n", 4, "returned None, and no list"),
        ("def check(snapshot, context):\n    return 'текст'\n", 4, "str instead of"),
        ("def check():\n    return []\n", 4, "does not take (snapshot, context)"),
        ("check = 3\n", None, "is no function"),
        ("other = 3\n", None, "no function 'check'"),
        ("import no_such_module\n", 4, "ModuleNotFoundError"),
        ("def check(:\n", 4, "SyntaxError"),
        ("raise SystemExit\n", 4, "SystemExit"),
        (f"def check(snapshot, context):\n    yield {FINDING.replace('note', 'ужас')}\n", 4, "no such severity: 'ужас'"),
        (f"def check(snapshot, context):\n    yield {FINDING.replace('Клиенты', 'Нет')}\n", 4, "no sheet “Нет”"),
        (f"def check(snapshot, context):\n    yield {FINDING.replace('A2', 'ZZZ999999')}\n", 4, "no address 'ZZZ999999'"),
        (f"def check(snapshot, context):\n    yield {FINDING.replace('WORDS)', '5)')}\n", 4, "Text(ru, en)"),
        (
            "def check(snapshot, context):\n    yield Changes.at(snapshot.tables[0], 'phone', 'r', [0], ['1', '2'], [WORDS])\n",
            4,
            "differ in length",
        ),
        (
            "def check(snapshot, context):\n    yield Changes.at(snapshot.table('Клиенты'), 'phone', 'r', [0], [{}], WORDS)\n",
            4,
            "no value of a cell",
        ),
        (
            f"def check(snapshot, context):\n    import dataclasses as d\n    yield d.replace({CHANGES}, column='vat')\n",
            4,
            "Клиенты!vat is not known",
        ),
    ],
)
def test_what_goes_wrong_is_told_with_its_place(tmp_path: Path, text: str, line: int | None, said: str) -> None:
    with pytest.raises(ConfigError) as raised:
        plan(tmp_path, text)
    path = str(tmp_path / "my_rules.py")
    assert raised.value.where == (f"{path}:{line}" if line else path)
    assert said in raised.value.told("en")
    assert "check" in raised.value.told("ru")
    assert raised.value.exit_status == 2


def test_a_file_of_rules_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file of rules"):
        plan(tmp_path, "", "nofile.py:check")


def test_an_installed_rule_that_does_not_load_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def installed(**_: Any) -> EntryPoints:
        return EntryPoints([EntryPoint("vat", "no_such_module:check", module.GROUP)])

    monkeypatch.setattr(module, "entry_points", installed)
    with pytest.raises(ConfigError, match="no_such_module"):
        plan(tmp_path, "", "vat")
