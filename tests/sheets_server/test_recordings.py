"""Traffic recorded from Google, replayed: the local server must answer as Google did."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sheets_server import discovery
from sheets_server.auth import Accounts
from sheets_server.drive import World
from sheets_server.running import serve

requests = pytest.importorskip("requests")
pytest.importorskip("jsonschema")
HOSTS = ("https://sheets.googleapis.com", "https://www.googleapis.com")
IDS = {"id", "spreadsheetId", "spreadsheetUrl", "createdTime", "modifiedTime", "etag", "selfLink", "alternateLink"}
CHANCE = IDS | {"protectedRangeId", "namedRangeId", "sheetId"}


def shape(node: Any, path: str = "") -> set[str]:
    if isinstance(node, dict):
        return {path + "{}"}.union(*(shape(value, f"{path}.{key}") for key, value in node.items()))
    if isinstance(node, list):
        return {path + "[]"}.union(*(shape(value, path + "[]") for value in node))
    return {f"{path}:{'number' if type(node) in {int, float} else type(node).__name__}"}


def settled(node: Any) -> Any:
    if isinstance(node, dict):
        plain = (str, int, float)
        return {key: "*" if key in CHANCE and isinstance(value, plain) else settled(value) for key, value in node.items()}
    return [settled(value) for value in node] if isinstance(node, list) else node


def parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def replayed(base: str, cassette: Path) -> Iterator[tuple[str, str, int, Any, int, Any]]:
    """Each request's method and path, Google's status and body, and ours."""
    handed: dict[str, str] = {}
    for turn in json.loads(cassette.read_text())["interactions"]:
        asked, recorded = turn["request"], turn["response"]
        url, body = asked["uri"], asked["body"] or ""
        for theirs, ours in [*((host, base) for host in HOSTS), *handed.items()]:
            url, body = url.replace(theirs, ours), body.replace(theirs, ours)
        headers = {"Authorization": "Bearer anybody", "Content-Type": "application/json"}
        answer = requests.request(asked["method"], url, data=body.encode() or None, headers=headers, timeout=60)
        google, local = parsed(recorded["body"].get("string", "")), parsed(answer.text)
        if asked["method"] == "POST" and isinstance(google, dict) and "id" in google and isinstance(local, dict):
            handed[google["id"]] = local.get("id", "")
        yield asked["method"], url.removeprefix(base), recorded["status"]["code"], google, answer.status_code, local


def test_answers_are_googles_in_status_shape_and_values_and_valid_by_its_own_description(
    shared_data: Callable[[str], Path],
) -> None:
    tally: Counter[str] = Counter()
    world = World(adopts="somebody@example.com")
    with serve(world, Accounts(anybody="you@example.com"), checked=False) as running:
        for cassette in sorted((shared_data("google") / "cassettes").glob("*.json")):
            for verb, path, status, google, our_status, local in replayed(running.base, cassette):
                same = status == our_status
                alike = same and (google is None) == (local is None) and shape(google) == shape(local)
                equal = alike and settled(google) == settled(local)
                tally.update(turns=1, status=same, shape=alike, values=equal)
                assert not discovery.answer_faults(verb, path.partition("?")[0], our_status, local)
    assert not world.crashes
    assert tally["status"] >= 0.99 * tally["turns"]
    assert tally["shape"] >= 0.95 * tally["turns"]
    assert tally["values"] >= 0.90 * tally["turns"]
