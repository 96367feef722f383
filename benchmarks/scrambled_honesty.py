"""What people do to a book and mean to; none of it is to be taken for an accident."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from scrambled_books import Sheet, some

from sheets_crm.model.cells import CellValue


def any_of(sheet: Sheet, *kinds: type) -> int | None:
    """A column that holds such values."""
    own = [one for one in sheet.own if not sheet.titles[one].startswith("№")]
    fit = [one for one in own if sum(isinstance(value, kinds) for value in sheet.cells[one]) > sheet.height / 2]
    return sheet.random.choice(fit) if fit else None


def each(sheet: Sheet, column: int | None, new: Callable[[CellValue, int], CellValue], rows: Sequence[int] | None = None) -> None:
    if column is None:
        return
    for at in range(sheet.height) if rows is None else rows:
        value = new(sheet.cells[column][at], at)
        if value != sheet.cells[column][at]:
            sheet.put(at, column, value)


def nothing(_: Sheet) -> None:
    pass


def whole_sort(sheet: Sheet) -> None:
    sheet.sort([(one, sheet.random.random() < 0.5) for one in sheet.random.sample(sheet.own, min(2, len(sheet.own)))])


def sort_and_number(sheet: Sheet) -> None:
    """Whole rows are sorted, then numbered anew."""
    whole_sort(sheet)
    each(sheet, sheet.own[0] if sheet.titles[sheet.own[0]].startswith("№") else None, lambda _, at: at + 1)


def number_anew(sheet: Sheet) -> None:
    """A row goes, another comes in the middle, and the numbers are filled down again."""
    sheet.delete(sheet.random.randrange(sheet.height))
    each(sheet, sheet.own[0] if sheet.titles[sheet.own[0]].startswith("№") else None, lambda _, at: at + 1)


def dearer(sheet: Sheet) -> None:
    by = sheet.random.choice((1.05, 1.1, 0.9, 1.2))
    each(sheet, any_of(sheet, int, float), lambda value, _: round(value * by) if isinstance(value, (int, float)) else value)


def rounded(sheet: Sheet) -> None:
    each(sheet, any_of(sheet, float, int), lambda value, _: round(value, -1) if isinstance(value, (int, float)) else value)


def new_prices(sheet: Sheet) -> None:
    each(sheet, any_of(sheet, int, float), lambda *_: sheet.random.choice((99, 149, 199, 249, 490, 990, 1500, 2000)))


def new_marks(sheet: Sheet) -> None:
    """Somebody fills a column of few values anew, as they see it."""
    few = [one for one in sheet.own if 1 < len(set(sheet.cells[one])) <= 12]
    column = sheet.random.choice(few) if few else None
    kinds = list(dict.fromkeys(sheet.cells[column])) if column is not None else []
    chance = sheet.random.choice((0.2, 0.6, 1.0))
    each(sheet, column, lambda value, _: some(sheet.random, kinds) if sheet.random.random() < chance else value)


def handover(sheet: Sheet) -> None:
    """One's rows go to another, or two change places, or everybody moves up by one."""
    few = [one for one in sheet.own if 1 < len(set(sheet.cells[one])) <= 12]
    if not few:
        return
    column = sheet.random.choice(few)
    kinds = list(dict.fromkeys(sheet.cells[column]))
    one, other = sheet.random.sample(kinds, 2)
    became: dict[CellValue, CellValue] = sheet.random.choice(
        ({one: other}, {one: other, other: one}, dict(zip(kinds, [*kinds[1:], kinds[0]], strict=True)))
    )
    each(sheet, column, lambda value, _: became.get(value, value))


def dealt_out(sheet: Sheet) -> None:
    """A group of rows is dealt out evenly among a few."""
    few = [one for one in sheet.own if 1 < len(set(sheet.cells[one])) <= 12]
    if few:
        column = sheet.random.choice(few)
        kinds = list(dict.fromkeys(sheet.cells[column]))
        each(sheet, column, lambda _, at: kinds[at % len(kinds)])


def find_and_replace(sheet: Sheet) -> None:
    column = any_of(sheet, str)
    old = sheet.random.choice("аоиek1")
    each(sheet, column, lambda value, _: str(value).replace(old, old.upper()) if isinstance(value, str) else value)


