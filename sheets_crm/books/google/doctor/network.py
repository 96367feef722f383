"""Whether Google answers at all, and what time it is there: asked before signing in, as nobody."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests
from requests.exceptions import RequestException

from sheets_crm.books.google import failures
from sheets_crm.books.google.answers import of_exception
from sheets_crm.books.google.client import TIMEOUTS
from sheets_crm.books.google.doctor.patient import GooglePatient
from sheets_crm.model.checkup import Check, Outcome, passed
from sheets_crm.model.text import Text

TOO_FAR = 300.0
"""Seconds: Google does not trust a signature from further ahead."""
A_MINUTE = 60
SECONDS = 30.0
SET_CLOCK = {
    "win32": Text(
        "Включите точное время: Параметры → Время и язык → Дата и время → Синхронизировать",
        "Set the clock: Settings → Time & language → Date & time → Sync now",
    ),
    "darwin": Text(
        "Включите точное время: Системные настройки → Основные → Дата и время → Автоматически",
        "Set the clock: System Settings → General → Date & Time → automatically",
    ),
    "linux": Text("Включите точное время: sudo timedatectl set-ntp true", "Set the clock: sudo timedatectl set-ntp true"),
}


def reached(patient: GooglePatient) -> Outcome:
    """Knock without a token: any answer of Google's will do, and it bears the time."""
    url = f"{patient.settings.sheets_url.rstrip('/')}/v4/spreadsheets/{patient.identifier}"
    try:
        answer = requests.get(url, params={"fields": "spreadsheetId"}, timeout=(TIMEOUTS[0], SECONDS))
    except RequestException as error:
        raise of_exception(error, "", "") from error
    if "html" in answer.headers.get("Content-Type", ""):
        raise failures.stranger("")
    patient.clock_off = seconds_ahead(patient.now(), answer.headers.get("Date", ""))
    through = next((name for name in ("HTTPS_PROXY", "https_proxy") if os.environ.get(name)), "")
    if through:
        return passed(f"Google отвечает (через прокси из {through})", f"Google answers (through the proxy of {through})")
    return passed("Google отвечает", "Google answers")


def seconds_ahead(now: datetime, date: str) -> float | None:
    """Return by how many seconds a moment is ahead of the Date header of an answer; None when there is none."""
    try:
        theirs = parsedate_to_datetime(date)
    except ValueError:
        return None
    return (now - (theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC))).total_seconds()


def clock(patient: GooglePatient) -> Outcome:
    """Compare our clock with Google's."""
    off = patient.clock_off
    if off is None:
        return passed("Google не назвал время, сравнить не с чем", "Google did not tell the time, so there is nothing to compare")
    if abs(off) <= TOO_FAR:
        return passed("идут верно", "right")
    minutes = round(abs(off) / A_MINUTE)
    says = Text(
        f"{'спешат' if off > 0 else 'отстают'} на {minutes} мин: Google не верит подписям с такой разницей",
        f"{minutes} min {'fast' if off > 0 else 'slow'}: Google does not trust signatures from so far",
    )
    return Outcome("failed", says, SET_CLOCK.get(sys.platform, SET_CLOCK["linux"]))


NETWORK = Check("network", Text("Связь с Google", "Connection to Google"), reached, ("libraries",))
CLOCK = Check("clock", Text("Часы компьютера", "The computer's clock"), clock, ("network",), "nothing")
