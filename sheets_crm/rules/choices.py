"""Values of lists: services, channels, staff, clients, and the fixed choices of a column (A9, A10, B1)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from sheets_crm.formats import choices, names
from sheets_crm.formats.choices import Choices
from sheets_crm.formats.choices import judge as judge_choice
from sheets_crm.formats.clean import squeeze
from sheets_crm.formats.verdict import Doubt, Repair, Verdict
from sheets_crm.model.addresses import address
from sheets_crm.model.cells import CellValue, Kind, RichText, Vector
from sheets_crm.model.context import Context
from sheets_crm.model.layout import Column
from sheets_crm.model.plan import Changes, Finding
from sheets_crm.model.snapshot import Field, Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.rules.columns import distinct, fields_of, finding, judged
from sheets_crm.rules.rule import Rule, Yield

OWN_LIST_FROM = 10
CLIENT_NAMES = "clients.name"
OWN_SPELLING_FROM = 3
ALSO = Text("Также: ", "Also: ")
FIRST_STAYS = Text("в ячейке одна услуга, остальные записаны в комментарий", "one service a cell, the others are in the comment")
TO_COMMENT = Text("услуги, которым не место в одной ячейке с первой", "services that cannot share a cell with the first one")


def check(snapshot: Snapshot, context: Context) -> Iterator[Yield]:
    """Spell each value as its list does; one that is not in the list is a finding with the nearest entry."""
    for table in snapshot.tables:
        for one in fields_of(table, {"choice"}):
            if one.column and one.column.choices_from:
                yield from _of_list(table, one, one.column.choices_from, _listed(snapshot, context, one.column.choices_from))
            elif one.column and one.column.choices:
                yield from _of_column(table, one, one.column)


def entries(snapshot: Snapshot, source: str) -> list[str]:
    """Return the distinct entries of a list sheet ("services.title"), of all its tables; [] when there is none."""
    return list(_entries(_columns(snapshot, source)))


def _columns(snapshot: Snapshot, source: str) -> tuple[Vector, ...]:
    kind, _, name = source.partition(".")
    return tuple(one.cells for table in snapshot.of_kind(kind) if (one := table.field(name)))


def _entries(columns: tuple[Vector, ...]) -> Iterator[str]:
    found: dict[str, None] = {}
    for cells in columns:
        found.update(dict.fromkeys(cells.texts[cells.kinds == Kind.TEXT].tolist()))
    return (value for value in found if squeeze(value))


def _listed(snapshot: Snapshot, context: Context, source: str) -> Choices | None:
    title = context.layout.sheet(source.partition(".")[0]).title
    return _choices(_columns(snapshot, source), Text(title.ru, title.en))


@lru_cache(maxsize=8)  # many columns point at one list of clients, whose index takes long to make
def _choices(columns: tuple[Vector, ...], title: Text) -> Choices | None:
    known = list(_entries(columns))
    return Choices(known, title) if known else None


def _of_list(table: Table, one: Field, source: str, listed: Choices | None) -> Iterator[Yield]:
    if listed is None:
        return
    if (table.kind, one.key) != ("clients", "service"):
        judge = _unless_doubtful if source == CLIENT_NAMES else choices.judge
        yield from judged(table, one, RULE.name, partial(judge, choices=listed))
        return
    shared = [(parts, at) for value, at in distinct(one.cells) if (parts := choices.several(value, listed))]
    yield from judged(table, one, RULE.name, partial(_unless_several, listed=listed))
    if shared:
        yield from _split(table, one, shared)


def _unless_doubtful(value: CellValue, choices: Choices) -> Verdict:
    """Judge the name of a client; one that is itself doubtful in its list is not copied over a better spelling."""
    verdict = judge_choice(value, choices)
    return None if isinstance(verdict, Repair) and names.judge(verdict.value, "client") else verdict


def _unless_several(value: CellValue, listed: Choices) -> Verdict:
    return None if choices.several(value, listed) else choices.judge(value, listed)


def _of_column(table: Table, one: Field, column: Column) -> Iterator[Yield]:
    """Judge fixed choices; a column in which people keep a list of their own gets one note, not a finding for each cell."""
    fixed = choices.of_column(column, table.lang)
    strange = sum(len(at) for value, at in distinct(one.cells) if isinstance(choices.judge(value, fixed), Doubt))
    filled = int((one.cells.kinds != Kind.EMPTY).sum())
    if strange >= OWN_LIST_FROM and strange * 2 > filled:
        yield _own_list(table, one, column)
    elif _own_spelling(one, fixed):
        yield from judged(table, one, RULE.name, partial(_only_doubts, fixed=fixed))
    else:
        yield from judged(table, one, RULE.name, partial(choices.judge, choices=fixed))


def _own_spelling(one: Field, fixed: Choices) -> bool:
    """Say whether people spell the choices in a way of their own, which we understand: more cells so than in our spelling."""
    verdicts = [(choices.judge(value, fixed), len(at)) for value, at in distinct(one.cells)]
    other = sum(times for verdict, times in verdicts if isinstance(verdict, Repair))
    return other >= OWN_SPELLING_FROM and other > sum(times for verdict, times in verdicts if verdict is None)


def _only_doubts(value: CellValue, fixed: Choices) -> Verdict:
    verdict = choices.judge(value, fixed)
    return None if isinstance(verdict, Repair) else verdict


def _own_list(table: Table, one: Field, column: Column) -> Finding:
    titles = ", ".join(choice.title.in_(table.lang) for choice in column.choices)
    return Finding(
        table.sheet,
        "",
        address(table.header_row, one.letter_index),
        RULE.name,
        "note",
        Text(
            f"В колонке «{one.title}» свой список значений, программа его не меняет",
            f"“{one.title}” keeps a list of its own, which the program leaves as it is",
        ),
        Text(f"Программа понимает значения: {titles}", f"The program understands: {titles}"),
    )


def _split(table: Table, one: Field, shared: list[tuple[tuple[str, ...], NDArray[np.intp]]]) -> Iterator[Yield]:
    """Leave the first of several services in its cell and append the others to the comment: two edits, and no text lost (A10)."""
    firsts: dict[int, str] = {}
    comments: dict[int, str] = {}
    for parts, positions in shared:
        for at in positions.tolist():
            comment = _with_others(table, at, parts[1:])
            if comment is None:
                yield _cannot_split(table, one, at, parts)
            else:
                firsts[at], comments[at] = parts[0], comment
    if firsts:
        yield Changes.at(table, one.name, RULE.name, list(firsts), list(firsts.values()), FIRST_STAYS)
        yield Changes.at(table, "comment", RULE.name, list(comments), list(comments.values()), TO_COMMENT)


def _with_others(table: Table, at: int, others: tuple[str, ...]) -> str | None:
    """Return the record's comment with the other services at its end; None when it cannot be written without loss."""
    field = table.field("comment")
    if (
        field is None
        or field.column is None
        or at in field.cells.formulas
        or field.cells.kinds[at] not in (Kind.EMPTY, Kind.TEXT)
    ):
        return None
    before = field.cells.texts[at] or ""
    if isinstance(before, RichText):
        return None
    said = ALSO.in_(table.lang) + ", ".join(others)
    if before.endswith(said):
        return str(before)
    joint = "" if not before.strip() else " " if before.rstrip().endswith((".", "!", "?", ";")) else ". "
    return f"{before.rstrip() if joint else ''}{joint}{said}"


def _cannot_split(table: Table, one: Field, at: int, parts: tuple[str, ...]) -> Finding:
    named = "», «".join(parts)
    doubt = Doubt(
        Text(f"В одной ячейке несколько услуг: «{named}»", f"Several services in one cell: “{'”, “'.join(parts)}”"),
        Text("Оставьте одну, а остальные запишите в комментарий", "Leave one, and write the others into the comment"),
    )
    return finding(table, one, RULE.name, at, doubt)


RULE = Rule("choices", Text("Значения из списков", "Values of lists"), check)
