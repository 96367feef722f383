"""Searching a table night after night: what was found stands while nothing of it changes, and only what is new is compared."""

from __future__ import annotations

from hashlib import blake2b

from sheets_crm.matching.columns import Contacts
from sheets_crm.matching.duplicates import Duplicates, answered
from sheets_crm.matching.find import Here, find
from sheets_crm.matching.kept import Night, packed_answer, packed_past, packed_values
from sheets_crm.matching.past import PATIENCE, Past, Patience, Said
from sheets_crm.matching.reading import Spread, one_by_one
from sheets_crm.matching.recall import Recall

MOST_PARTS = 30
"""After so many nights what was read is gathered anew, without what has left the table."""


def find_again(
    contacts: Contacts, kept: bytes, spread: Spread = one_by_one, patience: Patience = PATIENCE
) -> tuple[Duplicates, bytes]:
    """Find duplicates given what was kept of the last search (nothing: b""); return them with what to keep of this one.

    What another version of the program kept must not be given; what is damaged counts as nothing.
    """
    last, mark = Night.unpacked(kept), marked(contacts)
    if last and last.mark == mark and (answer := last.answer()):
        return answer.told(), kept
    recall = Recall(spread, last.read() if last else {})
    past, said = last.compared() or (None, None) if last else (None, None)
    link = Here(past, patience)
    found = find(contacts, recall, link)
    answer, said = answered(found, link.holds(said or Said.nothing(0, 0)))
    if link.now is None:
        return answer.told(), b""
    return answer.told(), Night(mark, packed_answer(answer), packed_past(link.now, said), _read(last, recall, link.now)).packed()


def _read(last: Night | None, recall: Recall, now: Past) -> tuple[bytes, ...]:
    """Return what is to be kept of what was read: what is new beside the rest, or all that there is."""
    if last is None or not now.changed or len(last.values) >= MOST_PARTS:
        return (packed_values(recall.values()),)
    news = recall.news()
    return (*last.values, packed_values(news)) if news else last.values


def marked(contacts: Contacts) -> str:
    """Return a hash of all that a table says, and where."""
    told = blake2b(repr((contacts.rows, contacts.others)).encode("utf-8", "surrogatepass"), digest_size=16)
    for key, columns in sorted(contacts.columns.items()):
        for texts in columns:
            told.update(f"\n{key} {sum(map(len, texts))}\n".encode())
            told.update("\0".join(texts).encode("utf-8", "surrogatepass"))
    return told.hexdigest()
