"""What cells hold, made harmless: a workbook's text may be anything."""

from __future__ import annotations

import json
import math
import re
from datetime import date, time

from sheets_crm.model.cells import CellError, CellValue

LONGEST = 120
ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
"""Control characters, marks that turn the direction of writing, and halves of characters: none of them can be seen."""
INSTEAD = "\N{REPLACEMENT CHARACTER}"
INSIDE_SCRIPT = {ord(one): f"\\u{ord(one):04x}" for one in "<>&\u2028\u2029"}


def plain(text: str, longest: int = LONGEST) -> str:
    """Return a text with what cannot be seen made visible, cut where it is long."""
    told = ODD.sub(INSTEAD, text)
    return told if len(told) <= longest else told[: longest - 1] + "…"


def content(value: CellValue) -> str | float | bool | None:
    """Return what a cell shows as JSON can hold it: days as 2026-11-22, texts without what cannot be seen."""
    if isinstance(value, CellError | str):
        return plain(value)
    if isinstance(value, date | time):
        return value.isoformat().replace("T", " ")
    if isinstance(value, bool) or value is None:
        return value
    return float(f"{value:.12g}") if math.isfinite(value) else str(value)


def for_script(document: object) -> str:
    """Return JSON that may stand inside a `<script>` of a page, whatever texts are in it."""
    told = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return told.translate(INSIDE_SCRIPT)
