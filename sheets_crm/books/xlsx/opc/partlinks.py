"""The two kinds of part that hold a package together, edited in place: content types and relations."""

from __future__ import annotations

import posixpath

from sheets_crm.books.xlsx.opc.package import key
from sheets_crm.books.xlsx.opc.xmltree import append, apply, attribute, parse_or_refuse, prefix

CONTENT_TYPES = "[Content_Types].xml"
NO_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


def with_override(xml: bytes, part: str, content_type: str, book: str) -> bytes:
    """Say what type a new part has."""
    root = parse_or_refuse(xml, CONTENT_TYPES, book)
    new = b'<%sOverride PartName="/%s" ContentType="%s"/>' % (prefix(xml, root), attribute(part), attribute(content_type))
    return apply(xml, append(xml, root, new))


def without_override(xml: bytes, part: str, book: str) -> bytes:
    """Take out what is said of a part that is gone."""
    root = parse_or_refuse(xml, CONTENT_TYPES, book)
    gone = [one for one in root.all("Override") if key(one.attributes.get("PartName", "")) == key(part)]
    return apply(xml, [(one.start, one.end, b"") for one in gone])


def with_relation(xml: bytes | None, owner: str, kind: str, target: str, book: str) -> tuple[bytes, str]:
    """Relate the part `owner` to another (`kind` is the whole URI); returns the relations part and the new relation's id."""
    xml = NO_RELATIONS if xml is None else xml
    root = parse_or_refuse(xml, f"relations of {owner}", book)
    taken = {one.attributes.get("Id", "").casefold() for one in root.children}
    number = next(number for number in range(1, len(taken) + 2) if f"rid{number}" not in taken)
    path = posixpath.relpath("/" + target, "/" + posixpath.dirname(owner.replace("\\", "/")))
    told = (prefix(xml, root), number, attribute(kind), attribute(path))
    new = b'<%sRelationship Id="rId%d" Type="%s" Target="%s"/>' % told
    return apply(xml, append(xml, root, new)), f"rId{number}"


def without_relation(xml: bytes, identifier: str, book: str) -> bytes:
    """Take a relation out by its id."""
    root = parse_or_refuse(xml, "relations", book)
    return apply(xml, [(one.start, one.end, b"") for one in root.children if one.attributes.get("Id") == identifier])


def relations_part(owner: str) -> str:
    """Return the name of the part that holds a part's relations."""
    folder, base = posixpath.split(owner.replace("\\", "/"))
    return posixpath.join(folder, "_rels", f"{base}.rels")


def free_name(taken: set[str], pattern: str) -> str:
    """Return the first name of a numbered series (`xl/worksheets/sheet{}.xml`) that no part has; `taken` holds keys."""
    number = 1
    while key(pattern.format(number)) in taken:
        number += 1
    return pattern.format(number)


def relation_uri(strict: bool, kind: str) -> str:  # noqa: FBT001 - the dialect of the book
    """Return the URI of a kind of relation in the book's dialect."""
    home = "http://purl.oclc.org/ooxml/officeDocument" if strict else "http://schemas.openxmlformats.org/officeDocument/2006"
    return f"{home}/relationships/{kind}"
