"""What is to change in a book, and what only a person can decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from sheets_crm.model.cells import CellValue
from sheets_crm.model.layout import Column
from sheets_crm.model.proposals import Proposal, Taken, Verdict
from sheets_crm.model.report import Report
from sheets_crm.model.severity import Severity
from sheets_crm.model.snapshot import Table
from sheets_crm.model.text import Text


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that a rule replaces."""

    sheet: str
    row_id: str
    row: int
    column: str
    letter_index: int
    before: CellValue
    after: CellValue
    rule: str
    reason: Text


@dataclass(frozen=True, eq=False)
class Changes:
    """One rule's changes in one column, columnar: all sequences are parallel; `rows` are sheet rows of the snapshot.

    Iterating yields `Change`s. `letter_index` is the column's number in the sheet, from 1. `formats` are number formats to set
    with the values; None, or None for one of them, leaves that to the book (a date gets a date format where the cell has none).
    """

    sheet: str
    column: str
    letter_index: int
    rule: str
    rows: NDArray[np.int32]
    ids: Sequence[str]
    before: Sequence[CellValue]
    after: Sequence[CellValue]
    reasons: Sequence[Text]
    formats: Sequence[str | None] | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[Change]:
        for row, row_id, before, after, reason in zip(
            self.rows.tolist(), self.ids, self.before, self.after, self.reasons, strict=True
        ):
            yield Change(self.sheet, row_id, row, self.column, self.letter_index, before, after, self.rule, reason)

    def inverse(self, reason: Text) -> Changes:
        """Return the changes that take these back."""
        return replace(self, before=self.after, after=self.before, reasons=[reason] * len(self), formats=None)

    def pick(self, at: Sequence[int]) -> Changes:
        """Return some of the changes, by their position."""
        if len(at) == len(self):
            return self
        return replace(
            self,
            rows=self.rows[np.asarray(at, np.intp)],
            ids=[self.ids[one] for one in at],
            before=[self.before[one] for one in at],
            after=[self.after[one] for one in at],
            reasons=[self.reasons[one] for one in at],
            formats=[self.formats[one] for one in at] if self.formats else None,
        )

    @staticmethod
    def at(
        table: Table, name: str, rule: str, positions: Sequence[int], after: Sequence[CellValue], reasons: Text | Sequence[Text]
    ) -> Changes:
        """Make the changes of a field at these positions of its table."""
        one = table.field(name)
        if one is None:
            raise KeyError(name)
        where = np.asarray(positions, dtype=np.intp)
        return Changes(
            table.sheet,
            name,
            one.letter_index,
            rule,
            table.rows[where],
            [table.ids[at] for at in where],
            one.cells.take(where).values(),
            list(after),
            [reasons] * len(where) if isinstance(reasons, Text) else list(reasons),
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that only a person can decide: where, how grave, what is wrong, what to do. `cell` is "" for a whole sheet."""

    sheet: str
    row_id: str
    cell: str
    rule: str
    severity: Severity
    message: Text
    hint: Text

    @staticmethod
    def at(table: Table, at: int, name: str, rule: str, severity: Severity, message: Text, hint: Text) -> Finding:
        """Make a finding of one cell: the field `name` of the record at this position of its table."""
        return Finding(table.sheet, table.ids[at], table.address(at, name), rule, severity, message, hint)


@dataclass(frozen=True, slots=True)
class Became:
    """A client who goes, and the one who stays, by their keys in the tab of duplicates."""

    former: str
    now: str


@dataclass(frozen=True, slots=True)
class Held:
    """A column in which nothing is to be repaired in this run, since its cells may be other records', or lost.

    `remembered`: what the last run left there is remembered still, rather than what stands there now. `back` are the changes
    that would put it right: they are not made, but what follows reckons as if they were.
    """

    sheet: str
    column: str
    remembered: bool = True
    back: Changes | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class NewColumn:
    """A column to be appended at the right of a sheet, only ever with a person's yes."""

    sheet: str
    header_row: int
    letter_index: int
    title: str
    column: Column


@dataclass(frozen=True, eq=False)
class Plan:
    """All of one run, bound to the identity of the snapshot that it was made from.

    `converged` says that the rules had nothing more to change in the book as it will be, so that its findings are final.
    `apart` are all pairs of clients who from now on are known not to be one; None where nobody decided anything new. `became`
    are the clients who were merged. `searched` is what to keep of the search for duplicates, which a later run begins from.
    `held` are the columns of which what the last run left is still to be remembered, rather than what stands there now;
    None where nobody looked for such. `proposed` is what is to wait for the owner's word, `decided` what the owner said; `taken`
    is the copy that was taken back.
    """

    identity: str
    changes: tuple[Changes, ...] = ()
    findings: tuple[Finding, ...] = ()
    reports: tuple[Report, ...] = ()
    new_columns: tuple[NewColumn, ...] = ()
    converged: bool = False
    apart: frozenset[tuple[str, str]] | None = None
    became: tuple[Became, ...] = ()
    searched: bytes = b""
    held: frozenset[Held] | None = None
    proposed: tuple[Proposal, ...] = ()
    decided: tuple[Verdict, ...] = ()
    taken: Taken | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write or to remember."""
        writes = any(len(batch) for batch in self.changes) or self.reports or self.new_columns
        return not (writes or self.apart is not None or self.proposed or self.decided)

    def count(self) -> int:
        """How many cells would change."""
        return sum(len(batch) for batch in self.changes)


@dataclass(frozen=True, slots=True)
class Left:
    """A change that was not made, and why."""

    change: Change
    why: Text


@dataclass(frozen=True, eq=False)
class Receipt:
    """What a book says of a plan: the batches written, what was left because a person had changed it meanwhile, what failed.

    `identity` is the book's after the write; `former_formats` holds, by (sheet, A1), the number format of each cell that got
    another one; `reports` names the tabs written. `besides` are changes that nobody planned: what somebody typed while the
    program was at work, and what was repaired with its column.
    """

    identity: str
    written: tuple[Changes, ...] = ()
    kept: tuple[Left, ...] = ()
    failed: tuple[Left, ...] = ()
    reports: tuple[str, ...] = ()
    former_formats: Mapping[tuple[str, str], str] = field(default_factory=dict)
    besides: tuple[Changes, ...] = ()
