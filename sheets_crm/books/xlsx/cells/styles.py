"""The styles part, edited in place: cell formats are found or added, nothing else in it changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sheets_crm.books.xlsx.cells.numberformats import BUILTIN, FIRST_CUSTOM, GENERAL, NUMBERED
from sheets_crm.books.xlsx.opc.xmltree import (
    MAIN,
    Edit,
    Node,
    append,
    apply,
    ascii_only,
    attribute,
    insert_in_order,
    parse_or_refuse,
    prefix,
    retag,
)

ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
ITEM = {"numFmts": "numFmt", "fonts": "font", "fills": "fill", "borders": "border", "cellXfs": "xf"}
MINIMAL = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
).encode()
PROTECTION = re.compile(rb"<(?:[^\s/>:]+:)?protection\b[^>]*?(?:/>|>.*?</(?:[^\s/>:]+:)?protection>)")
LOCK = re.compile(rb"""<(?:[^\s/>:]+:)?protection\b([^>]*?\slocked\s*=\s*("[^"]*"|'[^']*'))""")
ALIGNMENT = re.compile(rb"\s*<(?:[^\s/>:]+:)?alignment\b[^>]*?(?:/>|>.*?</(?:[^\s/>:]+:)?alignment>)")
Line = Literal["thin", "medium", "hair", "dotted"]


@dataclass(frozen=True, slots=True)
class CellStyle:
    """How a cell looks; colours are RRGGBB, `size` in points; `font` and `size` None: as the book's Normal style.

    `border` draws all four sides, `bottom` and `top` one of them.
    """

    bold: bool = False
    italic: bool = False
    underline: bool = False
    color: str | None = None
    size: float | None = None
    font: str | None = None
    fill: str | None = None
    border: Line | None = None
    top: Line | None = None
    bottom: Line | None = None
    border_color: str = "BFBFBF"
    number_format: str = GENERAL
    horizontal: Literal["left", "center", "right", "justify"] | None = None
    vertical: Literal["top", "center", "bottom"] | None = None
    wrap: bool = False
    indent: int = 0
    locked: bool = True


