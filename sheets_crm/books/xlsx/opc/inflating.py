"""A member of a zip inflated piece by piece, by the fastest library there is, with nothing believed that the zip says of it."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from sheets_crm.books.xlsx.opc.deflating import library
from sheets_crm.books.xlsx.opc.zipwriter import local_header

PACKED_PIECE = 1 << 17


def inflated(archive: zipfile.ZipFile, file: BinaryIO, info: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    """Inflate a member of a zip in pieces of at most `most` bytes.

    Raises BadZipFile, EOFError or zlib.error when it is cut short, or its size or checksum is not what the zip's directory says.
    """
    with archive.open(info) as part:  # which looks whether the member's own header agrees with the directory
        if info.compress_type != zipfile.ZIP_DEFLATED:
            while piece := part.read(most):
                yield piece
            return
    crc = size = 0
    made = library()[0]
    for piece in _plain(made, file, info, most):
        crc = made.crc32(piece, crc)
        size += len(piece)
        if size > info.file_size:
            break
        yield piece
    if (size, crc) != (info.file_size, info.CRC):
        raise zipfile.BadZipFile(f"Bad size or CRC-32 of {info.filename}")


def _plain(made: Any, file: BinaryIO, info: zipfile.ZipInfo, most: int) -> Iterator[bytes]:  # noqa: ANN401 - see `deflating`
    inflate, at = made.decompressobj(-15), local_header(file, info)[2]
    end = at + info.compress_size
    try:
        while at < end and not inflate.eof:
            file.seek(at)
            packed = file.read(min(PACKED_PIECE, end - at))
            if not packed:
                break
            at += len(packed)
            while packed and not inflate.eof:
                yield inflate.decompress(packed, most)
                packed = inflate.unconsumed_tail
        while not inflate.eof and (piece := inflate.decompress(b"", most)):
            yield piece
    except made.error as error:
        raise zlib.error(str(error)) from error
    if not inflate.eof:
        raise EOFError("the member is cut short")
