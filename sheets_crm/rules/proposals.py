"""What people proposed lands in the book once the owner accepts it, and only over what the owner saw there (H8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from sheets_crm.diff.cells import loose
from sheets_crm.ledger.proposed import GONE, Chosen, chosen_in, field_of, now_text, of_staff, same_text, spot
from sheets_crm.ledger.written import Cell, Written
from sheets_crm.model.addresses import address, by_place
from sheets_crm.model.cells import CellValue, Formula, Kind
from sheets_crm.model.context import Context
from sheets_crm.model.plan import Finding
from sheets_crm.model.proposals import Proposal, ProposedCell, Verdict
from sheets_crm.model.snapshot import Grid, Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.rules.rule import Rule, Yield

NAME = "proposals"


def check(snapshot: Snapshot, context: Context) -> Iterator[Yield]:
    """Carry out what the owner chose in «Предложения»; tell of what cannot be carried out any more."""
    open_still = {one.number for one in context.memory.proposals if one.state == "open"}
    yield from carried_out(snapshot, context, {at: one for at, one in chosen_in(snapshot).items() if at in open_still})


def carried_out(snapshot: Snapshot, context: Context, chosen: Mapping[int, Chosen]) -> Iterator[Yield]:
    """Carry out decisions by the numbers of their proposals; each is applied only over what whoever decided saw."""
    work = _Work(snapshot)
    for one in context.memory.proposals:
        said = chosen.get(one.number)
        if said is None or said.decision is None:
            continue
        if said.decision == "accept":
            why = _stale(one, said, snapshot) or work.accept(one)
            if why:
                yield _told(one, why)
                continue
        yield Verdict(one.number, said.decision)
    yield from work.written.changes(NAME)


def free_rows(table: Table, grid: Grid | None) -> Iterator[int]:
    """Yield the rows below the last record in which nothing stands but, at most, formulas filled down in advance.

    What stands below the records, such as totals, is not gone past: it would end up among them.
    """
    used, below = set[int](), set[int]()
    last = max(int(table.rows[-1]) if len(table) else 0, table.header_row)
    own = {one.letter_index for one in table.fields}
    for letter, column in grid.columns.items() if grid else ():
        made = set(column.cells.formulas)
        rows = [row for at, row in enumerate(column.rows.tolist()) if row > last and at not in made and column.cells.kinds[at]]
        used.update(rows)
        below.update(rows if letter in own else ())
    yield from (row for row in (range(last + 1, min(below)) if below else count(last + 1)) if row not in used)


@dataclass(eq=False)
class _Work:
    """What is written, and the blank rows of each sheet."""

    snapshot: Snapshot
    written: Written = field(default_factory=Written)
    rows: dict[str, Iterator[int]] = field(default_factory=dict)

    def accept(self, one: Proposal) -> Text | None:
        """Take a proposal on; say why that cannot be."""
        if any(isinstance(cell.after, Formula) for cell in one.cells):
            return Text("это формула: впишите её сами", "it is a formula: enter it yourself")
        return {"row": self._row, "place": self._place, "remove": self._remove}.get(one.kind, self._cell)(one)

    def _cell(self, one: Proposal) -> Text | None:
        found = spot(one, self.snapshot)
        if found.table is None or found.at is None:
            return found.why or GONE
        return self._put(one, found.table, found.at, one.cells[0])

    def _put(self, one: Proposal, table: Table, at: int, cell: ProposedCell) -> Text | None:
        here = field_of(table, cell.column, cell.title)
        if here is None:
            return Text("такого столбца больше нет", "there is no such column any more")
        if at in here.cells.formulas:
            return Text("в ячейке формула, её программа не трогает", "the cell holds a formula, which the program leaves")
        if self.written.has(table.sheet, here.name, here.letter_index, int(table.rows[at])):
            return Text("для этой ячейки принято и другое предложение", "another proposal for this cell is accepted, too")
        self.written.record(table, at, here, cell.after, reason(one.person))
        return None

    def _row(self, one: Proposal) -> Text | None:
        table = self.snapshot.table(one.sheet)
        if table is None:
            return Text("такого листа больше нет", "there is no such sheet any more")
        known = [(here, cell.after) for cell in one.cells if (here := field_of(table, cell.column, cell.title))]
        if len(known) < len(one.cells):
            return Text("в книге нет столбца, который заполнен в этой строке", "the book lacks a column that this row fills")
        grid = self.snapshot.grids.get(one.sheet)
        row = next(self.rows.setdefault(one.sheet, free_rows(table, grid)), None)
        if row is None:
            return Text("под списком стоят итоги: вставьте строку сами", "totals stand below the list: insert the row yourself")
        for here, after in known:
            self.written.put(one.sheet, here.name, here.letter_index, row, Cell(f"#{row}", None, after, reason(one.person)))
        return None

    def _remove(self, one: Proposal) -> Text | None:
        found = spot(one, self.snapshot)
        table, at = found.table, found.at
        if table is None or at is None:
            return found.why or GONE
        if _has_changed(one, table, at):
            return Text("запись с тех пор изменили: удалите строку сами", "the record has changed since: delete the row yourself")
        if shows_text(table, at):
            return Text(
                "в строке есть формула с текстом: удалите строку сами", "a formula there shows text: delete the row yourself"
            )
        self.written.empty_row(table, at, reason(one.person))
        return None

    def _place(self, one: Proposal) -> Text | None:
        cell, grid = one.cells[0], self.snapshot.grids.get(one.sheet)
        if grid is None or self.snapshot.table(one.sheet) is not None:
            return Text("эта ячейка вне таблицы: впишите сами", "the cell belongs to no record: enter it yourself")
        before = grid.entered(one.row, cell.letter_index)
        if isinstance(before, Formula):
            return Text("в ячейке формула, её программа не трогает", "the cell holds a formula, which the program leaves")
        after = Cell(f"#{one.row}", before, cell.after, reason(one.person))
        self.written.put(one.sheet, by_place(cell.letter_index), cell.letter_index, one.row, after)
        return None


def _has_changed(one: Proposal, table: Table, at: int) -> bool:
    """Say whether staff wrote something else into a record since its deletion was proposed."""
    then = {cell.column: cell.before for cell in one.cells}
    return any(_plain(here.cells.entered(at)) != _plain(then.get(here.name)) for here in of_staff(table))


def _plain(value: CellValue) -> str:
    return "" if value is None else loose(value)


def shows_text(table: Table, at: int) -> bool:
    """Say whether a formula shows a text in a record's row, so that the row could not be emptied."""
    return any(at in one.cells.formulas and one.cells.kinds[at] == Kind.TEXT for one in table.fields)


def reason(person: str) -> Text:
    """Return why a cell changes that somebody changed in a copy."""
    return Text(f"из копии: {person}", f"from the copy of {person}")


def _stale(one: Proposal, said: Chosen, snapshot: Snapshot) -> Text | None:
    now = now_text(one, snapshot, snapshot.lang)
    if one.kind == "remove" or said.saw is None or same_text(said.saw, now):
        return None
    return Text(
        f"с тех пор, как вы решали, здесь другое: «{now or 'пусто'}». Решите ещё раз",
        f"what stands here is no longer what you decided on: “{now or 'nothing'}”. Decide again",
    )


def _told(one: Proposal, why: Text) -> Finding:
    message = Text(
        f"Предложение {one.number} ({one.person}) не принято: {why.ru}",
        f"Proposal {one.number} ({one.person}) not taken: {why.en}",
    )
    hint = Text("Оно ждёт на вкладке «Предложения»", "It waits in the tab “Proposals”")
    cell = address(one.row, one.cells[0].letter_index) if one.cells and one.kind != "row" else ""
    return Finding(one.sheet, one.row_id, cell, NAME, "warning", message, hint)


RULE = Rule(NAME, Text("Предложения", "Proposals"), check, decided=True)
