"""A plan as one write beside people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from sheets_crm.books.google.writing.batch import Batch, Step, Target, find_replace
from sheets_crm.books.google.writing.entering import typed, unsuited
from sheets_crm.books.google.writing.facts import TEXT_FORMAT, UNDO, GoogleSnapshot, position
from sheets_crm.books.google.writing.lookups import Hidden, fill_steps, hidden_steps, is_key, mended, pattern
from sheets_crm.books.google.writing.marks import is_new_id, mark
from sheets_crm.books.google.writing.newcolumns import column_steps
from sheets_crm.books.google.writing.reasons import PLAIN_TEXT, UNSHOWN, UNTYPED
from sheets_crm.books.google.writing.repairs import repairs, shown_before, takes_id
from sheets_crm.books.google.writing.showing import headers, ranges_of
from sheets_crm.books.google.writing.tabs import tab_steps
from sheets_crm.model.plan import Change, Plan
from sheets_crm.model.snapshot import Field, Table
from sheets_crm.model.text import Text


@dataclass
class _Parted:
    """The changes of a plan by the means that they take."""

    fills: dict[str, list[Target]] = field(default_factory=lambda: defaultdict(list))
    typed: list[Target] = field(default_factory=list)
    marks: list[Target] = field(default_factory=list)
    emptied: list[Target] = field(default_factory=list)
    left: list[tuple[Target, Text]] = field(default_factory=list)
    unnamed: AbstractSet[tuple[str, int]] = frozenset()
    """Sheets and rows of records whose own ID cannot be typed in: nothing goes by it."""


def requests_of(plan: Plan, snapshot: GoogleSnapshot) -> Batch:
    """Return the one write that makes a plan, in which no request can hit what people do meanwhile."""
    named = _new_ids(plan, snapshot)
    parted = _parted(plan, snapshot, named)
    done = repairs(parted.typed, snapshot)
    fills: list[Step] = []
    for sheet in dict.fromkeys((*parted.fills, *(sheet for sheet, _ in named))):
        fresh = {row_id: _lookups_in(sheet, row, snapshot) for (name, row), row_id in named.items() if name == sheet}
        fills.extend(_filled(sheet, parted.fills.get(sheet, []), fresh, snapshot))
    emptied, others = _emptied(parted.emptied, snapshot)
    marks = [mark(target, snapshot) for target in (*done.apart, *parted.marks, *others)]
    archived = [step for report in plan.reports if report.key == "archive" for step in tab_steps(report, snapshot)]
    tabs = [step for report in plan.reports if report.key != "archive" for step in tab_steps(report, snapshot)]
    values = [step for step in fills if step.means != "fill"]
    later = {step: None for step in done.steps if takes_id(step.targets[0].change, snapshot)}
    steps = (
        *archived,  # first: what is about to be emptied stands there already, should the write be cut short between its parts
        *mended(snapshot),
        *values,
        *emptied,
        *(step for step in done.steps if step not in later),
        *(step for step in fills if step.means == "fill"),
        *column_steps(plan, snapshot),
        *marks,
        *tabs,
    )
    return Batch(steps, (*ranges_of(steps, snapshot), *headers(plan)), tuple(parted.left), tuple(later))


def _parted(plan: Plan, snapshot: GoogleSnapshot, named: Mapping[tuple[str, int], str]) -> _Parted:
    parted = _Parted(unnamed=_unnamed(plan, snapshot))
    tabs = {
        sheet: Hidden.of(snapshot, sheet).beside(table)
        for sheet in {changes.sheet for changes in plan.changes}
        if (table := snapshot.table(sheet))
    }
    for number, changes in enumerate(plan.changes):
        table = snapshot.table(changes.sheet)
        one = table.field(changes.column) if table else None
        assert table is not None
        assert one is not None
        hidden = tabs[changes.sheet]
        for at, change in enumerate(changes):
            known = named.get((change.sheet, change.row)) if one.key != "id" else None
            _part(Target(number, at, replace(change, row_id=known) if known else change), table, one, hidden, snapshot, parted)
    return parted


def _new_ids(plan: Plan, snapshot: GoogleSnapshot) -> Mapping[tuple[str, int], str]:
    """Return the IDs that records get by this very plan, as when an undo is undone: by them all else in their rows is known.

    An ID that another record has already is none of these: its fills are that record's.
    """
    given: dict[tuple[str, int], str] = {}
    for changes in plan.changes:
        table = snapshot.table(changes.sheet)
        one = table.field(changes.column) if table else None
        if table is not None and one is not None and one.key == "id":
            pairs = zip(changes.rows.tolist(), changes.after, strict=True)
            given |= {
                (changes.sheet, row): after for row, after in pairs if isinstance(after, str) and after not in table.position
            }
    return given


def _unnamed(plan: Plan, snapshot: GoogleSnapshot) -> AbstractSet[tuple[str, int]]:
    """Return the rows that keep another record's ID, because it could not be typed back for certain: TRUE, say."""
    ids = (change for changes in plan.changes if changes.column == "id" for change in changes)
    copied = (one for one in ids if one.before is not None and one.after is not None)
    return {(one.sheet, one.row) for one in copied if _hindrance(Target(0, 0, one), snapshot)}


