"""What an answer, or the lack of one, means: which of our errors it is, and whether the request may have been done."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from google.auth.exceptions import GoogleAuthError, TransportError
from requests import Response
from requests.exceptions import ConnectionError as NoConnectionError
from requests.exceptions import ConnectTimeout, ProxyError, RequestException, SSLError, Timeout
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from sheets_crm.books.google import failures
from sheets_crm.books.google.failures import GoogleError
from sheets_crm.books.google.grants import of_grant

UNAUTHORIZED, FORBIDDEN, NOT_FOUND, TOO_MANY = 401, 403, 404, 429
OVERLOADED = frozenset({408, 500, 502, 503, 504})
RATE_LIMITS = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "sharingRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})
DISABLED = frozenset({"SERVICE_DISABLED", "accessNotConfigured"})
FEW_SCOPES = frozenset({"ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientPermissions"})
QUOTED = re.compile(r'"[^"]*"|“[^”]*”|«[^»]*»')
ACTIVATION = re.compile(r"https://console\.(?:developers|cloud)\.google\.com/[\w./?=&%-]*[\w/=-]")
LONGEST_WORDS = 200
LONGEST_WAIT = 3600


def of_answer(answer: Response, where: str, email: str, *, reading: bool) -> GoogleError | None:
    """Return what is wrong with an answer; None when nothing is."""
    if answer.ok:
        return failures.stranger(where) if "html" in answer.headers.get("Content-Type", "") else None
    status, wait, error = answer.status_code, retry_after(answer), said(answer)
    reasons = reasons_of(error)
    if status == TOO_MANY or (status == FORBIDDEN and reasons & RATE_LIMITS):
        return failures.quota(where, wait)
    if status in OVERLOADED:
        return failures.server_error(where, status, wait)
    if status == FORBIDDEN:
        return forbidden(where, email, reasons, error, reading=reading)
    known = {UNAUTHORIZED: failures.key_revoked, NOT_FOUND: failures.not_found}
    return known[status](where, email) if status in known else bad_request(where, email, status, str(error.get("message", "")))


def forbidden(where: str, email: str, reasons: set[str], error: Mapping[str, Any], *, reading: bool) -> GoogleError:
    """Tell the reasons for a 403 apart."""
    message = str(error.get("message", ""))
    if reasons & DISABLED or "it is disabled" in message:
        about = f"{message} {error.get('details', '')}"
        link = ACTIVATION.search(about)
        return failures.api_disabled(where, "drive" if "drive" in about.lower() else "sheets", link[0] if link else "")
    if reasons & FEW_SCOPES or "insufficient authentication scopes" in message:
        return failures.too_few_scopes(where)
    if "protected" in message:
        return failures.protected(where, email)
    return failures.not_shared(where, email) if reading else failures.read_only(where, email)


def bad_request(where: str, email: str, status: int, message: str) -> GoogleError:
    """Tell the reasons for a 400 apart; Google's own words are told without what it quotes from the cells."""
    if "protected cell" in message:
        return failures.protected(where, email)
    if "not supported for this document" in message:
        return failures.office_file(where)
    return failures.refused(where, status, QUOTED.sub("…", message)[:LONGEST_WORDS] or "?")


def of_exception(error: RequestException | GoogleAuthError, where: str, email: str) -> GoogleError:
    """Return our error for a request that got no answer, or for a sign-in that failed."""
    if isinstance(error, SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(error):
        return failures.bad_certificate(where)
    if isinstance(error, RequestException):
        return failures.unreachable(where, why(error))
    if isinstance(error, TransportError) or error.retryable:
        return failures.unreachable(where, "sign-in")
    return of_grant(error, where, email)


def why(error: RequestException) -> str:
    """Name the kind of network error in a word or two that both languages know."""
    kinds: tuple[tuple[type[RequestException], str], ...] = (
        (ProxyError, "proxy"),
        (SSLError, "SSL"),
        (Timeout, "timeout"),
        (NoConnectionError, "no connection"),
    )
    return next((name for kind, name in kinds if isinstance(error, kind)), type(error).__name__)


def never_sent(error: RequestException | GoogleAuthError) -> bool:
    """Say whether the request surely was not done: signing in failed, or no connection was ever made."""
    if isinstance(error, (GoogleAuthError, ConnectTimeout, ProxyError)):
        return True
    cause = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(cause, (NewConnectionError, ConnectTimeoutError))


def said(answer: Response) -> Mapping[str, Any]:
    """Return the `error` object of an answer; an empty one when it has none."""
    try:
        body = answer.json()
    except ValueError:
        return {}
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, dict) else {}


def reasons_of(error: Mapping[str, Any]) -> set[str]:
    """Return the reasons that Sheets (`details`) and Drive (`errors`) name in their own ways."""
    listed = [*(error.get("details") or ()), *(error.get("errors") or ())]
    return {str(one["reason"]) for one in listed if isinstance(one, dict) and "reason" in one}


def retry_after(answer: Response) -> float | None:
    """Return the seconds that Google asks to wait; None when it does not say."""
    told = answer.headers.get("Retry-After", "")
    return min(float(told), LONGEST_WAIT) if told.isascii() and told.isdigit() else None
