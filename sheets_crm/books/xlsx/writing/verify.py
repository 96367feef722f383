"""Proof, before a written workbook takes the old one's place, that nothing but the plan is different in it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from xml.parsers import expat

from sheets_crm.books.xlsx.opc.package import Package
from sheets_crm.books.xlsx.opc.xmltree import SAVE_ANEW, MalformedXmlError, Node, parse
from sheets_crm.books.xlsx.opc.zipwriter import Packed, local_header, packed_pieces
from sheets_crm.books.xlsx.writing.edit import Proved, WorkbookEdit
from sheets_crm.books.xlsx.writing.guards import Edits
from sheets_crm.books.xlsx.writing.sheethead import read_head
from sheets_crm.books.xlsx.writing.splice import Splicer
from sheets_crm.books.xlsx.writing.verifyrow import Row, UnnumberedRowError, VerificationError, compare_rows, row_of
from sheets_crm.books.xlsx.writing.verifysheet import DIMENSION, SheetCheck
from sheets_crm.errors import RefusedError, SheetsCrmError
from sheets_crm.model.text import Text

WHOLE_LIMIT = 64 << 20
MAY_GROW = frozenset({"count", "fullCalcOnLoad", "ref"})


def verify(edit: WorkbookEdit, written: Path) -> None:
    """Compare a written file with the book that it was made from; RefusedError when anything else than planned differs."""
    try:
        with Package.open(written) as new:
            _members(edit, new)
            for part, splicer in edit.cells.items():
                if part not in edit.proved or edit.proved[part] != _digest(new, part):
                    _sheet(edit, new, part, splicer)
            for part in edit.replaced.keys() - edit.cells.keys() - edit.rewritten:
                _small_part(edit.package.read(part), new.read(part), part)
            for part in edit.added.keys() | edit.rewritten:
                _well_formed(new, part)
    except (VerificationError, MalformedXmlError, zipfile.BadZipFile) as error:
        raise _failed(edit.book, str(error)) from error
    except SheetsCrmError as error:
        raise _failed(edit.book, error.told("en")) from error


def _failed(book: str, detail: str) -> RefusedError:
    what = Text(
        ru=f"проверка записанного нашла лишнее отличие, поэтому книга оставлена как была ({detail})",
        en=f"what was written failed its verification, so the book was left as it was ({detail})",
    )
    return RefusedError(what, where=book, mend=SAVE_ANEW)


def _members(edit: WorkbookEdit, new: Package) -> None:
    """Every part is there, in order, and those that were not touched have the same bytes."""
    source = edit.package
    old_infos = [info for info in source.archive.infolist() if info.filename not in edit.removed]
    new_infos = new.archive.infolist()
    if [one.filename for one in new_infos] != [one.filename for one in old_infos] + list(edit.added):
        raise VerificationError("the list of parts is another one")
    for old, now in zip(old_infos, new_infos, strict=False):
        if old.filename not in edit.replaced:
            mine = _raw(source, old)
            if not _equal(mine, _raw(new, now)) or (old.CRC, old.file_size) != (now.CRC, now.file_size):
                raise VerificationError(f"the part {old.filename} changed")


def _raw(package: Package, info: zipfile.ZipInfo) -> Packed:
    return Packed(package.file, local_header(package.file, info)[2], info.compress_size, info.CRC, info.file_size)


def _equal(old: Packed, new: Packed) -> bool:
    return old.size == new.size and all(a == b for a, b in zip(packed_pieces(old), packed_pieces(new), strict=True))


def _digest(new: Package, part: str) -> Proved:
    """Return what a part is as it stands in the written file, for comparing it with what was proved on its way there."""
    info, digest = new.info(part), sha256()
    for piece in packed_pieces(_raw(new, info)):
        digest.update(piece)
    return Proved(digest.hexdigest(), info.CRC, info.file_size)


def _sheet(edit: WorkbookEdit, new: Package, part: str, splicer: Splicer) -> None:
    date1904, edits = edit.workbook.date1904, splicer.edits
    check = SheetCheck(edit.package.stream(part), new.stream(part), edits, splicer.columns, date1904=date1904)
    try:
        check.run(splicer.retagged)
    except UnnumberedRowError:
        seen = _whole(edit.package.read(part), new.read(part), edits, date1904=date1904)
    else:
        seen = check.seen
        if check.inserted:
            _ascending(new.stream(part), check)
    planned = {(row, column) for row, cells in edits.items() for column, one in cells.items() if one.value is not None}
    if missing := planned - seen - splicer.same:
        raise VerificationError(f"{len(missing)} planned cells were not written")


def _ascending(pieces: Iterator[bytes], check: SheetCheck) -> None:
    """Rows stand once and in order, also those that were added."""
    last, end = 0, b""
    for piece in pieces:
        held = end + piece
        cut = held.rfind(b"<")
        for tag in check.head.row_tags.finditer(held, 0, max(0, cut)):
            number = int(tag[1]) if tag[1] else last + 1
            if number <= last:
                raise VerificationError(f"row {number} stands twice or out of order")
            last = number
        end = held[max(0, cut) :]


def _whole(old: bytes, new: bytes, edits: Edits, *, date1904: bool) -> set[tuple[int, int]]:
    """Compare two sheets whose rows must be counted; VerificationError beyond 64 MiB."""
    if len(old) > WHOLE_LIMIT:
        raise VerificationError("a sheet of more than 64 MiB has rows without numbers")
    was, now = _rows(old), _rows(new)
    seen: set[tuple[int, int]] = set()
    for number in was.keys() | now.keys():
        nothing = Row(number, 0, {}, {}, b"")
        before, after = was.get(number, nothing), now.get(number, nothing)
        if before is nothing:
            after.attributes.pop("r", None)
        if before.attributes != after.attributes:
            raise VerificationError(f"row {number} itself changed")
        seen |= {(number, column) for column in compare_rows(before, after, edits.get(number, {}), date1904=date1904)}
    if _around(old) != _around(new):
        raise VerificationError("something other than cells changed")
    return seen


def _rows(xml: bytes) -> dict[int, Row]:
    data = parse(xml).first("sheetData")
    rows: dict[int, Row] = {}
    number = 0
    for node in data.all("row") if data else []:
        told = int(node.attributes.get("r", number + 1))
        if told <= number:
            raise VerificationError(f"row {told} stands twice or out of order")
        number = told
        rows[number] = row_of(xml, node, number)
    return rows


def _around(xml: bytes) -> tuple[bytes, bytes]:
    head = read_head(xml)
    data = parse(xml).first("sheetData")
    assert head
    assert data
    return DIMENSION.sub(b"", head.xml), xml[data.end :]


def _small_part(old: bytes, new: bytes, part: str) -> None:
    """All elements of the old part are still there in their order, but for those that a removed part leaves behind."""
    gone = part.endswith((".rels", "[Content_Types].xml"))
    now = iter([_told(node) for node in parse(new).walk()])
    for node in parse(old).walk():
        if not any(_told(node) == one for one in now):
            if gone:
                now = iter([_told(one) for one in parse(new).walk()])
                continue
            raise VerificationError(f"something in {part} changed that was not planned")


def _told(node: Node) -> tuple[object, ...]:
    return node.name, tuple(sorted(one for one in node.attributes.items() if one[0] not in MAY_GROW))


def _well_formed(new: Package, part: str) -> None:
    if part.endswith((".xml", ".rels")):
        parser = expat.ParserCreate(namespace_separator=" ")
        try:
            for piece in new.stream(part):
                parser.Parse(piece, False)  # noqa: FBT003 - the C function takes no keywords
            parser.Parse(b"", True)  # noqa: FBT003 - see above
        except expat.ExpatError as error:
            raise VerificationError(f"{part}: {error}") from error
