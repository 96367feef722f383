"""What a sheet's part says outside its cells: columns, merged areas, validations, protection."""

from __future__ import annotations

from collections.abc import Mapping

from sheets_crm.books.xlsx.cells.areas import LAST_COLUMN, parse_area, parse_areas
from sheets_crm.model.grids import Area, Validation

TRUE = frozenset({"1", "true"})
FILTERING = frozenset({"autoFilter", "filterColumn"})
FORMULAS = {"formula1": "formula1", "formula2": "formula2", "x14:formula1": "formula1", "x14:formula2": "formula2"}


class Filters:
    """Collects the areas of filters that are in use, of a sheet or of a table."""

    def __init__(self) -> None:
        """Start empty."""
        self.used: list[Area] = []
        self._area: Area | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an `autoFilter`, or of a `filterColumn` in it."""
        if tag == "autoFilter":
            self._area = parse_area(attributes.get("ref", ""))
        elif self._area:
            self.used.append(self._area)
            self._area = None


class Margins:
    """Handlers for everything outside `<sheetData>`; validations are both the classic ones and those of Excel 2010 (x14)."""

    def __init__(self) -> None:
        """Start empty."""
        self._hidden = bytearray(LAST_COLUMN + 1)
        self.merged: list[Area] = []
        self.validations: list[Validation] = []
        self.filters = Filters()
        self.protected = self.blank_rows_hidden = False
        self._kind: str | None = None
        self._told: dict[str, list[str]] = {}
        self._at = ""

    @property
    def hidden_columns(self) -> frozenset[int]:
        """The hidden columns, from 1."""
        return frozenset(column for column, hidden in enumerate(self._hidden) if hidden)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""
        if tag in {"dataValidation", "x14:dataValidation"}:
            self._kind = attributes.get("type", "none")
            self._told = {"sqref": [attributes.get("sqref", "")]}
        elif self._kind is not None:
            self._at = FORMULAS.get(tag, "sqref" if tag == "xm:sqref" else self._at if tag == "xm:f" else "")
        elif tag == "col" and attributes.get("hidden") in TRUE:
            first, last = int(attributes.get("min", 1)), int(attributes.get("max", 1))
            first, end = max(first, 1), min(last, LAST_COLUMN) + 1
            self._hidden[first:end] = b"\1" * (end - first)
        elif tag == "mergeCell":
            area = parse_area(attributes.get("ref", ""))
            self.merged += [area] if area else []
        elif tag == "sheetFormatPr":
            self.blank_rows_hidden = attributes.get("zeroHeight") in TRUE
        elif tag in FILTERING:
            self.filters.start(tag, attributes)
        elif tag == "sheetProtection":
            self.protected = attributes.get("sheet") in TRUE

    def chars(self, text: str) -> None:
        """Take character data."""
        if self._kind is not None and self._at:
            self._told.setdefault(self._at, []).append(text)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if tag in {"dataValidation", "x14:dataValidation"} and self._kind is not None:
            told = {name: "".join(pieces).strip() for name, pieces in self._told.items()}
            areas = parse_areas(told["sqref"])
            self.validations.append(Validation(areas, self._kind, told.get("formula1", ""), told.get("formula2", "")))
            self._kind = None
        elif tag in FORMULAS or tag == "xm:sqref":
            self._at = ""
