"""How many planted faults `check` sees, and what it says of cells in which nothing is wrong.

    python benchmarks/planted_faults.py [--clients 2000] [--seed 7] [--layout extended] [--lang ru] [--examples 3] [--json]

Makes a demo book with its truth, checks it, and holds one against the other, by rule and class of fault:

    planted  how many there are
    right    repaired to the expected value, or a finding on the cell, as the truth says
    missed   nothing was said of the cell
    wrong    repaired to another value, repaired where only a person can tell, or doubted where the repair is certain
    false    changes of clean staff cells and findings on clean cells, by rule
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

CLI = (sys.executable, "-c", "import sys; from sheets_crm.cli.main import main; sys.exit(main())")
OWN_WORK = frozenset({"ids", "numbering", "kinds", "references", "order_dates", "totals", "status", "last_touch", "tasks"})
"""Rules whose changes of cells without a fault are their daily work: they fill what nobody types."""

WHOLE_ROW = frozenset({"duplicates", "order_dates", "required", "references", "limits"})
"""Rules that speak of a record: a finding anywhere in the planted row counts."""

Place = tuple[str, str]
Document = Mapping[str, Any]
Value = str | int | float | bool | None


@dataclass
class Score:
    """What became of one class of faults."""

    planted: int = 0
    right: int = 0
    missed: list[Document] = field(default_factory=list)
    wrong: list[tuple[Document, str]] = field(default_factory=list)


@dataclass
class Outcome:
    """The scores by (rule, fault), and what was said of clean cells, by rule."""

    scores: dict[tuple[str, str], Score]
    false: dict[str, list[Document]]


def judged(truth: Sequence[Document], checked: Document) -> Outcome:
    """Hold what `check --json` said against the truth."""
    said = _Said.of(checked)
    scores: dict[tuple[str, str], Score] = defaultdict(Score)
    for one in truth:
        score = scores[one["rule"], one["fault"]]
        score.planted += 1
        verdict = said.of_fault(one)
        if verdict is None:
            score.missed.append(one)
        elif verdict:
            score.wrong.append((one, verdict))
        else:
            score.right += 1
    return Outcome(dict(sorted(scores.items())), _false(truth, checked))


@dataclass(frozen=True)
class _Said:
    after: Mapping[Place, Value]
    findings: Mapping[Place, str]
    rows: Mapping[tuple[str, int, str], str]

    @staticmethod
    def of(checked: Document) -> _Said:
        findings = {(one["sheet"], one["cell"]): one["message"] for one in checked["findings"]}
        rows = {(one["sheet"], _row(one["cell"]), one["rule"]): one["message"] for one in checked["findings"] if one["cell"]}
        return _Said({(one["sheet"], one["cell"]): one["after"] for one in checked["changes"]}, findings, rows)

    def of_fault(self, one: Document) -> str | None:
        """Return "" when all was seen right, None when nothing was said, else what is wrong."""
        place = one["sheet"], one["cell"]
        found = place in self.findings or (one["rule"] in WHOLE_ROW and (one["sheet"], one["row"], one["rule"]) in self.rows)
        if one["outcome"] == "finding":
            if found:
                return ""
            return f"became {self.after[place]!r}" if place in self.after else None
        if place in self.after:
            right = same(self.after[place], one["expected"])
            return "" if right else f"became {self.after[place]!r} instead of {one['expected']!r}"
        return f"only doubted: {self.findings[place]}" if place in self.findings else None


def same(said: Value, expected: Value) -> bool:
    """Say whether two values of JSON mean the same cell: amounts as text or number, days with or without a midnight."""
    if said == expected:
        return True
    if isinstance(said, bool) or isinstance(expected, bool) or said is None or expected is None:
        return False
    if (
        isinstance(said, str)
        and isinstance(expected, str)
        and said.removesuffix("T00:00:00") == expected.removesuffix("T00:00:00")
    ):
        return True
    try:
        return isinstance(said, str) != isinstance(expected, str) and Decimal(str(said)) == Decimal(str(expected))
    except InvalidOperation:
        return False


def _row(cell: str) -> int:
    return int("".join(filter(str.isdigit, cell)))


def _false(truth: Sequence[Document], checked: Document) -> dict[str, list[Document]]:
    cells = {(one["sheet"], one["cell"]) for one in truth}
    rows = {(one["sheet"], one["row"], one["rule"]) for one in truth}
    rows |= {(one["sheet"], one["twin_row"], one["rule"]) for one in truth if "twin_row" in one}
    out: dict[str, list[Document]] = defaultdict(list)
    for one in _of_clean_cells(checked, cells):
        if (one["sheet"], _row(one["cell"] or "0"), one["rule"]) not in rows:
            out[one["rule"]].append(one)
    return dict(out)


def _of_clean_cells(checked: Document, cells: set[Place]) -> Iterator[Document]:
    yield from (one for one in checked["changes"] if (one["sheet"], one["cell"]) not in cells and one["rule"] not in OWN_WORK)
    yield from (one for one in checked["findings"] if (one["sheet"], one["cell"]) not in cells)


def show(outcome: Outcome, examples: int) -> None:
    """Print the table, and a few examples of what went wrong."""
    print(f"{'rule':<12} {'fault':<26} {'planted':>8} {'right':>7} {'missed':>7} {'wrong':>6}")
    total = Counter[str]()
    for (rule, fault), score in outcome.scores.items():
        counts = {"planted": score.planted, "right": score.right, "missed": len(score.missed), "wrong": len(score.wrong)}
        total.update(counts)
        print(f"{rule:<12} {fault:<26} {counts['planted']:>8} {counts['right']:>7} {counts['missed']:>7} {counts['wrong']:>6}")
        for one in score.missed[:examples]:
            print(f"    missed {one['sheet']}!{one['cell']}: {one['planted']!r} (was {one['clean']!r})")
        for one, why in score.wrong[:examples]:
            print(f"    wrong  {one['sheet']}!{one['cell']}: {one['planted']!r} (was {one['clean']!r}): {why}")
    print(f"{'all':<39} {total['planted']:>8} {total['right']:>7} {total['missed']:>7} {total['wrong']:>6}")
    print(f"right: {100 * total['right'] / max(total['planted'], 1):.2f} %")
    print(f"false: {sum(map(len, outcome.false.values()))}")
    for rule, those in outcome.false.items():
        print(f"  {rule}: {len(those)}")
        for one in those[:examples]:
            what = one.get("message") or f"{one['before']!r} -> {one['after']!r}"
            print(f"    {one['sheet']}!{one['cell']}: {what}")


def document(outcome: Outcome) -> dict[str, Any]:
    """Return the same as JSON."""
    rows = [
        {
            "rule": rule,
            "fault": fault,
            "planted": score.planted,
            "right": score.right,
            "missed": len(score.missed),
            "wrong": len(score.wrong),
        }
        for (rule, fault), score in outcome.scores.items()
    ]
    return {"faults": rows, "false": {rule: len(those) for rule, those in outcome.false.items()}}


def run_cli(*words: str) -> str:
    """Run a command of the program and return what it printed; findings (exit status 1) are no failure."""
    done = subprocess.run([*CLI, *words], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"sheets-crm {' '.join(words)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(description="What share of planted faults does check see?")
    parser.add_argument("--clients", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--layout", choices=("simple", "extended"), default="extended")
    parser.add_argument("--lang", choices=("ru", "en"), default="ru")
    parser.add_argument("--examples", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        book, truth = Path(folder, "book.xlsx"), Path(folder, "truth.json")
        made = ("--layout", said.layout, "--lang", said.lang, "--demo", str(said.clients), "--seed", str(said.seed))
        run_cli("new", str(book), *made, "--truth", str(truth))
        checked = json.loads(run_cli("check", str(book), "--json", "--lang", said.lang))
        outcome = judged(json.loads(truth.read_text(encoding="utf-8")), checked)
    if said.json:
        print(json.dumps(document(outcome), indent=1))
    else:
        show(outcome, said.examples)


if __name__ == "__main__":
    main()
