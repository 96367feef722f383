"""What Google answered when a spreadsheet was read, kept as it came: it is the copy that is made before a write."""

from __future__ import annotations

from pathlib import Path

from sheets_crm.books.xlsx.opc.deflating import library

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
