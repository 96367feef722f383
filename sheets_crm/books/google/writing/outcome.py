"""What became of a plan: read from the answers to its writes, in one piece or in many; and what is still to be settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sheets_crm.books.google.writing.batch import EMPTY, Batch, Look, Seen, Step, Target, changed, find_replace
from sheets_crm.books.google.writing.besides import Besides
from sheets_crm.books.google.writing.facts import GoogleSnapshot, same_cell
from sheets_crm.books.google.writing.lookups import is_literal, pattern, shown_column
from sheets_crm.books.google.writing.newcolumns import title_steps
from sheets_crm.books.google.writing.reasons import EMPTY_STILL, PLAIN_TEXT, SOMEBODY
from sheets_crm.books.google.writing.standing import Resolved, Standing, resolved
from sheets_crm.model.cells import CellValue
from sheets_crm.model.plan import Changes, Left, Plan, Receipt
from sheets_crm.model.text import Text

Place = tuple[int, int]
"""Where a change stands in its plan: the batch, and its place in it."""
Touched = Mapping[int, Mapping[str, tuple[CellValue, CellValue]]]


class Outcome:
    """What is known of the changes of a plan while its pieces are sent.

    `unsure` are changes that may have been made all the same, though the answer to their piece does not show it.
    """

    def __init__(self, plan: Plan, snapshot: GoogleSnapshot) -> None:
        """Start with nothing written."""
        self.plan, self.snapshot = plan, snapshot
        self.unsure: list[Target] = []
        self._written: set[Place] = set()
        self._why: dict[Place, Text] = {}
        self._drawn: set[str] = set()
        self._touched = _touched(plan)
        self._lost = False
        self._besides = Besides()

    def see(self, piece: Batch, answer: Mapping[str, Any]) -> Batch:
        """Take in what became of a piece, and return the write that settles it.

        In it each mark becomes its value, or what it stood for, and what landed in a wrong column is taken out.
        """
        look = Look.of(answer)
        standings = self._standings(look, piece)
        self._lost = "replies" not in answer
        for step, count in zip(piece.steps, changed(answer, len(piece.steps)), strict=True):
            self._note(step, count, look, standings)
            if step.means == "repair":
                self._besides.look(step, count, standings[step.targets[0].change.sheet])
            self._drawn |= {step.tab} - {""}
        self._why |= dict.fromkeys(_empty_still(piece, look, standings), EMPTY_STILL)
        return Batch(tuple({repr(step.request): step for step in self._settling(piece, look, standings)}.values()))

    def settled(self, second: Batch, answer: Mapping[str, Any], *, lost: bool = False) -> None:
        """Take in what became of a write that settles.

        `lost` says that an answer was lost: the marks may have been settled by that write, and another found none of them.
        """
        for step, count in zip(second.steps, changed(answer, len(second.steps)), strict=True):
            if count or lost:
                self._written |= {_place(one) for one in step.targets}

    def look_again(self, answer: Mapping[str, Any]) -> None:
        """Take in what whole columns show of the changes that are unsure."""
        targets, self.unsure = self.unsure, []
        look = Look.of(answer)
        standings = self._standings(look, Batch((Step({}, "other", tuple(targets)),)))
        for one in targets:
            standing = standings[one.change.sheet]
            if any(made(one, look, standing) for made in (_is_shown, _is_repaired)):
                self._written.add(_place(one))
                self._why.pop(_place(one), None)

    def receipt(self, batch: Batch, identity: str, *, drawn: bool = True) -> Receipt:
        """Say what was written and what was left; `drawn` whether report tabs were that went out after all pieces."""
        why = self._why | {_place(target): reason for target, reason in batch.left}
        made, kept = list[Changes](), list[Left]()
        for number, changes in enumerate(self.plan.changes):
            places = [(number, at) for at in range(len(changes))]
            if fine := [at for number, at in places if (number, at) in self._written]:
                made.append(changes.pick(fine))
            others = [place for place in places if place not in self._written]
            there = changes.pick([at for _, at in others])
            kept += [Left(one, why.get(place, SOMEBODY)) for place, one in zip(others, there, strict=True)]
        tabs = {step.tab for step in batch.steps} if drawn else self._drawn
        return Receipt(
            identity,
            tuple(made),
            tuple(kept),
            reports=tuple(report.sheet for report in self.plan.reports if report.sheet in tabs),
            besides=tuple(self._besides.found),
        )

    def _standings(self, look: Look, piece: Batch) -> Mapping[str, Standing]:
        sheets = dict.fromkeys(target.change.sheet for step in piece.steps for target in step.targets)
        tables = ((sheet, self.snapshot.table(sheet)) for sheet in sheets)
        return {
            sheet: Standing(table, self.snapshot, look, self._touched[sheet], piece.steps)
            for sheet, table in tables
            if table is not None
        }

    def _note(self, step: Step, count: int, look: Look, standings: Mapping[str, Standing]) -> None:
        """Note what a step made of its changes; what became of marks is known once they are settled."""
        if step.means not in {"value", "fill", "repair"}:
            return
        for one in step.targets:
            if step.means == "value" and self.snapshot.lookup(one.change.sheet, one.change.letter_index, one.change.row) == 0:
                continue  # its lookup is put in with another step, which says what came of it
            if self._landed(step, count, one, look, standings[one.change.sheet]):
                self._written.add(_place(one))
            elif step.means == "fill" and in_plain_text(one, look, self.snapshot):
                self._why[_place(one)] = PLAIN_TEXT
            elif count or step.means == "fill" or self._lost:
                self.unsure.append(one)

    def _landed(self, step: Step, count: int, target: Target, look: Look, standing: Standing) -> bool:
        """Say whether a step made a change; where its answer was lost, and the sheet does not tell, it counts as made.

        An undo looks at each cell, and leaves those that show something else; what counts as left would never come back.
        """
        if step.means == "fill":
            return _is_shown(target, look, standing)
        if step.means == "value":
            return not self._lost or _looks_up(target, look, standing)
        unknown = self._lost and _seen(target, look, standing) is None
        return count >= step.expect or unknown or _is_repaired(target, look, standing)

    def _settling(self, piece: Batch, look: Look, standings: Mapping[str, Standing]) -> Iterator[Step]:
        found = list(resolved(piece.steps, standings))
        yield from (Step(one.request, "mark", (one.target,) if one.right else (), 1) for one in found)
        yield from _without_apostrophes(found, self.snapshot)
        if any(step.token and step.means == "other" for step in piece.steps):
            yield from title_steps(self.plan, self.snapshot, look)
        for step in piece.steps:
            if step.means == "fill":
                yield from _misplaced(step, look, standings[step.targets[0].change.sheet], self.snapshot)


def in_plain_text(target: Target, look: Look, snapshot: GoogleSnapshot) -> bool:
    """Say whether a lookup became mere text, because its cell is formatted so: it is taken out again, and the person told."""
    change = target.change
    return is_literal(look.cell(snapshot.facts[change.sheet].sheet_id, change.letter_index, change.row).value)


def _place(target: Target) -> Place:
    return target.batch, target.at


def _touched(plan: Plan) -> Mapping[str, Touched]:
    """Return what a plan makes of which value, by sheet, row and field."""
    touched: dict[str, dict[int, dict[str, tuple[CellValue, CellValue]]]] = defaultdict(lambda: defaultdict(dict))
    for changes in plan.changes:
        for row, before, after in zip(changes.rows.tolist(), changes.before, changes.after, strict=True):
            touched[changes.sheet][row][changes.column] = before, after
    return touched


def _misplaced(step: Step, look: Look, standing: Standing, snapshot: GoogleSnapshot) -> Iterator[Step]:
    """Take lookups out of the whole sheet where columns were moved, and such as became mere text: the next run sees to them."""
    scope, lookup = {"sheetId": standing.sheet_id}, str(step.request["findReplace"]["replacement"])
    if not standing.in_place:
        place = shown_column(lookup, standing.sheet_id)
        yield Step(find_replace(pattern(standing.sheet_id, place), "", scope, regex=True, formulas=True), "other")
    if any(in_plain_text(one, look, snapshot) for one in step.targets):
        yield Step(find_replace(lookup, "", scope), "other")


def _without_apostrophes(found: list[Resolved], snapshot: GoogleSnapshot) -> Iterator[Step]:
    """Take the apostrophe away from cells of plain text, which go on to show it.

    Whatever the cell of a mark is, somebody may have moved or copied the mark into one that is plain text, or is not.
    """
    plain = {sheet for sheet in {one.target.change.sheet for one in found} if snapshot.has_plain_text(sheet)}
    for one in found:
        text, sheet = one.request["findReplace"]["replacement"], one.target.change.sheet
        if text.startswith("'") and sheet in plain:
            yield Step(find_replace(text, text[1:], {"sheetId": snapshot.facts[sheet].sheet_id}), "other")


def _is_shown(target: Target, look: Look, standing: Standing) -> bool:
    """Say whether the cell of a record shows a lookup."""
    change = target.change
    row = standing.rows_of.get(change.row_id)
    if row is None:
        return False
    return shown_column(look.cell(standing.sheet_id, change.letter_index, row).formula, standing.sheet_id) > 0


def _is_repaired(target: Target, look: Look, standing: Standing) -> bool:
    """Say whether the cell of a record holds what it was to become."""
    seen = _seen(target, look, standing)
    return seen is not None and not seen.formula and same_cell(seen.value, target.change.after)


def _looks_up(target: Target, look: Look, standing: Standing) -> bool:
    """Say whether the cell of a record shows by a lookup what it was to become."""
    seen = _seen(target, look, standing)
    ours = seen is not None and shown_column(seen.formula, standing.sheet_id) > 0
    return seen is not None and ours and same_cell(seen.value, target.change.after)


def _seen(target: Target, look: Look, standing: Standing) -> Seen | None:
    """Return the cell of a record; None where it is not known in which row that stands."""
    change = target.change
    row = standing.rows_of.get(change.row_id) or standing.like(change.row)
    return look.cell(standing.sheet_id, change.letter_index, row) if row else None


def _empty_still(piece: Batch, look: Look, standings: Mapping[str, Standing]) -> Iterator[Place]:
    """Yield the changes of empty cells that are empty still, so that nobody was there: Google did not find them."""
    for step in piece.steps:
        for one in step.targets if step.means in {"fill", "mark"} else ():
            change = one.change
            standing = standings[change.sheet]
            if change.before is not None or not standing.in_place:
                continue
            row = change.row if step.means == "mark" else standing.rows_of.get(change.row_id, change.row)
            if look.cell(standing.sheet_id, change.letter_index, row) == EMPTY:
                yield _place(one)
