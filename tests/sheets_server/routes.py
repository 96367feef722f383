"""Which handler answers which path, after sign-in and whatever the hooks do."""

import re
import traceback
from dataclasses import dataclass, field
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

from sheets_server import auth, checking, consent, discovery, drive_api, drive_v2, faults, fields, sheets_api
from sheets_server.auth import Accounts, GrantError
from sheets_server.calls import Answer, Call, as_json, refusal
from sheets_server.drive import World
from sheets_server.errors import ApiError, DriveError
from sheets_server.selections import selection
from sheets_server.spreadsheet import Json

ROUTES = [
    (api, verb, re.compile(pattern), handler)
    for api, routes in (("sheets", sheets_api.ROUTES), ("drive", [*drive_api.ROUTES, *drive_v2.ROUTES]))
    for verb, pattern, handler in routes
]
CUT_ALREADY = {sheets_api.create, sheets_api.get, sheets_api.get_by_filter}
LONGEST = 300
"""Characters of an address that are shown."""
TOKEN_PATHS = {"/token", "/oauth2/v4/token", "/o/oauth2/token"}


@dataclass(slots=True)
class Asked:
    """One request as it came; a slash at the end, or before the colon of a method's name, makes no difference."""

    verb: str
    target: str
    headers: dict[str, str]
    raw: bytes = b""
    base: str = ""
    path: str = field(init=False)

    def __post_init__(self) -> None:
        """Long queries come as POST with the query in the body and the method in a header."""
        override = self.headers.get("x-http-method-override", "")
        if override and self.verb == "POST":
            self.verb = override.upper()
            if self.verb == "GET":
                self.target, self.raw = f"{self.target.partition('?')[0]}?{self.raw.decode()}", b""
        self.path = urlsplit(self.target).path.replace("/:", ":").rstrip("/")


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
        if consent.is_consent(asked.path):
            bearer = asked.headers.get("authorization", "")
            return consent.answer(accounts, world.clock(), asked.target, asked.raw, bearer)
        return dispatched(world, accounts, asked)
    except ApiError as error:
        if is_misfit(error):
            world.misfits.append(f"{asked.verb} {asked.target[:LONGEST]}: {error.message}")
        return refusal(error)
    except Exception:  # noqa: BLE001 - a client must see what it would see of Google: an error of the server's
        traceback.print_exc()
        world.crashes.append(traceback.format_exc())
        return refusal(ApiError(500, "INTERNAL", "Internal error encountered."))


def is_misfit(error: ApiError) -> bool:
    """Whether a request was refused because it does not fit Google's description, whatever the state of things."""
    return any(detail["@type"] == "type.googleapis.com/google.rpc.BadRequest" for detail in error.details or [])


def token(world: World, accounts: Accounts, asked: Asked) -> Answer:
    """The answer of the token endpoint."""
    try:
        form = consent.with_client(dict(parse_qsl(asked.raw.decode())), asked.headers.get("authorization", ""))
        return as_json(accounts.grant(form, world.clock(), asked.base + asked.path))
    except GrantError as error:
        return as_json(error.body, 400)


def dispatched(world: World, accounts: Accounts, asked: Asked) -> Answer:
    """The answer of the method behind the path."""
    api = "drive" if "/drive/" in asked.path or asked.path.startswith("/spreadsheets/d/") else "sheets"
    found = (
        (handler, match)
        for name, verb, pattern, handler in ROUTES
        if name == api and verb == asked.verb and (match := pattern.fullmatch(asked.path))
    )
    handler, match = next(found, (None, None))
    if handler is None or match is None:
        raise unknown(api, asked.path)
    query = parse_qs(urlsplit(asked.target).query, keep_blank_values=True)
    method = discovery.method_for(asked.verb, asked.path)
    user = caller(world, accounts, asked, api, method, query)
    if f"{api}.googleapis.com" in world.disabled:
        raise auth.switched_off(api)
    if method and api == "sheets":
        discovery.check_query(method, query)
    names = {key: unquote(value) for key, value in match.groupdict().items() if value is not None}
    call = Call(world, user, names, query, asked.raw, asked.headers)
    made = handler(call)
    if isinstance(made, Answer):
        return made
    shown = cut(call, asked, made) if api == "sheets" and handler not in CUT_ALREADY else made
    faults_found = checking.answer_faults(asked.verb, asked.path, shown)
    world.misfits += [f"answer to {asked.verb} {asked.target[:LONGEST]}: {fault}" for fault in faults_found]
    return as_json(shown)


def caller(
    world: World, accounts: Accounts, asked: Asked, api: str, method: discovery.Method | None, query: dict[str, list[str]]
) -> str:
    """Who asks; an empty address for whoever has nothing but an API key, which lets read what everybody may read."""
    bearer = asked.headers.get("authorization", "") or "Bearer ".join(["", *query.get("access_token", [])[-1:]])
    if not bearer and ("key" in query or "x-goog-api-key" in asked.headers):
        if asked.verb != "GET":
            raise auth.keys_only_read(api)
        return ""
    return accounts.user(bearer, api, world.clock(), method.scopes if method else frozenset())


def cut(call: Call, asked: Asked, made: Json) -> Json:
    """An answer of Sheets with only the fields asked for."""
    method = discovery.method_for(asked.verb, asked.path)
    mask = selection("sheets", method.response, call.selected()) if method else {}
    shown: Json = fields.masked(made, mask)
    return shown


def unknown(api: str, path: str) -> ApiError:
    """The refusal of a path that no method has."""
    return DriveError(404, "notFound", "Not Found") if api == "drive" else ApiError(404, "NOT_FOUND", f"Unknown path {path}")
