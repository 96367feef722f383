"""A workbook being changed: parts are replaced, added and removed, and the whole is written as a new file."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from copy import copy
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import BinaryIO, Self

from sheets_crm.books.xlsx.cells.areas import reference
from sheets_crm.books.xlsx.cells.cellxml import CellWriter
from sheets_crm.books.xlsx.cells.styles import StyleSheet
from sheets_crm.books.xlsx.opc import partlinks
from sheets_crm.books.xlsx.opc.package import Package, SheetPart, key
from sheets_crm.books.xlsx.opc.workbookpart import WorkbookPart
from sheets_crm.books.xlsx.opc.xmltree import MalformedXmlError, unsafe
from sheets_crm.books.xlsx.opc.zipwriter import Packed, ZipWriter, pack
from sheets_crm.books.xlsx.writing import guards
from sheets_crm.books.xlsx.writing.guards import Edits, Place
from sheets_crm.books.xlsx.writing.passage import Passage
from sheets_crm.books.xlsx.writing.rowfinder import UncountedRowError
from sheets_crm.books.xlsx.writing.sections import Sections, SectionsError
from sheets_crm.books.xlsx.writing.sharedhome import Homes, SharedHeadError
from sheets_crm.books.xlsx.writing.sharedsearch import find_homes
from sheets_crm.books.xlsx.writing.sheethead import UnsafeSheetError
from sheets_crm.books.xlsx.writing.splice import Splicer
from sheets_crm.books.xlsx.writing.verifyrow import UnnumberedRowError, VerificationError
from sheets_crm.books.xlsx.writing.verifywalk import SheetWalk
from sheets_crm.errors import RefusedError
from sheets_crm.model.plan import NewColumn
from sheets_crm.model.snapshot import Area
from sheets_crm.model.text import Lang, Text

STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
UNPROVED = (VerificationError, UnnumberedRowError, UncountedRowError, MalformedXmlError)


@dataclass(frozen=True, slots=True)
class Proved:
    """What a part is that was proved on its way: the SHA-256 of its deflated bytes, and the CRC-32 and size of its content."""

    digest: str
    crc: int
    plain_size: int


Spliced = tuple[Splicer, Packed, Proved | None]


class WorkbookEdit:
    """Collects what changes in an open package; nothing is written before `assemble`. Use it in a `with`."""

    def __init__(self, package: Package, folder: Path, lang: Lang = "ru") -> None:
        """Take the package, the folder where large parts may wait until they are written, and how the book writes days."""
        self.package, self.folder, self.book, self.lang = package, folder, str(package.path), lang
        self.replaced: dict[str, Packed] = {}
        self.added: dict[str, Packed] = {}
        self.removed: set[str] = set()
        self.cells: dict[str, Splicer] = {}
        self.proved: dict[str, Proved] = {}
        self.rewritten: set[str] = set()
        self._small: dict[str, bytes] = {}
        self._files = ExitStack()
        self._refuse_signed()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    @cached_property
    def workbook(self) -> WorkbookPart:
        """The workbook's own part."""
        part = self.package.workbook_part
        return WorkbookPart(self.package.read(part), part=part, book=self.book)

    @cached_property
    def styles(self) -> StyleSheet:
        """The book's cell formats; Excel's least ones where it has none."""
        part = self._styles_part
        return StyleSheet(self.package.read(part) if part else None, part=part or "xl/styles.xml", book=self.book)

    @cached_property
    def _styles_part(self) -> str | None:
        related = self.package.related(self.package.workbook_part, "styles")
        return self.package.find(related[0].target) if related else None

    def sheet(self, name: str) -> SheetPart:
        """Return a sheet of cells by its name, in Excel's sense of equal; RefusedError when there is none such."""
        sheets = self.package.sheets
        found = [one for one in sheets if one.name == name] or [one for one in sheets if one.name.casefold() == name.casefold()]
        if not found or not found[0].part or found[0].kind != "worksheet":
            what = Text(ru=f"в книге нет листа с ячейками «{name}»", en=f"the workbook has no sheet of cells “{name}”")
            known = ", ".join(one.name for one in sheets)
            raise RefusedError(what, where=self.book, mend=Text(ru=f"Листы книги: {known}", en=f"Its sheets are: {known}"))
        if sum(one.part == found[0].part for one in sheets) > 1:
            raise unsafe(self.book, found[0].part, "two sheets share one part")
        return found[0]

    def edit_cells(
        self, sheet: SheetPart, edits: Edits, columns: Sequence[NewColumn] = (), *, grow: bool = False
    ) -> dict[Place, Text]:
        """Make the edits of a sheet that can be made without harm; returns the others, and why.

        `columns` are new at the right: they get a width, and the sheet's filter reaches over them. With `grow`, the sheet's
        filter, dropdowns and conditional formats that ended with the last row of a list reach over rows appended below it.
        """
        lists = self._lists(sheet) if grow else None
        refused = guards.conflicts(self.package, sheet.part, edits, date1904=self.workbook.date1904)
        homes: Homes | None = None
        while left := guards.without(edits, refused):
            try:
                splicer, packed, proved = self._spliced(sheet, partial(self._splicer, left, columns, lists, homes))
            except SharedHeadError:
                homes = find_homes(self.package.stream(sheet.part), left)
                continue
            if splicer.conflicts:
                packed.file.close()
                refused |= homes.told(splicer.conflicts) if homes else splicer.conflicts
                homes = None
                continue
            self._files.callback(packed.file.close)
            self.replaced[sheet.part] = packed
            self.cells[sheet.part] = splicer
            if proved:
                self.proved[sheet.part] = proved
            break
        return refused

    def _spliced(self, sheet: SheetPart, splicer: Callable[[], Splicer]) -> Spliced:
        try:
            try:
                return self._through(sheet, splicer())
            except SectionsError:
                sections, made = Sections(self.package.stream(sheet.part)), splicer()
                return made, pack(sections.back(made.run([sections.xml])), str(self.folder)), None
        except UnsafeSheetError as error:
            raise unsafe(self.book, sheet.part, str(error)) from error

    def _splicer(self, edits: Edits, columns: Sequence[NewColumn], lists: Sequence[Area] | None, homes: Homes | None) -> Splicer:
        writer = CellWriter(lambda: self.styles, date1904=self.workbook.date1904, lang=self.lang)
        if homes is None:
            return Splicer(edits, writer, columns, lists)
        return Splicer(homes.with_edits(edits), writer, columns, lists, homes.heads)

    def _lists(self, sheet: SheetPart) -> list[Area]:
        """Return the areas of a sheet's tables, and of its filter as the hidden name tells it."""
        own = self.workbook.filter_area(self.package.sheets.index(sheet))
        return [*guards.tables(self.package, sheet.part), *([own] if own else [])]

    def _through(self, sheet: SheetPart, splicer: Splicer) -> Spliced:
        """Splice a sheet, and prove on the way what can be proved there; `verify` proves the rest."""
        date1904 = self.workbook.date1904
        passage = Passage(self.package.stream(sheet.part), splicer.run, str(self.folder))
        walk = SheetWalk(passage.before(), passage.after(), splicer.edits, splicer.columns, splicer.lists, date1904=date1904)
        try:
            walk.run()
        except UNPROVED:
            return splicer, passage.finish(), None
        packed = passage.finish()
        return splicer, packed, Proved(passage.digest, passage.crc, passage.plain_size) if passage.came_back else None

    def part(self, name: str) -> bytes:
        """Return a small part as it is by now."""
        name = self.package.find(name) or name
        return self._small[name] if name in self._small else self.package.read(name)

    def has(self, name: str) -> bool:
        """Whether there is such a part by now."""
        return (
            key(name) in {key(one) for one in (*self.package.names, *self.added)} and self.package.find(name) not in self.removed
        )

    def replace(self, name: str, xml: bytes) -> None:
        """Give a part that is there other bytes."""
        name = self.package.find(name) or name
        self._small[name] = xml
        where = self.replaced if self.package.find(name) else self.added
        where[name] = self._packed(xml)

    def add(self, name: str, xml: bytes, content_type: str) -> None:
        """Add a part with its content type; an empty one leaves that to the file's suffix."""
        self.added[name] = self._packed(xml)
        self._small[name] = xml
        if content_type:
            types = partlinks.CONTENT_TYPES
            self.replace(types, partlinks.with_override(self.part(types), name, content_type, self.book))

    def remove(self, name: str) -> None:
        """Take a part out, with its content type and its own relations."""
        for gone in (name, self.package.find(partlinks.relations_part(name))):
            if gone:
                self.removed.add(gone)
        types = partlinks.CONTENT_TYPES
        self.replace(types, partlinks.without_override(self.part(types), name, self.book))

    def relate(self, owner: str, kind: str, target: str) -> str:
        """Relate a part to another one; returns the id of the relation."""
        name = partlinks.relations_part(owner)
        there = self.part(name) if self.has(name) else None
        uri = partlinks.relation_uri(self.workbook.strict, kind)
        xml, identifier = partlinks.with_relation(there, owner, uri, target, self.book)
        self.replace(name, xml)
        return identifier

    def _packed(self, xml: bytes) -> Packed:
        packed = pack([xml], str(self.folder))
        self._files.callback(packed.file.close)
        return packed

    def finish(self) -> None:
        """Bring the parts that follow from the others up to date: calculation, calculation chain, formats, workbook."""
        for at, sheet in enumerate(self.package.sheets):
            splicer = self.cells.get(sheet.part)
            if splicer and splicer.filter:
                self.workbook.extend_filter(at, reference(splicer.filter, absolute=True))
        writes = any(splicer.writer.wrote_formulas for splicer in self.cells.values())
        if self.cells and (writes or self._any_formulas()):
            self.workbook.recalculate()
        if writes or any(splicer.formula_gone for splicer in self.cells.values()):
            self._drop_calculation_chain()
        if "styles" in self.__dict__ and self.styles.changed:
            self._write_styles()
        part = self.package.workbook_part
        if "workbook" in self.__dict__ and self.workbook.xml != self.package.read(part):
            self.replace(part, self.workbook.xml)

    def _any_formulas(self) -> bool:
        if any(splicer.has_formulas for splicer in self.cells.values()):
            return True
        if self.package.related(self.package.workbook_part, "calcChain"):
            return True
        return any(self._has_formula(sheet.part) for sheet in self.package.sheets if sheet.part and sheet.part not in self.cells)

    def _has_formula(self, part: str) -> bool:
        """Whether a sheet may have a formula: one that reaches over the edge of two pieces does not hide."""
        end = b""
        for piece in self.package.stream(part):
            held = end + piece
            if any(held.find(mark) >= 0 for mark in (b"<f>", b"<f ", b":f>", b":f ")):
                return True
            end = held[-3:]
        return False

    def _drop_calculation_chain(self) -> None:
        owner = self.package.workbook_part
        for relation in self.package.related(owner, "calcChain"):
            name = partlinks.relations_part(owner)
            self.replace(name, partlinks.without_relation(self.part(name), relation.id, self.book))
            if found := self.package.find(relation.target):
                self.remove(found)

    def _write_styles(self) -> None:
        xml = self.styles.to_bytes()
        if self._styles_part:
            self.replace(self._styles_part, xml)
            return
        promised = self.package.related(self.package.workbook_part, "styles")
        taken = {key(one) for one in self.package.names}
        usual = posixpath.join(self._home, "styles.xml")  # some programs look for no other name
        free = usual if key(usual) not in taken else partlinks.free_name(taken, posixpath.join(self._home, "styles{}.xml"))
        name = promised[0].target if promised else free
        types = partlinks.CONTENT_TYPES
        self.replace(types, partlinks.without_override(self.part(types), name, self.book))
        self.add(name, xml, STYLES_TYPE)
        if not promised:
            self.relate(self.package.workbook_part, "styles", name)

    @property
    def _home(self) -> str:
        return posixpath.dirname(self.package.workbook_part.replace("\\", "/"))

    def assemble(self, file: BinaryIO) -> None:
        """Write the whole workbook to a file that is at its beginning, with its members in their old order."""
        archive, writer = self.package.archive, ZipWriter(file)
        names = [info.filename for info in archive.infolist()]
        for info in archive.infolist():
            if info.filename in self.replaced:
                if names.count(info.filename) > 1:
                    raise unsafe(self.book, info.filename, "the zip holds it twice")
                writer.put(copy(info), self.replaced[info.filename], self.package.file)
            elif info.filename not in self.removed:
                writer.copy(self.package.file, info)
        for name, packed in self.added.items():
            writer.put(zipfile.ZipInfo(name), packed)
        writer.finish(archive.comment)

    def _refuse_signed(self) -> None:
        if any(key(name).startswith("_xmlsignatures/") for name in self.package.names):
            what = Text(
                ru="книга подписана электронной подписью: любая запись сделает подпись недействительной",
                en="the workbook bears a digital signature, which any change would break",
            )
            mend = Text(
                ru="Снимите подпись в Excel (Файл → Сведения) и повторите.",
                en="Remove the signature in Excel (File → Info) and try again.",
            )
            raise RefusedError(what, where=self.book, mend=mend)
