"""New columns at the right of a list: its Excel table, or its filter, reaches over them, so that sorting keeps rows whole."""

from __future__ import annotations

from collections.abc import Sequence

from sheets_crm.books.xlsx.cells.areas import parse_area, reference
from sheets_crm.books.xlsx.opc.package import SheetPart
from sheets_crm.books.xlsx.opc.xmltree import Edit, Node, apply, attribute, parse_or_refuse, prefix, set_attributes
from sheets_crm.books.xlsx.writing.edit import WorkbookEdit
from sheets_crm.books.xlsx.writing.widened import widened
from sheets_crm.model.plan import NewColumn


def widen_tables(edit: WorkbookEdit, sheet: SheetPart, columns: Sequence[NewColumn]) -> dict[int, str]:
    """Widen the Excel tables that new columns touch; returns the header that each must get, unique in its table."""
    headers = {column.letter_index: column.title for column in columns}
    for relation in edit.package.related(sheet.part, "table"):
        if edit.package.find(relation.target):
            xml = edit.part(relation.target)
            new, titles = widen_table(xml, columns, parse_or_refuse(xml, relation.target, edit.book))
            if titles:
                edit.replace(relation.target, new)
                headers |= titles
    return headers


def widen_table(xml: bytes, columns: Sequence[NewColumn], root: Node) -> tuple[bytes, dict[int, str]]:
    """Return a table's part with the columns that it takes in, and their headers; as it was when it takes none."""
    area, listed = parse_area(root.attributes.get("ref", "")), root.first("tableColumns")
    if area is None or listed is None or root.attributes.get("headerRowCount", "1") == "0":
        return xml, {}
    wide, taken = widened(area, columns)
    if not taken:
        return xml, {}
    known = listed.all("tableColumn")
    names = {one.attributes.get("name", "").casefold() for one in known}
    number = max((int(one.attributes.get("id", "0")) for one in known), default=0)
    titles, added = {}, b""
    for number, column in enumerate(taken, number + 1):  # noqa: B020 - counts on from the last id
        titles[column.letter_index] = title = unique(column.title, names)
        added += b'<%stableColumn id="%d" name="%s"/>' % (prefix(xml, listed), number, attribute(title))
    edits: list[Edit] = [
        set_attributes(xml, root, {"ref": reference(wide)}),
        set_attributes(xml, listed, {"count": str(len(known) + len(taken))}),
        (listed.close_start, listed.close_start, added),
    ]
    return apply(xml, edits + _filter(xml, root, columns)), titles


def _filter(xml: bytes, root: Node, columns: Sequence[NewColumn]) -> list[Edit]:
    node = root.first("autoFilter")
    area = parse_area(node.attributes.get("ref", "")) if node else None
    return [set_attributes(xml, node, {"ref": reference(widened(area, columns)[0])})] if node and area else []


def unique(title: str, names: set[str]) -> str:
    """Return a header that no other column of the table has, and remember it."""
    made, number = title, 2
    while made.casefold() in names:
        made, number = f"{title} {number}", number + 1
    names.add(made.casefold())
    return made
