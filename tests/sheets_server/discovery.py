"""Google's own description of both APIs (the discovery documents), turned into checks of requests and of answers.

Requests are read as Google reads them: names in camelCase or snake_case, numbers also as text, null as absent, and what does
not fit refused in its words. Answers are held against the same types as JSON Schema, where nothing unknown is let through.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import unquote

from sheets_server.errors import ApiError

Json = dict[str, Any]
DOCUMENTS = {"sheets": "sheets.v4.json", "drive": "drive.v3.json", "drive2": "drive.v2.json"}
PACKAGES = {"sheets": "google.apps.sheets.v4", "drive": "google.apps.drive.v3", "drive2": "google.apps.drive.v2"}
ENUMS = {
    "dimension": "Dimension",
    "majorDimension": "Dimension",
    "shiftDimension": "Dimension",
    "pasteType": "PasteType",
    "pasteOrientation": "PasteOrientation",
    "sortOrder": "SortOrder",
    "valueInputOption": "ValueInputOption",
    "sheetType": "SheetType",
}
"""Enumerations that several messages share; the others are taken to be named after their message and field."""
ONE_OF = {
    "Request": ("kind", ()),
    "ExtendedValue": ("value", ()),
    "DataFilter": ("filter", ()),
    "ConditionalFormatRule": ("rule", ("booleanRule", "gradientRule")),
    "ColorStyle": ("kind", ()),
    "UpdateCellsRequest": ("area", ("start", "range")),
    "FindReplaceRequest": ("scope", ("range", "sheetId", "allSheets")),
}
"""Messages in which only one of some fields (of all where none are named) may be set, and the choice's name."""


NESTED = {"Request": "BatchUpdateSpreadsheetRequest.Request"}
"""Messages that are declared inside others."""
NUMBERS = {"int32": "TYPE_INT32", "float": "TYPE_FLOAT", "double": "TYPE_DOUBLE"}


@cache
def document(api: str) -> Json:
    """The discovery document of `sheets`, `drive` or `drive2` (what gspread uploads CSV with)."""
    folder = files("googleapiclient.discovery_cache") / "documents"
    text: Json = json.loads((folder / DOCUMENTS[api]).read_text(encoding="utf-8"))
    return text


@dataclass(frozen=True)
class Method:
    """One method of an API: the names of its messages ("" where there is none) and its query parameters."""

    api: str
    id: str
    request: str
    response: str
    parameters: frozenset[str]
    scopes: frozenset[str]
    """Any of which a token must have, without what stands before `/auth/`."""


@cache
def _methods(api: str) -> list[tuple[str, re.Pattern[str], Method]]:
    shared = frozenset(document(api)["parameters"])
    out = []
    for one in _walk_methods(document(api)):
        path = document(api)["servicePath"] + one.get("flatPath", one["path"])
        pattern = re.sub(r"\\\{(?:\\\+)?\w+\\\}", "([^/]+?)", re.escape(path))
        own = frozenset(key for key, value in one.get("parameters", {}).items() if value["location"] == "query")
        scopes = frozenset(scope.rpartition("/auth/")[2] for scope in one.get("scopes", []))
        messages = (one.get(name, {}).get("$ref", "") for name in ("request", "response"))
        method = Method(api, one["id"], *messages, parameters=shared | own, scopes=scopes)
        out.append((one["httpMethod"], re.compile(pattern), method))
    return sorted(out, key=lambda entry: -len(re.sub(r"\([^)]*\)", "", entry[1].pattern)))


def _walk_methods(node: Json) -> Iterator[Json]:
    yield from node.get("methods", {}).values()
    for child in node.get("resources", {}).values():
        yield from _walk_methods(child)


def method_for(verb: str, path: str) -> Method | None:
    """The method that a request's verb and path mean, of either API; None if there is none."""
    plain = re.sub(r"^upload/", "", path.split("?", maxsplit=1)[0].lstrip("/"))
    for api in DOCUMENTS:
        for method_verb, pattern, method in _methods(api):
            if verb == method_verb and pattern.fullmatch(plain):
                return method
    return None


@cache
def json_schema(api: str) -> Json:
    """All messages of an API as JSON Schema definitions that refuse unknown fields."""
    return {name: _schema(node) for name, node in document(api)["schemas"].items()}


