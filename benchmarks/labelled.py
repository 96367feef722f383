"""Workbooks whose wrong cells people labelled, and how well what a tool flags agrees with them."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Cell = tuple[str, str]
Cells = set[Cell]
GIANTS = {"inter2.xlsx", "1999%20PWR%20Effluent-DRAFT.xlsx"}
SAYS = ("formula_error", "missing_formula")


@dataclass(frozen=True)
class Labelled:
    """One workbook: its wrong formulas, and its typed numbers where a formula belongs."""

    path: Path
    wrong: Cells
    missing: Cells

    @property
    def true(self) -> Cells:
        """All cells that a tool should flag."""
        return self.wrong | self.missing


def labelled(folder: Path) -> list[Labelled]:
    """Return the workbooks of a folder with `workbooks/*.xlsx` and `truth.csv`."""
    truth: dict[str, dict[str, Cells]] = defaultdict(lambda: defaultdict(set))
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            truth[row["workbook"]][row["says"]].add((row["sheet"], row["cell"]))
    return [Labelled(path, *(truth[path.name][says] for says in SAYS)) for path in sorted((folder / "workbooks").glob("*.xlsx"))]


def f_score(right: int, flagged: int, true: int) -> tuple[float, float, float]:
    """Return precision, recall and F; a silent tool has precision 1, a workbook without errors recall 1."""
    precision, recall = (right / flagged if flagged else 1.0), (right / true if true else 1.0)
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass(frozen=True)
class Agreement:
    """How well flagged cells agree with the labels: over all cells, without giants, by workbook; recall of wrong formulas."""

    precision: float
    recall: float
    micro: float
    small: float
    macro: float
    errors: float
    clean: int

    def told(self) -> str:
        """Return it as the cells of a table."""
        figures = (self.precision, self.recall, self.micro, self.small, self.macro)
        return " | ".join([*(f"{one:.3f}" for one in figures), f"{self.errors:.2f}", str(self.clean)])


HEAD = "P | R | F | small F | macro F | errors | clean"


def agreement(books: Sequence[Labelled], flagged: Mapping[str, Cells]) -> Agreement:
    """Hold what a tool flagged, by workbook name, against the labels."""
    counts = {
        one.path.name: (len(flagged[one.path.name] & one.true), len(flagged[one.path.name]), len(one.true)) for one in books
    }
    whole = f_score(*map(sum, zip(*counts.values(), strict=True)))
    small = f_score(*map(sum, zip(*(of for name, of in counts.items() if name not in GIANTS), strict=True)))
    wrong = sum(len(one.wrong) for one in books)
    found = sum(len(one.wrong & flagged[one.path.name]) for one in books)
    clean = sum(not one.true and bool(flagged[one.path.name]) for one in books)
    macro = sum(f_score(*of)[2] for of in counts.values()) / len(counts)
    return Agreement(*whole, small[2], macro, found / max(1, wrong), clean)