class StyleSheet:
    """One styles part: looks formats up and adds those that are missing; without bytes, Excel's own least one."""

    def __init__(self, xml: bytes | None = None, *, part: str = "xl/styles.xml", book: str = "") -> None:
        """Parse the part; RefusedError when it cannot be edited safely."""
        self.xml = MINIMAL if xml is None else xml
        self.root = parse_or_refuse(self.xml, part, book)
        self.prefix = prefix(self.xml, self.root)
        self.added: dict[str, list[bytes]] = {name: [] for name in ITEM}
        self.lists = {name: self.root.first(name) for name in ITEM}
        self.codes = {
            int(node.attributes["numFmtId"]): node.attributes.get("formatCode", GENERAL)
            for node in self._nodes("numFmts")
            if node.attributes.get("numFmtId", "").isdigit()
        }
        self._indexes: dict[str, dict[tuple[object, ...], int]] = {}
        self._made: dict[CellStyle, int] = {}
        self._formats: dict[int, str] = {}
        self._xfs: list[bytes] = [self.xml[node.start : node.end] for node in self._nodes("cellXfs")]

    @property
    def changed(self) -> bool:
        """Whether anything was added."""
        return any(self.added.values())

    def number_format(self, xf: int) -> str:
        """Return the number format code of a cell format (the `s` of a cell); General where there is none such."""
        if xf not in self._formats:
            found = re.search(rb"""\snumFmtId\s*=\s*["'](\d+)""", self._xfs[xf]) if 0 <= xf < len(self._xfs) else None
            number = int(found[1]) if found else 0
            self._formats[xf] = self.codes.get(number, BUILTIN.get(number, GENERAL))
        return self._formats[xf]

    def with_number_format(self, xf: int, code: str) -> int:
        """Return the cell format that differs from `xf` in its number format alone, made when there is none."""
        if self.number_format(xf) == code:
            return xf
        base = self._xfs[xf] if 0 <= xf < len(self._xfs) else self._default_xf()
        opening = base[: base.index(b">") + 1]
        tag = retag(retag(opening, b"numFmtId", str(self._format_id(code))), b"applyNumberFormat", "1")
        return self._index("cellXfs", tag + base[len(opening) :])

    def with_lock(self, xf: int, *, locked: bool) -> int:
        """Return the cell format that differs from `xf` only in whether a protected sheet locks the cell."""
        base = self._xfs[xf] if 0 <= xf < len(self._xfs) else self._default_xf()
        old = LOCK.search(base)
        if (old is None or old[2][1:-1] not in (b"0", b"false")) == locked:
            return xf
        opening = base[: base.index(b">") + 1]
        body = PROTECTION.sub(b"", base[len(opening) : base.rfind(b"</")]) if not opening.endswith(b"/>") else b""
        aligned = ALIGNMENT.match(body)
        at = aligned.end() if aligned else 0
        lock = b'<%sprotection locked="%d"/>' % (self.prefix, locked)
        tag = retag(opening, b"applyProtection", "1").removesuffix(b"/>").removesuffix(b">")
        return self._index("cellXfs", tag + b">" + body[:at] + lock + body[at:] + b"</" + self.prefix + b"xf>")

    def xf(self, style: CellStyle) -> int:
        """Return the cell format of a style, made when there is none."""
        if style not in self._made:
            self._made[style] = self._index("cellXfs", self._xf_xml(style))
        return self._made[style]

    def to_bytes(self) -> bytes:
        """Return the part with what was added."""
        edits: list[Edit] = []
        for name, items in self.added.items():
            if items:
                edits += self._extend(name, items)
        return apply(self.xml, edits)

    def _extend(self, name: str, items: list[bytes]) -> list[Edit]:
        node, tag = self.lists[name], self.prefix + name.encode()
        inner = b"".join(items)
        if node is None:
            new = b'<%s count="%d">%s</%s>' % (tag, len(items), inner, tag)
            return insert_in_order(self.xml, self.root, ORDER, name, new)
        count = str(len(node.children) + len(items))
        opening = retag(self.xml[node.start : node.open_end], b"count", count)
        added = append(self.xml, node, inner)
        if added[0][0] < node.open_end:  # self-closing: one edit of the whole element
            return [(node.start, node.end, opening[:-2] + b">" + inner + b"</" + tag + b">")]
        return [(node.start, node.open_end, opening), *added]

    def _nodes(self, name: str) -> list[Node]:
        node = self.lists[name]
        return node.all(ITEM[name]) if node else []

    def _index(self, name: str, xml: bytes) -> int:
        """Where an element equal to this one stands in its list; it is added when there is none."""
        known = self._indexes.get(name)
        if known is None:
            known = {}
            for at, node in enumerate(self._nodes(name)):
                known.setdefault(node.signature(), at)
            self._indexes[name] = known
        wanted = parse_fragment(xml)
        if wanted not in known:
            known[wanted] = len(self._nodes(name)) + len(self.added[name])
            self.added[name].append(xml)
            if name == "cellXfs":
                self._xfs.append(xml)
        return known[wanted]

    def _format_id(self, code: str) -> int:
        if code in NUMBERED and NUMBERED[code] not in self.codes:
            return NUMBERED[code]
        for number, known in self.codes.items():
            if known == code:
                return number
        number = max([FIRST_CUSTOM - 1, *self.codes]) + 1
        self.codes[number] = code
        self.added["numFmts"].append(
            b'<%snumFmt numFmtId="%d" formatCode="%s"/>' % (self.prefix, number, attribute(code)),
        )
        return number

    def _default_xf(self) -> bytes:
        return self._xfs[0] if self._xfs else b'<%sxf numFmtId="0" fontId="0" fillId="0" borderId="0"/>' % self.prefix

    def _xf_xml(self, style: CellStyle) -> bytes:
        if not self._nodes("cellXfs") and not self.added["cellXfs"]:
            self.added["cellXfs"].append(self._default_xf())
            self._xfs.append(self._default_xf())
        number = self._format_id(style.number_format)
        font = self._index("fonts", self._tags(self._font(style)))
        fill = self._index("fills", self._tags(self._fill(style)))
        border = self._index("borders", self._tags(self._border(style)))
        head = (
            f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" applyNumberFormat="1" '
            'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1" applyProtection="1">'
        )
        return self._tags(head + _alignment(style) + f'<protection locked="{int(style.locked)}"/></xf>')

    def _tags(self, xml: str) -> bytes:
        """Give every tag this part's prefix."""
        return re.sub(rb"<(/?)(?=\w)", rb"<\1" + self.prefix, ascii_only(xml))

    def _font(self, style: CellStyle) -> str:
        normal = {child.name: child.attributes.get("val", "") for child in (self._nodes("fonts") or [self.root])[0].children}
        flags = "".join(f"<{tag}/>" for tag, on in (("b", style.bold), ("i", style.italic), ("u", style.underline)) if on)
        color = f'<color rgb="FF{style.color}"/>' if style.color else '<color theme="1"/>'
        size = f"{style.size or float(normal.get('sz') or 11):g}"
        name = attribute(style.font or normal.get("name") or "Calibri").decode()
        return f'<font>{flags}<sz val="{size}"/>{color}<name val="{name}"/><family val="2"/></font>'

    def _fill(self, style: CellStyle) -> str:
        if style.fill is None:
            return '<fill><patternFill patternType="none"/></fill>'
        return (
            f'<fill><patternFill patternType="solid"><fgColor rgb="FF{style.fill}"/><bgColor indexed="64"/></patternFill></fill>'
        )

    def _border(self, style: CellStyle) -> str:
        def side(name: str, line: str | None) -> str:
            return f'<{name} style="{line}"><color rgb="FF{style.border_color}"/></{name}>' if line else f"<{name}/>"

        sides = (("left", style.border), ("right", style.border))
        ends = (("top", style.top or style.border), ("bottom", style.bottom or style.border))
        return "<border>" + "".join(side(*one) for one in (*sides, *ends)) + "<diagonal/></border>"


def _alignment(style: CellStyle) -> str:
    given = {
        "horizontal": style.horizontal or ("left" if style.indent else None),
        "vertical": style.vertical,
        "wrapText": "1" if style.wrap else None,
        "indent": str(style.indent) if style.indent else None,
    }
    inner = "".join(f' {name}="{value}"' for name, value in given.items() if value)
    return f"<alignment{inner}/>" if inner else ""


def parse_fragment(xml: bytes) -> tuple[object, ...]:
    """Return the signature of an element that is cut out of its part, whatever its prefixes mean."""
    bare: Callable[[bytes], bytes] = lambda one: re.sub(rb"<(/?)[^\s/>:\"']+:", rb"<\1", one)  # noqa: E731
    return parse_or_refuse(bare(xml), "", "").signature()
