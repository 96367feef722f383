"""A job: which rules and reports run, with which options, and when."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from sheets_crm.model.layout import Frozen, Words
from sheets_crm.model.schedule import Schedule


class Step(Frozen):
    """One rule (ours by name, or a function of the user's, `my_rules.py:check_vat`) with options that override settings."""

    rule: str
    options: dict[str, Any] = Field(default_factory=dict)


class Job(Frozen):
    """`steps` run in order, each seeing the repairs of those before it; `reports` are written from what they leave.

    `schedule` is for `watch`: "every day at 03:00", "every 2 hours"; the config may name another one.
    """

    name: str
    title: Words
    steps: tuple[Step, ...]
    reports: tuple[str, ...] = ()
    schedule: Schedule | None = None
