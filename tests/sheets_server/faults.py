"""Things that go wrong on purpose: faults queued by tests or by POST to /__faults__, and edits by people between requests."""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from sheets_server import auth
from sheets_server.calls import HANG_UP, Answer, as_json, refusal
from sheets_server.drive import World
from sheets_server.errors import ApiError, DriveError, invalid
from sheets_server.spreadsheet import Json

PATH = "/__faults__"
QUOTA = (
    "Quota exceeded for quota metric '{kind} requests' and limit '{kind} requests per minute per user' of service "
    "'sheets.googleapis.com' for consumer 'project_number:123456789012'."
)
MESSAGES = {
    500: "Internal error encountered.",
    502: "Bad Gateway",
    503: "The service is currently unavailable.",
    504: "Deadline expired before operation could complete.",
}
DRIVE_REASONS = {429: "rateLimitExceeded", 500: "internalError", 503: "backendError"}
STATUS_NAMES = {429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 502: "UNAVAILABLE", 503: "UNAVAILABLE", 504: "DEADLINE_EXCEEDED"}


@dataclass(slots=True)
class Fault:
    """What shall happen to the next requests that match."""

    status: int = HANG_UP
    """429, 500, 502, 503, 504; 401 for a token that has run out; 0 for an answer that never comes."""
    times: int = 1
    """How many requests it meets."""
    skip: int = 0
    """How many matching requests pass unharmed before."""
    verb: str = ""
    """GET, POST, PUT...; empty for all."""
    path: str = ""
    """A regular expression that is searched for in the path and query; empty for all."""
    after: bool = False
    """Whether the request has its effect all the same: the dangerous kind."""
    delay: float = 0
    """Seconds until the answer, or until the connection is closed without one."""
    retry_after: int | None = 1
    """Seconds named by Retry-After with 429 and 503, None for no such header."""

    def meets(self, verb: str, target: str) -> bool:
        """Whether it strikes this request; counts it."""
        if self.times <= 0 or self.verb not in {"", verb} or not re.search(self.path, target):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True

    def answer(self, verb: str, target: str) -> Answer:
        """What goes back in the place of the true answer."""
        if self.status == HANG_UP:
            return Answer(HANG_UP, delay=self.delay)
        given = refusal(error(self.status, verb, drive="/drive/" in target))
        headers = {name: value for name, value in given.headers.items() if name != "Retry-After"}
        if self.retry_after is not None and self.status in {429, 503}:
            headers["Retry-After"] = str(self.retry_after)
        return Answer(given.status, given.body, given.content_type, headers, self.delay)


def error(status: int, verb: str, *, drive: bool) -> ApiError:
    """Google's words for that status."""
    message = MESSAGES.get(status) or QUOTA.format(kind="Read" if verb == "GET" else "Write")
    if status == 401:
        return auth.rejected("drive" if drive else "sheets")
    if drive:
        return DriveError(status, DRIVE_REASONS.get(status, "backendError"), message)
    return ApiError(status, STATUS_NAMES.get(status, "UNKNOWN"), message)


def expired(**wanted: Any) -> Fault:
    """The token has run out: 401, until the client asks for another."""
    return Fault(status=401, **wanted)


def too_many(retry_after: int | None = 1, **wanted: Any) -> Fault:
    """429, with or without a word on when to come back."""
    return Fault(status=429, retry_after=retry_after, **wanted)


def lost(delay: float = 30, **wanted: Any) -> Fault:
    """Nothing happens, and no answer comes before the client gives up."""
    return Fault(delay=delay, **wanted)


def landed(delay: float = 30, **wanted: Any) -> Fault:
    """The request has its effect, yet no answer comes before the client gives up."""
    return Fault(delay=delay, after=True, **wanted)


def dropped(*, after: bool = False, **wanted: Any) -> Fault:
    """The connection breaks, before the effect or after it."""
    return Fault(after=after, **wanted)


@dataclass(eq=False)
class Faults:
    """The faults and edits that await a world's requests."""

    world: World
    queue: list[Fault] = field(default_factory=list)
    edits: list[tuple[int, Callable[[], object]]] = field(default_factory=list)
    """What a person does before the n-th request from now on, from 1."""
    every: list[Callable[[str, str], object]] = field(default_factory=list)
    """What happens before each request, given its method and target."""
    struck: list[str] = field(default_factory=list)
    """The requests that were struck, so that a test knows that its fault was met."""
    count: int = 0
    pending: Fault | None = None

    def __post_init__(self) -> None:
        self.world.before.append(self.before)
        self.world.after.append(self.after)

    def add(self, *faults: Fault) -> None:
        """Let these happen, in this order of precedence."""
        self.queue += faults

    def edit(self, nth: int, action: Callable[[], object]) -> None:
        """Let a person do something right before the n-th request from now on (the first is 1)."""
        self.edits.append((self.count + nth, action))

    def clear(self) -> None:
        """Nothing more goes wrong."""
        self.queue, self.edits, self.every, self.pending = [], [], [], None

    def remove(self) -> None:
        """Let go of the world."""
        self.world.before.remove(self.before)
        self.world.after.remove(self.after)

    def before(self, verb: str, target: str) -> Answer | None:
        """Called with each request; an Answer stands in for the true one, and the request has no effect."""
        if target.startswith(PATH):
            return None
        self.count += 1
        for action in self.every:
            action(verb, target)
        for nth, act in [edit for edit in self.edits if edit[0] == self.count]:
            self.edits.remove((nth, act))
            act()
        self.pending = next((fault for fault in self.queue if fault.meets(verb, target)), None)
        if self.pending is None:
            return None
        self.struck.append(f"{verb} {target}")
        return None if self.pending.after else self.pending.answer(verb, target)

    def after(self, verb: str, target: str, given: Answer) -> Answer:
        """Called once the request has had its effect; what is given back is sent."""
        fault, self.pending = self.pending, None
        return fault.answer(verb, target) if fault else given


def faults_of(world: World) -> Faults:
    """The faults that watch over a world, new ones if there are none."""
    for hook in world.before:
        owner = getattr(hook, "__self__", None)
        if isinstance(owner, Faults):
            return owner
    return Faults(world)


def control(world: World, verb: str, raw: bytes) -> Answer:
    """/__faults__: POST adds one fault or a list of them, GET shows those to come, DELETE forgets them."""
    faults = faults_of(world)
    if verb == "POST":
        try:
            given: Json | list[Json] = json.loads(raw)
            faults.add(*(Fault(**one) for one in (given if isinstance(given, list) else [given])))
        except (ValueError, TypeError) as problem:
            return refusal(invalid(f"Not a fault: {problem}"))
    elif verb == "DELETE":
        faults.clear()
    return as_json({"faults": [asdict(fault) for fault in faults.queue if fault.times > 0], "struck": faults.struck})
