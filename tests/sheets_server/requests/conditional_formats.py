"""addConditionalFormatRule, updateConditionalFormatRule, deleteConditionalFormatRule."""

from sheets_server.errors import invalid
from sheets_server.parsing import entered
from sheets_server.requests.colors import paired
from sheets_server.requests.moving import grid_range
from sheets_server.requests.validations import check_condition
from sheets_server.requests.work import Work
from sheets_server.spreadsheet import Json, Sheet

WITHOUT_VALUE = {"MIN", "MAX"}


def add_conditional_format_rule(work: Work, ask: Json) -> Json:
    """A rule put in at its index, 0 unless told."""
    rule = settled(work, ask.get("rule", {}))
    sheet = work.spreadsheet.sheet(rule["ranges"][0]["sheetId"])
    index = ask.get("index", 0)
    if not 0 <= index <= len(sheet.conditional_formats):
        raise invalid(f"No conditional format on sheet: {sheet.id} at index: {index}")
    sheet.conditional_formats.insert(index, rule)
    return {}


def settled(work: Work, rule: Json) -> Json:
    """A rule as it is kept; refused where it makes no sense."""
    if not rule.get("ranges"):
        raise invalid("Must specify at least one range.")
    areas = [work.area(one) for one in rule["ranges"]]
    if len({area.sheet.id for area in areas}) > 1:
        raise invalid("All ranges of a conditional format rule must be on the same sheet.")
    if "gradientRule" in rule:
        check_gradient(work, rule["gradientRule"])
        rule = without_idle_values(rule)
    elif "booleanRule" in rule:
        check_condition(rule["booleanRule"].get("condition", {}))
    else:
        raise invalid("Must specify either booleanRule or gradientRule.")
    ranges = [grid_range(one.sheet.id, (one.top, one.left, one.bottom, one.right)) for one in areas]
    out: Json = paired({key: value for key, value in rule.items() if key != "ranges"})
    return {"ranges": ranges} | out


def is_number(work: Work, text: str) -> bool:
    """Whether a text is a number, or a formula, as the spreadsheet's locale writes it."""
    place = work.spreadsheet.properties
    value, _ = entered(text, place["locale"], place["timeZone"])
    return text.startswith("=") or "numberValue" in (value or {})


def without_idle_values(rule: Json) -> Json:
    """A colour scale whose lowest and highest points keep no value."""
    points = {
        name: {key: value for key, value in point.items() if key != "value" or point.get("type") not in WITHOUT_VALUE}
        for name, point in rule["gradientRule"].items()
    }
    return rule | {"gradientRule": points}


def check_gradient(work: Work, rule: Json) -> None:
    """Refuse a colour scale without both ends, or a point without its value."""
    points = [rule.get("minpoint", {}), rule.get("maxpoint", {}), *([rule["midpoint"]] if "midpoint" in rule else [])]
    for point in points:
        kind = point.get("type", "INTERPOLATION_POINT_TYPE_UNSPECIFIED")
        if kind == "INTERPOLATION_POINT_TYPE_UNSPECIFIED":
            raise invalid("No interpolationPointType specified.")
        if kind not in WITHOUT_VALUE and not point.get("value"):
            raise invalid("InterpolationPoint.value is required.")
        if kind == "NUMBER" and not is_number(work, point["value"]):
            raise invalid(f"Invalid InterpolationPoint.value: {point['value']}")


def held(work: Work, sheet_id: int, index: int) -> Sheet:
    """The sheet, if it has a rule at that index."""
    sheet = work.spreadsheet.sheet(sheet_id)
    if not 0 <= index < len(sheet.conditional_formats):
        raise invalid(f"No conditional format on sheet: {sheet_id} at index: {index}")
    return sheet


def update_conditional_format_rule(work: Work, ask: Json) -> Json:
    """Another rule in its place, or the rule at another place."""
    index = ask.get("index", 0)
    if "rule" in ask:
        rule = settled(work, ask["rule"])
        sheet = held(work, ask.get("sheetId", rule["ranges"][0]["sheetId"]), index)
        old, sheet.conditional_formats[index] = sheet.conditional_formats[index], rule
        return {"oldRule": old, "newRule": rule, "newIndex": index}
    sheet = held(work, ask.get("sheetId", 0), index)
    if not 0 <= ask.get("newIndex", 0) < len(sheet.conditional_formats):
        raise invalid(f"No conditional format on sheet: {sheet.id} at index: {ask.get('newIndex', 0)}")
    rule = sheet.conditional_formats.pop(index)
    sheet.conditional_formats.insert(ask.get("newIndex", 0), rule)
    return {"newRule": rule, "oldIndex": index, "newIndex": ask.get("newIndex", 0)}


def delete_conditional_format_rule(work: Work, ask: Json) -> Json:
    """A rule taken out; those after it move up."""
    index = ask.get("index", 0)
    return {"rule": held(work, ask.get("sheetId", 0), index).conditional_formats.pop(index)}
