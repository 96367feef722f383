"""One row taken apart by an XML parser, and what a cell in it shows: the proof uses nothing of what wrote it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from xml.sax.saxutils import unescape

from sheets_crm.books.xlsx.cells.cellxml import CellEdit, serial
from sheets_crm.books.xlsx.opc.xmltree import MalformedXmlError, Node, parse
from sheets_crm.books.xlsx.writing.sharedhome import SharedHome
from sheets_crm.books.xlsx.writing.sheethead import Head
from sheets_crm.model.addresses import parse_address
from sheets_crm.model.cells import CellError, CellValue, Formula, RichText

NUMBER = re.compile(r"-?[0-9.]+(?:[eE][-+]?[0-9]+)?")
STYLE = re.compile(rb"""[^>]*?\ss\s*=\s*["']([0-9]+)["']""")
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
FORMULA = re.compile(rb"<((?:[^\s/>:]+:)?f)(?=[\s/>])([^>]*?)(?:/>|>([^<]*)</\1\s*>)")
ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')""")
SHARED = (b'"shared"', b"'shared'")
DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?(<\?xml[^>]*\?>)")
REFERENCE = re.compile(r"&#(x?)([0-9A-Fa-f]+);")


class VerificationError(ValueError):
    """What was written is not what was planned."""


class UnnumberedRowError(ValueError):
    """A row does not tell its number, so that it cannot be judged alone."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number, the length of its bytes, its attributes but for `spans`, its cells' bytes by column, and all else."""

    number: int
    size: int
    attributes: dict[str, str]
    cells: dict[int, bytes]
    others: bytes


def read_row(xml: bytes, head: Head) -> Row:
    """Take one row apart; UnnumberedRowError when it has no number."""
    root = re.search(rb"<[^?!][^>]*>", head.xml)
    assert root
    name = re.match(rb"<([^\s/>]+)", root[0])
    assert name
    declared = DECLARATION.match(head.xml)
    document = (declared[1] if declared else b"") + root[0] + xml + b"</" + name[1] + b">"
    try:
        tree = parse(document)
    except MalformedXmlError as error:
        raise VerificationError(f"a row is not well-formed: {error}") from error
    if len(tree.children) != 1 or not tree.children[0].attributes.get("r", "").isdigit():
        raise UnnumberedRowError
    return row_of(document, tree.children[0], int(tree.children[0].attributes["r"]))


def row_of(document: bytes, node: Node, number: int) -> Row:
    """Make a Row of a parsed one; VerificationError when its cells are out of order or of another row."""
    cells: dict[int, bytes] = {}
    others, at, column = [], node.open_end, 0
    for cell in node.all("c"):
        reference = cell.attributes.get("r")
        row, told = parse_address(reference) if reference else (number, column + 1)
        if told <= column or row != number:
            raise VerificationError(f"the cells of row {number} are out of order")
        column = told
        cells[column] = document[cell.start : cell.end]
        others.append(document[at : cell.start])
        at = cell.end
    others.append(document[at : node.close_start])
    attributes = {name: value for name, value in node.attributes.items() if name != "spans"}
    return Row(number, node.end - node.start, attributes, cells, b"".join(others))


def compare_rows(was: Row, now: Row, edits: Mapping[int, CellEdit], *, date1904: bool) -> set[int]:
    """Return the planned columns of a row; VerificationError when anything else differs, or one of them does not read back."""
    if {**was.attributes, "r": ""} != {**now.attributes, "r": ""} or was.others != now.others:
        raise VerificationError(f"row {was.number} itself changed")
    seen: set[int] = set()
    for column in was.cells.keys() | now.cells.keys():
        old, cell = was.cells.get(column), now.cells.get(column)
        if column not in edits:
            if old != cell:
                raise VerificationError(f"an unplanned cell of row {was.number} changed")
        elif isinstance(home := edits[column].value, SharedHome):
            if not took_over(old, cell, home):
                raise VerificationError(f"a shared formula did not move to row {was.number} as planned")
            seen.add(column)
        elif not _reads(cell, edits[column].value, date1904=date1904) or not keeps_format(old, cell, edits[column]):
            raise VerificationError(f"a planned cell of row {was.number} does not read back")
        else:
            seen.add(column)
    return seen


def took_over(old: bytes | None, new: bytes | None, home: SharedHome) -> bool:
    """Whether a cell that followed a shared formula is now its head, and else what it was."""
    was, now = FORMULA.search(old or b""), FORMULA.search(new or b"")
    if old is None or new is None or was is None or now is None:
        return False
    around = (old[: was.start()], old[was.end() :]) == (new[: now.start()], new[now.end() :])
    before, after = dict(ATTRIBUTE.findall(was[2])), dict(ATTRIBUTE.findall(now[2]))
    follows = before.get(b"t") in SHARED and not before.keys() & {b"ref"} and not was[3]
    leads = after == before | {b"ref": b'"%s"' % home.ref.encode()} and plain(now[3] or b"") == home
    return around and was[1] == now[1] and follows and leads


def keeps_format(old: bytes | None, new: bytes | None, edit: CellEdit) -> bool:
    """Whether a cell has the format that it had, unless it is new, or its format was to change, or it became a date."""
    if old is None or new is None or sets_format(edit):
        return True
    was, now = STYLE.match(old), STYLE.match(new)
    return (was[1] if was else b"0") == (now[1] if now else b"0")


def sets_format(edit: CellEdit) -> bool:
    """Whether an edit may give a cell another format."""
    return edit.xf is not None or edit.number_format is not None or isinstance(edit.value, (date, time))


def _reads(xml: bytes | None, value: CellValue, *, date1904: bool) -> bool:
    return calculates(xml, value) if isinstance(value, Formula) else shows(xml, value, date1904=date1904)


def shows(xml: bytes | None, value: CellValue, *, date1904: bool) -> bool:
    """Whether a cell's bytes (None: there is no cell) read back as a value."""
    if value is None or value == "":
        return xml is None or not re.search(rb"<[^>]*\b[vf]\b[^>]*>|<[^>]*\bis>", xml)
    if xml is None:
        return False
    kind = re.match(rb"""<[^>]*\st="([^"]*)\"""", xml)
    told = kind[1].decode() if kind else "n"
    text = plain(b"".join(re.findall(rb"<(?:[^\s/>:]+:)?[vt](?:\s[^>]*)?>([^<]*)</", phonetics_out(xml))))
    if isinstance(value, RichText):
        return told == "inlineStr"
    if isinstance(value, str):
        return text == value and told == ("e" if isinstance(value, CellError) else "inlineStr")
    if isinstance(value, bool):
        return told == "b" and text == str(int(value))
    number = serial(value, date1904=date1904) if isinstance(value, (date, time)) else value
    return told == "n" and NUMBER.fullmatch(text) is not None and equal_numbers(text, number)


def calculates(xml: bytes | None, value: Formula) -> bool:
    """Whether a cell's bytes read back as a formula of its own with its result."""
    written = [(found[2], plain(found[3] or b"")) for found in FORMULA.finditer(xml or b"")]
    without = FORMULA.sub(b"", xml or b"").replace(b't="str"', b't="inlineStr"')
    return written == [(b"", value.removeprefix("="))] and shows(without, value.result, date1904=False)


def equal_numbers(text: str, number: float | Decimal) -> bool:
    """Whether a number as text means a number, exactly."""
    return Decimal(text) == number if isinstance(number, (int, Decimal)) else float(text) == number


def phonetics_out(xml: bytes) -> bytes:
    """Drop the reading aids of East Asian text."""
    return re.sub(rb"<(?:[^\s/>:]+:)?rPh\b.*?</(?:[^\s/>:]+:)?rPh>", b"", xml, flags=re.DOTALL)


def plain(text: bytes) -> str:
    """Turn the content of an element of the type ST_Xstring into the text that it means."""
    decoded = REFERENCE.sub(lambda found: chr(int(found[2], 16 if found[1] else 10)), text.decode())
    return ESCAPE.sub(lambda found: chr(int(found[1], 16)), unescape(decoded))
