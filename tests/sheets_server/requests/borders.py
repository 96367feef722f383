"""updateBorders."""

from sheets_server.requests.colors import paired
from sheets_server.requests.protections import guard
from sheets_server.requests.work import Work
from sheets_server.spreadsheet import Json

BLACK: Json = {"color": {}, "colorStyle": {"rgbColor": {}}}
WIDTHS = {"DOTTED": 1, "DASHED": 1, "SOLID": 1, "SOLID_MEDIUM": 2, "SOLID_THICK": 3, "DOUBLE": 3}


def update_borders(work: Work, ask: Json) -> Json:
    """Lines around a range and between its cells; a style of NONE takes a line away."""
    area = work.area(ask.get("range", {}))
    guard(work.spreadsheet, work.caller, area)
    top, left, bottom, right = area.bounded()
    for row, column in area.places():
        lines = {
            "top": "top" if row == top else "innerHorizontal",
            "bottom": "bottom" if row == bottom - 1 else "innerHorizontal",
            "left": "left" if column == left else "innerVertical",
            "right": "right" if column == right - 1 else "innerVertical",
        }
        given = {side: ask[name] for side, name in lines.items() if name in ask}
        if given:
            style = area.sheet.cells.get((row, column), {}).get("userEnteredFormat", {})
            area.sheet.put((row, column), userEnteredFormat=lined(style, given))
    return {}


def lined(style: Json, given: dict[str, Json]) -> Json | None:
    """A cell's format with these lines."""
    borders = dict(style.get("borders", {}))
    for side, line in given.items():
        if line.get("style", "NONE") in {"NONE", "STYLE_UNSPECIFIED"}:
            borders.pop(side, None)
        else:
            borders[side] = full(line)
    rest = {key: value for key, value in style.items() if key != "borders"}
    return (rest | ({"borders": borders} if borders else {})) or None


def full(line: Json) -> Json:
    """A line with its width and both names of its colour, black unless told."""
    colour = paired({key: value for key, value in line.items() if key in {"color", "colorStyle"}})
    return {"style": line["style"], "width": WIDTHS.get(line["style"], 1)} | BLACK | colour


def completed(style: Json) -> Json:
    """A cell's format whose lines are all full; those of style NONE are no lines."""
    if "borders" not in style:
        return style
    lines = {side: full(line) for side, line in style["borders"].items() if line.get("style", "NONE") != "NONE"}
    return {key: value for key, value in style.items() if key != "borders"} | ({"borders": lines} if lines else {})
