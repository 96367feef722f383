"""Puts records into a new workbook's sheets as a stream, so that a million rows need no memory, and the same bytes each time."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from itertools import islice
from math import isfinite
from pathlib import Path
from shutil import copyfileobj
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sheets_crm.books.xlsx.template.decor import Styles
from sheets_crm.errors import RefusedError, UsageError
from sheets_crm.model.addresses import letters
from sheets_crm.model.cells import CellError, CellValue, RichText
from sheets_crm.model.serials import to_serial
from sheets_crm.model.text import Text

Rows = Sequence[Mapping[str, CellValue]]
Filler = Callable[[bytes], Iterator[bytes]]
"""Makes the part of a drafted sheet into what goes to the file."""
LONGEST_TEXT, MOST_ROWS = 32767, 2**20 - 1
UNSAFE = re.compile("[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
DIMENSION = re.compile(rb'<dimension ref="[^"]*"')
ROWS_AT_ONCE = 2000
COMING_AGAIN, MOST_KNOWN = frozenset({str, date}), 20_000
"""Types whose values are often the same, and equal only when they are written alike; how many of a column are remembered."""
EARLIEST_ZIP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Filling:
    """What goes into one sheet part: its records, the columns they go to, the columns that hold digits as text."""

    title: str
    keys: tuple[str, ...]
    styles: tuple[Styles, ...]
    rows: Rows
    digits_as_text: tuple[str, ...]


def escaped(text: str) -> str:
    """Return text as XML; characters that XML cannot hold as `_xHHHH_`, the way Excel writes them."""
    return UNSAFE.sub(lambda found: ENTITIES.get(found[0]) or f"_x{ord(found[0]):04X}_", text)


def text_tail(text: str, style: int) -> str:
    """Return a cell of text, whatever it begins with, from the end of its address on; RefusedError when it is too long."""
    if len(text) > LONGEST_TEXT:
        told = Text(
            ru=f"в ячейку помещается {LONGEST_TEXT} знаков, а здесь {len(text)}",
            en=f"a cell holds {LONGEST_TEXT} characters, here are {len(text)}",
        )
        raise RefusedError(told, mend=Text(ru="Сократите текст.", en="Shorten the text."))
    inner = text.runs if isinstance(text, RichText) else f"<t{_kept(text)}>{escaped(text)}</t>"
    return f'" s="{style}" t="inlineStr"><is>{inner}</is></c>'


def _kept(text: str) -> str:
    return ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""


def tail(value: CellValue, styles: Styles) -> str:
    """Return a filled cell as XML, its value exactly as given, from the end of its address on; RefusedError when it cannot be."""
    if isinstance(value, CellError):
        return f'" s="{styles.base}" t="e"><v>{escaped(value)}</v></c>'
    if isinstance(value, str):
        return text_tail(value, styles.quoted if value[0] in "=+-@" else styles.base)
    if isinstance(value, bool):
        return f'" s="{styles.base}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, float, Decimal)):
        if not isfinite(value):
            told = Text(ru=f"{value} нельзя записать в ячейку числом", en=f"{value} cannot stand in a cell as a number")
            raise RefusedError(told)
        return f'" s="{styles.base}"><v>{value}</v></c>'
    return _moment(value, styles) if value is not None else ""


def _moment(value: date | datetime | time, styles: Styles) -> str:
    serial = to_serial(value)
    if serial < 0:  # Excel has no days before 1900
        return text_tail(value.isoformat(), styles.base)
    style = styles.datetime if isinstance(value, (datetime, time)) else styles.date
    return f'" s="{style}"><v>{int(serial) if serial.is_integer() else serial!r}</v></c>'


class _ColumnWriter:
    """Writes one column's cells; the texts and days that come again and again are put into XML once."""

    def __init__(self, letter: str, key: str, styles: Styles) -> None:
        self.letter, self.key, self.styles = letter, key, styles
        self.known: dict[CellValue, str] = {}

    def cells(self, rows: Sequence[Mapping[str, CellValue]], numbers: Sequence[int]) -> list[str]:
        key, head, known, out = self.key, f'<c r="{self.letter}', self.known, []
        for row, number in zip(rows, numbers, strict=True):
            value = row.get(key)
            if value is None or value == "":
                out.append("")
            else:
                kept = known.get(value) if type(value) in COMING_AGAIN else None
                out.append(f"{head}{number}{kept or self._new(value, number)}")
        return out

    def _new(self, value: CellValue, number: int) -> str:
        try:
            made = tail(value, self.styles)
        except RefusedError as error:
            raise RefusedError(error.what, where=f"{self.letter}{number}", mend=error.mend) from error
        if type(value) in COMING_AGAIN and len(self.known) < MOST_KNOWN:
            self.known[value] = made
        return made


