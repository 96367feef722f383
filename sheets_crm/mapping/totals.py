"""Which rows at the end of a sheet are no records: sums, and the notes below them."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sheets_crm.mapping.traits import traits
from sheets_crm.model.cells import CellError, CellValue, Kind
from sheets_crm.model.snapshot import Grid

COUNTED = (
    r"(?:клиент|покупател|заказчик|контакт|запис|строк|позици|заказ|продаж|сдел|компани|организаци|сумм|оплат)\w*"
    r"|человек|чел\.?|штук|шт\.?|на сумму|к оплате|руб\w*\.?|р\.|₽"
    r"|(?:client|customer|contact|record|row|order|sale|deal|compan|people|item)\w*"
)
LABEL = re.compile(
    r"(?:итого|всего|общий итог|общая сумма|количество|кол-во|grand total|totals?|sum total)"
    rf"(?:\s+(?:по|за|на|for|of)\s[^:]*|\s+(?:{COUNTED}))*\s*[:=]?\s*(?P<sum>\d[\d\s.,]*\s*(?:{COUNTED})?)?",
    re.IGNORECASE,
)
COUNT = re.compile(rf"\d[\d\s.,]*\s*(?:{COUNTED})?", re.IGNORECASE)
REMARK = re.compile(
    r"(?:примечани[ея]|прим\.|источник|составил[аи]?|подготовил[аи]?|исполнитель|обновлено|выгружено|сформировано"
    r"|дата (?:обновления|выгрузки|формирования|составления)|notes?|source|prepared by|updated|exported|generated)\s*:",
    re.IGNORECASE,
)
STARRED = re.compile(r"[*†‡¹²³]+\s*(?P<said>\S+\s.*)", re.DOTALL)
SOMEBODY = frozenset({"person", "company", "phone", "email"})
LOOKED_AT = 12
KOPECK = 0.01
SIGNATURE_ROWS = 3
"""So many rows (a date, a signature, a note) may follow the sums at the end of a sheet."""

Cells = Mapping[int, tuple[CellValue, bool]]
"""What stands in a row by its columns: the value (None while a formula has none yet), and whether a formula makes it."""


def end_of_records(grid: Grid, header_row: int, rows: NDArray[np.intp]) -> int:
    """Return the last row that can be a record, of the used `rows` (ascending) below a header.

    What ends the records: the totals of an Excel table, «Итого» or «Всего клиентов: 5» with sums that need not be worked out
    yet, sums of what stands above them without a label, a footnote («* цены без НДС», «Составил: ...»), and up to three
    lines of one cell below the sums. A lone name in the last row is a client like any other.
    """
    for listed in grid.tables:
        if listed.totals_row and listed.area.first_row == header_row:
            return listed.area.last_row - 1
    end = int(rows[-1]) if len(rows) else header_row
    lines = 0
    for row in rows[-LOOKED_AT:][::-1].tolist():
        cells = _cells(grid, row)
        if _is_total(cells) or _sums_up(grid, header_row, row, cells):
            end, lines = row - 1, 0
        elif not lines and _is_footnote(cells):
            end = row - 1
        elif len(cells) <= 1 and lines < SIGNATURE_ROWS:
            lines += 1
        else:
            break
    return end


def _cells(grid: Grid, row: int) -> Cells:
    """Return what stands in one row, white space left out."""
    found: dict[int, tuple[CellValue, bool]] = {}
    for number, column in grid.columns.items():
        at = int(np.searchsorted(column.rows, row))
        if at < len(column.rows) and column.rows[at] == row:
            value, made = column.cells[at], at in column.cells.formulas
            if made or (value is not None and str(value).strip()):
                found[number] = (value, made)
    return found


def _is_total(cells: Cells) -> bool:
    """Demand one label; beside it only sums, or else the sum in the label itself."""
    words = [value.strip() for value, _ in cells.values() if isinstance(value, str) and not isinstance(value, CellError)]
    labels = [found for word in words if (found := LABEL.fullmatch(word))]
    others = [
        value for value, made in cells.values() if not made and not (isinstance(value, str) and LABEL.fullmatch(value.strip()))
    ]
    if len(labels) != 1 or not all(_may_be_sum(value) for value in others):
        return False
    return len(cells) > 1 or labels[0]["sum"] is not None


def _may_be_sum(value: CellValue) -> bool:
    """Take any number for a sum but one that looks like a phone, and words for one where they count something."""
    looks = traits(value)
    if "phone" in looks:
        return False
    return not isinstance(value, str) or isinstance(value, CellError) or "number" in looks or bool(COUNT.fullmatch(value.strip()))


def _sums_up(grid: Grid, header_row: int, row: int, cells: Cells) -> bool:
    """Say whether all that somebody typed into a row are the sums of the columns above it."""
    typed = {number: value for number, (value, made) in cells.items() if not made or isinstance(value, str)}
    return bool(typed) and all(
        isinstance(value, (int, float)) and _is_sum(grid, header_row, row, number, value) for number, value in typed.items()
    )


def _is_sum(grid: Grid, header_row: int, row: int, number: int, value: float) -> bool:
    column = grid.columns[number]
    first, last = np.searchsorted(column.rows, [header_row + 1, row])
    above = column.cells.numbers[first:last][column.cells.kinds[first:last] == Kind.NUMBER]
    return len(above) > 1 and abs(sum(above.tolist()) - value) < KOPECK


def _is_footnote(cells: Cells) -> bool:
    """Know a remark in a row of its own; a star before a name marks a client."""
    if len(cells) != 1:
        return False
    value, _ = next(iter(cells.values()))
    if not isinstance(value, str):
        return False
    starred = STARRED.fullmatch(value.strip())
    return bool(REMARK.match(value.strip()) or (starred and traits(starred["said"]).isdisjoint(SOMEBODY)))
