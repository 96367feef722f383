"""Sign-in as Google does it: a service account's signed JWT, or a person's refresh token, for an access token."""

import base64
import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sheets_server.errors import ApiError, DriveError

JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
AUDIENCE = "https://oauth2.googleapis.com/token"
"""Whom google-auth always addresses its claims to, wherever the key file says to send them."""
LIFETIME = timedelta(seconds=3600)
SKEW = timedelta(minutes=5)
SCOPES = {
    "sheets": ("spreadsheets", "spreadsheets.readonly", "drive", "drive.readonly", "drive.file"),
    "drive": ("drive", "drive.readonly", "drive.file", "drive.metadata", "drive.metadata.readonly"),
}
SIGN_IN = "https://developers.google.com/identity/sign-in/web/devconsole-project."
EXPECTED = f"Expected OAuth 2 access token, login cookie or other valid authentication credential. See {SIGN_IN}"
SERVICE_NAMES = {"sheets": "Google Sheets API", "drive": "Google Drive API"}


class GrantError(Exception):
    """A refusal of the token endpoint, in OAuth's own shape."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.body = {"error": error, "error_description": description}


@dataclass(frozen=True, slots=True)
class Token:
    """An access token that was handed out."""

    user: str
    expires: datetime
    scopes: tuple[str, ...]


@dataclass
class Accounts:
    """Who can sign in. `anybody` is who an unknown bearer is taken for; empty means that unknown bearers are refused."""

    anybody: str = ""
    keys: dict[str, dict[str, str]] = field(default_factory=dict)
    """Public keys (PEM) of service accounts by the key's ID."""
    refresh: dict[str, str] = field(default_factory=dict)
    """People by the refresh token they gave."""
    tokens: dict[str, Token] = field(default_factory=dict)
    at_browser: str = "olga@example.com"
    """Who is signed in in the browser in which a program asks for consent."""
    clients: dict[str, str] = field(default_factory=dict)
    """Secrets of OAuth clients by their ID."""
    codes: dict[str, Any] = field(default_factory=dict)
    """Codes that browsers brought back, and what they stand for."""
    allowed: dict[str, str] = field(default_factory=dict)
    """The scopes that a person allowed, by refresh token."""
    federated: dict[str, str] = field(default_factory=dict)
    """Whom tokens of another cloud stand for."""
    gone: str = ""
    """What the token endpoint says of every service account instead of signing it in, such as `Robot is disabled.`"""

    def revoke(self, email: str) -> None:
        """Delete all keys of a service account (or the consent of a person), and everything handed out for them."""
        self.keys.pop(email, None)
        self.refresh = {token: who for token, who in self.refresh.items() if who != email}
        self.expire(email)

    def expire(self, email: str = "") -> None:
        """Let the access tokens of that account, or all of them, be over at once."""
        past = datetime(2000, 1, 1, tzinfo=UTC)
        for text, token in self.tokens.items():
            if email in {"", token.user}:
                self.tokens[text] = Token(token.user, past, token.scopes)

    def grant(self, form: dict[str, str], now: datetime, endpoint: str) -> dict[str, Any]:
        """The answer of the token endpoint, or a GrantError."""
        from sheets_server import consent  # noqa: PLC0415 - which needs what is here

        kind, more = form.get("grant_type", ""), {}
        if kind == JWT_GRANT:
            user, scopes = self.asserted(form.get("assertion", ""), now, endpoint)
        elif kind == "refresh_token":
            consent.known(self, form)
            given = form.get("refresh_token", "")
            user, scopes = self.refresh.get(given, ""), self.allowed.get(given, "")
            if not user:
                raise GrantError("invalid_grant", "Token has been expired or revoked.")
        elif kind == "authorization_code":
            user, scopes, refresh = consent.redeemed(self, form)
            more = {"refresh_token": refresh, "scope": scopes}
        else:
            raise GrantError("unsupported_grant_type", f"Invalid grant_type: {kind}")
        names = tuple(scope.rpartition("/auth/")[2] for scope in scopes.split())
        text = self.handed_out(Token(user, now + LIFETIME, names))
        return {"access_token": text, "expires_in": int(LIFETIME.total_seconds()) - 1, "token_type": "Bearer"} | more

    def handed_out(self, token: Token) -> str:
        """The text of a new access token."""
        text = "ya29." + secrets.token_urlsafe(48)
        self.tokens[text] = token
        return text

    def asserted(self, assertion: str, now: datetime, endpoint: str) -> tuple[str, str]:
        """The account and scopes that a JWT proves."""
        header, claims = unpacked(assertion)
        issuer = str(claims.get("iss", ""))
        if self.gone:
            raise GrantError("invalid_grant", self.gone)
        if issuer not in self.keys:
            raise GrantError("invalid_grant", "Invalid grant: account not found")
        key = self.keys[issuer].get(str(header.get("kid", "")))
        if key is None or header.get("alg") != "RS256" or not verified(assertion, key):
            raise GrantError("invalid_grant", "Invalid JWT Signature.")
        issued, expires = (datetime.fromtimestamp(int(claims.get(name, 0)), UTC) for name in ("iat", "exp"))
        if not now - LIFETIME - SKEW <= issued <= now + SKEW or not now <= expires <= issued + LIFETIME + SKEW:
            reason = "Token must be a short-lived token (60 minutes) and in a reasonable timeframe."
            raise GrantError("invalid_grant", f"Invalid JWT: {reason} Check your iat and exp values in the JWT claim.")
        if claims.get("aud") not in {AUDIENCE, endpoint}:
            raise GrantError("invalid_grant", f"Invalid JWT: Failed audience check. The right audience is {AUDIENCE}")
        if not claims.get("scope"):
            raise GrantError("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        return str(claims.get("sub") or issuer), str(claims["scope"])

    def user(self, header: str, api: str, now: datetime, scopes: frozenset[str] = frozenset()) -> str:
        """Whom the Authorization header proves, for a method of that API (`sheets` or `drive`) that takes any of these scopes."""
        kind, _, text = header.partition(" ")
        if kind.lower() != "bearer" or not text:
            raise missing(api)
        token = self.tokens.get(text)
        if token is None and self.anybody:
            return self.anybody
        if token is None or token.expires <= now:
            raise rejected(api)
        if token.scopes and not (scopes or set(SCOPES[api])) & set(token.scopes):
            raise too_narrow(api)
        return token.user


def unpacked(assertion: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a JWT."""
    try:
        header, claims, _ = assertion.split(".")
        return decoded(header), decoded(claims)
    except ValueError as error:
        raise GrantError("invalid_grant", "Bad Request") from error


def decoded(part: str) -> dict[str, Any]:
    """One part of a JWT."""
    found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    if not isinstance(found, dict):
        raise GrantError("invalid_grant", "Bad Request")
    return found


def verified(assertion: str, public_key: str) -> bool:
    """Whether the JWT was signed with the key's other half."""
    from google.auth.crypt import RSAVerifier  # noqa: PLC0415 - only where google-auth is there

    signed, _, signature = assertion.rpartition(".")
    raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    return bool(RSAVerifier.from_string(public_key).verify(signed.encode(), raw))


def missing(api: str) -> ApiError:
    """The refusal of a request that brings no token; Sheets and Drive have different ones."""
    if api == "drive":
        return DriveError(403, "forbidden", "Method doesn't allow unregistered callers (callers without established identity).")
    method = "Method doesn't allow unregistered callers (callers without established identity). "
    hint = "Please use API Key or other form of API consumer identity to call this API."
    return ApiError(403, "PERMISSION_DENIED", method + hint)


def keys_only_read(api: str) -> ApiError:
    """The refusal of an API key, which stands for nobody, where somebody is needed."""
    message = (
        "API keys are not supported by this API. Expected OAuth2 access token or other authentication credentials that assert "
        "a principal. See https://cloud.google.com/docs/authentication"
    )
    if api == "drive":
        return DriveError(401, "required", message, "Authorization")
    info = {"reason": "CREDENTIALS_MISSING", "domain": "googleapis.com", "metadata": {"service": "sheets.googleapis.com"}}
    return ApiError(401, "UNAUTHENTICATED", message, [{"@type": "type.googleapis.com/google.rpc.ErrorInfo"} | info])


def rejected(api: str) -> ApiError:
    """The refusal of a token that is over or was never given."""
    if api == "drive":
        return DriveError(401, "authError", "Invalid Credentials", "Authorization")
    info = {"reason": "ACCESS_TOKEN_EXPIRED", "domain": "googleapis.com", "metadata": {"service": "sheets.googleapis.com"}}
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo"} | info]
    return ApiError(401, "UNAUTHENTICATED", f"Request had invalid authentication credentials. {EXPECTED}", details)


def too_narrow(api: str) -> ApiError:
    """The refusal of a token for something else."""
    if api == "drive":
        return DriveError(403, "insufficientPermissions", "Request had insufficient authentication scopes.")
    info = {
        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com",
        "metadata": {"service": "sheets.googleapis.com"},
    }
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo"} | info]
    return ApiError(403, "PERMISSION_DENIED", "Request had insufficient authentication scopes.", details)


def switched_off(api: str, project: str = "123456789012") -> ApiError:
    """The refusal of an API that nobody enabled in the account's project."""
    service = f"{api}.googleapis.com"
    page = f"https://console.developers.google.com/apis/api/{service}/overview?project={project}"
    message = (
        f"{SERVICE_NAMES[api]} has not been used in project {project} before or it is disabled. "
        f"Enable it by visiting {page} then retry. "
        "If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry."
    )
    if api == "drive":
        return DriveError(403, "accessNotConfigured", message)
    info = {
        "reason": "SERVICE_DISABLED",
        "domain": "googleapis.com",
        "metadata": {"service": service, "consumer": f"projects/{project}"},
    }
    links = {
        "@type": "type.googleapis.com/google.rpc.Help",
        "links": [{"description": "Google developers console API activation", "url": page}],
    }
    return ApiError(403, "PERMISSION_DENIED", message, [links, {"@type": "type.googleapis.com/google.rpc.ErrorInfo"} | info])


@cache
def key_pair(email: str) -> tuple[str, str]:
    """The private and public key of an account in PEM; made once, for it takes a while."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - only where google-auth is there
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415 - the same

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    assert email, "an account has an address"
    return private.decode(), public.decode()


def make_key_file(path: Path, accounts: Accounts, base: str, email: str = "crm@example-project.iam.gserviceaccount.com") -> Path:
    """Write a new service account key that signs in at this server; readable by its owner only. Returns the path."""
    private, public = key_pair(email)
    key_id = secrets.token_hex(20)
    accounts.keys.setdefault(email, {})[key_id] = public
    info = {
        "type": "service_account",
        "project_id": email.partition("@")[2].partition(".")[0],
        "private_key_id": key_id,
        "private_key": private,
        "client_email": email,
        "client_id": "101234567890123456789",
        "auth_uri": f"{base}/o/oauth2/auth",
        "token_uri": f"{base}/token",
        "universe_domain": "googleapis.com",
    }
    path.write_text(json.dumps(info, indent=2), encoding="utf-8")
    path.chmod(0o600)
    return path
