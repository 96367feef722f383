"""Who may be meant by an erasure request: people give their name, phone or e-mail, not an ID."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.journal.values import loaded
from sheets_crm.engine.purge.person import CLIENTS, kinds_of
from sheets_crm.engine.purge.wanted import NAMES, SUFFIX, TELLING, text_of
from sheets_crm.ledger.columns import said
from sheets_crm.ledger.names import folded, names
from sheets_crm.model.snapshot import Table
from sheets_crm.model.trail import Life

COLUMNS = NAMES | TELLING
NUMBER, NATIONAL = 5, 10
"""The fewest digits by which anybody is looked for, and those of a phone without the code of its country."""
Suits = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A client that may be meant: `known_by` is what `--client` takes (its ID, or its name where it has none).

    `said` are, by column, its texts in the book and the memory; where there are none any more, those of the journal that suit.
    """

    known_by: str
    sheet: str
    said: tuple[tuple[str, tuple[str, ...]], ...]
    only_in_journal: bool = False


def find_candidates(
    journal: JournalReader | None, tables: Iterable[Table], words: str, lives: Sequence[Life] = ()
) -> tuple[Candidate, ...]:
    """Return the clients one of whose names, phones, addresses or numbers suits the words, now or earlier."""
    suits, tables = _suiting(words), [table for table in tables if table.kind == CLIENTS]
    found = dict[str, Candidate]()
    former = {*_in_journal(journal, suits, tables), *_in_lives(lives, suits, tables)}
    earlier = {row_id for _, row_id, _, _ in former}
    for table in tables:
        for candidate in _in_table(table, suits, earlier):
            found.setdefault(candidate.known_by, candidate)
    told = defaultdict[tuple[str, str], dict[str, set[str]]](lambda: defaultdict(set))
    for sheet, row_id, column, text in former:
        if row_id not in found and not row_id.startswith("#"):
            told[sheet, row_id][column].add(text)
    gone = (Candidate(row_id, sheet, _sorted(texts), only_in_journal=True) for (sheet, row_id), texts in sorted(told.items()))
    return (*found.values(), *gone)


def _suiting(words: str) -> Suits:
    """Return what tells whether a text is meant: its digits hold those of a number, its words begin with those asked for."""
    digits = re.sub(r"\D", "", words)
    if len(digits) >= NUMBER and not re.search(r"[^\W\d]|@", words):
        wanted = digits[-NATIONAL:]
        return lambda text: wanted in re.sub(r"\D", "", text)
    if "@" in words:
        address = folded(words)
        return lambda text: address in folded(text)
    starts = [re.compile(rf"(?<!\w){re.escape(word)}") for word in folded(words).split()]
    return lambda text: bool(starts) and all(start.search(folded(text)) for start in starts)


def _in_table(table: Table, suits: Suits, earlier: set[str]) -> Iterator[Candidate]:
    fields = [one for one in table.fields if SUFFIX.sub("", one.name) in COLUMNS]
    ids, whole = said(table.cells("id")), names(table)
    columns = [(one.title, said(one.cells)) for one in fields]
    for at, row_id in enumerate(ids.tolist()):
        if row_id in earlier or suits(whole[at]) or any(suits(texts[at]) for _, texts in columns if texts[at]):
            told = {title: {texts[at]} for title, texts in columns if texts[at]}
            yield Candidate(row_id or whole[at], table.sheet, _sorted(told))


def _in_journal(journal: JournalReader | None, suits: Suits, tables: list[Table]) -> Iterator[tuple[str, str, str, str]]:
    """Yield sheet, ID, column and text of what clients once were called, or reached by."""
    if journal is None:
        return
    sheets = kinds_of(journal, tables)[CLIENTS]
    for sheet, row_id, column, title, *values in journal.db.execute("SELECT sheet, row_id, name, title, before, after FROM told"):
        if sheet in sheets and SUFFIX.sub("", column) in COLUMNS:
            yield from ((sheet, row_id, title, text) for one in values if (text := text_of(loaded(one))) and suits(text))
    for batch in journal.edits():
        if batch.sheet in sheets and SUFFIX.sub("", batch.column) in COLUMNS:
            for cells in (batch.before, batch.after):
                told = zip(batch.ids, said(cells).tolist(), strict=True)
                yield from ((batch.sheet, row_id, batch.title, text) for row_id, text in told if text and suits(text))


def _in_lives(lives: Iterable[Life], suits: Suits, tables: list[Table]) -> Iterator[tuple[str, str, str, str]]:
    """Yield the same of what the book itself keeps of clients beside what it shows."""
    sheet = next((table.sheet for table in tables), CLIENTS)
    titles = {field.name: field.title for table in tables for field in table.fields}
    for life in lives:
        if life.kind == CLIENTS:
            known_by = next(iter(sorted(life.ids or life.names)), "")
            for column, value in life.said:
                if known_by and SUFFIX.sub("", column) in COLUMNS and suits(text := text_of(value)):
                    yield sheet, known_by, titles.get(column, column), text


def _sorted(texts: dict[str, set[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((title, tuple(sorted(several))) for title, several in texts.items())
