"""A CSV file as a book that can be read but not written: one sheet, every cell text as it stands in the file."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from sheets_crm.books.csv_sniffing import delimiter_of, encoding_of
from sheets_crm.books.opening import opened
from sheets_crm.errors import RefusedError, UnreadableError
from sheets_crm.model.cells import Kind, Vector
from sheets_crm.model.plan import Plan, Receipt
from sheets_crm.model.snapshot import Grid, Snapshot, SparseColumn
from sheets_crm.model.text import Text

LAST_COLUMN = 16_384
BINARY = (b"PK\x03\x04", bytes.fromhex("D0CF11E0A1B11AE1"))


class CsvBook:
    """One CSV file; the encoding and the separator are found out."""

    beside_people = False

    def __init__(self, path: Path) -> None:
        """Take the file's path."""
        self.path = path
        self.name = path.name

    def read(self) -> Snapshot:
        """Read the file as one sheet that is called as the file is; UnreadableError when it is no text."""
        data = self._bytes()
        where = str(self.path)
        if data.startswith(BINARY):
            told = Text(ru="это книга Excel, только названа .csv", en="this is an Excel workbook that is merely called .csv")
            mend = Text(ru="Переименуйте файл в .xlsx.", en="Rename the file to .xlsx.")
            raise UnreadableError(told, where=where, mend=mend)
        try:
            columns = gather(records(data.decode(encoding_of(data))))
        except (UnicodeDecodeError, csv.Error, ValueError) as error:
            told = Text(ru=f"файл не читается как CSV ({error})", en=f"the file cannot be read as CSV ({error})")
            mend = Text(
                ru="Сохраните его заново: «CSV UTF-8 (разделитель — запятая)».",
                en="Save it again as “CSV UTF-8 (Comma delimited)”.",
            )
            raise UnreadableError(told, where=where, mend=mend) from error
        grid = Grid(self.path.stem, columns)
        return Snapshot(self.name, hashlib.sha256(data).hexdigest(), {grid.name: grid})

    def identity(self) -> str:
        """Return the SHA-256 of the file."""
        return hashlib.sha256(self._bytes()).hexdigest()

    def write(self, plan: Plan, snapshot: Snapshot, on_ready: Callable[[str], None]) -> Receipt:  # noqa: ARG002 - a Book's method
        """Refuse: a CSV file holds neither formats nor sheets."""
        raise self.refusal()

    def backup(self, folder: Path, name: str) -> Path:  # noqa: ARG002 - a Book's method
        """Refuse, as nothing is ever written."""
        raise self.refusal()

    def restore(self, backup: Path) -> None:  # noqa: ARG002 - a Book's method
        """Refuse, as nothing was ever written."""
        raise self.refusal()

    def _bytes(self) -> bytes:
        with opened(self.path) as file:
            return file.read()

    def refusal(self) -> RefusedError:
        """Return why it is never written."""
        return RefusedError(
            Text(
                ru="файл CSV можно проверить, но не исправить на месте", en="a CSV file can be checked, but not mended in place"
            ),
            where=str(self.path),
            mend=Text(
                ru="Откройте его в Excel или LibreOffice, сохраните как «Книга Excel (.xlsx)» и запустите ещё раз на ней.",
                en="Open it in Excel or LibreOffice, save it as “Excel Workbook (.xlsx)” and run again on the new file.",
            ),
        )


def records(text: str) -> Iterable[list[str]]:
    """Split a text into records; a first line such as `sep=;` names the separator and is no record."""
    first, _, rest = text.partition("\n")
    told = first.strip().strip('"')
    if told.lower().startswith("sep=") and len(told) <= len("sep=;"):
        delimiter, text = told[4:] or "\t", rest
    else:
        delimiter = delimiter_of(text)
    spaced = f"{delimiter} " in text.partition("\n")[0]
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=spaced)


def gather(rows: Iterable[list[str]]) -> dict[int, SparseColumn]:
    """Turn records into columns; ValueError when a record has more fields than a sheet has columns."""
    found: dict[int, tuple[list[int], list[str]]] = defaultdict(lambda: ([], []))
    for row, record in enumerate(rows, 1):
        if len(record) > LAST_COLUMN:
            raise ValueError(f"{len(record)} fields in record {row}")
        for column, text in enumerate(record, 1):
            if text:
                places, texts = found[column]
                places.append(row)
                texts.append(text)
    return {column: column_of(*found[column]) for column in sorted(found)}


def column_of(rows: list[int], texts: list[str]) -> SparseColumn:
    """Make a column of texts."""
    objects = np.empty(len(texts), object)
    objects[:] = texts
    kinds = np.full(len(texts), Kind.TEXT, np.uint8)
    return SparseColumn(np.array(rows, np.int32), Vector(kinds, np.full(len(texts), np.nan), objects))
