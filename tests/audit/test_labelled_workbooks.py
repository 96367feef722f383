"""How the audit fares on real workbooks whose wrong cells people labelled."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from sheets_crm.audit.audit import audit
from sheets_crm.books.xlsx.reading.reader import read_snapshot

Cells = set[tuple[str, str]]


def f_score(right: int, flagged: int, true: int) -> float:
    precision, recall = (right / flagged if flagged else 1.0), (right / true if true else 1.0)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def test_the_aims_are_met(shared_data: Callable[[str], Path]) -> None:
    folder = shared_data("formulas")
    truth: dict[str, dict[str, Cells]] = defaultdict(lambda: defaultdict(set))
    for row in csv.DictReader((folder / "truth.csv").open()):
        truth[row["workbook"]][row["says"]].add((row["sheet"], row["cell"]))
    counts, errors, found, clean_flagged = [], 0, 0, 0
    for path in sorted((folder / "workbooks").glob("*.xlsx")):
        told = [one for one in audit(read_snapshot(path)) if one.says != "other"]
        flagged = {(one.sheet, cell) for one in told for cell in one.cells}
        wrong = truth[path.name]["formula_error"]
        true = wrong | truth[path.name]["missing_formula"]
        counts.append((len(flagged & true), len(flagged), len(true)))
        errors, found = errors + len(wrong), found + len(flagged & wrong)
        clean_flagged += bool(flagged) and not true
    assert f_score(*map(sum, zip(*counts, strict=True))) >= 0.80
    assert sum(f_score(*one) for one in counts) / len(counts) >= 0.63
    assert found >= 0.75 * errors
    assert clean_flagged <= 1
