"""What Google's words mean when it gives no token: OAuth has one code, `invalid_grant`, for most of it."""

from __future__ import annotations

from collections.abc import Callable

from google.auth.exceptions import GoogleAuthError, RefreshError

from sheets_crm.books.google import failures
from sheets_crm.books.google.failures import GoogleError

CLOCK = ("reasonable timeframe", "short-lived", "token used too early", "token is expired")
KEY = ("invalid jwt signature", "no valid verifier", "invalid jwt: invalid")
ACCOUNT = ("account not found", "robot is disabled", "account has been deleted", "account disabled", "disabled_account")
CONSENT = ("expired or revoked", "invalid_rapt", "reauth", "session_control", "token revoked")
CLIENT = ("deleted_client", "disabled_client", "invalid_client", "client was not found", "unauthorized_client")


def of_grant(error: GoogleAuthError, where: str, email: str) -> GoogleError:
    """Return our error for a sign-in that Google refused; what it said is matched, never told."""
    found = of_words(" ".join(map(str, error.args)), where, email)
    if found:
        return found
    return failures.key_revoked(where, email) if isinstance(error, RefreshError) else failures.ambient_refused(where)


def of_words(said: str, where: str, email: str) -> GoogleError | None:
    """Return our error for words of Google's; None when they are not known."""
    told = said.lower()
    meanings: tuple[tuple[tuple[str, ...], Callable[[], GoogleError]], ...] = (
        (CLOCK, lambda: failures.wrong_clock(where)),
        (ACCOUNT, lambda: failures.account_gone(where, email)),
        (CONSENT, lambda: failures.consent_over(where)),
        (CLIENT, lambda: failures.client_gone(where)),
        (KEY, lambda: failures.key_revoked(where, email)),
    )
    return next((make() for words, make in meanings if any(word in told for word in words)), None)
