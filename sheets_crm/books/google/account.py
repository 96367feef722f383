"""Signing in to Google: by the key file of a service account, as a person, or as the computer is set up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import google.auth
from google.auth.credentials import Credentials, with_scopes_if_required
from google.auth.exceptions import DefaultCredentialsError, GoogleAuthError
from google.oauth2 import service_account

from sheets_crm.books.google.failures import GoogleError
from sheets_crm.books.google.keyfiles import CREATE_KEY, KEY_FILE, SCOPES, key_path, refuse_open_to_others, service_account_key
from sheets_crm.books.google.person import CLIENT_FILE, Speak, person
from sheets_crm.model.settings import GoogleSettings
from sheets_crm.model.text import Text


@dataclass(frozen=True)
class Account:
    """Who we are to Google; `email` is whom a spreadsheet must be shared with ("" when it is not known)."""

    credentials: Credentials
    email: str = ""


def sign_in(settings: GoogleSettings, folder: Path = Path(), speak: Speak | None = None) -> Account:
    """Return the account that the settings name; GoogleError when its file is missing, open to others, or wrong.

    A relative key file starts from `folder`. Google itself is not asked yet, except for a person's first consent, for which
    the person must be there: `speak` says a message in their language, None means that nobody sits at the terminal.
    """
    if settings.sign_in == "ambient":
        return ambient()
    if settings.sign_in == "person":
        return Account(person(key_path(settings, folder, CLIENT_FILE), speak))
    return by_key(key_path(settings, folder, KEY_FILE))


def by_key(path: Path) -> Account:
    """Sign in by the key file of a service account."""
    info = service_account_key(path)
    refuse_open_to_others(path)
    try:
        made: Credentials = service_account.Credentials.from_service_account_info(info, scopes=SCOPES)  # type: ignore[no-untyped-call]
    except (GoogleAuthError, ValueError, TypeError, KeyError) as error:
        what = Text("файл ключа повреждён", "the key file is damaged")
        raise GoogleError("key", what, CREATE_KEY, where=str(path)) from error
    return Account(made, str(info.get("client_email", "")))


def ambient() -> Account:
    """Sign in as this computer or server is set up: workload identity, gcloud, GOOGLE_APPLICATION_CREDENTIALS."""
    try:
        # given the scopes at once, google-auth would ask a third service for the name of the project
        made, _ = google.auth.default()
    except DefaultCredentialsError as error:
        what = Text("этот компьютер не настроен на вход в Google", "this computer is not set up to sign in to Google")
        mend = Text(
            "Выполните gcloud auth application-default login или задайте google.sign_in: service_account и google.key_file",
            "Run gcloud auth application-default login, or set google.sign_in: service_account and google.key_file",
        )
        raise GoogleError("key", what, mend) from error
    email = str(getattr(made, "service_account_email", "") or "")
    scoped = with_scopes_if_required(made, SCOPES)  # type: ignore[no-untyped-call]
    return Account(scoped, email if "@" in email else "")
