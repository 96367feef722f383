"""Signing in for real; a person whose consent is over is asked for it again, if they are there."""

from __future__ import annotations

from sheets_crm.books.google.doctor.patient import GooglePatient
from sheets_crm.books.google.failures import GoogleError
from sheets_crm.model.checkup import Check, Outcome, passed
from sheets_crm.model.text import Text


def sign_in(patient: GooglePatient) -> Outcome:
    """Get a token from Google."""
    try:
        account = patient.sign_in()
    except GoogleError as error:
        if error.trouble != "consent" or patient.speak is None or not patient.consent.exists():
            raise
        patient.consent.unlink()
        account = patient.sign_in()
    whom = account.email or {"person": "от имени человека", "ambient": "как настроено на компьютере"}.get(
        patient.settings.sign_in, ""
    )
    who = account.email or {"person": "as a person", "ambient": "as this computer is set up"}.get(patient.settings.sign_in, "")
    return passed(f"получился, мы — {whom}", f"works, we are {who}")


SIGN_IN = Check("sign_in", Text("Вход в Google", "Sign-in to Google"), sign_in, ("key_kind", "key_private", "network"))
