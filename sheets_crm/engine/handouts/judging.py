"""What of the edits in a copy goes into the book at once, and what waits for the owner's word (H8). Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from sheets_crm.diff.formulas import shifted
from sheets_crm.engine.handouts.three_way import Beside, Edit, GoneRow, NewRow, ThreeWay
from sheets_crm.ledger.proposed import label_of
from sheets_crm.ledger.written import Cell, Written
from sheets_crm.model.addresses import address, by_place, letters
from sheets_crm.model.cells import CellValue, Formula
from sheets_crm.model.layout import Layout
from sheets_crm.model.plan import Finding
from sheets_crm.model.proposals import Proposal, ProposalKind, ProposedCell, Verdict, Why
from sheets_crm.model.roles import Role, Verb, may
from sheets_crm.model.snapshot import Field, Table
from sheets_crm.model.text import Text
from sheets_crm.planning.guard import same
from sheets_crm.rules.proposals import free_rows, reason, shows_text

NAME = "takeback"
VERBS: dict[ProposalKind, Verb] = {"fill": "add", "change": "change", "clear": "delete"}
MANY = 200
"""So many cells of a sheet without records are told one by one; of more, only how many."""


@dataclass(frozen=True)
class Rights:
    """What a role may do in the sheets of a book, by all the names that these go by."""

    role: Role
    layout: Layout

    def may(self, verb: Verb, table: Table, one: Field | None = None) -> bool:
        """Say whether the role may do something in a column of a table, or in all of it."""
        return may(self.role, verb, self.sheets(table), self.columns(one) if one is not None else ())

    def sheets(self, table: Table) -> tuple[str, ...]:
        """Return all the names of a table's sheet."""
        kind = next((one for one in self.layout.sheets if one.kind == table.kind), None)
        return (table.sheet, *((kind.title.ru, kind.title.en, kind.kind) if kind else ()))

    @staticmethod
    def columns(one: Field) -> tuple[str, ...]:
        """Return all the names of a column: its header, or its letter where it has none, and what the layout calls it."""
        known = (one.column.key, one.column.title.ru, one.column.title.en) if one.column else ()
        return (one.title or letters(one.letter_index), *known)


def is_programs(one: Field | None) -> bool:
    """Say whether a column is kept by the program alone."""
    return one is not None and one.column is not None and one.column.owner == "program"


