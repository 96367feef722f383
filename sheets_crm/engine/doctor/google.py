"""What is checked of a Google spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from sheets_crm.books.google.addressing import known_as, spreadsheet_id
from sheets_crm.books.google.doctor.checks import CONTENT, REACHED
from sheets_crm.books.google.doctor.patient import GooglePatient
from sheets_crm.books.google.person import Speak
from sheets_crm.engine.doctor.fills import FILLS
from sheets_crm.engine.doctor.home import ALONE, HOME, SPACE
from sheets_crm.engine.doctor.kept import BACKUPS, PROTECTION
from sheets_crm.engine.doctor.layout import LAYOUT, bound_by
from sheets_crm.engine.reading import NAMED_TABS
from sheets_crm.engine.settings.config import Config
from sheets_crm.model.checkup import Check


@dataclass
class GoogleCase(GooglePatient):
    """A spreadsheet, and what holds for it on this computer."""

    config: Config = field(default_factory=Config)

    @property
    def size(self) -> int:
        """How large a copy is; Google does not say beforehand."""
        return 0


CHECKS: tuple[Check[GoogleCase], ...] = (*REACHED, LAYOUT, *CONTENT, HOME, PROTECTION, BACKUPS, FILLS, ALONE, SPACE)


def google_case(named: str, config: Config, speak: Speak | None) -> GoogleCase:
    """Return a spreadsheet to be looked at; UsageError when its name holds no ID."""
    spreadsheet_id(named)
    return GoogleCase(
        named,
        config.content.google,
        config.folder,
        partial(bound_by, known_as(named), config),
        NAMED_TABS,
        config.settings.dates.day_first,
        speak,
        config=config,
    )
