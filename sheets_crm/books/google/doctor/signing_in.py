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
    if account.email:
        return passed(f"получился, мы — {account.email}", f"works, we are {account.email}")
    if patient.settings.sign_in == "person":
        return passed("получился, от имени человека", "works, as a person")
    return passed("получился, как настроено на компьютере", "works, as this computer is set up")


SIGN_IN = Check("sign_in", Text("Вход в Google", "Sign-in to Google"), sign_in, ("key_kind", "key_private", "network"))
