"""What is looked at when a Google spreadsheet cannot be reached, read or written, in this order."""

from __future__ import annotations

from sheets_crm.books.google.doctor.content import LOCALE, READ, SIZE
from sheets_crm.books.google.doctor.key import KEY_FOUND, KEY_KIND, KEY_PRIVATE, KEY_READABLE
from sheets_crm.books.google.doctor.libraries import LIBRARIES
from sheets_crm.books.google.doctor.network import CLOCK, NETWORK
from sheets_crm.books.google.doctor.patient import GooglePatient
from sheets_crm.books.google.doctor.protections import PROTECTIONS
from sheets_crm.books.google.doctor.quota import QUOTA
from sheets_crm.books.google.doctor.services import DRIVE_API, SHEETS_API
from sheets_crm.books.google.doctor.sharing import EDITOR, KIND, SHEET
from sheets_crm.books.google.doctor.signing_in import SIGN_IN
from sheets_crm.model.checkup import Check

REACHED: tuple[Check[GooglePatient], ...] = (
    LIBRARIES,
    KEY_FOUND,
    KEY_READABLE,
    KEY_KIND,
    KEY_PRIVATE,
    NETWORK,
    CLOCK,
    SIGN_IN,
    SHEETS_API,
    DRIVE_API,
    SHEET,
    KIND,
    EDITOR,
    READ,
)
"""Whether the spreadsheet can be reached, and may be edited."""
CONTENT: tuple[Check[GooglePatient], ...] = (PROTECTIONS, QUOTA, SIZE, LOCALE)
"""What is in it; these come after the tables are known."""
