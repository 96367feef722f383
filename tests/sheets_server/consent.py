"""Sign-in beyond a service account's key: a person who allows it in the browser, and another cloud's token that is exchanged."""

import base64
import hashlib
import html
import json
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode, urlsplit

from sheets_server.auth import LIFETIME, Accounts, GrantError, Token, missing
from sheets_server.calls import Answer, as_json
from sheets_server.errors import ApiError

ASK, ALLOW = "/o/oauth2/auth", "/o/oauth2/allow"
EXCHANGE = "/v1/token"
EXCHANGE_GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
IMPERSONATE = re.compile(r"/v1/projects/-/serviceAccounts/(?P<email>[^/:]+):generateAccessToken")
HTML = "text/html; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Code:
    """What a code stands for that a browser brought back."""

    user: str
    scopes: str
    client: str
    redirect: str
    challenge: str


def is_consent(path: str) -> bool:
    """Whether this module answers that path."""
    return path in {ASK, ALLOW, EXCHANGE} or bool(IMPERSONATE.fullmatch(path))


def answer(accounts: Accounts, now: datetime, target: str, raw: bytes, bearer: str) -> Answer:
    """The answer of any of these pages and endpoints."""
    path = urlsplit(target).path
    try:
        if path == ASK:
            return page(accounts, parse_qs(urlsplit(target).query))
        if path == ALLOW:
            return decided(accounts, parse_qs(raw.decode()))
        if path == EXCHANGE:
            return as_json(exchanged(accounts, dict(parse_qsl(raw.decode())), now))
        return as_json(impersonated(accounts, path, bearer, now))
    except GrantError as error:
        return as_json(error.body, 400)


def page(accounts: Accounts, query: dict[str, list[str]]) -> Answer:
    """The page that asks a person; a client that is not known gets an error page, as at Google."""
    client = query.get("client_id", [""])[0]
    if client not in accounts.clients:
        return Answer(401, b"<h1>Error 401: invalid_client</h1><p>The OAuth client was not found.</p>", HTML)
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(query.get(name, [""])[0])}">'
        for name in ("client_id", "redirect_uri", "state", "code_challenge")
    )
    boxes = "".join(
        f'<p><input type="checkbox" name="scope" value="{html.escape(scope)}" checked>{html.escape(scope)}</p>'
        for scope in query.get("scope", [""])[0].split()
    )
    buttons = '<button name="verdict" value="allow">Continue</button><button name="verdict" value="deny">Cancel</button>'
    form = f'<form method="post" action="{ALLOW}">{kept}{boxes}{buttons}</form>'
    return Answer(200, f"<h1>{html.escape(accounts.at_browser)}</h1>{form}".encode(), HTML)


def decided(accounts: Accounts, form: dict[str, list[str]]) -> Answer:
    """Send the browser back to the program, with a code or a refusal."""
    one = {name: values[-1] for name, values in form.items()}
    back = {"state": one.get("state", "")}
    if one.get("verdict") == "allow":
        code, scopes = "4/0" + secrets.token_urlsafe(40), " ".join(form.get("scope", []))
        accounts.codes[code] = Code(
            accounts.at_browser, scopes, one["client_id"], one["redirect_uri"], one.get("code_challenge", "")
        )
        back |= {"code": code, "scope": scopes}
    else:
        back |= {"error": "access_denied"}
    return Answer(302, headers={"Location": f"{one['redirect_uri']}?{urlencode(back)}"})


def redeemed(accounts: Accounts, form: dict[str, str]) -> tuple[str, str, str]:
    """The person, the scopes and a new refresh token for a code, which is good for one time."""
    known(accounts, form)
    code = accounts.codes.pop(form.get("code", ""), None)
    if code is None or code.client != form.get("client_id"):
        raise GrantError("invalid_grant", "Malformed auth code.")
    if code.redirect != form.get("redirect_uri"):
        raise GrantError("redirect_uri_mismatch", "Bad Request")
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    if code.challenge and base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != code.challenge:
        raise GrantError("invalid_grant", "Invalid code verifier.")
    refresh = "1//0" + secrets.token_urlsafe(60)
    accounts.refresh[refresh] = code.user
    accounts.allowed[refresh] = code.scopes
    return code.user, code.scopes, refresh


def with_client(form: dict[str, str], header: str) -> dict[str, str]:
    """The form with the client's name and secret, which may come in a header instead."""
    kind, _, coded = header.partition(" ")
    if kind.lower() != "basic":
        return form
    client, _, secret = base64.b64decode(coded).decode().partition(":")
    return {"client_id": unquote(client), "client_secret": unquote(secret)} | form


def known(accounts: Accounts, form: dict[str, str]) -> None:
    """Refuse a client that was deleted, or that has another secret; where there are none, any will do."""
    client = form.get("client_id", "")
    if not accounts.clients:
        return
    if client not in accounts.clients:
        raise GrantError("deleted_client", "The OAuth client was deleted.")
    if accounts.clients[client] != form.get("client_secret"):
        raise GrantError("invalid_client", "Unauthorized")


def exchanged(accounts: Accounts, form: dict[str, str], now: datetime) -> dict[str, object]:
    """The answer of the security token service: a token of ours for one of another cloud's."""
    if form.get("grant_type") != EXCHANGE_GRANT:
        raise GrantError("unsupported_grant_type", f"Invalid grant_type: {form.get('grant_type', '')}")
    user = accounts.federated.get(form.get("subject_token", ""))
    if user is None:
        raise GrantError("invalid_grant", "The given credential is rejected by the attribute condition.")
    scopes = tuple(scope.rpartition("/auth/")[2] for scope in form.get("scope", "").split())
    text = accounts.handed_out(Token(user, now + LIFETIME, scopes))
    kind = "urn:ietf:params:oauth:token-type:access_token"
    return {"access_token": text, "issued_token_type": kind, "token_type": "Bearer", "expires_in": 3600}


def impersonated(accounts: Accounts, path: str, bearer: str, now: datetime) -> dict[str, object]:
    """The answer of the service that gives a service account's token to whom may act for it."""
    found, token = IMPERSONATE.fullmatch(path), accounts.tokens.get(bearer.partition(" ")[2])
    if found is None or token is None or token.expires <= now:
        raise missing("sheets")
    if found["email"] not in accounts.keys:
        raise ApiError(404, "NOT_FOUND", f"Not found; Gaia id not found for email {found['email']}")
    text = accounts.handed_out(Token(found["email"], now + LIFETIME, ()))
    return {"accessToken": text, "expireTime": (now + LIFETIME).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}


def make_client_file(path: Path, accounts: Accounts, base: str, kind: str = "installed") -> Path:
    """Write the file of a new OAuth client whose people are asked, and whose tokens come from, this server."""
    client, secret = f"{secrets.randbelow(10**12)}-abc.apps.googleusercontent.com", "GOCSPX-" + secrets.token_urlsafe(21)
    accounts.clients[client] = secret
    info = {
        "client_id": client,
        "project_id": "example-project",
        "auth_uri": base + ASK,
        "token_uri": f"{base}/token",
        "client_secret": secret,
        "redirect_uris": ["http://localhost"],
    }
    path.write_text(json.dumps({kind: info}), encoding="utf-8")
    return path
