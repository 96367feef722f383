"""Finds the columns that a mapping speaks of in a sheet that may have changed since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sheets_crm.mapping.fits import CONTRADICTED, fit
from sheets_crm.mapping.profiles import profile
from sheets_crm.mapping.program import program_titles
from sheets_crm.mapping.titles import Title, Top, rows_between, titles, top
from sheets_crm.mapping.words import phrase
from sheets_crm.model.addresses import column_number, letters
from sheets_crm.model.layout import Sheet
from sheets_crm.model.mapping import MappedColumn, MappedSheet
from sheets_crm.model.plan import Finding
from sheets_crm.model.snapshot import Grid
from sheets_crm.model.text import Text

RULE = "mapping"


@dataclass(frozen=True)
class Placed:
    """Where a mapping's header and columns stand now: keys by column number, titles, and what is gone."""

    header_row: int
    titles: Mapping[int, Title]
    keys: Mapping[int, str]
    notes: tuple[Finding, ...]


def place(grid: Grid, mapped: MappedSheet, sheet: Sheet) -> Placed:
    """Find each column by its header where that stands once, else by its letter; then the program's own columns by title."""
    row = _header_row(grid, mapped)
    named = titles(rows_between(grid, row - 1, row), row) if row else {}
    where, gone = _columns(grid, mapped, named)
    keys: dict[int, str] = {}
    notes = [_gone(mapped, letter, column) for letter, column in gone if column.key]
    for number, (letter, column) in where.items():
        if column.key is None:
            continue
        stranger = bool(column.title) and _said(named, number) != phrase(column.title)
        if (
            stranger
            and fit(sheet.column(column.key), sheet.kind, profile(grid.columns[number], row, grid.last_row)) <= CONTRADICTED
        ):
            notes.append(_gone(mapped, letter, column))
            continue
        if stranger:
            notes.append(_renamed(mapped, number, column, named.get(number, Title("")).text, row))
        keys[number] = column.key
    return Placed(row, named, {**keys, **_own_columns(sheet, named, where, keys)}, tuple(notes))


def _header_row(grid: Grid, mapped: MappedSheet) -> int:
    """Return the row of the header now: rows may have been inserted above it since."""
    wanted = {phrase(column.title) for column in mapped.columns.values() if column.title}
    if not wanted:
        return mapped.header_row

    def hits(sheet: Top, row: int) -> int:
        return len(wanted & {phrase(title.text) for title in titles(sheet, row).values()})

    now = hits(rows_between(grid, mapped.header_row - 1, mapped.header_row), mapped.header_row)
    if now == len(wanted):
        return mapped.header_row
    upper = top(grid)
    best = max(upper.rows, key=lambda row: hits(upper, row), default=mapped.header_row)
    return best if hits(upper, best) > now else mapped.header_row


Found = dict[int, tuple[str, MappedColumn]]


def _columns(grid: Grid, mapped: MappedSheet, named: Mapping[int, Title]) -> tuple[Found, list[tuple[str, MappedColumn]]]:
    standing: dict[str, list[int]] = {}
    for number in named:
        standing.setdefault(_said(named, number), []).append(number)
    wanted = Counter(phrase(column.title) for column in mapped.columns.values())
    where: Found = {}
    rest = []
    for letter, column in mapped.columns.items():
        said = phrase(column.title)
        places = standing.get(said, []) if said else []
        if len(places) == 1 and wanted[said] == 1:
            where[places[0]] = (letter, column)
        else:
            rest.append((letter, column))
    gone = []
    for letter, column in rest:
        number = column_number(letter)
        if number in where or not (number in named or number in grid.columns):
            gone.append((letter, column))
        else:
            where[number] = (letter, column)
    return where, gone


def _own_columns(sheet: Sheet, named: Mapping[int, Title], where: Found, keys: Mapping[int, str]) -> dict[int, str]:
    """Know the columns that the program appended after the mapping was written."""
    ours = {
        title: column.key
        for column in sheet.columns
        if column.owner != "staff" and column.key not in keys.values()
        for title in program_titles(column)
    }
    found: dict[str, int] = {}
    for number, title in sorted(named.items()):
        if number not in where and title.text in ours:
            found.setdefault(ours[title.text], number)
    return {number: key for key, number in found.items()}


def _said(named: Mapping[int, Title], number: int) -> str:
    return phrase(named[number].text) if number in named else ""


def _gone(mapped: MappedSheet, letter: str, column: MappedColumn) -> Finding:
    told = f"«{column.title}»" if column.title else letter
    return Finding(
        mapped.sheet,
        "",
        "",
        RULE,
        "warning",
        Text(
            ru=f"На листе «{mapped.sheet}» нет столбца {told}, который назван в настройках",
            en=f"The sheet “{mapped.sheet}” no longer has the column {told} that the settings name",
        ),
        Text(
            ru="Если столбец переименовали, впишите его новый заголовок в настройки или запустите adopt ещё раз.",
            en="If it was renamed, write its new header into the settings, or run adopt again.",
        ),
    )


def _renamed(mapped: MappedSheet, number: int, column: MappedColumn, now: str, row: int) -> Finding:
    return Finding(
        mapped.sheet,
        "",
        f"{letters(number)}{row}" if row else "",
        RULE,
        "note",
        Text(
            ru=f"Столбец «{column.title}» теперь называется «{now}»; программа считает его тем же столбцом",
            en=f"The column “{column.title}” is now called “{now}”; the program takes it for the same column",
        ),
        Text(
            ru="Если это другой столбец, поправьте настройки или запустите adopt ещё раз.",
            en="If it is another column, mend the settings, or run adopt again.",
        ),
    )
