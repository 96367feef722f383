"""What the formulas of a made workbook show: calculated to the end, errors carried on."""

from __future__ import annotations

from planted.book import Book, Place, Tab
from sheets_crm.audit.formulas.evaluate import Calculator
from sheets_crm.audit.formulas.parsing import parse
from sheets_crm.audit.formulas.references import Reference
from sheets_crm.audit.formulas.tree import Binary, Call, Cells, Node, Number
from sheets_crm.audit.formulas.values import BadError, Single, Value, number, single

ERRORS = ("#DIV/0!", "#REF!", "#NAME?", "#N/A", "#VALUE!", "#NUM!")


class ErrorHereError(Exception):
    """A cell that shows an error value."""


class Showing:
    """What each cell of a book shows."""

    def __init__(self, book: Book) -> None:
        """Calculate a cell when it is asked for."""
        self.book = book
        self.known: dict[tuple[str, Place], Single] = {}

    def value(self, sheet: str, row: int, column: int) -> Single:
        """Return what a cell shows; ErrorHereError when that is an error value."""
        shown = self.shown(sheet, row, column)
        if isinstance(shown, str) and shown in ERRORS:
            raise ErrorHereError(shown)
        return shown

    def shown(self, sheet: str, row: int, column: int) -> Single:
        """Return what a cell shows, an error value as text."""
        key = sheet, (row, column)
        if key not in self.known:
            self.known[key] = 0.0
            self.known[key] = self._calculated(sheet, (row, column))
        return self.known[key]

    def _calculated(self, sheet: str, place: Place) -> Single:
        tab = self.book.tab(sheet)
        if tab is None:
            return "#REF!"
        if (sheet, place) in self.book.errors:
            return self.book.errors[sheet, place]
        typed = tab.cells.get(place)
        if not tab.is_formula(place):
            return float(typed) if isinstance(typed, int | float) and not isinstance(typed, bool) else typed
        try:
            return _Steps(self, sheet).shown(parse(str(typed), *place), place)
        except ErrorHereError as error:
            return str(error)


class _Steps(Calculator):
    """One formula, with the functions that look things up."""

    def shown(self, tree: Node, place: Place) -> Single:
        self.row, self.column = place
        try:
            found = single(self._value(tree))
        except ZeroDivisionError:
            return "#DIV/0!"
        except (BadError, ArithmeticError, LookupError, ValueError, TypeError):
            return "#VALUE!"
        return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else found

    def _value(self, node: Node) -> Value:
        if isinstance(node, Call) and node.name in {"VLOOKUP", "SUMIF", "IFERROR", "SUBTOTAL"}:
            return getattr(self, f"_{node.name.lower()}")(*node.arguments)
        if isinstance(node, Binary) and node.operator == "&":
            return "".join(str(single(self._value(one)) or "") for one in (node.left, node.right))
        return super()._value(node)

    def _area(self, node: Node) -> tuple[Tab | None, str, Reference, Place, Place]:
        if not isinstance(node, Cells):
            raise BadError
        one = node.reference
        name = one.sheet or self.sheet
        return self.values.book.tab(name), name, one, one.first.at(self.row, self.column), one.last.at(self.row, self.column)  # type: ignore[attr-defined]

    def _vlookup(self, what: Node, table: Node, column: Node, exact: Node = Number(1)) -> Single:  # noqa: B008 - a constant
        sought = single(self._value(what))
        _, name, _, (top, left), (bottom, _) = self._area(table)
        at = left + int(number(self._value(column))) - 1
        best: Single = None
        for row in range(top, bottom + 1):
            key = self.values.value(name, row, left)
            if key == sought:
                return self.values.value(name, row, at)
            if exact == Number(1) and isinstance(key, float) and isinstance(sought, float) and key <= sought:
                best = self.values.value(name, row, at)
        if best is None:
            raise ErrorHereError("#N/A")
        return best

    def _sumif(self, keys: Node, sought: Node, sums: Node) -> Single:
        _, name, _, (top, left), (bottom, _) = self._area(keys)
        _, other, _, (first, at), _ = self._area(sums)
        wanted = single(self._value(sought))
        rows = [row for row in range(top, bottom + 1) if self.values.value(name, row, left) == wanted]
        found = [self.values.value(other, row - top + first, at) for row in rows]
        return sum((value for value in found if isinstance(value, float)), 0.0)

    def _subtotal(self, how: Node, area: Node) -> Single:
        tab, name, _, (top, left), (bottom, right) = self._area(area)
        places = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
        own = [one for one in places if tab and not str(tab.cells.get(one, "")).startswith("=SUBTOTAL")]
        found = [self.values.value(name, *one) for one in own if not (tab and one[0] in tab.hidden_rows and how == Number(109))]
        return sum((value for value in found if isinstance(value, float)), 0.0)

    def _iferror(self, what: Node, otherwise: Node) -> Value:
        try:
            return self._value(what)
        except (ErrorHereError, BadError, ArithmeticError, LookupError):
            return self._value(otherwise)
