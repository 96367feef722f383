"""Signing in to Google: by the key file of a service account, as a person, or as the computer is set up."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import google.auth
import gspread.auth
from google.auth.credentials import Credentials
from google.auth.exceptions import DefaultCredentialsError, GoogleAuthError
from google.oauth2 import service_account

from sheets_crm.books.google.failures import GoogleError
from sheets_crm.model.settings import GoogleSettings
from sheets_crm.model.text import Text

SCOPES = ("https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive")
"""Drive is asked for the version of files that people own and share, which `drive.file` does not cover."""
OTHERS = stat.S_IRWXG | stat.S_IRWXO
KEY_FILE, CLIENT_FILE, CONSENT_FILE = "service_account.json", "credentials.json", "authorized_user.json"
CREATE_KEY = Text(
    "Создайте ключ в Google Cloud: «IAM → Service accounts → Keys → Add key → JSON», и назовите файл в google.key_file",
    "Create a key in Google Cloud: “IAM → Service accounts → Keys → Add key → JSON”, and name the file in google.key_file",
)
CREATE_CLIENT = Text(
    "Создайте в Google Cloud «Credentials → OAuth client ID → Desktop app», скачайте файл и назовите его в google.key_file",
    "Create “Credentials → OAuth client ID → Desktop app” in Google Cloud, download the file and name it in google.key_file",
)


@dataclass(frozen=True)
class Account:
    """Who we are to Google; `email` is whom a spreadsheet must be shared with ("" when it is not known)."""

    credentials: Credentials
    email: str = ""


def sign_in(settings: GoogleSettings, folder: Path = Path()) -> Account:
    """Return the account that the settings name; GoogleError when its file is missing, open to others, or wrong.

    A relative key file starts from `folder`. Google itself is not asked yet, except for a person's first consent.
    """
    if settings.sign_in == "ambient":
        return ambient()
    if settings.sign_in == "person":
        return person(key_path(settings, folder, CLIENT_FILE))
    return by_key(key_path(settings, folder, KEY_FILE))


def key_path(settings: GoogleSettings, folder: Path, usual: str) -> Path:
    """Return where the key file lies; the usual place is that of gspread."""
    if settings.key_file is None:
        return Path(gspread.auth.get_config_dir()) / usual
    return folder / Path(settings.key_file).expanduser()


def by_key(path: Path) -> Account:
    """Sign in by the key file of a service account."""
    info = read_private(path, CREATE_KEY)
    if info.get("type") != "service_account":
        what = Text("это не ключ сервисного аккаунта", "this is not the key of a service account")
        raise GoogleError("key", what, CREATE_KEY, where=str(path))
    try:
        made: Credentials = service_account.Credentials.from_service_account_info(info, scopes=SCOPES)  # type: ignore[no-untyped-call]
    except (GoogleAuthError, ValueError, TypeError, KeyError) as error:
        what = Text("файл ключа повреждён", "the key file is damaged")
        raise GoogleError("key", what, CREATE_KEY, where=str(path)) from error
    return Account(made, str(info.get("client_email", "")))


def person(path: Path) -> Account:
    """Sign in as a person, who once allows it in the browser; what they allowed is kept beside the client's file, privately."""
    consent = path.with_name(CONSENT_FILE)
    if consent.exists():
        read_private(consent, Text("Удалите его и войдите заново", "Delete it and sign in again"))
    else:
        read_json(path, CREATE_CLIENT)
        refuse_unattended(path)
    try:
        with private_files():
            made = gspread.auth.oauth(scopes=SCOPES, credentials_filename=path, authorized_user_filename=consent)
    except (GoogleAuthError, ValueError, OSError) as error:
        what = Text("войти от имени человека не получилось", "signing in as a person did not work")
        mend = Text(
            f"Удалите {CONSENT_FILE} рядом с этим файлом и войдите заново",
            f"Delete {CONSENT_FILE} beside this file and sign in again",
        )
        raise GoogleError("key", what, mend, where=str(path)) from error
    return Account(made.http_client.auth)


def ambient() -> Account:
    """Sign in as this computer or server is set up: workload identity, gcloud, GOOGLE_APPLICATION_CREDENTIALS."""
    try:
        made, _ = google.auth.default(scopes=SCOPES)
    except DefaultCredentialsError as error:
        what = Text("этот компьютер не настроен на вход в Google", "this computer is not set up to sign in to Google")
        mend = Text(
            "Выполните gcloud auth application-default login или задайте google.sign_in: service_account и google.key_file",
            "Run gcloud auth application-default login, or set google.sign_in: service_account and google.key_file",
        )
        raise GoogleError("key", what, mend) from error
    email = str(getattr(made, "service_account_email", "") or "")
    return Account(made, email if "@" in email else "")


def read_private(path: Path, create: Text) -> dict[str, Any]:
    """Read a JSON file that nobody else on this computer may read."""
    found = read_json(path, create)
    if os.name == "posix" and path.stat().st_mode & OTHERS:
        what = Text("файл ключа могут прочитать другие пользователи", "other users of this computer may read the key file")
        mend = Text(f"Закройте его: chmod 600 '{path}'", f"Close it: chmod 600 '{path}'")
        raise GoogleError("key", what, mend, where=str(path))
    return found


def read_json(path: Path, create: Text) -> dict[str, Any]:
    """Read a JSON object; GoogleError when there is none, or it cannot be read."""
    mend = create
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
        if isinstance(found, dict):
            return found
        what = Text("это не файл ключа Google", "this is no key file of Google")
    except FileNotFoundError:
        what = Text("файла ключа Google нет", "there is no key file of Google")
    except OSError as error:
        what = Text(f"файл ключа не читается ({error.strerror})", f"the key file cannot be read ({error.strerror})")
        mend = Text(f"Дайте себе право читать его: chmod 600 '{path}'", f"Allow yourself to read it: chmod 600 '{path}'")
    except ValueError:
        what = Text("это не файл ключа Google", "this is no key file of Google")
    raise GoogleError("key", what, mend, where=str(path))


def refuse_unattended(path: Path) -> None:
    """Refuse to wait for a browser where nobody sits: a job at night would hang."""
    if not sys.stdin.isatty():
        what = Text("человек ещё не разрешил программе вход", "no person has allowed the program to sign in yet")
        mend = Text(
            "Запустите один раз любую команду с этой таблицей в окне терминала и разрешите вход в браузере",
            "Run any command on this spreadsheet once in a terminal, and allow it in the browser",
        )
        raise GoogleError("key", what, mend, where=str(path))


@contextmanager
def private_files() -> Iterator[None]:
    """Let files that are made meanwhile be readable by their owner alone."""
    former = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(former)
