"""The file by which the program signs in: found, readable, of the right kind, and private."""

from __future__ import annotations

import os
from pathlib import Path

from sheets_crm.books.google.doctor.patient import GooglePatient
from sheets_crm.books.google.failures import GoogleError
from sheets_crm.books.google.keyfiles import CREATE_KEY, read_json, refuse_open_to_others, service_account_key
from sheets_crm.books.google.person import CREATE_CLIENT, SIGN_IN, client_of
from sheets_crm.model.checkup import Check, Outcome, passed
from sheets_crm.model.text import Text

NO_FILE = passed(
    "не нужен: вход настроен на самом компьютере (google.sign_in: ambient)",
    "not needed: the computer itself is set up to sign in (google.sign_in: ambient)",
)


def found(patient: GooglePatient) -> Outcome:
    """Look for the file where the config, or gspread's custom, says that it is."""
    if patient.settings.sign_in == "ambient":
        return NO_FILE
    path = file_of(patient)
    if not path.exists():
        what = Text(f"нет файла {path}", f"there is no file {path}")
        raise GoogleError("key", what, CREATE_CLIENT if patient.settings.sign_in == "person" else CREATE_KEY)
    return passed(str(path), str(path))


def file_of(patient: GooglePatient) -> Path:
    """Return the file that is needed now: of a person who has allowed it already, no more than their consent."""
    return patient.consent if patient.settings.sign_in == "person" and patient.consent.exists() else patient.key


def readable(patient: GooglePatient) -> Outcome:
    """Read the file as JSON."""
    if patient.settings.sign_in == "ambient":
        return NO_FILE
    path = file_of(patient)
    read_json(path, SIGN_IN if path == patient.consent else CREATE_KEY)
    return passed("JSON без ошибок", "valid JSON")


def kind(patient: GooglePatient) -> Outcome:
    """See whether it is the file that this way of signing in needs."""
    if patient.settings.sign_in == "ambient":
        return NO_FILE
    if patient.settings.sign_in == "service_account":
        email = service_account_key(patient.key).get("client_email", "")
        return passed(f"ключ сервисного аккаунта {email}", f"the key of the service account {email}")
    if patient.consent.exists():
        return passed("разрешение, которое дал человек", "the consent that a person gave")
    client_of(patient.key)
    return passed("клиент OAuth для входа человека", "an OAuth client, by which a person signs in")


def private(patient: GooglePatient) -> Outcome:
    """See that nobody else on this computer may read what opens the spreadsheet."""
    if patient.settings.sign_in == "ambient":
        return NO_FILE
    if patient.settings.sign_in == "person":
        if not patient.consent.exists():
            return passed(
                "разрешения человека ещё нет: его файл закроет сама программа",
                "no consent of a person yet: the program will close its file itself",
            )
        refuse_open_to_others(patient.consent)
    else:
        refuse_open_to_others(patient.key)
    if os.name != "posix":
        return passed(
            "в Windows программа этого не видит: держите файл в папке своего пользователя, на общем компьютере закройте командой"
            f' icacls "{patient.key}" /inheritance:r /grant:r "%USERNAME%:F"',
            "cannot be told on Windows: keep the file in your own user's folder, and where others use the computer, close it by"
            f' icacls "{patient.key}" /inheritance:r /grant:r "%USERNAME%:F"',
        )
    return passed("только вы", "only you")


KEY_FOUND = Check("key_found", Text("Файл ключа", "Key file"), found, ("libraries",))
KEY_READABLE = Check("key_readable", Text("Содержимое ключа", "Content of the key"), readable, ("key_found",))
KEY_KIND = Check("key_kind", Text("Вид ключа", "Kind of key"), kind, ("key_readable",))
KEY_PRIVATE = Check("key_private", Text("Кто читает ключ", "Who reads the key"), private, ("key_found",))
