"""Which rule is at work: on a big book a person wants to see that something moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sheets_crm.engine.applying import STEPS
from sheets_crm.engine.session import Progress, silent
from sheets_crm.model.context import Context
from sheets_crm.model.job import Job
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.rules.registry import RULES
from sheets_crm.rules.rule import Rule, Yield

PLANNING = Text("Проверяю по правилам", "Checking by the rules")


def telling(job: Job, own: Mapping[str, Rule], progress: Progress) -> Mapping[str, Rule]:
    """Return the rules of a job, by name, so that each says when it begins; `own` alone where nobody listens."""
    if progress is silent:
        return own
    known = {rule.name: rule for rule in RULES} | dict(own)
    return {step.rule: _heard(known[step.rule], progress) for step in job.steps if step.rule in known}


def _heard(rule: Rule, progress: Progress) -> Rule:
    told = Text(f"{PLANNING.ru}: {_lowered(rule.title.ru)}", f"{PLANNING.en}: {_lowered(rule.title.en)}")

    def check(snapshot: Snapshot, context: Context) -> Iterator[Yield]:
        progress(told, 2, STEPS)
        yield from rule.check(snapshot, context)
        progress(PLANNING, 2, STEPS)

    return replace(rule, check=check)


def _lowered(title: str) -> str:
    return title[:1].lower() + title[1:]
