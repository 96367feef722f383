"""The honest work beside the fourth set: clients handed over, stages that move on, prices that rise, columns split."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import count

from scrambled_accidents import span
from scrambled_books import Sheet, word
from scrambled_honesty import any_of, each
from scrambled_offices import down, dropdowns

from sheets_crm.model.cells import CellValue


def _set_some(sheet: Sheet, new: Callable[[Sequence[CellValue], CellValue, int], CellValue]) -> None:
    """Set a dropdown anew, as a function of its values, what stands there, and the row."""
    if found := dropdowns(sheet):
        column = sheet.random.choice(found)
        kinds = list(dict.fromkeys(sheet.cells[column]))
        each(sheet, column, lambda value, at: new(kinds, value, at))


def prices_up(sheet: Sheet) -> None:
    """By a share, then to nines."""
    by = sheet.random.choice((1.07, 1.12, 1.3))
    each(
        sheet,
        any_of(sheet, int, float),
        lambda value, _: round(value * by / 10) * 10 - 1 if isinstance(value, (int, float)) else value,
    )


def clients_of_one_who_left(sheet: Sheet) -> None:
    """They are dealt out to those who stay, in turn or to whoever has time."""
    in_turn, number = sheet.random.random() < 0.5, count()

    def new(kinds: Sequence[CellValue], value: CellValue, _: int) -> CellValue:
        if value != kinds[0]:
            return value
        return kinds[1:][next(number) % len(kinds[1:])] if in_turn else sheet.random.choice(kinds[1:])

    _set_some(sheet, new)


def a_region_for_each(sheet: Sheet) -> None:
    """Everybody gets as many clients, by the alphabet, or as the rows stand."""
    order = sheet.order(range(sheet.height), [(sheet.random.choice(sheet.own), False)])
    place = {at: rank for rank, at in enumerate(order)}
    _set_some(sheet, lambda kinds, _, at: kinds[place[at] * len(kinds) // sheet.height])


def drawn_by_lot(sheet: Sheet) -> None:
    """Everybody gets as many clients, drawn by lot."""
    lots = sheet.random.sample(range(sheet.height), sheet.height)
    _set_some(sheet, lambda kinds, _, at: kinds[lots[at] % len(kinds)])


def stages_move_on(sheet: Sheet) -> None:
    chance = sheet.random.choice((0.1, 0.3, 0.7))
    _set_some(
        sheet,
        lambda kinds, value, _: kinds[min(len(kinds) - 1, kinds.index(value) + 1)] if sheet.random.random() < chance else value,
    )


def a_day_is_ticked(sheet: Sheet) -> None:
    """Nearly everybody was there."""
    usual = sheet.random.choice((0.6, 0.8, 0.95))
    _set_some(sheet, lambda kinds, *_: kinds[0] if sheet.random.random() < usual else sheet.random.choice(kinds[1:]))


def yesterday_is_copied_and_mended(sheet: Sheet) -> None:
    """One column is filled from its neighbour, then some cells of it are set."""
    found = dropdowns(sheet)
    if len(found) < 2:
        return
    one, other = sheet.random.sample(found, 2)
    kinds = list(dict.fromkeys(sheet.cells[one]))
    each(sheet, other, lambda _, at: sheet.cells[one][at] if sheet.random.random() < 0.9 else sheet.random.choice(kinds))


def by_the_figures(sheet: Sheet) -> None:
    """A, B and C by a figure: the best fifth, the next third, the rest."""
    by, few = any_of(sheet, int, float), dropdowns(sheet)
    few = [one for one in few if one != by]
    if by is None or not few:
        return
    column = sheet.random.choice(few)
    kinds = (list(dict.fromkeys(sheet.cells[column])) * 3)[:3]
    place = {at: rank / sheet.height for rank, at in enumerate(sheet.order(range(sheet.height), [(by, True)]))}
    each(sheet, column, lambda _, at: kinds[0 if place[at] < 0.2 else 1 if place[at] < 0.5 else 2])


def for_those_shown(sheet: Sheet) -> None:
    """What a filter shows gets one and the same value."""
    found = dropdowns(sheet)
    if len(found) < 2:
        return
    by, column = sheet.random.sample(found, 2)
    shown, value = sheet.random.choice(sheet.cells[by]), sheet.random.choice(sheet.cells[column])
    each(sheet, column, lambda *_: value, [at for at in range(sheet.height) if sheet.cells[by][at] == shown])


def rows_change_places(sheet: Sheet) -> None:
    """Whole rows are exchanged, or a block of them is moved by its edge."""
    every, rows = range(len(sheet.titles)), list(range(sheet.height))
    size = sheet.random.randrange(1, sheet.height // 2)
    first, to = (sheet.random.randrange(sheet.height - size) for _ in range(2))
    block, rest = rows[first : first + size], rows[:first] + rows[first + size :]
    sheet.carry(every, [*rest[:to], *block, *rest[to:]], rows)


def whole_rows_by_two_keys(sheet: Sheet) -> None:
    keys = sheet.random.sample(sheet.own, min(2, len(sheet.own)))
    rows = span(sheet)
    sheet.carry(range(len(sheet.titles)), sheet.order(rows, [(one, down(sheet)) for one in keys]), rows)


def split_in_two(sheet: Sheet) -> None:
    """Text to columns: the second word goes to the column on the right, over what stood there."""
    column = any_of(sheet, str)
    if column is None or column + 1 >= len(sheet.titles):
        return
    words = [str(value).split(maxsplit=1) if isinstance(value, str) else [] for value in sheet.cells[column]]
    each(sheet, column, lambda value, at: words[at][0] if words[at] else value)
    each(sheet, column + 1, lambda value, at: words[at][1] if len(words[at]) > 1 else value)


def joined_in_one(sheet: Sheet) -> None:
    """A column gets another one's words behind its own."""
    one, other = sheet.random.sample(sheet.own, 2)
    each(sheet, one, lambda value, at: f"{value or ''} {sheet.cells[other][at] or ''}".strip() or None)


