"""One request as handlers see it, and the answer that they give."""

import json
from dataclasses import dataclass, field
from typing import Any

from sheets_server.drive import World
from sheets_server.errors import ApiError, invalid
from sheets_server.spreadsheet import Json

HANG_UP = 0
"""The status of an answer that never comes: the connection is closed instead."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: status, body, headers beyond the usual, and how many seconds to wait before sending it."""

    status: int
    body: bytes = b""
    content_type: str = "application/json; charset=UTF-8"
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0


@dataclass(slots=True)
class Call:
    """One request, read."""

    world: World
    user: str
    names: dict[str, str]
    """What stands in the path: id, range, sheet..."""
    query: dict[str, list[str]]
    raw: bytes
    headers: dict[str, str]

    def one(self, name: str, usual: str = "") -> str:
        """The last value of a query parameter."""
        return self.query.get(name, [usual])[-1]

    def flag(self, name: str) -> bool:
        """A truth value among the query parameters."""
        return self.one(name).lower() == "true"

    def selected(self) -> str:
        """The fields of the answer that are asked for, by query or header; empty for all."""
        return self.one("fields") or self.one("$fields") or self.headers.get("x-goog-fieldmask", "")

    def options(self) -> Json:
        """All query parameters, the last value of each."""
        return {name: values[-1] for name, values in self.query.items()}

    def json(self) -> Any:
        """The body as JSON; an empty one is {}."""
        if not self.raw.strip():
            return {}
        try:
            return json.loads(self.raw)
        except ValueError as error:
            raise invalid(f"Invalid JSON payload received. {error}") from error


def as_json(body: Any, status: int = 200) -> Answer:
    """An answer of JSON."""
    return Answer(status, json.dumps(body, ensure_ascii=False).encode())


def refusal(error: ApiError) -> Answer:
    """An answer that says no."""
    retry = {"Retry-After": "1"} if error.code in {429, 503} else {}
    return Answer(error.code, json.dumps(error.body(), ensure_ascii=False).encode(), headers=retry)
