"""Accepts and drops proposals that a person names: a run like any other, journaled, to be undone (H8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sheets_crm.books.base import Book
from sheets_crm.engine.run import RunResult, run_job
from sheets_crm.engine.session import Progress, silent
from sheets_crm.engine.settings.config import Config
from sheets_crm.errors import UsageError
from sheets_crm.ledger.proposed import Chosen, chosen_in, told
from sheets_crm.model.context import Context
from sheets_crm.model.job import Job, Step
from sheets_crm.model.layout import Words
from sheets_crm.model.proposals import Decision, Proposal, Verdict
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.rules import ids, partial_sort
from sheets_crm.rules.proposals import NAME, RULE, carried_out
from sheets_crm.rules.rule import Rule, Yield

JOB = Job(
    name=NAME,
    title=Words(ru="Предложения", en="Proposals"),
    steps=(Step(rule=partial_sort.NAME), Step(rule=NAME), Step(rule=ids.RULE.name)),
    reports=("proposals", "archive"),
)
ALL = Text("Все: sheets-crm proposals КНИГА", "All of them: sheets-crm proposals BOOK")


def decide(
    book: Book, decisions: Mapping[int, Decision] | Decision, config: Config, now: datetime, *, progress: Progress = silent
) -> RunResult:
    """Carry out decisions by the numbers of proposals, or one decision on all that are open.

    What was dropped may be accepted after all. UsageError for a number that no proposal has, or one that is accepted already;
    otherwise as `run_job`.
    """
    rule = Rule(NAME, RULE.title, _Named(decisions).check, decided=True)
    return run_job(book, JOB, config, now, progress=progress, own_rules={NAME: rule})


def listed(book: Book, config: Config, now: datetime) -> tuple[Snapshot, tuple[Proposal, ...]]:
    """Return a book as it is with all proposals that were ever made in it and stand."""
    seen: list[Context] = []

    def look(_snapshot: Snapshot, context: Context) -> Iterator[Yield]:
        seen.append(context)
        yield from ()

    job = Job(name=NAME, title=JOB.title, steps=(Step(rule=NAME),))
    result = run_job(book, job, config, now, dry_run=True, own_rules={NAME: Rule(NAME, RULE.title, look)})
    assert result.snapshot is not None
    return result.snapshot, seen[-1].memory.proposals


class _Named:
    """The rule that carries out what a person named; decisions already carried out in an earlier pass are done with."""

    def __init__(self, decisions: Mapping[int, Decision] | Decision) -> None:
        self.decisions, self.done = decisions, set[int]()

    def check(self, snapshot: Snapshot, context: Context) -> Iterator[Yield]:
        """Carry out the decisions, each over what the tab shows, or over what stood there when it was proposed."""
        tab, known = chosen_in(snapshot), {one.number: one for one in context.memory.proposals}
        wanted = self.decisions
        if isinstance(wanted, str):
            wanted = dict.fromkeys((one.number for one in known.values() if one.state == "open"), wanted)
        if not self.done:
            _refuse_unknown(wanted, known)
        chosen = {
            number: Chosen("", said, tab[number].saw if number in tab else _saw(known[number], snapshot))
            for number, said in wanted.items()
            if number not in self.done
        }
        for one in carried_out(snapshot, context, chosen):
            if isinstance(one, Verdict):
                self.done.add(one.number)
            yield one


def _saw(one: Proposal, snapshot: Snapshot) -> str | None:
    """Return what stood there when it was proposed; None where it is about a whole row."""
    return None if one.kind in ("row", "remove") else told(one.cells[0].before, snapshot.lang)


def _refuse_unknown(wanted: Mapping[int, Decision], known: Mapping[int, Proposal]) -> None:
    for number in wanted:
        if number not in known:
            raise UsageError(Text(f"предложения {number} нет", f"there is no proposal {number}"), where=str(number), mend=ALL)
        if known[number].state == "accept":
            what = Text(f"предложение {number} уже принято", f"proposal {number} is accepted already")
            mend = Text(
                "Чтобы вернуть, как было, отмените тот прогон: sheets-crm undo", "To go back, undo that run: sheets-crm undo"
            )
            raise UsageError(what, where=str(number), mend=mend)
