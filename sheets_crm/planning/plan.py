"""A job's rules, run in order over a snapshot, become a plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from sheets_crm.errors import UsageError
from sheets_crm.ledger.compared import kept_of
from sheets_crm.ledger.decisions import apart_told
from sheets_crm.model.context import Context
from sheets_crm.model.job import Job, Step
from sheets_crm.model.memory import Filled, Memory
from sheets_crm.model.plan import Became, Changes, Finding, Held, Plan
from sheets_crm.model.proposals import Verdict
from sheets_crm.model.report import Report
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.planning.apply import applied
from sheets_crm.planning.guard import guarded, same, taken_back
from sheets_crm.planning.holding import Holding, backs
from sheets_crm.planning.merge import merged
from sheets_crm.reports.compare import report_equals_grid
from sheets_crm.reports.registry import REPORTS, Evidence
from sheets_crm.rules import partial_sort
from sheets_crm.rules.registry import RULES
from sheets_crm.rules.rule import Rule

MOST_PASSES = 4
REMEMBERED = frozenset({"status", "client_id", "next_task", "next_date", "last_touch", "orders_count", "orders_total"})
"""The columns of which a rule asks whether the program itself filled them."""


def make_plan(snapshot: Snapshot, job: Job, context: Context, own: Mapping[str, Rule] | None = None) -> Plan:
    """Run a job's rules over a bound snapshot until they have nothing to change, and draw up its reports.

    Each rule sees the repairs of those before it. The last pass begins with the book as it will be, without what a person took
    back, so that a run right after this one finds the same and has nothing to change (rule 9). `own` are the user's own rules
    by name. Reports that the book already shows are left out. UsageError for a step that names an unknown rule or option.
    """
    state, batches, taken = snapshot, list[Changes](), list[Changes]()
    became, held, decided = list[Became](), list[Held](), list[Verdict]()
    for _ in range(MOST_PASSES):
        made, declined, findings, gone, held, said, seen = _pass(state, job, context, own)
        decided.extend(said)
        context = replace(context, memory=with_verdicts(context.memory, said))
        became.extend(gone)
        batches.extend(made)
        taken.extend(declined)
        changes = tuple(_from_what_is_there(merged(batches), taken, snapshot))
        state = applied(snapshot, [*backs(held), *changes]) if taken else seen
        if not made:
            break
        context = replace(context, memory=_with(context.memory, made, gone, context))
    told = (*context.notes, *_nothing_known(snapshot), *(taken_back(one, snapshot) for one in declined))
    mixed_up = frozenset(one for one in held if one.remembered)
    evidence = Evidence((*told, *findings), changes, _titles(job, own), mixed_up)
    reports = draw_reports(job.reports, state, evidence, context)
    apart = apart_told(snapshot, context.memory) if any(step.rule == "merges" for step in job.steps) else context.memory.apart
    news = None if apart == context.memory.apart else apart
    return Plan(
        snapshot.identity,
        changes,
        evidence.findings,
        reports,
        converged=not made,
        apart=news,
        became=tuple(became),
        searched=_searched(seen, job, context),
        held=mixed_up if _looks(job) else None,
        decided=tuple(decided),
    )


def _looks(job: Job) -> bool:
    return any(step.rule == partial_sort.NAME for step in job.steps)


def _searched(state: Snapshot, job: Job, context: Context) -> bytes:
    """Return what to keep of the search for duplicates of a job that makes one, in the book as the rules leave it."""
    searches = any(step.rule == "duplicates" for step in job.steps)
    return kept_of(state.of_kind("clients"), context.memory.searched) if searches else b""


class _Passed(NamedTuple):
    """What one pass made, what of it a person had taken back, what it found, who was merged, what is held, what was decided,
    and the book then.
    """  # noqa: D205

    made: list[Changes]
    declined: list[Changes]
    findings: list[Finding]
    became: list[Became]
    held: list[Held]
    decided: list[Verdict]
    state: Snapshot


def _pass(state: Snapshot, job: Job, context: Context, own: Mapping[str, Rule] | None) -> _Passed:
    """Run every rule once. Rules see repairs that a person took back as if they stood, so that none reckons with worse data."""
    done = _Passed([], [], [], [], [], [], state)
    for rule, its_context in _steps(job, context, own):
        if rule.decided and done.held:  # what is mixed up must not decide whose records are joined
            continue
        holding = Holding(done.held, state)
        made: list[Changes] = []
        seen: list[Changes] = []
        for said in rule.check(state, its_context):
            if isinstance(said, Finding):
                if not holding.tells(said):
                    done.findings.append(said)
            elif isinstance(said, Became):
                done.became.append(said)
            elif isinstance(said, Held):
                done.held.append(said)
            elif isinstance(said, Verdict):
                done.decided.append(said)
            elif len(said) and not holding.has(said):
                parted = guarded(said, state, context.memory, decided=rule.decided)
                made.append(parted.made)
                seen.append(parted.declined)
                done.findings.extend(parted.objections)
        made, seen = [one for one in made if len(one)], [one for one in seen if len(one)]
        done.declined.extend(seen)
        state = applied(state, [*made, *seen, *holding.news()])
        done.made.extend(made)
    return done._replace(state=state)


def _from_what_is_there(changes: Iterable[Changes], taken: Iterable[Changes], snapshot: Snapshot) -> Iterator[Changes]:
    """Let changes of cells in which a repair was taken back begin with what stands there, not with that repair."""
    declined = _rows_by_column(taken)
    for batch in changes:
        table, rows = snapshot.table(batch.sheet), declined.get((batch.sheet, batch.column))
        if table is None or rows is None:
            yield batch
            continue
        here = np.flatnonzero(np.isin(batch.rows, np.intersect1d(rows, table.rows)))
        before = list(batch.before)
        there = table.cells(batch.column).take(np.searchsorted(table.rows, batch.rows[here])).values()
        for at, value in zip(here.tolist(), there, strict=True):
            before[at] = value
        idle = {at for at in here.tolist() if same(before[at], batch.after[at])}
        if len(idle) < len(batch):
            yield replace(batch, before=before).pick([at for at in range(len(batch)) if at not in idle])


def _rows_by_column(batches: Iterable[Changes]) -> dict[tuple[str, str], NDArray[np.int32]]:
    found = defaultdict[tuple[str, str], list[NDArray[np.int32]]](list)
    for one in batches:
        found[one.sheet, one.column].append(one.rows)
    return {place: np.concatenate(rows) for place, rows in found.items()}


def _nothing_known(snapshot: Snapshot) -> Iterator[Finding]:
    """Say so when no sheet was recognised: a job that finds nothing to do must not look like a book in order."""
    if not snapshot.tables:
        message = Text("Не нашлось листа с клиентами", "No sheet with clients was found")
        hint = Text(
            "Проверьте заголовки столбцов, или запустите adopt и поправьте соответствие в настройках",
            "Check the headers, or run adopt and mend the mapping in the config",
        )
        yield Finding("", "", "", "mapping", "error", message, hint)


def _with(memory: Memory, made: Iterable[Changes], gone: Iterable[Became], context: Context) -> Memory:
    """Return the memory as it will be after these changes, as far as rules ask for it."""
    new = {
        (one.sheet, one.row_id, one.column): Filled(one.after, context.now, one.rule)
        for batch in made
        if batch.column in REMEMBERED
        for one in batch
    }
    return replace(memory, filled={**memory.filled, **new}, became={**memory.became, **{one.former: one.now for one in gone}})


def with_verdicts(memory: Memory, verdicts: Iterable[Verdict]) -> Memory:
    """Return the memory in which these proposals are decided."""
    decided = {one.number: one.decision for one in verdicts}
    if not decided:
        return memory
    return replace(memory, proposals=tuple(replace(one, state=decided.get(one.number, one.state)) for one in memory.proposals))


def redraw(
    snapshot: Snapshot,
    job: Job,
    context: Context,
    own: Mapping[str, Rule] | None = None,
    changes: Sequence[Changes] = (),
) -> tuple[Report, ...]:
    """Draw a job's reports of a book as it stands, with what the rules find in it and the `changes` that led there."""
    held, findings = list[Held](), list(context.notes)
    for rule, its_context in _steps(job, context, own):
        holding = Holding(held, snapshot)
        for said in rule.check(snapshot, its_context):
            if isinstance(said, Held):
                held.append(said)
            elif isinstance(said, Finding) and not holding.tells(said):
                findings.append(said)
        snapshot = applied(snapshot, holding.news())
    return draw_reports(job.reports, snapshot, Evidence(tuple(findings), tuple(changes), _titles(job, own)), context)


