"""A plan as one write beside people, what the second write must settle, and the receipt of both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sheets_crm.books.google.writing.batch import EMPTY, Batch, Look, Step, Target, changed, find_replace, header_range, quoted
from sheets_crm.books.google.writing.entering import suits, typed
from sheets_crm.books.google.writing.facts import UNDO, GoogleSnapshot, same_cell
from sheets_crm.books.google.writing.lookups import Hidden, fill_steps, hidden_steps, is_key, is_literal, pattern, shown_column
from sheets_crm.books.google.writing.marks import Resolved, Standing, is_new_id, mark, resolved
from sheets_crm.books.google.writing.newcolumns import column_steps, title_steps
from sheets_crm.books.google.writing.repairs import repairs, shown_before, takes_id
from sheets_crm.books.google.writing.tabs import tab_steps
from sheets_crm.model.addresses import letters
from sheets_crm.model.cells import CellValue
from sheets_crm.model.plan import Changes, Left, Plan, Receipt
from sheets_crm.model.snapshot import Field, Table
from sheets_crm.model.text import Text

SOMEBODY = Text(
    "пока программа работала, эту ячейку или строку кто-то менял; в следующий раз",
    "somebody changed this cell or row while the program was at work; next time",
)
EMPTY_STILL = Text(
    "ячейка пуста, но Google не дал её заполнить; следующий прогон попробует снова",
    "the cell is empty, but Google did not let it be filled; the next run tries again",
)
NAMELESS = Text(
    "у строки нет ID: нельзя сказать наверняка, та же ли это запись",
    "the row has no ID: it is not certain to be the same record",
)
UNTYPED = Text(
    "такое значение нельзя вписать наверняка при региональных настройках этой таблицы",
    "such a value cannot be typed for certain with the locale of this spreadsheet",
)
PLAIN_TEXT = Text(
    "ячейка отформатирована как простой текст; выберите для столбца формат «Автоматически»",
    "the cell is formatted as plain text; choose the format “Automatic” for the column",
)
UNSHOWN = Text("не удалось узнать, что показывает ячейка", "what the cell shows could not be found out")
MOVED = Text("столбцы переставили, пока программа работала", "columns were moved while the program was at work")
BELOW = 50


@dataclass
class _Parted:
    """The changes of a plan by the means that they take."""

    fills: dict[str, list[Target]] = field(default_factory=lambda: defaultdict(list))
    typed: list[Target] = field(default_factory=list)
    marks: list[Target] = field(default_factory=list)
    emptied: list[Target] = field(default_factory=list)
    left: list[tuple[Target, Text]] = field(default_factory=list)


def requests_of(plan: Plan, snapshot: GoogleSnapshot) -> Batch:
    """Return the one write that makes a plan, in which no request can hit what people do meanwhile."""
    parted = _parted(plan, snapshot)
    done = repairs(parted.typed, snapshot)
    fills: list[Step] = []
    for sheet, targets in parted.fills.items():
        fills.extend(_filled(sheet, targets, snapshot))
    emptied, others = _emptied(parted.emptied, snapshot)
    marks = [mark(target, snapshot) for target in (*done.apart, *parted.marks, *others)]
    archived = [step for report in plan.reports if report.key == "archive" for step in tab_steps(report, snapshot)]
    tabs = [step for report in plan.reports if report.key != "archive" for step in tab_steps(report, snapshot)]
    values = [step for step in fills if step.means != "fill"]
    later = tuple(step for step in done.steps if takes_id(step.targets[0].change, snapshot))
    steps = (
        *archived,  # first: what is about to be emptied stands there already, should the write be cut short between its parts
        *values,
        *emptied,
        *(step for step in done.steps if step not in later),
        *(step for step in fills if step.means == "fill"),
        *column_steps(plan, snapshot),
        *marks,
        *tabs,
    )
    return Batch(steps, (*_ranges(steps, snapshot), *_headers(plan)), tuple(parted.left), later)


def settling(plan: Plan, snapshot: GoogleSnapshot, batch: Batch, answer: Mapping[str, Any]) -> Batch:
    """Return the second write: each mark becomes its value, or what it stood for; what landed in a wrong column is taken out."""
    look = Look.of(answer)
    standings = _standings(plan, snapshot, look, batch)
    found = list(resolved(batch.steps, look, standings))
    steps = [Step(one.request, "mark", (one.target,) if one.right else (), 1) for one in found]
    steps += _without_apostrophes(found, snapshot)
    steps += title_steps(plan, snapshot, look)
    for step in batch.steps:
        if step.means == "fill":
            standing = standings[step.targets[0].change.sheet]
            if not standing.in_place:
                steps.append(_taken_out(step, standing))
            if any(_in_plain_text(one, look, snapshot) for one in step.targets):
                steps.append(Step(find_replace(_lookup(step), "", {"sheetId": standing.sheet_id}), "other"))
    return Batch((*{repr(step.request): step for step in steps}.values(), *batch.later))


def _lookup(step: Step) -> str:
    """Return the text of the lookup that a step puts in."""
    return str(step.request["findReplace"]["replacement"])


def _in_plain_text(target: Target, look: Look, snapshot: GoogleSnapshot) -> bool:
    """Say whether a lookup became mere text, because its cell is formatted so: it is taken out again, and the person told."""
    change = target.change
    return is_literal(look.cell(snapshot.facts[change.sheet].sheet_id, change.letter_index, change.row).value)


def _without_apostrophes(found: list[Resolved], snapshot: GoogleSnapshot) -> Iterator[Step]:
    """Take the apostrophe away where a mark fell on another record and its cell, being plain text, goes on to show it."""
    for one in found:
        text = one.request["findReplace"]["replacement"]
        if not one.right and text.startswith("'"):
            sheet_id = snapshot.facts[one.target.change.sheet].sheet_id
            yield Step(find_replace(text, text[1:], {"sheetId": sheet_id}), "other")


def receipt_of(
    plan: Plan, snapshot: GoogleSnapshot, batch: Batch, answer: Mapping[str, Any], second: Mapping[str, Any] | None, identity: str
) -> Receipt:
    """Say what was written and what was left, from the answers to both writes."""
    look = Look.of(answer)
    standings = _standings(plan, snapshot, look, batch)
    written = {(target.batch, target.at) for target in _landed(batch, answer, look, standings)}
    written |= {(target.batch, target.at) for target in _settled(plan, snapshot, batch, answer, second or {})}
    why = {(target.batch, target.at): reason for target, reason in batch.left}
    fills = (one for step in batch.steps if step.means == "fill" for one in step.targets)
    why |= {(one.batch, one.at): PLAIN_TEXT for one in fills if _in_plain_text(one, look, snapshot)}
    why = dict.fromkeys(_empty_still(batch, look, standings), EMPTY_STILL) | why
    made, kept = list[Changes](), list[Left]()
    for number, changes in enumerate(plan.changes):
        fine = [at for at in range(len(changes)) if (number, at) in written]
        kept += [Left(one, why.get((number, at), SOMEBODY)) for at, one in enumerate(changes) if (number, at) not in written]
        if fine:
            made.append(changes.pick(fine))
    drawn = {step.tab for step in batch.steps if step.tab}
    tabs = tuple(report.sheet for report in plan.reports if report.sheet in drawn)
    return Receipt(identity, tuple(made), tuple(kept), reports=tabs)


def _empty_still(batch: Batch, look: Look, standings: Mapping[str, Standing]) -> Iterator[tuple[int, int]]:
    """Yield the changes of empty cells that are empty still, so that nobody was there: Google did not find them."""
    for step in batch.steps:
        for one in step.targets if step.means in {"fill", "mark"} else ():
            change = one.change
            standing = standings.get(change.sheet)
            if change.before is not None or standing is None or not standing.in_place:
                continue
            row = change.row if step.means == "mark" else standing.rows_of.get(change.row_id, change.row)
            if look.cell(standing.sheet_id, change.letter_index, row) == EMPTY:
                yield one.batch, one.at


def _parted(plan: Plan, snapshot: GoogleSnapshot) -> _Parted:
    parted, named = _Parted(), _new_ids(plan, snapshot)
    for number, changes in enumerate(plan.changes):
        table = snapshot.table(changes.sheet)
        one = table.field(changes.column) if table else None
        assert table is not None
        assert one is not None
        hidden = Hidden.of(snapshot, changes.sheet)
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


def _part(target: Target, table: Table, one: Field, hidden: Hidden, snapshot: GoogleSnapshot, parted: _Parted) -> None:
    change = target.change
    if change.rule == UNDO and change.row_id.startswith("#") and table.field("id") is not None:
        parted.left.append((target, NAMELESS))
        return
    shown = snapshot.lookup(change.sheet, change.letter_index, change.row)
    keyed = is_key(change.row_id) and table.field("id") is not None and one.key != "id"
    owned = one.column is not None and one.column.owner != "staff"
    if shown:
        ours = one.name in hidden.columns and hidden.place(one.name) == shown and keyed
        if ours and not (change.rule == UNDO and change.after is None):
            parted.fills[change.sheet].append(target)
        else:
            _replace_lookup(target, snapshot, parted)
    elif change.before is None and keyed and owned and change.rule != UNDO:
        parted.fills[change.sheet].append(target)
    elif why := _hindrance(target, snapshot):
        parted.left.append((target, why))
    elif change.before is None or is_new_id(target, snapshot):
        parted.marks.append(target)
    else:
        parted.typed.append(target)


def _replace_lookup(target: Target, snapshot: GoogleSnapshot, parted: _Parted) -> None:
    """Take a lookup out of a cell that an undo empties, that shows another field, or whose record has no ID to look up."""
    change = target.change
    grid = snapshot.grids[change.sheet]
    if typed(change.after, snapshot.locale) is None:
        parted.left.append((target, UNTYPED))
    elif change.rule != UNDO and not suits(change.after, snapshot.format_of(grid, change.letter_index, change.row)):
        parted.left.append((target, PLAIN_TEXT))
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
    grid = snapshot.grids[change.sheet]
    if typed(change.after, snapshot.locale) is None or typed(change.before, snapshot.locale) is None:
        return UNTYPED
    by_rule = change.rule != UNDO
    if by_rule and not suits(change.after, snapshot.format_of(grid, change.letter_index, change.row)):
        return PLAIN_TEXT
    return None if change.before is None or shown_before(target.change, snapshot) else UNSHOWN


def _filled(sheet: str, targets: list[Target], snapshot: GoogleSnapshot) -> Iterator[Step]:
    table = snapshot.table(sheet)
    assert table is not None
    was = Hidden.of(snapshot, sheet)
    raw = dict(zip(table.ids, table.cells("id").values(), strict=True))
    now = was.with_changes(targets, raw)
    yield from hidden_steps(now, was, snapshot, tuple(targets))
    empty = [one for one in targets if not snapshot.lookup(sheet, one.change.letter_index, one.change.row)]
    yield from fill_steps(now, table, empty)


def _ranges(steps: Iterable[Step], snapshot: GoogleSnapshot) -> Iterator[str]:
    """Name what the answer must show: the headers, the IDs and every column that was touched."""
    columns: dict[str, set[int]] = defaultdict(set)
    nameless: set[str] = set()
    for step in steps:
        for target in step.targets:
            change = target.change
            columns[change.sheet].add(change.letter_index)
            if step.means == "mark" and (change.row_id.startswith("#") or is_new_id(target, snapshot)):
                nameless.add(change.sheet)
    for sheet, touched in columns.items():
        table = snapshot.table(sheet)
        assert table is not None
        places = [one.letter_index for one in table.fields]
        known = table.field("id")
        if table.header_row:
            yield header_range(sheet, 1, table.header_row + BELOW, (min(places), max(places)))
        wanted = touched | ({known.letter_index} if known else set()) | (set(places) if sheet in nameless else set())
        yield from (f"{quoted(sheet)}!{letters(column)}:{letters(column)}" for column in sorted(wanted))


def _headers(plan: Plan) -> Iterator[str]:
    for sheet, row, last in {(new.sheet, new.header_row, new.letter_index) for new in plan.new_columns}:
        yield header_range(sheet, row, row, (1, last))


def _standings(plan: Plan, snapshot: GoogleSnapshot, look: Look, batch: Batch) -> Mapping[str, Standing]:
    touched: dict[str, dict[int, dict[str, tuple[CellValue, CellValue]]]] = defaultdict(lambda: defaultdict(dict))
    for changes in plan.changes:
        for row, before, after in zip(changes.rows.tolist(), changes.before, changes.after, strict=True):
            touched[changes.sheet][row][changes.column] = before, after
    tables = ((sheet, snapshot.table(sheet)) for sheet in touched)
    return {sheet: Standing(table, snapshot, look, touched[sheet], batch.steps) for sheet, table in tables if table is not None}


def _taken_out(step: Step, standing: Standing) -> Step:
    """Take a lookup out of the whole sheet: the columns were moved, and the next run puts it where it belongs."""
    place = shown_column(_lookup(step), standing.sheet_id)
    scope = {"sheetId": standing.sheet_id}
    return Step(find_replace(pattern(standing.sheet_id, place), "", scope, regex=True, formulas=True), "other")


def _landed(batch: Batch, answer: Mapping[str, Any], look: Look, standings: Mapping[str, Standing]) -> Iterator[Target]:
    """Yield what the first write made."""
    lookups = {(one.batch, one.at) for step in batch.steps if step.means == "fill" for one in step.targets}
    for step, count in zip(batch.steps, changed(answer, len(batch.steps)), strict=True):
        if step.means == "value":
            yield from (one for one in step.targets if (one.batch, one.at) not in lookups)
        elif step.means == "fill":
            yield from (one for one in step.targets if _is_shown(one, look, standings[one.change.sheet]))
        elif step.means == "repair":
            whole = count >= step.expect
            yield from (one for one in step.targets if whole or _is_repaired(one, look, standings[one.change.sheet]))


def _is_shown(target: Target, look: Look, standing: Standing) -> bool:
    change = target.change
    row = standing.rows_of.get(change.row_id)
    if row is None:
        return False
    return shown_column(look.cell(standing.sheet_id, change.letter_index, row).formula, standing.sheet_id) > 0


def _is_repaired(target: Target, look: Look, standing: Standing) -> bool:
    change = target.change
    row = standing.rows_of.get(change.row_id)
    if row is None and not change.row_id.startswith("#"):
        return False
    seen = look.cell(standing.sheet_id, change.letter_index, row or change.row)
    return not seen.formula and same_cell(seen.value, change.after)


def _settled(
    plan: Plan, snapshot: GoogleSnapshot, batch: Batch, answer: Mapping[str, Any], second: Mapping[str, Any]
) -> Iterator[Target]:
    """Yield the marked changes that came out."""
    steps = settling(plan, snapshot, batch, answer).steps
    for step, count in zip(steps, changed(second, len(steps)), strict=True):
        if count:
            yield from step.targets
