"""The page itself: the template with its data put in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.page.document import document
from sheets_crm.audit.page.shown import for_script
from sheets_crm.audit.workbook import Workbook
from sheets_crm.model.text import Lang, Text

DATA = "%DATA%"


def page(
    template: str, workbook: Workbook, findings: Sequence[Finding], titles: Mapping[str, Text], lang: Lang, today: date
) -> str:
    """Return one HTML page that needs no other file: each sheet as a map, and what the audit found, in both languages."""
    before, _, after = template.partition(DATA)
    return f"{before}{for_script(document(workbook, findings, titles, lang, today))}{after}"
