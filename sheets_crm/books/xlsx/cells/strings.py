"""Text as workbooks hold it: escapes, entities, and rich text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from sheets_crm.model.cells import RichText

ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
ENTITY = re.compile(r"&(?:#x[0-9A-Fa-f]{1,6};|#[0-9]{1,7};|[a-z]{2,4};|)")
SURROGATE_PAIR = re.compile("([\ud800-\udbff])([\udc00-\udfff])")
SURROGATE = re.compile("[\ud800-\udfff]")


def unescape(text: str) -> str:
    """Resolve `_xHHHH_`; half a surrogate pair alone, which no text can hold, stays as it is written."""
    if "_x" not in text:
        return text
    raw = ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    joined = SURROGATE_PAIR.sub(lambda found: found[0].encode("utf-16", "surrogatepass").decode("utf-16"), raw)
    return SURROGATE.sub(lambda found: f"_x{ord(found[0]):04X}_", joined)


def resolve(markup: str) -> str:
    """Turn character data of XML into text, as an XML parser does; ValueError for an entity that is none."""
    if "\r" in markup:
        markup = markup.replace("\r\n", "\n").replace("\r", "\n")
    return ENTITY.sub(lambda found: ENTITIES[found[0]], markup) if "&" in markup else markup


class Entities(dict[str, str]):
    """What each entity stands for, remembered: some programs write every letter of theirs as one."""

    def __missing__(self, entity: str) -> str:
        number = entity[2:-1]
        code = int(number[1:], 16) if number.startswith("x") else int(number) if number.isdigit() else 0
        if (code < ord(" ") and code not in {9, 10, 13}) or SURROGATE.fullmatch(chr(code)):
            raise ValueError(entity)
        return self.setdefault(entity, chr(code))


ENTITIES = Entities({"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"})


class RichItem:
    """Builds the text of one `<si>` or `<is>` from the events inside it: plain, or rich with the XML of its runs."""

    def __init__(self) -> None:
        """Start empty."""
        self.text: list[str] = []
        self.runs: list[str] = []
        self.depth = self.phonetic = 0
        self.reading = self.rich = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element inside the item."""
        if tag == "rPh" or self.phonetic:
            self.phonetic += 1
            return
        self.depth += 1
        self.reading = tag == "t"
        self.rich = self.rich or tag == "r"
        if self.rich:
            told = "".join(f" {name}={_quoted(value)}" for name, value in attributes.items() if " " not in name)
            self.runs.append(f"<{tag}{told}>")

    def end(self, tag: str) -> None:
        """Take the end of an element inside the item."""
        if self.phonetic:
            self.phonetic -= 1
            return
        self.depth -= 1
        self.reading = False
        if self.rich:
            self.runs.append(f"</{tag}>")

    def chars(self, text: str) -> None:
        """Take character data inside the item."""
        if self.reading and not self.phonetic:
            self.text.append(text)
            if self.rich:
                self.runs.append(escape(text, quote=False))

    def value(self) -> str:
        """Return what was built."""
        text = unescape("".join(self.text))
        return RichText(text, "".join(self.runs)) if self.rich else text


def _quoted(value: str) -> str:
    for control in "\n\r\t":
        value = value.replace(control, f"&#{ord(control)};") if control in value else value
    return f'"{escape(value)}"'
