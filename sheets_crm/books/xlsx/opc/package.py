"""The zip that a workbook is: its parts, their relations and its sheets, read safely however hostile the file."""

from __future__ import annotations

import hashlib
import posixpath
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import SEEK_END, BufferedReader
from pathlib import Path
from typing import Literal, Self, cast, get_args
from urllib.parse import unquote

from sheets_crm.books.opening import opened
from sheets_crm.books.xlsx.opc.directory import directory_size
from sheets_crm.books.xlsx.opc.foreign import NO_PASSWORD, PASSWORD, bomb, not_a_workbook, not_a_zip
from sheets_crm.books.xlsx.opc.inflating import inflated
from sheets_crm.books.xlsx.opc.markup import Start, damaged, parse
from sheets_crm.errors import UnreadableError

SheetKind = Literal["worksheet", "chartsheet", "dialogsheet", "macro"]
SheetState = Literal["visible", "hidden", "veryHidden"]

PIECE = 1 << 20
WHOLE_PART_LIMIT = 256 << 20
SMALL_ENOUGH = 16 << 20
DIRECTORY_LIMIT = 8 << 20
BOMB_RATIO = 200
READ_LIMIT = 32 << 30
MARKUP = (".xml", ".rels", ".vml")
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, OverflowError)


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation: `type` is the last word of its URI, `target` the name of a part of this zip, or as written if external."""

    id: str
    type: str
    target: str
    external: bool = False


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet of the workbook, in the order of its tabs; `part` is "" when the file holds none for it."""

    name: str
    state: SheetState
    part: str
    kind: SheetKind


