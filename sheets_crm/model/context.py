"""What a rule or a report may know beside the snapshot."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sheets_crm.model.difference import BookDiff
from sheets_crm.model.layout import Layout
from sheets_crm.model.memory import Memory
from sheets_crm.model.plan import Finding
from sheets_crm.model.settings import Settings


@dataclass(frozen=True)
class Context:
    """The moment of the run (`now`, local and without a zone), the layout, the settings, and the memory of earlier runs.

    `notes` are findings from before the rules: what of the config's mapping the book no longer has. `since`: how the book that
    was read differs from what the last run left; None where that is not known.
    """

    now: datetime
    layout: Layout
    settings: Settings = field(default_factory=Settings)
    memory: Memory = field(default_factory=Memory)
    notes: tuple[Finding, ...] = ()
    since: BookDiff | None = None

    @property
    def today(self) -> date:
        """The day of the run (AS_OF in the requirements)."""
        return self.now.date()
