"""Each library that deflates and inflates does the same, and fails in the same way."""

from __future__ import annotations

import importlib.util
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from parts import pack, parts

from sheets_crm.books.xlsx import write_cells
from sheets_crm.books.xlsx.opc.deflating import LIBRARIES, library
from sheets_crm.books.xlsx.opc.inflating import inflated
from sheets_crm.books.xlsx.opc.package import Package
from sheets_crm.books.xlsx.opc.zipwriter import pack as deflated
from sheets_crm.errors import UnreadableError

NAMES = [name for name, _ in LIBRARIES]
TEXT = b"".join(b'<c r="A%d"><v>%d</v></c>' % (at, at * at) for at in range(60_000))


@pytest.fixture(params=[*NAMES, "zlib"])
def name(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """One library after the other, as if the faster ones were not installed."""
    wanted: str = request.param
    if not importlib.util.find_spec(wanted.partition(".")[0]):
        pytest.skip(f"{wanted} is not installed")
    for other in NAMES[: NAMES.index(wanted) if wanted in NAMES else None]:
        monkeypatch.setitem(sys.modules, other, None)
    assert library()[0].__name__ == wanted
    return wanted


def zipped(path: Path) -> zipfile.ZipFile:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", TEXT)
    return zipfile.ZipFile(path)


def test_what_is_deflated_is_inflated_by_zlib(name: str, tmp_path: Path) -> None:
    packed = deflated([TEXT[:100_000], TEXT[100_000:]], str(tmp_path))
    with packed.file as file:
        file.seek(0)
        assert zlib.decompress(file.read(), -15) == TEXT
    assert (packed.crc, packed.plain_size) == (zlib.crc32(TEXT), len(TEXT))


@pytest.mark.parametrize("most", [1000, 1 << 20])
def test_a_member_is_inflated_in_pieces(name: str, most: int, tmp_path: Path) -> None:
    with zipped(tmp_path / "a.zip") as archive, (tmp_path / "a.zip").open("rb") as file:
        pieces = list(inflated(archive, file, archive.getinfo("a"), most))
    assert b"".join(pieces) == TEXT
    assert max(map(len, pieces)) <= most


@pytest.mark.parametrize("fault", ["crc", "too long", "too short", "cut", "garbage"])
def test_a_member_that_is_not_what_the_directory_says(name: str, fault: str, tmp_path: Path) -> None:
    with zipped(tmp_path / "a.zip") as archive, (tmp_path / "a.zip").open("r+b") as file:
        info = archive.getinfo("a")
        info.CRC ^= fault == "crc"
        info.file_size += {"too long": 1, "too short": -1}.get(fault, 0)
        info.compress_size -= 10 * (fault == "cut")
        if fault == "garbage":
            file.seek(info.compress_size // 2)
            file.write(bytes(range(256)))
            file.flush()
        with pytest.raises((zipfile.BadZipFile, EOFError, zlib.error)):
            list(inflated(archive, file, info, 1 << 20))


def test_a_book_is_written_and_read(name: str, tmp_path: Path) -> None:
    source, target = pack(tmp_path / "a.xlsx", parts('<sheetData><row r="1"><c r="A1"/></row></sheetData>')), tmp_path / "b.xlsx"
    write_cells(source, target, {"Клиенты": {"A1": "x"}})
    with Package.open(target) as package:
        assert b"x</t>" in package.read("xl/worksheets/sheet1.xml")


def test_a_damaged_part_is_told_as_ours(name: str, tmp_path: Path) -> None:
    path = pack(tmp_path / "a.xlsx", {**parts(), "big.bin": TEXT})
    with zipfile.ZipFile(path) as archive:
        middle = archive.getinfo("big.bin").header_offset + archive.getinfo("big.bin").compress_size // 2
    data = bytearray(path.read_bytes())
    data[middle : middle + 64] = bytes(range(64))
    path.write_bytes(data)
    with Package.open(path) as package, pytest.raises(UnreadableError, match="damaged"):
        package.read("big.bin")
