"""What is checked of a CSV file, which is read but never written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sheets_crm.books.csv import CsvBook
from sheets_crm.books.opening import opened
from sheets_crm.engine.doctor.layout import LAYOUT, bound_by
from sheets_crm.engine.settings.config import Config
from sheets_crm.mapping.binding import Bound
from sheets_crm.model.checkup import Check, Outcome, failed, passed
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text


@dataclass
class CsvCase:
    """A CSV file, and what holds for it."""

    path: Path
    config: Config

    @property
    def name(self) -> str:
        """Its name is its path."""
        return str(self.path)

    @cached_property
    def snapshot(self) -> Snapshot:
        """What was read."""
        return CsvBook(self.path).read()

    @cached_property
    def bound(self) -> Bound:
        """What was read, with its tables."""
        return bound_by(self.name, self.config, self.snapshot)


def there(case: CsvCase) -> Outcome:
    """Open the file."""
    opened(case.path).close()
    return passed("есть", "is there")


def read(case: CsvCase) -> Outcome:
    """Read everything once, as a job does."""
    rows = sum(grid.last_row for grid in case.snapshot.grids.values())
    return passed(f"строк: {rows}", f"rows: {rows}")


def written(case: CsvCase) -> Outcome:
    """Say that a CSV file can only be checked."""
    return failed(CsvBook(case.path).refusal())


CHECKS: tuple[Check[CsvCase], ...] = (
    Check("file", Text("Файл", "File"), there),
    Check("read", Text("Чтение", "Reading"), read, ("file",)),
    LAYOUT,
    Check("writable", Text("Запись", "Writing"), written, ("file",), "writing"),
)