def fill_down(sheet: Sheet) -> None:
    """One value dragged over a block, or a series."""
    column = sheet.random.choice(sheet.own)
    first = sheet.random.randrange(sheet.height // 2)
    rows = range(first, sheet.random.randrange(first + 5, sheet.height))
    value = sheet.cells[column][first]
    step = sheet.random.choice((0, 1))
    each(
        sheet,
        column,
        lambda _, at: (
            value + step * (at - first)
            if isinstance(value, int)
            else value + timedelta(step * (at - first))
            if isinstance(value, date)
            else value
        ),
        rows,
    )


def other_format(sheet: Sheet) -> None:
    """A column is written in another way: numbers as text, text in capitals, days as text."""
    column = sheet.random.choice(sheet.own)
    each(sheet, column, lambda value, _: value.upper() if isinstance(value, str) else None if value is None else str(value))


def appended(sheet: Sheet) -> None:
    """An import at the end, many of whose values are in the book already, some whole rows, too."""
    before = sheet.height
    for _ in range(sheet.random.randrange(5, before)):
        at = sheet.random.randrange(before)
        row = [sheet.cells[one][at if sheet.random.random() < 0.5 else sheet.random.randrange(before)] for one in sheet.own]
        sheet.insert(sheet.height, row)


def block_inserted(sheet: Sheet) -> None:
    at, row = sheet.random.randrange(sheet.height), [sheet.cells[one][0] for one in sheet.own]
    for _ in range(sheet.random.randrange(1, 30)):
        sheet.insert(at, [value if sheet.random.random() < 0.5 else None for value in row])


def block_deleted(sheet: Sheet) -> None:
    first = sheet.random.randrange(sheet.height - 8)
    for _ in range(min(sheet.random.randrange(1, 30), sheet.height - first, sheet.height - 10)):
        sheet.delete(first)


def later(sheet: Sheet) -> None:
    by = timedelta(sheet.random.choice((1, 7, 30, 365)))
    rows = [at for at in range(sheet.height) if sheet.random.random() < sheet.random.choice((0.3, 1.0))]
    each(sheet, any_of(sheet, date), lambda value, _: value + by if isinstance(value, date) else value, rows)


def new_days(sheet: Sheet) -> None:
    each(sheet, any_of(sheet, date), lambda *_: date(2026, 11, 1) + timedelta(sheet.random.randrange(25)))


def counted_again(sheet: Sheet) -> None:
    """Most figures move a little."""
    each(
        sheet,
        any_of(sheet, int, float),
        lambda value, _: max(0, value + sheet.random.randrange(-3, 4)) if isinstance(value, (int, float)) else value,
    )


def emptied(sheet: Sheet) -> None:
    each(sheet, sheet.random.choice(sheet.own), lambda *_: None)


def copied_beside(sheet: Sheet) -> None:
    """One column's values are pasted into another."""
    if len(sheet.own) > 1:
        one, other = sheet.random.sample(sheet.own, 2)
        each(sheet, other, lambda _, at: sheet.cells[one][at])


def filled_by_another(sheet: Sheet) -> None:
    """Blanks are filled with what others have."""
    column = sheet.random.choice(sheet.own)
    usual = sheet.random.choice(sheet.cells[column])
    each(sheet, column, lambda value, _: usual if value is None else value)


def taken_in_turn(sheet: Sheet) -> None:
    """A few pairs of rows change values by hand."""
    column = sheet.random.choice(sheet.own)
    for _ in range(2):
        one, other = sheet.random.sample(range(sheet.height), 2)
        mine, theirs = sheet.cells[column][one], sheet.cells[column][other]
        sheet.put(one, column, theirs)
        sheet.put(other, column, mine)


def ranked(sheet: Sheet) -> None:
    """A place by some figure is written into a column of numbers that were places before."""
    column = sheet.own[0] if sheet.titles[sheet.own[0]] == "№" else None
    by = any_of(sheet, float, int)
    if column is not None and by is not None:
        place = {at: rank + 1 for rank, at in enumerate(sheet.order(range(sheet.height), [(by, True)]))}
        each(sheet, column, lambda _, at: place[at])


HONEST: tuple[Callable[[Sheet], None], ...] = (
    nothing,
    whole_sort,
    sort_and_number,
    number_anew,
    dearer,
    rounded,
    new_prices,
    new_marks,
    handover,
    dealt_out,
    find_and_replace,
    fill_down,
    other_format,
    appended,
    block_inserted,
    block_deleted,
    later,
    new_days,
    counted_again,
    emptied,
    copied_beside,
    filled_by_another,
    taken_in_turn,
    ranked,
)


def everyday(sheet: Sheet, count: int) -> None:
    """So many ordinary edits: a cell typed, emptied or copied from the row above, a row added or deleted."""
    for _ in range(count):
        at, chance = sheet.random.randrange(sheet.height), sheet.random.random()
        if chance < 0.1:
            other = sheet.random.randrange(sheet.height)
            sheet.insert(at, [sheet.cells[one][other] if sheet.random.random() < 0.7 else None for one in sheet.own])
        elif chance < 0.2 and sheet.height > 15:
            sheet.delete(at)
        else:
            column = sheet.random.choice(sheet.own)
            sheet.put(at, column, _typed(sheet, column, at))


def _typed(sheet: Sheet, column: int, at: int) -> CellValue:
    value, chance = sheet.cells[column][at], sheet.random.random()
    if chance < 0.1:
        return None
    if chance < 0.4:
        return sheet.cells[column][sheet.random.randrange(sheet.height)]
    if isinstance(value, (int, float)):
        return value + sheet.random.randrange(1, 50)
    if isinstance(value, date):
        return value + timedelta(sheet.random.randrange(1, 30))
    return f"{value or ''}{sheet.random.randrange(100)}"
