"""effectiveFormat and hyperlink: what a cell looks like once links, conditional formats and its formula have had their say."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sheets_server import rendering
from sheets_server.conditions import check_of, evaluated
from sheets_server.formula_tokens import ParseError, cut, outer, tokens
from sheets_server.locales import locale_of
from sheets_server.number_formats import number_format
from sheets_server.ranges import Area, of_grid_range, resolve
from sheets_server.requests.colors import paired, same
from sheets_server.requests.references import translated
from sheets_server.spreadsheet import DEFAULT_FORMAT, Json, Place, Sheet, Spreadsheet

EFFECTIVE = {
    "backgroundColor": DEFAULT_FORMAT["backgroundColor"],
    "padding": DEFAULT_FORMAT["padding"],
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "hyperlinkDisplayType": "PLAIN_TEXT",
    "backgroundColorStyle": DEFAULT_FORMAT["backgroundColorStyle"],
}
EFFECTIVE_TEXT = DEFAULT_FORMAT["textFormat"] | {"fontFamily": "Arial"}
LINK_COLOR = {"red": 0.06666667, "green": 0.33333334, "blue": 0.8}
LINKED = {"foregroundColor": LINK_COLOR, "underline": True, "foregroundColorStyle": {"rgbColor": LINK_COLOR}}
NOTHING: Json = {}
FORMULA = "CUSTOM_FORMULA"


@dataclass(frozen=True, slots=True)
class Rule:
    """One conditional format: where it holds, and what it does to a cell's format there."""

    areas: list[Area]
    look: Callable[[Place, Json | None, str], Json]

    def at(self, place: Place) -> bool:
        return any(area.has(place) for area in self.areas)


class Looks:
    """What the cells of one sheet look like."""

    def __init__(self, book: Spreadsheet, sheet: Sheet, *, rules: bool = False) -> None:
        self.book, self.sheet, self.locale = book, sheet, book.properties["locale"]
        self.cells = sheet.cells
        self.known: dict[Any, str] = {}
        """What values show under formats met so far."""
        self.rules = [rule_of(book, sheet, given) for given in reversed(sheet.conditional_formats)] if rules else []

    def number_format(self, place: Place) -> Json:
        """The number format that the cell shows with; empty if it has none."""
        return number_format(self.book, self.sheet, place)

    def text(self, place: Place, value: Json | None) -> str:
        """What people see in the cell."""
        cell = self.cells.get(place, NOTHING)
        bare = "userEnteredFormat" not in cell and "formulaValue" not in cell.get("userEnteredValue", NOTHING)
        style = NOTHING if bare else number_format(self.book, self.sheet, place)
        if not value or "errorValue" in value:
            return rendering.formatted(value, style or None, self.locale)
        if not style and "stringValue" in value:
            return str(value["stringValue"])
        key = (*value.items(), style.get("type"), style.get("pattern"))
        if key not in self.known:
            self.known[key] = rendering.formatted(value, style or None, self.locale)
        return self.known[key]

    def hyperlink(self, cell: Json) -> str:
        """Where a click on the cell leads: by its format, or by its formula; empty if nowhere."""
        link = cell.get("userEnteredFormat", {}).get("textFormat", {}).get("link", {}).get("uri", "")
        formula = cell.get("userEnteredValue", {}).get("formulaValue", "")
        if link or "HYPERLINK" not in formula.upper():
            return str(link)
        try:
            given = list(tokens(formula[1:], locale_of(self.locale).decimal))
        except ParseError:
            return ""
        return self.target(cut(given[2:-1], {",", ";"})[0]) if outer(given, "HYPERLINK") else ""

    def target(self, given: list[tuple[str, str]]) -> str:
        """The first argument of HYPERLINK: a text, or the text of another cell."""
        kind, text = given[0] if len(given) == 1 else ("", "")
        if kind == "string":
            return text[1:-1].replace('""', '"')
        if kind != "range":
            return ""
        _title, bang, rest = text.replace("$", "").rpartition("!")
        area = resolve(self.book, text.replace("$", "")) if bang else resolve(self.book, f"'{self.sheet.title}'!{rest}")
        found = area.sheet.effective((area.top or 0, area.left or 0)) or {}
        return str(found.get("stringValue", ""))

    def format(self, place: Place, cell: Json, value: Json | None) -> Json:
        """The format that shows: the usual one under what was chosen; numbers stand right, text left."""
        style = cell.get("userEnteredFormat", {})
        side = "LEFT" if value is None or "stringValue" in value else "CENTER" if "boolValue" in value else "RIGHT"
        link, text = self.hyperlink(cell), dict(EFFECTIVE_TEXT)
        if link:
            text |= LINKED | {"link": {"uri": link}}
        shown: Json = EFFECTIVE | {"horizontalAlignment": side} | ({"hyperlinkDisplayType": "LINKED"} if link else {}) | style
        if found := self.number_format(place):
            shown["numberFormat"] = found
        shown["textFormat"] = text | style.get("textFormat", {})
        for rule in self.rules:
            if rule.at(place):
                shown = laid_over(shown, rule.look(place, value, self.text(place, value)))
        return shown


