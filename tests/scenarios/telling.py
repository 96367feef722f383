"""A story: a book, what happens to it step by step, and what must be there at each step and at the end."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import paper
import yaml
from desks import Desk, Said, sheets_crm
from seen import Book, seen
from sheets_server.spreadsheet import Spreadsheet

STORIES = Path(__file__).with_name("stories")
TODAY = "2026-11-20"
COUNTED = ("changes", "findings", "reversed", "kept", "failed", "reports")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?|\d\d\.\d\d\.\d{4} \d\d:\d\d")
"""When the run before was, in what people read."""
NEVER_ALIKE = frozenset({"book", "config", "identity"})
"""What names the book itself."""


@dataclass(frozen=True)
class Story:
    """One story; `told` is its YAML."""

    name: str
    told: Mapping[str, Any]

    @property
    def config(self) -> str:
        """The config that lies beside the book."""
        return yaml.safe_dump(self.told.get("config", {}), allow_unicode=True) if "config" in self.told else ""

    def book(self) -> Spreadsheet:
        """The book as it is in the beginning."""
        return paper.book(self.told["sheets"], self.told.get("locale", "ru_RU"))


@dataclass(frozen=True)
class Played:
    """What came of a story: what each command said, and the book at the end."""

    said: tuple[Said, ...]
    book: Book


def stories() -> list[Story]:
    """Return every story there is."""
    return [Story(path.stem, yaml.safe_load(path.read_text(encoding="utf-8"))) for path in sorted(STORIES.glob("*.yaml"))]


def play(story: Story, desk: Desk) -> Played:
    """Let a story happen on a desk; what a step promises is looked at on the spot."""
    said = []
    for number, step in enumerate(story.told["steps"], 1):
        deeds = step.keys() & paper.DEEDS.keys()
        for deed in deeds:
            desk.do(paper.DEEDS[deed](desk.open(), step[deed]))
        if not deeds:
            answer = sheets_crm(desk, *words(step, desk.name))
            missed = list(differing(step, answer))
            assert not missed, f"{story.name}, step {number}: {missed}\n{answer.err}{answer.out[:3000]}"
            said.append(answer)
    return Played(tuple(said), seen(desk.open()))


def words(step: Mapping[str, Any], book: str) -> list[str]:
    """Return the words of a command."""
    if "adopt" in step:
        return ["adopt", book, "--json", *(["--add-columns"] if step["adopt"] == "add columns" else [])]
    day = ["--json", "--today", str(step.get("day", TODAY))]
    if "do" in step:
        verb, *how = shlex.split(step["do"])
        return [verb, book, *how, *day]
    if "undo" in step:
        return ["undo", book, *map(str, filter(None, [step["undo"]])), *day]
    how = [f"--{one}" for one in step.get("how", "").split()]
    return ["check", book, *day] if "check" in step else ["run", step["run"], book, *day, *how]


def differing(step: Mapping[str, Any], answer: Said) -> Iterator[str]:
    """Yield what an answer says otherwise than its step: how many of what, by rule where the step says so."""
    if answer.status != step.get("status", 0):
        yield f"status {answer.status}"
    document = answer.json if answer.out else {}
    for name in ("kept", "failed"):
        if name in step and document.get("receipt"):
            document[name] = document["receipt"][name]
    for name in step.keys() & set(COUNTED):
        wanted, found = step[name], document.get(name, [])
        counts = by_rule(found) if isinstance(wanted, dict) else len(found)
        if isinstance(wanted, list):
            counts = [one.get("cell", one.get("sheet")) for one in found]
        if counts != wanted:
            yield f"{name}: {counts}"
    if step.keys() & {"run", "undo", "do"}:
        receipt = document.get("receipt")
        if receipt and receipt["written"] + len(receipt["kept"]) != len(document["changes"]):
            yield f"written: {receipt['written']} of {len(document['changes'])}"


def by_rule(found: list[Mapping[str, Any]]) -> dict[str, int]:
    """Count by rules."""
    counts: dict[str, int] = {}
    for one in found:
        counts[one["rule"]] = counts.get(one["rule"], 0) + 1
    return counts


def alike(document: Any) -> Any:
    """Return what of a command's document must be the same wherever the book lies."""
    if isinstance(document, dict):
        told = {name: alike(one) for name, one in document.items() if name not in NEVER_ALIKE}
        return told | ({"message": MOMENT.sub("…", told["message"])} if "message" in told else {})
    return [alike(one) for one in document] if isinstance(document, list) else document
