"""Whether Google takes our requests, or asks us to come later."""

from __future__ import annotations

from sheets_crm.books.google.doctor.patient import GooglePatient
from sheets_crm.model.checkup import Check, Outcome, failed, passed
from sheets_crm.model.text import Text


def quota(patient: GooglePatient) -> Outcome:
    """Tell what the questions of the checks before have met."""
    if patient.quota:
        return failed(patient.quota)
    return passed("запросы принимаются", "requests are taken")


QUOTA = Check("quota", Text("Квота запросов", "Quota of requests"), quota, ("sign_in",))
