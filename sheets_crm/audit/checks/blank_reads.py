"""A formula that calculates with a cell where nothing stands, nor anything around it.

Why: the cell was moved, or the reference slipped; the formula counts zero instead.
How to mend: point the reference at the cell that was meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.references import Reference
from sheets_crm.audit.formulas.tree import Binary, Cells, Node, Unary, parts
from sheets_crm.audit.ranges import told
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.addresses import address
from sheets_crm.model.text import Text

NAME = "blank_reads"
ARITHMETIC = {"+", "-", "*", "/", "^"}
AROUND = 2
FEW, MOST = 2, 0.5


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for all copies of a formula that calculate with a blank place, unless most of them do."""
    for sheet in workbook.sheets.values():
        for pattern, places in sheet.bearers.items():
            blank: dict[Place, str] = {}
            for reference in _operands(pattern.tree):
                other = workbook.sheet(reference.sheet) if reference.sheet else sheet
                for place in places if other and other.values else ():
                    target = reference.first.at(*place)
                    if other and target not in other.values and _lonely(other, target, place if other is sheet else None):
                        blank[place] = address(*target) if other is sheet else f"{other.name}!{address(*target)}"
            if blank and (len(places) <= FEW or len(blank) <= MOST * len(places)):
                yield _finding(sheet, blank)


def _operands(tree: Node) -> Iterator[Reference]:
    """Yield the single cells that a formula calculates with."""
    for node in parts(tree):
        for side in (node.left, node.right) if isinstance(node, Binary) and node.operator in ARITHMETIC else ():
            bare = side.value if isinstance(side, Unary) else side
            if isinstance(bare, Cells) and not bare.reference.is_range:
                yield bare.reference


def _lonely(sheet: Sheet, target: Place, formula: Place | None) -> bool:
    """Say whether nothing stands in a cell's row, nor in its column, nor near it; the formula itself does not count."""
    row, column = target
    near = range(-AROUND, AROUND + 1)
    if any(
        (row + down, column + right) in sheet.values for down in near for right in near if (row + down, column + right) != formula
    ):
        return False
    return column not in sheet.columns or row not in sheet.rows


def _finding(sheet: Sheet, blank: dict[Place, str]) -> Finding:
    first, where = next(iter(blank.items()))
    return Finding(
        NAME,
        "other",
        "warning",
        sheet.name,
        tuple(blank),
        Text(
            f"{told(blank)}: в {told([first])} формула считает с {where}, а там и вокруг пусто: берётся ноль",
            f"{told(blank)}: the formula in {told([first])} calculates with {where}, where nothing stands, nor around it: "
            "it takes zero",
        ),
        Text("Укажите ту ячейку, которая имелась в виду", "Point it at the cell that was meant"),
    )
