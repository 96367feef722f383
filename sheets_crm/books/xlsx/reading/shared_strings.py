"""The strings that cells share, read once for the whole book."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sheets_crm.books.xlsx.cells.strings import RichItem, resolve, unescape
from sheets_crm.books.xlsx.opc.markup import Markup
from sheets_crm.books.xlsx.opc.package import Package
from sheets_crm.books.xlsx.opc.plain_xml import TwoHands

PLAIN = r'\s*<{0}si>\s*<{0}t(?: xml:space="preserve")?>([^<]*)</{0}t>\s*'


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

    def quick(self, block: bytes, prefix: bytes) -> bool:
        """Read items that hold one `<t>` and nothing else; the others among them go to expat, in their turn."""
        if not self.inside or b"xmlns" in block:
            return False
        try:
            text, name = block.decode(), prefix.decode()
        except UnicodeDecodeError:
            return False
        end, plain = f"</{name}si>", re.compile(PLAIN.format(re.escape(name))).fullmatch
        append, awkward = self.found.append, "&" in text or "\r" in text or "_x" in text
        for item in text.split(end)[:-1]:
            found = plain(item)
            try:
                if found:
                    append(unescape(resolve(found[1])) if awkward else found[1])
                    continue
            except ValueError:
                pass
            self.markup.feed(f"{item}{end}".encode())
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
