"""One book into a database, in one transaction that stands only if everything in it is accounted for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import localcontext

import numpy as np

from sheets_crm.books.base import Book
from sheets_crm.books.database.book import Arrived, DatabaseBook
from sheets_crm.books.database.measures import EXACT
from sheets_crm.books.database.saving import reads_like
from sheets_crm.engine.migrating.account import Migration, Moved
from sheets_crm.engine.migrating.counting import Difference, count
from sheets_crm.engine.migrating.reconciling import Reconciliation, reconcile
from sheets_crm.engine.reading import read_bound
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.errors import RefusedError
from sheets_crm.model.addresses import address
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text


class _CheckedError(Exception):
    """Takes a trial back."""


def migrate(
    source: Book,
    target: DatabaseBook,
    config: Config,
    *,
    check: bool = False,
    over: bool = False,
    moving: Callable[[], None] = lambda: None,
) -> Migration:
    """Write a book into a database, all of it or nothing; with `check` nothing is written at all.

    Records that are there already are brought up to date. With `over`, what people changed in the database since the last
    migration gives way to the book, else RefusedError; so it does when anything is left unexplained. `moving` is called once
    the book is read.
    """
    snapshot = read_bound(source, config, load_layout(config.layout(source.name))).snapshot
    moving()
    made: list[Migration] = []

    def verdict(arrived: Arrived) -> None:
        reconciliation = _reconciled(snapshot, arrived)
        sheets = tuple(Moved(one.sheet.name, len(one.keys), one.new, one.changed, len(one.doubted)) for one in arrived.tables)
        made.append(Migration(source.name, target.name, sheets, arrived.gone, reconciliation, done=not check))
        if check:
            raise _CheckedError
        if not reconciliation.agrees:
            raise _not_the_same(reconciliation, target.name)

    try:
        target.receive(snapshot, verdict, over=over or check)
    except _CheckedError:
        target.forget_trial()
    return made[0]


def _reconciled(snapshot: Snapshot, arrived: Arrived) -> Reconciliation:
    doubts = defaultdict[tuple[str, str], set[int]](set)
    for one in arrived.tables:
        for doubted in one.doubted:
            doubts[one.sheet.name, doubted.field].add(doubted.at)
    keys = {one.sheet.name: one.keys for one in arrived.tables}
    clients = np.concatenate([np.zeros(0, np.int64), *(keys[table.sheet] for table in snapshot.of_kind("clients"))])
    with localcontext(EXACT):
        counted = count(snapshot, {place: frozenset(at) for place, at in doubts.items()}, clients)
    return reconcile(snapshot, counted, tuple(_differences(snapshot, arrived)), arrived.tally, arrived.grids)


def _differences(snapshot: Snapshot, arrived: Arrived) -> Iterator[Difference]:
    """Say of each cell that is not held why that is."""
    for one in arrived.tables:
        table = snapshot.table(one.sheet.name)
        assert table is not None
        titles = {fact.name: fact.title for fact in one.sheet.columns}
        places = {fact.name: fact.place for fact in one.sheet.columns}
        for doubted in one.doubted:
            row = int(table.rows[doubted.at])
            cell = address(row, places[doubted.field])
            yield Difference(table.sheet, row, cell, titles[doubted.field], reads_like(doubted.cell), doubted.why)


def _not_the_same(found: Reconciliation, where: str) -> RefusedError:
    places = [f"{one.sheet}!{one.cell}" for one in found.lost[:3]]
    places += [f"{one.measure.sheet} {one.measure.field} {one.measure.what}".strip() for one in found.unexplained[:3]]
    shown = ", ".join(places)
    what = Text(f"не всё сошлось: {shown}", f"not everything agrees: {shown}")
    mend = Text(
        "В базе ничего не изменилось. Подробности: migrate --check",
        "Nothing changed in the database. For details: migrate --check",
    )
    return RefusedError(what, where=where, mend=mend)
