"""Which handler answers which path, after sign-in and whatever the hooks do."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

from sheets_server import auth, drive_api, faults, sheets_api
from sheets_server.auth import Accounts, GrantError
from sheets_server.calls import Answer, Call, as_json, refusal
from sheets_server.drive import World
from sheets_server.errors import ApiError, DriveError

ROUTES = [
    (api, verb, re.compile(pattern), handler)
    for api, routes in (("sheets", sheets_api.ROUTES), ("drive", drive_api.ROUTES))
    for verb, pattern, handler in routes
]
TOKEN_PATHS = {"/token", "/oauth2/v4/token", "/o/oauth2/token"}


@dataclass(slots=True)
class Asked:
    """One request as it came."""

    verb: str
    target: str
    headers: dict[str, str]
    raw: bytes = b""
    base: str = ""
    path: str = field(init=False)

    def __post_init__(self) -> None:
        self.path = urlsplit(self.target).path


def answer(world: World, accounts: Accounts, asked: Asked) -> Answer:
    """The answer to one request; every refusal is an answer too."""
    with world.lock:
        if asked.path == faults.PATH:
            return faults.control(world, asked.verb, asked.raw)
        world.log.append(f"{asked.verb} {asked.path}")
        for before in list(world.before):
            instead = before(asked.verb, asked.target)
            if instead is not None:
                return instead
        given = handled(world, accounts, asked)
        for after in list(world.after):
            given = after(asked.verb, asked.target, given)
        return given


def handled(world: World, accounts: Accounts, asked: Asked) -> Answer:
    """The answer before anything goes wrong with it."""
    if asked.path in TOKEN_PATHS:
        return token(world, accounts, asked)
    try:
        return dispatched(world, accounts, asked)
    except ApiError as error:
        return refusal(error)


def token(world: World, accounts: Accounts, asked: Asked) -> Answer:
    """The answer of the token endpoint."""
    try:
        form = dict(parse_qsl(asked.raw.decode()))
        return as_json(accounts.grant(form, world.clock(), asked.base + asked.path))
    except GrantError as error:
        return as_json(error.body, 400)


def dispatched(world: World, accounts: Accounts, asked: Asked) -> Answer:
    """The answer of the method behind the path."""
    api = "drive" if "/drive/" in asked.path else "sheets"
    found = (
        (handler, match)
        for name, verb, pattern, handler in ROUTES
        if name == api and verb == asked.verb and (match := pattern.fullmatch(asked.path))
    )
    handler, match = next(found, (None, None))
    if handler is None or match is None:
        raise unknown(api, asked.path)
    user = accounts.user(asked.headers.get("authorization", ""), api, world.clock())
    if f"{api}.googleapis.com" in world.disabled:
        raise auth.switched_off(api)
    names = {key: unquote(value) for key, value in match.groupdict().items()}
    query = parse_qs(urlsplit(asked.target).query, keep_blank_values=True)
    made = handler(Call(world, user, names, query, asked.raw, asked.headers))
    return made if isinstance(made, Answer) else as_json(made)


def unknown(api: str, path: str) -> ApiError:
    """The refusal of a path that no method has."""
    return DriveError(404, "notFound", "Not Found") if api == "drive" else ApiError(404, "NOT_FOUND", f"Unknown path {path}")
