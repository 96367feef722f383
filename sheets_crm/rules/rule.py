"""What a rule is: a pure function that looks at a snapshot and yields changes and findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sheets_crm.model.context import Context
from sheets_crm.model.plan import Became, Changes, Finding, Held
from sheets_crm.model.proposals import Verdict
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text

Yield = Changes | Finding | Became | Held | Verdict
Check = Callable[[Snapshot, Context], Iterable[Yield]]


@dataclass(frozen=True)
class Rule:
    """A rule's name in jobs and the journal, its title for people, and the function that does it.

    `setting` names the section of Settings that a step's options override. `decided`: it carries out what a person decided, so
    that it may empty cells, reach into columns that the layout does not know, and do again what was once taken back.
    """

    name: str
    title: Text
    check: Check
    setting: str | None = None
    decided: bool = False