def laid_over(shown: Json, more: Json) -> Json:
    """A format with what a rule changes in it."""
    text = shown["textFormat"] | more.get("textFormat", {})
    return shown | more | {"textFormat": text}


def rule_of(book: Spreadsheet, sheet: Sheet, given: Json) -> Rule:
    """A conditional format ready to be asked."""
    areas = [of_grid_range(book, one) for one in given["ranges"]]
    if "gradientRule" in given:
        return Rule(areas, gradient(book, sheet, areas, given["gradientRule"]))
    condition, style = given["booleanRule"].get("condition", {}), given["booleanRule"].get("format", {})
    if condition.get("type") == FORMULA:
        met = meeting(book, sheet, areas, condition)
        return Rule(areas, lambda place, _value, _text: style if place in met else {})
    test = check_of(book, sheet, condition)
    return Rule(areas, lambda _place, value, text: style if test(value, text) else {})


def meeting(book: Spreadsheet, sheet: Sheet, areas: list[Area], condition: Json) -> set[Place]:
    """The cells with something in them for which a formula of one's own comes to TRUE."""
    held = [place for place in dict.fromkeys([*sheet.cells, *sheet.results]) if any(area.has(place) for area in areas)]
    formula = condition["values"][0]["userEnteredValue"]
    top, left, _, _ = areas[0].bounded()
    texts = [translated(formula, place[0] - top, place[1] - left) for place in held]
    asked = list(dict.fromkeys(texts))
    found = dict(zip(asked, evaluated(book, sheet, asked), strict=True))
    values = zip(held, (found[text] or {} for text in texts), strict=True)
    return {place for place, value in values if value.get("boolValue") or value.get("numberValue")}


def gradient(book: Spreadsheet, sheet: Sheet, areas: list[Area], rule: Json) -> Callable[[Place, Json | None, str], Json]:
    """A colour scale: the background between the colours of the points on either side."""
    values = [found for area in areas for place in sheet.cells if area.has(place) and (found := sheet.effective(place))]
    numbers = sorted(float(value["numberValue"]) for value in values if "numberValue" in value)
    points = [rule[name] for name in ("minpoint", "midpoint", "maxpoint") if name in rule]
    stops = sorted(((height(point, numbers), color_of(point)) for point in points), key=lambda stop: stop[0]) if numbers else []

    def look(_place: Place, value: Json | None, _text: str) -> Json:
        if not stops or "numberValue" not in (value or {}):
            return {}
        return same("backgroundColor", {"rgbColor": between(stops, float((value or {})["numberValue"]))})

    return look


def height(point: Json, numbers: list[float]) -> float:
    """Where on the scale a point lies."""
    kind, least, most = point.get("type", ""), numbers[0], numbers[-1]
    if kind in {"MIN", "MAX"}:
        return least if kind == "MIN" else most
    given = float(str(point.get("value", "0")).replace(",", "."))
    if kind == "PERCENT":
        return least + (most - least) * given / 100
    if kind == "PERCENTILE":
        at = (len(numbers) - 1) * given / 100
        low = numbers[int(at)]
        return low + (numbers[min(int(at) + 1, len(numbers) - 1)] - low) * (at - int(at))
    return given


def color_of(point: Json) -> Json:
    """The colour of a point in red, green and blue."""
    color: Json = paired(
        {"color": point.get("color", {})} | ({"colorStyle": point["colorStyle"]} if "colorStyle" in point else {})
    )
    found: Json = color.get("color", {})
    return found


def between(stops: list[tuple[float, Any]], number: float) -> Json:
    """The colour at a height of the scale."""
    if number <= stops[0][0]:
        return dict(stops[0][1])
    for (low, first), (high, second) in itertools.pairwise(stops):
        if number <= high:
            share = (number - low) / (high - low) if high > low else 0
            return {key: first.get(key, 0) + (second.get(key, 0) - first.get(key, 0)) * share for key in ("red", "green", "blue")}
    return dict(stops[-1][1])