@dataclass(eq=False)
class Judge:
    """Parts the edits of one person: what is `written`, what is `proposed`, what is withdrawn, and what can only be told.

    `homes` are the rows of the book in which the new rows of the copy land, by (sheet, row of the copy).
    """

    ways: ThreeWay
    rights: Rights
    person: str
    at: datetime
    first: int
    earlier: tuple[Proposal, ...] = ()
    written: Written = field(default_factory=Written)
    proposed: list[Proposal] = field(default_factory=list)
    withdrawn: list[Verdict] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    homes: dict[tuple[str, int], int] = field(default_factory=dict)

    def judge(self) -> None:
        """Go over all that differs in the copy."""
        self._numbers = count(self.first)
        self._rows: dict[str, Iterator[int]] = {}
        self._open = defaultdict[tuple[str, str, str], list[int]](list)
        for old in self.earlier:
            if old.state == "open" and old.person == self.person and old.kind in VERBS:
                self._open[old.sheet, old.row_id, old.cells[0].title].append(old.number)
        for edit in self.ways.edits():
            self._edit(edit)
        for new in self.ways.new_rows():
            self._new(new)
        for gone in self.ways.gone_rows():
            self._gone(gone)
        self._beside(list(self.ways.beside()))
        for table, one in self.ways.new_columns():
            self.findings.append(_new_column(table, one))
        for table in self.ways.lost_sheets():
            self.findings.append(_lost_sheet(table))

    def _edit(self, one: Edit) -> None:
        self._withdraw(one)
        if one.at is not None and one.field is not None and _equal(one.mine, one.now):
            return
        why = self._objection(one)
        if why is None and one.at is not None and one.field is not None:
            self.written.record(one.table, one.at, one.field, one.mine, reason(self.person))
            return
        here = one.field or one.like
        cell = ProposedCell(here.name, here.title, here.letter_index, one.seen, one.now, one.mine)
        if one.at is None:
            row = int(one.copy.rows[one.place])
            self._add(one.kind, "gone", one.table.sheet, one.copy.ids[one.place], row, label_of(one.copy, one.place), (cell,))
        else:
            self._propose(one.kind, why or "role", one.table, one.at, (cell,))

    def _objection(self, one: Edit) -> Why | None:
        if one.at is None or one.field is None:
            return "gone"
        if is_programs(one.field):
            return "program"
        if isinstance(one.mine, Formula) or isinstance(one.now, Formula):
            return "formula"
        if not self.rights.may(VERBS[one.kind], one.table, one.field):
            return "role"
        return "meanwhile" if one.clashes else None

    def _withdraw(self, one: Edit) -> None:
        """Drop what the same person proposed for the same cell before: by now something else is meant."""
        if one.at is not None:
            place = one.table.sheet, one.table.ids[one.at], (one.field or one.like).title
            self.withdrawn += (Verdict(number, "drop") for number in self._open.get(place, ()))

    def _new(self, new: NewRow) -> None:
        typed = [cell for cell in new.cells if not is_programs(cell[1] or cell[0])]
        passing = [(one, value) for _, one, value in typed if one is not None and self.rights.may("add", new.table, one)]
        label = label_of(new.copy, new.place)
        grid = self.ways.now.grids.get(new.table.sheet)
        lands = any(not isinstance(value, Formula) for _, value in passing)
        row = next(self._rows.setdefault(new.table.sheet, free_rows(new.table, grid)), None) if lands else None
        if row is None:
            cells = tuple(_offered(one or like, value) for like, one, value in typed if not isinstance(value, Formula))
            if cells:
                row = int(new.copy.rows[new.place])
                self._add("row", "room" if lands else "role", new.table.sheet, f"#{row}", row, label, cells)
            return
        self.homes[new.copy.sheet, int(new.copy.rows[new.place])] = row
        for like, one, value in typed:
            self._new_cell(new, row, label, like, one, value)

    def _new_cell(self, new: NewRow, row: int, label: str, like: Field, one: Field | None, value: CellValue) -> None:
        table, grid = new.table, self.ways.now.grids.get(new.table.sheet)
        there = grid.entered(row, one.letter_index) if grid and one is not None else None
        calculated = one is not None and bool(one.cells.formulas)
        if isinstance(value, Formula) and calculated and there is not None:
            return
        allowed = (
            one is not None
            and there is None
            and (self.rights.may("add", table, one) or (isinstance(value, Formula) and calculated))
        )
        if one is None or not allowed:
            why: Why = "gone" if one is None else "formula" if isinstance(value, Formula) or there is not None else "role"
            self._add("fill", why, table.sheet, f"#{row}", row, label, (_offered(one or like, value),))
            return
        if isinstance(value, Formula):
            value = Formula(shifted(str(value), row - int(new.copy.rows[new.place])), value.result)
        self.written.put(table.sheet, one.name, one.letter_index, row, Cell(f"#{row}", None, value, reason(self.person)))

    def _gone(self, one: GoneRow) -> None:
        if self.rights.may("delete", one.table) and not one.changed and not shows_text(one.table, one.at):
            self.written.empty_row(
                one.table,
                one.at,
                Text(f"строку удалили: {reason(self.person).ru}", f"the row was deleted: {reason(self.person).en}"),
            )
            return
        why: Why = "role" if not self.rights.may("delete", one.table) else "meanwhile" if one.changed else "formula"
        held = ((field, field.cells.entered(one.at)) for field in one.table.fields if field.key != "id")
        cells = tuple(
            ProposedCell(here.name, here.title, here.letter_index, value, value, None)
            for here, value in held
            if value is not None
        )
        self._propose("remove", why, one.table, one.at, cells)

    def _beside(self, those: list[Beside]) -> None:
        counts = Counter(one.sheet for one in those)
        for sheet, many in counts.items():
            if many > MANY:
                self.findings.append(_much_beside(sheet, many))
        for one in those:
            if counts[one.sheet] > MANY:
                continue
            verb: Verb = "add" if one.seen is None else "delete" if one.mine is None else "change"
            free = self.ways.now.table(one.sheet) is None and one.sheet in self.ways.now.grids and same(one.now, one.seen)
            if free and may(self.rights.role, verb, (one.sheet,)) and not isinstance(one.now, Formula):
                cell = Cell(f"#{one.row}", one.now, one.mine, reason(self.person))
                self.written.put(one.sheet, by_place(one.column), one.column, one.row, cell)
                continue
            place = ProposedCell(by_place(one.column), address(one.row, one.column), one.column, one.seen, one.now, one.mine)
            self._add("place", "place", one.sheet, f"#{one.row}", one.row, address(one.row, one.column), (place,))

    def _propose(self, kind: ProposalKind, why: Why, table: Table, at: int, cells: tuple[ProposedCell, ...]) -> None:
        self._add(kind, why, table.sheet, table.ids[at], int(table.rows[at]), label_of(table, at), cells)

    def _add(
        self, kind: ProposalKind, why: Why, sheet: str, row_id: str, row: int, label: str, cells: tuple[ProposedCell, ...]
    ) -> None:
        self.proposed.append(Proposal(next(self._numbers), self.person, self.at, kind, why, sheet, row_id, row, label, cells))


def _equal(one: CellValue, other: CellValue) -> bool:
    if isinstance(one, Formula) or isinstance(other, Formula):
        return isinstance(one, Formula) and isinstance(other, Formula) and str(one) == str(other)
    return same(one, other)


def _offered(one: Field, value: CellValue) -> ProposedCell:
    return ProposedCell(one.name, one.title, one.letter_index, None, None, value)


def _new_column(table: Table, one: Field) -> Finding:
    title = one.title or letters(one.letter_index)
    message = Text(
        f"В копии новый столбец «{title}»: в книге его нет", f"The copy has a new column “{title}”: the book has none such"
    )
    hint = Text(
        "Если он нужен, добавьте его в книгу и возьмите копию ещё раз",
        "If it is wanted, add it to the book and take the copy again",
    )
    return Finding(table.sheet, "", address(table.header_row or 1, one.letter_index), NAME, "warning", message, hint)


def _lost_sheet(table: Table) -> Finding:
    message = Text(
        f"В копии нет листа «{table.sheet}»: в книге он остаётся, как был",
        f"The copy lacks the sheet “{table.sheet}”: the book keeps it",
    )
    hint = Text("Если лист лишний, удалите его в книге сами", "If it is not wanted, delete it in the book yourself")
    return Finding(table.sheet, "", "", NAME, "note", message, hint)


def _much_beside(sheet: str, many: int) -> Finding:
    message = Text(
        f"На листе «{sheet}» в копии изменено слишком много ячеек вне таблиц: {many}",
        f"On the sheet “{sheet}” of the copy too many cells beside the tables differ: {many}",
    )
    hint = Text("Перенесите нужное из копии сами", "Carry over what is wanted from the copy yourself")
    return Finding(sheet, "", "", NAME, "warning", message, hint)
