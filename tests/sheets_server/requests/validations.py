"""setDataValidation."""

from sheets_server.errors import invalid
from sheets_server.requests.protections import guard
from sheets_server.requests.tables import typed_column
from sheets_server.requests.work import Work
from sheets_server.spreadsheet import Json

COUNTS = {
    "ONE_OF_LIST": (1, None),
    "ONE_OF_RANGE": (1, 1),
    "CUSTOM_FORMULA": (1, 1),
    "NUMBER_BETWEEN": (2, 2),
    "NUMBER_NOT_BETWEEN": (2, 2),
    "DATE_BETWEEN": (2, 2),
    "DATE_NOT_BETWEEN": (2, 2),
    "BOOLEAN": (0, 2),
    "BLANK": (0, 0),
    "NOT_BLANK": (0, 0),
    "DATE_IS_VALID": (0, 0),
    "TEXT_IS_EMAIL": (0, 0),
    "TEXT_IS_URL": (0, 0),
}


def set_data_validation(work: Work, ask: Json) -> Json:
    """A rule for what cells of a range may hold, or none; what they hold stays."""
    area = work.area(ask.get("range", {}))
    guard(work.spreadsheet, work.caller, area)
    if typed_column(work, area):
        raise invalid("This operation is not allowed on cells in typed columns.")
    rule = ask.get("rule")
    if rule is not None:
        check_condition(rule.get("condition", {}))
        rule = {key: value for key, value in rule.items() if value not in (False, "")}
    for place in area.places() if rule else [place for place in area.sheet.cells if area.has(place)]:
        area.sheet.put(place, dataValidation=rule)
    return {}


def check_condition(condition: Json) -> None:
    """Refuse a condition with the wrong number of values or without a type."""
    kind = condition.get("type", "CONDITION_TYPE_UNSPECIFIED")
    if kind == "CONDITION_TYPE_UNSPECIFIED":
        raise invalid("BooleanCondition.type is required.")
    least, most = COUNTS.get(kind, (1, 1))
    found = len(condition.get("values", []))
    if found < least or (most is not None and found > most):
        raise invalid(f"Invalid ConditionValue.userEnteredValue count for condition type {kind}: {found}")
    for value in condition.get("values", []):
        text = value.get("userEnteredValue", "")
        if kind in {"ONE_OF_RANGE", "CUSTOM_FORMULA"} and not text.startswith("="):
            raise invalid(f"Invalid ConditionValue.userEnteredValue: {text}")
