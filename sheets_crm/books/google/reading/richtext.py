"""Text of which parts are formatted on their own, or are chips, as the API tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from sheets_crm.model.cells import RichText

Json = Mapping[str, Any]
MARKS = {"bold": "<b/>", "italic": "<i/>", "strikethrough": "<strike/>", "underline": "<u/>"}
PLACEHOLDER = "@"


def rich(text: str, cell: Json) -> str:
    """Return a cell's text with its runs; a plain string when all of it is formatted alike."""
    if chips := cell.get("chipRuns"):
        return with_chips(text, chips)
    runs = cell.get("textFormatRuns", ())
    pieces = [(part, run.get("format", {})) for part, run in parts_of(text, runs) if part]
    if all(one == other for (_, one), (_, other) in pairwise(pieces)):
        return text
    return RichText(text, "".join(run_xml(part, shown) for part, shown in pieces))


def parts_of(text: str, runs: Sequence[Json]) -> list[tuple[str, Json]]:
    """Cut a text where its runs start; places are counted in UTF-16 code units."""
    units = text.encode("utf-16-le")
    starts = [0, *(run.get("startIndex", 0) for run in runs), len(units) // 2]
    return [
        (units[2 * start : 2 * end].decode("utf-16-le", "replace"), run)
        for (start, end), run in zip(pairwise(starts), [{}, *runs], strict=True)
    ]


def run_xml(text: str, shown: Json) -> str:
    """Write one run as a workbook has it."""
    told = "".join(mark for name, mark in MARKS.items() if shown.get(name))
    if color := rgb(shown):
        told += f'<color rgb="{color}"/>'
    if size := shown.get("fontSize"):
        told += f'<sz val="{size}"/>'
    if family := shown.get("fontFamily"):
        told += f"<rFont val={quoteattr(family)}/>"
    properties = f"<rPr>{told}</rPr>" if told else ""
    return f'<r>{properties}<t xml:space="preserve">{escape(text)}</t></r>'


def rgb(shown: Json) -> str:
    """Return a run's colour as `FFRRGGBB`; "" when it has none, or that of a theme."""
    style = shown.get("foregroundColorStyle", {})
    color = style.get("rgbColor") if style else shown.get("foregroundColor")
    if color is None:
        return ""
    return "FF" + "".join(f"{round(color.get(name, 0) * 255):02X}" for name in ("red", "green", "blue"))


def with_chips(text: str, chips: Sequence[Json]) -> RichText:
    """Return a text with what its chips stand for (a person's e-mail, a link) in the places that are held for them."""
    out = "".join(chip_text(run) or part if part.strip() == PLACEHOLDER else part for part, run in parts_of(text, chips) if part)
    return RichText(out, run_xml(out, {}))


def chip_text(run: Json) -> str:
    """Return what a chip stands for; "" when it does not say."""
    chip = run.get("chip", {})
    person, link = chip.get("personProperties", {}), chip.get("richLinkProperties", {})
    return str(person.get("email") or link.get("uri") or "")
