"""A zip written member by member: untouched ones as the very bytes that they were compressed to, new ones deflated."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import BinaryIO

from sheets_crm.books.xlsx.opc.deflating import compressor, library

PIECE = 1 << 20
LOCAL = struct.Struct("<4sHHHHHLLLHH")
CENTRAL = struct.Struct("<4sBBBBHHHHLLLHHHHHLL")
END = struct.Struct("<4sHHHHLLH")
END64 = struct.Struct("<4sQHHLLQQQQ")
LOCATOR64 = struct.Struct("<4sLQL")
MOST32, MOST16 = 0xFFFFFFFF, 0xFFFF
ZIP64_EXTRA = 1
STREAMED = 8
"""The flag bit of a member whose sizes stand after it; ours always stand before."""
NEEDS_ZIP64 = 45


@dataclass(frozen=True, slots=True)
class Packed:
    """A deflated member: where its bytes stand in a file, and what the zip's directory says of it."""

    file: BinaryIO
    offset: int
    size: int
    crc: int
    plain_size: int


class Packing:
    """A new member being deflated into an unnamed temporary file; whoever uses the member closes the file."""

    def __init__(self, folder: str) -> None:
        """Open the file in `folder`."""
        self.file: BinaryIO = TemporaryFile(dir=folder)  # noqa: SIM115 - see above
        self.press = compressor()

    def add(self, piece: bytes) -> bytes:
        """Deflate one more piece; returns the bytes that went into the file, often none."""
        packed: bytes = self.press.compress(piece)
        self.file.write(packed)
        return packed

    def end(self) -> bytes:
        """Write what is left, and return it."""
        packed: bytes = self.press.flush()
        self.file.write(packed)
        return packed

    def packed(self, crc: int, plain_size: int) -> Packed:
        """Return the member, which has ended; whoever inflates it again need not count before as well."""
        return Packed(self.file, 0, self.file.tell(), crc, plain_size)


def pack(pieces: Iterable[bytes], folder: str) -> Packed:
    """Deflate a new member into an unnamed temporary file in `folder`."""
    packing, crc32 = Packing(folder), library()[0].crc32
    crc = size = 0
    for piece in pieces:
        packing.add(piece)
        crc, size = crc32(piece, crc), size + len(piece)
    packing.end()
    return packing.packed(crc, size)


class ZipWriter:
    """Writes a whole zip to a file that is at its beginning; `finish` writes the directory."""

    def __init__(self, file: BinaryIO) -> None:
        """Take the file."""
        self.file = file
        self.directory: list[bytes] = []

    def copy(self, source: BinaryIO, info: zipfile.ZipInfo) -> None:
        """Copy a member of another zip as it is."""
        name, extra, start = local_header(source, info)
        packed = Packed(source, start, info.compress_size, info.CRC, info.file_size)
        self._member(info, name, extra, packed)

    def put(self, info: zipfile.ZipInfo, packed: Packed, source: BinaryIO | None = None) -> None:
        """Write a deflated member in the place of one of `source`, or as a new one."""
        if source is not None:
            name, extra, _ = local_header(source, info)
        else:
            name, extra = info.filename.encode("ascii" if info.filename.isascii() else "utf-8"), b""
            info.flag_bits = 0 if info.filename.isascii() else 0x800
        info.compress_type = zipfile.ZIP_DEFLATED
        self._member(info, name, extra, packed)

    def finish(self, comment: bytes = b"") -> None:
        """Write the directory and the end of the zip."""
        start = self.file.tell()
        for entry in self.directory:
            self.file.write(entry)
        size, count = self.file.tell() - start, len(self.directory)
        if start > MOST32 or size > MOST32 or count >= MOST16:
            end64 = self.file.tell()
            self.file.write(END64.pack(b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, start))
            self.file.write(LOCATOR64.pack(b"PK\6\7", 0, end64, 1))
        few = min(count, MOST16)
        self.file.write(END.pack(b"PK\5\6", 0, 0, few, few, min(size, MOST32), min(start, MOST32), len(comment)) + comment)

    def _member(self, info: zipfile.ZipInfo, name: bytes, extra: bytes, packed: Packed) -> None:
        offset, flags = self.file.tell(), info.flag_bits & ~STREAMED
        year, month, day, hour, minute, second = info.date_time
        when = (hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day)
        large = packed.size >= MOST32 or packed.plain_size >= MOST32
        sizes = (MOST32, MOST32) if large else (packed.size, packed.plain_size)
        wide = struct.pack("<HHQQ", ZIP64_EXTRA, 16, packed.plain_size, packed.size) if large else b""
        version = max(info.extract_version, NEEDS_ZIP64 if large else 20)
        local = wide + without_zip64(extra)
        head = (version, flags, info.compress_type, *when, packed.crc, *sizes, len(name), len(local))
        self.file.write(LOCAL.pack(b"PK\3\4", *head) + name + local)
        for piece in packed_pieces(packed):
            self.file.write(piece)
        self._enter(info, name, packed, offset, (version, flags, *when))

    def _enter(self, info: zipfile.ZipInfo, name: bytes, packed: Packed, offset: int, told: tuple[int, int, int, int]) -> None:
        version, flags, clock, day = told
        large = [value for value in (packed.plain_size, packed.size, offset) if value >= MOST32]
        extra = struct.pack(f"<HH{len(large)}Q", ZIP64_EXTRA, 8 * len(large), *large) if large else b""
        extra += without_zip64(info.extra)
        if offset >= MOST32:
            version = max(version, NEEDS_ZIP64)
        sizes = (min(packed.size, MOST32), min(packed.plain_size, MOST32))
        head = (info.create_version, info.create_system, version, info.reserved, flags, info.compress_type, clock, day)
        tail = (len(name), len(extra), len(info.comment), 0, info.internal_attr, info.external_attr, min(offset, MOST32))
        self.directory.append(CENTRAL.pack(b"PK\1\2", *head, packed.crc, *sizes, *tail) + name + extra + info.comment)


def local_header(source: BinaryIO, info: zipfile.ZipInfo) -> tuple[bytes, bytes, int]:
    """Return the name and the extra field that stand before a member, and where its data begins; BadZipFile when damaged."""
    source.seek(info.header_offset)
    head = source.read(LOCAL.size)
    if len(head) < LOCAL.size or not head.startswith(b"PK\3\4"):
        raise zipfile.BadZipFile(f"no member where {info.filename} should begin")
    name_size, extra_size = LOCAL.unpack(head)[9:]
    name, extra = source.read(name_size), source.read(extra_size)
    return name, extra, info.header_offset + LOCAL.size + name_size + extra_size


def packed_pieces(packed: Packed) -> Iterator[bytes]:
    """Yield the bytes of a compressed member; BadZipFile when the file ends before."""
    at, end = packed.offset, packed.offset + packed.size
    while at < end:
        packed.file.seek(at)
        piece = packed.file.read(min(PIECE, end - at))
        if not piece:
            raise zipfile.BadZipFile("the file ends inside a member")
        yield piece
        at += len(piece)


def without_zip64(extra: bytes) -> bytes:
    """Drop the field that holds large sizes from a member's extra fields; the others stay, damaged ones too."""
    out, at = b"", 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind != ZIP64_EXTRA:
            out += extra[at : at + 4 + size]
        at += 4 + size
    return out + extra[at:]
