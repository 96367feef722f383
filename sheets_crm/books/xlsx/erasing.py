"""Takes texts out of a workbook for good: out of cells, and out of whatever else a file keeps of them unseen."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from sheets_crm.books.xlsx.opc.package import MARKUP, Package
from sheets_crm.books.xlsx.writing.write import write_cells
from sheets_crm.errors import SheetsCrmError

GONE = "—"
SHARED = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\bt="s"[^>]*>\s*(?:<(?:\w+:)?f\b[^>]*?(?:/>|>.*?</(?:\w+:)?f>)\s*)?<(?:\w+:)?v>\s*(\d+)'
)
ENTRY = re.compile(rb"<((?:\w+:)?)si\b[^>]*?(?:/>|>.*?</(?:\w+:)?si>)", re.DOTALL)
QUOTES = {'"': "&quot;"}
DIGITS = 7
"""With fewer, and without a letter, a text is a day or an amount: inside of a longer one it tells of nobody."""
ENCODINGS = ("utf-8", "utf-16-le", "cp1251")
"""How text may stand in parts that are no XML, such as macros."""


def holds(path: Path, texts: Iterable[str]) -> bool:
    """Say whether any part of a workbook holds one of these texts; UnreadableError as for any reading."""
    wanted = _spellings(texts)
    with Package.open(path) as package:
        return any(_found(package.read(name), name, wanted) for name in package.names)


def erase_texts(
    source: Path, target: Path, cells: Mapping[str, Collection[str]], whole: Collection[str], inside: Collection[str]
) -> bool:
    """Empty cells (`{sheet: {"B7"}}`), and erase texts wherever they stand, those `inside` of longer ones too.

    False when some of it is still there, or the cells cannot be emptied without loss; then there is no target.
    """
    try:
        write_cells(source, target, {sheet: dict.fromkeys(places) for sheet, places in cells.items()})
        parts = _without(target, whole, inside)
    except SheetsCrmError:
        target.unlink(missing_ok=True)
        return False
    wanted = _spellings([*inside, *(text for text in whole if text not in inside)])
    if any(_found(data, info.filename, wanted) for info, data in parts):
        target.unlink(missing_ok=True)
        return False
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, data in parts:
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)
    return True


def _without(path: Path, whole: Collection[str], inside: Collection[str]) -> list[tuple[zipfile.ZipInfo, bytes]]:
    """Return all parts without the texts, and without shared strings that no cell shows."""
    with Package.open(path) as package:
        parts = {name: package.read(name) for name in package.names}
        sheets = {one.part for one in package.sheets}
        strings = next((one.target for one in package.related(package.workbook_part, "sharedStrings")), "")
        infos = [package.info(name) for name in package.names]
    shown = {int(at) for name in sheets & parts.keys() for at in SHARED.findall(parts[name])}
    if strings in parts:
        parts[strings] = _blanked(parts[strings], shown)
    for name, data in parts.items():
        if name.lower().endswith(MARKUP):
            parts[name] = _replaced(data, whole, [text for text in inside if name not in sheets or not text.isdigit()])
    return [(info, parts[info.filename]) for info in infos]


def _blanked(strings: bytes, shown: set[int]) -> bytes:
    numbers = iter(range(len(strings)))
    return ENTRY.sub(lambda one: one[0] if next(numbers) in shown else b"<%ssi><%st/></%ssi>" % ((one[1],) * 3), strings)


def _replaced(data: bytes, whole: Iterable[str], inside: Iterable[str]) -> bytes:
    for text in sorted(inside, key=len, reverse=True):
        for spelling in (escape(text), escape(text, QUOTES)):
            data = data.replace(spelling.encode(), GONE.encode())
    for text in whole:
        for before, after, entities in ((b">", b"<", {}), (b'"', b'"', QUOTES)):
            data = data.replace(before + escape(text, entities).encode() + after, before + GONE.encode() + after)
    return data


def _spellings(texts: Iterable[str]) -> tuple[frozenset[bytes], frozenset[bytes]]:
    """Return how texts may stand in XML, and in other parts."""
    known = list(texts)
    markup = {one.encode() for text in known for one in _in_markup(text)}
    return frozenset(markup), frozenset(text.encode(name, "ignore") for text in known for name in ENCODINGS) - {b""}


def _in_markup(text: str) -> tuple[str, ...]:
    if any(sign.isalpha() for sign in text) or sum(sign.isdigit() for sign in text) >= DIGITS:
        return escape(text), escape(text, QUOTES)
    return f">{escape(text)}<", f'"{escape(text, QUOTES)}"'


def _found(data: bytes, name: str, wanted: tuple[frozenset[bytes], frozenset[bytes]]) -> bool:
    markup, other = wanted
    return any(text in data for text in (markup if name.lower().endswith(MARKUP) else other))
