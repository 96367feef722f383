"""What each check of formulas adds and costs, and how far its thresholds matter, on workbooks that people labelled.

    python benchmarks/audit_ablation.py --data DIR [--thresholds] [--families]

DIR holds `workbooks/*.xlsx` and `truth.csv`. `only`: that check alone; `without`: all the others. `--thresholds` moves each
threshold while the others stand (macro F / micro F), and counts which value would be chosen if one workbook after the other were
left out. `--families` chooses all thresholds anew on all families of workbooks but one, and scores the one that was left out.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

sys.path.append(str(Path(__file__).parent))

from labelled import HEAD, Cells, Labelled, agreement, labelled

from sheets_crm.audit import arrays, layout, workbook
from sheets_crm.audit.checks import inconsistent, left_out, missing_formula, short_range
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.registry import CHECKS
from sheets_crm.audit.workbook import Sheet, Workbook, workbook_of
from sheets_crm.books.xlsx.reading.pages import read_pages

Flagged = dict[str, Cells]
NO_BITS = float("inf")
FORMULAS = ("missing_formula", "inconsistent", "short_range", "left_out", "counted_twice", "dollars", "range_edges")
REASONS: Mapping[str, tuple[tuple[object, str, object], ...]] = {
    "complete run": ((missing_formula, "_complete", lambda *_: False),),
    "put right by hand": ((missing_formula, "_put_right", lambda *_: False),),
    "calculated column": ((missing_formula, "_computed_column", lambda *_: False),),
    "row of totals": ((missing_formula, "_row_of_totals", lambda *_: False),),
    "row named as totals": ((missing_formula, "_totals", lambda *_: []),),
    "evidence of digits": ((missing_formula, "ENOUGH_BITS", NO_BITS), (missing_formula, "ENOUGH_BESIDE", NO_BITS)),
    "tables by headings": ((layout.SheetLayout, "table", lambda *_: 0),),
    "rows of one name": ((arrays, "_alike", lambda *_: []),),
    "base rows": ((workbook.Sheet, "bases", frozenset()),),
}
THRESHOLDS: tuple[tuple[ModuleType, str, tuple[float, ...]], ...] = (
    (missing_formula, "ENOUGH_BITS", (4, 5, 6, 7, 8, 10)),
    (missing_formula, "ENOUGH_BESIDE", (2, 3, 4, 5, 6)),
    (missing_formula, "MISFIT_BITS", (1, 2, 3, 4, 5)),
    (missing_formula, "MOSTLY", (0.5, 0.6, 0.7, 0.8, 0.9)),
    (missing_formula, "FEWEST_BESIDE", (1, 2, 3)),
    (missing_formula, "FEWEST_NEARLY", (2, 3, 4, 6)),
    (missing_formula, "FEWEST_IN_COLUMN", (3, 4, 5, 6, 8)),
    (missing_formula, "TWICE", (1, 2, 3, 4)),
    (arrays, "GAP", (1, 2, 3)),
    (short_range, "HALF", (0.25, 0.5, 0.75)),
    (inconsistent, "FEWEST", (2, 3, 4, 5)),
    (inconsistent, "MOSTLY", (0.5, 2 / 3, 0.8)),
    (left_out, "FEWEST", (1, 2, 3)),
)


class Measure:
    """The labelled workbooks, read once, and what the checks flag in them."""

    def __init__(self, folder: Path) -> None:
        """Read them."""
        self.books = labelled(folder)
        self.pages = {one.path.name: read_pages(one.path) for one in self.books}
        self.laid_out = {name: workbook_of(pages) for name, pages in self.pages.items()}

    def flagged(self, checks: Sequence[str] = (), *, afresh: bool = True) -> dict[str, Flagged]:
        """Return the cells that each check flags, by workbook, laid out afresh or as they were before."""
        found: dict[str, Flagged] = {check.name: {} for check in CHECKS if not checks or check.name in checks}
        for name, pages in self.pages.items():
            book = workbook_of(pages) if afresh else self.laid_out[name]
            for check in CHECKS:
                if check.name in found:
                    found[check.name][name] = _cells(check.find, book)
        return found


def _cells(find: Callable[[Workbook], Iterator[Finding]], book: Workbook) -> Cells:
    return {(one.sheet, cell) for one in find(book) if one.says != "other" for cell in one.cells}


def together(found: Mapping[str, Flagged], books: Sequence[Labelled], *, leaving: str = "") -> Flagged:
    """Return what all checks flag together, one of them left out if asked."""
    return {book.path.name: set().union(*(of[book.path.name] for name, of in found.items() if name != leaving)) for book in books}


@contextmanager
def changed(changes: Sequence[tuple[object, str, object]]) -> Iterator[None]:
    """Change names of modules or classes for a while."""
    patches = [patch.object(owner, name, value) for owner, name, value in changes]
    for one in patches:
        one.start()
    try:
        yield
    finally:
        for one in reversed(patches):
            one.stop()


ARRAYS: dict[tuple[Sheet, float], list[arrays.CellArray]] = {}


@contextmanager
def known_arrays() -> Iterator[None]:
    """Find the arrays of a sheet once: only one of the thresholds bears on them."""

    def known(book: Workbook, sheet: Sheet) -> list[arrays.CellArray]:
        key = sheet, arrays.GAP
        if key not in ARRAYS:
            ARRAYS[key] = list(arrays.arrays(book, sheet))
        return ARRAYS[key]

    with changed([(missing_formula, "arrays", known)]):
        yield


def show_checks(measure: Measure) -> None:
    """Print what each check, and each reason of the main one, adds."""
    found = measure.flagged()
    print(f"| | {HEAD} |\n|---{'|---' * 7}|\n| all | {agreement(measure.books, together(found, measure.books)).told()} |")
    for name in (name for name, flagged in found.items() if any(flagged.values())):
        print(f"| only `{name}` | {agreement(measure.books, found[name]).told()} |")
        print(f"| without `{name}` | {agreement(measure.books, together(found, measure.books, leaving=name)).told()} |")
    for reason, changes in REASONS.items():
        with changed(changes):
            print(f"| without *{reason}* | {agreement(measure.books, together(measure.flagged(), measure.books)).told()} |")


def show_thresholds(measure: Measure) -> None:
    """Print what each value of each threshold would give, and what would be chosen without one workbook."""
    print("| | is | others | best when one is left out |\n|---|---|---|---|")
    for module, name, values in THRESHOLDS:
        by_value = dict(_moved(measure, module, name, values))
        scores = {value: agreement(measure.books, flagged) for value, flagged in by_value.items()}
        told = ", ".join(f"{value:.3g}: {one.macro:.3f}/{one.micro:.3f}" for value, one in scores.items())
        best = Counter(_best(by_value, [other for other in measure.books if other is not one]) for one in measure.books)
        chosen = ", ".join(f"{value:.3g}: {count}" for value, count in best.most_common())
        print(f"| `{module.__name__.rpartition('.')[2]}.{name}` | {getattr(module, name):.3g} | {told} | {chosen} |", flush=True)


def _moved(measure: Measure, module: ModuleType, name: str, values: Sequence[float]) -> Iterator[tuple[float, Flagged]]:
    for value in values:
        with changed([(module, name, value)]), known_arrays():
            yield value, together(measure.flagged(FORMULAS, afresh=False), measure.books)


def _best(by_value: Mapping[float, Flagged], books: Sequence[Labelled]) -> float:
    return max(by_value, key=lambda value: agreement(books, by_value[value]).macro)


def family(book: Labelled) -> str:
    """Return the family of a workbook: those that share the beginning of their names come from one source."""
    return book.path.name[:9].casefold()


def show_families(measure: Measure) -> None:
    """Print how the thresholds do that are chosen, one after the other, without the family that they are scored on."""
    values = [(module, name, dict(_moved(measure, module, name, those))) for module, name, those in THRESHOLDS]
    flagged: Flagged = {}
    for left in sorted({family(book) for book in measure.books}):
        others = [book for book in measure.books if family(book) != left]
        chosen = [(module, name, _best(by_value, others)) for module, name, by_value in values]
        with changed(chosen), known_arrays():
            found = together(measure.flagged(FORMULAS, afresh=False), measure.books)
        flagged.update({book.path.name: found[book.path.name] for book in measure.books if family(book) == left})
    print(
        f"| | {HEAD} |\n|---{'|---' * 7}|\n| thresholds chosen without the family | {agreement(measure.books, flagged).told()} |"
    )


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description="What each check of formulas adds and costs.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--thresholds", action="store_true")
    parser.add_argument("--families", action="store_true")
    said = parser.parse_args()
    measure = Measure(said.data)
    show_checks(measure)
    if said.thresholds:
        print()
        show_thresholds(measure)
    if said.families:
        print()
        show_families(measure)


if __name__ == "__main__":
    main()