def row_chunks(filling: Filling) -> Iterator[bytes]:
    """Yield the rows of a sheet as XML, from row 2 on, a few thousand at once; UsageError for a column that it does not have."""
    if len(filling.rows) > MOST_ROWS:
        told = Text(ru=f"на лист помещается {MOST_ROWS} строк", en=f"a sheet holds {MOST_ROWS} rows")
        raise RefusedError(told, where=filling.title, mend=Text(ru="Разделите данные.", en="Split the data."))
    known, rows = frozenset(filling.keys), iter(filling.rows)
    named = zip(filling.keys, filling.styles, strict=True)
    columns = [_ColumnWriter(letters(at), key, styles) for at, (key, styles) in enumerate(named, 1)]
    for first in range(2, len(filling.rows) + 2, ROWS_AT_ONCE):
        chunk = list(islice(rows, ROWS_AT_ONCE))
        numbers = range(first, first + len(chunk))
        for number, row in zip(numbers, chunk, strict=True):
            if not row.keys() <= known:
                raise UsageError(f"there is no column {min(row.keys() - known)!r}", where=f"{filling.title}, {number}")
        cells = zip(*(column.cells(chunk, numbers) for column in columns), strict=True)
        yield "".join([f'<row r="{number}">{"".join(row)}</row>' for number, row in zip(numbers, cells, strict=True)]).encode()


def filled(part: bytes, filling: Filling) -> Iterator[bytes]:
    """Yield a sheet part with the records in it, and without the green corners on phones that are all digits."""
    last = max(len(filling.rows), 1) + 1
    reference = f'<dimension ref="A1:{letters(len(filling.keys))}{last}"'.encode()
    head, tail = DIMENSION.sub(reference, part, count=1).split(b"</sheetData>")
    yield head
    yield from row_chunks(filling)
    yield b"</sheetData>"
    if filling.digits_as_text:
        area = " ".join(f"{letter}2:{letter}{2**20}" for letter in filling.digits_as_text)
        ignored = f'<ignoredErrors><ignoredError sqref="{area}" numberStoredAsText="1"/></ignoredErrors><tableParts'
        tail = tail.replace(b"<tableParts", ignored.encode(), 1)
    yield tail


def repack(draft: BytesIO, target: IO[bytes], fillers: Mapping[str, Filler], created: datetime, folder: Path) -> None:
    """Copy a drafted workbook part by part, filling its sheets; all parts bear the time `created`."""
    with ZipFile(draft) as source, ZipFile(target, "w") as archive:
        for name in source.namelist():
            info = ZipInfo(name, max(created.timetuple()[:6], EARLIEST_ZIP))
            info.compress_type, info.create_system = ZIP_DEFLATED, 3  # the same on every machine
            with tempfile.TemporaryFile(dir=folder) as spool:
                part = source.read(name)
                spool.writelines(fillers[name](part) if name in fillers else [part])
                info.file_size = spool.tell()  # known before, so that only huge parts are written as ZIP64
                spool.seek(0)
                with archive.open(info, "w") as out:
                    copyfileobj(spool, out, 2**20)