def _schema(node: Json) -> Json:
    if "$ref" in node:
        return {"$ref": f"#/$defs/{node['$ref']}"}
    kind = node.get("type", "any")
    if kind == "any":
        return {}
    if kind == "array":
        return {"type": "array", "items": _schema(node["items"])}
    if kind == "object":
        rest = node.get("additionalProperties")
        properties = {name: _schema(child) for name, child in node.get("properties", {}).items()}
        return {"type": "object", "properties": properties, "additionalProperties": _schema(rest) if rest else False}
    return {"type": kind} | ({"enum": node["enum"]} if "enum" in node else {})


@cache
def _validator(api: str, message: str) -> Any:
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - only tests have it

    return Draft202012Validator({"$ref": f"#/$defs/{message}", "$defs": json_schema(api)})


def faults(api: str, message: str, given: Any) -> list[str]:
    """What in this JSON does not fit the message; empty if all does."""
    return [f"{error.json_path}: {error.message}" for error in _validator(api, message).iter_errors(given)]


def answer_faults(verb: str, path: str, status: int, body: Any) -> list[str]:
    """What in an answer does not fit what the API says it sends; `path` without the host, `body` the parsed JSON or None."""
    method = method_for(verb, path)
    if method is None:
        return [f"no method {verb} {unquote(path)}"]
    if status >= 400 or body is None or not method.response or "alt=media" in path:
        return []
    return faults(method.api, method.response, body)


