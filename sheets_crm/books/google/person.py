"""Signing in as a person, who once allows it in the browser; what they allowed is kept beside the client's file, privately."""

from __future__ import annotations

import os
import sys
import webbrowser
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

import gspread.auth
from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError
from google.oauth2.credentials import Credentials as PersonCredentials
from google_auth_oauthlib.flow import InstalledAppFlow  # type: ignore[import-untyped]
from oauthlib.oauth2 import AccessDeniedError, OAuth2Error  # type: ignore[import-untyped]

from sheets_crm.books.google import failures
from sheets_crm.books.google.failures import GoogleError
from sheets_crm.books.google.grants import of_words
from sheets_crm.books.google.keyfiles import SCOPES, read_json, refuse_open_to_others
from sheets_crm.model.text import Text

Speak = Callable[[Text], str]
"""Says a message in the language of the person at the terminal."""
CLIENT_FILE, CONSENT_FILE = "credentials.json", "authorized_user.json"
PATIENCE_SECONDS = 300
CREATE_CLIENT = Text(
    "Создайте в Google Cloud «Clients → Create client → Desktop app», скачайте файл JSON и назовите его в google.key_file",
    "Create “Clients → Create client → Desktop app” in Google Cloud, download the JSON file and name it in google.key_file",
)
OPENING = Text(
    "Разрешите программе вход в браузере. Если он не открылся сам, откройте этот адрес:\n{url}\nЖду до 5 минут; прервать:"
    " Ctrl+C.",
    "Allow the program to sign in in the browser. If it did not open by itself, open this address:\n{url}\nI wait for up to 5"
    " minutes; to stop: Ctrl+C.",
)
DONE = Text("Готово: программа вошла. Это окно можно закрыть.", "Done: the program is signed in. You may close this window.")
SIGN_IN = Text(
    "Запустите в окне терминала sheets-crm doctor с этой таблицей и разрешите вход в браузере",
    "Run sheets-crm doctor on this spreadsheet in a terminal, and allow it in the browser",
)


def person(path: Path, speak: Speak | None = None) -> Credentials:
    """Sign in by the file of an OAuth client; the first time the browser opens, if somebody is there to `speak` to."""
    consent = consent_path(path)
    if consent.exists():
        read_json(consent, SIGN_IN)
        refuse_open_to_others(consent)
    else:
        client_of(path)
        if speak is None:
            raise nobody_there(path)
    try:
        with private_files():
            client = gspread.auth.oauth(SCOPES, asking(speak), credentials_filename=path, authorized_user_filename=consent)
    except (GoogleAuthError, ValueError, OSError) as error:
        what = Text("файл с разрешением человека повреждён", "the file with the person's consent is damaged")
        raise GoogleError("consent", what, SIGN_IN, where=str(consent)) from error
    return at_its_own_place(client.http_client.auth, consent)


def consent_path(client: Path) -> Path:
    """Return where a person's consent is kept, by where the client's file lies."""
    return client.with_name(CONSENT_FILE)


def client_of(path: Path) -> dict[str, Any]:
    """Read the file of an OAuth client; GoogleError when it is something else, or a client for web servers."""
    info = read_json(path, CREATE_CLIENT)
    if "installed" in info:
        return info
    what = Text(
        "это не файл клиента OAuth для программ на компьютере",
        "this is not the file of an OAuth client for programs on computers",
    )
    if "web" in info:
        what = Text("этот клиент OAuth сделан для веб-сайтов", "this OAuth client was made for web sites")
    elif info.get("type") == "service_account":
        what = Text(
            "это ключ сервисного аккаунта, а в настройках google.sign_in: person",
            "this is the key of a service account, but the config says google.sign_in: person",
        )
    raise GoogleError("key", what, CREATE_CLIENT, where=str(path))


def at_its_own_place(made: Credentials, consent: Path) -> Credentials:
    """Let tokens be renewed where the consent was given, which google-auth forgets when it loads the file."""
    place = read_json(consent, SIGN_IN).get("token_uri")
    if place and isinstance(made, PersonCredentials):
        return made.with_token_uri(str(place))  # type: ignore[no-any-return]
    return made


def asking(speak: Speak | None, patience: int = PATIENCE_SECONDS) -> gspread.auth.FlowCallable:
    """Return how a person is asked: in the browser, in their language, for so many seconds at most."""

    def flow(client_config: Mapping[str, Any], scopes: Iterable[str], port: int = 0) -> PersonCredentials:
        assert speak is not None, "nobody is asked where nobody sits"
        made = InstalledAppFlow.from_client_config(client_config, scopes)
        try:
            with redirect_stdout(sys.stderr):
                found: PersonCredentials = made.run_local_server(
                    port=port,
                    open_browser=has_browser(),
                    authorization_prompt_message=speak(OPENING),
                    success_message=speak(DONE),
                    timeout_seconds=patience,
                )
        except (OAuth2Error, Warning, AttributeError) as error:
            raise refusal(error) from error
        return found

    return flow


def refusal(error: Exception) -> GoogleError:
    """Say why the browser brought no consent; a partial one comes as a Warning, none in time as an AttributeError."""
    if isinstance(error, Warning):
        return failures.too_few_scopes("")
    if known := of_words(str(error), "", ""):
        return known
    what = Text("вход не получился", "signing in did not work")
    if isinstance(error, AccessDeniedError):
        what = Text("в браузере вход не разрешили", "it was not allowed in the browser")
    elif isinstance(error, AttributeError):
        what = Text("в браузере никто не разрешил вход за 5 минут", "nobody allowed it in the browser within 5 minutes")
    return GoogleError("consent", what, SIGN_IN)


def nobody_there(path: Path) -> GoogleError:
    """Refuse to wait for a browser where nobody sits: a job at night would hang."""
    what = Text("человек ещё не разрешил программе вход", "no person has allowed the program to sign in yet")
    return GoogleError("consent", what, SIGN_IN, where=str(path))


def has_browser() -> bool:
    """Say whether this computer has a browser to open."""
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


@contextmanager
def private_files() -> Iterator[None]:
    """Let files that are made meanwhile be readable by their owner alone."""
    former = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(former)
