"""The tab «Предложения»: what the owner sees, and what is read back from it (H8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
from making import context, snapshot, table
from report_reading import lines

from sheets_crm.engine.handouts.deciding import JOB
from sheets_crm.ledger.proposed import Chosen, chosen_in
from sheets_crm.model.cells import CellValue, Vector
from sheets_crm.model.memory import Memory
from sheets_crm.model.proposals import Proposal, ProposedCell
from sheets_crm.model.report import Report
from sheets_crm.model.snapshot import Grid, Snapshot, SparseColumn
from sheets_crm.planning.plan import make_plan
from sheets_crm.reports.proposals import CAP, build
from sheets_crm.reports.registry import Evidence

BOOK = snapshot(
    table("clients", [{"id": "K-1", "name": "Анна", "phone": "+7 916"}, {"id": "K-2", "name": "Борис", "phone": "8"}])
)
SEEN = datetime(2026, 11, 19, 18)


def proposal(number: int = 1, *, before: CellValue = "+7 916", after: CellValue = "+7 999", **more: Any) -> Proposal:
    cell = ProposedCell("phone", "Телефон", 3, before, before, after)
    made = Proposal(number, "Аня", SEEN, "change", "role", "Клиенты", "K-1", 2, "Анна", (cell,))
    return replace(made, **more)


def drawn(those: Sequence[Proposal], book: Snapshot = BOOK) -> Report | None:
    return build(book, Evidence(), context(memory=Memory(proposals=tuple(those))))


def with_tab(report: Report | None, book: Snapshot = BOOK, **typed: str) -> Snapshot:
    """Return the book with the tab as it was drawn, and what the owner chose beside numbers (`n1="принять"`)."""
    rows = lines(report)
    for row in rows[5:]:
        row[0] = typed.get(f"n{row[-1]}", row[0])
    width, numbers = max(map(len, rows)), np.arange(1, len(rows) + 1, dtype=np.int32)
    columns = ([row[at] if at < len(row) else None for row in rows] for at in range(width))
    grid = Grid("Предложения", {at: SparseColumn(numbers, Vector.of(cells)) for at, cells in enumerate(columns, 1)})
    return replace(book, grids={**book.grids, grid.name: grid})


def test_a_book_without_proposals_has_no_such_tab() -> None:
    assert drawn([]) is None
    assert drawn([proposal(state="drop")]) is None


def test_a_line_says_who_what_where_from_and_to() -> None:
    report = drawn([proposal()])
    assert lines(report)[5] == [
        None, "Аня", "заменить", "Клиенты", "Анна", "Телефон", "+7 916", "+7 999", "роль этого не разрешает", SEEN.date(), 1,
    ]  # fmt: skip
    assert report
    assert report.rows[5][4].link == ("Клиенты", "C2")
    assert report.choosing
    assert report.choosing.words == ("принять", "отклонить")


def test_what_is_chosen_stays_until_it_is_carried_out_and_goes_if_the_book_changed_under_it() -> None:
    book = with_tab(drawn([proposal()]), n1="принять")
    assert chosen_in(book) == {1: Chosen("принять", "accept", "+7 916")}
    assert lines(drawn([proposal()], book))[5][0] == "принять"
    changed = book.with_table(BOOK.tables[0].with_cells("phone", Vector.of(["+7 777", "8"])))
    again = lines(drawn([proposal()], changed))[5]
    assert (again[0], again[6], again[8]) == (None, "+7 777", "роль этого не разрешает; с тех пор в книге изменили, было: +7 916")


def test_an_emptied_list_says_so() -> None:
    book = with_tab(drawn([proposal()]))
    assert "Всё решено" in str(lines(drawn([], book))[5][1])


def test_a_long_list_is_cut_and_says_how_much_is_left() -> None:
    rows = lines(drawn([proposal(number) for number in range(1, CAP + 3)]))
    assert (len(rows), rows[-1][1]) == (CAP + 6, "… и ещё 2")


def test_a_word_that_means_nothing_decides_nothing() -> None:
    book = with_tab(drawn([proposal()]), n1="не знаю")
    plan = make_plan(book, JOB, context(memory=Memory(proposals=(proposal(),))))
    assert (plan.decided, plan.count()) == ((), 0)


def test_of_two_proposals_for_one_cell_the_second_waits() -> None:
    both = (proposal(1), proposal(2, after="+7 888"))
    book = with_tab(drawn(both), n1="принять", n2="принять")
    plan = make_plan(book, JOB, context(memory=Memory(proposals=both)))
    assert [one.number for one in plan.decided] == [1]
    assert [change.after for batch in plan.changes for change in batch] == ["+7 999"]
    assert ["«+7 999»" in one.message.ru for one in plan.findings if one.rule == "proposals"] == [True]


def test_a_proposal_whose_record_is_gone_says_so_and_stays() -> None:
    gone = proposal(row_id="K-9", label="Яна")
    report = drawn([gone])
    assert lines(report)[5][6] == "записи больше нет"
    plan = make_plan(with_tab(report, n1="принять"), JOB, context(memory=Memory(proposals=(gone,))))
    assert (plan.decided, [one.rule for one in plan.findings]) == ((), ["proposals"])
