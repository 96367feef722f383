"""What Google answered when a spreadsheet was read, kept as it came: it is the copy that is made before a write."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sheets_crm.books.google.reading.snapshot import Reading, to_reading
from sheets_crm.books.xlsx.opc.deflating import library
from sheets_crm.errors import UnreadableError
from sheets_crm.model.text import Text

Json = Mapping[str, Any]

GZIP = 31
"""The width of the window, in zlib's words, of a gzip member."""
ONE, SEVERAL = ".json.gz", ".jsonl.gz"


class Copies:
    """The answers of one reading, compressed at once; an answer is a line of the file that they make."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self._answers: list[bytes] = []

    def __bool__(self) -> bool:
        return bool(self._answers)

    def keep(self, answer: bytes) -> None:
        """Keep an answer."""
        module, level = library()
        made = module.compressobj(level, wbits=GZIP)
        self._answers.append(made.compress(answer) + made.compress(b"\n") + made.flush())

    def forget(self) -> None:
        """Start anew."""
        self._answers.clear()

    def write(self, folder: Path, name: str) -> Path:
        """Write one JSON document, or a book that was read in parts as one document a line, and forget them."""
        path = folder / f"{name}{ONE if len(self._answers) == 1 else SEVERAL}"
        path.write_bytes(b"".join(self._answers))
        self.forget()
        return path


def read_copy(path: Path) -> Reading:
    """Read a spreadsheet as it was from the answers that were kept of it, in however many parts; UnreadableError if damaged."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            about, *parts = [json.loads(line) for line in file if line.strip()]
    except (OSError, EOFError, zlib.error, ValueError) as error:
        what = Text("копия повреждена", "the copy is damaged")
        raise UnreadableError(what, where=str(path), mend=Text("Возьмите другую копию", "Take another copy")) from error

    def data(sheet: Json) -> Iterable[Json]:
        number = sheet["properties"].get("sheetId", 0)
        told = [one for part in (about, *parts) for one in part.get("sheets", ())]
        return [block for one in told if one["properties"].get("sheetId", 0) == number for block in one.get("data", ())]

    return to_reading(about, "", data=data)