def _part(target: Target, table: Table, one: Field, hidden: Hidden, snapshot: GoogleSnapshot, parted: _Parted) -> None:
    change = target.change
    shown = snapshot.lookup(change.sheet, change.letter_index, change.row)
    sure = is_key(change.row_id) and change.row_id not in hidden.clashing
    keyed = sure and one.key != "id" and not _by_formula(table, change.row) and (change.sheet, change.row) not in parted.unnamed
    owned = one.column is not None and one.column.owner != "staff"
    if shown:
        ours = one.name in hidden.columns and hidden.place(one.name) == shown and keyed
        if ours and not (change.rule == UNDO and change.after is None):
            parted.fills[change.sheet].append(target)
        else:
            _replace_lookup(target, snapshot, parted)
    elif change.before is None and keyed and owned and change.rule != UNDO:
        if snapshot.format_of(snapshot.grids[change.sheet], change.letter_index, change.row) == TEXT_FORMAT:
            parted.left.append((target, PLAIN_TEXT))
        else:
            parted.fills[change.sheet].append(target)
    elif why := _hindrance(target, snapshot):
        parted.left.append((target, why))
    elif change.before is None or is_new_id(target, snapshot):
        parted.marks.append(target)
    else:
        parted.typed.append(target)


def _by_formula(table: Table, row: int) -> bool:
    """Say whether a row has no ID but what a formula comes to, which may be another at any moment: nothing goes by that."""
    at = position(table.rows, row)
    return table.field("id") is None or (at is not None and at in table.cells("id").formulas)


def _replace_lookup(target: Target, snapshot: GoogleSnapshot, parted: _Parted) -> None:
    """Take a lookup out of a cell that an undo empties, that shows another field, or whose record has no ID to look up."""
    change = target.change
    if typed(change.after, snapshot.locale) is None:
        parted.left.append((target, UNTYPED))
    elif why := _unsuited(change, snapshot):
        parted.left.append((target, why))
    elif change.after is None:
        parted.emptied.append(target)
    else:
        parted.marks.append(target)


def _emptied(targets: list[Target], snapshot: GoogleSnapshot) -> tuple[list[Step], list[Target]]:
    """Take the lookups of a field out in one request where all of them are to go; return the others, which need marks."""
    fields: dict[tuple[str, int], list[Target]] = defaultdict(list)
    for target in targets:
        change = target.change
        fields[change.sheet, snapshot.lookup(change.sheet, change.letter_index, change.row)].append(target)
    steps, others = list[Step](), list[Target]()
    for (sheet, place), group in fields.items():
        shown = sum(
            1 for (name, _), column in snapshot.lookups.items() if name == sheet for one in column.values() if one == place
        )
        if shown != len(group):
            others += group
            continue
        sheet_id = snapshot.facts[sheet].sheet_id
        request = find_replace(pattern(sheet_id, place), "", {"sheetId": sheet_id}, regex=True, formulas=True)
        steps.append(Step(request, "repair", tuple(group), len(group)))
    return steps, others


def _hindrance(target: Target, snapshot: GoogleSnapshot) -> Text | None:
    """Say why a change cannot be made by typing; None when it can."""
    change = target.change
    if typed(change.after, snapshot.locale) is None or typed(change.before, snapshot.locale) is None:
        return UNTYPED
    if why := _unsuited(change, snapshot):
        return why
    return None if change.before is None or shown_before(change, snapshot) else UNSHOWN


def _unsuited(change: Change, snapshot: GoogleSnapshot) -> Text | None:
    """Say why the format of its cell does not suit what a rule makes of it; an undo brings back what stood there anyhow."""
    shown_as = snapshot.format_of(snapshot.grids[change.sheet], change.letter_index, change.row)
    return None if change.rule == UNDO else unsuited(change.after, shown_as)


def _lookups_in(sheet: str, row: int, snapshot: GoogleSnapshot) -> AbstractSet[int]:
    """Return the columns of the hidden tab that a row shows already."""
    return {rows[row] for (name, _), rows in snapshot.lookups.items() if name == sheet and row in rows}


def _filled(sheet: str, targets: list[Target], fresh: Mapping[str, AbstractSet[int]], snapshot: GoogleSnapshot) -> Iterator[Step]:
    """Write the values of a sheet's records into its hidden tab, and lookups into the cells that have none.

    What is there of an ID that is only now given to a record was some other's: it would show in lookups that stand there already.
    """
    table = snapshot.table(sheet)
    assert table is not None
    was = Hidden.of(snapshot, sheet)
    cleared = was.without(fresh)
    if not targets and cleared.entries == was.entries:
        return
    raw = dict(zip(table.rows.tolist(), table.cells("id").values(), strict=True))
    now = cleared.with_changes(targets, raw)
    yield from hidden_steps(now, was, snapshot, tuple(targets))
    empty = [one for one in targets if not snapshot.lookup(sheet, one.change.letter_index, one.change.row)]
    yield from fill_steps(now, table, empty)
