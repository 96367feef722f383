"""Small XML parts as trees that know the byte offsets of their elements, so that an edit replaces only its own bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape

from sheets_crm.errors import RefusedError
from sheets_crm.model.text import Text

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MAIN_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
TAG = re.compile(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")
SAVE_ANEW = Text(ru="Откройте книгу в Excel, сохраните её и повторите.", en="Open the workbook in Excel, save it, and try again.")
Edit = tuple[int, int, bytes]
"""Replace the bytes from start to end by others."""


class MalformedXmlError(ValueError):
    """The bytes are no XML that can be edited safely."""


@dataclass(slots=True, eq=False)
class Node:
    """An element: its namespace and local name, its attributes (those with a namespace as `uri name`), and where its bytes
    stand: `start:open_end` is the opening tag, `close_start:end` the closing one (both empty spans when self-closing).
    """  # noqa: D205

    space: str
    name: str
    attributes: dict[str, str]
    start: int
    open_end: int = 0
    close_start: int = 0
    end: int = 0
    children: list[Node] = field(default_factory=list)

    def first(self, name: str) -> Node | None:
        """Return the first child of this name in this element's own namespace."""
        return next((child for child in self.children if child.name == name and child.space == self.space), None)

    def all(self, name: str) -> list[Node]:
        """Return the children of this name in this element's own namespace."""
        return [child for child in self.children if child.name == name and child.space == self.space]

    def walk(self) -> Iterator[Node]:
        """Yield this element and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def signature(self) -> tuple[object, ...]:
        """Return what makes two elements equal, however they are written."""
        return self.name, tuple(sorted(self.attributes.items())), tuple(child.signature() for child in self.children)


class _Builder:
    def __init__(self, xml: bytes) -> None:
        self.xml, self.root = xml, None
        self.open: list[Node] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.begin
        self.parser.EndElementHandler = self.finish
        self.parser.StartDoctypeDeclHandler = self.doctype

    root: Node | None

    def doctype(self, *_: object) -> None:
        raise MalformedXmlError("a document type declaration")

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        at = self.parser.CurrentByteIndex
        space, _, local = name.rpartition(" ")
        tag = TAG.match(self.xml, at)
        if not tag:
            raise MalformedXmlError("a tag that is not where the parser saw it (another encoding)")
        node = Node(space, local, attributes, at, tag.end())
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def finish(self, _: str) -> None:
        node, at = self.open.pop(), self.parser.CurrentByteIndex
        if self.xml[node.open_end - 2 : node.open_end] == b"/>":
            node.close_start = node.end = node.open_end
        else:
            node.close_start, node.end = at, self.xml.index(b">", at) + 1


def parse(xml: bytes) -> Node:
    """Parse a part; MalformedXmlError when it is not well-formed, not UTF-8, or declares a document type."""
    if xml[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in xml[:64]:
        raise MalformedXmlError("UTF-16")
    builder = _Builder(xml)
    try:
        builder.parser.Parse(xml, True)  # noqa: FBT003 - the C function takes no keywords
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise MalformedXmlError(str(error)) from error
    assert builder.root is not None
    return builder.root


def parse_or_refuse(xml: bytes, part: str, book: str) -> Node:
    """Parse a part that is to be edited; RefusedError naming the book and the part when that is not safe."""
    try:
        return parse(xml)
    except MalformedXmlError as error:
        raise unsafe(book, part, str(error)) from error


def unsafe(book: str, part: str, detail: str) -> RefusedError:
    """Make the error for a part that cannot be changed without loss; `detail` is technical and told in brackets."""
    what = Text(
        ru=f"часть книги {part} записана так, что изменить её без потерь нельзя ({detail})",
        en=f"the part {part} is written in a way that cannot be changed without loss ({detail})",
    )
    return RefusedError(what, where=book, mend=SAVE_ANEW)


def prefix(xml: bytes, node: Node) -> bytes:
    """Return the prefix that an element is written with, `x:` or nothing."""
    found = re.match(rb"<([^\s/>:]+:)?", xml[node.start : node.open_end])
    return (found and found[1]) or b""


def apply(xml: bytes, edits: Iterable[Edit]) -> bytes:
    """Return the bytes with edits made; they must not overlap."""
    out, at = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        assert start >= at
        out += [xml[at:start], new]
        at = end
    return b"".join([*out, xml[at:]])


def set_attributes(xml: bytes, node: Node, values: dict[str, str | None]) -> Edit:
    """Set attributes (without namespace) in an opening tag, or drop those that are None."""
    tag = xml[node.start : node.open_end]
    for name, value in values.items():
        tag = retag(tag, name.encode(), value)
    return node.start, node.open_end, tag


def retag(tag: bytes, name: bytes, value: str | None) -> bytes:
    """Set one attribute in the bytes of an opening tag, or drop it."""
    there = re.compile(rb"\s+" + name + rb"""\s*=\s*("[^"]*"|'[^']*')""").search(tag)
    new = b"" if value is None else b" " + name + b'="' + attribute(value) + b'"'
    if there:
        return tag[: there.start()] + new + tag[there.end() :]
    close = -2 if tag.endswith(b"/>") else -1
    return tag[:close].rstrip() + new + tag[close:]


def attribute(value: str) -> bytes:
    """Write a string as the content of an attribute in double quotes, so that it suits a part in any encoding."""
    return ascii_only(escape(value, {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}))


def ascii_only(xml: str) -> bytes:
    """Write XML with numbers for all letters beyond ASCII: a part may be in windows-1251 as well as in UTF-8."""
    return xml.encode("ascii", "xmlcharrefreplace")


def append(xml: bytes, node: Node, inner: bytes) -> list[Edit]:
    """Add bytes at the end of an element's content, opening it when it is self-closing."""
    if node.close_start != node.open_end or not xml[: node.open_end].endswith(b"/>"):
        return [(node.close_start, node.close_start, inner)]
    name = re.match(rb"<([^\s/>]+)", xml[node.start : node.open_end])
    assert name
    return [(node.open_end - 2, node.open_end, b">" + inner + b"</" + name[1] + b">")]


def insert_in_order(xml: bytes, parent: Node, order: tuple[str, ...], name: str, new: bytes) -> list[Edit]:
    """Put a new child where the schema's order of children wants it."""
    before = set(order[: order.index(name)])
    at = parent.open_end
    last = [child for child in parent.children if child.name in before]
    if last:
        at = last[-1].end
    elif parent.children:
        at = parent.children[0].start
    else:
        return append(xml, parent, new)
    return [(at, at, new)]