def draw_reports(keys: Iterable[str], state: Snapshot, evidence: Evidence, context: Context) -> tuple[Report, ...]:
    """Make the reports of these keys from a snapshot as it will be; those that the book already shows are left out."""
    known = {report.key: report for report in REPORTS}
    drawn = (known[key].build(state, evidence, context) for key in keys)
    return tuple(
        report
        for report in drawn
        if report and not (report.sheet in state.grids and report_equals_grid(report, state.grids[report.sheet]))
    )


def _steps(job: Job, context: Context, own: Mapping[str, Rule] | None) -> Iterator[tuple[Rule, Context]]:
    rules = _known(own)
    for step in job.steps:
        rule = _named(step, rules, job)
        yield rule, _with_options(step, rule, context)


def _known(own: Mapping[str, Rule] | None) -> dict[str, Rule]:
    return {rule.name: rule for rule in RULES} | dict(own or {})


def _titles(job: Job, own: Mapping[str, Rule] | None) -> dict[str, Text]:
    rules = _known(own)
    return {step.rule: rules[step.rule].title for step in job.steps}


def _named(step: Step, rules: Mapping[str, Rule], job: Job) -> Rule:
    if step.rule not in rules:
        known = ", ".join(sorted(rules))
        raise UsageError(f"there is no rule {step.rule!r}", where=f"job {job.name}", mend=f"Choose one of: {known}.")
    return rules[step.rule]


def _with_options(step: Step, rule: Rule, context: Context) -> Context:
    if not step.options:
        return context
    where = f"step {step.rule}"
    if rule.setting is None:
        raise UsageError("this rule takes no options", where=where, mend="Delete the options of the step.")
    section = getattr(context.settings, rule.setting)
    try:
        changed = type(section).model_validate({**section.model_dump(), **step.options})
    except ValidationError as wrong:
        first = wrong.errors()[0]
        raise UsageError(first["msg"], where=f"{where}, {first['loc'][0]}", mend="Mend the option in the job file.") from wrong
    return replace(context, settings=context.settings.model_copy(update={rule.setting: changed}))
