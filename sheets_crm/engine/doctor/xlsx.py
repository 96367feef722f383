"""What is checked of an Excel workbook."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sheets_crm.books.opening import opened
from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.books.xlsx.opc.package import Package
from sheets_crm.books.xlsx.rehearsal import rehearse
from sheets_crm.books.xlsx.writing.openelsewhere import refuse_if_open, refuse_if_unwritable
from sheets_crm.engine.doctor.home import ALONE, HOME, SPACE
from sheets_crm.engine.doctor.kept import BACKUPS, PROTECTION
from sheets_crm.engine.doctor.layout import LAYOUT, bound_by
from sheets_crm.engine.settings.config import Config
from sheets_crm.mapping.binding import Bound
from sheets_crm.model.checkup import Check, Outcome, passed
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text

MEGABYTE = 1 << 20


@dataclass
class XlsxCase:
    """A workbook, and what holds for it."""

    path: Path
    config: Config

    @property
    def name(self) -> str:
        """Its name is its path."""
        return str(self.path)

    @property
    def size(self) -> int:
        """How large a copy is, in bytes."""
        return self.path.stat().st_size if self.path.exists() else 0

    @cached_property
    def snapshot(self) -> Snapshot:
        """What was read."""
        return XlsxBook(self.path).read()

    @cached_property
    def bound(self) -> Bound:
        """What was read, with its tables."""
        return bound_by(self.name, self.config, self.snapshot)


def there(case: XlsxCase) -> Outcome:
    """Open the file."""
    opened(case.path).close()
    return passed(f"есть, {case.size / MEGABYTE:.1f} МБ", f"is there, {case.size / MEGABYTE:.1f} MB")


def workbook(case: XlsxCase) -> Outcome:
    """See that it is a workbook of a format that we know, without a password, whole, and no bomb."""
    with Package.open(case.path) as package:
        count = len(package.sheets)
    return passed(f"книга Excel, листов: {count}", f"an Excel workbook, sheets: {count}")


def read(case: XlsxCase) -> Outcome:
    """Read everything once, as a job does."""
    rows = sum(grid.last_row for grid in case.snapshot.grids.values())
    return passed(f"строк: {rows}", f"rows: {rows}")


def closed(case: XlsxCase) -> Outcome:
    """See that nobody has it open."""
    refuse_if_open(case.path.resolve())
    return passed("никем", "no")


def writable(case: XlsxCase) -> Outcome:
    """See that neither the file nor its folder is read-only."""
    refuse_if_unwritable(case.path.resolve())
    return passed("есть", "yes")


def lossless(case: XlsxCase) -> Outcome:
    """Try a write on a copy: whatever would make the program refuse the book shows there."""
    first = {
        one.sheet: ((max(one.header_row, 1), field.letter_index), field.title)
        for one in case.bound.snapshot.tables
        for field in one.fields[:1]
    }
    rehearse(case.path, first)
    return passed("проба на копии удалась", "a trial on a copy went well")


CHECKS: tuple[Check[XlsxCase], ...] = (
    Check("file", Text("Файл", "File"), there),
    Check("workbook", Text("Вид файла", "Kind of file"), workbook, ("file",)),
    Check("read", Text("Чтение", "Reading"), read, ("workbook",)),
    LAYOUT,
    Check("closed", Text("Кем открыта", "Open elsewhere"), closed, ("file",), "writing"),
    Check("writable", Text("Право записи", "Right to write"), writable, ("file",), "writing"),
    Check("lossless", Text("Запись без потерь", "Lossless writing"), lossless, ("read",), "writing"),
    HOME,
    PROTECTION,
    BACKUPS,
    ALONE,
    SPACE,
)