def columns_exchanged(sheet: Sheet) -> None:
    """What stood under two headings stands the other way round now."""
    one, other = sheet.random.sample(sheet.own, 2)
    was, then = list(sheet.cells[one]), list(sheet.cells[other])
    each(sheet, one, lambda _, at: then[at])
    each(sheet, other, lambda _, at: was[at])


def renamed_everywhere(sheet: Sheet) -> None:
    """One value of a list is called otherwise, or is one with another."""
    other = sheet.random.choice((True, False))
    _set_some(sheet, lambda kinds, value, _: (kinds[-1] if other else "другое") if value == kinds[0] else value)


def overdue_put_off(sheet: Sheet) -> None:
    """What is late is to be done today, tomorrow, or on Monday."""
    column = any_of(sheet, date)
    limit = date(2025, 1, 1) + timedelta(sheet.random.randrange(50, 300))
    soon = [limit + timedelta(days) for days in (0, 1, 3)]
    each(sheet, column, lambda value, _: sheet.random.choice(soon) if isinstance(value, date) and value < limit else value)


def counted_in_the_store(sheet: Sheet) -> None:
    """Stock is taken: many figures are as they were, some are not, some things are gone."""
    each(
        sheet,
        any_of(sheet, int, float),
        lambda value, _: (
            sheet.random.choice((value, value, 0, value - 1, value - 2, value + 10)) if isinstance(value, (int, float)) else value
        ),
    )


def last_months_deleted(sheet: Sheet) -> None:
    """Rows of one kind are deleted by a filter, and new ones typed at the end."""
    by = sheet.random.choice(dropdowns(sheet) or sheet.own)
    value = sheet.random.choice(sheet.cells[by])
    for at in reversed([at for at in range(sheet.height) if sheet.cells[by][at] == value][: max(0, sheet.height - 15)]):
        sheet.delete(at)
    for _ in range(sheet.random.randrange(10)):
        like = sheet.random.randrange(sheet.height)
        sheet.insert(sheet.height, [sheet.cells[one][like] for one in sheet.own[:-1]] + [word(sheet.random, 3)])


def gone_through(sheet: Sheet) -> None:
    """Somebody goes down the list and sets what has changed, in two columns."""
    chance = sheet.random.choice((0.1, 0.3, 0.6))
    for _ in range(2):
        _set_some(sheet, lambda kinds, value, _: sheet.random.choice(kinds) if sheet.random.random() < chance else value)


HONEST: tuple[Callable[[Sheet], None], ...] = (
    prices_up,
    clients_of_one_who_left,
    a_region_for_each,
    drawn_by_lot,
    stages_move_on,
    a_day_is_ticked,
    yesterday_is_copied_and_mended,
    by_the_figures,
    for_those_shown,
    rows_change_places,
    whole_rows_by_two_keys,
    split_in_two,
    joined_in_one,
    columns_exchanged,
    renamed_everywhere,
    overdue_put_off,
    counted_in_the_store,
    last_months_deleted,
    gone_through,
)
