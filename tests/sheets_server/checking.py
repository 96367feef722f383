"""Whether what passes over the wire fits Google's own description, fast enough to look at all of it in every test."""

from collections.abc import Callable
from functools import cache
from typing import Any

from sheets_server import discovery
from sheets_server.spreadsheet import Json

Check = Callable[[Any, str], list[str]]
"""Takes JSON and where it stands, gives back what does not fit."""
SAMPLE = 20
"""Of longer lists, so many items from either end are looked at."""
TYPES: dict[str, tuple[type, ...]] = {"string": (str,), "boolean": (bool,), "integer": (int,), "number": (int, float)}


def faults(api: str, message: str, given: Any) -> list[str]:
    """What in this JSON does not fit the message; of long lists only both ends are looked at."""
    return message_check(api, message)(given, message)


@cache
def message_check(api: str, name: str) -> Check:
    """The check of a message; its fields' checks are made when they are first met, since messages hold each other."""
    known: Json = discovery.document(api)["schemas"][name].get("properties", {})
    checks: dict[str, Check] = {}

    def check(given: Any, at: str) -> list[str]:
        if not isinstance(given, dict):
            return [f"{at}: {given!r} is not a {name}"]
        found: list[str] = []
        for key, value in given.items():
            if key not in known:
                found.append(f"{at}: {name} has no field {key!r}")
                continue
            if key not in checks:
                checks[key] = check_of(api, known[key])
            found += checks[key](value, f"{at}.{key}")
        return found

    return check


def check_of(api: str, node: Json) -> Check:
    """The check of one field's type."""
    if "$ref" in node:
        return message_check(api, node["$ref"])
    kind = node.get("type", "any")
    if kind == "array":
        return list_check(check_of(api, node["items"]))
    if kind == "object":
        return object_check(api, node)
    return (lambda _given, _at: []) if kind == "any" else scalar_check(kind, frozenset(node.get("enum", ())))


def list_check(inner: Check) -> Check:
    """The check of a list."""

    def check(given: Any, at: str) -> list[str]:
        if not isinstance(given, list):
            return [f"{at}: {given!r} is not a list"]
        items = given if len(given) <= 2 * SAMPLE else [*given[:SAMPLE], *given[-SAMPLE:]]
        return [fault for index, item in enumerate(items) for fault in inner(item, f"{at}[{index}]")]

    return check


def object_check(api: str, node: Json) -> Check:
    """The check of a map, or of a message that has no name of its own."""
    properties = {key: check_of(api, child) for key, child in node.get("properties", {}).items()}
    rest = check_of(api, node["additionalProperties"]) if "additionalProperties" in node else None

    def check(given: Any, at: str) -> list[str]:
        if not isinstance(given, dict):
            return [f"{at}: {given!r} is not an object"]
        found: list[str] = []
        for key, value in given.items():
            inner = properties.get(key, rest)
            found += inner(value, f"{at}.{key}") if inner else [f"{at}: there is no field {key!r}"]
        return found

    return check


def scalar_check(kind: str, words: frozenset[str]) -> Check:
    """The check of a text, a number, a truth value or an enumeration."""
    types = TYPES[kind]

    def check(given: Any, at: str) -> list[str]:
        if not isinstance(given, types) or (kind != "boolean" and isinstance(given, bool)):
            return [f"{at}: {given!r} is not a {kind}"]
        return [f"{at}: {given!r} is none of {', '.join(sorted(words))}"] if words and given not in words else []

    return check


def answer_faults(verb: str, path: str, made: Any) -> list[str]:
    """What in the JSON of an answer that says yes does not fit what the method of that path answers."""
    method = discovery.method_for(verb, path)
    if method is None or not method.response:
        return []
    return faults(method.api, method.response, made)
