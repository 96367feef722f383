"""What goes wrong in a book; each accident returns how many rows show another record's value."""

from __future__ import annotations

from collections.abc import Callable

from scrambled_books import Sheet


def columns_of(sheet: Sheet) -> list[int]:
    """Columns as one marks them: neighbours, or now and then some with Ctrl held; never all that belong together.

    Nor a running number alone: one that is moved looks as one that was numbered anew.
    """
    own = [one for one in sheet.own if not sheet.titles[one].startswith("№")] if sheet.random.random() < 0.8 else sheet.own
    most = len(own) - 1 if len(own) > 1 else 1
    width = min(most, 1 + int(sheet.random.expovariate(0.6)))
    start = sheet.random.randrange(len(own) - width + 1)
    if sheet.random.random() < 0.15:
        return sorted(sheet.random.sample(own, width))
    return own[start : start + width]


def span(sheet: Sheet) -> range:
    """All rows, or as far as the mouse went."""
    height, chance = sheet.height, sheet.random.random()
    if chance < 0.6:
        return range(height)
    first = 0 if chance < 0.8 else sheet.random.randrange(height // 3)
    return range(first, max(first + min(12, height), height - sheet.random.randrange(height // 3)))


def sorts(sheet: Sheet) -> int:
    columns, rows = columns_of(sheet), span(sheet)
    keys = [
        (one, sheet.random.random() < 0.4)
        for one in sheet.random.sample(columns, min(len(columns), sheet.random.choice((1, 1, 2))))
    ]
    return sheet.carry(columns, sheet.order(rows, keys), rows)


def sorts_again(sheet: Sheet) -> int:
    return max(sorts(sheet), sorts(sheet))


def sorts_with_ids(sheet: Sheet) -> int:
    """The left part is sorted, with what the rows are known by."""
    columns = range(sheet.random.randrange(1, len(sheet.titles)))
    rows = span(sheet)
    return sheet.carry(columns, sheet.order(rows, [(sheet.random.choice(columns), sheet.random.random() < 0.4)]), rows)


def shuffles(sheet: Sheet) -> int:
    """“Randomize range”."""
    columns, rows = columns_of(sheet), span(sheet)
    return sheet.carry(columns, sheet.random.sample(rows, len(rows)), rows)


def deletes_cells(sheet: Sheet) -> int:
    """Shift up, by one or a few cells."""
    columns, many = columns_of(sheet), sheet.random.choice((1, 1, 1, 2, 5))
    at = sheet.random.randrange(max(1, sheet.height - 10 - many))
    below = [*range(at + many, sheet.height), *[-1] * many]
    return sheet.carry(columns, below, range(at, sheet.height))


def inserts_cells(sheet: Sheet) -> int:
    """Shift down, the last ones going on below the sheet, where nobody looks."""
    columns, many = columns_of(sheet), sheet.random.choice((1, 1, 1, 2, 5))
    at = sheet.random.randrange(max(1, sheet.height - 10 - many))
    return sheet.carry(columns, [*[-1] * many, *range(at, sheet.height - many)], range(at, sheet.height))


def drags_block(sheet: Sheet) -> int:
    """A block of cells is cut and put a few rows off, over what stood there."""
    columns, height = columns_of(sheet), sheet.height
    size, by = sheet.random.randrange(10, height - 5), sheet.random.choice((1, 1, 2, 3))
    first = sheet.random.randrange(height - size - by + 1) if height - size - by >= 0 else 0
    size = min(size, height - by - first)
    return sheet.carry(columns, [*[-1] * by, *range(first, first + size)], range(first, first + size + by))


def pastes_filtered(sheet: Sheet) -> int:
    """What a filter shows is copied and pasted over rows, the hidden ones, too."""
    kinds = sorted((one for one in sheet.own), key=lambda one: len(set(sheet.cells[one])))[: max(1, len(sheet.own) // 2)]
    by = sheet.random.choice(kinds)
    value = sheet.random.choice(sheet.cells[by])
    rows = [at for at in range(sheet.height) if sheet.cells[by][at] == value]
    others = [one for one in sheet.own if one != by and len(set(sheet.cells[one])) > 1]
    if not others or len(rows) == sheet.height:
        return 0
    first = sheet.random.randrange(max(1, sheet.height - len(rows) + 1))
    return sheet.carry([sheet.random.choice(others)], rows, range(first, first + len(rows)))


def sorts_what_a_filter_shows(sheet: Sheet) -> int:
    """Some columns of the rows that a filter shows."""
    by = min(sheet.own, key=lambda one: abs(len(set(sheet.cells[one])) - 4))
    value = sheet.random.choice(sheet.cells[by])
    rows = [at for at in range(sheet.height) if sheet.cells[by][at] == value]
    columns = [one for one in columns_of(sheet) if one != by]
    if not columns:
        return 0
    return sheet.carry(columns, sheet.order(rows, [(columns[0], sheet.random.random() < 0.5)]), rows)


def turns_over(sheet: Sheet) -> int:
    """A column pasted from a list that ran the other way."""
    columns, rows = columns_of(sheet), span(sheet)
    return sheet.carry(columns, list(reversed(rows)), rows)


ACCIDENTS: tuple[Callable[[Sheet], int], ...] = (
    sorts,
    sorts,
    sorts_again,
    sorts_with_ids,
    shuffles,
    deletes_cells,
    inserts_cells,
    drags_block,
    pastes_filtered,
    sorts_what_a_filter_shows,
    turns_over,
)