@dataclass
class Reading:
    """One pass over a request's JSON: what did not fit so far."""

    api: str
    violations: list[Json] = field(default_factory=list)

    def unknown(self, name: str, at: str, why: str) -> None:
        where = f" at '{at}'" if at else ""
        self.refuse(at, f'Invalid JSON payload received. Unknown name "{name}"{where}: {why}')

    def wrong(self, at: str, kind: str, value: Any) -> None:
        shown = json.dumps(value, ensure_ascii=False)
        self.refuse(at, f"Invalid value at '{at}' ({kind}), {shown}")

    def refuse(self, at: str, description: str) -> None:
        self.violations.append(({"field": at} if at else {}) | {"description": description})

    def refusal(self) -> ApiError:
        """All that did not fit, as an error."""
        text = "\n".join(violation["description"] for violation in self.violations)
        details = [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": self.violations}]
        return ApiError(400, "INVALID_ARGUMENT", text, details)

    def message(self, name: str, given: Any, at: str) -> Any:
        """A whole message; unknown fields are noted, absent ones (null, empty lists) dropped, names brought into camelCase."""
        if not isinstance(given, dict):
            return self.wrong(at, f"type.googleapis.com/{PACKAGES[self.api]}.{NESTED.get(name, name)}", given)
        known = document(self.api)["schemas"][name].get("properties", {})
        out: Json = {}
        for key, value in given.items():
            proper = key if key in known else camel(key)
            if proper not in known:
                self.unknown(key, at, "Cannot find field.")
            elif value is not None or known[proper].get("type") == "any":
                if self.second_of_one(name, out, proper, at):
                    continue
                read = self.value(known[proper], value, f"{at}.{snake(proper)}".lstrip("."), (name, proper))
                if read != [] or known[proper].get("type") == "any":
                    out[proper] = read
        return out

    def second_of_one(self, name: str, so_far: Json, key: str, at: str) -> bool:
        """Whether another of a choice is there already; noted as Google does."""
        choice, among = ONE_OF.get(name, ("", ()))
        if not choice or (among and key not in among):
            return False
        taken = [other for other in so_far if not among or other in among]
        if taken:
            self.refuse(at, f"Invalid value at '{at}' (oneof), oneof field '{choice}' is already set. Cannot set '{key}'")
        return bool(taken)

    def value(self, node: Json, given: Any, at: str, field_of: tuple[str, str]) -> Any:
        """One value of whatever type its field has."""
        if "$ref" in node:
            if isinstance(given, list):
                return self.unknown(field_of[1], at.rpartition(".")[0], "Proto field is not repeating, cannot start list.")
            return self.message(node["$ref"], given, at)
        kind = node.get("type", "any")
        if kind == "array":
            return self.items(node["items"], given, at, field_of)
        if kind == "object":
            return self.mapping(node, given, at, field_of)
        if isinstance(given, list) and kind != "any":
            return self.unknown(field_of[1], at.rpartition(".")[0], "Proto field is not repeating, cannot start list.")
        return given if kind == "any" else self.scalar(node, given, at, field_of)

    def items(self, node: Json, given: Any, at: str, field_of: tuple[str, str]) -> Any:
        """A repeated field; one value alone stands for a list of one, but not where the items are lists themselves."""
        if node.get("type") == "array" or field_of == ("ValueRange", "values"):
            if not isinstance(given, list):
                return self.wrong(at, "type.googleapis.com/google.protobuf.ListValue", given)
            return [self.list_value(item, f"{at}[{index}]") for index, item in enumerate(given)]
        listed = flat(given if isinstance(given, list) else [given])
        return [self.value(node, item, f"{at}[{index}]", field_of) for index, item in enumerate(listed)]

    def list_value(self, given: Any, at: str) -> Any:
        if not isinstance(given, list):
            return self.wrong(at, "type.googleapis.com/google.protobuf.ListValue", given)
        return given

    def mapping(self, node: Json, given: Any, at: str, field_of: tuple[str, str]) -> Any:
        """A map from text to something."""
        if not isinstance(given, dict):
            return self.wrong(at, "Map", given)
        rest = node.get("additionalProperties", {"type": "any"})
        return {key: self.value(rest, value, f"{at}[{key}]", field_of) for key, value in given.items()}

    def scalar(self, node: Json, given: Any, at: str, field_of: tuple[str, str]) -> Any:
        """A number, truth value, text or enumeration."""
        kind = node["type"]
        if "enum" in node:
            return self.choice(node["enum"], given, at, field_of)
        if kind == "string":
            return given if isinstance(given, str) else self.wrong(at, "TYPE_STRING", given)
        if kind == "boolean":
            found = {"true": True, "false": False}.get(given) if isinstance(given, str) else given
            return found if isinstance(found, bool) else self.wrong(at, "TYPE_BOOL", given)
        return self.number(node, given, at)

    def choice(self, names: list[str], given: Any, at: str, field_of: tuple[str, str]) -> Any:
        """An enumeration's value by name or number."""
        if isinstance(given, int) and not isinstance(given, bool) and 0 <= given < len(names):
            return names[given]
        if given in names:
            return given
        message, name = field_of
        default = "ConditionType" if message == "BooleanCondition" else f"{message}.{name[:1].upper()}{name[1:]}"
        return self.wrong(at, f"type.googleapis.com/{PACKAGES[self.api]}.{ENUMS.get(name, default)}", given)

    def number(self, node: Json, given: Any, at: str) -> Any:
        """A number, also written as text."""
        whole = node["type"] == "integer"
        try:
            found = float(given) if isinstance(given, (str, int, float)) and not isinstance(given, bool) else None
        except ValueError:
            found = None
        fits = found is not None and (not whole or (found.is_integer() and -(2**31) <= found < 2**31))
        if found is None or not fits:
            return self.wrong(at, NUMBERS.get(node.get("format", ""), "TYPE_INT64"), given)
        return int(found) if whole or (isinstance(given, int)) else found


def check_query(method: Method, query: dict[str, list[str]]) -> None:
    """Refuse query parameters that the method does not have."""
    names = [name for name in query if camel(name) not in method.parameters and name not in method.parameters]
    if names:
        reading = Reading(method.api)
        for name in names:
            why = f"Cannot bind query parameter. Field '{name}' could not be found in request message."
            reading.unknown(name, "", why)
        raise reading.refusal()


def read_request(api: str, message: str, given: Any, at: str = "") -> Json:
    """A request's body as the API reads it: camelCase, numbers as numbers, nothing null; refused in Google's words.

    `at` is the name of the body's field where the whole request message has others beside it: `data` for values.update.
    """
    reading = Reading(api)
    out: Json = reading.message(message, given, at)
    if reading.violations:
        raise reading.refusal()
    return out


def flat(items: list[Any]) -> list[Any]:
    """Lists inside a list count as what is in them: pygsheets has always resized columns so."""
    return [one for item in items for one in (flat(item) if isinstance(item, list) else [item])]


def snake(name: str) -> str:
    """A field's name as in the protocol: `userEnteredValue` is `user_entered_value`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def camel(name: str) -> str:
    """A field's name as in JSON."""
    return re.sub(r"_([a-z0-9])", lambda found: found[1].upper(), name)
