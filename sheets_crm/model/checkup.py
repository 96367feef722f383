"""Looking at a book without writing to it: checks that are tried in order, and what each of them found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from sheets_crm.errors import RefusedError, SheetsCrmError, UnreadableError
from sheets_crm.model.text import Text

Status = Literal["passed", "warning", "failed", "untried"]
Stops = Literal["nothing", "writing", "reading"]
NOTHING = Text("", "")
Patient_contra = TypeVar("Patient_contra", contravariant=True)
Patient = TypeVar("Patient")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check found: what it means, and how to mend it."""

    status: Status
    says: Text
    mend: Text = NOTHING


def passed(ru: str, en: str) -> Outcome:
    """Say that all is well."""
    return Outcome("passed", Text(ru, en))


def warning(says: Text, mend: Text) -> Outcome:
    """Say that there is something to mend, which does not stop the work."""
    return Outcome("warning", says, mend)


def failed(error: SheetsCrmError) -> Outcome:
    """Tell what an error of ours says; its place is left out, as the reader knows which book it is about."""
    what, mend = (one if isinstance(one, Text) else Text(str(one), str(one)) for one in (error.what, error.mend))
    return Outcome("failed", what, mend)


@dataclass(frozen=True)
class Check(Generic[Patient_contra]):
    """One question: `look` answers it, after the checks that it `needs`; a failure of it `stops` reading, writing or nothing."""

    name: str
    title: Text
    look: Callable[[Patient_contra], Outcome]
    needs: tuple[str, ...] = ()
    stops: Stops = "reading"


@dataclass(frozen=True, slots=True)
class Checked:
    """A check, and what it found."""

    name: str
    title: Text
    outcome: Outcome
    stops: Stops


def examine(checks: Iterable[Check[Patient]], patient: Patient) -> Iterator[Checked]:
    """Try the checks one after the other; those that need one that failed are not tried, and say which one that was.

    What is wrong with the config itself, ConfigError or UsageError, is raised: then it is not known what to look at.
    """
    blocked: dict[str, Text] = {}
    for check in checks:
        root = next((blocked[name] for name in check.needs if name in blocked), None)
        outcome = _untried(root) if root else _looked(check, patient)
        if outcome.status in {"failed", "untried"}:
            blocked[check.name] = root or check.title
        yield Checked(check.name, check.title, outcome, check.stops)


def _untried(root: Text) -> Outcome:
    says = Text(f"сначала наладьте «{root.ru}»", f"first mend “{root.en}”")
    return Outcome("untried", says)


def _looked(check: Check[Patient], patient: Patient) -> Outcome:
    try:
        return check.look(patient)
    except (UnreadableError, RefusedError) as error:
        return failed(error)
