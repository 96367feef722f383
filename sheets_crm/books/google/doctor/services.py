"""Whether the two services are switched on in the project of the account."""

from __future__ import annotations

from sheets_crm.books.google.client import DRIVE
from sheets_crm.books.google.doctor.patient import GooglePatient, asking
from sheets_crm.books.google.failures import GoogleError
from sheets_crm.model.checkup import Check, Outcome, passed
from sheets_crm.model.text import Text

ABOUT_THE_BOOK = frozenset({"not_found", "not_shared", "office_file"})
"""What only a service that is on can say."""


@asking
def sheets_api(patient: GooglePatient) -> Outcome:
    """Ask Sheets for the spreadsheet's title."""
    try:
        patient.sheets = patient.signed_in.spreadsheet(patient.identifier, "spreadsheetId,properties(title)")
    except GoogleError as error:
        if error.trouble not in ABOUT_THE_BOOK:
            raise
        patient.sheets = error
    return passed("включён", "enabled")


@asking
def drive_api(patient: GooglePatient) -> Outcome:
    """Ask Drive who we are."""
    answer = patient.signed_in.request("get", f"{DRIVE}/drive/v3/about", {"fields": "user(emailAddress)"}).json()
    if patient.email:
        return passed("включён", "enabled")
    patient.known_as(str(answer.get("user", {}).get("emailAddress", "")))
    return passed(f"включён; мы — {patient.email}", f"enabled; we are {patient.email}")


SHEETS_API = Check("sheets_api", Text("Google Sheets API", "Google Sheets API"), sheets_api, ("sign_in",))
DRIVE_API = Check("drive_api", Text("Google Drive API", "Google Drive API"), drive_api, ("sign_in",))