class Package:
    """A workbook's zip, opened for reading only; close it, or use it in a `with`."""

    def __init__(self, path: Path, file: BufferedReader, archive: zipfile.ZipFile) -> None:
        """Use `open` instead."""
        self.path, self.file, self.archive = path, file, archive
        self._inflated = self._deflated = 0
        self._related: dict[str, tuple[Relation, ...]] = {}

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a workbook; UnreadableError when it is missing, encrypted, of another format, damaged, or a bomb."""
        where = str(path)
        file = opened(path)
        try:
            if not zipfile.is_zipfile(file):
                raise not_a_zip(file, where)
            if directory_size(file) > DIRECTORY_LIMIT:
                raise bomb(where)
            archive = zipfile.ZipFile(file)
            if sum(info.compress_size for info in archive.infolist()) > file.seek(0, SEEK_END):
                raise bomb(where)
            return cls(path, file, archive)
        except BROKEN as error:
            file.close()
            raise damaged(where, str(error)) from error
        except UnreadableError:
            file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.archive.close()
        self.file.close()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every part's name, as the zip has it and in its order."""
        return tuple(info.filename for info in self.archive.infolist() if not info.filename.endswith("/"))

    @cached_property
    def _by_key(self) -> dict[str, str]:
        return {key(name): name for name in self.names}

    def find(self, name: str) -> str | None:
        """Return the zip's own spelling of a part's name, whatever its case and slashes; None when there is no such part."""
        return self._by_key.get(key(name))

    def info(self, name: str) -> zipfile.ZipInfo:
        """Return what the zip's directory says of a part; UnreadableError when there is no such part."""
        found = self.find(name)
        if found is None:
            raise damaged(str(self.path), f"no part {name}")
        return self.archive.getinfo(found)

    def stream(self, name: str) -> Iterator[bytes]:
        """Inflate a part in pieces of about 1 MiB; UnreadableError when it is damaged, encrypted or a bomb."""
        info, where = self.info(name), f"{self.path}: {name}"
        if info.flag_bits & 1:
            raise UnreadableError(PASSWORD, where=where, mend=NO_PASSWORD)
        self._charge(info, where)
        try:
            yield from inflated(self.archive, self.file, info, PIECE)
        except BROKEN as error:
            raise damaged(where, str(error)) from error

    def read(self, name: str) -> bytes:
        """Inflate a whole part as it is, 256 MiB at most; UnreadableError as for `stream`."""
        if self.info(name).file_size > WHOLE_PART_LIMIT:
            raise bomb(f"{self.path}: {name}")
        return b"".join(self.stream(name))

    def check_markup(self, known: Collection[str]) -> None:
        """Inflate every XML part but the `known` ones to its end; UnreadableError when one is damaged."""
        for name in self.names:
            if name not in known and name.casefold().endswith(MARKUP):
                for _ in self.stream(name):
                    pass

    def digest(self) -> str:
        """Return the SHA-256 of the whole file, in hexadecimal: it changes whenever the book does."""
        self.file.seek(0)
        return hashlib.file_digest(self.file, "sha256").hexdigest()

    @cached_property
    def content_types(self) -> Mapping[str, str]:
        """The content type of every part that has one, by the zip's own name."""
        if not self.find("[Content_Types].xml"):
            return {}
        defaults: dict[str, str] = {}
        overrides: dict[str, str] = {}

        def start(tag: str, attributes: Mapping[str, str]) -> None:
            if tag == "Default":
                defaults[attributes.get("Extension", "").casefold()] = attributes.get("ContentType", "")
            elif tag == "Override":
                overrides[key(attributes.get("PartName", ""))] = attributes.get("ContentType", "")

        self._parse("[Content_Types].xml", start)
        told = {name: overrides.get(key(name)) or defaults.get(key(name).rpartition(".")[2], "") for name in self.names}
        return {name: kind for name, kind in told.items() if kind}

    def related(self, part: str, kind: str | None = None) -> tuple[Relation, ...]:
        """Return the relations of a part ("" for the package's own), of one kind (`worksheet`, `table`, ...) or all."""
        if part not in self._related:
            self._related[part] = tuple(self._relations(part))
        found = self._related[part]
        return found if kind is None else tuple(one for one in found if one.type.casefold() == kind.casefold())

    def _relations(self, part: str) -> list[Relation]:
        folder, base = posixpath.split(part.replace("\\", "/"))
        rels = self.find(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: list[Relation] = []

        def start(tag: str, attributes: Mapping[str, str]) -> None:
            if tag != "Relationship":
                return
            external = attributes.get("TargetMode", "").casefold() == "external"
            target = attributes.get("Target", "")
            kind = attributes.get("Type", "").rstrip("/").rpartition("/")[2]
            found.append(Relation(attributes.get("Id", ""), kind, target if external else self._target(folder, target), external))

        if rels:
            self._parse(rels, start)
        return found

    def _target(self, folder: str, target: str) -> str:
        plain = target.replace("\\", "/").partition("#")[0]
        joined = posixpath.normpath(posixpath.join("/", folder, plain)).lstrip("/")
        return self.find(joined) or self.find(unquote(joined)) or self.find(plain) or joined

    @cached_property
    def workbook_part(self) -> str:
        """The name of the workbook's own part; UnreadableError when this is no workbook."""
        for relation in self.related("", "officeDocument"):
            found = self.find(relation.target)
            if found and is_workbook(found, self.content_types.get(found, "")):
                return found
        main = [name for name, kind in self.content_types.items() if is_workbook("", kind)]
        found = main[0] if main else self.find("xl/workbook.xml")
        if not found:
            raise not_a_workbook(self.names, str(self.path))
        return found

    @cached_property
    def sheets(self) -> tuple[SheetPart, ...]:
        """The sheets, in the order of their tabs; Excel 5 left modules of macros among them, whose `r:id` is empty."""
        relations = {relation.id: relation for relation in self.related(self.workbook_part)}
        found: list[SheetPart] = []

        def start(tag: str, attributes: Mapping[str, str]) -> None:
            if tag != "sheet":
                return
            identifier = attributes.get("r:id")
            relation = relations.get(identifier or "")
            inside = self.find(relation.target) if relation and not relation.external else None
            state = attributes.get("state", "visible")
            told = cast("SheetState", state) if state in get_args(SheetState) else "visible"
            kind = sheet_kind(relation.type) if relation else "macro" if identifier == "" else "worksheet"
            found.append(SheetPart(attributes.get("name", ""), told, inside or "", kind))

        self._parse(self.workbook_part, start)
        return tuple(found)

    def _parse(self, name: str, start: Start) -> None:
        parse(self.stream(name), f"{self.path}: {name}", start)

    def _charge(self, info: zipfile.ZipInfo, where: str) -> None:
        self._inflated += info.file_size
        self._deflated += info.compress_size
        swollen = self._inflated > SMALL_ENOUGH and self._inflated > BOMB_RATIO * max(1, self._deflated)
        if swollen or self._inflated > READ_LIMIT:
            raise bomb(where)


def key(name: str) -> str:
    """Return what two spellings of a part's name have in common."""
    return name.replace("\\", "/").lstrip("/").casefold()


def is_workbook(name: str, content_type: str) -> bool:
    """Say whether a part is the workbook's own, by its content type or, where it has none, by its name."""
    kind = content_type.casefold()
    if not kind:
        return "workbook" in key(name) and key(name).endswith(".xml")
    return kind.endswith("main+xml") and ("spreadsheetml" in kind or "ms-excel" in kind)


def sheet_kind(relation: str) -> SheetKind:
    """Return the kind of sheet that a relation's type tells."""
    word = relation.casefold()
    if "macrosheet" in word:
        return "macro"
    return "chartsheet" if word == "chartsheet" else "dialogsheet" if word == "dialogsheet" else "worksheet"
