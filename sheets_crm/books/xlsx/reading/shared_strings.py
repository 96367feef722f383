"""The strings that cells share, read once for the whole book."""

from __future__ import annotations

from collections.abc import Mapping

from sheets_crm.books.xlsx.cells.strings import RichItem, unescape
from sheets_crm.books.xlsx.opc.markup import Markup
from sheets_crm.books.xlsx.opc.package import Package
from sheets_crm.books.xlsx.opc.plain_xml import TwoHands

START, KEPT, END = "<si><t>", '<si><t xml:space="preserve">', "</t>"


def shared_strings(package: Package) -> list[str]:
    """Read every shared string, in order; rich ones are RichText."""
    items = SharedStrings()
    for relation in package.related(package.workbook_part, "sharedStrings")[:1]:
        if package.find(relation.target):
            items.markup = Markup(f"{package.path}: {relation.target}", items.start, items.end, items.chars)
            TwoHands(items.markup, items.quick, "sst", "si").run(package.stream(relation.target))
    return items.found


class SharedStrings:
    """Collects the strings, in order, from a quick reader of plain ones and from the events of all others."""

    markup: Markup

    def __init__(self) -> None:
        """Start empty."""
        self.found: list[str] = []
        self.item: RichItem | None = None
        self.inside = False

    def quick(self, block: bytes) -> bool:
        """Read items that hold one `<t>` and nothing else; the others among them go to expat, in their turn."""
        if not self.inside:
            return False
        try:
            text = block.decode()
        except UnicodeDecodeError:
            return False
        awkward = "&" in text or "\r" in text or "_x" in text
        append = self.found.append
        for item in text.split("</si>")[:-1]:
            inner = item[len(START) if item.startswith(START) else len(KEPT) : -len(END)]
            if "<" in inner or not (item.startswith((START, KEPT)) and item.endswith(END)):
                self.markup.feed(f"{item}</si>".encode())
            elif not awkward:
                append(inner)
            elif "&" in inner or "\r" in inner:
                self.markup.feed(f"{item}</si>".encode())
            else:
                append(unescape(inner))
        return True

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""
        if self.item:
            self.item.start(tag, attributes)
        elif tag == "si":
            self.item = RichItem()
        elif tag == "sst":
            self.inside = True

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if not self.item:
            return
        if tag == "si" and not self.item.depth:
            self.found.append(self.item.value())
            self.item = None
        else:
            self.item.end(tag)

    def chars(self, text: str) -> None:
        """Take character data."""
        if self.item:
            self.item.chars(text)
