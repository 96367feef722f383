"""What the audit tells: what is wrong, in which cells, why it matters, how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sheets_crm.audit.formulas.patterns import Pattern
from sheets_crm.audit.workbook import Place
from sheets_crm.model.addresses import address
from sheets_crm.model.severity import Severity
from sheets_crm.model.text import Text

Says = Literal["formula_error", "missing_formula", "other"]


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, in one or many cells of a sheet; `check` names who found it.

    `money` is by how much it makes the figures wrong, in the units of the cells (None: not known); `belongs` is the formula
    that certainly belongs into each of its cells (None: not certain).
    """

    check: str
    says: Says
    severity: Severity
    sheet: str
    places: tuple[Place, ...]
    message: Text
    hint: Text
    money: Decimal | None = None
    belongs: Pattern | None = None

    @property
    def cells(self) -> list[str]:
        """The A1 addresses of the cells, by column and row."""
        return [address(*place) for place in sorted(self.places, key=lambda place: (place[1], place[0]))]
