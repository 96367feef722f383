"""A client book that is an Excel workbook on this computer."""

from __future__ import annotations

import hashlib
import shutil
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sheets_crm.books.opening import opened
from sheets_crm.books.xlsx.cells.cellxml import CellEdit
from sheets_crm.books.xlsx.opc.package import Package
from sheets_crm.books.xlsx.reading.reader import read_snapshot
from sheets_crm.books.xlsx.tabs.placing import write_tab
from sheets_crm.books.xlsx.writing.edit import WorkbookEdit
from sheets_crm.books.xlsx.writing.growing import grow_around
from sheets_crm.books.xlsx.writing.openelsewhere import refuse_if_busy
from sheets_crm.books.xlsx.writing.save import flush, replacing
from sheets_crm.books.xlsx.writing.widening import widen_tables
from sheets_crm.books.xlsx.writing.write import own_errors, save
from sheets_crm.errors import RefusedError
from sheets_crm.model.addresses import address
from sheets_crm.model.plan import Changes, Left, NewColumn, Plan, Receipt
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text

NO_ROOM = Text(ru="Освободите место справа от списка", en="Make room at the right of the list")
OnReady = Callable[[str], None]


class XlsxBook:
    """An .xlsx, .xlsm, .xltx or .xltm file; `name` is its path."""

    beside_people = False

    def __init__(self, path: Path) -> None:
        """Take the path; nothing is opened yet."""
        self.path = path
        self.name = str(path)

    def read(self) -> Snapshot:
        """Read everything that rules need; UnreadableError when that cannot be done."""
        return read_snapshot(self.path)

    def identity(self) -> str:
        """Return the SHA-256 of the file; UnreadableError when it cannot be read."""
        with opened(self.path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def backup(self, folder: Path, name: str) -> Path:
        """Copy the file into a folder, flushed to disk, under this name and its own suffix."""
        folder.mkdir(parents=True, exist_ok=True)
        copy = folder / f"{name}{self.path.suffix}"
        with self.path.open("rb") as source, replacing(copy, self.path) as (file, commit):
            shutil.copyfileobj(source, file, 1 << 20)
            commit()
        return copy

    def restore(self, backup: Path) -> None:
        """Put a backup in the book's place, byte for byte and in one step; RefusedError when the book is open elsewhere."""
        target = self.path.resolve()
        with own_errors(self.path):
            if target.exists():
                refuse_if_busy(target)
            with backup.open("rb") as source, replacing(target, target if target.exists() else backup) as (file, commit):
                shutil.copyfileobj(source, file, 1 << 20)
                flush(file)
                if digest(Path(file.name)) != digest(backup):
                    what = Text(ru="копия записалась неверно", en="the copy was not written right")
                    raise RefusedError(what, where=self.name, mend=Text(ru="Проверьте диск", en="Check the disk"))
                commit()

    def write(self, plan: Plan, snapshot: Snapshot, on_ready: OnReady) -> Receipt:
        """Write a plan made from this snapshot, or nothing at all; cells that cannot be written without loss are `failed`.

        `on_ready` is told the identity that the book will have, after all is verified and just before it becomes visible.
        RefusedError when the book changed since the snapshot, is open elsewhere, or cannot be changed without loss.
        """
        target = self.path.resolve()
        with own_errors(self.path):
            refuse_if_busy(target)
            self._refuse_if_changed(snapshot, target)
            with Package.open(target) as package, WorkbookEdit(package, target.parent, snapshot.lang) as edit:
                work = _Work(edit, plan)
                work.run()
                if not (edit.replaced or edit.added or edit.removed):
                    on_ready(snapshot.identity)
                    return work.receipt(snapshot.identity)
                return self._commit(work, target, snapshot, on_ready)

    def _commit(self, work: _Work, target: Path, snapshot: Snapshot, on_ready: OnReady) -> Receipt:
        identity = ""

        def last_look(written: Path) -> None:
            nonlocal identity
            identity = digest(written)
            refuse_if_busy(target)
            self._refuse_if_changed(snapshot, target)
            on_ready(identity)

        save(work.edit, target, last_look)
        return work.receipt(identity)

    def _refuse_if_changed(self, snapshot: Snapshot, target: Path) -> None:
        if digest(target) != snapshot.identity:
            what = Text(ru="книгу изменили, пока мы считали", en="the workbook was changed while we were at work")
            mend = Text(ru="В ней ничего не тронуто. Запустите ещё раз", en="Nothing in it was touched. Run again")
            raise RefusedError(what, where=self.name, mend=mend)


def digest(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass
class _Work:
    """One plan being put into one edit."""

    edit: WorkbookEdit
    plan: Plan
    refused: dict[tuple[str, int, int], Text] = field(default_factory=dict)
    former: dict[tuple[str, str], str] = field(default_factory=dict)
    tabs: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Make the changes and new columns sheet by sheet, then the tabs."""
        cells: dict[str, dict[int, dict[int, CellEdit]]] = defaultdict(lambda: defaultdict(dict))
        for batch in self.plan.changes:
            rows, at = cells[batch.sheet], batch.letter_index
            formats = batch.formats or [None] * len(batch)
            for row, value, shown in zip(batch.rows.tolist(), batch.after, formats, strict=True):
                rows[row][at] = CellEdit(value, shown)
        columns: dict[str, list[NewColumn]] = defaultdict(list)
        for column in self.plan.new_columns:
            columns[column.sheet].append(column)
        for sheet in sorted(cells.keys() | columns.keys()):
            self._sheet(sheet, cells[sheet], columns[sheet])
        self.tabs = [tab for report in self.plan.reports if (tab := write_tab(self.edit, report))]
        self.edit.finish()

    def _sheet(self, name: str, cells: dict[int, dict[int, CellEdit]], columns: list[NewColumn]) -> None:
        sheet = self.edit.sheet(name)
        if columns:
            headers = widen_tables(self.edit, sheet, columns)
            for column in columns:
                cells[column.header_row][column.letter_index] = CellEdit(headers[column.letter_index], like_left=True)
        refused = self.edit.edit_cells(sheet, cells, columns, grow=True)
        grow_around(self.edit, sheet)
        for column in columns:
            if why := refused.get((column.header_row, column.letter_index)):
                where = f"{self.edit.book}: {name}!{address(column.header_row, column.letter_index)}"
                raise RefusedError(why, where=where, mend=NO_ROOM)
        self.refused |= {(name, *place): why for place, why in refused.items()}
        splicer = self.edit.cells.get(sheet.part)
        if splicer:
            self.former |= {(name, address(*place)): code for place, code in splicer.former.items()}

    def receipt(self, identity: str) -> Receipt:
        """Say what was written and what was not."""
        written: list[Changes] = []
        failed: list[Left] = []
        for batch in self.plan.changes:
            if not self.refused:
                written.append(batch)
                continue
            done = [(batch.sheet, row, batch.letter_index) not in self.refused for row in batch.rows.tolist()]
            if not all(done):
                failed += [
                    Left(change, self.refused[change.sheet, change.row, change.letter_index])
                    for change, fine in zip(batch, done, strict=True)
                    if not fine
                ]
            written.append(batch.pick([at for at, wanted in enumerate(done) if wanted]))
        return Receipt(
            identity,
            tuple(batch for batch in written if len(batch)),
            failed=tuple(failed),
            reports=tuple(self.tabs),
            former_formats=self.former,
        )
