"""What a report is: a pure function that draws one read-only tab from what a run leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sheets_crm.model.context import Context
from sheets_crm.model.plan import Changes, Finding, Held
from sheets_crm.model.report import Report
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text


@dataclass(frozen=True, eq=False)
class Evidence:
    """What a run found and changes; `titles` are the names of its rules for people, `held` the columns that are mixed up."""

    findings: tuple[Finding, ...] = ()
    changes: tuple[Changes, ...] = ()
    titles: Mapping[str, Text] = field(default_factory=dict)
    held: frozenset[Held] = frozenset()


Build = Callable[[Snapshot, Evidence, Context], Report | None]


@dataclass(frozen=True)
class ReportKind:
    """A report's key in jobs, the title of its tab, one line on what it tells, and the function that draws it.

    `build` takes the book as it is after the run, and gives None when the book lacks what the report needs. A new book has a
    tab for it, unless it is not `expected`: most companies never see one.
    """

    key: str
    title: Text
    about: Text
    build: Build
    expected: bool = True
