"""The workbook's own part, edited in place: recalculation on load, and new sheets."""

from __future__ import annotations

import re
from collections.abc import Callable

from sheets_crm.books.xlsx.cells.areas import parse_area
from sheets_crm.books.xlsx.opc.xmltree import (
    MAIN_STRICT,
    Edit,
    Node,
    append,
    apply,
    attribute,
    insert_in_order,
    parse_or_refuse,
    prefix,
    set_attributes,
)
from sheets_crm.model.grids import Area

ORDER = (
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
    "calcPr",
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
FILTER_NAME = "_xlnm._FilterDatabase"
"""The hidden name that mirrors a sheet's filter."""
TRUE = frozenset({"1", "true"})


class WorkbookPart:
    """The workbook's part as bytes, and what is changed in it."""

    def __init__(self, xml: bytes, *, part: str, book: str) -> None:
        """Parse it; RefusedError when it cannot be edited safely."""
        self.xml, self.part, self.book = xml, part, book
        self.root = parse_or_refuse(xml, part, book)

    @property
    def date1904(self) -> bool:
        """Whether dates are counted from 1904."""
        settings = self.root.first("workbookPr")
        return settings is not None and settings.attributes.get("date1904", "0") in TRUE

    @property
    def strict(self) -> bool:
        """Whether the book is strict OOXML."""
        return self.root.space == MAIN_STRICT

    def recalculate(self) -> None:
        """Ask for all formulas to be calculated when the book is opened."""
        settings = self.root.first("calcPr")
        if settings is None:
            tag = b"<" + prefix(self.xml, self.root) + b'calcPr fullCalcOnLoad="1"/>'
            self._change(insert_in_order(self.xml, self.root, ORDER, "calcPr", tag))
        elif settings.attributes.get("fullCalcOnLoad", "0") not in TRUE:
            self._change([set_attributes(self.xml, settings, {"fullCalcOnLoad": "1"})])

    def add_sheet(self, name: str, relation: str) -> None:
        """Put a sheet behind the last tab."""
        sheets = self.root.first("sheets")
        assert sheets is not None
        number = max((int(one.attributes.get("sheetId", "0") or 0) for one in sheets.children), default=0) + 1
        uri = RELATIONS_STRICT if self.strict else RELATIONS
        tag = b'<%ssheet name="%s" sheetId="%d" xmlns:rel="%s" rel:id="%s"/>' % (
            prefix(self.xml, sheets),
            attribute(name),
            number,
            uri.encode(),
            relation.encode(),
        )
        bound = re.search(rb"""xmlns:([^\s=]+)\s*=\s*["']""" + re.escape(uri.encode()), self.xml[: self.root.open_end])
        if bound:
            tag = tag.replace(b' xmlns:rel="%s"' % uri.encode(), b"").replace(b" rel:id", b" " + bound[1] + b":id")
        self._change(append(self.xml, sheets, tag))

    def filter_area(self, sheet: int) -> Area | None:
        """Return the area of a sheet's filter (`sheet` from 0) as the hidden name that mirrors it tells; None without."""
        one = self._filter_name(sheet)
        return (
            parse_area(self.xml[one.open_end : one.close_start].rpartition(b"!")[2].decode("ascii", "replace")) if one else None
        )

    def extend_filter(self, sheet: int, area: str) -> None:
        """Give the hidden name that mirrors a sheet's filter (`sheet` from 0) the filter's new area, `$A$1:$F$9`."""
        if one := self._filter_name(sheet):
            old = self.xml[one.open_end : one.close_start]
            self._change([(one.open_end, one.close_start, old.rpartition(b"!")[0] + b"!" + area.encode())])

    def _filter_name(self, sheet: int) -> Node | None:
        names = self.root.first("definedNames")
        for one in names.all("definedName") if names else []:
            if one.attributes.get("name") == FILTER_NAME and one.attributes.get("localSheetId") == str(sheet):
                return one
        return None

    def add_hidden_name(self, name: str, text: str) -> None:
        """Give the workbook a name that people do not see, which stands for a text."""
        names, tag = self.root.first("definedNames"), prefix(self.xml, self.root)
        made = b'<%sdefinedName name="%s" hidden="1">"%s"</%sdefinedName>' % (tag, attribute(name), attribute(text), tag)
        if names is not None:
            self._change(append(self.xml, names, made))
        else:
            whole = b"<%sdefinedNames>%s</%sdefinedNames>" % (tag, made, tag)
            self._change(insert_in_order(self.xml, self.root, ORDER, "definedNames", whole))

    def lock_structure(self) -> None:
        """Keep sheets from being added, deleted, renamed or moved; a slip is what that is against, there is no password."""
        there = self.root.first("workbookProtection")
        if there is not None:
            self._change([set_attributes(self.xml, there, {"lockStructure": "1"})])
            return
        tag = b"<" + prefix(self.xml, self.root) + b'workbookProtection lockStructure="1"/>'
        self._change(insert_in_order(self.xml, self.root, ORDER, "workbookProtection", tag))

    def rename_ranges(self, moved: Callable[[str], str]) -> None:
        """Give each defined name that people made what `moved` makes of the text that it refers to (as it stands in the XML)."""
        names, edits = self.root.first("definedNames"), list[Edit]()
        for one in names.all("definedName") if names else []:
            old = self.xml[one.open_end : one.close_start]
            new = moved(old.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
            if new != old and one.attributes.get("name") != FILTER_NAME:
                edits.append((one.open_end, one.close_start, new))
        if edits:
            self._change(edits)

    def _change(self, edits: list[Edit]) -> None:
        self.xml = apply(self.xml, edits)
        self.root = parse_or_refuse(self.xml, self.part, self.book)
