"""What waits for the owner's word in the tab «Предложения», and what the owner chose there (H8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sheets_crm.ledger.decisions import HEADER_WITHIN, SHIFTED, own_tab
from sheets_crm.model.cells import CellValue, Formula
from sheets_crm.model.proposals import Decision, Proposal
from sheets_crm.model.snapshot import Field, Grid, Snapshot, Table
from sheets_crm.model.text import Lang, Text

TITLE = Text(ru="Предложения", en="Proposals")
CHOICE, NUMBER, NOW = Text(ru="Решение", en="Decision"), Text(ru="№", en="No."), Text(ru="Сейчас в книге", en="In the book now")
WORDS: Mapping[Decision, Text] = {"accept": Text(ru="принять", en="accept"), "drop": Text(ru="отклонить", en="drop")}
GONE = Text(ru="записи больше нет", en="the record is gone")
MOST, MOST_OFFERED = 4, 12
"""So many cells of a row are told, of one that is there and of a new one."""
NO_COLUMN = Text(ru="столбца больше нет", en="the column is gone")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What stands beside a proposal: the words typed, the decision that they mean, and what the owner saw in the book."""

    typed: str
    decision: Decision | None
    saw: str | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a proposal belongs in the book as it is: the position of its record in the table; `why` not, where it has none."""

    table: Table | None
    at: int | None
    why: Text | None = None


def chosen_in(snapshot: Snapshot) -> Mapping[int, Chosen]:
    """Read the tab, under whatever name it stands in the book, by the numbers of the proposals."""
    grid = own_tab(snapshot, TITLE)
    found = _columns(grid) if grid else None
    if grid is None or found is None:
        return {}
    header, choice, number, now = found
    out = dict[int, Chosen]()
    for row in range(header + 1, grid.last_row + 1):
        told = grid.value(row, number)
        if isinstance(told, (int, float)) and not isinstance(told, bool):
            typed = _text(grid.value(row, choice))
            out[int(told)] = Chosen(typed, decision(typed), _text(grid.value(row, now)))
    return out


def decision(typed: str) -> Decision | None:
    """Return what a word means, in either language; None for any other."""
    return next((key for key, word in WORDS.items() if typed.casefold() in (word.ru, word.en)), None)


def spot(one: Proposal, snapshot: Snapshot) -> Spot:
    """Find the record that a proposal is of: by its ID; without one, by its row while it is called the same, else by its name."""
    table = snapshot.table(one.sheet)
    if one.kind in ("row", "place") or table is None:
        return Spot(table, None, None if one.sheet in snapshot.grids or table is not None else GONE)
    at = table.position.get(one.row_id)
    if at is not None and (not one.row_id.startswith("#") or label_of(table, at) == one.label):
        return Spot(table, at)
    alike = [at for at in range(len(table)) if label_of(table, at) == one.label] if one.row_id.startswith("#") else []
    return Spot(table, alike[0]) if len(alike) == 1 and one.label else Spot(table, None, GONE)


def field_of(table: Table, column: str, title: str) -> Field | None:
    """Return the column that a proposal names, by its key, or by its title where the layout does not know it."""
    one = table.field(column)
    if one is not None and (one.column is not None or one.title == title):
        return one
    return next((other for other in table.fields if other.title == title and title), None)


def label_of(table: Table, at: int) -> str:
    """Return what a record is called: what its first required column says, else its first words."""
    wanted = [one for one in table.fields if one.column and one.column.required] or list(table.fields)
    said = (_text(one.cells[at]) for one in wanted if one.key != "id")
    return next((text for text in said if text), "")


def now_text(one: Proposal, snapshot: Snapshot, lang: Lang) -> str:
    """Return what the book holds now where a proposal would write, as the tab shows it."""
    if one.kind == "row":
        return ""
    if one.kind == "place":
        grid = snapshot.grids.get(one.sheet)
        return told(grid.entered(one.row, one.cells[0].letter_index), lang) if grid else GONE.in_(lang)
    found = spot(one, snapshot)
    if found.table is None or found.at is None:
        return GONE.in_(lang)
    if one.kind == "remove":
        return record_text(found.table, found.at, lang)
    field = field_of(found.table, one.cells[0].column, one.cells[0].title)
    return told(field.cells.entered(found.at), lang) if field else NO_COLUMN.in_(lang)


def record_text(table: Table, at: int, lang: Lang) -> str:
    """Return the first of what staff wrote in a record, in one line."""
    return _in_short([(one.title, one.cells.entered(at)) for one in of_staff(table) if one.cells.kinds[at]], lang)


def of_staff(table: Table) -> tuple[Field, ...]:
    """Return the columns in which staff write, perhaps beside the program."""
    return tuple(one for one in table.fields if one.key != "id" and not (one.column and one.column.owner == "program"))


def offered_text(one: Proposal, lang: Lang) -> str:
    """Return what is proposed, as the tab shows it."""
    if one.kind == "row":
        return _in_short([(cell.title, cell.after) for cell in one.cells], lang, most=MOST_OFFERED)
    return "" if one.kind == "remove" else told(one.cells[0].after, lang)


def _in_short(cells: Sequence[tuple[str, CellValue]], lang: Lang, most: int = MOST) -> str:
    parts = [f"{title}: {told(value, lang)}" for title, value in cells[:most]]
    return "; ".join([*parts, *(["…"] if len(cells) > most else [])])


def told(value: CellValue, lang: Lang) -> str:
    """Return a value as people of a language write it: a formula as it was entered, days as cells show them."""
    if value is None:
        return ""
    if isinstance(value, Formula):
        return str(value)
    if isinstance(value, bool):
        return ("да" if value else "нет") if lang == "ru" else ("yes" if value else "no")
    if hasattr(value, "strftime"):
        day, hour = ("%d.%m.%Y" if lang == "ru" else "%Y-%m-%d"), "%H:%M"
        dated, timed = hasattr(value, "year"), hasattr(value, "hour")
        return str(value.strftime(" ".join([day] * dated + [hour] * timed)))
    said = str(value)
    return said.replace(".", ",") if lang == "ru" and isinstance(value, float) else said


def same_text(one: str | None, other: str) -> bool:
    """Say whether two texts read the same, however their blanks were kept."""
    return " ".join((one or "").split()) == " ".join(other.split())


def _columns(grid: Grid) -> tuple[int, int, int, int] | None:
    """Return the header row of the tab, and the columns of decisions, of numbers, and of what the book holds."""
    for row in range(3, HEADER_WITHIN + SHIFTED):
        places = {str(grid.value(row, column)): column for column in grid.columns}
        choice, number, now = (places.get(title.ru) or places.get(title.en) for title in (CHOICE, NUMBER, NOW))
        if choice and number and now:
            return row, choice, number, now
    return None


def _text(value: CellValue) -> str:
    return "" if value is None else str(value).strip()
