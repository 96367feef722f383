"""Every row of a sheet looked at on its way: a sheet that contradicts itself is not written to.

Excel calls such a workbook damaged, and mends it by dropping cells; other programs take one of the copies. Nobody can say
which of them a person has seen.
"""

from __future__ import annotations

from operator import lt

from sheets_crm.books.xlsx.writing.sheethead import Head, UnsafeSheetError


class RowOrder:
    """Sees the rows of one sheet pass; `last` is the last one's number, `told` whether all that were seen last tell theirs."""

    def __init__(self, head: Head) -> None:
        """Take what the sheet's head says."""
        self.head, self.last, self.told = head, 0, True

    def look(self, held: bytes, cut: int) -> None:
        """Look at the rows that begin before `cut`; UnsafeSheetError when one is out of order, or begins with another's cell."""
        told = self.head.row_numbers.findall(held, 0, cut)
        self.told = True
        if not told:
            return
        numbers = [] if b"" in told else list(map(int, told))
        if not numbers or numbers[0] <= self.last or not all(map(lt, numbers, numbers[1:])):
            self._each(self.head.row_heads.findall(held, 0, cut))
        else:
            self.last = numbers[-1]

    def _each(self, heads: list[tuple[bytes, bytes]]) -> None:
        for told, cell in heads:
            number = int(told) if told else self.last + 1
            if number <= self.last:
                raise UnsafeSheetError(f"row {number} stands twice or out of order")
            if cell and int(cell) != number:
                raise UnsafeSheetError(f"row {number} has a cell of row {int(cell)}")
            self.last, self.told = number, self.told and bool(told)
