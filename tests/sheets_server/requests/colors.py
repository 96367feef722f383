"""Colours as Google keeps them: in 256 steps, and each under both of its names."""

import struct
from functools import cache
from typing import Any

from sheets_server.spreadsheet import Json

NAMES = (
    "backgroundColor",
    "foregroundColor",
    "tabColor",
    "headerColor",
    "firstBandColor",
    "secondBandColor",
    "footerColor",
    "color",
)


def paired(node: Any) -> Any:
    """The same JSON with every colour also as its ColorStyle and the other way round; the ColorStyle decides."""
    if isinstance(node, list):
        return [paired(item) for item in node]
    if not isinstance(node, dict):
        return node
    out = {key: paired(value) for key, value in node.items()}
    for name in NAMES:
        style = out.get(f"{name}Style")
        if isinstance(style, dict):
            out |= same(name, style)
        elif isinstance(out.get(name), dict) and not out[name].keys() & {"rgbColor", "themeColor"}:
            out |= same(name, {"rgbColor": out[name]})
    return out


def same(name: str, style: Json) -> Json:
    """One colour under both names; a theme's colour has only the new one."""
    if "rgbColor" not in style:
        return {f"{name}Style": style}
    rgb = stepped(style["rgbColor"])
    return {name: rgb, f"{name}Style": {"rgbColor": rgb}}


def stepped(color: Json) -> Json:
    """Red, green and blue in steps of 1/255, rounded down as 32-bit numbers; what is zero is left out."""
    steps = {key: int(wide(wide(min(max(color.get(key, 0), 0), 1)) * 255)) for key in ("red", "green", "blue")}
    return {key: single(step / 255) for key, step in steps.items() if step}


@cache
def wide(number: float) -> float:
    """The nearest 32-bit number."""
    return float(struct.unpack("f", struct.pack("f", number))[0])


@cache
def single(number: float) -> float | int:
    """The number as JSON shows a 32-bit float."""
    near = wide(number)
    found = next(short for digits in range(1, 10) if wide(short := float(f"{near:.{digits}g}")) == near)
    return int(found) if found.is_integer() else found


def both_names(mask: dict[str, Any]) -> dict[str, Any]:
    """A field mask that means a colour under both of its names whichever it says."""
    out = {key: both_names(inner) for key, inner in mask.items()}
    for key in mask:
        name = key.removesuffix("Style")
        if name in NAMES:
            out |= {name: {}, f"{name}Style": {}}
    return out
