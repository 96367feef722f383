"""The files by which the program signs in to Google: where they lie, what is in them, and who may read them."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import gspread.auth

from sheets_crm.books.google.failures import GoogleError
from sheets_crm.model.settings import GoogleSettings
from sheets_crm.model.text import Text

SCOPES = ("https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive")
"""Drive is asked for the version of files that people own and share, which `drive.file` does not cover."""
OTHERS = stat.S_IRWXG | stat.S_IRWXO
KEY_FILE = "service_account.json"
CREATE_KEY = Text(
    "Создайте ключ в Google Cloud: «IAM → Service accounts → Keys → Add key → JSON», и назовите файл в google.key_file",
    "Create a key in Google Cloud: “IAM → Service accounts → Keys → Add key → JSON”, and name the file in google.key_file",
)
NO_KEY = Text("это не ключ сервисного аккаунта", "this is not the key of a service account")
A_CLIENT = Text(
    "это файл клиента OAuth, по которому входит человек, а не ключ сервисного аккаунта",
    "this is the file of an OAuth client, by which a person signs in, not the key of a service account",
)
KEY_OR_PERSON = Text(
    "Если входить будет человек, задайте google.sign_in: person; для сервисного аккаунта создайте ключ: «IAM → Service accounts"
    " → Keys → Add key → JSON», и назовите файл в google.key_file",
    "If a person is to sign in, set google.sign_in: person; for a service account create a key: “IAM → Service accounts → Keys"
    " → Add key → JSON”, and name the file in google.key_file",
)


def key_path(settings: GoogleSettings, folder: Path, usual: str) -> Path:
    """Return where the key file lies; the usual place is that of gspread."""
    if settings.key_file is None:
        return Path(gspread.auth.get_config_dir()) / usual
    return folder / Path(settings.key_file).expanduser()


def service_account_key(path: Path) -> dict[str, Any]:
    """Read the key file of a service account; GoogleError when it is something else."""
    info = read_json(path, CREATE_KEY)
    if info.get("type") != "service_account":
        client = "installed" in info or "web" in info
        raise GoogleError("key", A_CLIENT if client else NO_KEY, KEY_OR_PERSON if client else CREATE_KEY, where=str(path))
    return info


def refuse_open_to_others(path: Path) -> None:
    """Refuse a file that others on this computer may read; Windows has no such permissions to ask for."""
    if os.name == "posix" and path.stat().st_mode & OTHERS:
        what = Text("файл ключа могут прочитать другие пользователи", "other users of this computer may read the key file")
        mend = Text(f"Закройте его: chmod 600 '{path}'", f"Close it: chmod 600 '{path}'")
        raise GoogleError("key", what, mend, where=str(path))


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
