"""How large a zip's directory says that it is, before anybody reads it into memory."""

from __future__ import annotations

import struct
from io import SEEK_END, BufferedReader

LONGEST_COMMENT = 1 << 16
END = struct.Struct("<4s4H2LH")
END64 = struct.Struct("<4sQ2H2L4Q")
LOCATOR64 = struct.Struct("<4sLQL")


def directory_size(file: BufferedReader) -> int:
    """Return the size in bytes of a zip's directory as its end tells it; 0 when there is no end of a zip."""
    size = file.seek(0, SEEK_END)
    start = max(0, size - END.size - LONGEST_COMMENT)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(b"PK\5\6", 0, len(tail) - END.size + 4)
    if at < 0:
        return 0
    told = int(END.unpack_from(tail, at)[5])
    return max(told, _size64(file, start + at)) if _locator(file, start + at) else told


def _locator(file: BufferedReader, end: int) -> bool:
    file.seek(max(0, end - LOCATOR64.size))
    return file.read(4) == b"PK\6\7"


def _size64(file: BufferedReader, end: int) -> int:
    file.seek(max(0, end - LOCATOR64.size - END64.size))
    record = file.read(END64.size)
    return int(END64.unpack(record)[8]) if len(record) == END64.size and record.startswith(b"PK\6\6") else 0
