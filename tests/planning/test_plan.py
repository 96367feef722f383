"""A plan is one that a run right after it has nothing to add to (rule 9), also beside repairs that a person took back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from making import context, snapshot, table

from sheets_crm.model.context import Context
from sheets_crm.model.job import Job, Step, Words
from sheets_crm.model.memory import Memory
from sheets_crm.model.plan import Changes
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.planning.apply import applied
from sheets_crm.planning.plan import make_plan
from sheets_crm.rules.rule import Rule

WHY = Text("так надо", "so it must be")
OURS = "активный"


def own_word(book: Snapshot, _context: Context) -> Iterator[Changes]:
    """Spell each status in our way, as soon as anybody's is spelled so."""
    clients = book.tables[0]
    said = clients.cells("status").values()
    other = [at for at, one in enumerate(said) if one == OURS.title()]
    if OURS in said and other:
        yield Changes.at(clients, "status", "own word", other, [OURS] * len(other), WHY)


def gone_silent(book: Snapshot, _context: Context) -> Iterator[Changes]:
    """Fill an empty status, and move that of the first client."""
    clients = book.tables[0]
    said = clients.cells("status").values()
    wanted = {at: OURS for at, one in enumerate(said) if one is None} | ({0: "неактивный"} if said[0] != "неактивный" else {})
    yield Changes.at(clients, "status", "silence", list(wanted), list(wanted.values()), WHY)


RULES = {one.__name__: Rule(one.__name__, WHY, one) for one in (own_word, gone_silent)}
JOB = Job(name="nightly", title=Words(ru="Ночная", en="Nightly"), steps=tuple(Step(rule=name) for name in RULES))


def test_what_a_declined_repair_hides_for_a_pass_is_planned_all_the_same() -> None:
    book = snapshot(table("clients", [{"id": "K-00001", "status": OURS.title()}, {"id": "K-00002", "status": None}]))
    memory = Memory(declined=frozenset({(("Клиенты", "K-00001", "status"), "неактивный")}))
    told = replace(context(), memory=memory)
    plan = make_plan(book, JOB, told, RULES)
    assert [(one.row_id, one.before, one.after) for batch in plan.changes for one in batch] == [
        ("K-00002", None, OURS),
        ("K-00001", OURS.title(), OURS),
    ]
    assert plan.converged
    again = make_plan(applied(book, plan.changes), JOB, told, RULES)
    assert again.empty
    assert again.findings == plan.findings
