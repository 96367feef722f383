"""Merges the clients that a person names: a run like any other, shown first, journaled, to be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sheets_crm.books.base import Book
from sheets_crm.engine.run import RunResult, run_job
from sheets_crm.engine.session import Progress, silent
from sheets_crm.engine.settings.config import Config
from sheets_crm.errors import UsageError
from sheets_crm.ledger.clients import Clients
from sheets_crm.ledger.merged_book import NAME
from sheets_crm.ledger.wanted import Group, Groups
from sheets_crm.model.job import Job, Step
from sheets_crm.model.layout import Words
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.rules import lost, partial_sort
from sheets_crm.rules.merges import rule_for

JOB = Job(
    name="merge",
    title=Words(ru="Объединение дублей", en="Duplicates merged"),
    steps=(Step(rule=partial_sort.NAME), Step(rule=lost.NAME), Step(rule=NAME)),
    reports=("duplicates", "archive"),
)
FEWEST = 2


def merge(
    book: Book,
    groups: Sequence[Sequence[str]],
    config: Config,
    now: datetime,
    *,
    keep: Sequence[str] = (),
    apply: bool,
    progress: Progress = silent,
) -> RunResult:
    """Plan one client of each group of IDs (`#17` for row 17 where there is none), and write the plan if it is to be applied.

    The rows of those in `keep` stay, others become part of them; in a group without one the program chooses.
    UsageError for an ID that no client or more than one has; otherwise as `run_job`.
    """
    rule = rule_for(_finder(groups, keep))
    return run_job(book, JOB, config, now, dry_run=not apply, progress=progress, own_rules={NAME: rule})


def _finder(groups: Sequence[Sequence[str]], keep: Sequence[str]) -> Callable[[Snapshot, Clients], Groups]:
    done = False

    def found(_snapshot: Snapshot, clients: Clients) -> Groups:
        nonlocal done
        if done:  # later passes see the merged book, in which those who went are no longer there
            return []
        done = True
        return [_group({said: _position(said, clients) for said in group}, keep) for group in groups]

    return found


def _group(members: Mapping[str, int], keep: Sequence[str]) -> Group:
    return Group(tuple(members.values()), next((at for said, at in members.items() if said in keep), None))


def _position(said: str, clients: Clients) -> int:
    wanted = f"#{said}" if said.isdecimal() and said not in clients.ids else said
    places = [at for at, row_id in enumerate(clients.ids) if row_id == wanted]
    if len(places) == 1:
        return places[0]
    what = (
        Text(f"клиентов «{said}» несколько", f"several clients are “{said}”")
        if places
        else Text(f"клиента «{said}» в книге нет", f"the book has no client “{said}”")
    )
    mend = Text(
        "Назовите ID из скрытого столбца «ID», а где его нет — номер строки",
        "Name the ID of the hidden column “ID”, or the row where there is none",
    )
    raise UsageError(what, where="--merge", mend=mend)


def named_groups(said: Sequence[str], keep: Sequence[str] = ()) -> list[list[str]]:
    """Read what a person wrote after each --merge: IDs parted by commas; UsageError for fewer than two different ones.

    UsageError, too, for one to `keep` who is in none of the groups, or for two who are in one.
    """
    groups = [list(dict.fromkeys(part.strip() for part in one.split(",") if part.strip())) for one in said]
    for one, group in zip(said, groups, strict=True):
        if len(group) < FEWEST:
            raise UsageError(
                Text(f"нужны хотя бы двое: {one}", f"at least two are needed: {one}"),
                where="--merge",
                mend=Text("Перечислите ID через запятую: K-00001,K-00007", "List the IDs with commas: K-00001,K-00007"),
            )
    everyone = [key for group in groups for key in group]
    twice = next((key for key in everyone if everyone.count(key) > 1), None)
    if twice:
        raise UsageError(
            Text(f"{twice} назван дважды", f"{twice} is named twice"),
            where="--merge",
            mend=Text("Соедините эти группы в одну", "Make one group of these"),
        )
    lost = next((one for one in keep if one not in everyone), None)
    both = next((group for group in groups if sum(one in group for one in keep) > 1), None)
    if lost or both:
        raise UsageError(
            Text(f"{lost} не назван в --merge", f"{lost} is not named in --merge")
            if lost
            else Text("в группе остаётся только один", "of a group only one can stay"),
            where="--keep",
            mend=Text("Назовите по одному ID из групп --merge", "Name one ID of a --merge group"),
        )
    return groups
